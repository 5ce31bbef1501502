"""How sure a value is against the printed figures beside it that rounding would allow as well.

Only the certainty of an answer hangs on this, never a figure: binary floats will do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import exp

from msgspec.structs import replace

from budget_monitor.diagnose.kinds import Slip, Suspect
from budget_monitor.diagnose.kinds.cover import UNITS_APART, costs_of_steps
from budget_monitor.diagnose.values.misfit import Misfits
from budget_monitor.diagnose.values.proposal import Proposal
from budget_monitor.diagnose.values.usual import Usual
from budget_monitor.diagnose.web import Changes, Web, casting_of, coefficient_of, gap_after, holds_after
from budget_monitor.model.checks.constraint import Constraint
from budget_monitor.model.ledgers.cell import CellRef, Kind

STEPS = range(-4, 5)
"""Printed figures on either side of a value that are held against it, in units of the cell."""
SPREAD_OF_THREE_ROUNDINGS = 0.5
"""In units: a figure, a printed line, and what both come to, each rounded by itself."""
LEAST_SHARE = 1e-200
"""Less than this is no number to divide by."""
MAX_CELLS_SETTLED = 24
"""An act of more cells has no values settled together."""
MAX_ROUNDS = 6
FAR_APART = 40.0
"""What it costs, as a square, that a total is two units or more from what was typed and left out."""
OF_RUNNING_TOTALS = 0.5
"""How much less likely the nearest two values of a line are together than the difference of two running totals: each of
the two is rounded by itself, and what the lines add up to says nothing of it.
"""
PART_IN_TOTAL = {Kind.LINE_OMITTED: 0, Kind.SUBTOTAL_COUNTED_AS_LINE: 1, Kind.LINE_COUNTED_TWICE: 2}
"""How often the rounding of a part stands between the total that was typed and what the printed lines add up to."""
COVERED = tuple(PART_IN_TOTAL)
SOFT = (*COVERED, Kind.STALE_FIGURE, Kind.UNEXPLAINED, Kind.CUMULATIVE_IN_PERIOD_COLUMN)
"""Slips that do not say what the figure should be to the last digit, where it is rounded."""


def shares(suspect: Suspect, value: Fraction, slip: Slip | None, others: list[Slip]) -> dict[Fraction, float]:
    """How much each figure has of what could stand in a cell, the value first: it alone where nothing is rounded."""
    if suspect.low == suspect.high:
        return {value: 1.0}
    if slip is None or (slip.kind in SOFT and slip.kind not in COVERED):
        return _on_the_grid(suspect, value, is_spread=slip is not None and slip.kind is not Kind.STALE_FIGURE)
    mass = {value: 0.0}
    lightest = min(one.weight for one in (slip, *others))  # against which all are held, so that not all are nothing
    for one in (slip, *others):
        within = one.shares or {one.proposed: 1.0}
        whole = 2.0 ** (-(one.weight - lightest) / 10) / max(within[one.proposed], LEAST_SHARE)
        for truth, share in within.items():
            mass[truth] = mass.get(truth, 0.0) + whole * share
    return {truth: one / sum(mass.values()) for truth, one in mass.items()}


def _on_the_grid(suspect: Suspect, value: Fraction, *, is_spread: bool) -> dict[Fraction, float]:
    costs = {value: suspect.penalty(value)}
    for step in STEPS:
        beside = value + step * suspect.unit
        if suspect.low <= beside <= suspect.high and beside != suspect.value:
            apart = (step / SPREAD_OF_THREE_ROUNDINGS) ** 2 if is_spread else 0.0
            costs[beside] = suspect.penalty(beside) + apart
    least = min(costs.values())
    mass = {figure: exp(-(cost - least) / 2) for figure, cost in costs.items()}
    return {figure: one / sum(mass.values()) for figure, one in mass.items()}


def settled(web: Web, proposals: Mapping[CellRef, Proposal], applied: Changes) -> Mapping[CellRef, Proposal]:
    """An act of several rounded figures with the values that fit all checks best, and how sure they are together."""
    free = [ref for ref in proposals if not web.source.is_exact(ref)]
    if not free or len(proposals) > MAX_CELLS_SETTLED:
        return proposals
    units = {ref: web.unit(ref) for ref in free}
    moves = [{ref: step * units[ref]} for ref in free for step in (1, -1)]
    moves += [
        {one: step * units[one], other: turn * step * units[other]}
        for place, one in enumerate(free) for other in free[place + 1 :] for step in (1, -1) for turn in (1, -1)
    ]  # fmt: skip
    fit = _Fit(web, proposals, applied)
    best, least = {ref: one.change for ref, one in proposals.items()}, fit.cost(fit.meant)
    if least is None:
        return proposals
    beside: list[float] = []
    for _ in range(MAX_ROUNDS):
        tried = [({**best, **{ref: best[ref] + by for ref, by in move.items()}}) for move in moves]
        costs = [(found, one) for one in tried if (found := fit.cost(one)) is not None]
        beside = [found for found, _ in costs]
        found, changes = min(costs, key=lambda each: each[0], default=(least, best))
        if found >= least - 1e-9:
            break
        best, least = changes, found
    sure = 1 / (1 + sum(exp(-(one - least) / 2) for one in beside))
    if all(one.kind is Kind.CUMULATIVE_IN_PERIOD_COLUMN for one in proposals.values()):
        sure = min(sure, 1 / (1 + OF_RUNNING_TOTALS * len(free)))
    sure = 1 - (1 - sure) * max(map(web.kept(Usual).rounded_apart, free))
    return {ref: replace(one, change=best[ref], sure=min(one.sure, sure)) for ref, one in proposals.items()}


class _Fit:
    """How well values of several rounded figures fit: all checks around them, and what the slip itself says of each."""

    def __init__(self, web: Web, proposals: Mapping[CellRef, Proposal], applied: Changes) -> None:
        self.meant = {ref: one.change for ref, one in proposals.items()}
        self._applied = applied
        self._around = web.around(proposals)
        self._units = {ref: web.unit(ref) for ref in proposals if not web.source.is_exact(ref)}
        self._steps: dict[CellRef, tuple[Fraction, Sequence[float]]] = {}
        others: list[Constraint] = []
        for one in self._around:
            total, lines = casting_of(one) or (None, ())
            said = None if total is None or total not in self._units else proposals[total].said
            if total is None or said is None:
                others.append(one)
                continue
            gap = gap_after(one, applied) or Fraction(0)
            apart = (-gap / coefficient_of(one, total) - said) / self._units[total]
            times = PART_IN_TOTAL.get(proposals[total].kind, 0)
            self._steps[total] = said, costs_of_steps(float(apart), len(lines), times)
        self._misfits = Misfits(web, others)

    def cost(self, changes: Changes) -> float | None:
        """The sum of squares in standard deviations; None where some check does not hold."""
        after = {**self._applied, **changes}
        if not all(holds_after(one, after) for one in self._around):
            return None
        return self._misfits.of(after) + sum(self._apart(ref, changes[ref]) for ref in self._units)

    def _apart(self, ref: CellRef, change: Fraction) -> float:
        if ref not in self._steps:
            return (float((change - self.meant[ref]) / self._units[ref]) / SPREAD_OF_THREE_ROUNDINGS) ** 2
        said, costs = self._steps[ref]
        step = (change - said) / self._units[ref]
        return costs[UNITS_APART.index(int(step))] if step in UNITS_APART else FAR_APART
