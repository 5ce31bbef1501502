"""A sub-total added up with the lines it covers."""

from __future__ import annotations

from budget_monitor.diagnose.kinds.cover import miscovered
from budget_monitor.diagnose.kinds.slip import Slip, Suspect
from budget_monitor.model.ledgers.cell import Kind


def subtotal_counted_as_line(suspect: Suspect) -> Slip | None:
    """613 + 250, and their sub-total of 863, added up to 1726."""
    return miscovered(
        suspect, Kind.SUBTOTAL_COUNTED_AS_LINE, suspect.subtotals, -1, "a sub-total of {} counted as a line"
    )
