"""`budget-monitor coverage`: how far each figure can move before a check fails."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from budget_monitor.cli.settings import SetSettings
from budget_monitor.cli.shared.book import LedgersArgument, MoreRules, set_of, tell_errors
from budget_monitor.cli.shared.progress import progress
from budget_monitor.cli.shared.streams import answers_for_errors, check_output, deliver, to_stdout


class CoverageFormat(StrEnum):
    """What `coverage` can write."""

    TABLE = "table"
    JSON = "json"


@answers_for_errors
def coverage(
    ledgers: LedgersArgument = None,
    rules: MoreRules = None,
    figures: Annotated[bool, typer.Option("--figures", help="Every figure, not columns summed up.")] = False,
    format_: Annotated[CoverageFormat, typer.Option("--format", help="How to write it.")] = CoverageFormat.TABLE,
    output: Annotated[Path | None, typer.Option(metavar="FILE", help="Write to a file instead of the screen.")] = None,
    settings: SetSettings = None,
) -> None:
    """Show how well figures are tied: how far each can move, all others staying, before a sum or a tie fails.

    The share of single-digit slips that would show counts every check, and asks of each figure what would happen if
    any one of its digits were another. Exit codes: 0 it was worked out; 2 it could not be, or not from everything that
    is there.
    """
    from budget_monitor.pipeline.covering import coverage as run
    from budget_monitor.render.coverage import to_coverage_json, to_coverage_table
    from budget_monitor.render.text.page import Page

    ledgers = set_of(ledgers)
    if output is not None:
        check_output(output, [ledgers, *(rules or [])])
    with progress() as watch:
        found = run(ledgers, rules=rules or [], settings=settings or [], watch=watch)
    exit_code = 2 if tell_errors(found.problems) else 0
    if format_ is CoverageFormat.JSON:
        deliver(to_coverage_json(found), output)
        raise typer.Exit(exit_code)
    page = Page.of(sys.stdout) if to_stdout(output) else Page()
    deliver(to_coverage_table(found, page, every=figures).encode(page.encoding, "backslashreplace"), output)
    raise typer.Exit(exit_code)
