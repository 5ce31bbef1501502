"""The command line: one file per command, each with its arguments and exit codes and nothing else.

A command's file is imported when the command is asked for, and imports light modules only. What reads, checks and
prints is imported inside the commands, so that `--help` answers at once.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Annotated

import typer

from budget_monitor.cli.shared.process import run_tidily
from budget_monitor.cli.shared.streams import complain
from budget_monitor.version import tool_version

COMMANDS: Mapping[str, str] = {
    "check": "check",
    "explain": "explain",
    "summary": "summary",
    "accept": "accept",
    "history": "history",
    "compare": "compare",
    "review": "review",
    "coverage": "coverage",
    "reconcile": "reconcile",
    "look": "look",
    "map": "map_file",
    "scrutinise": "scrutinise",
    "draft": "draft",
    "init": "init",
}
"""By the name of a command, its file here, and the function in it that is called like the file."""
GROUPS = ("rules", "ledgers", "settings")
"""Commands that have commands of their own: each is an `app` in the file that is called like it."""


def command_line(wanted: str = "") -> typer.Typer:
    """The command that is wanted, with what stands before commands; or all commands, where there is none of that name.

    To import and describe all commands takes longer than many a command itself.
    """
    app = typer.Typer(
        name="budget-monitor",
        help="Check that a council's budget ledgers add up, and say which figure is wrong.",
        epilog="Exit codes: 0 nothing failed, 1 something failed, 2 the job could not be done.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.callback()(_options)
    is_known = wanted in (*COMMANDS, *GROUPS)
    for name, file in COMMANDS.items():
        if not is_known or name == wanted:
            app.command(name)(getattr(import_module(f"{__name__}.{file}"), file))
    for name in GROUPS:
        if not is_known or name == wanted:
            app.add_typer(import_module(f"{__name__}.{name}").app, name=name)
    return app


def __getattr__(name: str) -> typer.Typer:
    """`app`, the whole command line, is made when it is asked for: its documentation and its tests do."""
    if name != "app":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return command_line()


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"budget-monitor {tool_version()}")
        raise typer.Exit


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
    command_line(given[0] if given else "")(given, prog_name="budget-monitor")
