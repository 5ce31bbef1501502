"""A running total typed where the period's own amount belongs."""

from __future__ import annotations

from budget_monitor.diagnose.kinds.slip import Slip, Suspect, nearest_slip
from budget_monitor.model.ledgers.cell import Kind


def cumulative_in_period_column(suspect: Suspect) -> Slip | None:
    """Last period's 72 and this one's 445 typed as 517."""
    if not suspect.earlier:
        return None
    truths = [suspect.value - suspect.earlier]
    words = "the year's running total stands where the period's own amount belongs"
    return nearest_slip(suspect, Kind.CUMULATIVE_IN_PERIOD_COLUMN, truths, len(truths), words)
