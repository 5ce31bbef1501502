"""What a month-end keeps beside its ledgers: accepted differences, the history of runs, settings.

Like `pipeline`, which it builds on, this is a place where stages meet; each function is a command's job.
"""

from __future__ import annotations

import getpass
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from budget_monitor.errors import UsageError, nearest
from budget_monitor.model.outcome import Finding, Report, Verdict
from budget_monitor.model.request import Request
from budget_monitor.model.review import ACCEPTED_FILE, Acceptance

if TYPE_CHECKING:
    from budget_monitor.load.settings.settings import AcceptSettings
    from budget_monitor.model.history import Comparison, RecordedRun
    from budget_monitor.model.ledger import InputProblem
    from budget_monitor.model.reasoning import Reasoning
    from budget_monitor.model.settings import ShownSetting


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
    from budget_monitor.pipeline import check_set

    today = today or date.today()
    if not reason.strip():
        raise UsageError("a reason is needed: why is the difference accepted?")
    if until is not None and until < today:
        raise UsageError(f"{until} has passed: name a day to come, on which the difference should count again")
    request = Request(rules=tuple(map(Path, rules)), settings=tuple(settings), today=today)
    checked = check_set(ledgers, request)
    report, own = checked.report, checked.in_force.settings
    for problem in report.input_problems:
        if problem.file == ACCEPTED_FILE and problem.severity == "error":
            raise UsageError(f"{_place(problem)}: {problem.message}; correct it first, nothing was written")
    found = find_finding(finding, report)
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
    written = add_accepted(Path(ledgers), new, gap_text, own.currency, own.year_start)
    return NewAcceptance(found, written, Path(ledgers) / ACCEPTED_FILE)


def explain(finding: str, ledgers: str | Path = "ledgers", *, rules: Sequence[str | Path] = ()) -> Reasoning:
    """How one finding of a folder of ledgers was thought through; `finding` is its id, or the beginning of it.

    Raises UsageError when no finding, or more than one, has an id that begins so; and as `check` does.
    """
    from budget_monitor.diagnose.reasoning import reason
    from budget_monitor.pipeline import check_set

    checked = check_set(ledgers, Request(rules=tuple(map(Path, rules))))
    named = find_finding(finding, checked.report)
    return reason(checked.constraints, named, checked.report.findings, checked.report.culprits)


def find_finding(name: str, report: Report) -> Finding:
    """The finding of that id, or the only one whose id begins so. Raises UsageError naming the nearest if none."""
    wanted = name.strip().casefold()
    if not report.findings:
        raise UsageError(f"there is no finding {name!r}: no check failed, and all could be decided")
    found = [finding for finding in report.findings if wanted and finding.id.casefold().startswith(wanted)]
    exact = [finding for finding in found if finding.id.casefold() == wanted]
    if len(exact) == 1 or len(found) == 1:
        return (exact or found)[0]
    if found:
        named = ", ".join(finding.id for finding in found[:5])
        more = f" and {len(found) - 5:,} more" if len(found) > 5 else ""
        raise UsageError(f"{len(found):,} findings begin with {name!r}: {named}{more}; write more of the id")
    near = nearest(name, [finding.id for finding in report.findings])
    if near is None and (rule := nearest(name, [finding.rule for finding in report.findings])):
        near = next(finding.id for finding in report.findings if finding.rule == rule)
    raise UsageError(
        f"there is no finding {name!r}"
        + (f"; did you mean {near!r}?" if near else "; `budget-monitor check` gives the id of each finding")
    )


def _who(by: str | None, settings: AcceptSettings) -> str:
    """Who accepts: as told, as the settings say, or the login name."""
    if who := (by or settings.by).strip():
        return who
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        raise UsageError("who accepts it? name them with --by, or in the settings (accept.by)") from None


def _place(problem: InputProblem) -> str:
    return f"{problem.file}:{problem.line}" if problem.line else problem.file


def recorded_runs(ledgers: str | Path = "ledgers") -> tuple[RecordedRun, ...]:
    """The runs in the history beside the ledgers, the first one first. Raises UsageError where there is none."""
    from budget_monitor.history.compare import recorded_runs as read

    _is_set(Path(ledgers))
    return read(Path(ledgers))


def compare(ledgers: str | Path = "ledgers", before: int | None = None, after: int | None = None) -> Comparison:
    """What changed between two recorded runs: the last two, `before` and the last, or `before` and `after`.

    Raises UsageError where there are no such runs.
    """
    from budget_monitor.history.compare import compare_runs

    _is_set(Path(ledgers))
    return compare_runs(Path(ledgers), before, after)


def settings_of(
    ledgers: str | Path | None = None, *, rules: Sequence[str | Path] = (), settings: Sequence[str] = ()
) -> tuple[tuple[ShownSetting, ...], tuple[InputProblem, ...]]:
    """Every setting with its meaning, default, value and source, and what is wrong with the settings file.

    Without a folder, the defaults. Raises UsageError for a folder that is not there, or an impossible setting.
    """
    from budget_monitor.load.settings.listed import listed_settings
    from budget_monitor.load.settings.settings import VARIANCE_CRITERIA, settings_in_force
    from budget_monitor.model.criteria import CRITERIA
    from budget_monitor.pipeline import known_names, own_rules, refuse_several, rule_book

    if ledgers is not None:
        _is_folder(Path(ledgers))
    own = own_rules(ledgers) if ledgers is not None else []
    book, problems = rule_book([*own, *rules])
    folder = Path(ledgers) if ledgers is not None else None
    if folder is not None:
        refuse_several(folder, book.ledgers)
    in_force = settings_in_force(folder, known_names(book), settings)
    numbers = {
        name: number
        for rule in book.rules.values()
        for name, number in rule.criteria.items()
        if name not in VARIANCE_CRITERIA
    }
    return listed_settings(in_force, {**CRITERIA, **numbers}, book), (*problems, *in_force.problems)


def _is_set(folder: Path) -> None:
    """Raises UsageError for what is no folder, or one of several sets, unless it has a history of its own."""
    from budget_monitor.history.store import history_file
    from budget_monitor.pipeline import refuse_several, rule_book

    _is_folder(folder)
    if not history_file(folder).exists():
        refuse_several(folder, rule_book()[0].ledgers)


def _is_folder(folder: Path) -> None:
    if not folder.is_dir():
        reason = "not a folder; name the folder that holds the ledgers" if folder.exists() else "no such folder"
        raise UsageError(f"{folder}: {reason}")
