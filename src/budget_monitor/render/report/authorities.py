"""What a run came to for each authority: whoever answers for many of them looks for those to call first.

So the worst come first: what could not be checked whole, for nobody can vouch for it, then by failed checks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import Struct
from rich.console import RenderableType

from budget_monitor.model.checks.verdict import checks_made
from budget_monitor.model.results.choices import FailOn
from budget_monitor.model.results.outcome import AuthoritySummary, Position, Report, Verdict
from budget_monitor.render.text.page import Page
from budget_monitor.render.text.words import plural

RESULTS = {0: "passes", 1: "fails", 2: "incomplete"}
"""By exit code, what is said of an authority; something of it could not be read or run where it is incomplete."""

MAX_AUTHORITIES_LISTED = 20
"""So many authorities are all listed on the terminal; of more, those in which nothing failed are counted."""

TABLE_NEEDS = 64
"""Columns below which the table would break its words."""

MAX_POSITIONS_SHOWN = 60
"""Reports of several authorities whose positions are shown beside what was found; more have `summary` to show them."""

HEADERS = ("authority", "result", "checks", "failed", "undecided", "broken", "input errors")
"""What is told of each; `failed` leaves out what is accepted or immaterial."""


class Row(Struct, frozen=True):
    """One authority, with the exit code that it alone would lead to."""

    name: str
    code: int
    counts: tuple[int, ...]
    """checks, failed, undecided, broken, input errors"""

    @property
    def result(self) -> str:
        """`passes`, `fails` or `incomplete`."""
        return RESULTS[self.code]

    @property
    def is_quiet(self) -> bool:
        """Whether nothing failed, and everything could be read and run."""
        return not self.code and not self.counts[1]


def rows_of(report: Report, fail_on: FailOn, *, strict: bool) -> list[Row]:
    """A row for each authority, the worst first, then by name."""
    rows = [_row(summary, summary.exit_code(fail_on, strict=strict)) for summary in report.authorities]
    return sorted(rows, key=lambda row: (-row.code, -row.counts[1], -row.counts[4], row.name))


def authorities_line(report: Report, fail_on: FailOn, *, strict: bool) -> str:
    """`200 authorities: 3 incomplete, 14 with failed checks, 183 pass`; empty where there are not several."""
    rows = rows_of(report, fail_on, strict=strict)
    if len(rows) < 2:
        return ""
    codes = Counter(row.code for row in rows)
    words = {2: "incomplete", 1: "fail" if codes[1] != 1 else "fails", 0: "pass" if codes[0] != 1 else "passes"}
    parts = [f"{codes[code]:,} {word}" for code, word in words.items() if codes[code]]
    return f"{len(rows):,} authorities: {', '.join(parts)}"


def authorities_section(report: Report, page: Page, fail_on: FailOn, *, strict: bool) -> Iterable[RenderableType]:
    """A line for each authority; of many, one line for all in which nothing failed."""
    rows = rows_of(report, fail_on, strict=strict)
    if not rows:
        return
    shown = rows if len(rows) <= MAX_AUTHORITIES_LISTED else [row for row in rows if not row.is_quiet]
    yield page.heading("Authorities")
    if shown:
        yield from _table(shown, page) if page.width >= TABLE_NEEDS else _sentences(shown, page)
    if left := len(rows) - len(shown):
        others = f"{left:,} other authorities" if shown else f"{left:,} authorities"
        yield page.text(f"{'and ' if shown else ''}{others} in which nothing failed", "green")
    yield ""


def shown_positions(report: Report) -> Sequence[Position]:
    """The positions to show: none where those of many authorities would bury everything else."""
    return () if _has_too_many(report) else report.positions


def positions_note(report: Report) -> str:
    """Where to find the positions that are not shown; empty where they are."""
    if not _has_too_many(report):
        return ""
    return f"The position of {plural(len(report.positions), 'report')} is left out; `budget-monitor summary` shows it"


def _has_too_many(report: Report) -> bool:
    several = len(report.authorities)
    return several > MAX_AUTHORITIES_LISTED or (several > 1 and len(report.positions) > MAX_POSITIONS_SHOWN)


def _row(summary: AuthoritySummary, code: int) -> Row:
    failed, broken = sum(summary.failed.values()), summary.counts[Verdict.BROKEN]
    counts = (checks_made(summary.counts), failed, summary.undecided, broken, summary.input_errors)
    return Row(summary.name or "(none named)", code, counts)


def _table(rows: Sequence[Row], page: Page) -> Iterable[RenderableType]:
    name, result, *counts = HEADERS
    table = page.table((name, "left"), (result, "fixed"), *((header, "right") for header in counts))
    styles = {0: "green", 1: "bold red", 2: "bold magenta"}
    for row in rows:
        shown = [f"{count:,}" if count else "-" for count in row.counts]
        table.add_row(page.text(row.name), page.text(row.result, styles[row.code]), *map(page.text, shown))
    yield table


def _sentences(rows: Sequence[Row], page: Page) -> Iterable[RenderableType]:
    for row in rows:
        yield page.text(f"{row.name}: {row.result}")
        counted = zip(HEADERS[2:], row.counts, strict=True)
        yield page.indented(page.text(", ".join(f"{count:,} {header}" for header, count in counted if count) or "none"))
