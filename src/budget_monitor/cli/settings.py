"""`budget-monitor settings`: what can be set, and what is in force."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import Annotated, TypeAlias

import typer

from budget_monitor.cli.shared.book import LedgersArgument, MoreRules, set_of
from budget_monitor.cli.shared.streams import answers_for_errors, deliver

app = typer.Typer(help="Show what can be set, and what is in force.", no_args_is_help=True, rich_markup_mode=None)

SetSettings: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="NAME=VALUE",
        help="A setting, before what budget-monitor.toml says: year_start=1, materiality.amount=£5,000; repeat."
        " `budget-monitor settings show` lists all.",
    ),
]


class TextOrJson(StrEnum):
    """For people, or for scripts."""

    TABLE = "table"
    JSON = "json"


@app.callback()
def _group() -> None:
    """Show what can be set, and what is in force."""


@app.command("show")
@answers_for_errors
def show(
    ledgers: LedgersArgument = None,
    rules: MoreRules = None,
    settings: SetSettings = None,
    format_: Annotated[TextOrJson, typer.Option("--format", help="How to write them.")] = TextOrJson.TABLE,
) -> None:
    """Show every setting: its meaning, what it may be, its default, the value in force and where that comes from.

    Settings are in budget-monitor.toml beside the ledgers. The command line (--set, as for `check`) goes before the
    file, and the file before the defaults. Where no folder is named and there are no ledgers here or in ./ledgers, the
    defaults are shown; of a folder of several authorities one is to be named.

    Exit codes: 0 all is well; 2 the settings have a mistake in them, which is shown with its line, there is no such
    folder, or it holds authorities.
    """
    from budget_monitor.pipeline.settings import settings_of

    if ledgers is None and set_of(None).is_dir():
        ledgers = set_of(None)
    shown, problems = settings_of(ledgers, rules=rules or [], settings=settings or [])
    if format_ is TextOrJson.JSON:
        from budget_monitor.render.book.settings import settings_json

        deliver(settings_json(shown, problems), None)
    else:
        from budget_monitor.render.book.settings import settings_text
        from budget_monitor.render.text.page import Page

        page = Page.of(sys.stdout)
        deliver(settings_text(shown, problems, page).encode(page.encoding, "backslashreplace"), None)
    raise typer.Exit(2 if any(problem.severity == "error" for problem in problems) else 0)
