"""`budget-monitor rules`: what is checked, and why."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from budget_monitor.cli import rules_new, rules_test
from budget_monitor.cli.book import MoreRules, SetWithRules, open_book
from budget_monitor.cli.streams import answers_for_errors, deliver
from budget_monitor.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from budget_monitor.model.rule import Rule
    from budget_monitor.rules.compiled import RuleBook

app = typer.Typer(
    help="List and read the rules, and begin and test your own.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command("list")
@answers_for_errors
def list_rules(ledgers: SetWithRules = None, rules: MoreRules = None) -> None:
    """List all rules with their titles, by ledger."""
    from budget_monitor.render.book.rules import rule_list
    from budget_monitor.render.text.page import Page

    book, sound = open_book(ledgers, rules)
    page = Page.of(sys.stdout)
    deliver(rule_list(book, page).encode(page.encoding, "backslashreplace"), None)
    raise typer.Exit(0 if sound else 2)


@app.command("show")
@answers_for_errors
def show_rule(
    rule_id: Annotated[str, typer.Argument(metavar="ID", help="The rule's id, such as RM01.")],
    ledgers: SetWithRules = None,
    rules: MoreRules = None,
) -> None:
    """Show everything about one rule: what it checks, why, how exactly, and examples."""
    from budget_monitor.render.book.rules import rule_page
    from budget_monitor.render.text.page import Page

    book, sound = open_book(ledgers, rules)
    rule = _find(rule_id, book, told=bool(ledgers or rules))
    page = Page.of(sys.stdout)
    deliver(rule_page(rule, page).encode(page.encoding, "backslashreplace"), None)
    raise typer.Exit(0 if sound else 2)


def _find(rule_id: str, book: RuleBook, *, told: bool) -> Rule:
    """The rule of that id, in capitals or not. Raises UsageError naming the nearest where there is none.

    `told`: the command line says where further rules are; else the message says how.
    """
    for name, rule in book.rules.items():
        if name.casefold() == rule_id.casefold():
            return rule
    hint = (
        "" if told else f"\nfor a rule of your own, name its ledgers too: budget-monitor rules show {rule_id} LEDGERS"
    )
    raise UsageError(f"there is no rule {rule_id!r}{did_you_mean(rule_id, book.rules)}{hint}")


app.command("new")(rules_new.new_rule)
app.command("test")(rules_test.try_rules)
