"""What changed from one draft of a document to the next: sentences and rows that are new, gone, or worded otherwise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher

from msgspec import Struct

from budget_monitor.figures.naming import named_table
from budget_monitor.model.documents.document import Document, place_of
from budget_monitor.model.documents.scrutiny import DraftChange
from budget_monitor.scrutinise.words import sentences

MIN_LIKENESS = 0.6
"""Two texts that are as much alike as this are one, changed."""
MAX_COMPARED = 400
"""Texts without a like that are compared with one another; of more, each is gone or new."""


class _Unit(Struct, frozen=True):
    text: str
    place: str
    line: int


def changes(before: Document, after: Document) -> tuple[DraftChange, ...]:
    """In the order of the new draft, then what is gone. What only stands elsewhere has not changed."""
    old, new = list(_units(before)), list(_units(after))
    gone, come = _without(old, new), _without(new, old)
    made = []
    for unit in come:
        was = _like(unit, gone[:MAX_COMPARED]) if len(come) <= MAX_COMPARED else None
        if was is not None:
            gone.remove(was)
        made.append(DraftChange(unit.place, unit.line, was.text if was is not None else "", unit.text))
    made += [DraftChange(unit.place, unit.line, unit.text, "") for unit in gone]
    return tuple(made)


def _units(document: Document) -> Iterator[_Unit]:
    """The sentences, and the rows of the tables."""
    for block in document.blocks:
        if block.grid is None:
            for _, sentence in sentences(block.text):
                yield _Unit(sentence.strip(), place_of(block), block.line)
            continue
        table = named_table(block.grid, block.headings)
        for row, cells in enumerate(block.grid.rows):
            text = " | ".join(cell.text for cell in cells if cell.text)
            label = table.label(row)
            yield _Unit(text, f"{place_of(block)}{f', {label}' if label else ''}", block.line_of(row))


def _without(units: list[_Unit], others: list[_Unit]) -> list[_Unit]:
    """Those whose texts the others have not, or not as often."""
    left = Counter(unit.text for unit in others)
    kept = []
    for unit in units:
        if left[unit.text]:
            left[unit.text] -= 1
        else:
            kept.append(unit)
    return kept


def _like(unit: _Unit, units: list[_Unit]) -> _Unit | None:
    """The unit most like one, if any is like it."""
    best, most = None, MIN_LIKENESS
    matcher = SequenceMatcher(None, autojunk=False)
    matcher.set_seq2(unit.text)
    for other in units:
        matcher.set_seq1(other.text)
        if matcher.real_quick_ratio() >= most and matcher.quick_ratio() >= most and matcher.ratio() >= most:
            best, most = other, matcher.ratio()
    return best
