"""`budget-monitor explain`: how one finding was explained."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from budget_monitor.cli.book import MoreRules
from budget_monitor.cli.streams import answers_for_errors, deliver


@answers_for_errors
def explain(
    finding: Annotated[
        str, typer.Argument(metavar="FINDING", help="The finding's number, its id, or the beginning of it.")
    ],
    ledgers: Annotated[Path, typer.Argument(metavar="[LEDGERS]", help="The folder of ledgers.")] = Path("ledgers"),
    rules: MoreRules = None,
) -> None:
    """Explain one finding: its equation, what rounding allows, and every figure that might be to blame.

    Each figure of the equation is tried by itself: what it would have to be, and whether every other check that uses
    it would still hold. `check` prints the ids of findings.
    """
    from budget_monitor.pipeline.explaining import explain as run
    from budget_monitor.render.report.reasoning import to_reasoning
    from budget_monitor.render.text.page import Page

    page = Page.of(sys.stdout)
    text = to_reasoning(run(finding, ledgers, rules=rules or ()), page)
    deliver(text.encode(page.encoding, "backslashreplace"), None)
