"""Rows of a table that a sentence names one by one, each with its figure: £65,000 in Repairs, £20,000 in Regeneration.

Where all figures but one stand in one column, each in the row whose name is beside it, the words leave no doubt what
the last should be. Of a figure that is the variance of the row beside it, the words must say which way it goes.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from budget_monitor.figures.prose import ProseFigure
from budget_monitor.scrutinise.cells.index import CellIndex
from budget_monitor.scrutinise.cells.rows import note_differing, note_opposite, states
from budget_monitor.scrutinise.passages import Notes, Passage
from budget_monitor.scrutinise.sentences.roles import Role, is_of_any, named_in
from budget_monitor.scrutinise.sentences.shapes import is_sharp, is_slip_of
from budget_monitor.scrutinise.table_figures import TableFigure

_AFTER = r"\)?,? ?(?:(?:more|less|over|under|\w*spent) )?(?:in|on|for|at|from|to|under|by|within|of) (?:the |our )?"
_BEFORE = (
    r"(?: service| services| directorate| portfolio)?[ ,:(–-]*"
    r"(?:(?:of|by|is|was|at|with|has|had|spent|shows?|forecasts?|reports?|projects?|expects?) )?"
    r"(?:an? (?:[\w-]+ ){1,3}of )?\(?$"
)
MIN_LISTED = 3
"""Rows that a sentence has to name with their figures, so that one of them may be said to differ."""


def note_listed(passage: Passage, index: CellIndex, notes: Notes) -> None:
    """Notes the one figure of a list that differs from a column in which all others stand, and words against a row."""
    roles = {one.figure.start: one.role for _, named in named_in(passage) for one in named}
    for start, sentence in passage.sentences:
        figures = [one for one in passage.figures_of(start, sentence) if not one.is_small and is_sharp(one)]
        if any(roles.get(one.start) in (Role.OVER, Role.UNDER) for one in figures):
            _note_opposite(passage, start, sentence, figures, roles, index, notes)
        if len(figures) < MIN_LISTED:
            continue
        found: list[tuple[ProseFigure, TableFigure] | None] = []
        for rows in _tables_named(sentence, index):
            pairs = [(one, rows[row]) for one, row in _beside(sentence, start, figures, rows)]
            if len(pairs) >= MIN_LISTED and len({cells[0].row for _, cells in pairs}) == len(pairs):
                found.append(_off(pairs))
            if len(found) > 1:
                break
        if len(found) == 1 and found[0] is not None:
            _note(passage, *found[0], notes)


def _note_opposite(
    passage: Passage, start: int, sentence: str, figures: Sequence[ProseFigure], roles: Mapping[int, Role | None],
    index: CellIndex, notes: Notes,
) -> None:  # fmt: skip
    """Notes each overspend that the row named beside it has as an underspend, by what it was planned to be."""
    rows_of = index.rows_named_in(sentence.casefold())
    for block in sorted({block for blocks in rows_of.values() for block in blocks}):
        named = sorted(row for blocks in rows_of.values() for row in blocks.get(block, ()))
        rows = {row: index.labelled[block][row] for row in named}
        for figure, row in _beside(sentence, start, figures, rows):
            text = f"{sentence} {rows[row][0].label}"
            note_opposite(passage, figure, roles.get(figure.start), text, rows[row], index, notes)


def _tables_named(sentence: str, index: CellIndex) -> Iterator[dict[int, list[TableFigure]]]:
    """Of each table the rows whose names stand in a sentence."""
    rows_of = index.rows_named_in(sentence.casefold())
    if len(rows_of) < MIN_LISTED:
        return
    # a table in which so many of the names stand has one that is not among the two that stand in the most
    rarest = sorted(rows_of, key=lambda label: len(rows_of[label]))[: 1 - MIN_LISTED]
    for block in sorted({block for label in rarest for block in rows_of[label]}):
        rows = sorted(row for blocks in rows_of.values() for row in blocks.get(block, ()))
        if len(rows) >= MIN_LISTED:
            yield {row: index.labelled[block][row] for row in rows}


def _beside(
    sentence: str, start: int, figures: Sequence[ProseFigure], rows: dict[int, list[TableFigure]]
) -> Iterator[tuple[ProseFigure, int]]:
    """The figures beside which one name of a row stands, with the row."""
    labels = {row: cells[0].label for row, cells in rows.items()}
    for at, figure in enumerate(figures):
        first = figures[at - 1].end - start if at else 0
        last = figures[at + 1].start - start if at + 1 < len(figures) else len(sentence)
        before, after = sentence[first : figure.start - start], sentence[figure.end - start : last]
        named = [row for row, label in labels.items() if re.match(rf"(?i){_AFTER}{re.escape(label)}\b", after)]
        if named and at and not is_of_any(_without(labels.values(), before)):
            continue
        named = named or [row for row, label in labels.items() if _is_before(label, before, is_first=not at)]
        longest = max((labels[row] for row in named), key=len, default="")
        named = [row for row in named if labels[row] == longest or labels[row] not in longest]
        if len(named) == 1:
            yield figure, named[0]


def _without(labels: Collection[str], text: str) -> str:
    for label in labels:
        text = re.sub(rf"(?i)\b{re.escape(label)}\b", "", text)
    return text


def _is_before(label: str, before: str, *, is_first: bool) -> bool:
    named = re.search(rf"(?i)\b{re.escape(label)}{_BEFORE}", before)
    return named is not None and (is_first or is_of_any(before[: named.start()]))


def _off(pairs: Sequence[tuple[ProseFigure, list[TableFigure]]]) -> tuple[ProseFigure, TableFigure] | None:
    """The one figure that differs from its cell in the only column in which all others stand, None where all stand in
    one, or more than one differs.
    """
    fitting = []
    for column in {cell.column for _, cells in pairs for cell in cells if cell.is_whole_cell}:
        in_column = [(figure, cell) for figure, cells in pairs for cell in cells if cell.column == column]
        off = [(figure, cell) for figure, cell in in_column if not states(figure, cell)]
        if len(in_column) == len(pairs) and not off:
            return None
        if len(in_column) == len(pairs) and len(off) == 1:
            fitting += off
    return fitting[0] if len(fitting) == 1 else None


def _note(passage: Passage, figure: ProseFigure, cell: TableFigure, notes: Notes) -> None:
    if cell.unit is not figure.unit or not cell.value or not is_slip_of(figure, abs(cell.value)):
        return
    where = f"the other figures here are those of the table, where {cell.label} has {cell.text}"
    note_differing(passage, figure, cell, [], where, "a column named row by row", notes)
