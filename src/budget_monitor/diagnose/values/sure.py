"""How sure a value is against the printed figures beside it that rounding would allow as well.

Only the certainty of an answer hangs on this, never a figure: binary floats will do.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import exp

from msgspec.structs import replace

from budget_monitor.diagnose.kinds import Slip, Suspect
from budget_monitor.diagnose.values.misfit import Misfits
from budget_monitor.diagnose.values.proposal import Proposal
from budget_monitor.diagnose.web import Changes, Web, holds_after
from budget_monitor.model.cell import CellRef, Kind

STEPS = range(-4, 5)
"""Printed figures on either side of a value that are held against it, in units of the cell."""
SPREAD_OF_THREE_ROUNDINGS = 0.5
"""In units: a figure, a printed line, and what both come to, each rounded by itself."""
MAX_CELLS_SETTLED = 24
"""An act of more cells has no values settled together."""
MAX_ROUNDS = 6
COVERED = (Kind.LINE_OMITTED, Kind.LINE_COUNTED_TWICE, Kind.SUBTOTAL_COUNTED_AS_LINE)
SOFT = (*COVERED, Kind.STALE_FIGURE, Kind.UNEXPLAINED, Kind.CUMULATIVE_IN_PERIOD_COLUMN)
"""Slips that do not say what the figure should be to the last digit, where it is rounded."""


def shares(suspect: Suspect, value: Fraction, slip: Slip | None, others: list[Slip]) -> dict[Fraction, float]:
    """How much each figure has of what could stand in a cell, the value first: it alone where nothing is rounded."""
    if suspect.low == suspect.high:
        return {value: 1.0}
    if slip is None or (slip.kind in SOFT and slip.kind not in COVERED):
        return _on_the_grid(suspect, value, is_spread=slip is not None and slip.kind is not Kind.STALE_FIGURE)
    mass = {value: 0.0}
    for one in (slip, *others):
        within = one.shares or {one.proposed: 1.0}
        whole = 2.0 ** (-one.weight / 10) / within[one.proposed]
        for truth, share in within.items():
            mass[truth] = mass.get(truth, 0.0) + whole * share
    return {truth: one / sum(mass.values()) for truth, one in mass.items()}


def _on_the_grid(suspect: Suspect, value: Fraction, *, is_spread: bool) -> dict[Fraction, float]:
    mass = {value: exp(-suspect.penalty(value) / 2)}
    for step in STEPS:
        beside = value + step * suspect.unit
        if suspect.low <= beside <= suspect.high and beside != suspect.value:
            apart = (step / SPREAD_OF_THREE_ROUNDINGS) ** 2 if is_spread else 0.0
            mass[beside] = exp(-(suspect.penalty(beside) + apart) / 2)
    return {figure: one / sum(mass.values()) for figure, one in mass.items()}


def settled(web: Web, proposals: Mapping[CellRef, Proposal], applied: Changes) -> Mapping[CellRef, Proposal]:
    """An act of several rounded figures with the values that fit all checks best, and how sure they are together."""
    free = [ref for ref in proposals if not web.source.is_exact(ref)]
    if not free or len(proposals) > MAX_CELLS_SETTLED:
        return proposals
    around = web.around(proposals)
    misfits = Misfits(web, around)
    meant = {ref: one.change for ref, one in proposals.items()}
    units = {ref: web.unit(ref) for ref in free}
    moves = [{ref: step * units[ref]} for ref in free for step in (1, -1)]
    moves += [
        {one: step * units[one], other: turn * step * units[other]}
        for place, one in enumerate(free) for other in free[place + 1 :] for step in (1, -1) for turn in (1, -1)
    ]  # fmt: skip

    def cost(changes: Changes) -> float | None:
        after = {**applied, **changes}
        if not all(holds_after(one, after) for one in around):
            return None
        apart = sum((float((changes[ref] - meant[ref]) / units[ref]) / SPREAD_OF_THREE_ROUNDINGS) ** 2 for ref in free)
        return misfits.of(after) + apart

    best, least = dict(meant), cost(meant)
    if least is None:
        return proposals
    beside: list[float] = []
    for _ in range(MAX_ROUNDS):
        tried = [({**best, **{ref: best[ref] + by for ref, by in move.items()}}) for move in moves]
        costs = [(found, one) for one in tried if (found := cost(one)) is not None]
        beside = [found for found, _ in costs]
        found, changes = min(costs, key=lambda each: each[0], default=(least, best))
        if found >= least - 1e-9:
            break
        best, least = changes, found
    sure = 1 / (1 + sum(exp(-(one - least) / 2) for one in beside))
    return {ref: replace(one, change=best[ref], sure=min(one.sure, sure)) for ref, one in proposals.items()}
