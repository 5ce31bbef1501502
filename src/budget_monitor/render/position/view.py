"""The monitoring position laid out: an overview, then report by report."""

from __future__ import annotations

from collections.abc import Sequence

from budget_monitor.model.checks.rule import Severity
from budget_monitor.model.results.outcome import Finding
from budget_monitor.model.results.position import MonitoringPosition, PositionFigure, ReportPosition
from budget_monitor.render.position.sections import sections_of
from budget_monitor.render.position.shapes import (
    DERIVED,
    MARK,
    Line,
    ReportView,
    Section,
    Shown,
    current_cash_limit,
    names_of,
    shown,
    shown_variance,
    variance_findings,
    variance_percent,
    when_of,
)
from budget_monitor.render.position.trends import trends_of

WHAT_MARKS = "a check that failed uses this figure"
WHAT_DERIVED = "worked out from other figures: the ledger does not state it"


def overview(position: MonitoringPosition) -> Section:
    """One line for each report, by portfolio; beside a portfolio with several, how its figures go."""
    groups: dict[str, list[ReportPosition]] = {}
    for report in position.reports:
        groups.setdefault(names_of(report.key), []).append(report)
    lines: list[Line] = []
    for name, reports in groups.items():
        lines.append(Line(name, depth=0, trends=trends_of(reports)))
        lines += [Line(when_of(report), _overview_figures(report)) for report in reports]
    return Section("Report", ("cash limit", "outturn", "variance", "%", "rating"), tuple(lines))


def report_view(report: ReportPosition, position: MonitoringPosition) -> ReportView:
    """The sections of a report, and the failing checks that it is marked for, in the order of the run."""
    sections = tuple(sections_of(report))
    touching = frozenset[str]().union(*(section.findings for section in sections))
    failing = (finding for finding in position.marked_in(report) if finding.id in touching)
    footnotes = tuple(_footnote(finding, position) for finding in failing)
    return ReportView(f"{names_of(report.key)}, {when_of(report)}", sections, footnotes)


def absent_text(position: MonitoringPosition) -> str:
    """Which ledgers the set lacks, so that nobody takes their figures for nothing; empty when it lacks none."""
    files = [f"{name}.csv" for name in position.absent]
    return f"Not in this ledger set, so not shown: {', '.join(files)}" if files else ""


def legend(sections: Sequence[Section]) -> list[tuple[str, str]]:
    """The marks that stand beside figures of these sections, each with what it means."""
    derived, marked = any(one.has_derived for one in sections), any(one.findings for one in sections)
    return [(DERIVED, WHAT_DERIVED)] * derived + [(MARK, WHAT_MARKS)] * marked


def _footnote(finding: Finding, position: MonitoringPosition) -> str:
    """A failing check: place, rule, severity where it is no error, message, and whether it is known."""
    severity = "" if finding.severity is Severity.ERROR else f" ({finding.severity.value})"
    reasons = {entry.finding: entry.acceptance.reason for entry in position.checks.accepted}
    known = f" – accepted: {reasons[finding.id]}" if finding.id in reasons else ""
    if finding.id in position.checks.immaterial:
        known = " – immaterial"
    return f"{finding.place.place} {finding.rule} {finding.title}{severity}: {finding.message}{known}"


def _overview_figures(report: ReportPosition) -> tuple[Shown, ...]:
    variance, rating = report.variance, report.variance.rating
    return (
        shown(current_cash_limit(report)),
        shown(report.outturn.outturn if report.outturn else PositionFigure()),
        shown_variance(variance),
        Shown(variance_percent(variance), variance_findings(variance) if variance.percent is not None else ()),
        Shown(rating.value, variance_findings(variance), rating=rating) if rating else Shown(),
    )
