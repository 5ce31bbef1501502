"""Failures that are taken back: where a table is rounded more coarsely than it looks, or does not add up there at all.

A wrong failure costs more than one that is missed, so each of these leaves a doubt to the table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from functools import reduce
from math import gcd

from msgspec.structs import replace

from budget_monitor.discover.belief.rounding import is_of_round_figures
from budget_monitor.discover.belief.shapes import is_near
from budget_monitor.discover.checks import LINEAR, Check, value_of
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.ledgers.grid import Grid
from budget_monitor.model.results.outcome import Verdict

MIN_ROUNDING_GAPS = 2
"""One sum that is a last digit out is a slip; this many of one identity are rounding."""
MIN_FAILURES_OF_A_LINE = 4
MIN_SHARE_OF_FAILURES = Fraction(1, 3)
"""A row or column in which this many identities fail, and so large a share, is not part of them."""
MIN_FIGURES_TO_TELL_A_STEP = 3


def doubted(checks: Sequence[Check]) -> list[Check]:
    """The same checks of one table, with the failures taken back that are in doubt."""
    small = Counter(one.identity for one in checks if one.verdict is Verdict.FAIL and _is_last_digits(one))
    failed: Counter[tuple[str, int]] = Counter()
    held: Counter[tuple[str, int]] = Counter()
    for one in checks:
        tally = failed if one.verdict is Verdict.FAIL else held
        tally[one.across] += 1
    averaged = {(one.target.row, one.target.column) for one in checks if _is_a_right_average(one)}
    taken = {
        line
        for line, n in failed.items()
        if n >= MIN_FAILURES_OF_A_LINE and n >= MIN_SHARE_OF_FAILURES * (n + held[line])
    }
    judged = (
        _judged(one, small[one.identity], is_out=one.across in taken) if one.verdict is Verdict.FAIL else one
        for one in checks
    )
    return [one for one in judged if not _is_averaged_otherwise(one, averaged)]


def _is_a_right_average(one: Check) -> bool:
    return one.kind is RelationKind.AVERAGE and one.verdict in (Verdict.EXACT, Verdict.WITHIN_ROUNDING)


def _is_averaged_otherwise(one: Check, averaged: set[tuple[int, int]]) -> bool:
    """True of the corner of a table with blanks: an average of averages down is another one than that across."""
    place = (one.target.row, one.target.column)
    return one.kind is RelationKind.AVERAGE and place in averaged and not _is_a_right_average(one)


def _judged(one: Check, small: int, *, is_out: bool) -> Check:
    """A failure, or what is left of it."""
    if _is_last_digits(one) and (small >= MIN_ROUNDING_GAPS or _is_of_whole_figures(one)):
        return replace(one, verdict=Verdict.WITHIN_ROUNDING)
    if is_out or _is_coarse(one) or _has_holes(one):
        return replace(one, verdict=Verdict.UNDECIDED)
    return one


def _is_last_digits(one: Check) -> bool:
    """True if half of the last digit written of each figure would make up the gap."""
    grid = one.grid
    halves = [Fraction(1, 2 * 10 ** max(0, grid.rows[part.row][part.column].decimals)) for part in one.parts]
    return one.kind in LINEAR and abs(one.gap) <= sum(halves)


def _is_of_whole_figures(one: Check) -> bool:
    """True if all figures of a sum are whole, though pence stand elsewhere in their column: those were rounded."""
    cells = [one.grid.rows[part.row][part.column] for part in one.parts]
    written = (_units(one.grid, part.column) for part in one.parts)
    return all(cell.decimals == 0 for cell in cells) and any(map(bool, written)) and not _are_round(one)


def _units(grid: Grid, column: int) -> int:
    return max((row[column].decimals for row in grid.rows if row[column].value is not None), default=0)


def _are_round(one: Check) -> bool:
    figures = [value_of(one.grid, part) for part in one.parts]
    return is_of_round_figures(one.gap, figures, Fraction(1))


def _has_holes(one: Check) -> bool:
    """True if a figure that is blank among the lines, in a row that has others, may be what a far total takes in."""
    if one.is_of_columns or one.kind is not RelationKind.SUM or len({part.column for part in one.parts}) > 1:
        return False
    if is_near(int(one.gap * SCALE), int(value_of(one.grid, one.target) * SCALE)):
        return False
    rows, column = sorted(part.row for part in one.terms), one.target.column
    between = one.grid.rows[rows[0] : rows[-1] + 1] + one.grid.rows[rows[-1] + 1 : one.target.row]
    return any(row[column].value is None and any(cell.value is not None for cell in row) for row in between)


SCALE = 10**6


def _is_coarse(one: Check) -> bool:
    """True if all figures are multiples of five, ten, a thousand …, and rounding to that would make up the gap."""
    figures = [value_of(one.grid, part) for part in one.parts]
    if one.kind not in LINEAR or len(figures) < MIN_FIGURES_TO_TELL_A_STEP or any(figure % 1 for figure in figures):
        return False
    step = reduce(gcd, (int(figure) for figure in figures))
    return step > 1 and 2 * abs(one.gap) <= step * len(figures)
