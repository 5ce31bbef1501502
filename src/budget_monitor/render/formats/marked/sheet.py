"""The marked cells of a sheet: each keeps what it holds, its formula too, and changes its look alone."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Callable, Iterable, Mapping
from string import ascii_uppercase

from budget_monitor.render.formats.marked.xml import (
    CannotPatchError,
    Element,
    Patch,
    elements,
    inside,
    patched,
    with_attribute,
)

Spot = tuple[int, int]
"""Row and column of a cell, both from 1."""

_AFTER_NOTES = frozenset(
    {"legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst"}
)
"""What stands behind the relation to a sheet's notes, which has its fixed place."""
_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]+)")


def spot_of(address: str) -> Spot | None:
    """`F12` is row 12, column 6."""
    found = _ADDRESS.fullmatch(address.replace("$", "").upper())
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


def address_of(spot: Spot) -> str:
    """Row 12, column 6 is `F12`."""
    row, column = spot
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def formulas_in(content: bytes, spots: Iterable[Spot]) -> set[Spot]:
    """Those of some cells that have a formula."""
    spots = set(spots)
    found = list(elements(content, ["c", "row", "f"], keep=_in_rows(spots)))
    cells, _ = _placed(found)
    starts = sorted(one.start for one in found if one.name == "f")
    held = {spot: cell for spot, cell in cells.items() if spot in spots}
    return {spot for spot, cell in held.items() if bisect(starts, cell.end) > bisect(starts, cell.start)}


def _in_rows(spots: Iterable[Spot]) -> Callable[[str, dict[str, str]], bool]:
    """Keeps the cells of the rows of some cells, and those that do not say where they are."""
    rows = {str(row) for row, _ in spots}

    def keep(name: str, given: dict[str, str]) -> bool:
        return name != "c" or "r" not in given or given["r"].lstrip(ascii_uppercase) in rows

    return keep


def marked_cells(content: bytes, looks: Mapping[Spot, Callable[[int], int]]) -> bytes:
    """The sheet with another look for some cells; each says which look it takes in place of its own.

    A cell that the sheet does not have, being blank, is put in its place.
    """
    found = list(elements(content, ["c", "row", "sheetData"], keep=_in_rows(looks)))
    data = next((one for one in found if one.name == "sheetData"), None)
    if data is None:
        raise CannotPatchError("a sheet has no cells")
    cells, rows = _placed(found)
    patches, missing = [], {}
    for spot, look in looks.items():
        cell = cells.get(spot)
        if cell is None:
            missing[spot] = look(int(rows[spot[0]].given.get("s", 0)) if spot[0] in rows else 0)
            continue
        tag = content[cell.start : cell.start_end]
        patches.append(
            Patch(cell.start, cell.start_end, with_attribute(tag, "s", str(look(int(cell.given.get("s", 0))))))
        )
    return patched(content, [*patches, *_new_cells(content, data, cells, rows, missing)])


def _placed(found: list[Element]) -> tuple[dict[Spot, Element], dict[int, Element]]:
    """The cells and rows by where they stand; one that does not say it stands next to the one before."""
    cells: dict[Spot, Element] = {}
    rows: dict[int, Element] = {}
    row, waiting = 0, []
    for one in found:
        if one.name == "c":
            waiting.append(one)
        elif one.name == "row":
            row = int(one.given.get("r", row + 1))
            rows[row] = one
            column = 0
            for cell in waiting:
                spot = spot_of(cell.given.get("r", "")) or (row, column + 1)
                column = spot[1]
                cells[spot] = cell
            waiting = []
    return cells, rows


def _new_cells(
    content: bytes,
    data: Element,
    cells: Mapping[Spot, Element],
    rows: Mapping[int, Element],
    missing: Mapping[Spot, int],
) -> list[Patch]:
    patches: dict[int, tuple[Element | None, list[bytes]]] = {}
    by_row: dict[int, list[tuple[Spot, bytes]]] = {}
    for spot, look in sorted(missing.items()):
        text = f'<{data.prefix}c r="{address_of(spot)}" s="{look}"/>'.encode()
        by_row.setdefault(spot[0], []).append((spot, text))
    order, result, whole = sorted(rows), [], b""
    for number, new in by_row.items():
        if number not in rows:
            text = f'<{data.prefix}row r="{number}">'.encode() + b"".join(text for _, text in new)
            text += f"</{data.prefix}row>".encode()
            at = bisect(order, number)
            if data.is_empty or not order:
                whole += text
            elif at < len(order):
                start = rows[order[at]].start
                patches.setdefault(start, (None, []))[1].append(text)
            else:
                end = rows[order[-1]].end
                patches.setdefault(end, (None, []))[1].append(text)
            continue
        row = rows[number]
        if row.is_empty:
            result.append(inside(content, row, b"".join(text for _, text in new)))
            continue
        for spot, text in new:
            later = [cell.start for place, cell in cells.items() if place[0] == number and place[1] > spot[1]]
            patches.setdefault(min(later, default=row.end_start), (None, []))[1].append(text)
    if whole:
        result.append(inside(content, data, whole))
    return result + [Patch(at, at, b"".join(texts)) for at, (_, texts) in patches.items()]


def with_notes(content: bytes, relation: str) -> bytes:
    """The sheet with a relation to its notes' boxes."""
    root, later = None, []
    after_cells = False
    for one in elements(content, most_depth=1):
        if one.depth == 0:
            root = one
        elif one.name == "sheetData":
            after_cells = True
        elif after_cells and (one.name in _AFTER_NOTES or one.name == "AlternateContent"):
            later.append(one.start)
    assert root is not None, "XML has a root"
    space = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    text = f'<{root.prefix}legacyDrawing xmlns:bmr="{space}" bmr:id="{relation}"/>'.encode()
    at = min(later, default=root.end_start)
    return patched(content, [Patch(at, at, text)])
