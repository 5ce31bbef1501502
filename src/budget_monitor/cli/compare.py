"""`budget-monitor compare`: what changed between two recorded runs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from budget_monitor.cli.book import DEFAULT_SET
from budget_monitor.cli.settings import TextOrJson
from budget_monitor.cli.streams import answers_for_errors, deliver


@answers_for_errors
def compare(
    run: Annotated[
        int | None,
        typer.Argument(
            metavar="[RUN]", show_default=False, help="The earlier run's number. Default: the last but one."
        ),
    ] = None,
    other: Annotated[
        int | None,
        typer.Argument(metavar="[RUN]", show_default=False, help="The later run's number. Default: the last."),
    ] = None,
    ledgers: Annotated[
        Path, typer.Option("--ledgers", metavar="LEDGERS", help="The folder of ledger CSVs whose history it is.")
    ] = DEFAULT_SET,
    format_: Annotated[TextOrJson, typer.Option("--format", help="How to write it.")] = TextOrJson.TABLE,
) -> None:
    """Compare two runs that `check --record` has added to the history: the last two, unless their numbers are given.

    Findings are new (in the later run only), gone (in the earlier one only), changed (another gap or verdict) or
    standing. A finding that one of the two did not look for, because other rules or reports were chosen, is told apart
    and is neither new nor gone. Then come the figures that were restated: the same row and column, with another amount.

    Exit codes: 0 whatever has changed; 2 there are no such runs, or the history is damaged (it is left as it is).
    """
    from budget_monitor.pipeline.history import compare as compared

    comparison = compared(ledgers, run, other)
    if format_ is TextOrJson.JSON:
        from budget_monitor.render.history.comparison_json import comparison_json

        deliver(comparison_json(comparison), None)
        return
    from budget_monitor.render.history.comparison import comparison_text
    from budget_monitor.render.text.page import Page

    page = Page.of(sys.stdout)
    deliver(comparison_text(comparison, page).encode(page.encoding, "backslashreplace"), None)
