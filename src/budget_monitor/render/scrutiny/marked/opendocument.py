"""A copy of an OpenDocument text with a note at each figure that is marked; all other parts stay byte for byte."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from lxml import etree

from budget_monitor.render.scrutiny.marked.marks import Mark
from budget_monitor.render.scrutiny.marked.parts import Element, part_of

CONTENT = "content.xml"
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
_DC = "http://purl.org/dc/elements/1.1/"
_PARAGRAPHS = (f"{{{_TEXT}}}p", f"{{{_TEXT}}}h")


class OpenCopy:
    """An OpenDocument text that is open to be marked. Raises UsageError where it cannot be."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._parts: dict[str, Element] = {}
        self._content = self.part(CONTENT)

    def part(self, name: str) -> Element:
        """The XML of a part, or None where there is none of that name. Raises UsageError where it is damaged."""
        if name not in self._parts:
            self._parts[name] = part_of(self._path, name)
        return self._parts[name]

    def written(self, marks: Sequence[Mark]) -> bytes:
        """The bytes of the copy."""
        ordered = sorted(marks, key=self._is_in_text)
        for number, mark in reversed(list(enumerate(ordered, start=1))):  # from the end: what is before stays in place
            name = f"budget-monitor-{number}"
            (first, start, _), (last, _, end) = mark.where[0], mark.where[-1]
            if not self._is_in_text(mark):
                text = self._content.find(f"{{{_OFFICE}}}body/{{{_OFFICE}}}text")
                opening = next((one for one in text if one.tag in _PARAGRAPHS), None)
                if opening is not None:
                    _insert(_note(mark, name), (opening, False), 0)
                continue
            ends = etree.Element(f"{{{_OFFICE}}}annotation-end", {f"{{{_OFFICE}}}name": name})
            _insert(ends, last.at, end)
            _insert(_note(mark, name), first.at, start)
        content = etree.tostring(self._content, xml_declaration=True, encoding="UTF-8")
        written = BytesIO()
        with ZipFile(self._path) as before, ZipFile(written, "w", ZIP_DEFLATED) as copy:
            for one in before.infolist():
                kept = ZIP_STORED if one.filename == "mimetype" else ZIP_DEFLATED
                copy.writestr(one, content if one.filename == CONTENT else before.read(one), kept)
        return written.getvalue()

    def _is_in_text(self, mark: Mark) -> bool:
        """False for what stands in the head or foot of pages, where no note can: it is noted where the text begins."""
        element, _ = mark.where[0][0].at  # type: ignore[misc]
        return element.getroottree().getroot() is self._content  # type: ignore[has-type]


def _note(mark: Mark, name: str) -> Element:
    note = etree.Element(f"{{{_OFFICE}}}annotation", {f"{{{_OFFICE}}}name": name}, nsmap={"dc": _DC})
    etree.SubElement(note, f"{{{_DC}}}creator").text = mark.author
    for line in mark.lines:
        etree.SubElement(note, f"{{{_TEXT}}}p").text = line
    return note


def _insert(element: Element, at: Element, place: int) -> None:
    """Puts an element into a text: `at` is an element, and True where the text follows it rather than stands in it."""
    holder, follows = at
    text = (holder.tail if follows else holder.text) or ""
    element.tail = text[place:]
    if follows:
        holder.tail = text[:place]
        parent = holder.getparent()
        parent.insert(parent.index(holder) + 1, element)
    else:
        holder.text = text[:place]
        holder.insert(0, element)
