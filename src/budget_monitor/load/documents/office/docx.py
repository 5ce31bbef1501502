"""A Word document, from its own XML: tracked insertions, content controls and text boxes count; merged cells once. The
heads and feet of its pages come behind the text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from xml.etree.ElementTree import Element

from budget_monitor.errors import UsageError
from budget_monitor.load.documents.building import Building
from budget_monitor.load.documents.looks import MAX_LEVEL, STRUCK_LEFT_OUT, WordLooks, is_note_mark
from budget_monitor.load.documents.office.page_edges import edges_of
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

_DROPPED = {"del", "moveFrom", "delText", "instrText", "Fallback", "pPr", "rPr", "delInstrText", "annotationRef"}
MAX_SPAN = 200
MAX_PARTS = 8
"""So many pieces of a paragraph are looked at before the mark of a note: its text may be in many."""


def read_docx(path: Path, content: bytes, into: Building) -> list[str]:
    """Reads the blocks, and says how where that is not plain."""
    package = Package(path, content, "docx")
    try:
        return read_parts(path, package.part, into)
    finally:
        package.close()


def read_parts(path: Path, part: Callable[[str], Element | None], into: Building) -> list[str]:
    """As above, from parts that are parsed: `part` gives each by its name in the package."""
    whole = part("word/document.xml")
    if whole is None:
        raise UsageError(f"cannot read {path}: there is no Word document in it")
    styles = part("word/styles.xml")
    reader = _Reader(into, WordLooks(styles))
    body = child(whole, "body")
    if body is not None:
        reader.blocks(body)
        reader.note_left(body)
    for name in ("footnote", "endnote"):
        notes = part(f"word/{name}s.xml")
        reader.notes(notes, name)
        if notes is not None:
            reader.note_left(notes)
    settings = part("word/settings.xml")
    for name, place in edges_of(whole, part("word/_rels/document.xml.rels"), settings):
        edge = part(f"word/{name}")
        if edge is not None:
            reader.edge(edge, place)
    return reader.remarks(settings)


class _Reader:
    def __init__(self, into: Building, looks: WordLooks) -> None:
        self._into = into
        self._looks = looks
        self._tracked = {"ins": 0, "del": 0}
        self._is_stale = False
        self._fields: list[tuple[int, list[str]]] = []
        """The fields that are open: where their text begins, and what they are made of."""
        self._has_fields = False
        self._without_result = 0
        self._nested = 0
        self._has_gone = False
        self._read: set[int] = set()
        """The ids of elements whose text was read."""

    def remarks(self, settings: Element | None) -> list[str]:
        """How the document was read, where that is not plain."""
        said = []
        if any(self._tracked.values()):
            changes = {"insertion": self._tracked["ins"], "deletion": self._tracked["del"]}
            put, gone = (f"{count:,} {name}{'' if count == 1 else 's'}" for name, count in changes.items())
            said.append(f"tracked changes are read as if accepted: with {put}, without {gone}")
        if self._has_gone:
            said.append(STRUCK_LEFT_OUT)
        if self._is_stale or (self._has_fields and _asks_for_update(settings)):
            said.append("some fields are marked as not updated; their last result is read")
        if self._without_result:
            several = self._without_result > 1
            many = "formulas have no result yet, and are" if several else "a formula has no result yet, and is"
            self._into.lost.append(f"{many} read as blank; update the fields in Word (Ctrl+A, F9)")
        if self._nested:
            many = "a table stands in a cell" if self._nested == 1 else f"{self._nested} tables stand in cells"
            said.append(f"{many} of a table; each is read as a table of its own")
        return said

    def note_left(self, root: Element) -> None:
        """Notes what stands in a part and was not read."""
        self._into.lost += left_said(texts_left(root, self._read, _DROPPED))
        embedded = [one for one in root.iter() if local(one) in ("OLEObject", "altChunk", "subDoc")]
        count = sum(not given(one, "ProgID").startswith("Equation") for one in embedded)
        self._into.lost += embedded_said(count)

    def blocks(self, parent: Element) -> None:
        """The blocks in an element, in their order."""
        for element in parent:
            name = local(element)
            if name == "p":
                self._paragraph(element)
            elif name == "tbl":
                self._table(element)
            elif name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"):
                self.blocks(element)

    def notes(self, notes: Element | None, name: str) -> None:
        """Footnotes or endnotes, as `name` says."""
        number = 0
        for note in notes if notes is not None else ():
            if given(note, "type") not in ("separator", "continuationSeparator", "continuationNotice"):
                number += 1
                self._into.under(f"{name} {number}")
                self._into.text(BlockKind.NOTE, joined(self._words(one) for one in _unwrapped(note, "p")))
                for table in _unwrapped(note, "tbl"):
                    self._table(table)

    def edge(self, edge: Element, place: str) -> None:
        """The head or foot of pages, which stand at that place: all its paragraphs, for tables only lay them out."""
        self._into.under(place)
        for paragraph in _everywhere(edge, "p"):
            self._into.edge(self._words(paragraph))
        self.note_left(edge)

    def _paragraph(self, paragraph: Element) -> None:
        style = child(paragraph, "pPr", "pStyle")
        key = given(style, "val") if style is not None else ""
        kind, level = self._looks.kinds.get(key, (BlockKind.PARAGRAPH, 0))
        if kind is BlockKind.PARAGRAPH and child(paragraph, "pPr", "numPr") is not None:
            kind = BlockKind.ITEM
        if kind is BlockKind.ITEM and (depth := child(paragraph, "pPr", "numPr", "ilvl")) is not None:
            level = whole_number(given(depth, "val"), MAX_LEVEL, default=level)
        words = self._words(paragraph)
        if kind is BlockKind.PARAGRAPH and _is_bold_line(paragraph, text_of(words)):
            kind, level = BlockKind.HEADING, 4
        self._into.text(kind, words, level=level)
        for element in _live(paragraph):
            if local(element) == "txbxContent":
                self.blocks(element)
            elif local(element) in ("drawing", "pict", "object") and not any(
                local(one) == "txbxContent" for one in element.iter()
            ):
                self._into.picture()

    def _words(self, paragraph: Element) -> Words:
        """The text of a paragraph without that of its text boxes."""
        parts: list[Stretch] = []
        self._collect(paragraph, parts)
        return parts

    def _collect(self, element: Element, parts: list[Stretch]) -> None:
        for one in element:
            name = local(one)
            if name in self._tracked and one.attrib:
                self._tracked[name] += 1
            if name == "instrText" and self._fields:
                self._fields[-1][1].append(one.text or "")
            if name in _DROPPED or name == "txbxContent":
                continue
            if name == "t":
                self._read.add(id(one))
                parts.append(Stretch(one.text or "", one))
            elif name in ("tab", "br", "cr"):
                parts.append(Stretch(" "))
            elif name == "noBreakHyphen":
                parts.append(Stretch("-"))
            elif name == "fldChar":
                self._field(one, parts)
            else:
                if name == "fldSimple":
                    self._has_fields = True
                    self._is_stale |= given(one, "dirty") in ("true", "1")
                first = len(parts)
                self._collect(one, parts)
                if name == "fldSimple" and _is_page_number(given(one, "instr")):
                    del parts[first:]
                if name == "r" and self._counts_for_nothing(one, parts, first):
                    del parts[first:]

    def _counts_for_nothing(self, run: Element, parts: Sequence[Stretch], first: int) -> bool:
        """True if a run, whose texts are the parts from the `first` on, is struck through, hidden, or a note's mark."""
        text = text_of(parts[first:])
        if text.strip() and self._looks.is_gone(run):
            self._has_gone = True
            return True
        before = text_of(parts[max(0, first - MAX_PARTS) : first])
        return self._looks.is_raised(run) and is_note_mark(text, before)

    def _field(self, mark: Element, parts: list[Stretch]) -> None:
        """The beginning, the middle or the end of a field."""
        self._has_fields = True
        self._is_stale |= given(mark, "dirty") in ("true", "1")
        if given(mark, "fldCharType") == "begin":
            self._fields.append((len(parts), []))
        elif given(mark, "fldCharType") == "end" and self._fields:
            start, made_of = self._fields.pop()
            formula = "".join(made_of).lstrip()
            if formula.startswith("=") and not text_of(parts[start:]).strip():
                self._without_result += 1
            if _is_page_number(formula):
                del parts[start:]

    def _table(self, table: Element) -> None:
        rows: list[list[str | Words]] = []
        inner: list[Element] = []
        boxes: list[Element] = []
        for row in _unwrapped(table, "tr"):
            if child(row, "trPr", "del") is not None:
                self._tracked["del"] += 1
                continue
            before = child(row, "trPr", "gridBefore")
            cells: list[str | Words] = [""] * (_count(before) if before is not None else 0)
            for cell in _unwrapped(row, "tc"):
                span = child(cell, "tcPr", "gridSpan")
                merged = child(cell, "tcPr", "vMerge")
                goes_on = merged is not None and given(merged, "val", "continue") == "continue"
                texts = [self._words(one) for one in _unwrapped(cell, "p")]
                boxes += (box for one in _unwrapped(cell, "p") for box in _live(one) if local(box) == "txbxContent")
                cells.append("" if goes_on else joined(texts))
                cells += [""] * ((_count(span) if span is not None else 1) - 1)
                inner += _unwrapped(cell, "tbl")
            rows.append(cells)
        self._into.table(rows)
        for one in inner:
            self._nested += 1
            self._table(one)
        for box in boxes:
            self.blocks(box)


def _asks_for_update(settings: Element | None) -> bool:
    """True if a document's fields are to be updated when it is opened."""
    asked = child(settings, "updateFields") if settings is not None else None
    return asked is not None and given(asked, "val", "true") not in ("0", "false", "off")


def _count(element: Element) -> int:
    return whole_number(given(element, "val"), MAX_SPAN)


def _unwrapped(parent: Element, name: str) -> Iterator[Element]:
    """The children of a name, also those inside content controls and tracked insertions."""
    for element in parent:
        if local(element) == name:
            yield element
        elif local(element) in ("sdt", "sdtContent", "customXml", "ins", "moveTo"):
            yield from _unwrapped(element, name)


def _live(element: Element) -> Iterator[Element]:
    """All elements inside one, without what was deleted and without second versions of the same."""
    for one in element:
        if local(one) not in _DROPPED:
            yield one
            if local(one) != "txbxContent":
                yield from _live(one)


def _everywhere(element: Element, name: str) -> Iterator[Element]:
    """The elements of a name anywhere in one, also in its text boxes."""
    for one in _live(element):
        if local(one) == name:
            yield one
        elif local(one) == "txbxContent":
            yield from _everywhere(one, name)


def _is_page_number(formula: str) -> bool:
    """True for a field that counts pages, which says nothing of the report."""
    return formula.split()[:1] in (["PAGE"], ["NUMPAGES"], ["SECTIONPAGES"])


def _is_bold_line(paragraph: Element, text: str) -> bool:
    """True if a short paragraph is all bold and no sentence: a heading without its style."""
    runs = [run for run in paragraph.iter() if local(run) == "r" and any(local(one) == "t" for one in run)]
    bold = [child(run, "rPr", "b") for run in runs]
    is_bold = bool(runs) and all(one is not None and given(one, "val", "1") not in ("0", "false") for one in bold)
    return is_bold and len(text) <= MAX_HEADING_CHARACTERS and not text.rstrip().endswith((".", ";", ","))


MAX_HEADING_CHARACTERS = 90
