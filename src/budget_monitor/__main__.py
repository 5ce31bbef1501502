"""`python -m budget_monitor` is the `budget-monitor` command."""

from __future__ import annotations

from budget_monitor.light import collect_seldom


def main() -> None:
    """Runs the command line. What it imports is made of objects that live to the end: garbage is looked for seldom."""
    collect_seldom()
    from budget_monitor.cli import main as command_line

    command_line()


if __name__ == "__main__":
    main()
