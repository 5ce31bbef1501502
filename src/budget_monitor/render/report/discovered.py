"""What a table without rules was found to hold, besides what is wrong in it."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import RenderableType

from budget_monitor.model.outcome import Report
from budget_monitor.render.text.page import Page

MAX_LISTED = 10
"""Totals that nothing adds up to, listed one by one."""


def discovered_section(report: Report, page: Page) -> Iterable[RenderableType]:
    """The rows and columns that are called totals and that nothing was found to add up to."""
    if not report.no_sums:
        return
    yield page.heading("No sum found")
    for one in report.no_sums[:MAX_LISTED]:
        yield page.text(f"{one.place} {one.label}: nothing was found that adds up to it; it is not checked")
    if len(report.no_sums) > MAX_LISTED:
        yield page.text(f"and {len(report.no_sums) - MAX_LISTED:,} more; --format json lists all")
    yield ""
