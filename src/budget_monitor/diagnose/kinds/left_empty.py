"""A figure that was never typed, or was typed over with a nought."""

from __future__ import annotations

from budget_monitor.diagnose.kinds.slip import Slip, Suspect, nearest_slip
from budget_monitor.model.ledgers.cell import Kind

AMONG = 16
"""Whatever belongs there, it explains it: the cell is suspected for being empty, not for what the checks ask."""


def left_empty(suspect: Suspect) -> Slip | None:
    """152052 left blank, or typed as 0, in a place that is known to want a figure."""
    if not suspect.is_empty or suspect.value or suspect.best is None:
        return None
    words = "a nought in the place of" if suspect.cell.text.strip() else "left blank in the place of"
    return nearest_slip(suspect, Kind.LEFT_EMPTY, [suspect.best], AMONG, words)
