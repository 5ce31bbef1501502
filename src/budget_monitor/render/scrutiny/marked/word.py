"""A copy of a Word document with a comment at each figure that is marked. All else in the file stays byte for byte, but
for the text itself, whose runs are cut where a comment begins or ends, and the lists of the file's parts.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.oxml.ns import qn
from docx.text.run import Run
from lxml import etree

from budget_monitor.errors import UsageError, one_line
from budget_monitor.render.scrutiny.marked.marks import TICK, Mark
from budget_monitor.render.scrutiny.marked.parts import Element, part_of

MAIN = "word/document.xml"
_TYPES, _RELATIONS = "[Content_Types].xml", "word/_rels/document.xml.rels"
_DATE = qn("w:date")
_EDGES = {qn(name) for name in ("w:hdr", "w:ftr")}
_HOLDERS = {*_EDGES, *(qn(name) for name in ("w:txbxContent", "w:footnote", "w:endnote", "m:oMath"))}


class WordCopy:
    """A Word document that is open to be marked. Raises UsageError where it cannot be."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._notes: dict[str, Element] = {}
        try:
            self._document = Document(str(path))
        except Exception as error:  # the library has no common kind of error for what it cannot open
            raise UsageError(f"cannot mark {path}: {one_line(error)}; save it as .docx anew") from error
        if f"/{MAIN}" != self._document.part.partname:
            raise UsageError(f"cannot mark {path}: its text is not in {MAIN}; save it as .docx anew")

    def part(self, name: str) -> Element:
        """The XML of a part, or None where there is none of that name."""
        if name == MAIN:
            return self._document.element
        if name not in self._notes:
            self._notes[name] = part_of(self._path, name)
        return self._notes[name]

    def written(self, marks: Sequence[Mark]) -> bytes:
        """The bytes of the copy."""
        found = [(self._runs(mark), mark) for mark in reversed(marks)]  # from the end: what is before stays in place
        for runs, mark in reversed(found):
            if runs is not None:
                own = [Run(run, self._document._body) for run in runs]
                initials = TICK if mark.is_tick else "BM"
                comment = self._document.add_comment(own, mark.text, mark.author, initials)
                comment._comment_elm.attrib.pop(_DATE, None)  # the same document gives the same copy
        saved = BytesIO()
        self._document.save(saved)
        return self._with_all_else(saved)

    def _runs(self, mark: Mark) -> tuple[Any, Element] | None:
        """The first and the last run of a marked text, cut so that they hold nothing else. For a text in a text box, a
        footnote or a formula, where no comment can stand, the run of the body that has it; for one in the head or foot
        of pages the first of the body. None if there is none.
        """
        (text, start, _), (end_text, _, end) = mark.where[0], mark.where[-1]
        holder = next((one for one in text.at.iterancestors() if one.tag in _HOLDERS), None)  # type: ignore[attr-defined]
        if holder is not None:
            run = self._in_body(holder)
            return None if run is None else (run, run)
        _cut(end_text.at, end, keep_first=True)
        first = _cut(text.at, start, keep_first=False)
        return first, first if end_text is text else end_text.at.getparent()  # type: ignore[attr-defined]

    def _in_body(self, holder: Element) -> Element:
        if holder.tag in (qn("w:footnote"), qn("w:endnote")):
            references = self._document.element.iter(f"{holder.tag}Reference")
            own = (one for one in references if one.get(qn("w:id")) == holder.get(qn("w:id")))
            return next((one.getparent() for one in own), None)
        if holder.tag in _EDGES:
            return next(self._document.element.body.iter(qn("w:r")), None)
        if holder.tag == qn("w:txbxContent"):
            return next((one for one in holder.iterancestors(qn("w:r"))), None)
        return next(holder.itersiblings(qn("w:r"), preceding=True), None)

    def _with_all_else(self, saved: BytesIO) -> bytes:
        """What was saved in the parts that changed, and all other parts as they were."""
        written = BytesIO()
        with ZipFile(self._path) as before, ZipFile(saved) as after, ZipFile(written, "w", ZIP_DEFLATED) as copy:
            comments = [name for name in after.namelist() if name.endswith("comments.xml")]
            names = set(before.namelist())
            for one in before.infolist():
                content = before.read(one)
                if one.filename == MAIN or one.filename in comments:
                    content = after.read(one.filename)
                elif one.filename in (_TYPES, _RELATIONS) and not names.intersection(comments):
                    content = _with_comments(content, after.read(one.filename))
                copy.writestr(one, content, ZIP_DEFLATED)
            for name in [*comments, _RELATIONS]:
                if name not in names:
                    copy.writestr(ZipInfo(name), after.read(name), ZIP_DEFLATED)
        return written.getvalue()


def _with_comments(before: bytes, after: bytes) -> bytes:
    """A list of parts or of relations as it was, with that of the comments at its end."""
    whole = etree.fromstring(before)
    names = ("PartName", "Type")
    for one in etree.fromstring(after):
        if any(one.get(name, "").endswith(("/comments.xml", "/comments")) for name in names):
            whole.append(one)
    written: bytes = etree.tostring(whole, xml_declaration=True, encoding="UTF-8", standalone=True)
    return written


def _cut(text: Element, at: int, *, keep_first: bool) -> Element:
    """Cuts the run of a text in two, before the character `at`, and gives the first or the second of the two runs; the
    whole run where nothing stands on the other side.
    """
    run = text.getparent()
    whole = text.text or ""
    before = [one for one in text.itersiblings(preceding=True) if one.tag != qn("w:rPr")]
    after = list(text.itersiblings())
    if keep_first and at >= len(whole) and not after:
        return run
    if not keep_first and not at and not before:
        return run
    second = run.makeelement(run.tag, run.attrib, run.nsmap)
    if run.rPr is not None:
        second.append(deepcopy(run.rPr))
    if at < len(whole):
        rest = text.makeelement(text.tag, text.attrib, text.nsmap)
        _set(rest, whole[at:])
        second.append(rest)
        _set(text, whole[:at])
    second.extend(after)
    if not text.text:
        run.remove(text)
    run.addnext(second)
    return run if keep_first else second


def _set(element: Element, text: str) -> None:
    element.text = text
    if text != text.strip():
        element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
