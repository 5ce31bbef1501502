"""Sums and differences that hold in all places but one: too few to be believed by themselves, in a small table.

They are believed where the figures are such that chance would not have made them, and where the one place in which they
do not hold is explained: by one slip of the pen, or by a cell in which another such relation, of the other direction,
does not hold either, when one and the same value mends both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from math import prod

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from budget_monitor.discover.adding.scan import MIN_TERMS
from budget_monitor.discover.checks import LINEAR, Check, Judged, check_of_lines, needed_of
from budget_monitor.discover.doubts.one_slip import chance_of_a_slip, slipped
from budget_monitor.discover.labels import is_percentage
from budget_monitor.discover.matrix import Mask, Matrix, Whole
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.checks.verdict import held_with
from budget_monitor.model.results.outcome import Verdict

MAX_LINES = 24
"""Rows, and columns, of a table that is small: in a larger one a relation holds in more places, and needs no help."""
MAX_APART = 3
"""Lines of a difference stand as near to one another."""
MIN_HELD = 2
MAX_CHANCE_ALONE = 1e-6
"""That chance made a relation, and a slip of the pen would explain the place where it does not hold."""
CHANCE_OF_A_FAILURE = 1e-2
CHANCE_OF_A_DOUBT = 1e-1
MAX_CHANCE_TOGETHER = 1e-5
"""That chance made two, and one value would mend both."""


class Near(Struct, frozen=True):
    """Line `target` (a row of the matrix) is what the `terms` come to in every place (a column) but `failing`."""

    matrix: Matrix
    target: int
    terms: tuple[tuple[int, int], ...]
    gap: Whole
    allowed: Whole
    says: Mask
    failing: int
    chance: float

    @property
    def wrong(self) -> Check:
        """The check of the place where it does not hold."""
        return self._check(self.failing)

    @property
    def checks(self) -> list[Check]:
        """Those of all places."""
        return [self._check(int(place)) for place in np.flatnonzero(self.says)]

    def _check(self, place: int) -> Check:
        held, said = int(self.says.sum()) - 1, int(self.says.sum())
        where = "row" if self.matrix.is_transposed else "column"
        evidence = f"holds in {held} of {said} {where}s, where chance would hardly have made it"
        gap, allowed = int(self.gap[place]), int(self.allowed[place])
        verdict = held_with(gap) if abs(gap) <= allowed else Verdict.FAIL
        kind = RelationKind.SUM if all(sign > 0 for _, sign in self.terms) else RelationKind.DIFFERENCE
        return check_of_lines(
            self.matrix, kind, self.target, self.terms, place, Judged(gap, allowed, verdict, evidence)
        )


def nearly_held(matrix: Matrix, known: Sequence[Check]) -> list[Check]:
    """The `known` checks of a table, with those of the relations in it that hold in all places but one."""
    rows, columns = matrix.values.shape
    if max(rows, columns) > MAX_LINES:
        return list(known)
    decided = {one.places for one in known if one.verdict is not Verdict.UNDECIDED}
    found = [near for one in (matrix, matrix.transposed) for near in _near(one) if near.wrong.places not in decided]
    open_ = [one for one in known if one.verdict in (Verdict.FAIL, Verdict.UNDECIDED) and one.kind in LINEAR]
    believed: list[Near] = []
    for near in sorted(found, key=lambda one: (one.chance, -one.target)):
        others = [(one.wrong, one.chance) for one in found if one is not near]
        if _is_believed(near, [*others, *((one, _chance_of(one)) for one in open_)]) and _is_new(near, believed, known):
            believed.append(near)
    new = [check for near in believed for check in near.checks]
    cells = {one.places for one in new}
    kept = [one for one in known if one.verdict is not Verdict.UNDECIDED or one.places not in cells]
    taken = {one.places for one in kept}
    return [*kept, *(one for one in new if one.places not in taken)]


def _is_believed(near: Near, others: Sequence[tuple[Check, float]]) -> bool:
    wrong = near.wrong
    if near.chance * chance_of_a_slip(wrong) <= MAX_CHANCE_ALONE and slipped(wrong):
        return True
    needed = needed_of(wrong)
    return any(
        near.chance * chance <= MAX_CHANCE_TOGETHER and other.is_of_columns != wrong.is_of_columns
        for other, chance in others
        if any(needed.get(cell) == change for cell, change in needed_of(other).items())
    )


def _is_new(near: Near, believed: Sequence[Near], known: Sequence[Check]) -> bool:
    """False where its lines are those of a believed check, rearranged, or its target already has a sum."""
    same = [one for one in believed if one.matrix.is_transposed == near.matrix.is_transposed]
    lines = {near.target, *(line for line, _ in near.terms)}
    if any(lines == {one.target, *(line for line, _ in one.terms)} or one.target == near.target for one in same):
        return False
    own = {(check.target.row, check.target.column): check.places for check in near.checks}
    made = [one for one in known if one.verdict is not Verdict.UNDECIDED and one.kind in LINEAR]
    made = [one for one in made if one.is_of_columns == near.matrix.is_transposed]
    return all(one.places == own.get((one.target.row, one.target.column), one.places) for one in made)


def _chance_of(check: Check) -> float:
    """What a check adds that was found before: more where it is known to be meant."""
    return CHANCE_OF_A_FAILURE if check.verdict is Verdict.FAIL else CHANCE_OF_A_DOUBT


def _near(matrix: Matrix) -> Iterator[Near]:
    """One for each set of lines: a sum where it is one, or else the last line as what two before it differ by."""
    candidates = _candidates(len(matrix.rows))
    found: dict[frozenset[int], Near] = {}
    for one in _tried(matrix, candidates):
        lines = frozenset((one.target, *(line for line, _ in one.terms)))
        if lines not in found or _order(one) > _order(found[lines]):
            found[lines] = one
    tried = Counter(candidates.targets.tolist())
    for one in found.values():
        yield replace(one, chance=one.chance * tried[one.target])


def _order(one: Near) -> tuple[bool, int]:
    return all(sign > 0 for _, sign in one.terms), one.target


def _is_of_percentages(matrix: Matrix, target: int, place: int) -> bool:
    """True if what does not hold is in a column of percentages, or makes one up: they add up by chance."""
    column = matrix.rows[target].label if matrix.is_transposed else matrix.columns[place].label
    return bool(matrix.percent[target].any()) or is_percentage(column)


class _Candidates(Struct, frozen=True):
    """What is tried in a table of so many lines: the line `targets[i]` as what `terms[i]` come to. `signs[i, line]`
    says the same in numbers: 0 where a line is no term.
    """

    targets: Whole
    terms: tuple[tuple[tuple[int, int], ...], ...]
    signs: Whole


@lru_cache(maxsize=MAX_LINES)
def _candidates(count: int) -> _Candidates:
    tried = list(_lines_tried(count))
    signs = np.zeros((len(tried), count), np.int64)
    for at, (_, terms) in enumerate(tried):
        for line, sign in terms:
            signs[at, line] = sign
    targets = np.array([target for target, _ in tried], np.int64)
    return _Candidates(targets, tuple(terms for _, terms in tried), signs)


def _lines_tried(count: int) -> Iterator[tuple[int, tuple[tuple[int, int], ...]]]:
    """Every line with the runs of lines just before and after it, and with two lines near it, one less the other."""
    for target in range(count):
        for size in range(MIN_TERMS, count):
            if target >= size:
                yield target, tuple((line, 1) for line in range(target - size, target))
            if target + size < count:
                yield target, tuple((line, 1) for line in range(target + 1, target + size + 1))
        near = [line for line in range(count) if line != target and abs(line - target) <= MAX_APART]
        for first in near:
            for second in near:
                if first != second:
                    yield target, ((first, 1), (second, -1))


def _tried(matrix: Matrix, candidates: _Candidates) -> Iterator[Near]:
    """Those of the candidates that hold in all places but one, all tried at once."""
    targets, signs = candidates.targets, candidates.signs
    used = np.abs(signs)
    gap = matrix.values[targets] - signs @ matrix.values
    allowed = matrix.halves[targets] + used @ matrix.halves
    filled = used @ (matrix.known & (matrix.values != 0)).astype(np.int64)
    known = matrix.known[targets] & (filled > 0)
    within = np.asarray(np.abs(gap) <= allowed, np.bool_)
    failing = known & ~within
    holding = known & within & (filled >= MIN_TERMS) & np.asarray(matrix.values[targets] != 0, np.bool_)
    nearly = (failing.sum(axis=1) == 1) & (holding.sum(axis=1) >= MIN_HELD)
    steps = np.maximum(np.gcd.reduce(matrix.values, axis=0), 1)
    for at in np.flatnonzero(nearly).tolist():
        target, terms, place = int(targets[at]), candidates.terms[at], int(failing[at].argmax())
        is_filled = matrix.known[[target, *(line for line, _ in terms)], place].all()
        if not is_filled or _is_of_percentages(matrix, target, place):
            continue
        windows = {
            abs(int(matrix.values[target, one])): 2 * int(allowed[at, one]) + int(steps[one])
            for one in np.flatnonzero(holding[at]).tolist()
        }
        chance = prod(min(1.0, window / max(size, 1)) for size, window in windows.items())
        yield Near(matrix, target, terms, gap[at], allowed[at], holding[at] | failing[at], place, chance)
