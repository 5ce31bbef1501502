"""The job of writing a marked copy: a document in its own form, with a note at each figure that holds or does not."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from budget_monitor.errors import BudgetMonitorError, UsageError, missing_extra, one_line

if TYPE_CHECKING:
    from budget_monitor.load.documents.building import Building
    from budget_monitor.model.documents.document import Block
    from budget_monitor.model.documents.scrutiny import Scrutiny
    from budget_monitor.render.scrutiny.marked.marks import Mark

Marks = Callable[["Building"], "Sequence[Mark]"]
"""From the document as it was read again, what is to be marked in it."""


def check_markable(path: Path) -> None:
    """Raises UsageError where no marked copy can be made of a document: of its form, or for want of a library."""
    ending = path.suffix.casefold()
    if ending not in COPIES:
        raise UsageError(
            f"no marked copy can be made of {path}: it is no {', '.join(COPIES)}; --output page.html makes a page"
        )
    for module, extra in _NEEDS.get(ending, ()):
        if find_spec(module) is None:
            raise missing_extra(extra)


def marked_copy(path: Path, result: Scrutiny) -> bytes:
    """The bytes of a copy of the document at `path`, which was read and scrutinised before.

    Raises UsageError where it could not be read, cannot be marked, or has changed since.
    """
    from budget_monitor.render.scrutiny.marked.marks import marks_of

    check_markable(path)
    if not result.documents:
        why = next((message for _, message in result.unreadable), f"{path} was not read")
        raise UsageError(f"no marked copy: {why}")
    one, slips = result.documents[0], result.numbered[0]

    def marks(read: Building) -> Sequence[Mark]:
        if _texts(read.blocks) != _texts(one.document.blocks):
            raise UsageError(f"cannot mark {path}: it has changed while it was being read")
        return marks_of(one, slips, read.sources)

    try:
        return COPIES[path.suffix.casefold()](path, marks)
    except BudgetMonitorError:
        raise
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror or error}") from error
    except Exception as error:  # the libraries that write into files of others have no common kind of error
        raise UsageError(f"cannot mark {path}: {type(error).__name__}: {one_line(error)}; save it anew") from error


def _texts(blocks: Sequence[Block]) -> list[object]:
    return [(one.text, one.grid.rows if one.grid is not None else ()) for one in blocks]


def _word(path: Path, marks: Marks) -> bytes:
    from budget_monitor.load.documents.building import Building
    from budget_monitor.load.documents.office.docx import read_parts
    from budget_monitor.render.scrutiny.marked.word import WordCopy

    copy, read = WordCopy(path), Building(path.name)
    read_parts(path, copy.part, read)
    return copy.written(marks(read))


def _open(path: Path, marks: Marks) -> bytes:
    from budget_monitor.load.documents.building import Building
    from budget_monitor.load.documents.office.odt import read_parts
    from budget_monitor.render.scrutiny.marked.opendocument import OpenCopy

    copy, read = OpenCopy(path), Building(path.name)
    read_parts(path, copy.part, read)
    return copy.written(marks(read))


def _web(path: Path, marks: Marks) -> bytes:
    from budget_monitor.load.documents.building import Building
    from budget_monitor.load.documents.markup import read_markup
    from budget_monitor.render.scrutiny.marked.web import marked_page

    content, read = path.read_bytes(), Building(path.name)
    start = codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b""
    encoding = "utf-8"
    try:
        page = content[len(start) :].decode(encoding)
    except UnicodeDecodeError:
        encoding = "cp1252"
        page = content.decode(encoding, "surrogateescape")
    read_markup(page, read)
    return start + marked_page(page, marks(read)).encode(encoding, "surrogateescape")


def _paper(path: Path, marks: Marks) -> bytes:
    from budget_monitor.load.documents.building import Building
    from budget_monitor.load.documents.paper.pdf import read_pdf
    from budget_monitor.render.scrutiny.marked.paper import marked_pdf

    read = Building(path.name)
    read_pdf(path, path.read_bytes(), read)
    return marked_pdf(path, marks(read))


COPIES: Mapping[str, Callable[[Path, Marks], bytes]] = {
    ".docx": _word, ".odt": _open, ".html": _web, ".htm": _web, ".pdf": _paper,
}  # fmt: skip
"""By the ending of a file's name, what makes a marked copy of it."""

_NEEDS = {".docx": [("docx", "docx")], ".odt": [("lxml", "docx")], ".pdf": [("pypdf", "pdf")]}
