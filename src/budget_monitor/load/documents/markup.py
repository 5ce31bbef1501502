"""A web page: its headings, paragraphs, items and tables, with the standard library's parser."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

from msgspec import Struct, field

from budget_monitor.load.documents.building import Building
from budget_monitor.load.documents.looks import STRUCK_LEFT_OUT, PageLooks, is_hidden, is_note_mark
from budget_monitor.model.documents.document import BlockKind
from budget_monitor.model.documents.traced import Stretch, Words, text_of

_STRUCK = {"del", "s", "strike"}
_SKIPPED = {"script", "style", "head", "template", "noscript", "svg", *_STRUCK}
_BLOCKS = {
    "p": BlockKind.PARAGRAPH, "div": BlockKind.PARAGRAPH, "section": BlockKind.PARAGRAPH, "li": BlockKind.ITEM,
    "figcaption": BlockKind.CAPTION, "blockquote": BlockKind.PARAGRAPH, "dd": BlockKind.PARAGRAPH,
    "dt": BlockKind.PARAGRAPH, "article": BlockKind.PARAGRAPH, "main": BlockKind.PARAGRAPH, "body": BlockKind.PARAGRAPH,
    "ul": BlockKind.PARAGRAPH, "ol": BlockKind.PARAGRAPH, "td": BlockKind.PARAGRAPH, "aside": BlockKind.NOTE,
    **{f"h{level}": BlockKind.HEADING for level in range(1, 7)},
}  # fmt: skip
_STYLED = {
    "title": BlockKind.HEADING, "subtitle": BlockKind.HEADING, "MsoTitle": BlockKind.HEADING,
    "MsoSubtitle": BlockKind.HEADING, "MsoCaption": BlockKind.CAPTION,
}  # fmt: skip
"""What office programs call the paragraphs that are titles and captions."""
_LISTS = ("ul", "ol")
_NOTE_MARKS = ("sdfootnote", "sdendnote", "MsoFootnoteReference", "MsoEndnoteReference")
"""What the classes begin with that office programs give to the marks of notes."""
_NOTE = re.compile(r"^(?:sd)?(?:(?P<end>endnote|edn)|footnote|ftn)(?P<number>\d{1,4})$")
"""How office programs name what holds a note."""
_PAGE_EDGES = ("header", "footer")
"""What LibreOffice calls the heads and feet of pages: they are left out, for they stand before the title."""
_HIDEABLE = {
    "div", "span", "section", "aside", "sup", "sub", "a", "b", "i", "u", "em", "strong", "font", "ins", "small", "big",
    "mark", "label",
}  # fmt: skip
"""What may be hidden or struck through: elements that are always ended."""
_CELLS = ("td", "th", "tr")
MAX_SPAN = 200
MAX_DEPTH = 40
"""Tables in tables; a page with more is not read on."""


class _Table(Struct):
    rows: list[list[str | Words]] = field(default_factory=list)
    spans: dict[int, int] = field(default_factory=dict)
    """By column, in how many more rows a merged cell stands there."""
    cell: list[Stretch] | None = None
    column: int = 0
    caption: str = ""


class PageReader(HTMLParser):
    """Feeds the blocks of a page to a building."""

    def __init__(self, into: Building) -> None:
        super().__init__(convert_charrefs=False)
        self._into = into
        self._text: list[Stretch] = []
        self._page = ""
        self._line_starts = [0]
        self._kind = BlockKind.PARAGRAPH
        self._level = 0
        self._lists = 0
        self._skipping: list[str] = []
        self._tables: list[_Table] = []
        self._in_caption = False
        self._is_gone = False
        """What is skipped is text that is struck through or hidden."""
        self._struck_block = ""
        """The name of the open paragraph, item, cell or row whose text is struck through."""
        self._looks = PageLooks()
        self.has_gone = False
        """Some text is struck through or hidden."""
        self._marks: list[tuple[str, list[Stretch], int]] = []
        """The elements that are open and may hold the mark of a note, each with where its text begins."""
        self._notes: list[str | None] = []
        """Of each <div> that is open: the heading before it, if it holds a note."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        given = dict(attrs)
        is_gone = tag in _STRUCK or (tag in _HIDEABLE and (is_hidden(given) or self._looks.is_struck(given)))
        if not self._skipping:
            self._is_gone = is_gone
        if is_gone or tag in _SKIPPED or tag in self._skipping[-1:] or (tag in _HIDEABLE and _is_no_text(given)):
            self._skipping.append(tag)
        if self._skipping:
            return
        if tag in _BLOCKS or tag in _CELLS:
            self._strike(tag, given)
        if tag == "sup" or (given.get("class") or "").startswith(_NOTE_MARKS):
            self._marks.append((tag, self._open_text, len(self._open_text)))
        if tag == "table":
            if not self._tables:
                self._end()
            if len(self._tables) < MAX_DEPTH:
                self._tables.append(_Table())
        elif self._tables:
            self._start_in_table(tag, given)
        elif tag in _BLOCKS:
            self._end()
            if tag == "div":
                note = _NOTE.match(given.get("id") or "")
                name = note and f"{'endnote' if note['end'] else 'footnote'} {note['number']}"
                self._notes.append(self._into.under(name) if name else None)
            is_note = any(one is not None for one in self._notes)
            self._kind = _STYLED.get(given.get("class") or "", _BLOCKS[tag])
            if tag in ("div", "p") and self._kind is BlockKind.PARAGRAPH:
                self._kind = BlockKind.NOTE if is_note else BlockKind.ITEM if self._lists else self._kind
            self._level = int(tag[1]) if tag[1:].isdecimal() else int(self._kind is BlockKind.HEADING)
            self._lists += tag in _LISTS
            if self._kind is BlockKind.ITEM:
                self._level = self._lists
        elif tag == "br":
            self._text.append(Stretch(" "))
        elif tag == "img":
            self._into.picture()

    def _strike(self, tag: str, given: dict[str, str | None]) -> None:
        """A paragraph, an item, a cell or a row begins, which ends the one before; its text may be struck through."""
        if not self._is_within(tag):
            self._struck_block = tag if self._looks.is_struck(given) else ""

    def _is_within(self, tag: str) -> bool:
        """True if an element stands in the cell or the row that is struck through."""
        return (self._struck_block == "tr" and tag != "tr") or (self._struck_block in _CELLS and tag not in _CELLS)

    def _start_in_table(self, tag: str, given: dict[str, str | None]) -> None:
        table = self._tables[-1]
        if tag == "tr":
            self._close_cell(table)
            table.rows.append([])
            table.column = 0
        elif tag in ("td", "th"):
            self._close_cell(table)
            if not table.rows:
                table.rows.append([])
            row = table.rows[-1]
            while table.spans.get(len(row), 0):
                table.spans[len(row)] -= 1
                row.append("")
            table.column = len(row)
            wide, high = _span(given.get("colspan")), _span(given.get("rowspan"))
            row.extend([""] * wide)
            for column in range(table.column, table.column + wide):
                table.spans[column] = high - 1
            table.cell = []
        elif tag == "caption":
            self._in_caption = True
        elif tag in ("br", "p", "li", "div") and table.cell is not None:
            table.cell.append(Stretch(" "))

    def handle_endtag(self, tag: str) -> None:
        """An element ends."""
        if self._skipping:
            if tag == self._skipping[-1]:
                self._skipping.pop()
            return
        self._end_mark(tag)
        if tag == "table" or (tag in (*_BLOCKS, *_CELLS) and not self._is_within(tag)):
            self._struck_block = ""
        if not self._tables:
            if tag in _BLOCKS:
                self._end()
                if tag == "div" and self._notes and (before := self._notes.pop()) is not None:
                    self._into.under(before)
                self._lists = max(0, self._lists - (tag in _LISTS))
            return
        table = self._tables[-1]
        if tag in ("td", "th", "tr"):
            self._close_cell(table)
            if tag == "tr" and table.rows:
                row = table.rows[-1]
                while table.spans.get(len(row), 0):
                    table.spans[len(row)] -= 1
                    row.append("")
        elif tag == "caption":
            self._in_caption = False
        elif tag == "table":
            self._close_cell(table)
            self._tables.pop()
            self._into.table(table.rows, caption=table.caption.strip())

    @property
    def _open_text(self) -> list[Stretch]:
        """What the text that comes next is added to."""
        cell = self._tables[-1].cell if self._tables else None
        return self._text if cell is None else cell

    def _end_mark(self, tag: str) -> None:
        """Leaves out the text of an element that ends if that is the mark of a note."""
        if not self._marks or self._marks[-1][0] != tag:
            return
        _, text, first = self._marks.pop()
        if text is self._open_text and is_note_mark(text_of(text[first:]), text_of(text[:first])):
            del text[first:]

    def read(self, text: str) -> None:
        """The whole page."""
        self._page = text
        for line in text.split("\n"):
            self._line_starts.append(self._line_starts[-1] + len(line) + 1)
        self.feed(text)
        self.close()

    def handle_data(self, data: str) -> None:
        """Text, as it stands in the file."""
        self._add(data, len(data))

    def handle_entityref(self, name: str) -> None:
        """A character that has a name."""
        self._reference(f"&{name}")

    def handle_charref(self, name: str) -> None:
        """A character that has a number."""
        self._reference(f"&#{name}")

    def _reference(self, text: str) -> None:
        ends = len(text) + self._page.startswith(";", self._place() + len(text))
        self._add(unescape(f"{text};") if ends > len(text) else unescape(text), ends)

    def _place(self) -> int:
        line, column = self.getpos()
        return self._line_starts[line - 1] + column

    def _add(self, text: str, size: int) -> None:
        """Adds a text that takes up so many characters of the file; it is at where these begin and end."""
        if self._skipping and self._skipping[-1] == "style":
            self._looks.learn(text)
        if self._skipping or self._struck_block:
            self.has_gone |= (self._is_gone or not self._skipping) and bool(text.strip())
            return
        first = self._place()
        one = Stretch(text, (first, first + size))
        if self._tables:
            table = self._tables[-1]
            if self._in_caption:
                table.caption += text
            elif table.cell is not None:
                table.cell.append(one)
            return
        self._text.append(one)

    def close(self) -> None:
        """The page ends."""
        super().close()
        if self._skipping:
            self._into.lost.append(f"the page ends inside <{self._skipping[-1]}>; its contents were not read")
        self._skipping.clear()
        self._marks.clear()
        while self._tables:
            self.handle_endtag("table")
        self._end()

    def _close_cell(self, table: _Table) -> None:
        if table.cell is not None:
            table.rows[-1][table.column] = table.cell
            table.cell = None

    def _end(self) -> None:
        self._into.text(self._kind, self._text, level=self._level)
        self._text, self._kind, self._level = [], BlockKind.PARAGRAPH, 0


def _is_no_text(given: dict[str, str | None]) -> bool:
    """True for the heads and feet of pages, and for what a marked copy says of the page."""
    return given.get("title") in _PAGE_EDGES or given.get("class") == "budget-monitor"


def _span(text: str | None) -> int:
    return min(MAX_SPAN, max(1, int(text))) if text and text.strip().isdecimal() and len(text) <= len("1000") else 1


def read_markup(text: str, into: Building) -> list[str]:
    """Reads the blocks of a page, and says how where that is not plain."""
    reader = PageReader(into)
    reader.read(text)
    return [STRUCK_LEFT_OUT] if reader.has_gone else []
