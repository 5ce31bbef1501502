"""What a user names, found in a report."""

from __future__ import annotations

from budget_monitor.errors import UsageError, nearest
from budget_monitor.model.outcome import Finding, Report


def find_finding(name: str, report: Report) -> Finding:
    """The finding of that id, or the only one whose id begins so. Raises UsageError naming the nearest if none."""
    wanted = name.strip().casefold()
    if not report.findings:
        raise UsageError(f"there is no finding {name!r}: no check failed, and all could be decided")
    found = [finding for finding in report.findings if wanted and finding.id.casefold().startswith(wanted)]
    exact = [finding for finding in found if finding.id.casefold() == wanted]
    if len(exact) == 1 or len(found) == 1:
        return (exact or found)[0]
    if found:
        named = ", ".join(finding.id for finding in found[:5])
        more = f" and {len(found) - 5:,} more" if len(found) > 5 else ""
        raise UsageError(f"{len(found):,} findings begin with {name!r}: {named}{more}; write more of the id")
    near = nearest(name, [finding.id for finding in report.findings])
    if near is None and (rule := nearest(name, [finding.rule for finding in report.findings])):
        near = next(finding.id for finding in report.findings if finding.rule == rule)
    raise UsageError(
        f"there is no finding {name!r}"
        + (f"; did you mean {near!r}?" if near else "; `budget-monitor check` gives the id of each finding")
    )
