"""Totals that cover a line too few or too many."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from math import exp, log

from budget_monitor.diagnose.kinds.slip import Slip, Suspect, nearest_slip
from budget_monitor.model.ledgers.cell import Kind

UNITS_APART = (0, 1, -1)
"""By how many units a total may differ from the printed total and the printed line: each is rounded by itself."""
_GRID = [(place + 0.5) / 24 - 0.5 for place in range(24)]


@lru_cache(maxsize=4096)
def costs_of_steps(apart: float, lines: int, times: int) -> tuple[float, float, float]:
    """How unlikely it is that a total is 0, 1 or -1 units from the printed total and the printed part of it that was
    left out or taken twice, as squares of standard deviations.

    The typed total is one of unrounded figures, and so is the part; each was rounded by itself. What the printed lines
    add up to is `apart` units more than the two say: it tells on which side of the typed total the unrounded one lay.
    `times` is how often the part's own rounding stands between them: 0 where it was left out, 1 for a sub-total, 2
    for a line taken twice.
    """
    variance = max(lines - (times != 1), 0.5) / 12
    costs: dict[int, list[float]] = {step: [] for step in UNITS_APART}
    for total in _GRID:
        for part in _GRID:
            step = round(total + (part if times == 0 else -part))
            costs[step].append((total - times * part - apart) ** 2 / variance)
    zero, up, down = (_mean(costs[step]) for step in UNITS_APART)
    return zero, up, down


def _mean(costs: Sequence[float]) -> float:
    """What squares come to together, by the likelihood of each: those of all points of the grid that are not here count
    as impossible.
    """
    least = min(costs)
    return least - 2 * log(sum(exp((least - cost) / 2) for cost in costs) / len(_GRID) ** 2)


def miscovered(suspect: Suspect, kind: Kind, parts: Sequence[Fraction], sign: int, words: str) -> Slip | None:
    """The slip of a total that is off by one of its parts: `sign` 1 where the part is missing, -1 where it is too many.

    A total summed from unrounded figures may be a unit away from the sum of printed ones: that is less likely, and
    chosen where the checks fit it better. `words` has a place for the part's amount.
    """
    distinct = list(dict.fromkeys(part for part in parts if part))
    part_of: dict[Fraction, Fraction] = {}
    apart: dict[Fraction, float] = {}
    times = 0 if sign > 0 else 1 if kind is Kind.SUBTOTAL_COUNTED_AS_LINE else 2
    cast, count = sum(suspect.lines, Fraction(0)), len(suspect.lines)
    for step in UNITS_APART if suspect.is_rounded else (0,):
        for part in distinct:
            said = suspect.value + sign * part
            truth = said + step * suspect.unit
            if truth in part_of or not suspect.low <= truth <= suspect.high:
                continue
            part_of[truth] = part
            if suspect.is_rounded:
                between = float((cast - said) / suspect.unit)
                casting = (between - step) ** 2 * 12 / (count + 1)  # the same casting is among the suspect's checks
                apart[truth] = costs_of_steps(between, count, times)[UNITS_APART.index(step)] - casting
    return nearest_slip(
        suspect, kind, part_of, len(distinct), lambda truth: words.format(suspect.shown(part_of[truth])), apart
    )
