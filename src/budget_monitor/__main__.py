"""`python -m budget_monitor` is the `budget-monitor` command."""

from __future__ import annotations

from budget_monitor.cli import main

if __name__ == "__main__":
    main()
