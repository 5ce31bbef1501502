"""How the checks of each rule came out, with every verdict's count."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import RenderableType

from budget_monitor.model.results.outcome import Tally, Verdict
from budget_monitor.render.text.page import Page
from budget_monitor.render.text.words import VERDICT_WORDS, plural

HEADERS = {
    Verdict.EXACT: "exact",
    Verdict.WITHIN_ROUNDING: "rounding",
    Verdict.FAIL: "fail",
    Verdict.UNDECIDED: "undecided",
    Verdict.BROKEN: "broken",
}

TABLE_NEEDS = 64
"""Columns below which the table would break its words; the counts become sentences then."""


def tallies_section(tallies: Sequence[Tally], page: Page) -> Iterable[RenderableType]:
    """One row for each rule; a dash is none. A rule that ran on nothing says so."""
    if not tallies:
        return
    yield page.heading("Rules")
    if page.width < TABLE_NEEDS:
        for tally in tallies:
            yield page.text(f"{tally.rule} {tally.title}".strip())
            yield page.indented(page.text(_sentence(tally)))
    else:
        table = page.table(("rule", "fixed"), ("title", "left"), *((header, "right") for header in HEADERS.values()))
        for tally in tallies:
            remark = _remark(tally)
            title = page.text(tally.title)
            if remark:
                title.append_text(page.text(f"{' ' if tally.title else ''}({remark})", "dim"))
            table.add_row(page.text(tally.rule), title, *(_count(tally, verdict, page) for verdict in HEADERS))
        yield table
    yield ""


def _count(tally: Tally, verdict: Verdict, page: Page) -> RenderableType:
    count = tally.counts.get(verdict, 0)
    alarming = count and verdict in (Verdict.FAIL, Verdict.BROKEN)
    return page.text(f"{count:,}" if count else "-", "bold red" if alarming else "")


def _remark(tally: Tally) -> str:
    if not tally.checks:
        return "ran on nothing"
    remarks = []
    if tally.nothing_to_compare:
        remarks.append(f"{tally.nothing_to_compare:,} with nothing to compare")
    if tally.unlisted:
        remarks.append(f"{tally.unlisted:,} more are counted but not listed")
    return "; ".join(remarks)


def _sentence(tally: Tally) -> str:
    counts = [
        f"{tally.counts[verdict]:,} {VERDICT_WORDS[verdict]}" for verdict in Verdict if tally.counts.get(verdict, 0)
    ]
    remark = _remark(tally)
    if not counts:
        return remark
    return f"{plural(tally.checks, 'check')}: {', '.join(counts)}" + (f" ({remark})" if remark else "")
