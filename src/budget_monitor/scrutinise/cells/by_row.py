"""Which cell a figure states where its own words say too little: by the row that the sentence names, or in which
another of its figures stands.

"Riverside was approved at £35.5m; now it is £37.8m, £2.3m more": the first is surely tied, and the others stand in its
row. Such a tie says where a figure is from; no alarm is ever drawn from it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import chain

from budget_monitor.figures.naming import named_table
from budget_monitor.figures.prose import Hedge, ProseFigure, Unit
from budget_monitor.scrutinise.cells.evidence import (
    MAX_BLOCKS_TO_A_NEAR_TABLE,
    is_coarse,
    is_near_target,
    is_row_named,
    is_threshold,
    is_total_row,
    of_years,
)
from budget_monitor.scrutinise.cells.index import CellIndex
from budget_monitor.scrutinise.passages import Passage
from budget_monitor.scrutinise.table_figures import TableFigure, is_rate
from budget_monitor.scrutinise.words import content

Row = tuple[int, int]
"""The number of a table's block, and a row of it."""
MIN_DIGITS = 2
MIN_DIGITS_UNDER_FEW_WORDS = 3
"""Where only the sentence before names the row, or only the table is named, one with fewer is too often another."""


def cell_by_row(
    passage: Passage, figure: ProseFigure, at: int, held: Mapping[int, Set[Row]], index: CellIndex
) -> TableFigure | None:
    """The one cell that a figure of the sentence with number `at` states, None where none or several may be meant.
    `held` are the rows in which figures of each sentence surely stand.
    """
    start, sentence = passage.sentences[at]
    if not figure.value or is_threshold(figure, start, sentence):
        return None
    is_target = is_near_target(figure, start, sentence)
    cells = [
        one for one in _stating(figure, index) if of_years(sentence, one) >= 0 and (is_target or not one.is_target)
    ]
    near = [one for one in cells if abs(one.block.number - passage.block.number) <= MAX_BLOCKS_TO_A_NEAR_TABLE]
    before = passage.sentences[at - 1][1] if at else ""
    beside = frozenset(chain(held.get(at - 1, ()), held.get(at + 1, ())))
    only = near if len(near) == 1 else []
    least = 1 if figure.unit is Unit.MONEY else MIN_DIGITS
    ways: tuple[tuple[Sequence[TableFigure], int], ...] = (
        ([one for one in cells if _row(one) in held.get(at, ())], least),
        ([one for one in near if is_row_named(sentence, one)], least),
        ([one for one in only if _row(one) in beside], MIN_DIGITS),
        ([one for one in only if _is_row_alone_named(sentence, one, index)], least),
        ([one for one in only if is_row_named(before, one)], MIN_DIGITS_UNDER_FEW_WORDS),
        ([one for one in only if is_total_row(one) and _is_subject_named(sentence, one)], MIN_DIGITS_UNDER_FEW_WORDS),
        ([one for one in cells if _row(one) in held.get(at, ()) and _is_named_after(passage, figure, at, one)], 1),
        (
            [one for one in only if _is_subject_named(sentence, one) and _is_total_of_section(passage, figure, one)],
            MIN_DIGITS,
        ),
    )
    return next((found[0] for found, digits in ways if len(found) == 1 and figure.digits >= digits), None)


def rows_listed(passage: Passage, at: int, index: CellIndex) -> set[Row]:
    """The rows of which the sentence with number `at` lists the figures, each before a word of the heading that it
    stands under: 12 refuse vehicles, 24 vans and 7 tippers.
    """
    start, sentence = passage.sentences[at]
    listed: dict[Row, set[int]] = defaultdict(set)
    for figure in passage.figures_of(start, sentence):
        for cell in _stating(figure, index) if figure.value and not figure.is_word else ():
            is_near = abs(cell.block.number - passage.block.number) <= MAX_BLOCKS_TO_A_NEAR_TABLE
            if is_near and of_years(sentence, cell) >= 0 and _is_named_after(passage, figure, at, cell):
                listed[_row(cell)].add(cell.column)
    return {row for row, columns in listed.items() if len(columns) >= MIN_LISTED}


MIN_LISTED = 3


def _is_named_after(passage: Passage, figure: ProseFigure, at: int, cell: TableFigure) -> bool:
    """True if the words after a figure, before the next one and the next mark, have one of a column's heading."""
    start, sentence = passage.sentences[at]
    after = next((one.start for one in passage.figures_of(start, sentence) if one.start > figure.start), None)
    words = _MARK.split(passage.text[figure.end : start + len(sentence) if after is None else after])[0]
    return bool(content(words) & content(cell.heading))


_MARK = re.compile(r"[,.;:()]|\b(?:and|of)\b")


def _is_total_of_section(passage: Passage, figure: ProseFigure, cell: TableFigure) -> bool:
    """True if a count that is all of something stands in a table under the heading that the sentence is under, too."""
    is_count = figure.unit is Unit.COUNT and (cell.unit is Unit.COUNT or not cell.is_amount_itself)
    is_count &= figure.hedge is Hedge.NONE
    return is_count and is_total_row(cell) and bool(cell.block.section) and cell.block.section == passage.block.section


def _row(cell: TableFigure) -> Row:
    return cell.block.number, cell.row


def _is_row_alone_named(sentence: str, cell: TableFigure, index: CellIndex) -> bool:
    """True if a sentence has a word of a row's name, and no word of another's in its table."""
    labels = {one.row: one.label for one in index.of_block(cell.block.number)}
    said = content(sentence)
    return [row for row, label in labels.items() if said & content(label)] == [cell.row]


def _is_subject_named(sentence: str, cell: TableFigure) -> bool:
    """True if a sentence has a word of a column's heading, of the table's caption, or of what its rows are called."""
    subject = f"{cell.heading} {cell.block.text}"
    if cell.block.grid is not None:
        table = named_table(cell.block.grid, cell.block.headings)
        subject += "".join(f" {table.heading(cell.row, one)}" for one in table.label_columns)
    return bool(content(subject) & content(sentence))


def _stating(figure: ProseFigure, index: CellIndex) -> Iterator[TableFigure]:
    """The cells of a figure's value and unit; also those that stand as they are written in a table of amounts, under a
    heading that does not say that they are amounts.
    """
    size = abs(figure.value)
    for cell in index.between(figure.unit, size - figure.half, size + figure.half):
        is_as_coarse = figure.half <= cell.half or not is_coarse(figure)
        if cell.value and is_as_coarse and abs(size - abs(cell.value)) <= max(figure.half, cell.half):
            yield cell
    if figure.unit is not Unit.MONEY:
        yield from (one for one in index.bare(size) if figure.unit is Unit.COUNT or is_rate(one))
