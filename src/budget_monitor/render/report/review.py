"""What is known of findings: the accepted, the immaterial, and the acceptances that no longer do their work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rich.console import RenderableType

from budget_monitor.model.results.outcome import Finding, Report, Verdict
from budget_monitor.model.results.review import Acceptance, AcceptanceFault, AcceptanceProblem
from budget_monitor.model.running.files import ACCEPTED_FILE
from budget_monitor.render.text.page import Page
from budget_monitor.render.text.plain import difference_text
from budget_monitor.render.text.words import VERDICT_WORDS, key_text

MAX_ACCEPTED_LISTED = 50
"""Accepted differences that the table writes out; the JSON has them all."""


def standings(report: Report) -> Mapping[str, str]:
    """By the id of each finding that does not count, why: `accepted by J. Smith until 2022-06-30: late invoice`."""
    accepted = {
        entry.finding: f"{accepted_text(entry.acceptance)}: {entry.acceptance.reason}" for entry in report.accepted
    }
    return {**dict.fromkeys(report.immaterial, "immaterial"), **accepted}


def accepted_text(entry: Acceptance) -> str:
    """`accepted by J. Smith on 2022-05-12, until 2022-06-30`."""
    until = f", until {entry.until}" if entry.until else ""
    return f"accepted by {entry.by} on {entry.on}{until}"


def acceptance_problem_text(problem: AcceptanceProblem) -> str:
    """`accepted.toml:7 RM01 Libraries, 2021/22 Q4: it was accepted until 2022-06-30; …`."""
    entry = problem.acceptance
    place = f"{ACCEPTED_FILE}:{entry.line}" if entry.line else ACCEPTED_FILE
    what = " ".join(filter(None, [entry.rule, key_text(entry.key), entry.column]))
    return f"{place} {what}: {problem.message}"


def excused_text(accepted: int, immaterial: int) -> str:
    """`1 accepted and 2 immaterial`; empty where there are none."""
    parts = [f"{count:,} {word}" for count, word in ((accepted, "accepted"), (immaterial, "immaterial")) if count]
    return " and ".join(parts)


def acceptances_title(report: Report) -> str:
    """What is wrong with the entries of `accepted.toml` that are told."""
    are_tried = any(one.fault is not AcceptanceFault.NOT_LOOKED_AT for one in report.acceptance_problems)
    return "Acceptances that no longer hold" if are_tried else "Acceptances that could not be tried"


def acceptance_problems_section(report: Report, page: Page) -> Iterable[RenderableType]:
    """The entries of `accepted.toml` that somebody must look at."""
    if not report.acceptance_problems:
        return
    yield page.heading(acceptances_title(report))
    for problem in report.acceptance_problems[:MAX_ACCEPTED_LISTED]:
        yield page.text(acceptance_problem_text(problem), "yellow")
    if len(report.acceptance_problems) > MAX_ACCEPTED_LISTED:
        yield page.text(f"and {len(report.acceptance_problems) - MAX_ACCEPTED_LISTED:,} more; --format json lists all")
    yield ""


def accepted_section(report: Report, page: Page) -> Iterable[RenderableType]:
    """The accepted differences: where, how much, why and by whom."""
    if not report.accepted:
        return
    by_id = {finding.id: finding for finding in report.findings}
    yield page.heading("Accepted differences")
    for entry in report.accepted[:MAX_ACCEPTED_LISTED]:
        finding = by_id[entry.finding]
        yield page.line((f"{finding.place.place}  {finding.rule}", "bold"), (f" {finding.title}", ""))
        entry_place = f" ({ACCEPTED_FILE}:{entry.acceptance.line})" if entry.acceptance.line else ""
        yield page.indented(page.text(": ".join(filter(None, [key_text(finding.key), _difference(finding)]))))
        yield page.indented(page.labelled([("reason:", entry.acceptance.reason)]))
        yield page.indented(page.text(f"{accepted_text(entry.acceptance)}{entry_place}", "dim"))
    if len(report.accepted) > MAX_ACCEPTED_LISTED:
        yield page.text(f"and {len(report.accepted) - MAX_ACCEPTED_LISTED:,} more; --format json lists all")
    yield ""


def immaterial_section(report: Report, page: Page) -> Iterable[RenderableType]:
    """The findings that the settings' materiality makes too small to count, two lines each."""
    if not report.immaterial:
        return
    names = set(report.immaterial)
    found = [finding for finding in report.findings if finding.id in names]
    yield page.heading("Immaterial differences")
    for finding in found[:MAX_ACCEPTED_LISTED]:
        yield page.line((f"{finding.place.place}  {finding.rule}", "bold"), (f" {finding.title}", ""))
        yield page.indented(page.text(": ".join(filter(None, [key_text(finding.key), _difference(finding)]))))
    if len(found) > MAX_ACCEPTED_LISTED:
        yield page.text(f"and {len(found) - MAX_ACCEPTED_LISTED:,} more; --format json lists all")
    yield ""


def _difference(finding: Finding) -> str:
    """What was accepted: the gap with its direction, or the verdict."""
    if finding.gap is None or finding.verdict is not Verdict.FAIL:
        return VERDICT_WORDS[finding.verdict]
    return difference_text(finding)


def new_acceptance_text(finding: Finding, entry: Acceptance, file: str, page: Page) -> str:
    """What `accept` answers: what was accepted, and where that now stands."""
    lines = [
        f"accepted: {finding.rule} at {finding.place.place}, {_difference(finding)}",
        f"  {key_text(finding.key)}",
        f"  by {entry.by}" + (f", until {entry.until}" if entry.until else ", without end"),
        f"  {file}:{entry.line} ({finding.id})",
    ]
    return page.render(page.text(line) for line in lines)


def left_beside_text(left: Sequence[Finding], page: Page) -> str:
    """What is not accepted of the same item of the report; empty where nothing is."""
    if not left:
        return ""
    named = ", ".join(f"{one.id} ({_difference(one)})" for one in left)
    return page.render([page.text(f"not accepted, of the same item: {named}")])
