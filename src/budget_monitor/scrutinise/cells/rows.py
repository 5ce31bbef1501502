"""Amounts of a sentence against the row of a table that its other amounts stand in: "£0.320m more than the budget of
£4.250m" where the row with that budget has a variance of 230.

That a figure is not in a table is no alarm. It is one where the words say which column it is of, another figure of the
sentence stands in the row under its own words, and one slip of the pen leads from what the row has to what is written.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from msgspec import Struct

from budget_monitor.figures.prose import ProseFigure, Unit
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.documents.scrutiny import Spot
from budget_monitor.model.results.outcome import Verdict
from budget_monitor.scrutinise.cells.evidence import is_total_row
from budget_monitor.scrutinise.cells.index import CellIndex
from budget_monitor.scrutinise.cells.meanings import is_earned
from budget_monitor.scrutinise.passages import Notes, Passage
from budget_monitor.scrutinise.sentences.changes.balances import direction_of, is_plain
from budget_monitor.scrutinise.sentences.roles import Named, Role, column_of, named_in, role_of_heading
from budget_monitor.scrutinise.sentences.shapes import is_sharp, is_slip_of, like
from budget_monitor.scrutinise.table_figures import TableFigure
from budget_monitor.scrutinise.words import content

_OTHER_TIME = re.compile(r"\b(?:quarters?|Q[1-4]|months?|originally|initially|previously)\b", re.IGNORECASE)
"""The table may be of another part of the year."""
_NOT_OF_TABLE = re.compile(r"(?i)\b(?:a year (?:ago|before|earlier)|before the|last (?:year|month|quarter))\b")
"""What stands beside a variance of another time, which may by chance be as large."""
DIFFERS = "A figure differs from its row in a table"


class _Row(Struct, frozen=True):
    """The amounts of a row of a table, and those of the sentence that stand in it."""

    amounts: Sequence[TableFigure]
    held: tuple[Named, ...]

    @property
    def cells(self) -> dict[Role, TableFigure]:
        """The cells that alone have their role."""
        return {role: cells[0] for role, cells in by_role(self.amounts).items() if len(cells) == 1}


def note_rows(passage: Passage, index: CellIndex, notes: Notes) -> frozenset[int]:
    """Notes an amount that differs from its row, and words that say the opposite of the row; the places of the figures
    of which either is told.
    """
    told: set[int] = set()
    for text, named in named_in(passage):
        own = [one for one in named if one.role is not None and is_sharp(one.figure)]
        if not own or _OTHER_TIME.search(text) or not is_plain(text, [one.role for one in own]):
            continue
        rows = _rows(text, own, index)
        for one in own:
            is_only = sum(other.role is one.role for other in own) == 1
            if rows and is_only and _is_against(passage, one, rows, index, notes):
                told.add(one.figure.start)
        is_sure = len(rows) == 1 and (len(rows[0].held) > 1 or len(named) == 1)
        if is_sure and _is_opposite(passage, text, rows[0], index, notes):
            told |= {one.figure.start for one in rows[0].held}
    return frozenset(told)


MAX_CELLS_OF_A_VALUE = 200
"""An amount in more cells tells no row, but for one to which another amount points."""


def _rows(text: str, own: Sequence[Named], index: CellIndex) -> list[_Row]:
    """The rows in which most of the amounts stand, each under its own words; none where none is surely meant."""
    found: dict[tuple[int, int], list[Named]] = defaultdict(list)
    cells_of = {one: index.of_value(Unit.MONEY, abs(one.figure.value)) for one in own}
    for one in sorted(own, key=lambda one: len(cells_of[one])):
        cells = cells_of[one]
        if len(cells) > MAX_CELLS_OF_A_VALUE:
            in_rows = [cell for place in found for cell in index.of_row(*place)]
            cells = [cell for cell in in_rows if abs(cell.value) == abs(one.figure.value)]
        for cell in cells:
            if cell.is_whole_cell and one.role and role_of_heading(cell.heading) is column_of(one.role):
                found[cell.block.number, cell.row].append(one)
    most = max(map(len, found.values()), default=0)
    rows = []
    for (block, row), held in found.items():
        if len(held) < most:
            continue
        in_row = index.amounts_by_row[block, row]
        if most > 1 or _is_named(text, in_row[0], index):
            rows.append(_Row(in_row, tuple(held)))
    return rows


def _is_named(text: str, cell: TableFigure, index: CellIndex) -> bool:
    """True if a text names the row of a cell and no other of its table, or none at all where that is the total."""
    said = content(text)
    labels = {one.label for one in index.of_block(cell.block.number) if not is_total_row(one)}
    named = {one for one in labels if (words := content(one)) and words <= said}
    return named == (set() if is_total_row(cell) else {cell.label})


def _is_against(passage: Passage, one: Named, rows: Sequence[_Row], index: CellIndex, notes: Notes) -> bool:
    if one.role is None or any(one in row.held for row in rows):
        return False
    figure = one.figure
    cells = {row.cells.get(column_of(one.role)): row for row in rows}
    sizes = {abs(cell.value) if cell is not None else None for cell in cells}
    cell, row = next(iter(cells.items()))
    if cell is None or len(sizes) > 1 or index.of_value(Unit.MONEY, abs(figure.value)) or states(figure, cell):
        return False
    is_elsewhere = any(states(other, cell) for other in passage.figures)
    if is_elsewhere or not cell.value or not is_slip_of(figure, abs(cell.value)):
        return False
    others = [passage.spot(other.figure) for other in row.held]
    where = f"the row of {row.held[0].figure.text} says {cell.text}"
    note_differing(passage, figure, cell, others, where, "the same row of a table", notes)
    return True


def note_differing(
    passage: Passage, figure: ProseFigure, cell: TableFigure, others: Sequence[Spot], where: str, evidence: str,
    notes: Notes,
) -> None:  # fmt: skip
    """Notes a figure that differs from the cell it is of. `others` point to the cell, `where` says what stands there.

    A cell that is told to be wrong is no measure of what is right: a figure that has what should stand there bears that
    out, and of another nothing is proposed.
    """
    spots = [passage.spot(figure), cell.spot, *others]
    right = notes.doubts.right(cell)
    if right is not None and states(figure, right):
        notes.doubts.bear_out(cell, spots[0])
        return
    notes.relation(RelationKind.TIE, Verdict.FAIL, spots[:2], cell.value, where, evidence)
    proposed = "" if notes.doubts.is_of(cell.spot) else like(figure, abs(cell.value))
    notes.slip(RelationKind.TIE, DIFFERS, spots, f"{where}, but {figure.text} is written", proposed)


def states(figure: ProseFigure, cell: TableFigure) -> bool:
    """True if a figure is that of a cell, whatever its sign, as precisely as both are written."""
    return figure.unit is cell.unit and abs(abs(figure.value) - abs(cell.value)) <= max(figure.half, cell.half)


def _is_opposite(passage: Passage, text: str, row: _Row, index: CellIndex, notes: Notes) -> bool:
    return any(note_opposite(passage, one.figure, one.role, text, row.amounts, index, notes) for one in row.held)


def note_opposite(
    passage: Passage, figure: ProseFigure, role: Role | None, text: str, cells: Sequence[TableFigure],
    index: CellIndex, notes: Notes,
) -> bool:  # fmt: skip
    """Notes an overspend that its row has as an underspend by all of its `cells` that tell, and returns whether it is
    one.
    """
    label = cells[0].label if cells else ""
    direction, word = direction_of(f"{text} {label}", role)
    if not direction or _NOT_OF_TABLE.search(text) or is_earned(label):
        return False
    if _is_in_other_columns(cells, figure, direction):
        return False
    readings = list(_variances(by_role(cells), figure, index))
    if not readings or any(sign == direction for sign, _, _ in readings):
        return False
    _, spots, said = readings[0]
    notes.slip(
        RelationKind.ORDER, "The words say the opposite of the table", [passage.spot(figure), *spots],
        f"the words say {word}, but the table has {said}",
    )  # fmt: skip
    return True


def _is_in_other_columns(cells: Sequence[TableFigure], figure: ProseFigure, direction: int) -> bool:
    """True if an over- or underspend may be that between two figures of the row of which one has no known role."""
    amounts = [one for one in cells if one.is_whole_cell and one.unit is Unit.MONEY]
    roles = [role_of_heading(one.heading) for one in amounts]
    return any(
        None in (roles[at], roles[later])
        and abs((other.value - one.value) * direction - abs(figure.value)) <= figure.half
        for at, one in enumerate(amounts)
        for later, other in enumerate(amounts[at + 1 :], at + 1)
    )


def _variances(
    columns: Mapping[Role, Sequence[TableFigure]], figure: ProseFigure, index: CellIndex
) -> Iterator[tuple[int, list[Spot], str]]:
    """Each way in which a row gives an over- or underspend of that size: 1 where it is over, else -1, with the cells
    that say so; a plan and what came of it, or a variance whose heading tells what its sign means.
    """
    size = abs(figure.value)
    for plan, actual in product(columns.get(Role.PLAN, ()), columns.get(Role.ACTUAL, ())):
        moved = actual.value - plan.value
        if moved and plan.value >= 0 and abs(abs(moved) - size) <= figure.half:
            yield 1 if moved > 0 else -1, [actual.spot, plan.spot], f"{actual.text} on {plan.text}"
    is_negative = any(one.value < 0 for role in (Role.PLAN, Role.ACTUAL) for one in columns.get(role, ()))
    for cell in columns.get(Role.VARIANCE, ()) if not is_negative else ():
        if (sign := index.worse(cell)) and states(figure, cell):
            yield sign, [cell.spot], f"{cell.text} under “{cell.heading}”"


def by_role(cells: Sequence[TableFigure]) -> dict[Role, list[TableFigure]]:
    """The amounts of a row by what their columns are called."""
    columns: dict[Role, list[TableFigure]] = defaultdict(list)
    for cell in cells:
        if cell.is_whole_cell and cell.unit is Unit.MONEY and (role := role_of_heading(cell.heading)) is not None:
            columns[role].append(cell)
    return columns
