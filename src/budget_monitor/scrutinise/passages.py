"""The running text of a document, piece by piece, also where it stands in a table; and how findings are noted."""

from __future__ import annotations

import hashlib
import math
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cached_property
from typing import TypeVar

from msgspec import Struct, field

from budget_monitor.figures.naming import cell_place
from budget_monitor.figures.prose import ProseFigure, figures_in
from budget_monitor.model.checks.relation import Relation, RelationCell, RelationKind
from budget_monitor.model.checks.verdict import HELD
from budget_monitor.model.documents.document import Block, BlockKind, Document, place_of
from budget_monitor.model.documents.scrutiny import Slip, Spot, Tick
from budget_monitor.model.ledgers.money import thousands_text
from budget_monitor.model.results.outcome import Outcome, Verdict
from budget_monitor.model.running.patience import is_over
from budget_monitor.scrutinise.doubts import Doubts
from budget_monitor.scrutinise.table_figures import MAX_TEXT_CHARACTERS
from budget_monitor.scrutinise.words import sentences

Piece = TypeVar("Piece")


class Passage(Struct, frozen=True, dict=True):
    """A paragraph, or a cell that holds words. `row` and `column` are -1 for a paragraph."""

    file: str
    block: Block
    text: str
    row: int = -1
    column: int = -1
    codes: tuple[str, ...] = ()
    """What codes begin with: what follows is no figure."""

    @cached_property
    def figures(self) -> list[ProseFigure]:
        """Its figures."""
        found = figures_in(self.text)
        return [one for one in found if not self.text[: one.start].endswith(self.codes)] if self.codes else found

    @property
    def is_note(self) -> bool:
        """True for a paragraph that stands in a table."""
        return self.row >= 0 and len(self.text) > MAX_TEXT_CHARACTERS

    @cached_property
    def sentences(self) -> list[tuple[int, str]]:
        """Its sentences, each with the place where it begins."""
        return list(sentences(self.text))

    def figures_of(self, start: int, sentence: str) -> list[ProseFigure]:
        """The figures that stand in a sentence."""
        first = bisect_left(self.figures, start, key=_start)
        return self.figures[first : bisect_left(self.figures, start + len(sentence), first, key=_start)]

    def spot(self, figure: ProseFigure) -> Spot:
        """Where a figure of it stands."""
        return self.words_at(figure.start, figure.end, figure.value)

    def words_at(self, start: int, end: int, value: Decimal | None = None) -> Spot:
        """Where some of its words stand."""
        text = self.text[start:end].strip()
        if self.row >= 0:
            place, line = cell_place(self.block, self.row, self.column), self.block.line_of(self.row)
            if self.is_note:
                place = f"{place_of(self.block)}, note in row {self.row + 1}"
        else:
            place, line = place_of(self.block), self.block.line
        return Spot(self.file, place, text, value, line, self.block.number, start, end, self.row, self.column)


def _start(figure: ProseFigure) -> int:
    return figure.start


def passages_of(document: Document) -> Iterator[Passage]:
    """All running text, in its order; the words of tables too, cell by cell."""
    codes = document.house.codes
    for block in document.blocks:
        if block.grid is None:
            if block.text:
                yield Passage(document.file, block, block.text, codes=codes)
            continue
        for row, cells in enumerate(block.grid.rows):
            for column, cell in enumerate(cells):
                if cell.value is None and any(one.isalnum() for one in cell.text):
                    yield Passage(document.file, block, cell.text, row, column, codes)


def prose_of(passages: Sequence[Passage]) -> list[Passage]:
    """Those that are sentences: no headings, no heads and feet of pages, and no names of rows."""
    other = (BlockKind.HEADING, BlockKind.EDGE)
    return [one for one in passages if one.block.kind not in other and (one.row < 0 or one.is_note)]


class Notes(Struct):
    """What is found in one document, as it comes."""

    file: str
    until: float = math.inf
    """When the looking ends, by `patience.clock`."""
    is_cut_off: bool = False
    _ids: set[str] = field(default_factory=set)
    relations: list[Relation] = field(default_factory=list)
    slips: list[Slip] = field(default_factory=list)
    used: dict[tuple[int, int, int, int], tuple[Spot, str]] = field(default_factory=dict)
    """Figures of the text that a relation explains, by their place, with what they are made of."""
    doubts: Doubts = field(default_factory=Doubts)
    """The cells of tables that are told to be wrong."""
    order_checks: int = 0
    ticks: list[Tick] = field(default_factory=list)

    def in_time(self, pieces: Iterable[Piece]) -> Iterator[Piece]:
        """The pieces of a document, as long as there is time; `is_cut_off` says that there was not."""
        for piece in pieces:
            if self.is_cut_off or is_over(self.until):
                self.is_cut_off = True
                return
            yield piece

    def slip(
        self,
        kind: RelationKind,
        title: str,
        spots: Sequence[Spot],
        sentence: str,
        proposed: str = "",
        outcome: Outcome = Outcome.WRONG,
    ) -> None:
        """Notes something that cannot be so; once for each place and title, once for figures that do not add up
        together, whichever way, and once for what is said of the same figures in the same words.
        """
        first = spots[0]
        where = frozenset(map(key_of, spots))
        for one in self.slips:
            known = frozenset(map(key_of, one.spots))
            if (kind in _ADDED_UP and one.kind in _ADDED_UP and known == where) or (
                one.sentence == sentence and (known <= where or where <= known)
            ):
                return
        id_ = short_id(kind, self.file, str(first.block), first.text, str(first.row), str(first.start), title)
        if id_ not in self._ids:
            self._ids.add(id_)
            self.slips.append(Slip(id_, outcome, kind, title, tuple(spots), sentence, proposed))

    def relation(
        self,
        kind: RelationKind,
        verdict: Verdict,
        spots: Sequence[Spot],
        computed: Decimal,
        sentence: str,
        evidence: str,
    ) -> None:
        """Notes figures that have to do with one another, the first being what the others make up."""
        cells = tuple(RelationCell(one.file, one.place, one.text, one.value or Decimal(0), 1, "") for one in spots)
        reported = cells[0].value
        where = ",".join(f"{one.block}:{one.row}:{one.start}" for one in spots)
        id_ = short_id(kind, self.file, where)
        if id_ in self._ids:
            return
        self._ids.add(id_)
        self.relations.append(Relation(id_, kind, verdict, cells, computed, reported - computed, sentence, evidence))
        if verdict in HELD:
            own = [spot for spot in spots if spot.file == self.file]
            self.ticks += [Tick(spot, as_held(sentence, verdict)) for spot in own]
            for spot in own:
                other = next((one for one in spots if one is not spot), spot)
                self.used.setdefault(key_of(spot), (other, sentence))


def as_held(sentence: str, verdict: Verdict) -> str:
    """The arithmetic of what holds; where it does so within rounding alone, that is said."""
    return f"{sentence}, within rounding" if verdict is Verdict.WITHIN_ROUNDING else sentence


_ADDED_UP = (RelationKind.SUM, RelationKind.DIFFERENCE)


def key_of(spot: Spot) -> tuple[int, int, int, int]:
    """What tells a figure from all others of a document."""
    return spot.block, spot.row, spot.column, spot.start


def short_id(kind: RelationKind, *parts: str) -> str:
    """An id that stays the same while nothing about the finding changes."""
    whole = "\x1f".join(parts)
    return f"{kind.value}-{hashlib.sha256(whole.encode()).hexdigest()[:8]}"


def number_text(value: Decimal) -> str:
    """A figure for people, with two decimals at most."""
    return thousands_text(round(value, 2))
