"""The command line: one file per command, each with its arguments and exit codes and nothing else.

Only light modules are imported here. What reads, checks and prints is imported inside the commands, so that
`--help` answers at once.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from budget_monitor.cli import (
    accept,
    check,
    compare,
    coverage,
    draft,
    explain,
    history,
    init,
    ledgers,
    look,
    map_file,
    reconcile,
    review,
    rules,
    scrutinise,
    settings,
    summary,
)
from budget_monitor.cli.shared.process import run_tidily
from budget_monitor.cli.shared.streams import complain
from budget_monitor.version import tool_version

app = typer.Typer(
    name="budget-monitor",
    help="Check that a council's budget ledgers add up, and say which figure is wrong.",
    epilog="Exit codes: 0 nothing failed, 1 something failed, 2 the job could not be done.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("check")(check.check)
app.command("explain")(explain.explain)
app.command("summary")(summary.summary)
app.command("accept")(accept.accept)
app.command("history")(history.history)
app.command("compare")(compare.compare)
app.command("review")(review.review)
app.command("coverage")(coverage.coverage)
app.command("reconcile")(reconcile.reconcile)
app.command("look")(look.look)
app.command("map")(map_file.map_file)
app.command("scrutinise")(scrutinise.scrutinise)
app.command("draft")(draft.draft)
app.command("init")(init.init)
app.add_typer(rules.app, name="rules")
app.add_typer(ledgers.app, name="ledgers")
app.add_typer(settings.app, name="settings")


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"budget-monitor {tool_version()}")
        raise typer.Exit


@app.callback()
def _options(
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Take the options that stand before a command."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line (`sys.argv` unless given) and exit: 0, 1 or 2, or 130 when interrupted."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    sys.exit(run_tidily(lambda: _run(given), complain))


def _run(given: list[str]) -> None:
    """Runs a command line. What is empty in it was meant to be something, mostly a variable that is not set."""
    for number, argument in enumerate(given, start=1):
        blank = argument.strip()
        if not blank or (blank.startswith("--") and blank.endswith("=")):
            after = f" after {given[number - 2]}" if not blank and number > 1 else ""
            complain(f"argument {number} ({blank or 'nothing'}{after}) is empty; was a variable meant that is not set?")
            raise SystemExit(2)
    app(given, prog_name="budget-monitor")
