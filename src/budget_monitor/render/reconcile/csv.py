"""A reconciliation as CSV: one row for each entry of either side, with what became of it."""

from __future__ import annotations

import csv
from io import StringIO

from budget_monitor.model.ledgers.money import decimal_text
from budget_monitor.model.lists.matching import Reconciliation
from budget_monitor.render.formats.csv import harmless
from budget_monitor.render.reconcile.view import Row, view_of

HEADER = (
    "number",
    "status",
    "kind",
    "side",
    "file",
    "line",
    "cell",
    "date",
    "amount",
    "reference",
    "name",
    "age",
    "note",
)


def reconcile_csv(result: Reconciliation) -> bytes:
    """Every entry once; entries of one number belong together. Texts that a spreadsheet would run begin with a
    quote.
    """
    view = view_of(result)
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADER)
    for group in (*view.slips, *view.ambiguous, *view.matched):
        for row in (*group.left, *group.right):
            writer.writerow(_cells(group.number, group.status.value, group.kind.value, row, group.sentence))
    for status, rows in (("only_left", view.only_left), ("only_right", view.only_right)):
        for number, row in rows:
            writer.writerow(_cells(number, status, "", row, row.note))
    return text.getvalue().encode("utf-8-sig")


def _cells(number: int, status: str, kind: str, row: Row, note: str) -> tuple[object, ...]:
    age = "" if row.age is None else row.age
    texts = (harmless(row.reference), harmless(row.name))
    place = (row.side, row.file, row.line, row.cell, row.day, decimal_text(row.amount))
    return number, status, kind, *place, *texts, age, note
