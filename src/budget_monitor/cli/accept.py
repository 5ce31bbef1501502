"""`budget-monitor accept`: a difference that is known and is to stay for now."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from budget_monitor.cli.settings import SetSettings
from budget_monitor.cli.shared import clock
from budget_monitor.cli.shared.book import LedgersArgument, MoreRules, refuse_ledgers_for_finding, set_of
from budget_monitor.cli.shared.completing import complete_findings
from budget_monitor.cli.shared.progress import progress
from budget_monitor.cli.shared.reports import (
    TicksOfReport,
    is_document,
    read_beside,
    refuse_ticks,
    remember,
    scrutinised,
)
from budget_monitor.cli.shared.streams import answers_for_errors, check_output, tell
from budget_monitor.errors import UsageError


@answers_for_errors
def accept(
    finding: Annotated[
        str,
        typer.Argument(
            metavar="FINDING",
            help=(
                "The finding's number, as `check` shows it, its id, or the beginning of it; of a table without rules"
                " also the cell to look at."
            ),
            autocompletion=complete_findings,
        ),
    ],
    ledgers: LedgersArgument = None,
    reason: Annotated[
        str, typer.Option(metavar="TEXT", help="Why the difference is accepted. It must be given.", show_default=False)
    ] = "",
    by: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Who accepts it. Default: accept.by in the settings, or the login name."),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option(
            metavar="DATE",
            help="The last day it counts: 2022-06-30. Default: accept.days in the settings after today, or no end.",
        ),
    ] = None,
    rules: MoreRules = None,
    settings: SetSettings = None,
    ticks: TicksOfReport = None,
) -> None:
    """Accept a difference: it stays visible and is counted apart, and does not fail the run.

    The ledgers are checked, and an entry for the finding is added to accepted.toml beside them, which is begun if need
    be; nothing else in that file changes. A number, or a cell to look at, may stand for several checks: each gets an
    entry. One named by its id is accepted alone, and the others are named. An entry counts for its check of its row,
    as long as the gap stays exactly what it is and the last day has not passed. When either changes, the check fails
    again and `check` says why. An entry that matches nothing any more is reported too; with --strict it makes the exit
    code 1.

    A finding of a report that is a document (its name in place of LEDGERS) is cleared in the file of --ticks, as
    `scrutinise --clear` does.

    Exit codes: 0 it is accepted; 2 it could not be: there is no such finding, it is accepted already, or accepted.toml
    has a mistake in it.
    """
    from budget_monitor.pipeline.findings.accepting import accept as run
    from budget_monitor.render.report.review import left_beside_text, new_acceptance_text
    from budget_monitor.render.text.page import Page

    refuse_ledgers_for_finding(finding, ledgers, "accept")
    if not reason.strip(". …"):
        raise UsageError('a reason is needed: --reason "late invoice, corrected in June"')
    if ledgers is not None and is_document(ledgers):
        _clear(finding, ledgers, ticks, by, reason, until)
        return
    refuse_ticks(ticks)
    last, own = _date(until), set_of(ledgers)
    with progress("checking"):
        done = run(
            finding, own, reason=reason, by=by, until=last, rules=rules or [], settings=settings or [],
            today=clock.today(),
        )  # fmt: skip
    page = Page.of(sys.stdout)
    texts = [new_acceptance_text(one.finding, one.entry, str(one.file), page) for one in done.new]
    text = "".join([*texts, left_beside_text(done.left, page)])
    tell(text.encode(page.encoding, "backslashreplace"))


def _date(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise UsageError(f"--until takes a date such as 2022-06-30, not {text!r}") from None


def _clear(finding: str, report: Path, ticks: Path | None, by: str | None, reason: str, until: str | None) -> None:
    """Clears a finding of a document."""
    if ticks is None:
        raise UsageError(f"--ticks FILE is needed: what is cleared in {report.name} is remembered there")
    if until is not None:
        raise UsageError(
            "--until is for ledgers: what is cleared in a document lasts until its figures or words change"
        )
    check_output(ticks, [report, read_beside(report)])
    result = scrutinised(report, ticks)
    (said,) = remember(result, [finding], ticks, by=by, reason=reason)
    tell(f"{said}\n".encode())
