"""What a Word document consists of: headings by their styles, real tables, and pictures that say what is on them.

The same content gives the same bytes: the package has no time of day in it.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Sequence
from copy import deepcopy
from datetime import date, datetime
from io import BytesIO

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.table import CT_Row
from docx.shared import Cm, Emu, Pt
from docx.table import Table, _Row

from budget_monitor.errors import shorten
from budget_monitor.render.text.literal import literal

MAX_CHARACTERS_OF_A_TEXT = 2_000
"""Characters of a text in the document."""
UNDATED = date(2000, 1, 1)
PAGE_CM = (21.0, 29.7)
MARGIN_CM = 2.2
MAX_CHARACTERS_THAT_WIDEN = 60
"""Characters of a cell that widen its column; longer texts are broken into lines."""
MIN_COUNTED = 8
MAX_ROWS_TOGETHER = 15
"""A table of so many rows stands on one page; longer ones are broken between rows."""
FONT = "Arial"
TABLE_STYLE = "Light Grid Accent 1"


class Paper:
    """A document that is written from its beginning to its end, on A4."""

    def __init__(self, title: str, subtitle: str, on: date | None) -> None:
        self._document = Document()
        self._style_ids: dict[str, str | None] = {}
        section = self._document.sections[0]
        section.page_width, section.page_height = Cm(PAGE_CM[0]), Cm(PAGE_CM[1])
        section.left_margin = section.right_margin = Cm(MARGIN_CM)
        properties = self._document.core_properties
        day = on or UNDATED
        properties.title, properties.author, properties.comments = shown(title), "budget-monitor", ""
        properties.created = properties.modified = datetime(day.year, day.month, day.day)
        properties.language = "en-GB"
        self._document.styles["Normal"].font.size = Pt(10)
        _set_font(self._document)
        self._document.add_heading(shown(title), 0)
        if subtitle:
            self._document.add_paragraph(shown(subtitle), style="Subtitle")

    def heading(self, text: str, level: int = 1) -> None:
        """A heading, which stands in the document's outline."""
        self._document.add_heading(shown(text), level)

    def text(self, text: str, *, style: str | None = None, bold: bool = False) -> None:
        """A paragraph."""
        if text:
            paragraph = self._document.add_paragraph()
            if style is not None:
                paragraph._p.style = self._style_id(style)
            paragraph.add_run(shown(text)).bold = bold

    def _style_id(self, name: str) -> str | None:
        """What a style is called within the document: the library looks through all of them each time."""
        if name not in self._style_ids:
            self._style_ids[name] = self._document.styles[name].style_id
        return self._style_ids[name]

    def table(self, headers: Sequence[str], rows: Iterable[Sequence[str]], totals: Sequence[bool] = ()) -> None:
        """A table whose header is repeated on every page, and whose rows are not broken. A header that ends in `>` sets
        its column to the right; `totals` says which rows are bold.
        """
        every = list(rows)
        table = self._document.add_table(rows=1, cols=len(headers), style=TABLE_STYLE)
        rights = [header.endswith(" >") for header in headers]
        names = [header.removesuffix(" >") for header in headers]
        widths = _widths([names, *every])
        head = table.rows[0]
        _lay(head, rights, widths)
        _fill(head, names)
        _property(head, "w:tblHeader")
        models = [_model(table, rights, widths, bold=bold) for bold in (False, True)]
        for at, texts in enumerate(every):
            row = _Row(deepcopy(models[at < len(totals) and totals[at]]), table)
            _fill(row, texts)
            if len(texts) > 1 and not any(texts[1:]):  # a heading between the lines
                _make_one(row)
            table._tbl.append(row._tr)
        if len(every) <= MAX_ROWS_TOGETHER:
            for kept in list(table.rows)[:-1]:
                for cell in kept.cells:
                    cell.paragraphs[0].paragraph_format.keep_with_next = True
        _set_widths(table, widths)
        self._document.add_paragraph()

    def picture(self, png: bytes, said: str) -> None:
        """A picture as wide as the text, and what it shows, in words, for who cannot see it."""
        shape = self._document.add_picture(BytesIO(png), width=Cm(PAGE_CM[0] - 2 * MARGIN_CM))
        shape._inline.docPr.set("descr", shown(said))

    def page_break(self) -> None:
        """What follows begins a page."""
        self._document.add_page_break()  # type: ignore[no-untyped-call]

    def written(self) -> bytes:
        """The document's bytes."""
        saved = BytesIO()
        self._document.save(saved)
        return _undated(saved.getvalue())


def shown(text: str) -> str:
    """A text with nothing in it that XML cannot hold or an eye cannot see, the longest cut."""
    return literal(shorten(text, MAX_CHARACTERS_OF_A_TEXT))


def _set_font(document: DocumentObject) -> None:
    """One typeface throughout: the theme's two, one with and one without serifs, stand for others on most machines."""
    for part in document.part.package.iter_parts():
        if part.partname.startswith("/word/theme/"):
            part._blob = re.sub(rb'(<a:latin typeface=")[^"]+', rb"\g<1>" + FONT.encode(), part.blob)


def _widths(rows: Sequence[Sequence[str]]) -> list[float]:
    """The widths of columns in centimetres, as wide as the page together: each by its longest text, within bounds."""
    lines = [row for row in rows if any(row[1:])] or list(rows)
    longest = [
        min(max(map(len, column)), MAX_CHARACTERS_THAT_WIDEN) + MIN_COUNTED for column in zip(*lines, strict=True)
    ]
    return [(PAGE_CM[0] - 2 * MARGIN_CM) * one / sum(longest) for one in longest]


def _set_widths(table: Table, widths: Sequence[float]) -> None:
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)


def _model(table: Table, rights: Sequence[bool], widths: Sequence[float], *, bold: bool) -> CT_Row:
    """A row without texts, of which each row of the table is a copy: what a cell looks like is said once, as the
    library takes longer over that than over all else.
    """
    row = table.add_row()  # type: ignore[no-untyped-call]
    _lay(row, rights, widths, bold=bold)
    _property(row, "w:cantSplit")
    made: CT_Row = row._tr
    table._tbl.remove(made)
    return made


def _lay(row: _Row, rights: Sequence[bool], widths: Sequence[float], *, bold: bool | None = None) -> None:
    """What the cells of a row look like."""
    for cell, right, width in zip(row.cells, rights, widths, strict=True):
        paragraph = cell.paragraphs[0]
        run = paragraph.add_run()
        run.font.size = Pt(8.5)
        if bold is not None:
            run.bold = bold
        paragraph.paragraph_format.space_after = Pt(1)
        if right:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        cell.width = Cm(width)


def _fill(row: _Row, texts: Sequence[str]) -> None:
    for cell, text in zip(row._tr.tc_lst, texts, strict=True):
        run = cell.p_lst[0].r_lst[0]
        run.text = shown(text)


def _make_one(row: _Row) -> None:
    """One cell of all in a row, of which only the first has a text; the library's own way looks at every row above."""
    first, *others = row._tr.tc_lst
    first.width = Emu(sum(one.width or 0 for one in (first, *others)))
    first.grid_span = 1 + len(others)
    for one in others:
        row._tr.remove(one)


def _property(row: _Row, name: str) -> None:
    """Switch on a property of a row that the library has no name for."""
    element = OxmlElement(name)
    element.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(element)


def _undated(package: bytes) -> bytes:
    """The same package, its parts dated as early as such packages can be."""
    written = BytesIO()
    with zipfile.ZipFile(BytesIO(package)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            part = zipfile.ZipInfo(info.filename)
            part.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(part, old.read(info))
    return written.getvalue()
