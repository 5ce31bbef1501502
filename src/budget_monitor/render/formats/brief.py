"""A report in at most five lines, to be pasted into an email or a chat. It has no paths and no names of files."""

from __future__ import annotations

from budget_monitor.errors import shorten
from budget_monitor.model.results.outcome import Report, Verdict
from budget_monitor.render.report.summary import answer, checks_text
from budget_monitor.render.report.view import Item, items_of, look_at_text
from budget_monitor.render.text.literal import literal
from budget_monitor.render.text.words import plural

MAX_CHARACTERS_OF_A_LINE = 300
"""Characters of a line."""


def to_brief(report: Report) -> str:
    """What the checks came to, how many there were, the likeliest thing to put right, what was not checked."""
    items = items_of(report)
    lines = [
        f"{'Budget checks' if report.subject == 'ledger' else 'Report checks'}: {_lower(answer(report))}.",
        f"{checks_text(report)}.",
        _first(items),
        look_at_text(report),
        _not_checked(report),
        _known(report),
    ]
    return "".join(f"{literal(shorten(line, MAX_CHARACTERS_OF_A_LINE))}\n" for line in lines if line)


def _first(items: list[Item]) -> str:
    if not items:
        return ""
    item = items[0]
    lead = "To put right" if len(items) == 1 else "First to put right"
    said = item.why if item.is_unexplained else f"{item.text()} ({item.what})"
    return f"{lead}: {f'{item.label}: ' if item.label else ''}{said}."


def _not_checked(report: Report) -> str:
    undecided = sum(report.counted(Verdict.UNDECIDED).values())
    no_total = report.without_total
    not_here = sum(tally.nothing_to_compare for tally in report.tallies) - no_total
    blank = undecided - not_here - no_total
    parts = [
        f"{blank:,} for want of a figure" if blank > 0 and not report.relations else "",
        f"{no_total:,} for want of a total" if no_total else "",
        f"{not_here:,} for want of the other table or year" if not_here else "",
        f"{plural(len(report.unread_files), 'file')} that no rule reads" if report.unread_files else "",
    ]
    said = ", ".join(filter(None, parts))
    return f"Not checked: {said}." if said else ""


def _known(report: Report) -> str:
    broken = len(report.acceptance_problems)
    return (
        f"Besides: {plural(broken, 'acceptance')} that no longer {'holds' if broken == 1 else 'hold'}."
        if broken
        else ""
    )


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
