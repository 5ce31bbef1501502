"""A line left out of its total."""

from __future__ import annotations

from budget_monitor.diagnose.kinds.cover import miscovered
from budget_monitor.diagnose.kinds.slip import Slip, Suspect
from budget_monitor.model.ledgers.cell import Kind


def line_omitted(suspect: Suspect) -> Slip | None:
    """50 + 124 + 20 added up to 174: the 20 is left out."""
    return miscovered(suspect, Kind.LINE_OMITTED, suspect.lines, 1, "a line of {} left out of the total")
