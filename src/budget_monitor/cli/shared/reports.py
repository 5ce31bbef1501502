"""Findings of a report that is a document, where a command takes those of ledgers and of documents alike."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from budget_monitor.cli.shared import clock
from budget_monitor.cli.shared.progress import progress
from budget_monitor.cli.shared.streams import deliver
from budget_monitor.errors import UsageError
from budget_monitor.model.running.files import SETTINGS_FILE
from budget_monitor.whole_file import one_at_a_time

if TYPE_CHECKING:
    from budget_monitor.model.documents.scrutiny import Scrutiny

TicksOfReport: TypeAlias = Annotated[
    Path | None,
    typer.Option("--ticks", metavar="FILE", help="Of a report that is a document: what was cleared in it before."),
]


def is_document(path: Path) -> bool:
    """True if what is named in place of ledgers is a report to scrutinise."""
    from budget_monitor.pipeline.documents.scrutinising import is_report

    return is_report(path) and not path.is_dir()


def refuse_ticks(ticks: Path | None) -> None:
    """Raises UsageError where ticks are given with ledgers, whose acceptances stand in accepted.toml."""
    if ticks is not None:
        raise UsageError("--ticks is for a report that is a document; what is accepted of ledgers is in accepted.toml")


def scrutinised(report: Path, ticks: Path | None) -> Scrutiny:
    """A report as `scrutinise` sees it. Raises UsageError where it cannot be read."""
    from budget_monitor.pipeline.documents.scrutinising import scrutinise

    with progress() as watch:
        result = scrutinise([report], ticks=ticks, watch=watch)
    if result.unreadable:
        raise UsageError(result.unreadable[0][1])
    return result


def read_beside(report: Path) -> Path:
    """The settings that go with a report or a folder of them, whether or not they are there."""
    return (report if report.is_dir() else report.parent) / SETTINGS_FILE


def remember(result: Scrutiny, which: Sequence[str], ticks: Path, *, by: str | None, reason: str) -> list[str]:
    """Clears findings of reports in the file of ticks, one process at a time: what another clears is not lost. Returns
    a line on each.
    """
    from budget_monitor.pipeline.documents.scrutinising import clear, finding_of

    found = [finding_of(result, one).slip for one in which]
    with one_at_a_time(Path(os.path.realpath(ticks)).parent):
        deliver(clear(result, which, ticks, by=by, reason=reason, today=clock.today()), ticks)
    return [f"Cleared in {ticks}: {one.title}: {one.sentence}" for one in found]
