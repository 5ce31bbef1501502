"""The rule book that a command reads: the shipped rules, those of a ledger set, and any others it is given."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from budget_monitor.cli.shared.streams import complain
from budget_monitor.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from budget_monitor.model.ledgers.ledger import InputProblem
    from budget_monitor.rules.compiled import RuleBook

DEFAULT_SET = Path("ledgers")

WHERE = "Default: this folder where it holds ledgers, or else ./ledgers."

LedgersArgument: TypeAlias = Annotated[
    Path | None,
    typer.Argument(
        help=f"The folder of ledgers, or one file of them. {WHERE}", metavar="[LEDGERS]", show_default=False
    ),
]


def set_of(given: Path | None) -> Path:
    """The ledgers that a command works on: those named, or else this folder where it holds any, or ./ledgers."""
    if given is not None:
        return given
    from budget_monitor.pipeline import holds_ledgers

    here = Path()
    return here if holds_ledgers(here) else DEFAULT_SET


def refuse_ledgers_for_finding(finding: str, ledgers: Path | None, command: str) -> None:
    """Raises UsageError where the only name given is that of a file or folder: which finding of it is not said."""
    if ledgers is None and not finding.isdecimal() and os.path.lexists(finding):
        from budget_monitor.render.text.shell import shell_word

        first = f"budget-monitor {command} 1 {shell_word(finding)}"
        raise UsageError(f"FINDING is missing: which finding of {finding}? Of the first: {first}")


SetWithRules: TypeAlias = Annotated[
    Path | None,
    typer.Argument(
        metavar="LEDGERS",
        show_default=False,
        help=f"A ledger set whose own rule files count too. {WHERE}",
    ),
]

MoreRules: TypeAlias = Annotated[
    list[Path] | None,
    typer.Option("--rules", metavar="PATH", help="A rule file or a folder of them, besides those shipped; repeat."),
]


def open_book(ledgers: Path | None, rules: list[Path] | None) -> tuple[RuleBook, bool]:
    """The rule book that `check` would use for these ledgers and rules, and whether all of it could be read.

    What could not be read is told on stderr. Raises UsageError for a path that is not there.
    """
    from budget_monitor.pipeline import own_rules, rule_book

    if ledgers is not None and not ledgers.is_dir():
        from budget_monitor.load.near_files import not_a_folder

        raise not_a_folder(ledgers)
    book, problems = rule_book([*own_rules(set_of(ledgers)), *(rules or ())])
    return book, tell(problems)


def tell(problems: Iterable[InputProblem]) -> bool:
    """Say on stderr what is wrong with the rule files, and return whether none of it is an error."""
    sound = True
    for problem in problems:
        place = f"{problem.file}:{problem.line}" if problem.line else problem.file
        complain(f"{place}: {problem.message}")
        sound = sound and problem.severity != "error"
    return sound


MAX_PROBLEMS_TOLD = 20
"""Input problems told one by one."""


def tell_errors(problems: Iterable[InputProblem]) -> bool:
    """Say on stderr what could not be read, the first of it in full, and return whether there was any such thing."""
    from budget_monitor.render.report.details import problem_text

    errors = [problem for problem in problems if problem.severity == "error"]
    for problem in errors[:MAX_PROBLEMS_TOLD]:
        complain(problem_text(problem))
    if len(errors) > MAX_PROBLEMS_TOLD:
        complain(f"and {len(errors) - MAX_PROBLEMS_TOLD:,} more; budget-monitor check lists them")
    return bool(errors)
