"""`budget-monitor history`: the runs that were recorded."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from budget_monitor.cli.settings import TextOrJson
from budget_monitor.cli.shared.book import LedgersArgument, set_of
from budget_monitor.cli.shared.streams import answers_for_errors, deliver


@answers_for_errors
def history(
    ledgers: LedgersArgument = None,
    format_: Annotated[TextOrJson, typer.Option("--format", help="How to write the list.")] = TextOrJson.TABLE,
) -> None:
    """List the runs that `check --record` has added to the history beside the ledgers, the first one first.

    Each has its number (for `compare`), when it was, its exit code, how many checks it made and how they came out, and
    how many of the ledger files had changed since the run before.

    Exit codes: 0 there they are; 2 there is no history, or its file is damaged (it is left as it is).
    """
    from budget_monitor.pipeline.history import recorded_runs

    runs = recorded_runs(set_of(ledgers))
    if format_ is TextOrJson.JSON:
        from budget_monitor.render.history.comparison_json import history_json

        deliver(history_json(runs), None)
        return
    from budget_monitor.render.history.comparison import history_text
    from budget_monitor.render.text.page import Page

    page = Page.of(sys.stdout)
    deliver(history_text(runs, page).encode(page.encoding, "backslashreplace"), None)
