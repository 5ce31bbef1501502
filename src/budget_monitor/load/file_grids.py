"""The tables of a file as they stand, whatever kind of file it is: a CSV file, a workbook or a document."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from budget_monitor.load.sources.kinds import WORKBOOKS, is_mapped_document
from budget_monitor.model.ledgers.grid import Grid
from budget_monitor.model.ledgers.ledger import InputProblem
from budget_monitor.model.running.files import DOCUMENTS

_TEXTS = (".csv", ".tsv")


class FileGrids(Struct, frozen=True):
    """The tables of one file that hold anything, and the SHA-256 of the file.

    `is_document` is true of tables that stand in a text, and `is_uncertain` where they were found by the places of
    words on a page. `problems` say what of it could not be read, `beside` is the text around its tables.
    """

    grids: Sequence[Grid]
    sha256: str
    is_document: bool = False
    is_uncertain: bool = False
    problems: Sequence[InputProblem] = ()
    beside: Sequence[str] = ()


def has_grids(path: Path) -> bool:
    """True if a file is of a kind whose tables can be looked at without a ledger."""
    return path.suffix.casefold() in (*WORKBOOKS, *_TEXTS, *DOCUMENTS) and path.is_file()


def is_plain_document(path: Path) -> bool:
    """True for a document that no mapping stands beside."""
    return _is_document(path) and not is_mapped_document(path)


def _is_document(path: Path) -> bool:
    return path.suffix.casefold() in DOCUMENTS and path.is_file()


def grids_of_file(path: Path, currency: str = "GBP") -> FileGrids:
    """The tables of a file: the sheets of a workbook, those of a document by their numbers.

    Raises UsageError where the file cannot be read, and says why.
    """
    if not _is_document(path):
        from budget_monitor.load.sources.grids import grids_in

        grids, digest, wrong = grids_in(path, currency)
        problems = [InputProblem(path.name, one.line, "", one.severity, one.text, one.message) for one in wrong]
        return FileGrids(grids, digest, problems=problems)
    from budget_monitor.load.documents.reading import read_document

    read = read_document(path, currency)
    return FileGrids(
        [block.grid for block in read.tables if block.grid is not None], read.sha256, True, read.is_uncertain,
        [InputProblem(path.name, 0, "", "error", "", said) for said in read.lost],
        [block.text for block in read.blocks if block.text],
    )  # fmt: skip
