"""What a run comes to: one sentence, every verdict's count, and the exit code with its reason."""

from __future__ import annotations

from budget_monitor.model.outcome import FailOn, Report, Verdict
from budget_monitor.model.rule import Severity
from budget_monitor.render.report.review import excused_text
from budget_monitor.render.text.words import VERDICT_WORDS, plural


def headline(report: Report) -> str:
    """`3 of 87 checks failed`, or `All 87 checks that could be made hold; 21 could not be decided`."""
    counts = report.counts
    undecided, broken = counts[Verdict.UNDECIDED], counts[Verdict.BROKEN]
    failed = sum(report.counted(Verdict.FAIL).values())
    excused = excused_text(*_excused(report, Verdict.FAIL))
    unmade = undecided + broken
    made = sum(counts.values()) - unmade
    could = " that could be made" if unmade else ""
    if not made and not unmade:
        return "Nothing was checked: no rule found anything to run on"
    if not made:
        sentence = "No check could be made"
    elif failed:
        sentence = f"{failed:,} of {'the ' if could else ''}{plural(made, 'check')}{could} failed"
    elif excused:
        sentence = f"No check failed of {'the ' if could else ''}{plural(made, 'check')}{could}"
    elif made == 1:
        sentence = f"The one check{could} holds"
    else:
        sentence = f"All {made:,} checks{could} hold"
    if excused:
        sentence += f", besides {excused}"
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
        asides = [excused_text(*_excused(report, verdict))]
        if nothing and verdict is Verdict.UNDECIDED:
            asides.append(f"{nothing:,} with nothing to compare")
        aside = ", ".join(filter(None, asides))
        parts.append(f"{count:,} {VERDICT_WORDS[verdict]}" + (f" ({aside})" if aside else ""))
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
    if report.nothing_checked:
        reasons.append("nothing was checked")
    return ", ".join(reasons)


def _why_1(report: Report, fail_on: FailOn) -> str:
    """Why 1; only `--strict` makes undecided checks and unread files a reason."""
    by_severity = report.counted(Verdict.FAIL)
    counted = [Severity.ERROR, Severity.WARNING] if fail_on is FailOn.WARNING else [Severity.ERROR]
    reasons = [
        f"{plural(by_severity[severity], 'failed check')} of severity {severity.value}"
        for severity in counted
        if by_severity[severity] and fail_on is not FailOn.NEVER
    ]
    if reasons:
        return ", ".join(reasons)
    if undecided := sum(report.counted(Verdict.UNDECIDED).values()):
        reasons.append(f"{undecided:,} undecided")
    if report.unread_files:
        reasons.append(f"{plural(len(report.unread_files), 'unread file')}")
    if stale := report.stale_acceptances:
        reasons.append(f"{plural(stale, 'acceptance')} of nothing")
    return f"with --strict, {', '.join(reasons)}"


def _why_0(report: Report, fail_on: FailOn) -> str:
    failed = sum(report.counted(Verdict.FAIL).values())
    if not failed:
        excused = excused_text(*_excused(report, Verdict.FAIL))
        return f"nothing failed besides {excused}" if excused else "nothing failed"
    if fail_on is FailOn.NEVER:
        return "failed checks do not count with --fail-on never"
    return f"{plural(failed, 'failed check')} below --fail-on {fail_on.value}"


def _excused(report: Report, verdict: Verdict) -> tuple[int, int]:
    """How many findings of a verdict are accepted, and how many immaterial."""
    accepted = {entry.finding for entry in report.accepted}
    immaterial = set(report.immaterial)
    found = [finding.id for finding in report.findings if finding.verdict is verdict]
    return sum(name in accepted for name in found), sum(name in immaterial for name in found)


def _problems(report: Report, severity: str) -> int:
    return sum(problem.severity == severity for problem in report.input_problems)
