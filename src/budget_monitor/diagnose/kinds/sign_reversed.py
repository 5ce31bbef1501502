"""A sign reversed: brackets left out, or put round an income that the column has positive."""

from __future__ import annotations

from budget_monitor.diagnose.kinds.slip import Slip, Suspect, nearest_slip
from budget_monitor.model.ledgers.cell import Kind


def sign_reversed(suspect: Suspect) -> Slip | None:
    """(97) typed as 97."""
    return nearest_slip(suspect, Kind.SIGN_REVERSED, [-suspect.value], 1, "sign reversed")
