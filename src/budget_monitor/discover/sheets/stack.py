"""Sheets of one file as one grid, so that a figure of one can be checked by those of another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

import numpy as np
from msgspec import Struct, field

from budget_monitor.discover.adding.sums import Sums
from budget_monitor.discover.belief.trust import Trust, verdict_of
from budget_monitor.discover.checks import Check, Part
from budget_monitor.discover.matrix import Matrix
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.ledgers.grid import Grid, cell_address

MIN_NAMES = 2
"""Words of a column that may be the names of lines."""
MAX_COLUMNS = 40


class StackedGrid(Grid, frozen=True):
    """Grids of one file one below the other, so that a check can take cells of several."""

    grids: tuple[Grid, ...] = ()
    first: Mapping[int, int] = field(default_factory=dict)
    """The row at which each of them begins."""

    def address(self, row: int, column: int) -> str:
        """The spreadsheet's name of a cell, with its own sheet."""
        return cell_address(self.sheet_of(row), column, self.lines[row])

    def sheet_of(self, row: int) -> str:
        """The sheet that a row stands on."""
        return next(self.grids[at].sheet for at, first in reversed(list(self.first.items())) if row >= first)


class Table(Struct, frozen=True):
    """A sheet's matrix and sums, and where its grid begins in the stack."""

    matrix: Matrix
    sums: Sums
    first: int

    @property
    def lines(self) -> list[int]:
        """The rows that no sum makes up."""
        made = {one.target for one in self.sums.identities}
        return [row for row, line in enumerate(self.matrix.rows) if row not in made and not line.is_total]

    @property
    def totals(self) -> list[int]:
        """The others."""
        lines = set(self.lines)
        return [row for row in range(len(self.matrix.rows)) if row not in lines]

    def words(self) -> Iterator[tuple[int, list[str]]]:
        """The columns of words, with each row's word in plain form."""
        figures = {column.index for column in self.matrix.columns}
        grid = self.matrix.grid
        for column in range(min(grid.width, MAX_COLUMNS)):
            if column not in figures:
                texts = [" ".join(grid.rows[row.index][column].text.casefold().split()) for row in self.matrix.rows]
                if sum(map(bool, texts)) >= MIN_NAMES:
                    yield column, texts

    def part(self, row: int, column: int, sign: int = 1) -> Part:
        """A cell in the stack."""
        line, place = self.matrix.place(row, column)
        return Part(self.first + line, place, sign)


def stacked(matrices: Sequence[tuple[Matrix, Sums]]) -> tuple[Grid, list[Table]]:
    """The grids of some sheets of one file in one, and where each stands there."""
    grids = tuple(matrix.grid for matrix, _ in matrices)
    starts = [0, *np.cumsum([len(grid.rows) for grid in grids]).tolist()]
    width = max(grid.width for grid in grids)
    blank = type(grids[0].rows[0][0])("")
    rows = tuple((*row, *[blank] * (width - len(row))) for grid in grids for row in grid.rows)
    lines = tuple(line for grid in grids for line in grid.lines)
    stack = StackedGrid(grids[0].file, "", rows, lines, grids=grids, first=dict(enumerate(starts[:-1])))
    return stack, [Table(*one, first) for one, first in zip(matrices, starts[:-1], strict=True)]


def check_over(
    stack: Grid,
    summary: Table,
    detail: Table,
    target: tuple[int, int],
    terms: list[tuple[int, int]],
    evidence: str,
    trust: Trust,
) -> Check:
    """A check of a cell of one sheet by cells of another, by their rows and columns in the matrices."""

    def value(table: Table, place: tuple[int, int]) -> tuple[Fraction, Fraction]:
        matrix = table.matrix
        return Fraction(int(matrix.values[place]), matrix.scale), Fraction(int(matrix.halves[place]), matrix.scale)

    reported, half = value(summary, target)
    figures = [value(detail, place) for place in terms]
    computed = sum((figure for figure, _ in figures), Fraction())
    allowed = half + sum((wide for _, wide in figures), Fraction())
    scale = summary.matrix.scale * detail.matrix.scale
    verdict = verdict_of(
        int((reported - computed) * scale), int(allowed * scale), int(max(abs(reported), abs(computed)) * scale),
        [int(figure * scale) for figure in (reported, *(figure for figure, _ in figures))], trust=trust,
    )  # fmt: skip
    kind = RelationKind.SUM if len(terms) > 1 else RelationKind.TIE
    parts = (summary.part(*target), tuple(detail.part(*place) for place in terms))
    return Check(kind, stack, *parts, computed, reported - computed, allowed, verdict, evidence)
