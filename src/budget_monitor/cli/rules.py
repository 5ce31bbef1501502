"""`budget-monitor rules`: what is checked, and why."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from budget_monitor.cli.streams import answers_for_errors, complain, deliver
from budget_monitor.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from budget_monitor.model.rule import Rule, RuleBook

app = typer.Typer(help="List the rules, or read one.", no_args_is_help=True, rich_markup_mode=None)

Extra = Annotated[
    list[Path] | None,
    typer.Option("--rules", metavar="PATH", help="A rule file or a folder of them, besides those shipped; repeat."),
]


@app.command("list")
@answers_for_errors
def list_rules(rules: Extra = None) -> None:
    """List all rules with their titles, by ledger."""
    from budget_monitor.render.page import Page
    from budget_monitor.render.rules import rule_list

    book, sound = _book(rules)
    page = Page.of(sys.stdout)
    deliver(rule_list(book, page).encode(page.encoding, "backslashreplace"), None)
    raise typer.Exit(0 if sound else 2)


@app.command("show")
@answers_for_errors
def show_rule(
    rule_id: Annotated[str, typer.Argument(metavar="ID", help="The rule's id, such as RM01.")], rules: Extra = None
) -> None:
    """Show everything about one rule: what it checks, why, how exactly, and examples."""
    from budget_monitor.render.page import Page
    from budget_monitor.render.rules import rule_page

    book, sound = _book(rules)
    rule = _find(rule_id, book)
    page = Page.of(sys.stdout)
    deliver(rule_page(rule, page).encode(page.encoding, "backslashreplace"), None)
    raise typer.Exit(0 if sound else 2)


def _book(extra: list[Path] | None) -> tuple[RuleBook, bool]:
    """The rule book, and whether all of it could be read; what could not is told on stderr."""
    from budget_monitor.pipeline import rule_book

    book, problems = rule_book(extra or [])
    for problem in problems:
        place = f"{problem.file}:{problem.line}" if problem.line else problem.file
        complain(f"{place}: {problem.message}")
    return book, not any(problem.severity == "error" for problem in problems)


def _find(rule_id: str, book: RuleBook) -> Rule:
    """The rule of that id, in capitals or not. Raises UsageError naming the nearest where there is none."""
    for name, rule in book.rules.items():
        if name.casefold() == rule_id.casefold():
            return rule
    raise UsageError(f"there is no rule {rule_id!r}{did_you_mean(rule_id, book.rules)}")
