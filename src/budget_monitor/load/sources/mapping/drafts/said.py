"""What a draft of a mapping says."""

from __future__ import annotations

from msgspec import Struct, field

from budget_monitor.model.ledgers.schema import Unit


class Draft(Struct):
    """What a mapping would say, with a remark to each thing that it says. `unsaid` are
    choices that nothing tells and the ledger does without; `matched` counts columns that were found.
    """

    ledger: str
    is_transposed: bool = False
    range: str = ""
    columns: dict[str, str | list[str]] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    only: dict[str, str] = field(default_factory=dict)
    leave_out: dict[str, list[str]] = field(default_factory=dict)
    fill: list[str] = field(default_factory=list)
    totals: list[str] = field(default_factory=list)
    subtotals: list[str] = field(default_factory=list)
    unit: Unit | None = None
    remarks: dict[str, str] = field(default_factory=dict)
    unused: list[str] = field(default_factory=list)
    unsaid: dict[str, tuple[str, ...]] = field(default_factory=dict)
    matched: int = 0
