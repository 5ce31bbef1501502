"""`budget-monitor ledgers`: which files are read, and what they contain."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from budget_monitor.cli.shared.book import MoreRules, SetWithRules, open_book
from budget_monitor.cli.shared.completing import complete_ledgers
from budget_monitor.cli.shared.streams import answers_for_errors, deliver
from budget_monitor.errors import UsageError, did_you_mean

app = typer.Typer(help="List the ledgers, or read what one holds.", no_args_is_help=True, rich_markup_mode=None)


@app.command("list")
@answers_for_errors
def list_ledgers(ledgers: SetWithRules = None, rules: MoreRules = None) -> None:
    """List all ledgers with their titles."""
    from budget_monitor.render.book.ledgers import ledger_list
    from budget_monitor.render.text.page import Page

    book, sound = open_book(ledgers, rules)
    page = Page.of(sys.stdout)
    deliver(ledger_list(book, page).encode(page.encoding, "backslashreplace"), None)
    raise typer.Exit(0 if sound else 2)


@app.command("show")
@answers_for_errors
def show_ledger(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME", help="The ledger's name, such as reserve_movements.", autocompletion=complete_ledgers
        ),
    ],
    ledgers: SetWithRules = None,
    rules: MoreRules = None,
) -> None:
    """Show one ledger: its columns, key and unit, and its rules."""
    from budget_monitor.pipeline import rules_reading
    from budget_monitor.render.book.ledgers import ledger_page
    from budget_monitor.render.text.page import Page

    book, sound = open_book(ledgers, rules)
    wanted = name.removesuffix(".csv").casefold()
    schema = next((one for known, one in book.ledgers.items() if known.casefold() == wanted), None)
    if schema is None:
        raise UsageError(f"there is no ledger {name!r}{did_you_mean(name, book.ledgers)}")
    page = Page.of(sys.stdout)
    deliver(ledger_page(schema, rules_reading(book, schema.name), page).encode(page.encoding, "backslashreplace"), None)
    raise typer.Exit(0 if sound else 2)
