"""Two versions of one table as a workbook and as a page: a list for each kind of difference, and the totals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from io import BytesIO

from msgspec import Struct
from xlsxwriter.workbook import Workbook

from budget_monitor.model.lists.versions import Versions
from budget_monitor.render.formats.workbook.styles import Sheet, Styles
from budget_monitor.render.reconcile.html import LISTS_STYLE
from budget_monitor.render.reconcile.versions import JsonDifference, differences
from budget_monitor.render.reconcile.xlsx import CREATED
from budget_monitor.render.web.page import page

FIGURES = "#,##0.######;[Red]-#,##0.######;0"
HEADER = ("key", "column", "left", "right", "change", "left place", "right place", "note")
CHANGE = 4
"""The place of the change among these."""
TITLES = {
    "cell": "Cells that differ",
    "rounding": "No more than rounding",
    "only_left": "Only left",
    "only_right": "Only right",
    "repeated_key": "Keys that stand twice",
    "renamed": "Perhaps renamed",
}


class Section(Struct, frozen=True):
    """One list of differences."""

    title: str
    rows: Sequence[JsonDifference]


def sections(result: Versions) -> Iterator[Section]:
    """A list for each kind of difference that there is."""
    found = list(differences(result))
    for what, title in TITLES.items():
        rows = [one for one in found if one.what == what]
        if rows:
            yield Section(title, rows)


def versions_html(result: Versions) -> bytes:
    """One page, readable without network or scripts, and on paper."""
    title = f"{result.left.name} and {result.right.name}"
    return page(
        "versions.html.j2", LISTS_STYLE, title=title, result=result, sections=list(sections(result)), header=HEADER
    ).encode()


def versions_xlsx(result: Versions) -> bytes:
    """The workbook's bytes; the same result gives the same bytes."""
    written = BytesIO()
    book = Workbook(written, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": "Two versions", "author": "budget-monitor", "created": CREATED})
    styles = Styles(book)
    front = Sheet(book.add_worksheet("Totals"), styles)
    for section in sections(result):
        _section(Sheet(book.add_worksheet(section.title), styles), section)
    _totals(front, result)
    book.close()
    return written.getvalue()


def _section(sheet: Sheet, section: Section) -> None:
    sheet.headers(0, HEADER, right=(CHANGE,))
    for at, one in enumerate(section.rows, start=1):
        cells = (one.key, one.column, one.left, one.right, one.change, one.left_place, one.right_place, one.note)
        for place, text in enumerate(cells):
            if place == CHANGE and text:
                sheet.number(at, place, Decimal(text), FIGURES)
            else:
                sheet.text(at, place, text)
    sheet.widths((36, 20, 20, 20, 16, 26, 26, 32))
    sheet.lay_out(0, len(section.rows), len(HEADER))


def _totals(sheet: Sheet, result: Versions) -> None:
    """The sums of every column on both sides; the differences are formulas."""
    sheet.text(0, 0, f"{result.left.name} and {result.right.name}", {"bold": True, "font_size": 14})
    same = f"{result.same_rows:,} rows the same in both; totals without rows of totals"
    sheet.text(1, 0, same)
    if result.cut_off:
        sheet.text(2, 0, f"Not compared to the end: {result.cut_off}.", {"bold": True})
    sheet.headers(3, ("column", result.left.name, result.right.name, "right less left", "as listed", "must be nought"),
                  right=range(1, 6))  # fmt: skip
    look = sheet.styles.format({"num_format": FIGURES})
    for at, one in enumerate(result.totals, start=4):
        sheet.text(at, 0, one.column)
        for place, amount in ((1, one.left), (2, one.right), (4, one.explained)):
            sheet.number(at, place, amount, FIGURES)
        change = one.right - one.left
        sheet.sheet.write_formula(at, 3, f"=C{at + 1}-B{at + 1}", look, change)
        sheet.sheet.write_formula(at, 5, f"=ROUND(D{at + 1}-E{at + 1},6)", look, change - one.explained)
    sheet.widths((40, 22, 22, 20, 20, 16))
    sheet.sheet.set_landscape()
    sheet.sheet.fit_to_pages(1, 0)
