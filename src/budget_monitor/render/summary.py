"""What a run comes to: one sentence, every verdict's count, and the exit code with its reason."""

from __future__ import annotations

from rich.panel import Panel

from budget_monitor.model.outcome import FailOn, Report, Verdict
from budget_monitor.model.rule import Severity
from budget_monitor.render.page import Page
from budget_monitor.render.words import VERDICT_WORDS, plural


def summary_panel(report: Report, page: Page, fail_on: FailOn, *, strict: bool) -> Panel:
    """The panel at the end of the table."""
    lines = [headline(report), counts_line(report)]
    if asides := _asides(report):
        lines.append(asides)
    lines.append(exit_line(report, fail_on, strict=strict))
    styles = {0: "bold green", 1: "bold red", 2: "bold magenta"}
    style = styles[report.exit_code(fail_on, strict=strict)]
    content = page.line((lines[0], style))
    for line in lines[1:]:
        content.append("\n").append_text(page.text(line))
    return page.panel(content, report.folder or "Summary")


def headline(report: Report) -> str:
    """`3 of 87 checks failed`, or `All 87 checks that could be made hold; 21 could not be decided`."""
    counts = report.counts
    failed, undecided, broken = counts[Verdict.FAIL], counts[Verdict.UNDECIDED], counts[Verdict.BROKEN]
    unmade = undecided + broken
    made = sum(counts.values()) - unmade
    could = " that could be made" if unmade else ""
    if not made and not unmade:
        return "Nothing was checked: no rule found anything to run on"
    if not made:
        sentence = "No check could be made"
    elif failed:
        sentence = f"{failed:,} of {'the ' if could else ''}{plural(made, 'check')}{could} failed"
    elif made == 1:
        sentence = f"The one check{could} holds"
    else:
        sentence = f"All {made:,} checks{could} hold"
    if undecided:
        sentence += f"; {undecided:,} could not be decided"
    if broken:
        sentence += f"; {broken:,} could not run"
    return sentence


def counts_line(report: Report) -> str:
    """All five verdicts, none left out; of the undecided, how many only lack something to compare with."""
    nothing = sum(tally.nothing_to_compare for tally in report.tallies)
    parts = []
    for verdict, count in report.counts.items():
        aside = f" ({nothing:,} with nothing to compare)" if nothing and verdict is Verdict.UNDECIDED else ""
        parts.append(f"{count:,} {VERDICT_WORDS[verdict]}{aside}")
    return ", ".join(parts)


def exit_line(report: Report, fail_on: FailOn, *, strict: bool) -> str:
    """`Exit code 1: 3 failed checks of severity error`."""
    code = report.exit_code(fail_on, strict=strict)
    reason = {0: _why_0, 1: _why_1, 2: _why_2}[code](report, fail_on)
    return f"Exit code {code}: {reason}"


def _why_2(report: Report, _fail_on: FailOn) -> str:
    reasons = []
    if errors := _problems(report, "error"):
        reasons.append(plural(errors, "input error"))
    if broken := report.counts[Verdict.BROKEN]:
        reasons.append(f"{plural(broken, 'check')} could not run")
    return ", ".join(reasons)


def _why_1(report: Report, fail_on: FailOn) -> str:
    """Why 1; only `--strict` makes undecided checks and unread files a reason."""
    by_severity = _failed_by_severity(report)
    counted = [Severity.ERROR, Severity.WARNING] if fail_on is FailOn.WARNING else [Severity.ERROR]
    reasons = [
        f"{plural(by_severity[severity], 'failed check')} of severity {severity.value}"
        for severity in counted
        if by_severity[severity] and fail_on is not FailOn.NEVER
    ]
    if reasons:
        return ", ".join(reasons)
    if undecided := report.counts[Verdict.UNDECIDED]:
        reasons.append(f"{undecided:,} undecided")
    if report.unread_files:
        reasons.append(f"{plural(len(report.unread_files), 'unread file')}")
    return f"with --strict, {', '.join(reasons)}"


def _why_0(report: Report, fail_on: FailOn) -> str:
    failed = sum(_failed_by_severity(report).values())
    if not failed:
        return "nothing failed"
    if fail_on is FailOn.NEVER:
        return "failed checks do not count with --fail-on never"
    return f"{plural(failed, 'failed check')} below --fail-on {fail_on.value}"


def _failed_by_severity(report: Report) -> dict[Severity, int]:
    failed = dict.fromkeys(Severity, 0)
    for tally in report.tallies:
        failed[tally.severity] += tally.counts[Verdict.FAIL]
    return failed


def _problems(report: Report, severity: str) -> int:
    return sum(problem.severity == severity for problem in report.input_problems)


def _asides(report: Report) -> str:
    """What else there is to know: input problems and unread files, when there are any."""
    parts = [
        plural(count, f"input {severity}")
        for severity in ("error", "warning")
        if (count := _problems(report, severity))
    ]
    if report.unread_files:
        parts.append(f"{plural(len(report.unread_files), 'file')} no rule reads")
    return ", ".join(parts)
