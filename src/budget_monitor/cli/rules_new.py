"""`budget-monitor rules new`: a rule file to begin with."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from budget_monitor.cli.shared.book import MoreRules, open_book
from budget_monitor.cli.shared.completing import complete_ledgers
from budget_monitor.cli.shared.streams import answers_for_errors, check_output, complain, deliver
from budget_monitor.errors import UsageError, did_you_mean
from budget_monitor.model.running.files import OWN_RULES
from budget_monitor.render.text.literal import literal
from budget_monitor.render.text.shell import shell_word

if TYPE_CHECKING:
    from budget_monitor.rules.compiled import RuleBook

_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
OWN_LEDGER = "my_ledger"


@answers_for_errors
def new_rule(
    rule_id: Annotated[str, typer.Argument(metavar="ID", help="An id for the rule that no other has, such as PK01.")],
    ledger: Annotated[
        str | None,
        typer.Option(
            "--ledger",
            metavar="NAME",
            help="The ledger it is about; without it, a new one.",
            autocompletion=complete_ledgers,
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write to this new file instead of the screen.")
    ] = None,
    rules: MoreRules = None,
) -> None:
    """Write a rule file to begin with.

    It has comments, and examples that pass. With --ledger the rule is about a ledger that is known already. Without
    it the file declares a ledger of its own, called like the file.
    """
    from budget_monitor.render.book.skeleton import own_ledger_skeleton, rule_skeleton

    beside = output.parent.parent if output is not None and output.parent.name == OWN_RULES else None
    book, sound = open_book(beside if beside and beside.is_dir() else None, rules)
    _check_id(rule_id, book)
    if output is not None:
        _check_file(output)
    file = literal(shell_word(str(output))) if output is not None else "FILE"
    if ledger is None:
        text = own_ledger_skeleton(rule_id, _own_ledger(output, book), file)
    elif ledger in book.ledgers:
        text = rule_skeleton(rule_id, book.ledgers[ledger], file)
    else:
        raise UsageError(f"there is no ledger {ledger!r}{did_you_mean(ledger, book.ledgers)}")
    if output is not None:
        _make(output.parent)
    deliver(text.encode(), output)
    if output is not None:
        complain(f"wrote {output}; next: budget-monitor rules test {file}")
    raise typer.Exit(0 if sound else 2)


def _check_id(rule_id: str, book: RuleBook) -> None:
    if not _ID.fullmatch(rule_id):
        raise UsageError(
            f"a rule's id cannot be {rule_id!r}: it begins with a letter and has letters, digits, - and _, such as PK01"
        )
    for name, rule in book.rules.items():
        if name.casefold() == rule_id.casefold():
            place = f"{rule.defined_in}:{rule.line}" if rule.line else rule.defined_in
            raise UsageError(f"the id {name} is in use: {rule.title or 'a rule'} ({place})")


def _check_file(output: Path) -> None:
    """Raise UsageError unless the file can be made. Its folder need not be there yet."""
    if output.suffix != ".toml":
        raise UsageError(f"cannot write {output}: the name of a rule file ends in .toml")
    if output.exists() and not output.is_dir():
        raise UsageError(f"cannot write {output}: the file is there already")
    if output.parent.exists():
        check_output(output, [])


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"cannot make the folder {folder}: {error.strerror or error}") from error


def _own_ledger(output: Path | None, book: RuleBook) -> str:
    """The name of the ledger that the file declares: the file's own."""
    name = re.sub(r"\W+", "_", output.stem) if output is not None else OWN_LEDGER
    if not name.isidentifier():
        raise UsageError(f"a ledger cannot be called {name!r}; begin the file's name with a letter")
    if name in book.ledgers:
        place = book.ledgers[name].defined_in
        raise UsageError(f"the ledger {name} is there already ({place}); for a rule about it, add --ledger {name}")
    return name
