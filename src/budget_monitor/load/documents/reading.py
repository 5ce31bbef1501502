"""A document by its path: which form it has, and what to say of one that cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from budget_monitor.errors import UsageError
from budget_monitor.load.documents.building import Building
from budget_monitor.load.documents.notation import in_one_notation
from budget_monitor.load.documents.unread import unread_figures
from budget_monitor.load.sources.cells import Unreadable
from budget_monitor.load.sources.encoding import ENCODINGS, WINDOWS, NotUtf8, TextPieces
from budget_monitor.load.sources.kinds import kind_of_set
from budget_monitor.load.sources.source import content_of
from budget_monitor.model.documents.document import Document, House
from budget_monitor.model.running.limits import limits
from budget_monitor.model.running.progress import Watch

_PIECE_BYTES = 2**20
SAVE_AS = {
    ".doc": "the Word form of before 2007", ".rtf": "rich text", ".pages": "a Pages document",
    ".numbers": "a Numbers document", ".wpd": "a WordPerfect document", ".ppt": "slides", ".pptx": "slides",
    ".odp": "slides", ".key": "slides",
}  # fmt: skip
"""By the ending of a file's name, what it is that cannot be read."""
Reader = Callable[[Path, bytes, Building], list[str]]


def read_document(
    path: Path, currency: str = "GBP", watch: Watch | None = None, house: House | None = None
) -> Document:
    """The blocks of a document; of a long one `watch` is told how far it is.

    Raises UsageError where it cannot be read, and says why and what to do.
    """
    ending = path.suffix.casefold()
    if ending in SAVE_AS:
        raise UsageError(f"cannot read {path}: it is {SAVE_AS[ending]}; save it as .docx or .odt, or print it to a PDF")
    if ending not in READERS and kind_of_set(path):
        raise UsageError(
            f"cannot read {path}: it is a table without sentences; `budget-monitor check` checks its figures"
        )
    if ending not in READERS:
        raise UsageError(f"cannot read {path}: it is no document of a known form ({', '.join(READERS)})")
    try:
        content = content_of(path, limits().file_megabytes, "limits.file_megabytes")
    except Unreadable as error:
        raise UsageError(f"cannot read {path}: {error}") from error
    if not content.strip():
        raise UsageError(f"cannot read {path}: it is empty")
    into = Building(path.name, currency, watch, house)
    notes = READERS[ending](path, content, into)
    blocks = in_one_notation(into.blocks)
    notes += unread_figures([block for block in blocks if block.table])
    lost, digest = tuple(into.lost), sha256(content).hexdigest()
    is_uncertain = ending == ".pdf"
    return Document(path.name, digest, tuple(blocks), (*notes, *lost), is_uncertain, into.house, lost)


def has_text(path: Path) -> bool:
    """True for a document that has sentences, by the ending of its name: a workbook may be a ledger as well."""
    return READERS.get(path.suffix.casefold(), _sheets) is not _sheets


def _plain(path: Path, content: bytes, into: Building) -> list[str]:
    from budget_monitor.load.documents.plain import read_plain

    text, notes = _text(path, content, into)
    read_plain(text, into)
    return notes


def _markup(path: Path, content: bytes, into: Building) -> list[str]:
    from budget_monitor.load.documents.markup import read_markup

    text, notes = _text(path, content, into)
    return [*notes, *read_markup(text, into)]


def _docx(path: Path, content: bytes, into: Building) -> list[str]:
    from budget_monitor.load.documents.office.docx import read_docx

    return read_docx(path, content, into)


def _odt(path: Path, content: bytes, into: Building) -> list[str]:
    from budget_monitor.load.documents.office.odt import read_odt

    return read_odt(path, content, into)


def _sheets(path: Path, _: bytes, into: Building) -> list[str]:
    from budget_monitor.load.sources.grids import grids_in
    from budget_monitor.load.sources.sheets.formulas.in_file import remarks_in

    for grid in grids_in(path, into.currency)[0]:
        into.under(f"sheet {grid.sheet}" if grid.sheet else "")
        into.grid(grid.rows, grid.lines, grid.lines, caption=grid.sheet, sheet=grid.sheet)
    told = (one for one in remarks_in(path) if one.severity == "error")
    into.lost += [f"{one.file.partition(':')[2]}, row {one.line}: {one.message}" for one in told]
    return []


def _pdf(path: Path, content: bytes, into: Building) -> list[str]:
    from budget_monitor.load.documents.paper.pdf import read_pdf

    return read_pdf(path, content, into)


READERS: Mapping[str, Reader] = {
    ".docx": _docx, ".docm": _docx, ".odt": _odt, ".html": _markup, ".htm": _markup, ".md": _plain, ".txt": _plain,
    ".pdf": _pdf, ".xlsx": _sheets, ".xlsm": _sheets, ".xls": _sheets, ".ods": _sheets,
}  # fmt: skip
"""By the ending of a file's name, what reads it."""


def _text(path: Path, content: bytes, into: Building) -> tuple[str, list[str]]:
    """The text of a file, and what there is to say of its encoding; lines in another one than the rest are lost."""
    reason = "is no text; save it as UTF-8"
    for encoding in ENCODINGS:
        pieces = TextPieces(BytesIO(content), encoding, _PIECE_BYTES)
        try:
            text = b"".join(pieces).decode("utf-8")
        except NotUtf8:
            continue
        except Unreadable as error:
            reason = _of_text(str(error).removeprefix("the file "))
            break
        into.lost += [f"line {one.line}: {_of_text(one.message)}" for one in pieces.problems]
        return text, [READ_AS_WINDOWS] if encoding == WINDOWS else []
    raise UsageError(f"cannot read {path}: it {reason}")


READ_AS_WINDOWS = "the file is no UTF-8; it is read as Windows-1252, so look at signs such as £ and at accents"


def _of_text(message: str) -> str:
    return message.replace("CSV UTF-8", "UTF-8")
