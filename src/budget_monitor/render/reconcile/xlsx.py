"""A reconciliation as a workbook: a sheet for each list, and the proof in front, worked out by formulas of the
sheets.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

from xlsxwriter.workbook import Workbook

from budget_monitor.model.lists.matching import Reconciliation
from budget_monitor.render.formats.workbook.styles import INDENT, Sheet, Styles, figure_format
from budget_monitor.render.reconcile.view import AGES, Group, Row, View, view_of

GROUP_HEADER = (
    "no.",
    "what",
    "side",
    "date",
    "left amount",
    "right amount",
    "reference",
    "name",
    "file",
    "line or cell",
)
OPEN_HEADER = ("no.", "date", "amount", "age (days)", "reference", "name", "file", "line or cell", "note")
LEFT, RIGHT = 4, 5
"""The columns of the two amounts on a sheet of groups."""
AMOUNT = 2
"""The column of the amount on a sheet of open entries."""
CREATED = datetime(2000, 1, 1)
"""Not when it was made, which would change from run to run."""
_BOLD = {"bold": True}
WHAT_WIDTH, LINE_HEIGHT = 42, 15
"""The width of the column that says what it is, in characters, and the height of a line in points."""


def reconcile_xlsx(result: Reconciliation) -> bytes:
    """The workbook's bytes; the same result gives the same bytes."""
    view = view_of(result)
    written = BytesIO()
    book = Workbook(written, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": "Reconciliation", "author": "budget-monitor", "created": CREATED})
    styles = Styles(book)
    front = Sheet(book.add_worksheet("Proof"), styles)
    look = figure_format(view.left.places, result.currency)
    lists: list[tuple[str, Sequence[Group]]] = [
        ("Matched", view.matched), ("Slips", view.slips), ("Ambiguous", view.ambiguous)
    ]  # fmt: skip
    ends = {name: _groups(Sheet(book.add_worksheet(name), styles), groups, look) for name, groups in lists}
    for name, rows in (("Only left", view.only_left), ("Only right", view.only_right)):
        ends[name] = _open(Sheet(book.add_worksheet(name), styles), rows, look)
    _proof(front, view, ends, look)
    book.close()
    return written.getvalue()


def _groups(sheet: Sheet, groups: Sequence[Group], look: str) -> int:
    sheet.headers(0, GROUP_HEADER, right=(0, LEFT, RIGHT, 9), indented=(1, 3, 6))
    at = 0
    for group in groups:
        for row in (*group.left, *group.right):
            at += 1
            sheet.sheet.write_number(at, 0, group.number)
            sheet.text(at, 1, group.sentence, INDENT, {"text_wrap": True})
            if len(group.sentence) > WHAT_WIDTH:
                sheet.sheet.set_row(at, LINE_HEIGHT * (1 + len(group.sentence) // (WHAT_WIDTH - 4)))
            sheet.text(at, 2, row.side)
            _day(sheet, at, 3, row)
            sheet.number(at, LEFT if row.side == "left" else RIGHT, row.amount, look)
            _place(sheet, at, 6, row)
    sheet.widths((6, WHAT_WIDTH, 7, 12, 16, 16, 22, 28, 24, 12))
    sheet.lay_out(0, at, len(GROUP_HEADER))
    return at + 1


def _open(sheet: Sheet, rows: Sequence[tuple[int, Row]], look: str) -> int:
    sheet.headers(0, OPEN_HEADER, right=(0, AMOUNT, 3, 7), indented=(1, 4, 8))
    for at, (number, row) in enumerate(rows, start=1):
        sheet.sheet.write_number(at, 0, number)
        _day(sheet, at, 1, row)
        sheet.number(at, AMOUNT, row.amount, look)
        if row.age is not None:
            sheet.sheet.write_number(at, 3, row.age)
        _place(sheet, at, 4, row)
        sheet.text(at, 8, row.note, INDENT)
    sheet.widths((6, 12, 16, 10, 22, 28, 24, 12, 24))
    sheet.lay_out(0, len(rows), len(OPEN_HEADER))
    return len(rows) + 1


def _day(sheet: Sheet, at: int, column: int, row: Row) -> None:
    if row.day:
        sheet.day(at, column, date.fromisoformat(row.day), INDENT)


def _place(sheet: Sheet, at: int, column: int, row: Row) -> None:
    sheet.text(at, column, row.reference, INDENT)
    sheet.text(at, column + 1, row.name)
    sheet.text(at, column + 2, row.file)
    if row.cell:
        sheet.text(at, column + 3, row.cell.rpartition("!")[2])
    else:
        sheet.sheet.write_number(at, column + 3, row.line)


def _proof(sheet: Sheet, view: View, ends: dict[str, int], look: str) -> None:
    """Every sum is a formula over the lists, beside the figure that the reading of the files came to."""
    proof = view.result.proof
    sheet.text(0, 0, f"{view.left.name} and {view.right.name}", _BOLD, {"font_size": 14})
    sheet.headers(2, ("", "from the sheets", "as read"), right=(1, 2))
    open_left, open_right = f"SUM('Only left'!C2:C{ends['Only left']})", f"SUM('Only right'!C2:C{ends['Only right']})"
    unclear = _difference("Ambiguous", ends)
    rows = [
        (f"all entries of {view.left.name}", f"{_all('E', ends)}+{open_left}", proof.left),
        (f"less all entries of {view.right.name}", f"{_all('F', ends)}+{open_right}", proof.right),
        ("difference", "B4-B5", proof.left - proof.right),
        ("only in the left", open_left, None),
        ("less only in the right", open_right, None),
        ("ambiguous, left less right", unclear, None),
        ("slips and tolerances, left less right", f"{_difference('Slips', ends)}+{_difference('Matched', ends)}", None),
        ("what is open", "B7-B8+B9+B10", proof.unmatched),
        ("must be nought", "ROUND(B6-B11,6)", proof.left - proof.right - proof.unmatched),
    ]
    shown = _values(view)
    for at, (label, formula, read) in enumerate(rows, start=3):
        sheet.text(at, 0, label, *([_BOLD] if at in (5, 10, 11) else []))
        # the value is what a program shows that does not calculate; it is the exact one
        sheet.sheet.write_formula(at, 1, f"={formula}", sheet.styles.format({"num_format": look}), next(shown))
        if read is not None:
            sheet.number(at, 2, read, look)
    _ageing(sheet, len(rows) + 4, ends, look, view)
    sheet.widths((44, 20, 20, 20, 20))
    sheet.sheet.set_landscape()
    sheet.sheet.fit_to_pages(1, 0)


def _ageing(sheet: Sheet, top: int, ends: dict[str, int], look: str, view: View) -> None:
    """What is open by its age, counted and added up by formulas over the lists."""
    if not view.ageing:
        return
    sheet.headers(top, ("open, by age", "left", "amount", "right", "amount"), right=range(1, 5))
    limits = {title: (least, most) for title, least, most in AGES}
    figure = sheet.styles.format({"num_format": look})
    for at, band in enumerate(view.ageing, start=top + 1):
        sheet.text(at, 0, band.title)
        least, most = limits[band.title]
        for place, name, (count, amount) in ((1, "Only left", band.left), (3, "Only right", band.right)):
            ages, amounts = (f"'{name}'!${column}$2:${column}${max(2, ends[name])}" for column in ("D", "C"))
            asked = [f'{ages},"{sign}{day}"' for sign, day in ((">=", least), ("<=", most)) if day is not None]
            tests = ",".join(asked) or f'{ages},"",{amounts},"<>"'
            sheet.sheet.write_formula(at, place, f"=COUNTIFS({tests})", None, count)
            sheet.sheet.write_formula(at, place + 1, f"=SUMIFS({amounts},{tests})", figure, amount)


def _all(column: str, ends: dict[str, int]) -> str:
    return "+".join(f"SUM('{name}'!{column}2:{column}{ends[name]})" for name in ("Matched", "Slips", "Ambiguous"))


def _difference(name: str, ends: dict[str, int]) -> str:
    return f"SUM('{name}'!E2:E{ends[name]})-SUM('{name}'!F2:F{ends[name]})"


def _values(view: View) -> Iterator[Decimal]:
    proof, left, right = view.result.proof, view.left, view.right
    ours = left.total([one.entry for one in view.result.matching.only_left])
    theirs = right.total([one.entry for one in view.result.matching.only_right])
    unclear = left.money(0) + sum(
        left.total(one.left) - right.total(one.right) for one in view.result.matching.ambiguous
    )
    difference = proof.left - proof.right
    slips = proof.unmatched - (ours - theirs + unclear)
    yield from (proof.left, proof.right, difference, ours, theirs, unclear, slips, proof.unmatched)
    yield difference - proof.unmatched
