"""An OpenDocument text, from its own XML: deletions that are tracked are left out, merged cells count once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from budget_monitor.errors import UsageError
from budget_monitor.load.documents.building import Building
from budget_monitor.load.documents.looks import STRUCK_LEFT_OUT, OpenLooks, is_note_mark
from budget_monitor.load.documents.office.page_edges import open_edges_of
from budget_monitor.load.documents.package import (
    Package,
    child,
    embedded_said,
    given,
    left_said,
    local,
    texts_left,
    whole_number,
)
from budget_monitor.model.documents.document import BlockKind
from budget_monitor.model.documents.traced import Stretch, Words, joined, text_of

_DROPPED = {
    "tracked-changes",
    "annotation",
    "annotation-end",
    "note-citation",
    "table-of-content",
    "sequence-decls",
    "forms",
    "page-number",
    "page-count",
    "title",
    "desc",
}
_HOLDERS = {"section", "list-header", "index-body", "text-box", "numbered-paragraph"}
_DRAWN = {"frame", "a", "g", "custom-shape", "rect"}
"""What stands on the page, and in no paragraph."""
MAX_REPEATED = 200
MAX_LEVEL = 10


def read_odt(path: Path, content: bytes, into: Building) -> list[str]:
    """Reads the blocks, and says how where that is not plain."""
    package = Package(path, content, "odt")
    try:
        manifest = package.part("META-INF/manifest.xml")
        if manifest is not None and any(local(one) == "encryption-data" for one in manifest.iter()):
            raise UsageError(f"cannot read {path}: it is encrypted; save it without a password")
        return read_parts(path, package.part, into)
    finally:
        package.close()


def read_parts(path: Path, part: Callable[[str], Element | None], into: Building) -> list[str]:
    """As above, from parts that are parsed: `part` gives each by its name in the package."""
    content = part("content.xml")
    text = child(content, "body", "text")
    if text is None:
        raise UsageError(f"cannot read {path}: there is no text document in it")
    styles = part("styles.xml")
    reader = _Reader(into, OpenLooks(content, styles))
    reader.blocks(text)
    into.lost += left_said(texts_left(text, reader.read, _DROPPED))
    names = [given(one, "href").removeprefix("./") for one in text.iter() if local(one) == "object"]
    inner = (child(part(f"{name}/content.xml"), "body", "spreadsheet") for name in names)
    into.lost += embedded_said(sum(one is not None for one in inner))
    for number, note in enumerate(reader.notes, start=1):
        into.under(f"note {number}")
        into.text(BlockKind.NOTE, note)
    for edge, place in open_edges_of(text, (content, styles)):
        into.under(place)
        reader.edge(edge)
    tracked = child(text, "tracked-changes")
    notes = ["tracked changes are read as if accepted"] if tracked is not None and len(tracked) else []
    return [*notes, STRUCK_LEFT_OUT] if reader.has_gone else notes


class _Reader:
    def __init__(self, into: Building, looks: OpenLooks) -> None:
        self._into = into
        self._looks = looks
        self.has_gone = False
        """Some text is struck through or hidden."""
        self.notes: list[Words] = []
        self.read: set[int] = set()
        """The ids of elements whose text was read."""

    def blocks(self, parent: Element, kind: BlockKind = BlockKind.PARAGRAPH, lists: int = 0) -> None:
        """The blocks in an element, in their order; it is in so many lists."""
        for element in parent:
            name = local(element)
            if name == "h":
                level = whole_number(given(element, "outline-level"), MAX_LEVEL)
                self._into.text(BlockKind.HEADING, self._words(element), level=level)
            elif name == "p":
                own, level = self._looks.kinds.get(given(element, "style-name"), (kind, lists))
                self._into.text(own, self._words(element), level=level)
                self._drawn(element)
            elif name in _DRAWN:
                self._drawn(element)
            elif name in ("list", "list-item"):
                self.blocks(element, BlockKind.ITEM, lists + (name == "list"))
            elif name in _HOLDERS:
                self.blocks(element, kind, lists)
            elif name == "table":
                self._table(element)

    def edge(self, edge: Element) -> None:
        """The head or foot of pages: all its paragraphs, for tables only lay them out."""
        for one in edge.iter():
            if local(one) in ("p", "h"):
                self._into.edge(self._words(one))
        self._into.lost += left_said(texts_left(edge, self.read, _DROPPED))

    def _drawn(self, element: Element) -> None:
        """Text boxes and pictures in an element; a box in a box is of that."""
        for one in element:
            if local(one) == "text-box":
                self.blocks(one)
            elif local(one) == "image":
                self._into.picture()
            else:
                self._drawn(one)

    def _words(self, element: Element) -> list[Stretch]:
        """The text in an element; each stretch is at an element: in it or, if True, after it."""
        self.read.add(id(element))
        parts = [Stretch(element.text or "", (element, False))]
        for one in element:
            name = local(one)
            if name == "s" or name in ("tab", "line-break"):
                parts.append(Stretch(" "))
            elif name == "note":
                body = child(one, "note-body")
                self.notes.append(joined(self._words(each) for each in body) if body is not None else ())
            elif name not in _DROPPED and name not in ("text-box", "table"):
                inner = self._words(one)
                style, said = given(one, "style-name"), text_of(inner)
                is_gone = style in self._looks.gone and bool(said.strip())
                self.has_gone |= is_gone
                if not (is_gone or (style in self._looks.raised and is_note_mark(said, text_of(parts)))):
                    parts += inner
            parts.append(Stretch(one.tail or "", (one, True)))
        return parts

    def _table(self, table: Element) -> None:
        rows: list[list[str | Words]] = []
        inner: list[Element] = []
        boxed: list[Element] = []
        for row in _rows(table):
            cells: list[str | Words] = []
            for cell in row:
                if local(cell) not in ("table-cell", "covered-table-cell"):
                    continue
                covered = local(cell) == "covered-table-cell"
                paragraphs = list(_paragraphs(cell))
                texts = [self._words(one) for one in paragraphs]
                boxed += paragraphs
                inner += [one for one in cell if local(one) == "table"]
                text: str | Words = "" if covered else joined(texts)
                cells += [text] * self._times(cell, "number-columns-repeated", is_blank=not text)
            rows += [cells] * self._times(row, "number-rows-repeated", is_blank=not any(cells))
        self._into.table(rows)
        for one in inner:
            self._table(one)
        for one in boxed:
            self._drawn(one)

    def _times(self, element: Element, name: str, *, is_blank: bool) -> int:
        times = whole_number(given(element, name), MAX_REPEATED + 1)
        if times > MAX_REPEATED and not is_blank:
            self._into.lost.append(f"a row or cell that is repeated is read {MAX_REPEATED} times, and no more")
        return max(1, min(times, MAX_REPEATED))


def _rows(table: Element) -> Iterator[Element]:
    for element in table:
        if local(element) == "table-row":
            yield element
        elif local(element) in ("table-header-rows", "table-rows", "table-row-group"):
            yield from _rows(element)


def _paragraphs(cell: Element) -> Iterator[Element]:
    for element in cell:
        if local(element) in ("p", "h"):
            yield element
        elif local(element) in ("list", "list-item", "section"):
            yield from _paragraphs(element)
