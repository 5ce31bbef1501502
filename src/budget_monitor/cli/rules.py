"""`budget-monitor rules`: what is checked, and why."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from budget_monitor.cli import rules_new, rules_test
from budget_monitor.cli.shared.book import MoreRules, SetWithRules, open_book
from budget_monitor.cli.shared.completing import complete_rules
from budget_monitor.cli.shared.streams import answers_for_errors, deliver
from budget_monitor.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from budget_monitor.model.checks.rule import Rule
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
    rule_id: Annotated[
        str,
        typer.Argument(metavar="ID", help="The rule's id, or its beginning: RM01, RM.", autocompletion=complete_rules),
    ],
    ledgers: SetWithRules = None,
    rules: MoreRules = None,
) -> None:
    """Show everything about one rule: what it checks, why, how exactly, and examples.

    Of an id's beginning that several rules share, they are listed.
    """
    from budget_monitor.render.book.rules import rule_list, rule_page
    from budget_monitor.render.text.page import Page

    book, sound = open_book(ledgers, rules)
    found = _find(rule_id, book, told=bool(ledgers or rules))
    page = Page.of(sys.stdout)
    text = rule_page(found[0], page) if len(found) == 1 else rule_list(book, page, found)
    deliver(text.encode(page.encoding, "backslashreplace"), None)
    raise typer.Exit(0 if sound else 2)


def _find(rule_id: str, book: RuleBook, *, told: bool) -> list[Rule]:
    """The rule of that id, in capitals or not, or those that begin so. Raises UsageError naming the nearest where
    there is none.

    `told`: the command line says where further rules are; else the message says how.
    """
    wanted = rule_id.casefold()
    found = [rule for name, rule in book.rules.items() if wanted and name.casefold().startswith(wanted)]
    if exact := [rule for rule in found if rule.id.casefold() == wanted]:
        return exact
    if found:
        return found
    hint = (
        "" if told else f"\nfor a rule of your own, name its ledgers too: budget-monitor rules show {rule_id} LEDGERS"
    )
    raise UsageError(f"there is no rule {rule_id!r}{did_you_mean(rule_id, book.rules)}{hint}")


app.command("new")(rules_new.new_rule)
app.command("test")(rules_test.try_rules)
