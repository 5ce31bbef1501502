"""The command line, run within the test."""

from __future__ import annotations

from typer.testing import CliRunner, Result

from budget_monitor.cli import app


def run(*arguments: object) -> Result:
    """What `budget-monitor ARGUMENTS` gives: exit code, output, and the same apart."""
    return CliRunner().invoke(app, [str(argument) for argument in arguments], prog_name="budget-monitor")
