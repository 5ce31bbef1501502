"""Accounts in two columns: the lines stand in the inner one, and what each group comes to in the one beside it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from fractions import Fraction
from itertools import pairwise

import numpy as np
from msgspec import Struct

from budget_monitor.discover.adding.arithmetic import steps_of
from budget_monitor.discover.belief.trust import Trust, evidence_of, trust_of, verdict_of
from budget_monitor.discover.checks import Check, Part
from budget_monitor.discover.matrix import Matrix
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.results.outcome import Verdict

MIN_TERMS = 2
MIN_COVERAGE = 0.7
"""The share of an outer column's groups that must come out."""
MAX_CHANCE = 1e-5


class _Group(Struct, frozen=True):
    """A figure of the outer column, the rows of the inner one that should come to it, and by how much they do not."""

    target: int
    rows: tuple[int, ...]
    gap: int
    allowed: int
    sign: int
    """-1 where what the lines come to is taken away."""

    @property
    def holds(self) -> bool:
        return abs(self.gap) <= self.allowed


def checks_of_outer(matrix: Matrix, made: Collection[Part]) -> Iterator[Check]:
    """The figures of outer columns as the sums of the lines between them, below their lines or above them; not those
    that are `made` of others.
    """
    for inner, outer in pairwise(range(len(matrix.columns))):
        ways = [_groups(matrix, inner, outer, is_below=is_below) for is_below in (True, False)]
        best = max(ways, key=lambda groups: sum(one.holds for one in groups))
        is_said = _is_said(matrix, inner, outer, best)
        if is_said or _is_believed(matrix, outer, best):
            yield from (one for one in _checks(matrix, inner, outer, best, is_said=is_said) if one.target not in made)


def _groups(matrix: Matrix, inner: int, outer: int, *, is_below: bool) -> list[_Group]:
    """The groups that have more than one line; of none whose lines go by the row, as those of a total across do."""
    totals = np.flatnonzero(matrix.known[:, outer])
    edges = [-1, *totals.tolist()] if is_below else [*totals.tolist(), len(matrix.rows)]
    found = []
    for first, last in pairwise(edges):
        between = range(first + 1, last + 1) if is_below else range(first, last)
        rows = [row for row in between if matrix.known[row, inner] and matrix.values[row, inner]]
        target = last if is_below else first
        if len(rows) >= MIN_TERMS and matrix.values[target, outer]:
            total, lines = int(matrix.values[target, outer]), sum(int(matrix.values[row, inner]) for row in rows)
            allowed = int(matrix.halves[target, outer]) + sum(int(matrix.halves[row, inner]) for row in rows)
            sign = -1 if abs(total + lines) < abs(total - lines) else 1
            found.append(_Group(target, tuple(rows), total - sign * lines, allowed, sign))
    return found


def _is_said(matrix: Matrix, inner: int, outer: int, groups: list[_Group]) -> bool:
    """True if the places of the figures say it: none of the inner column has one beside it, and each group is followed
    at once, in the outer one, by a figure that has no name of its own or is called a total; but for one all come out.
    """
    if matrix.is_transposed or not groups or any(matrix.known[:, inner] & matrix.known[:, outer]):
        return False
    lines = sum(len(one.rows) for one in groups)
    is_each = all(
        one.target == one.rows[-1] + 1
        and (matrix.rows[one.target].is_total or not _is_named(matrix, one.target, inner))
        and all(_is_named(matrix, row, inner) for row in one.rows)
        for one in groups
    )
    held = sum(one.holds for one in groups)
    return is_each and lines == int(matrix.known[:, inner].sum()) and held >= max(1, len(groups) - 1)


def _is_named(matrix: Matrix, row: int, column: int) -> bool:
    """True if anything stands in a row before a column: a name, or the number of a cheque."""
    place, width = matrix.place(row, column)
    return any(cell.text.strip() for cell in matrix.grid.rows[place][:width])


def _is_believed(matrix: Matrix, outer: int, groups: list[_Group]) -> bool:
    held = [one for one in groups if one.holds]
    if not held or len(held) < MIN_COVERAGE * len(groups):
        return False
    step = int(steps_of(matrix)[outer]) if len(held) > 1 else 1
    sizes = {abs(int(matrix.values[one.target, outer])): 2 * one.allowed + step for one in held}
    chance = float(len(matrix.columns))
    for size, window in sizes.items():
        chance *= min(1.0, window / max(size, 1))
    return chance <= MAX_CHANCE


def _checks(matrix: Matrix, inner: int, outer: int, groups: list[_Group], *, is_said: bool) -> Iterator[Check]:
    held = sum(one.holds for one in groups)
    evidence = evidence_of(held, len(groups), "group") + " of the column beside it"
    trust = Trust.HELD if is_said else trust_of(held, len(groups), is_named=False)
    for one in groups:
        values = [int(matrix.values[row, inner]) for row in one.rows]
        total = int(matrix.values[one.target, outer])
        verdict = verdict_of(one.gap, one.allowed, max(abs(total), abs(total - one.gap)), [total, *values], trust=trust)
        if verdict is not Verdict.UNDECIDED or trust is not Trust.NONE:
            target = Part(*matrix.place(one.target, outer))
            terms = tuple(Part(*matrix.place(row, inner), one.sign) for row in one.rows)
            computed, gap, allowed = (Fraction(each, matrix.scale) for each in (total - one.gap, one.gap, one.allowed))
            kind = RelationKind.SUM if one.sign > 0 else RelationKind.DIFFERENCE
            yield Check(kind, matrix.grid, target, terms, computed, gap, allowed, verdict, evidence)
