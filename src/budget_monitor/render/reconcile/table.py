"""A reconciliation as text: what is open first, the proof last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType

from budget_monitor.model.matching import Reconciliation
from budget_monitor.render.reconcile.view import Group, Row, View, closing_words, view_of
from budget_monitor.render.text.page import Page
from budget_monitor.render.text.words import place_text

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
    count = len(view.matched)
    sides = (f"{side.name}: {_entries(len(side))}" for side in (left, right))
    yield page.line(("    ".join(sides), "bold"))
    yield page.text(_columns(view), "dim")
    yield page.text(f"{count:,} {'match' if count == 1 else 'matches'}, nothing else would do for them")
    for problem in view.result.problems:
        yield page.text(f"{place_text(problem.ref)} {problem.column}: {problem.text!r} {problem.message}", "red")
    if view.result.matching.cut_off:
        yield page.text(f"Not searched to the end: {view.result.matching.cut_off}.", "yellow")
    yield from _groups(page, view, "Matched, with a slip to put right", view.slips, most)
    yield from _groups(page, view, "Ambiguous: more than one answer fits, nothing is matched", view.ambiguous, most)
    yield from _list(page, view, f"Only in {left.name}", view.only_left, most)
    yield from _list(page, view, f"Only in {right.name}", view.only_right, most)
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
        age = "" if row.age is None else f"{row.age} d"
        cells = (str(number), row.day, view.text(row.amount), age, _what(row))
        table.add_row(*(page.text(cell) for cell in cells))
    yield table
    yield from _more(page, len(rows) - most)


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
            said = "holds" if not gap else f"does not come out: {view.text(gap)} too much is stated"
            yield page.text(f"  {side.name}: opening balance + entries = closing balance {said}")
    gap = view.result.closing_gap
    if gap is not None:
        yield page.text("  " + closing_words(view, gap))
    yield page.text("")
    said = "holds to the penny." if proof.holds else "does NOT hold: an entry is lost. Do not use it."
    yield page.line((f"The proof {said}", "bold"), (f" Exit code {view.result.exit_code}.", ""))
