"""A reconciliation as text: what is open first, the proof last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from rich.console import RenderableType

from budget_monitor.model.lists.matching import Reconciliation
from budget_monitor.render.reconcile.view import Group, Row, View, balance_words, closing_words, proof_words, view_of
from budget_monitor.render.text.page import Page

MAX_ROWS_IN_LISTS = 20
"""Entries of one list on a screen; the other formats have all of them."""


def reconcile_text(result: Reconciliation, page: Page, *, everything: bool = False) -> str:
    """The whole answer. Of long lists only the beginning is shown, and how many more there are, unless `everything` is
    asked for; then the matches are listed too.
    """
    view = view_of(result)
    most = len(result.left) + len(result.right) if everything else MAX_ROWS_IN_LISTS
    return page.render(_parts(view, page, most, everything=everything))


def _parts(view: View, page: Page, most: int, *, everything: bool) -> Iterator[RenderableType]:
    left, right = view.left, view.right
    count = view.match_count
    sides = (f"{side.name}: {_entries(len(side))}" for side in (left, right))
    yield page.line(("    ".join(sides), "bold"))
    yield page.text(_columns(view), "dim")
    yield page.text(f"{count:,} {'match' if count == 1 else 'matches'}, nothing else would do for them")
    for problem in view.problems:
        yield page.text(problem, "red")
    if view.result.matching.cut_off:
        yield page.text(f"Not searched to the end: {view.result.matching.cut_off}.", "yellow")
    yield from _groups(page, view, "Matched, with a slip to put right", view.slips, most)
    yield from _groups(page, view, "Ambiguous: more than one answer fits, nothing is matched", view.ambiguous, most)
    yield from _list(page, view, f"Only in {left.name}", view.only_left, most)
    yield from _list(page, view, f"Only in {right.name}", view.only_right, most)
    yield from _ageing(page, view)
    if everything:
        yield from _groups(page, view, "Matched", view.matched, most)
    yield from _proof(page, view)


def _columns(view: View) -> str:
    return "; ".join(
        f"{side}: " + ", ".join(f"{role} = {name}" for which, role, name in view.result.columns if which == side)
        for side in ("left", "right")
    )


def _entries(count: int) -> str:
    return f"{count:,} {'entry' if count == 1 else 'entries'}"


def _groups(page: Page, view: View, title: str, groups: Sequence[Group], most: int) -> Iterator[RenderableType]:
    if not groups:
        return
    yield page.text("")
    yield page.heading(f"{title}: {len(groups):,}")
    for group in groups[:most]:
        sentence = page.grid("right", "left", gap=2)
        sentence.add_row(page.line((f"{group.number:>4}", "bold")), page.text(group.sentence))
        yield sentence
        table = page.grid("right", "fixed", "right", "left")
        for row in (*group.left, *group.right)[: 2 * MAX_ROWS_IN_LISTS]:
            table.add_row(*(page.text(cell) for cell in ("   ", row.day, view.text(row.amount), _what(row))))
        yield page.indented(table, 4)
    yield from _more(page, len(groups) - most)


def _list(page: Page, view: View, title: str, rows: Sequence[tuple[int, Row]], most: int) -> Iterator[RenderableType]:
    if not rows:
        return
    total = view.text(sum((row.amount for _, row in rows), start=rows[0][1].amount * 0))
    yield page.text("")
    yield page.heading(f"{title}: {_entries(len(rows))}, {total}")
    table = page.table(("", "right"), ("date", "fixed"), ("amount", "right"), ("age", "right"), ("what", "left"))
    for number, row in rows[:most]:
        age = "" if row.age is None else f"{row.age} d" if row.age >= 0 else "later"
        cells = (str(number), row.day, view.text(row.amount), age, _what(row))
        table.add_row(*(page.text(cell) for cell in cells))
    yield table
    yield from _more(page, len(rows) - most)


def _ageing(page: Page, view: View) -> Iterator[RenderableType]:
    """By age, where not all of it is of this month."""
    if len(view.ageing) < 2:
        return
    yield page.text("")
    yield page.heading("Open, by age")
    table = page.table(("age", "left"), (view.left.name, "right"), (view.right.name, "right"))
    for band in view.ageing:
        sides = (f"{count:,}: {view.text(amount)}" if count else "" for count, amount in (band.left, band.right))
        table.add_row(*(page.text(cell) for cell in (band.title, *sides)))
    yield table


def _more(page: Page, count: int) -> Iterator[RenderableType]:
    if count > 0:
        yield page.text(f"  and {count:,} more (--show-all, or --output FILE.xlsx)", "dim")


def _what(row: Row) -> str:
    words = " ".join(filter(None, (row.reference, row.name)))
    note = f" ({row.note})" if row.note else ""
    return f"{words}{note}  {row.place}"


def _proof(page: Page, view: View) -> Iterator[RenderableType]:
    proof = view.result.proof
    yield page.text("")
    yield page.heading("Proof")
    table = page.grid("fixed", "left", "right")
    rows = [
        ("", f"all entries of {view.left.name}", view.text(proof.left)),
        ("−", f"all entries of {view.right.name}", view.text(proof.right)),
        ("=", "difference", view.text(proof.left - proof.right)),
        ("", "what is open, and the differences of slips", view.text(proof.unmatched)),
    ]
    for row in rows:
        table.add_row(*(page.text(cell) for cell in row))
    yield page.indented(table)
    for side in (view.left, view.right):
        gap = side.balance_gap
        if gap is not None:
            yield page.text(f"  {side.name}: {balance_words(view, gap)}")
    gap = view.result.closing_gap
    if gap is not None:
        yield page.text("  " + closing_words(view, gap))
    if accepted := len(view.result.accepted):
        yield page.text(f"  {accepted:,} of {len(view.result.items):,} open items accepted, with a reason")
    yield page.text("")
    yield page.line((proof_words(view.result), "bold"), (f" Exit code {view.result.exit_code}.", ""))


def clues_text(result: Reconciliation, number: int, clues: Sequence[tuple[Row, str]], page: Page) -> str:
    """One open item, and what comes near it with what keeps it from being matched."""
    view = view_of(result)
    return page.render(_explained(view, page, number, clues))


def _explained(view: View, page: Page, number: int, clues: Sequence[tuple[Row, str]]) -> Iterator[RenderableType]:
    group = next((one for one in (*view.slips, *view.ambiguous) if one.number == number), None)
    if group is not None:
        title = "Ambiguous" if group in view.ambiguous else "A slip"
        yield from islice(_groups(page, view, title, [group], 1), 1, None)  # without the blank line above
    for name, rows in ((view.left.name, view.only_left), (view.right.name, view.only_right)):
        own = [one for one in rows if one[0] == number]
        yield from islice(_list(page, view, f"Only in {name}", own, 1), 1, None)
    yield page.text("")
    if clues:
        yield page.heading("What comes near it on the other side")
    elif group is None:
        yield page.text("Nothing on the other side has its amount, its reference, or an amount one slip away.")
    for row, why in clues:
        yield page.text(f"  {row.day} {view.text(row.amount)} {_what(row)}")
        yield page.indented(page.text(why, "dim"), 4)
    if group in view.ambiguous:
        yield page.text(
            "Each of these fits as well as the others. A reference in one of the lists, or a narrower --days, would"
            " tell them apart."
        )
    item = view.result.items[number - 1]
    yield page.text("")
    how = "" if item.id in view.result.accepted else f' To let it stay open: --accept {item.id} --reason "…"'
    yield page.text(f"Its id is {item.id}.{how}", "dim")
