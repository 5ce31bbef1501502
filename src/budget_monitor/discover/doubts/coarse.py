"""Tables whose whole figures are rounded to fives, hundreds or thousands, though nothing in a figure shows it.

What tells it are the figures, of which hardly one is no multiple of the step, or a caption, a note or a heading. Plans
are made in round figures, too; but theirs add up, and where all others do, one that does not is a slip.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from math import gcd, isqrt

from msgspec.structs import replace

from budget_monitor.discover.belief.rounding import chance_of_exact
from budget_monitor.discover.checks import LINEAR, Check, value_of
from budget_monitor.figures.naming import named_table
from budget_monitor.figures.rounded import rounded_to
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.ledgers.grid import Grid, once_for_each_grid
from budget_monitor.model.results.outcome import Verdict

STEPS = (1_000_000, 500_000, 100_000, 50_000, 10_000, 5_000, 1_000, 500, 100, 50, 10, 5)
"""What figures are rounded to, the coarsest first."""
MIN_FIGURES = 4
"""Fewer figures may all be multiples of a step by chance."""
TEN = 10
MIN_FIGURES_IN_TENS, MIN_TENS_TO_A_HUNDRED = 12, 4
"""Of so many figures that were rounded to tens, one in ten is a round hundred; of plans many more are."""
MAX_ODD = 1
"""Figures that are none, where nothing but the figures tells the step: one may be a slip."""
MIN_SHARE_TOLD = 0.5
"""The share of the figures that must be multiples of a step that words tell; else they tell it of other figures."""
DEVIATIONS, DEVIATIONS_TOLD = 3, 4
"""Standard deviations that a sum of rounded figures may be off; and where words say that they are rounded."""
MAX_CHANCE = 0.01
"""That sums of rounded figures would all come out exactly."""
MAX_OFF = 2
"""Of a table that is not rounded so many sums may not come out."""


def without_coarse(grid: Grid, checks: Sequence[Check]) -> list[Check]:
    """The checks of a table, its failures that rounding to a coarser step explains left undecided."""
    failed = [one for one in checks if one.verdict is Verdict.FAIL and is_rounded_further(one)]
    if not failed or _adds_up(grid, checks, failed):
        return list(checks)
    return [replace(one, verdict=Verdict.UNDECIDED) if one in failed else one for one in checks]


def with_ratios_of_rounded(grid: Grid, checks: Sequence[Check]) -> list[Check]:
    """The checks of a table; the ratios of figures that words say are rounded hold where these may have been others,
    and of those that look as rounded to tens it is not known.
    """
    told = _told(grid)
    open_ = (Verdict.FAIL, Verdict.UNDECIDED) if told else (Verdict.FAIL,)
    return [
        _of_rounded(one, Fraction(told or TEN), Verdict.WITHIN_ROUNDING if told else Verdict.UNDECIDED)
        if one.kind is RelationKind.RATIO and one.verdict in open_ and (told or _is_in_tens(one))
        else one
        for one in checks
    ]


def _of_rounded(one: Check, step: Fraction, verdict: Verdict) -> Check:
    first, second = (value_of(one.grid, part) for part in one.terms)
    if not second or first % step or second % step:
        return one
    allowed = one.allowed + one.factor * step / 2 * (abs(second) + abs(first)) / second**2
    return replace(one, allowed=allowed, verdict=verdict) if abs(one.gap) <= allowed else one


def _is_in_tens(one: Check) -> bool:
    """True if the figures of two columns are all tens, and so few are hundreds that nobody planned them."""
    figures = _figures(one.grid, tuple(sorted({part.column for part in one.terms})))
    hundreds = sum(not figure % (TEN * TEN) for figure in figures)
    is_all = len(figures) >= MIN_FIGURES_IN_TENS and not any(figure % TEN for figure in figures)
    return is_all and MIN_TENS_TO_A_HUNDRED * hundreds <= len(figures)


def is_rounded_further(check: Check) -> bool:
    """True if the figures of a sum are rounded to a coarser step than they show, and that may be all it is out by."""
    if check.kind not in LINEAR or len(check.terms) < len("ab") or not check.gap:
        return False
    step = _step_of(check)
    deviations = DEVIATIONS_TOLD if _told(check.grid) else DEVIATIONS
    # that of one rounded figure is the root of a twelfth of the step's square
    reach = max(1, isqrt(deviations**2 * len(check.parts) // 12))
    return bool(step) and abs(check.gap) <= step * reach


def _step_of(check: Check) -> int:
    """What the figures of a sum are rounded to; 0 where they are not, or to the last digit that they show."""
    figures = _figures(check.grid, tuple(sorted({part.column for part in check.parts})))
    told = _told(check.grid)
    odd = [part for part in check.parts if told and value_of(check.grid, part) % told]
    if told and sum(not figure % told for figure in figures) >= MIN_SHARE_TOLD * len(figures):
        return 0 if len(odd) == 1 and odd != [check.target] else told  # one line that is not rounded is a slip
    own = reduce(gcd, (value_of(check.grid, part).numerator for part in check.parts))
    is_whole = all(value_of(check.grid, part).denominator == 1 for part in check.parts)
    steps = (step for step in STEPS if is_whole and not own % step) if len(figures) >= MIN_FIGURES else ()
    return next((step for step in steps if sum(bool(figure % step) for figure in figures) <= MAX_ODD), 0)


@once_for_each_grid
def _figures(grid: Grid, columns: tuple[int, ...]) -> list[Decimal]:
    """The figures of some columns that are not nil."""
    table = named_table(grid)
    cells = [grid.rows[row][one] for one in columns for row in table.rows if table.is_figure(row, one)]
    return [cell.value for cell in cells if cell.value]


@once_for_each_grid
def _told(grid: Grid) -> int:
    """What a caption, a note, a heading or a label says that a table is rounded to."""
    texts = (cell.text for row in grid.rows for cell in row if cell.value is None)
    return grid.rounded_to or next((step for text in texts if (step := rounded_to(text)) > 1), 0)


def _adds_up(grid: Grid, checks: Sequence[Check], failed: Sequence[Check]) -> bool:
    """True if so many sums of a table come out that its figures were not rounded one by one."""
    adding = [one for one in checks if one.kind in LINEAR and len(one.terms) > 1]
    off = [one for one in adding if one.gap and (one in failed or is_rounded_further(one))]
    exact = [one for one in adding if not one.gap and any(value_of(grid, part) for part in one.terms)]
    chance = math.prod(chance_of_exact(len(one.terms)) for one in exact)
    return not _told(grid) and len(off) <= MAX_OFF and bool(exact) and chance <= MAX_CHANCE
