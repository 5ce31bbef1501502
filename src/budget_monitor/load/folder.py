"""What a ledger set is read from: the files of a folder, and the tables of such as hold several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Self

from msgspec import Struct

from budget_monitor.errors import FILE_BY_FILE, UsageError, nearest
from budget_monitor.load.file_grids import has_grids
from budget_monitor.load.near_files import not_a_folder
from budget_monitor.load.sources.cells import RecordProblem, Unreadable
from budget_monitor.load.sources.kinds import (
    CSV,
    MAPPING,
    OTHER_WORKBOOKS,
    Kind,
    is_mapped_document,
    kind_of,
    kind_of_set,
)
from budget_monitor.load.sources.mapping.mapped import MappedSource
from budget_monitor.load.sources.mapping.mapper import Mapper
from budget_monitor.load.sources.mapping.reading import mapping_files_of, mappings_in
from budget_monitor.load.sources.mapping.texts import TextTable
from budget_monitor.load.sources.source import Source, bytes_of
from budget_monitor.model.ledgers.ledger import InputProblem
from budget_monitor.model.ledgers.schema import LedgerSchema
from budget_monitor.model.running.files import DOCUMENTS
from budget_monitor.whole_file import NOT_WHOLE, waiting_among


class Sources(Struct, frozen=True):
    """Everything that a set may be read from, by name, and files that could not be opened, with the reason.

    Files stay open until they are closed, or to the end of a `with`.
    """

    place: Path
    found: Sequence[Source]
    broken: Sequence[tuple[str, RecordProblem]]
    open_files: ExitStack
    mapped: Sequence[MappedSource] = ()
    """Ledgers that mappings put together; the tables they take are not among those found."""
    mapping_problems: Sequence[InputProblem] = ()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.open_files.close()

    @property
    def largest(self) -> int:
        """The bytes of the largest of them; 0 where there is none."""
        return max((source.size for source in (*self.found, *self.mapped)), default=0)

    def holds_ledgers(self, schemas: Mapping[str, LedgerSchema]) -> bool:
        """True if a ledger is among them, or a file that could not be opened and may hold one."""
        if self.broken or self.mapped or self.mapping_problems:
            return True
        return any(ledger for _, ledger in self.by_ledger(schemas))

    def by_ledger(self, schemas: Mapping[str, LedgerSchema]) -> list[tuple[Source, str | None]]:
        """Each with the ledger it holds. Case is ignored, since some systems ignore it."""
        ledgers = {name.casefold(): name for name in schemas}
        named = {source.name.casefold() for source in self.found}
        others = {name: ledger for name, ledger in ledgers.items() if name not in named}
        return [
            (source, ledgers.get(source.name.casefold()) or others.get(source.other_name.casefold()))
            for source in self.found
        ]

    def check(self, schemas: Mapping[str, LedgerSchema]) -> None:
        """Raises UsageError when there is no ledger, and nothing broken that may be one."""
        if self.holds_ledgers(schemas):
            return
        where = "this file" if self.place.is_file() else "this folder"
        names = [source.file for source in self.found]
        expected = [f"{name}{CSV}" for name in schemas]
        if not names:
            kind = "table" if self.place.is_file() else "CSV file"
            raise UsageError(f"{self.place}: no {kind} in {where}; expected ledgers such as {', '.join(expected)}")
        lines = [f"{self.place}: no ledger in {where}; found {', '.join(names)}; expected {', '.join(expected)}"]
        lines += [
            f"{source.file}: did you mean {near}{CSV}?"
            for source in self.found
            if (near := nearest(source.name, schemas))  # without the ending, which all have alike
        ]
        if self.place.is_dir():
            lines.append(f"{FILE_BY_FILE} FILE")
        elif has_grids(self.place):
            lines.append(f"{FILE_BY_FILE} {self.place}")
        raise UsageError("\n".join(lines))


def sources_in(place: Path) -> Sources:
    """What is in a folder, or in a file that is a set; hidden files are passed over.

    Raises UsageError when it is neither, or cannot be listed, or where a file needs a library that is not installed.
    """
    found: list[Source] = []
    broken: list[tuple[str, RecordProblem]] = []
    with ExitStack() as open_files:
        kind = kind_of_set(place)
        is_document = is_mapped_document(place)
        is_file = kind is not None or is_document
        inside = mapping_files_of(place) if is_file else _inside(place)
        mapper = Mapper(mappings_in(inside), is_whole_folder=not is_file)
        files = [(place, kind)] if kind is not None else [] if is_document else _files(inside)
        tables = {path.stem.casefold() for path, _ in files}
        for path in [place] if is_document else inside:
            if path.suffix.casefold() in DOCUMENTS and mapper.takes(path, by_name=path.stem.casefold() in tables):
                try:
                    mapper.unmapped(path, (), _tables_of(path))
                except UsageError as error:
                    broken.append((path.name, RecordProblem(0, "", str(error))))
        for path, each in files:
            try:
                found += mapper.unmapped(path, each.sources(path, open_files))
            except Unreadable as error:
                broken += [(path.name, problem) for problem in error.problems]
        broken += [(name, RecordProblem(0, "", NOT_WHOLE)) for name in ([] if is_file else waiting_among(inside))]
        return Sources(place, found, broken, open_files.pop_all(), mapper.mapped, mapper.problems)


def _tables_of(path: Path) -> list[TextTable]:
    """The tables of a document, by their numbers, with their captions or else the headings above them."""
    from budget_monitor.load.documents.reading import read_document

    document = read_document(path)
    return [
        TextTable(
            path.name, f"table {block.table}", block.text or block.section,
            [[cell.text for cell in row] for row in block.grid.rows], document.sha256, bytes_of(path),
        )
        for block in document.tables
        if block.grid is not None
    ]  # fmt: skip


def _inside(folder: Path) -> list[Path]:
    try:
        if not folder.exists():
            raise not_a_folder(folder, "; expected a folder of ledgers, such as ./ledgers")
        if folder.suffix.casefold() in DOCUMENTS:
            raise UsageError(
                f"{folder}: a document; `budget-monitor scrutinise` checks the tables and sentences in it, and"
                f" {folder.stem}{MAPPING} beside it may say which table feeds which ledger"
            )
        if folder.suffix.casefold() in OTHER_WORKBOOKS and folder.is_file():
            raise UsageError(
                f"{folder}: workbooks of this kind are not read; open it, save it as .xlsx, and check that"
            )
        if not folder.is_dir():
            raise not_a_folder(folder)
        return sorted(folder.iterdir(), key=lambda path: path.name)
    except OSError as error:
        raise UsageError(f"{folder}: cannot be read: {error.strerror or error}") from error


def _files(inside: Sequence[Path]) -> list[tuple[Path, Kind]]:
    return [(path, kind) for path in inside if (kind := kind_of(path)) is not None]
