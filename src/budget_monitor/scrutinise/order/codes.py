"""Codes that stand for two things."""

from __future__ import annotations

import re
from collections import defaultdict

from budget_monitor.errors import shorten
from budget_monitor.figures.naming import cell_place, named_table
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.documents.document import Block, Document, House
from budget_monitor.model.documents.scrutiny import Spot
from budget_monitor.scrutinise.passages import Notes
from budget_monitor.scrutinise.words import content

_CODE = re.compile(r"^([A-Z][A-Za-z&]{1,7})[ .-]?(\d+(?:\.\d+)*)(?:\s?\(([a-z])\)|([a-z])(?=\s|$))?(?=$|[\s:])")
_HEADS_CODES = re.compile(r"(?i)\b(?:codes?|refs?|references?|indicators?|ids?|no|number|k?pis?|measures?)\b")
MIN_SHARED = 0.5
"""The share of the shorter name's words at which two names are the same."""
MAX_CODE_CHARACTERS = 30


def note_codes(document: Document, notes: Notes) -> None:
    """Notes a code before two rows whose names have little in common."""
    uses: dict[str, list[tuple[str, Spot]]] = defaultdict(list)
    for block in document.tables:
        for code, name, spot in _codes(block, document):
            notes.order_checks += 1
            uses[code].append((name, spot))
    for places in uses.values():
        first, where = places[0]
        for name, spot in places[1:]:
            if not _is_same(first, name):
                one, other = (shorten(each, MAX_NAME_CHARACTERS) for each in (first, name))
                said = f"{spot.text} stands for “{one}” and for “{other}”"
                notes.slip(RelationKind.ORDER, "One code for two things", [spot, where], said)
                break


def _codes(block: Block, document: Document) -> list[tuple[str, str, Spot]]:
    found: list[tuple[str, str, Spot]] = []
    if block.grid is None:
        return found
    table = named_table(block.grid, block.headings)
    for row, cells in enumerate(block.grid.rows):
        text = cells[0].text.strip() if cells else ""
        code = _code(text, document.house)
        is_known = text.startswith(document.house.codes)
        names = [cell.text for cell in cells[1:] if cell.value is None and any(one.isalpha() for one in cell.text)]
        if not code or not names or not any(cell.text for cell in cells[2:]):
            continue
        if table.is_figure(row, 0) or not (is_known or _HEADS_CODES.search(table.heading(row, 0))):
            continue
        line = block.line_of(row)
        spot = Spot(document.file, cell_place(block, row, 0), text, None, line, block.number, 0, len(text), row, 0)
        found.append((code, names[0], spot))
    return found


def _code(text: str, house: House) -> str:
    """The code that a cell holds, however it is spaced; empty where it holds none."""
    if len(text) > MAX_CODE_CHARACTERS:
        return ""
    match = _CODE.match(text)
    if match is not None:
        return f"{match[1].upper()}{match[2]}{match[3] or match[4] or ''}"
    return "".join(text.split()).upper() if text.startswith(house.codes) else ""


def _is_same(first: str, second: str) -> bool:
    one, other = content(first), content(second)
    if not one or not other:
        return True
    return len(one & other) >= MIN_SHARED * min(len(one), len(other))


MAX_NAME_CHARACTERS = 50
