"""What a report comes to for each authority that its ledgers name, and what it was not made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from budget_monitor.model.ledgers.ledger import AUTHORITY, LINE, InputProblem
from budget_monitor.model.results.outcome import AuthoritySummary, Report, Verdict
from budget_monitor.model.results.review import AcceptanceFault

if TYPE_CHECKING:
    from budget_monitor.model.ledgers.ledger import LedgerSet


def summaries(report: Report, ledger_set: LedgerSet, names: Sequence[str]) -> tuple[AuthoritySummary, ...]:
    """What the report on a set comes to for each of its authorities.

    What is wrong with a file as a whole, or with a rule, counts for each of them: none of them can be vouched for.
    """
    whose = _authorities_of_lines(report, ledger_set) if len(names) > 1 else {}
    errors = [
        whose.get((problem.file, problem.line)) for problem in report.input_problems if problem.severity == "error"
    ]
    stale = [
        problem.acceptance.key.get(AUTHORITY)
        for problem in report.acceptance_problems
        if problem.fault is AcceptanceFault.MATCHES_NOTHING
    ]
    excused = report.excused
    found = []
    for name in names:
        parts = [tally.by_authority.get(name, tally) for tally in report.tallies]
        alone = replace(
            report,
            tallies=tuple(replace(part, by_authority={}) for part in parts),
            findings=tuple(one for one in report.findings if one.key.get(AUTHORITY, "") == name),
        )
        broken = alone.counts[Verdict.BROKEN]
        listed = sum(one.id not in excused and one.verdict is not Verdict.BROKEN for one in alone.findings)
        found.append(
            AuthoritySummary(
                name=name,
                counts=alone.counts,
                failed=alone.counted(Verdict.FAIL),
                undecided=sum(alone.counted(Verdict.UNDECIDED).values()),
                findings=listed + broken + sum(part.unlisted for part in parts),
                input_errors=sum(one in (None, name) for one in errors),
                unread_files=len(report.unread_files),
                unsure=alone.unsure,
                stale_acceptances=sum(one in (None, name) for one in stale),
            )
        )
    return tuple(found)


def _authorities_of_lines(report: Report, ledger_set: LedgerSet) -> Mapping[tuple[str, int], str]:
    """By file and line, the authority of every row of the files in which something is wrong."""
    files = {problem.file for problem in report.input_problems if problem.line}
    found: dict[tuple[str, int], str] = {}
    for table in ledger_set.ledgers.values():
        if table.file in files and table.has_authority:
            lines, names = (column.to_pylist() for column in table.select([LINE, AUTHORITY]).columns)
            found |= {(table.file, line): name or "" for line, name in zip(lines, names, strict=True)}
    return found


def lacking(report: Report) -> tuple[InputProblem, ...]:
    """What could not be read, and the rules that could not run, each once and with its place: what is worked out from
    the checks is then not worked out from everything.
    """
    errors = [problem for problem in report.input_problems if problem.severity == "error"]
    told = {(problem.file, problem.line) for problem in errors}
    broken = (one for one in report.findings if one.verdict is Verdict.BROKEN)
    unable = [
        InputProblem(one.place.file, one.place.line, "", "error", "", f"rule {one.rule}: {one.message}")
        for one in broken
        if (one.place.file, one.place.line) not in told
    ]
    return (*errors, *unable)
