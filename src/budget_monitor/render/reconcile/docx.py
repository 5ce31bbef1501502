"""The reconciliation statement for the file, as a Word document: from one balance to the other, and what is open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from budget_monitor.model.lists.matching import NO_DATE, Reconciliation
from budget_monitor.render.paper.word import Paper
from budget_monitor.render.reconcile.view import Group, Row, View, balance_words, proof_words, view_of

UNSIGNED = "…………………"
MAX_ROWS = 200
"""Rows of one list; a longer one belongs in the workbook."""


def reconcile_docx(result: Reconciliation, on: date | None = None) -> bytes:
    """The document's bytes; `on` is the day it is made."""
    view = view_of(result)
    paper = Paper("Reconciliation statement", f"{view.left.name} and {view.right.name}, as at {_as_at(result)}", on)
    paper.heading("Statement")
    rows = list(_statement(view))
    paper.table(("", "Amount >"), [row[:2] for row in rows], [row[2] for row in rows])
    paper.text(
        f"{proof_words(result)} It is that the difference of both lists is what is open, counted apart.", bold=True
    )
    _balances(paper, view)
    for title, found in (("Slips to put right", view.slips), ("Ambiguous: nothing is matched", view.ambiguous)):
        _groups(paper, view, title, found)
    for side, entries in ((view.left, view.only_left), (view.right, view.only_right)):
        _open(paper, view, f"Only in {side.name}", entries)
    if view.ageing:
        paper.heading("Open, by age")
        bands = [(one.title, *_counted(view, one.left), *_counted(view, one.right)) for one in view.ageing]
        paper.table(("Age", f"{view.left.name} >", "Amount >", f"{view.right.name} >", "Amount >"), bands)
    paper.heading("Matched")
    paper.text(f"{view.match_count:,} matches, nothing else would do for them.")
    if result.matching.cut_off:
        paper.text(f"Not searched to the end: {result.matching.cut_off}.")
    for problem in view.problems:
        paper.text(problem)
    paper.table(("", "Name", "Date"), [("Prepared by", UNSIGNED, UNSIGNED), ("Checked by", UNSIGNED, UNSIGNED)])
    return paper.written()


def _as_at(result: Reconciliation) -> str:
    last = max([*result.left.dates, *result.right.dates, NO_DATE])
    return "an unknown day" if last == NO_DATE else date.fromordinal(last).isoformat()


def _statement(view: View) -> Iterator[tuple[str, str, bool]]:
    """From the left balance to the right one: each line, its amount, and whether it is a total."""
    result = view.result
    left, right = view.left, view.right
    has_balances = left.closing is not None and right.closing is not None
    ours, theirs = (left.closing, right.closing) if has_balances else (result.proof.left, result.proof.right)
    what = "Balance of" if has_balances else "All entries of"
    nought = Decimal(0)
    only_left = sum((row.amount for _, row in view.only_left), nought)
    only_right = sum((row.amount for _, row in view.only_right), nought)
    slips = sum((group.difference for group in (*view.slips, *view.matched)), nought)
    unclear = result.proof.unmatched - (only_left - only_right) - slips
    steps = [
        (f"less what is only in {left.name}", -only_left), (f"plus what is only in {right.name}", only_right),
        ("less the differences of slips", -slips), ("less what is ambiguous, left less right", -unclear),
        ("less what is open from before and was not carried forward", -(result.closing_gap or nought)),
    ]  # fmt: skip
    yield f"{what} {left.name}", view.text(ours or nought), True
    for text, amount in steps:
        if amount:
            yield text, view.text(amount), False
    yield f"{what} {right.name}", view.text(theirs or nought), True


def _balances(paper: Paper, view: View) -> None:
    for side in (view.left, view.right):
        if side.opening is not None and side.closing is not None:
            opening, closing = view.text(side.opening), view.text(side.closing)
            said = balance_words(view, side.balance_gap or Decimal(0))
            paper.text(f"{side.name}: opening balance {opening}, closing balance {closing}; {said}.")


def _groups(paper: Paper, view: View, title: str, groups: Sequence[Group]) -> None:
    if not groups:
        return
    paper.heading(title)
    rows: list[Sequence[str]] = []
    for group in groups[:MAX_ROWS]:
        rows.append((str(group.number), group.sentence, "", ""))
        rows += [
            ("", f"{row.side}: {_words(row)}", row.day, view.text(row.amount)) for row in (*group.left, *group.right)
        ]
    paper.table(("No.", "What", "Date", "Amount >"), rows)
    _more(paper, len(groups))


def _open(paper: Paper, view: View, title: str, entries: Sequence[tuple[int, Row]]) -> None:
    if not entries:
        return
    paper.heading(title)
    rows = [
        (str(number), row.day, _words(row), "" if row.age is None else str(row.age), view.text(row.amount))
        for number, row in entries[:MAX_ROWS]
    ]
    total = view.text(sum((row.amount for _, row in entries), Decimal(0)))
    lines = [*rows, ("", "", "Total", "", total)]
    paper.table(("No.", "Date", "What", "Days >", "Amount >"), lines, [False] * len(rows) + [True])
    _more(paper, len(entries))


def _more(paper: Paper, count: int) -> None:
    if count > MAX_ROWS:
        paper.text(f"and {count - MAX_ROWS:,} more, which the workbook has")


def _counted(view: View, band: tuple[int, Decimal]) -> tuple[str, str]:
    return (f"{band[0]:,}", view.text(band[1])) if band[0] else ("", "")


def _words(row: Row) -> str:
    return _joined((row.reference, row.name, f"({row.note})" if row.note else "", row.place))


def _joined(texts: Iterable[str]) -> str:
    return " ".join(filter(None, texts))
