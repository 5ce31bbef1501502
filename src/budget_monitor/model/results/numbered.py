"""The numbers by which a report names what it found: the same on the screen, in `explain` and in `accept`."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from msgspec import Struct

from budget_monitor.model.ledgers.cell import CellRef
from budget_monitor.model.ledgers.money import plain
from budget_monitor.model.results.correction import Certainty, Correction
from budget_monitor.model.results.outcome import Finding, Outcome, Report, Verdict


class Numbered(Struct, frozen=True):
    """Something that a report names by a number: a correction with the findings that it resolves, or one finding."""

    number: int
    findings: tuple[Finding, ...]
    correction: Correction | None = None


class Contents(Struct, frozen=True):
    """What a report tells, numbered in one sequence: figures to put right, restatements, notices, broken rules."""

    put_right: tuple[Numbered, ...]
    restated: tuple[Numbered, ...]
    notices: tuple[Numbered, ...]
    broken: tuple[Numbered, ...]

    def all(self) -> tuple[Numbered, ...]:
        """Everything that has a number, in order."""
        return (*self.put_right, *self.restated, *self.notices, *self.broken)


def contents(report: Report) -> Contents:
    """What a report tells, without what is accepted or immaterial. Failed checks that no correction resolves follow the
    corrections. In a report on documents what was cleared keeps its number, so that all others keep theirs.
    """
    excused = report.excused
    keeps = report.subject == "document"
    failed = [one for one in report.findings if one.verdict is Verdict.FAIL and (keeps or one.id not in excused)]
    by_id = {one.id: one for one in failed}
    entries: list[tuple[tuple[Finding, ...], Correction | None]] = []
    settled: set[str] = set()
    for correction in report.corrections:
        findings = tuple(by_id[name] for name in correction.resolves if name in by_id)
        if findings:
            entries.append((findings, correction))
            settled |= set(correction.resolves)
    wrong = [one for one in failed if _outcome(one) is Outcome.WRONG and one.id not in settled]
    entries += [((one,), None) for one in wrong]
    put_right = tuple(Numbered(number, *entry) for number, entry in enumerate(entries, start=1))
    restated = _several(failed, Outcome.RESTATED, len(put_right))
    notices = _several(failed, Outcome.NOTICE, len(put_right) + len(restated))
    first = len(put_right) + len(restated) + len(notices)
    broken = [one for one in report.findings if one.verdict is Verdict.BROKEN]
    put_right, restated, notices = (
        tuple(one for one in several if not all(each.id in excused for each in one.findings))
        for several in (put_right, restated, notices)
    )
    return Contents(
        put_right, restated, notices, tuple(Numbered(first + at, (one,)) for at, one in enumerate(broken, start=1))
    )


def untold_files(report: Report) -> tuple[str, ...]:
    """The unread files of which no input problem says already that they are not read."""
    told = {problem.file for problem in report.input_problems}
    return tuple(file for file in report.unread_files if file not in told)


def to_look_at(report: Report) -> tuple[Finding, ...]:
    """Of a table without rules, the places in which what adds up elsewhere is far off, or a figure may be missing:
    whether something is wrong there cannot be told.
    """
    if not report.relations:
        return ()
    excused, meant = report.excused, _meant(report)
    undecided = (one for one in report.findings if one.verdict is Verdict.UNDECIDED and one.id not in excused)
    return tuple(one for one in undecided if not _holds_with(one, meant))


def places_to_look_at(report: Report) -> tuple[CellRef, ...]:
    """The places of these, each once: several checks may be about one cell."""
    return tuple(dict.fromkeys(one.place for one in to_look_at(report)))


def _meant(report: Report) -> Mapping[CellRef, Decimal]:
    """What the figures that are surely wrong should say."""
    changes = (change for one in report.corrections if _is_sure(one) for change in one.cells)
    return {one.cell.ref: plain(one.proposed) for one in changes if one.proposed and not isinstance(one.proposed, str)}


def _is_sure(one: Correction) -> bool:
    """True if nothing else is as likely, or nothing that could be named."""
    return one.certainty in (Certainty.ONLY, Certainty.LIKELY) or (
        one.certainty is Certainty.TIED and not one.alternatives
    )


def _holds_with(finding: Finding, meant: Mapping[CellRef, Decimal]) -> bool:
    """True if a sum that cannot be told to be wrong holds once the figures that surely are have been put right."""
    if finding.allowed is None or not any(term.cell.ref in meant for term in finding.terms):
        return False
    gap = Decimal()
    for term in finding.terms:
        value = meant.get(term.cell.ref, term.cell.value)
        if value is None or isinstance(value, str):
            return False
        gap += term.coefficient * plain(value)
    return abs(gap) <= plain(finding.allowed)


def _outcome(finding: Finding) -> Outcome:
    return finding.outcome or Outcome.WRONG


def _several(findings: list[Finding], outcome: Outcome, first: int) -> tuple[Numbered, ...]:
    chosen = [one for one in findings if _outcome(one) is outcome]
    return tuple(Numbered(first + at, (one,)) for at, one in enumerate(chosen, start=1))
