"""Which cell of a table a figure in the text states: by value, unit and the words around both."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cached_property

from msgspec import Struct

from budget_monitor.figures.naming import named_table
from budget_monitor.figures.prose import Hedge, ProseFigure, Unit
from budget_monitor.model.documents.scrutiny import Tie, TieStatus
from budget_monitor.scrutinise.cells.by_row import Row, cell_by_row, rows_listed
from budget_monitor.scrutinise.cells.evidence import (
    MAX_BLOCKS_TO_A_NEAR_TABLE,
    is_coarse,
    is_near_target,
    is_of_each,
    is_row_named,
    is_threshold,
    is_total_row,
    of_years,
)
from budget_monitor.scrutinise.cells.index import CellIndex
from budget_monitor.scrutinise.passages import Notes, Passage, key_of
from budget_monitor.scrutinise.table_figures import TableFigure, is_rate
from budget_monitor.scrutinise.words import content

_PLAN = re.compile(r"(?i)\b(?:budget(?:ed)?|estimate[ds]?|original|plan(?:ned)?)\b")
MIN_SCORE = 4
MIN_SUM_DIGITS = 2
MIN_SUM_LINES = 3
MIN_AMOUNT_WITHOUT_UNIT = 1_000
"""The least amount that a table without any unit may state."""
MIN_SURE_DIGITS = 3
"""A figure with fewer digits matches by chance: of a percentage two words must point to a cell."""
MAX_OVERLAP = 3
OVER_BY = Decimal("1.1")
ABOUT_SHARE = Decimal("0.05")


class Candidate(Struct, frozen=True):
    """A cell that a figure may state, and the evidence for it."""

    cell: TableFigure
    score: int
    overlap: int
    is_below: bool
    """The figure stands in a note on the row of the cell."""


class Ties:
    """The ties of one document."""

    def __init__(self, index: CellIndex) -> None:
        self._index = index

    def of(self, passages: Sequence[Passage], notes: Notes) -> list[Tie]:
        """What each figure of the text is tied to; counts that say too little are left out."""
        ties: list[Tie] = []
        seen: dict[tuple[Unit, Decimal], list[int]] = defaultdict(list)
        for passage in notes.in_time(passages):
            for figure, tie in self._of_passage(passage, notes):
                ties.append(tie)
                seen[figure.unit, figure.value].append(len(ties) - 1)
        for places in seen.values():
            for place in places:
                other = next((ties[one].figure for one in places if one != place), None)
                if ties[place].status is TieStatus.UNTIED and other is not None:
                    ties[place] = Tie(ties[place].figure, TieStatus.REPEATED, other, "the same figure in the text")
        return ties

    def _of_passage(self, passage: Passage, notes: Notes) -> Iterator[tuple[ProseFigure, Tie]]:
        """The ties of one passage; small figures only where they are tied."""
        own: list[tuple[ProseFigure, int, Tie]] = []
        held: dict[int, set[Row]] = defaultdict(set)
        for at, (start, sentence) in enumerate(passage.sentences):
            for figure in (one for one in passage.figures_of(start, sentence) if not one.is_word):
                none = Tie(passage.spot(figure), TieStatus.UNTIED)
                tie = none if figure.is_small else self._tie(passage, figure, start, sentence, notes)
                own.append((figure, at, tie))
                if tie.to is not None and tie.to.row >= 0:
                    held[at].add((tie.to.block, tie.to.row))
            held[at] |= rows_listed(passage, at, self._index)
        for figure, at, tie in own:
            cell = None if tie.to is not None else cell_by_row(passage, figure, at, held, self._index)
            if cell is not None:
                held[at].add((cell.block.number, cell.row))
                yield figure, Tie(tie.figure, TieStatus.TIED, cell.spot, "the same value in the row that is meant")
            elif tie.to is not None or not figure.is_small:
                yield figure, tie

    def _tie(self, passage: Passage, figure: ProseFigure, start: int, sentence: str, notes: Notes) -> Tie:
        spot = passage.spot(figure)
        best = self.best(passage, figure, start, sentence)
        if best is not None:
            return Tie(spot, TieStatus.TIED, best.cell.spot, "the same value under the same words")
        if (column := self._column_sum(passage, figure)) is not None:
            return Tie(spot, TieStatus.TIED, column.spot, f"the sum of the column that begins with {column.text}")
        if (used := notes.used.get(key_of(spot))) is not None:
            return Tie(spot, TieStatus.TIED, used[0], used[1])
        return Tie(spot, TieStatus.UNTIED)

    def _column_sum(self, passage: Passage, figure: ProseFigure) -> TableFigure | None:
        """The first figure of a column near by without a total of its own, whose sum a figure states."""
        if figure.digits < MIN_SUM_DIGITS or figure.hedge is not Hedge.NONE:
            return None
        for first in self._sums.get(abs(figure.value), ()):
            near = abs(first.block.number - passage.block.number) <= MAX_BLOCKS_TO_A_NEAR_TABLE
            if near and first.unit is figure.unit:
                return first
        return None

    @cached_property
    def _sums(self) -> dict[Decimal, list[TableFigure]]:
        """The first figures of the columns that have no total, by what the column comes to, whatever its sign."""
        columns: dict[tuple[int, int], list[TableFigure]] = defaultdict(list)
        for cell in self._index.cells:
            if cell.is_whole_cell:
                columns[cell.block.number, cell.column].append(cell)
        sums: dict[Decimal, list[TableFigure]] = defaultdict(list)
        for cells in columns.values():
            if len(cells) >= MIN_SUM_LINES and not any(map(is_total_row, cells)):
                sums[abs(sum((one.value for one in cells), Decimal(0)))].append(cells[0])
        return sums

    def best(self, passage: Passage, figure: ProseFigure, start: int, sentence: str) -> Candidate | None:
        """The cell that a figure states, or None where none is sure enough, or several of other names are as sure of a
        figure with few digits.
        """
        if not figure.value or is_threshold(figure, start, sentence) or is_of_each(figure, start, sentence):
            return None
        wants_target = is_near_target(figure, start, sentence)
        size = abs(figure.value)
        low, high = (size, size) if figure.hedge is Hedge.NONE else (size / OVER_BY, size * OVER_BY)
        about = self._index.between(figure.unit, low - figure.half, high + figure.half)
        if figure.unit is Unit.MONEY and figure.half < 1 and size >= MIN_AMOUNT_WITHOUT_UNIT:
            about = [*about, *self._index.of_value(Unit.COUNT, size)]
        cells = [cell for cell in about if _agrees(figure, cell) and (wants_target or not cell.is_target)]
        words = content(sentence) | content(passage.block.section)
        found = [self._scored(passage, figure, sentence, words, cell) for cell in cells]
        sure = [one for one in found if one.score >= MIN_SCORE and _is_enough(figure, one)]
        if figure.digits == 1:
            sure = [one for one in sure if not self._is_of_another_row(sentence, one.cell)]
        is_of_plans = _PLAN.search(sentence) is not None

        def evidence(one: Candidate) -> tuple[int, bool, int, int]:
            is_likely = is_of_plans or not _PLAN.search(one.cell.heading)
            return one.score, is_likely, one.overlap, -abs(one.cell.block.number - passage.block.number)

        best = sorted(sure, key=evidence, reverse=True)
        if len(best) > 1 and figure.digits < MIN_SURE_DIGITS and evidence(best[0]) == evidence(best[1]):
            first, second = best[0].cell, best[1].cell
            if first.label != second.label and not content(first.label) & content(second.label):
                return None
        return best[0] if best else None

    def _is_of_another_row(self, sentence: str, cell: TableFigure) -> bool:
        """True if a sentence names another row of a cell's table, and has no word of the cell's own."""
        if content(cell.label) & content(sentence):
            return False
        rows = {one.row: one for one in self._index.of_block(cell.block.number) if not is_total_row(one)}
        return any(is_row_named(sentence, one) for row, one in rows.items() if row != cell.row)

    def _scored(
        self, passage: Passage, figure: ProseFigure, sentence: str, words: frozenset[str], cell: TableFigure
    ) -> Candidate:
        """How well a cell fits a figure of a sentence; `words` are those of the sentence and of its section."""
        overlap = len(words & cell.words) + cell.is_target
        score = min(MAX_OVERLAP, max(0, figure.digits - 1)) + min(MAX_OVERLAP, overlap)
        score += 1 if len(words & cell.around) > 1 else 0
        distance = abs(cell.block.number - passage.block.number)
        score += 1 if distance <= MAX_BLOCKS_TO_A_NEAR_TABLE else 0
        score += 1 if figure.unit is cell.unit and figure.unit is not Unit.COUNT else 0
        is_below = _is_below(passage, cell)
        score += 2 if is_below else 0
        score += 1 if is_total_row(cell) else 0
        score += of_years(sentence, cell) + (2 if cell.is_target else 0)
        return Candidate(cell, score, overlap, is_below)


def _is_below(passage: Passage, cell: TableFigure) -> bool:
    """True if a text is a note on the row of a cell: right below it, in the table or after a table of one row."""
    if passage.is_note:
        return passage.block.number == cell.block.number and 0 < passage.row - cell.row <= len("of")
    grid = cell.block.grid
    is_next = passage.row < 0 and passage.block.number == cell.block.number + 1
    return is_next and grid is not None and len(named_table(grid, cell.block.headings).rows) == 1


def _agrees(figure: ProseFigure, cell: TableFigure) -> bool:
    """True if unit and value do, as precisely as both are written; a nil of millions states no pounds."""
    if not cell.value:
        return False
    if figure.unit is Unit.PERCENT:
        if cell.unit is not Unit.PERCENT and not (cell.unit is Unit.COUNT and is_rate(cell)):
            return False
    elif figure.unit is not cell.unit and not (figure.unit is Unit.MONEY and abs(figure.value) == abs(cell.value)):
        return False
    stated, value = abs(figure.value), abs(cell.value)
    allowed = figure.half + cell.half if figure.half else cell.half
    match figure.hedge:
        case Hedge.OVER:
            return stated - allowed <= value <= stated * OVER_BY
        case Hedge.UNDER:
            return stated / OVER_BY <= value <= stated + allowed
        case Hedge.ABOUT:
            return abs(stated - value) <= max(allowed, stated * ABOUT_SHARE)
    return abs(stated - value) <= max(figure.half, cell.half)


def _is_enough(figure: ProseFigure, one: Candidate) -> bool:
    if is_coarse(figure):
        return False
    if figure.hedge is not Hedge.NONE or (figure.unit is Unit.PERCENT and figure.digits < MIN_SURE_DIGITS):
        return one.overlap > 1 and figure.digits > 1
    return one.overlap > 0 or one.is_below or figure.digits > MAX_OVERLAP
