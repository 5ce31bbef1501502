"""`budget-monitor look`: what a file holds, before anything is checked."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from budget_monitor.cli.shared.progress import progress
from budget_monitor.cli.shared.streams import answers_for_errors, complain, deliver


@answers_for_errors
def look(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV file, workbook or document.", show_default=False)],
    sheet: Annotated[
        str, typer.Option("--sheet", metavar="NAME", help="Only this sheet of a workbook, or table of a document.")
    ] = "",
    all_rows: Annotated[bool, typer.Option("--all", help="Show every row of the grid.")] = False,
) -> None:
    """Show what a file holds and how it would be read: its header, its lines and totals, its columns, what adds up.

    Nothing is checked. What was decided can be put otherwise in a mapping, of which `budget-monitor map FILE --ledger
    NAME` writes a draft.

    Exit codes: 0 shown; 2 the file, or something in it, cannot be read, or it holds nothing.
    """
    from budget_monitor.pipeline.files.looking import look as looked
    from budget_monitor.render.look.table import look_text
    from budget_monitor.render.text.page import Page

    page = Page.of(sys.stdout)
    with progress(f"looking at {file.name}"):
        layouts, problems = looked(file, sheet=sheet)
        text = look_text(layouts, page, all_rows=all_rows)
    deliver(text.encode(page.encoding, "backslashreplace"), None)
    for one in problems:
        complain(f"{one.file}{f':{one.line}' * bool(one.line)}: {one.text}{': ' * bool(one.text)}{one.message}")
    if any(one.severity == "error" for one in problems):
        raise typer.Exit(2)
