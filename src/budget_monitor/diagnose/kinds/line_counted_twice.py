"""A line counted twice in its total."""

from __future__ import annotations

from budget_monitor.diagnose.kinds.cover import miscovered
from budget_monitor.diagnose.kinds.slip import Slip, Suspect
from budget_monitor.model.ledgers.cell import Kind


def line_counted_twice(suspect: Suspect) -> Slip | None:
    """50 + 124 + 20 added up to 214: the 20 is in it twice."""
    return miscovered(suspect, Kind.LINE_COUNTED_TWICE, suspect.lines, -1, "a line of {} counted twice in the total")
