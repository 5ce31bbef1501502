"""What a sheet takes over from another: sums of its lines by what a column of words says, and its totals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import permutations, product

import numpy as np
from msgspec import Struct, field

from budget_monitor.discover.adding.sums import Sums
from budget_monitor.discover.belief.trust import Trust, verdict_of
from budget_monitor.discover.checks import Check, Part, check_between
from budget_monitor.discover.matrix import Matrix, Whole
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.ledgers.grid import Grid, cell_address

MIN_MATCHES = 2
"""Lines of a summary that must be right before it is believed."""
MIN_COVERAGE = 0.8
MAX_CHANCE = 1e-6
MAX_SHEETS = 12
"""The most sheets that are compared, each with each."""
MAX_LINES = 20_000
MAX_LINES_OF_A_GROUP = 2_000
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


class _Table(Struct, frozen=True):
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
                if sum(map(bool, texts)) >= MIN_MATCHES:
                    yield column, texts

    def part(self, row: int, column: int, sign: int = 1) -> Part:
        """A cell in the stack."""
        line, place = self.matrix.place(row, column)
        return Part(self.first + line, place, sign)


class _Match(Struct, frozen=True):
    """Rows of a summary with the lines that each should be the sum of, and which column goes with which."""

    rows: list[int]
    lines: list[list[int]]
    columns: dict[int, int]
    held: int
    said: int


def taken_over(matrices: Sequence[tuple[Matrix, Sums]]) -> list[Check]:
    """What the sheets of one file take over from one another, where that is believed."""
    if not 1 < len(matrices) <= MAX_SHEETS:
        return []
    grids = tuple(matrix.grid for matrix, _ in matrices)
    starts = [0, *np.cumsum([len(grid.rows) for grid in grids]).tolist()]
    tables = [_Table(*one, first) for one, first in zip(matrices, starts[:-1], strict=True)]
    width = max(grid.width for grid in grids)
    blank = type(grids[0].rows[0][0])("")
    rows = tuple((*row, *[blank] * (width - len(row))) for grid in grids for row in grid.rows)
    lines = tuple(line for grid in grids for line in grid.lines)
    stack = StackedGrid(grids[0].file, "", rows, lines, grids=grids, first=dict(enumerate(starts[:-1])))
    found: list[Check] = []
    pairs: dict[frozenset[Part], None] = {}
    for summary, detail in permutations(tables, 2):
        for check in _of_pair(stack, summary, detail):
            cells = frozenset(Part(part.row, part.column) for part in check.parts)
            if cells not in pairs:
                pairs[cells] = None
                found.append(check)
    return found


def _of_pair(stack: Grid, summary: _Table, detail: _Table) -> Iterator[Check]:
    if len(detail.matrix.rows) > MAX_LINES or len(summary.matrix.rows) > MAX_LINES:
        return
    match = _best(summary, detail)
    if match is None:
        return
    evidence = f"holds in {match.held:,} of {match.said:,} places; the same words stand on both sheets"
    trust = Trust.HELD if match.held >= MIN_TRUSTED and match.held >= MIN_COVERAGE * match.said else Trust.NONE
    for row, lines in zip(match.rows, match.lines, strict=True):
        for column, other in match.columns.items():
            if summary.matrix.known[row, column]:
                yield _check(stack, summary, detail, (row, column), [(line, other) for line in lines], evidence, trust)
    for row in summary.totals:
        for column, other in match.columns.items():
            same = [total for total in detail.totals if _is_same(summary, detail, (row, column), (total, other))]
            if len(same) == 1:
                yield _check(
                    stack, summary, detail, (row, column), [(same[0], other)], "the totals of both sheets", trust
                )


MIN_TRUSTED = 4
"""Places in which a summary must be right before it can be wrong in another."""


def _is_same(summary: _Table, detail: _Table, one: tuple[int, int], other: tuple[int, int]) -> bool:
    if not (summary.matrix.known[one] and detail.matrix.known[other]):
        return False
    value = Fraction(int(summary.matrix.values[one]), summary.matrix.scale)
    return bool(value) and value == Fraction(int(detail.matrix.values[other]), detail.matrix.scale)


def _best(summary: _Table, detail: _Table) -> _Match | None:
    """The columns of words by which most of the summary comes out."""
    best: _Match | None = None
    every = range(len(detail.matrix.rows))
    # lines that happen to be the sum of others belong to them, also where they are called totals of something else
    named = tuple(row for row in every if not detail.matrix.rows[row].is_total)
    ways = dict.fromkeys((named, tuple(detail.lines), tuple(every)))
    for (_, words), of in product(detail.words(), ways):
        groups: dict[str, list[int]] = {}
        for row in of:
            if words[row]:
                groups.setdefault(words[row], []).append(row)
        groups = {word: rows for word, rows in groups.items() if len(rows) <= MAX_LINES_OF_A_GROUP}
        for _, names in summary.words():
            rows = [row for row in summary.lines if names[row] in groups]
            if len(rows) < MIN_MATCHES or len({names[row] for row in rows}) < len(rows):
                continue
            match = _matched(summary.matrix, detail.matrix, rows, [groups[names[row]] for row in rows])
            if match is not None and (best is None or match.held > best.held):
                best = match
    return best


def _matched(summary: Matrix, detail: Matrix, rows: list[int], lines: list[list[int]]) -> _Match | None:
    columns: dict[int, int] = {}
    held = said = 0
    values = summary.values[rows].astype(object) * detail.scale
    halves = summary.halves[rows].astype(object) * detail.scale
    sums = np.array([detail.values[group].astype(object).sum(axis=0) for group in lines]) * summary.scale
    spreads = np.array([detail.halves[group].astype(object).sum(axis=0) for group in lines]) * summary.scale
    for column in range(min(values.shape[1], MAX_COLUMNS)):
        known = summary.known[rows, column]
        tries = []
        for other in range(min(sums.shape[1], MAX_COLUMNS)):
            allowed = halves[:, column] + spreads[:, other]
            told = known & ((values[:, column] != 0) | (sums[:, other] != 0))  # nil of something is no match
            holds = np.asarray(np.abs(values[:, column] - sums[:, other]) <= allowed, np.bool_) & told
            if _is_believed(values[:, column], allowed, holds, told, values.shape[1] * sums.shape[1]):
                same = summary.columns[column].label.casefold() == detail.columns[other].label.casefold()
                tries.append((int(holds.sum()), same, -other, int(told.sum())))
        if tries:
            most, _, other, of = max(tries)
            columns[column], held, said = -other, held + most, said + of
    return _Match(rows, lines, columns, held, said) if columns else None


def _is_believed(values: Whole, allowed: Whole, holds: Whole, told: Whole, tried: int) -> bool:
    right = int(holds.sum())
    is_nearly_all = right >= MIN_COVERAGE * int(told.sum()) or right == int(told.sum()) - 1 > MIN_MATCHES
    if right < MIN_MATCHES or not is_nearly_all:
        return False
    chosen = values[holds]
    once = list({abs(int(value)): int(wide) for value, wide in zip(chosen, allowed[holds], strict=True)}.items())
    fineness = max(1, int(np.gcd.reduce(chosen)))
    chance = float(tried)
    for size, wide in once:
        chance *= min(1.0, (2 * wide + fineness) / max(size, 1))
    return chance <= MAX_CHANCE


def _check(
    stack: Grid,
    summary: _Table,
    detail: _Table,
    target: tuple[int, int],
    terms: list[tuple[int, int]],
    evidence: str,
    trust: Trust,
) -> Check:
    def value(table: _Table, place: tuple[int, int]) -> tuple[Fraction, Fraction]:
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
    return check_between(kind, stack, *parts, (computed, reported - computed, allowed), verdict, evidence)
