"""A document with its figures marked: a tick where one casts or ties, the number of the finding where one is wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from budget_monitor.model.document import Block, BlockKind
from budget_monitor.model.outcome import Outcome
from budget_monitor.model.scrutiny import DocumentScrutiny, Slip, Spot
from budget_monitor.render.scrutiny.view import where_text

Key = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text. `ticks` say what it was tied to or casts with; `findings` are the numbers of findings at it."""

    text: str
    ticks: tuple[str, ...] = ()
    findings: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class MarkedBlock:
    """A piece of a document: a text in parts, or a table of cells in parts."""

    kind: BlockKind
    level: int
    pieces: tuple[Piece, ...] = ()
    rows: tuple[tuple[tuple[Piece, ...], ...], ...] = ()


@dataclass(frozen=True, slots=True)
class NumberedSlip:
    """A finding with its number and its place in words."""

    number: int
    slip: Slip
    where: str

    @property
    def is_wrong(self) -> bool:
        """True if it is to be put right."""
        return self.slip.outcome is Outcome.WRONG


def numbered(one: DocumentScrutiny, first: int) -> list[NumberedSlip]:
    """The findings of a document, numbered on from another's."""
    return [NumberedSlip(first + at, slip, where_text(slip.where)) for at, slip in enumerate(one.slips)]


def marked_blocks(one: DocumentScrutiny, slips: Sequence[NumberedSlip]) -> list[MarkedBlock]:
    """The whole document."""
    spots: dict[Key, list[tuple[Spot, str, int]]] = defaultdict(list)
    for tick in one.ticks:
        spots[_key(tick.spot)].append((tick.spot, tick.why, 0))
    for numbered_slip in slips:
        for spot in numbered_slip.slip.spots if not numbered_slip.is_wrong else [numbered_slip.slip.where]:
            spots[_key(spot)].append((spot, "", numbered_slip.number))
    return [_block(block, spots) for block in one.document.blocks]


def _key(spot: Spot) -> Key:
    return spot.block, spot.row, spot.column


def _block(block: Block, spots: dict[Key, list[tuple[Spot, str, int]]]) -> MarkedBlock:
    if block.grid is None:
        return MarkedBlock(block.kind, block.level, _pieces(block.text, spots.get((block.number, -1, -1), ())))
    rows = tuple(
        tuple(_pieces(cell.text, spots.get((block.number, row, column), ())) for column, cell in enumerate(cells))
        for row, cells in enumerate(block.grid.rows)
    )
    return MarkedBlock(block.kind, block.level, (), rows)


def _pieces(text: str, spots: Sequence[tuple[Spot, str, int]]) -> tuple[Piece, ...]:
    """A text cut where marks begin and end; a mark that lies across another is widened to both."""
    ranges: list[tuple[int, int, list[str], list[int]]] = []
    for spot, why, number in sorted(spots, key=lambda one: (one[0].start, -one[0].end)):
        start, end = max(0, spot.start), min(len(text), max(spot.end, spot.start + 1))
        if ranges and start < ranges[-1][1]:
            first, last, ticks, findings = ranges.pop()
            ranges.append((first, max(last, end), ticks, findings))
        else:
            ranges.append((start, end, [], []))
        if number:
            ranges[-1][3].append(number)
        elif why not in ranges[-1][2]:
            ranges[-1][2].append(why)
    pieces: list[Piece] = []
    at = 0
    for start, end, ticks, findings in ranges:
        if start > at:
            pieces.append(Piece(text[at:start]))
        pieces.append(Piece(text[start:end], tuple(ticks), tuple(findings)))
        at = end
    return (*pieces, Piece(text[at:])) if at < len(text) or not pieces else tuple(pieces)
