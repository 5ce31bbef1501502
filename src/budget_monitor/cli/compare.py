"""`budget-monitor compare`: what changed between two recorded runs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from budget_monitor.cli.settings import TextOrJson
from budget_monitor.cli.shared.book import WHERE, set_of
from budget_monitor.cli.shared.streams import answers_for_errors, deliver
from budget_monitor.errors import UsageError

MAX_DIGITS_OF_A_RUN = 9
"""What has more digits is the name of a folder."""


@answers_for_errors
def compare(
    which: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[RUN] [RUN] [LEDGERS]",
            show_default=False,
            help=f"The numbers of the earlier and the later run (default: the last two), and the folder of ledgers."
            f" {WHERE}",
        ),
    ] = None,
    ledgers: Annotated[
        Path | None,
        typer.Option("--ledgers", metavar="LEDGERS", help="The folder of ledgers, said so.", show_default=False),
    ] = None,
    format_: Annotated[TextOrJson, typer.Option("--format", help="How to write it.")] = TextOrJson.TABLE,
) -> None:
    """Compare two runs that `check --record` has added to the history: the last two, unless their numbers are given.

    Findings are new (in the later run only), gone (in the earlier one only), changed (another gap or verdict) or
    standing. A finding that one of the two did not look for, because other rules or reports were chosen, is told apart
    and is neither new nor gone. Then come the figures that were restated: the same row and column, with another amount.

    Exit codes: 0 whatever has changed; 2 there are no such runs, or the history is damaged (it is left as it is).
    """
    from budget_monitor.pipeline.history import compare as compared

    runs, folder = _taken_apart(which or [])
    if folder is not None and ledgers is not None:
        raise UsageError(f"two folders of ledgers are named: {folder} and {ledgers}")
    comparison = compared(set_of(folder or ledgers), *runs)
    if format_ is TextOrJson.JSON:
        from budget_monitor.render.history.comparison_json import comparison_json

        deliver(comparison_json(comparison), None)
        return
    from budget_monitor.render.history.comparison import comparison_text
    from budget_monitor.render.text.page import Page

    page = Page.of(sys.stdout)
    deliver(comparison_text(comparison, page).encode(page.encoding, "backslashreplace"), None)


def _taken_apart(which: list[str]) -> tuple[tuple[int | None, int | None], Path | None]:
    """The numbers of the runs, and the folder among them: whatever is no number."""
    numbers = [int(word) for word in which if _is_number(word)]
    folders = [Path(word) for word in which if not _is_number(word)]
    if len(numbers) > 2 or len(folders) > 1:
        raise UsageError(f"two runs and a folder of ledgers can be named, not {' '.join(which)!r}")
    earlier, later = [*numbers, None, None][:2]
    return (earlier, later), folders[0] if folders else None


def _is_number(word: str) -> bool:
    return word.isascii() and word.isdecimal() and len(word) <= MAX_DIGITS_OF_A_RUN
