"""A figure cut off where it should have been rounded."""

from __future__ import annotations

from budget_monitor.diagnose.kinds.slip import Slip, Suspect, nearest_slip
from budget_monitor.model.ledgers.cell import Kind


def truncated_not_rounded(suspect: Suspect) -> Slip | None:
    """93.06 typed as 93.0, not 93.1. Only a rounded figure can be cut off."""
    if not suspect.is_rounded:
        return None
    directions = [1, -1] if not suspect.value else [1 if suspect.value > 0 else -1]
    truths = [suspect.value + direction * suspect.unit for direction in directions]
    return nearest_slip(suspect, Kind.TRUNCATED_NOT_ROUNDED, truths, len(truths), "cut off instead of rounded")
