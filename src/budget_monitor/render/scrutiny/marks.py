"""A document with its figures marked: a tick where one casts or ties, the number of the finding where one is wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from msgspec import Struct

from budget_monitor.model.documents.document import Block, BlockKind, text_at
from budget_monitor.model.documents.scrutiny import DocumentScrutiny, NumberedSlip, Spot

Key = tuple[int, int, int]


class Range(Struct, frozen=True):
    """A part of a text that is marked: what it was tied to or casts with, and the numbers of findings at it."""

    start: int
    end: int
    ticks: tuple[str, ...] = ()
    findings: tuple[int, ...] = ()


class Piece(Struct, frozen=True):
    """Some text. `ticks` say what it was tied to or casts with; `findings` are the numbers of findings at it."""

    text: str
    ticks: tuple[str, ...] = ()
    findings: tuple[int, ...] = ()


class MarkedBlock(Struct, frozen=True):
    """A piece of a document: a text in parts, or a table of cells in parts."""

    kind: BlockKind
    level: int
    pieces: tuple[Piece, ...] = ()
    rows: tuple[tuple[tuple[Piece, ...], ...], ...] = ()


def marked_blocks(one: DocumentScrutiny, slips: Sequence[NumberedSlip]) -> list[MarkedBlock]:
    """The whole document."""
    ranges = ranges_of(one, slips)
    return [_block(block, ranges) for block in one.document.blocks]


def ranges_of(one: DocumentScrutiny, slips: Sequence[NumberedSlip]) -> dict[Key, list[Range]]:
    """What is marked in each text of a document, from its beginning to its end."""
    spots: dict[Key, list[tuple[Spot, str, int]]] = defaultdict(list)
    for tick in one.ticks:
        spots[_key(tick.spot)].append((tick.spot, tick.why, 0))
    for numbered in slips:
        for spot in numbered.slip.spots if not numbered.is_wrong else [numbered.slip.where]:
            spots[_key(spot)].append((spot, "", numbered.number))
    return {key: _ranges(text_at(one.document, *key), own) for key, own in spots.items()}


def _key(spot: Spot) -> Key:
    return spot.block, spot.row, spot.column


def _ranges(text: str, spots: Sequence[tuple[Spot, str, int]]) -> list[Range]:
    """The parts of a text that are marked; a mark that lies across another is widened to both."""
    ranges: list[Range] = []
    for spot, why, number in sorted(spots, key=lambda one: (one[0].start, -one[0].end)):
        start, end = max(0, spot.start), min(len(text), max(spot.end, spot.start + 1))
        last = ranges.pop() if ranges and start < ranges[-1].end else Range(start, end)
        ticks = (*last.ticks, why) if why and why not in last.ticks else last.ticks
        findings = (*last.findings, number) if number else last.findings
        ranges.append(Range(last.start, max(last.end, end), ticks, findings))
    return ranges


def _block(block: Block, ranges: dict[Key, list[Range]]) -> MarkedBlock:
    if block.grid is None:
        return MarkedBlock(block.kind, block.level, _pieces(block.text, ranges.get((block.number, -1, -1), ())))
    rows = tuple(
        tuple(_pieces(cell.text, ranges.get((block.number, row, column), ())) for column, cell in enumerate(cells))
        for row, cells in enumerate(block.grid.rows)
    )
    return MarkedBlock(block.kind, block.level, (), rows)


def _pieces(text: str, ranges: Sequence[Range]) -> tuple[Piece, ...]:
    """A text cut where marks begin and end."""
    pieces: list[Piece] = []
    at = 0
    for one in ranges:
        if one.start > at:
            pieces.append(Piece(text[at : one.start]))
        pieces.append(Piece(text[one.start : one.end], one.ticks, one.findings))
        at = one.end
    return (*pieces, Piece(text[at:])) if at < len(text) or not pieces else tuple(pieces)
