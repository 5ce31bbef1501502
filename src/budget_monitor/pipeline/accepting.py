"""Accepting a difference: it is written beside the ledgers with who, why and until when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from budget_monitor.errors import UsageError
from budget_monitor.model.outcome import Finding, Verdict
from budget_monitor.model.request import Request
from budget_monitor.model.review import ACCEPTED_FILE, Acceptance
from budget_monitor.pipeline.run.named import find_finding, login_name
from budget_monitor.pipeline.run.one_set import check_set
from budget_monitor.review.acceptances import is_of

if TYPE_CHECKING:
    from budget_monitor.load.settings.settings import AcceptSettings
    from budget_monitor.model.ledger import InputProblem


@dataclass(frozen=True, slots=True)
class NewAcceptance:
    """A difference that has just been accepted: the finding, and the entry that was written for it."""

    finding: Finding
    entry: Acceptance
    file: Path


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
) -> NewAcceptance:
    """Checks the ledgers and accepts one of the findings, by its id or the beginning of it.

    The entry is added to `accepted.toml` beside the ledgers, and nothing else in that file changes. `by` and `until`
    are taken from the settings where they are not given; `until` is the last day it counts. Raises UsageError, with
    nothing written, where there is no such finding, or it is accepted already, or the file cannot be added to.
    """
    from budget_monitor.load.accepted import NO_GAP, UNDECIDED, add_accepted
    from budget_monitor.model.money import figure_text, plain

    today = today or date.today()
    if not reason.strip():
        raise UsageError("a reason is needed: why is the difference accepted?")
    for name, text in (("reason", reason), ("by", by or "")):
        if any("\ud800" <= letter <= "\udfff" for letter in text):
            raise UsageError(f"the {name} holds a byte that is no character of UTF-8; write it again")
    if until is not None and until < today:
        raise UsageError(f"{until} has passed: name a day to come, on which the difference should count again")
    request = Request(rules=tuple(map(Path, rules)), settings=tuple(settings), today=today)
    checked = check_set(ledgers, request)
    report, own = checked.report, checked.in_force.settings
    for problem in report.input_problems:
        if problem.file == ACCEPTED_FILE and problem.severity == "error":
            raise UsageError(f"{_place(problem)}: {problem.message}; correct it first, nothing was written")
    found = find_finding(finding, report)
    if finding.strip().isdecimal() and report.accepted:
        place = f"{found.place.file}:{found.place.line}"
        raise UsageError(
            f"{finding} would be {found.id} ({place}) now; something has been accepted, and the numbers of an earlier"
            f" report may be others: accept it by its id"
        )
    if found.verdict is Verdict.BROKEN:
        raise UsageError(f"{found.id}: a rule that could not run cannot be accepted: {found.message}")
    for entry in report.accepted:
        if entry.finding == found.id:
            place = f"{ACCEPTED_FILE}:{entry.acceptance.line}"
            raise UsageError(f"{found.id} is accepted already, by {entry.acceptance.by} ({place})")
    undecided = found.verdict is Verdict.UNDECIDED
    gap = None if undecided else found.gap
    new = Acceptance(
        rule=found.rule,
        key=found.key,
        gap=None if gap is None else plain(gap),
        reason=reason.strip(),
        by=_who(by, own.accept),
        on=today,
        until=until or (today + timedelta(days=own.accept.days) if own.accept.days else None),
        ledger=found.ledger,
        column=found.place.column,
        undecided=undecided,
    )
    gap_text = UNDECIDED if undecided else NO_GAP if gap is None else figure_text(gap)
    of_twins = [one.acceptance for one in report.accepted if is_of(one.acceptance, found)]
    written = add_accepted(Path(ledgers), new, gap_text, own.currency, own.year_start, known=of_twins)
    return NewAcceptance(found, written, Path(ledgers) / ACCEPTED_FILE)


def _who(by: str | None, settings: AcceptSettings) -> str:
    """Who accepts: as told, as the settings say, or the login name."""
    if who := (by or settings.by).strip():
        return who
    return login_name()


def _place(problem: InputProblem) -> str:
    return f"{problem.file}:{problem.line}" if problem.line else problem.file
