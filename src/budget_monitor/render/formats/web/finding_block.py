"""A finding with its arithmetic, as the pages of a report and of a review lay it out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from budget_monitor.model.results.outcome import Finding
from budget_monitor.render.report.view import Item
from budget_monitor.render.text.arithmetic import Step, beside, steps
from budget_monitor.render.text.plain import gap_line, says_more


class FindingBlock(Struct, frozen=True):
    """A failed check: its arithmetic, the gap, what else the rule looks at, and what would put it right."""

    finding: Finding
    steps: Sequence[Step]
    gap: str
    beside: str
    why: str
    item: Item | None


def block_of(finding: Finding, settled: Mapping[str, Item]) -> FindingBlock:
    """A finding laid out; `settled` has what would put it right, by the id of each failed check."""
    return FindingBlock(
        finding=finding,
        steps=steps(finding),
        gap=gap_line(finding),
        beside=beside(finding),
        why=finding.message if says_more(finding) else "",
        item=settled.get(finding.id),
    )
