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
        if _is_believed(matrix, outer, best):
            yield from (one for one in _checks(matrix, inner, outer, best) if one.target not in made)


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
            gap = int(matrix.values[target, outer]) - sum(int(matrix.values[row, inner]) for row in rows)
            allowed = int(matrix.halves[target, outer]) + sum(int(matrix.halves[row, inner]) for row in rows)
            found.append(_Group(target, tuple(rows), gap, allowed))
    return found


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


def _checks(matrix: Matrix, inner: int, outer: int, groups: list[_Group]) -> Iterator[Check]:
    held = sum(one.holds for one in groups)
    evidence = evidence_of(held, len(groups), "group") + " of the column beside it"
    trust = trust_of(held, len(groups), is_named=False)
    for one in groups:
        values = [int(matrix.values[row, inner]) for row in one.rows]
        total = int(matrix.values[one.target, outer])
        verdict = verdict_of(one.gap, one.allowed, max(abs(total), abs(total - one.gap)), [total, *values], trust=trust)
        if verdict is not Verdict.UNDECIDED or trust is not Trust.NONE:
            target = Part(*matrix.place(one.target, outer))
            terms = tuple(Part(*matrix.place(row, inner)) for row in one.rows)
            computed, gap, allowed = (Fraction(each, matrix.scale) for each in (total - one.gap, one.gap, one.allowed))
            yield Check(RelationKind.SUM, matrix.grid, target, terms, computed, gap, allowed, verdict, evidence)
