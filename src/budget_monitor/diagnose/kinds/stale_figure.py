"""Last period's figure left standing."""

from __future__ import annotations

from budget_monitor.diagnose.kinds.slip import Slip, Suspect, grid_point
from budget_monitor.model.ledgers.cell import Kind

_MAY_STAND = 60
"""Tenths of bits: many figures do not change from one period to the next, and are none the worse for it."""


def stale_figure(suspect: Suspect) -> Slip | None:
    """4808 typed in the fourth quarter, as in the third, where 4971 belongs."""
    if not suspect.earlier or suspect.earlier != suspect.value:  # nil after nil is what most figures of nil are
        return None
    truth = suspect.best if suspect.best is not None else grid_point(suspect, suspect.low, suspect.high)
    if truth is None or truth == suspect.value:
        return None
    text = f"last period's figure left standing: {suspect.shown(suspect.value)} typed again, not {suspect.shown(truth)}"
    return Slip(Kind.STALE_FIGURE, truth, text, _MAY_STAND)
