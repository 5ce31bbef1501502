"""`budget-monitor init`: a ledger set to fill in."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from budget_monitor.cli.shared import clock
from budget_monitor.cli.shared.completing import complete_ledgers
from budget_monitor.cli.shared.streams import answers_for_errors, tell
from budget_monitor.render.text.shell import shell_word


@answers_for_errors
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that is new, or empty.", show_default=False)],
    year: Annotated[
        str | None,
        typer.Option(metavar="YEAR", help="The financial year of the example: 2026/27. Today's unless given."),
    ] = None,
    portfolio: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The portfolio of the example: Libraries and Museums unless given."),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(
            metavar="LEDGER",
            help="Only these ledgers: reserve_movements,cash_limits. Further ones (provisions) come by name.",
            autocompletion=complete_ledgers,
        ),
    ] = None,
    unit: Annotated[str, typer.Option(metavar="UNIT", help="What a bare figure means: £, £000 or £m.")] = "£",
) -> None:
    """Write a ledger set to begin with: worked examples to replace, ledger by ledger, and settings with comments.

    All files are written, or none. Exit codes: 0 they are written; 2 they could not be, or the folder is not empty.
    """
    from budget_monitor.pipeline import start
    from budget_monitor.render.text.page import Page

    chosen = [name for value in only or () for name in value.split(",")]
    names = start(folder, year=year, portfolio=portfolio, unit=unit, only=chosen, today=clock.today())
    page = Page.of(sys.stdout)
    place = shell_word(str(folder))
    text = (
        f"Wrote {len(names)} files to {folder}. Next:\n"
        f"  read {folder / 'README.txt'}, and replace the example rows by your own\n"
        f"  budget-monitor check {place}\n"
        f"  budget-monitor summary {place}"
    )
    shown = "\n".join(page.words(line) for line in text.split("\n")) + "\n"
    tell(shown.encode(page.encoding, "backslashreplace"))
