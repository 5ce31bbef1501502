"""The officer's workbook, marked: the same sheets, formulas and charts, and behind them a sheet with what was found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from zipfile import BadZipFile

from budget_monitor.model.ledgers.cell import CellRef
from budget_monitor.model.results.outcome import Report
from budget_monitor.render.formats.marked.front import TITLE, front_sheet
from budget_monitor.render.formats.marked.notes import add_notes
from budget_monitor.render.formats.marked.parts import OFFICE, Parts
from budget_monitor.render.formats.marked.sheet import Spot, formulas_in, marked_cells, spot_of
from budget_monitor.render.formats.marked.styles import Looks
from budget_monitor.render.formats.marked.xml import CannotPatchError, elements, escaped, inside, patched
from budget_monitor.render.formats.workbook.findings_sheet import Front
from budget_monitor.render.formats.workbook.marks import Mark, marks

_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_MAX_CHARACTERS_OF_A_NAME = 31
"""Characters of a sheet's name."""
_MOST_NOTES = 5_000
"""Notes on one sheet; more marked cells are coloured alone."""
_MACROS = "The workbook's macros are left out of this copy, as is everything that would run them."

Where = Callable[[CellRef], tuple[str, str] | None]
"""The sheet of the workbook and the address on it where a cell stands; None where it is not in the workbook."""


def marked_book(content: bytes, report: Report, front: Front, where: Where) -> bytes | None:
    """A copy of a workbook in xlsx form with the wrong cells of a report marked and noted.

    None where the workbook is written in a way that cannot be patched; nothing is then known of it that could be lost.
    """
    try:
        return _marked(Parts(content), report, front, where)
    except (CannotPatchError, BadZipFile, LookupError, StopIteration, ValueError):
        return None


def _marked(parts: Parts, report: Report, front: Front, where: Where) -> bytes:
    sheets = _sheets(parts)
    style = next(to for kind, to in parts.related(parts.book) if kind == "styles")
    looks = Looks(parts.read(style))
    places: dict[CellRef, tuple[str, Spot]] = {}
    for ref in marks(report):
        place = where(ref)
        spot = spot_of(place[1]) if place is not None else None
        if place is not None and spot is not None and place[0] in sheets:
            places[ref] = (place[0], spot)
    found: dict[str, dict[Spot, Mark]] = {}
    for ref, mark in marks(report, _with_formulas(parts, sheets, places)).items():
        if ref in places:
            name, spot = places[ref]
            _joined(found.setdefault(name, {}), spot, mark)
    for name, spots in found.items():
        part = sheets[name]
        looked = {spot: partial(looks.of, colour=mark.colour) for spot, mark in spots.items()}
        parts.write(part, marked_cells(parts.read(part), looked))
        weighty = sorted(spots, key=lambda spot: (-spots[spot].colour, spot))[:_MOST_NOTES]
        add_notes(parts, part, {spot: spots[spot].comment for spot in weighty})

    def target(ref: CellRef) -> str:
        place = where(ref)
        return (
            "" if place is None or place[0] not in sheets else "'{}'!{}".format(place[0].replace("'", "''"), place[1])
        )

    remarks = [_MACROS] if parts.has_macros else []
    _add_sheet(parts, front_sheet(report, front, target, looks, remarks))
    parts.write(style, looks.written())
    return parts.written()


def _with_formulas(parts: Parts, sheets: Mapping[str, str], places: Mapping[CellRef, tuple[str, Spot]]) -> set[CellRef]:
    """The cells, of some, that hold formulas."""
    by_sheet: dict[str, list[Spot]] = {}
    for name, spot in places.values():
        by_sheet.setdefault(name, []).append(spot)
    found = {name: formulas_in(parts.read(sheets[name]), spots) for name, spots in by_sheet.items()}
    return {ref for ref, (name, spot) in places.items() if spot in found[name]}


def _joined(spots: dict[Spot, Mark], spot: Spot, mark: Mark) -> None:
    """A cell that two ledgers read has the notes of both, and the graver colour."""
    if (known := spots.get(spot)) is not None:
        notes = [*known.notes, *(one for one in mark.notes if one not in known.notes)]
        mark = Mark(max(known.colour, mark.colour), notes)
    spots[spot] = mark


def _sheets(parts: Parts) -> Mapping[str, str]:
    """The part of each sheet by its name."""
    files = parts.id_of(parts.book, "worksheet")
    found = {}
    for one in elements(parts.read(parts.book), ["sheet"]):
        number = next((value for name, value in one.given.items() if name.endswith(":id")), "")
        if number in files:
            found[one.given["name"]] = files[number]
    return found


def _add_sheet(parts: Parts, content: bytes) -> None:
    """Puts a sheet behind the others: in front of them it would change which sheet a name or a view means."""
    part = parts.free("xl/worksheets/sheet{}.xml")
    parts.write(part, content)
    parts.has_type(part, _SHEET_TYPE)
    relation = parts.relate(parts.book, f"{OFFICE}/worksheet", part)
    book = parts.read(parts.book)
    (listed,) = elements(book, ["sheets"])
    known = [one for one in elements(book, ["sheet"]) if listed.start < one.start < listed.end]
    number = 1 + max(int(one.given.get("sheetId", 0)) for one in known)
    taken = {one.given.get("name", "").casefold() for one in known}
    name = next(
        name for at in range(1, len(taken) + 2) if (name := TITLE + f" {at}" * (at > 1)).casefold() not in taken
    )
    text = (
        f'<{listed.prefix}sheet name="{escaped(name[:_MAX_CHARACTERS_OF_A_NAME])}" sheetId="{number}"'
        f' xmlns:bmr="{OFFICE}" bmr:id="{relation}"/>'
    )
    parts.write(parts.book, patched(book, [inside(book, listed, text.encode())]))
