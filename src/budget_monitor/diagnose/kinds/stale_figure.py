"""Last period's figure left standing."""

from __future__ import annotations

from budget_monitor.diagnose.kinds.slip import Slip, Suspect, grid_point, weight_of_any
from budget_monitor.model.outcome import Kind

_NOTHING_TO_CARRY_OVER = 60
"""Tenths of bits: zero stays zero from period to period, and says little."""


def stale_figure(suspect: Suspect) -> Slip | None:
    """4808 typed in the fourth quarter, as in the third, where 4971 belongs."""
    if suspect.earlier is None or suspect.earlier != suspect.value:
        return None
    truth = grid_point(suspect, suspect.low, suspect.high)
    if truth is None or truth == suspect.value:
        return None
    text = f"last period's figure left standing: {suspect.shown(suspect.value)} typed again, not {suspect.shown(truth)}"
    weight = weight_of_any(suspect) + (0 if suspect.value else _NOTHING_TO_CARRY_OVER)
    return Slip(Kind.STALE_FIGURE, truth, text, weight)
