"""What a run comes to: one sentence, every verdict's count, and the exit code with its reason."""

from __future__ import annotations

from budget_monitor.model.checks.rule import Severity
from budget_monitor.model.checks.verdict import checks_made
from budget_monitor.model.results.choices import FailOn
from budget_monitor.model.results.numbered import Contents, contents, places_to_look_at
from budget_monitor.model.results.outcome import Report, Verdict
from budget_monitor.render.report.review import excused_text
from budget_monitor.render.report.view import figures_to_put_right, items_of
from budget_monitor.render.text.words import place_of, plural


def headline(report: Report) -> str:
    """`ledgers/stockport: 12 ledgers, 848 checks, 835 hold, of which 21 within rounding`; what is accepted counts as
    neither.
    """
    if not checks_made(report.counts) or report.nothing_checked:
        return f"{place_of(report) or 'These ledgers'}: nothing was checked"
    return f"{place_of(report) or 'These ledgers'}: {checks_text(report)}"


def checks_text(report: Report) -> str:
    """`12 ledgers, 848 checks, 835 hold, of which 21 within rounding`, or documents; a check that could not be decided
    or run was not made.

    "All hold" is said of a whole: where something could not be read or run, those that were made are counted instead.
    """
    counts = report.counts
    checks = checks_made(counts)
    held = counts[Verdict.EXACT] + counts[Verdict.WITHIN_ROUNDING]
    ledgers = plural(len({one.file for one in report.inputs}), report.subject)
    far_off = len(places_to_look_at(report))
    whole = not (counts[Verdict.BROKEN] or _problems(report, "error") or far_off or report.accepted)
    holds = "all hold" if whole and held == checks and checks > 1 else f"{held:,} {'holds' if held == 1 else 'hold'}"
    rounded = counts[Verdict.WITHIN_ROUNDING]
    holds += f", of which {rounded:,} within rounding" if rounded else ""
    known = [(far_off, "to look at"), (len(report.accepted), "accepted"), (len(report.immaterial), "immaterial")]
    beside = "".join(f", {count:,} {word}" for count, word in known if count)
    return f"{ledgers}, {plural(checks, 'check')}, {holds}{beside}"


def ending(report: Report, fail_on: FailOn, *, strict: bool) -> str:
    """`Exit code 1: 6 figures to put right, 7 restated`; what else leads to the exit code, where that is the reason."""
    line, told = exit_line(report, fail_on, strict=strict), contents(report)
    code = report.exit_code(fail_on, strict=strict)
    said = ", ".join(_told(report, told))
    if code == 1 and said and "--strict" not in line:
        return f"Exit code 1: {said}"
    if code == 0 and said and not told.put_right:
        return f"Exit code 0: nothing to put right, {said}"
    return line


def _told(report: Report, told: Contents) -> list[str]:
    """`6 figures to put right`, `7 restated`, `1 to notice`, `2 to look at`, as far as there are any."""
    far_off = len(places_to_look_at(report))
    parts = [
        f"{plural(figures_to_put_right(items_of(report)), 'figure')} to put right" if told.put_right else "",
        f"{len(told.restated):,} restated" if told.restated else "",
        f"{len(told.notices):,} to notice" if told.notices else "",
        f"{far_off:,} to look at" if far_off else "",
    ]
    return [part for part in parts if part]


def answer(report: Report) -> str:
    """`6 figures to put right, 7 restated`; what could not be read or run is part of the answer."""
    told = contents(report)
    parts = _told(report, told)
    if not told.put_right:
        parts.insert(0, "nothing to put right" if checks_made(report.counts) else "nothing was checked")
    parts += [f"{plural(len(told.broken), 'check')} could not run"] if told.broken else []
    errors = _problems(report, "error")
    parts += [f"{plural(errors, 'input error')}"] if errors else []
    return ", ".join(parts)[:1].upper() + ", ".join(parts)[1:]


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
    """Why 1; only `--strict` makes undecided checks, ledgers without rows and unread files a reason."""
    by_severity = report.counted(Verdict.FAIL)
    counted = [Severity.ERROR, Severity.WARNING] if fail_on is FailOn.WARNING else [Severity.ERROR]
    reasons = [
        f"{plural(by_severity[severity], 'failed check')} of severity {severity.value}"
        for severity in counted
        if by_severity[severity] and fail_on is not FailOn.NEVER
    ]
    if reasons:
        return ", ".join(reasons)
    if report.unsure:
        reasons.append(f"{report.unsure:,} undecided")
    if report.without_rows:
        reasons.append(f"{plural(report.without_rows, 'ledger')} without rows")
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
