"""Slips that change several cells, or whole lines, in one act. Each says what it would change; the search verifies.

A new kind is a function like these in a file of its own, and stands in one of the lists here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from budget_monitor.diagnose.acts.exchanged import exchanged
from budget_monitor.diagnose.acts.lines import doubled, missorted, moved, surplus
from budget_monitor.diagnose.acts.missing import missing
from budget_monitor.diagnose.acts.patterns import patterns, total_rows
from budget_monitor.diagnose.acts.rows import whole_rows
from budget_monitor.diagnose.acts.tables import swapped_tables, tables_beside
from budget_monitor.diagnose.acts.units import whole_columns, whole_tables
from budget_monitor.diagnose.values.proposal import Proposal
from budget_monitor.diagnose.web import Changes, Web
from budget_monitor.model.checks.constraint import Constraint
from budget_monitor.model.ledgers.cell import CellRef

__all__ = ["ACROSS", "OF_A_CLUSTER", "WHERE_NO_CELL_WILL_DO", "Act"]

Act = Callable[[Web, Sequence[Constraint], Changes], Iterator[Mapping[CellRef, Proposal]]]
"""What could have been done, given failed checks and the changes made so far: the changes of each way."""

OF_A_CLUSTER: Sequence[Act] = (missing, doubled, moved, surplus, exchanged)
"""Tried on every cluster of failed checks, beside single cells."""

WHERE_NO_CELL_WILL_DO: Sequence[Act] = (
    patterns, missorted, swapped_tables, tables_beside, total_rows, whole_columns, whole_tables, whole_rows,
)  # fmt: skip
"""Tried where no slip of the pen in one cell explains a cluster."""

ACROSS: Sequence[Act] = (whole_columns, whole_rows, total_rows, moved, exchanged, missing, doubled)
"""Tried on all failed checks together: acts that settle several clusters."""
