"""Accepting a difference: it is written beside the ledgers with who, why and until when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from budget_monitor.errors import UsageError
from budget_monitor.model.results.numbered import contents
from budget_monitor.model.results.outcome import Finding, Report, Verdict
from budget_monitor.model.results.request import Request
from budget_monitor.model.results.review import Acceptance
from budget_monitor.model.running.files import ACCEPTED_FILE, OWN_RULES, SETTINGS_FILE
from budget_monitor.pipeline.findings.inspected import Inspected, inspect
from budget_monitor.pipeline.run.named import find_findings, login_name, said_text
from budget_monitor.review.acceptances import is_of

if TYPE_CHECKING:
    from budget_monitor.load.settings.settings import AcceptSettings
    from budget_monitor.model.ledgers.ledger import InputProblem


class NewAcceptance(Struct, frozen=True):
    """A difference that has just been accepted: the finding, and the entry that was written for it."""

    finding: Finding
    entry: Acceptance
    file: Path


class Accepted(Struct, frozen=True):
    """What was accepted at once, and the findings `left` in the same item of the report, or to look at in one cell."""

    new: tuple[NewAcceptance, ...]
    left: tuple[Finding, ...] = ()


def accept(
    finding: str,
    ledgers: str | Path = "ledgers",
    *,
    reason: str,
    by: str | None = None,
    until: date | None = None,
    rules: Sequence[str | Path] = (),
    settings: Sequence[str] = (),
    today: date | None = None,
) -> Accepted:
    """Checks the ledgers and accepts one of the findings, by its id or the beginning of it, or all of one item of the
    report: by its number, or by the cell in which there is something to look at.

    An entry for each is added to `accepted.toml` beside the ledgers, and nothing else in that file changes. `by` and
    `until` are taken from the settings where they are not given; `until` is the last day it counts. Raises UsageError,
    with nothing written, where there is no such finding, or it is accepted already, or the file cannot be added to.
    """
    wanted = _Wanted(
        Path(ledgers), said_text(reason, "reason"), said_text(by or "", "by"), until, today or date.today()
    )
    checked = wanted.check(rules, settings)
    found = find_findings(finding, checked.report)
    if finding.strip().isdecimal() and checked.report.accepted:
        first = found[0]
        place = f"{first.place.file}:{first.place.line}"
        raise UsageError(
            f"{finding} would be {first.id} ({place}) now; something has been accepted, and the numbers of an earlier"
            f" report may be others: accept it by its id"
        )
    for one in found:
        refuse(one, checked.report)
    return Accepted(tuple(wanted.accepted(one, checked) for one in found), _left_beside(found, checked.report))


def _left_beside(accepted: Sequence[Finding], report: Report) -> tuple[Finding, ...]:
    """The other findings of the item of the report that a finding is one of, or to look at in the same cell."""
    done = {one.id for one in accepted} | report.excused
    first = accepted[0]
    item = next((one.findings for one in contents(report).all() if first in one.findings), ())
    if report.relations and first.verdict is Verdict.UNDECIDED:
        item = find_findings(first.place.address, report)
    return tuple(one for one in item if one.id not in done)


def accept_shown(
    shown: Sequence[Finding],
    ledgers: str | Path,
    *,
    reason: str,
    by: str | None = None,
    rules: Sequence[str | Path] = (),
    settings: Sequence[str] = (),
    today: date | None = None,
) -> tuple[NewAcceptance, ...]:
    """Checks the ledgers and accepts findings as somebody has seen them: each must still be there as it was.

    Raises UsageError, with nothing written, where one has changed since; otherwise as `accept` does.
    """
    reason, by = said_text(reason, "reason"), said_text(by or "", "by")
    wanted = _Wanted(Path(ledgers), reason, by, None, today or date.today())
    checked = wanted.check(rules, settings)
    now = {one.id: one for one in checked.report.findings}
    for one in shown:
        if one.id not in now or (now[one.id].gap, now[one.id].key, now[one.id].verdict) != (
            one.gap,
            one.key,
            one.verdict,
        ):
            raise UsageError(f"{one.id} is not what was shown any more: the ledgers have changed; read them again")
        refuse(now[one.id], checked.report)
    return tuple(wanted.accepted(now[one.id], checked) for one in shown)


def _says_what_is_checked(problem: InputProblem) -> bool:
    """True if a problem is one of what is accepted, of the settings, or of a file of rules of which none was read."""
    name = Path(problem.file).name
    of_rules = name == OWN_RULES or name.endswith(".toml")
    return name in (ACCEPTED_FILE, SETTINGS_FILE) or (of_rules and not problem.column)


class _Wanted(Struct, frozen=True):
    """What is to be written of a finding that is accepted."""

    ledgers: Path
    reason: str
    by: str
    until: date | None
    today: date

    def check(self, rules: Sequence[str | Path], settings: Sequence[str]) -> Inspected:
        """The ledgers checked. Raises UsageError where accepted.toml or the settings have a mistake in them, or rules
        cannot be read: by others, the finding might be none.
        """
        if not self.reason.strip(". …"):
            raise UsageError("a reason is needed: why is the difference accepted?")
        if self.until is not None and self.until < self.today:
            raise UsageError(f"{self.until} has passed: name a day to come, the last on which it is accepted")
        request = Request(rules=tuple(map(Path, rules)), settings=tuple(settings), today=self.today)
        checked = inspect(self.ledgers, request)
        for problem in checked.report.input_problems:
            if problem.severity == "error" and _says_what_is_checked(problem):
                raise UsageError(f"{_place(problem)}: {problem.message}; correct it first, nothing was written")
        return checked

    def accepted(self, found: Finding, checked: Inspected) -> NewAcceptance:
        """Adds the entry for a finding of that check."""
        from budget_monitor.load.accepted import NO_GAP, UNDECIDED, add_accepted
        from budget_monitor.load.sources.kinds import folder_of
        from budget_monitor.model.ledgers.money import figure_text, plain

        report, own = checked.report, checked.settings
        refuse(found, report)
        undecided = found.verdict is Verdict.UNDECIDED
        gap = None if undecided else found.gap
        days = own.accept.days
        new = Acceptance(
            rule=found.rule,
            key=found.key,
            gap=None if gap is None else plain(gap),
            reason=self.reason,
            by=who(self.by, own.accept),
            on=self.today,
            until=self.until or (self.today + timedelta(days=days) if days else None),
            ledger=found.ledger,
            column=found.place.column,
            undecided=undecided,
        )
        gap_text = UNDECIDED if undecided else NO_GAP if gap is None else figure_text(gap)
        of_twins = [one.acceptance for one in report.accepted if is_of(one.acceptance, found)]
        folder = folder_of(self.ledgers)
        written = add_accepted(folder, new, gap_text, own.currency, own.year_start, known=of_twins)
        return NewAcceptance(found, written, folder / ACCEPTED_FILE)


def refuse(found: Finding, report: Report) -> None:
    """Raises UsageError for a finding that cannot be accepted, or is accepted already."""
    if found.verdict is Verdict.BROKEN:
        raise UsageError(f"{found.id}: a rule that could not run cannot be accepted: {found.message}")
    for entry in report.accepted:
        if entry.finding == found.id:
            place = f"{ACCEPTED_FILE}:{entry.acceptance.line}"
            raise UsageError(f"{found.id} is accepted already, by {entry.acceptance.by} ({place})")


def who(by: str | None, settings: AcceptSettings) -> str:
    """Who accepts: as told, as the settings say, or the login name."""
    if who := (by or settings.by).strip():
        return who
    return login_name()


def _place(problem: InputProblem) -> str:
    return f"{problem.file}:{problem.line}" if problem.line else problem.file
