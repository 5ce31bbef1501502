"""A report's parts as plain text, for formats that lay nothing out themselves: a CI server, a cell's comment."""

from __future__ import annotations

from collections.abc import Iterable

from budget_monitor.model.ledgers.money import Figure, figure_text, plain
from budget_monitor.model.results.outcome import Finding, Report, Verdict
from budget_monitor.render.text.arithmetic import beside, steps
from budget_monitor.render.text.words import BOUND_WORDS, VERDICT_WORDS, gap_text

ORDER = (Verdict.FAIL, Verdict.BROKEN, Verdict.UNDECIDED)
"""The verdicts of findings, the most pressing first."""


def listed(report: Report) -> list[Finding]:
    """Every check the report lists, findings or not, by file, line and rule: the same order as the JSON's."""
    return sorted([*report.findings, *report.within_rounding, *report.exact], key=finding_order)


def pressing(report: Report) -> list[Finding]:
    """The findings: the failed, the broken, then the undecided."""
    return [finding for verdict in ORDER for finding in report.findings if finding.verdict is verdict]


def counting(report: Report) -> list[Finding]:
    """The findings that count, in the same order: without the accepted and the immaterial."""
    excused = report.excused
    return [finding for finding in pressing(report) if finding.id not in excused]


def finding_order(finding: Finding) -> tuple[str, int, str, str]:
    """What findings are sorted by."""
    return finding.place.file, finding.place.line, finding.rule, finding.id


def column_place(finding: Finding) -> str:
    """Where a finding stands, with its column: `reserve_movements.csv:5 closing`."""
    return " ".join(filter(None, [finding.place.place, finding.place.column]))


def gap_line(finding: Finding) -> str:
    """`£45,000 too low; rounding allows £1,500`; empty where the check is not about figures."""
    if finding.gap is None:
        return ""
    if finding.allowed is None:
        return difference_text(finding)
    return f"{difference_text(finding)}; rounding allows {allowed_text(finding.allowed)}"


def difference_text(finding: Finding) -> str:
    """A finding's gap with its direction: `£45,000 too low`. Where just being equal is what is wrong, as with `!=`, it
    is `equal, but must be other than £5`; and it is empty where the check is not about figures.
    """
    if finding.gap is None:
        return ""
    bound = BOUND_WORDS.get(finding.comparison)
    if finding.verdict is Verdict.FAIL and bound and finding.computed is not None and plain(finding.gap) == 0:
        return f"equal, but must be {bound} {figure_text(finding.computed)}"
    return gap_text(finding.gap)


def allowed_text(allowed: Figure) -> str:
    """What rounding allows: a figure, or `nothing`."""
    return "nothing" if plain(allowed) == 0 else figure_text(allowed)


def says_more(finding: Finding) -> bool:
    """Whether the message says more than the gap: where it does not, the arithmetic has said as much."""
    return bool(finding.message) and (finding.gap is None or difference_text(finding) not in finding.message)


def headline_of(finding: Finding) -> str:
    """A finding in one line: what is wrong, by how much, or else its message or verdict."""
    if says_more(finding):
        return finding.message
    return gap_line(finding) or finding.message or VERDICT_WORDS[finding.verdict]


def finding_lines(finding: Finding) -> Iterable[str]:
    """The arithmetic, the gap and the message of a finding, a line each; its place and rule are not among them."""
    for step in steps(finding):
        line = f"{step.sign} {step.label}".strip()
        yield " ".join(filter(None, [line, step.figure, step.note and f"({step.note})"]))
    if gap := gap_line(finding):
        yield gap
    if others := beside(finding):
        yield f"with: {others}"
    if says_more(finding):
        yield f"why: {finding.message}"
