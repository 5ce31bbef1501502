"""The one workbook that a report is on, if there is one: a marked copy of it is what the officer wants back."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from budget_monitor.model.ledgers.cell import CellRef
    from budget_monitor.model.results.outcome import Report

_PATCHED = (".xlsx", ".xlsm")


class OwnBook(Struct, frozen=True):
    """A workbook's name in the report, and its bytes as they were checked."""

    name: str
    content: bytes

    def where(self, ref: CellRef) -> tuple[str, str] | None:
        """The sheet and the address of a cell in it; of a row as a whole, its first cell. None elsewhere."""
        if ref.file != self.name and not ref.file.startswith(f"{self.name}:"):
            return None
        sheet, _, address = ref.address.rpartition("!")
        if sheet and address:
            return sheet, address
        sheet = ref.file[len(self.name) + 1 :]
        return (sheet, f"A{ref.line}") if sheet and ref.line else None


def own_book(report: Report) -> OwnBook | None:
    """The workbook in xlsx form that was read, where just one was and it still is what was checked."""
    digests = {one.sha256: one.file for one in report.inputs}
    folder = Path(report.folder)
    try:
        files = sorted(path for path in folder.iterdir() if path.suffix.casefold() in _PATCHED and path.is_file())
        books = {path.name: path for path in files if any(_is_of(one.file, path.name) for one in report.inputs)}
        if len(books) != 1:
            return None
        ((name, path),) = books.items()
        content = path.read_bytes()
    except OSError:
        return None
    return OwnBook(name, content) if hashlib.sha256(content).hexdigest() in digests else None


def _is_of(file: str, name: str) -> bool:
    return file == name or file.startswith(f"{name}:")
