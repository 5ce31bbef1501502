"""Failures that are taken back: where a table is rounded more coarsely than it looks, or does not add up there at all.

A wrong failure costs more than one that is missed, so each of these leaves a doubt to the table.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from fractions import Fraction
from functools import reduce
from math import gcd

from msgspec.structs import replace

from budget_monitor.discover.checks import LINEAR, Check, value_of
from budget_monitor.model.outcome import Verdict

MIN_ROUNDING_GAPS = 2
"""One sum that is a last digit out is a slip; so many of one identity are rounding."""
MIN_FAILURES_OF_A_LINE = 4
"""A row or column in which so many identities fail, and few hold, is no part of them."""
MIN_FIGURES_TO_TELL_A_STEP = 3


def doubted(checks: Sequence[Check]) -> list[Check]:
    """The same checks of one table, with the failures taken back that are in doubt."""
    small = Counter(one.identity for one in checks if one.verdict is Verdict.FAIL and _is_last_digits(one))
    failed: Counter[tuple[str, int]] = Counter()
    held: Counter[tuple[str, int]] = Counter()
    for one in checks:
        tally = failed if one.verdict is Verdict.FAIL else held
        tally[one.across] += 1
    taken = defaultdict(bool, {line: n >= MIN_FAILURES_OF_A_LINE and 2 * held[line] < n for line, n in failed.items()})
    return [_judged(one, small[one.identity], is_out=taken[one.across]) for one in checks]


def _judged(one: Check, small: int, *, is_out: bool) -> Check:
    if one.verdict is not Verdict.FAIL:
        return one
    if small >= MIN_ROUNDING_GAPS and _is_last_digits(one):
        return replace(one, verdict=Verdict.WITHIN_ROUNDING)
    if is_out or _is_coarse(one):
        return replace(one, verdict=Verdict.UNDECIDED)
    return one


def _is_last_digits(one: Check) -> bool:
    """True if half of the last digit written of each figure would make up the gap."""
    grid = one.grid
    halves = [Fraction(1, 2 * 10 ** max(0, grid.rows[part.row][part.column].decimals)) for part in one.parts]
    return one.kind in LINEAR and abs(one.gap) <= sum(halves)


def _is_coarse(one: Check) -> bool:
    """True if all figures are multiples of five, ten, a thousand …, and rounding to that would make up the gap."""
    figures = [value_of(one.grid, part) for part in one.parts]
    if one.kind not in LINEAR or len(figures) < MIN_FIGURES_TO_TELL_A_STEP or any(figure % 1 for figure in figures):
        return False
    step = reduce(gcd, (int(figure) for figure in figures))
    return step > 1 and 2 * abs(one.gap) <= step * len(figures)
