"""What a ledger set is read from: CSV and Parquet files of a folder, and the tables of a DuckDB file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from budget_monitor.errors import UsageError, nearest
from budget_monitor.load.sources.cells import Cells, RecordProblem, Unreadable
from budget_monitor.load.sources.csv_file import CsvCells, opened
from budget_monitor.load.sources.encoding import ENCODINGS
from budget_monitor.load.sources.place import DATABASE, is_database
from budget_monitor.model.ledger import LedgerSchema

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from budget_monitor.load.sources.database import Database

CSV, PARQUET = ".csv", ".parquet"


class Source(Protocol):
    """One table of rows, wherever it is."""

    @property
    def file(self) -> str:
        """What it is called in findings and problems."""

    @property
    def name(self) -> str:
        """What may be the name of a ledger."""

    @property
    def size(self) -> int:
        """How much there is to read, in bytes."""

    @property
    def encodings(self) -> Sequence[str]:
        """What it may be written in: the next is tried where reading says NotUtf8."""

    def cells(self, schema: LedgerSchema, encoding: str) -> AbstractContextManager[Cells]:
        """Its cells, as long as it is open. Raises Unreadable where there are none."""


@dataclass(frozen=True)
class CsvSource:
    """A CSV file, or the bytes of one."""

    file: str
    content: Path | bytes
    encodings: Sequence[str] = ENCODINGS

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return self.file[: -len(CSV)]

    @property
    def size(self) -> int:
        """Its bytes."""
        return _size(self.content) if isinstance(self.content, Path) else len(self.content)

    @contextmanager
    def cells(self, schema: LedgerSchema, encoding: str) -> Iterator[Cells]:  # noqa: ARG002 - any text will do
        """Its cells, in that encoding."""
        with opened(self.content) as stream:
            yield CsvCells(stream, encoding)


@dataclass(frozen=True)
class ParquetSource:
    """A Parquet file."""

    path: Path
    encodings: Sequence[str] = ("",)

    @property
    def file(self) -> str:
        """The file's name."""
        return self.path.name

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return self.path.stem

    @property
    def size(self) -> int:
        """Its bytes."""
        return _size(self.path)

    @contextmanager
    def cells(self, schema: LedgerSchema, encoding: str) -> Iterator[Cells]:  # noqa: ARG002 - it has types
        """Its cells."""
        from budget_monitor.load.sources.parquet_file import parquet_cells

        yield parquet_cells(self.path, schema)


@dataclass(frozen=True)
class TableSource:
    """A table of a database."""

    database: Database
    name: str
    encodings: Sequence[str] = ("",)

    @property
    def file(self) -> str:
        """`council.duckdb:NAME`."""
        return f"{self.database.path.name}:{self.name}"

    @cached_property
    def size(self) -> int:
        """Its part of the database's bytes, more or less."""
        return _size(self.database.path) // max(1, len(self.database.tables))

    @contextmanager
    def cells(self, schema: LedgerSchema, encoding: str) -> Iterator[Cells]:  # noqa: ARG002 - it has types
        """Its cells."""
        yield self.database.cells(self.name, schema)


@dataclass(frozen=True)
class Sources:
    """Everything that a set may be read from, by name, and databases that could not be opened, with the reason."""

    place: Path
    found: Sequence[Source]
    broken: Sequence[tuple[str, RecordProblem]] = field(default_factory=list)

    def by_ledger(self, schemas: Mapping[str, LedgerSchema]) -> list[tuple[Source, str | None]]:
        """Each with the ledger it holds. Case is ignored, since some systems ignore it."""
        ledgers = {name.casefold(): name for name in schemas}
        return [(source, ledgers.get(source.name.casefold())) for source in self.found]

    def check(self, schemas: Mapping[str, LedgerSchema]) -> None:
        """Raises UsageError when there is no ledger, and nothing broken that may be one."""
        if self.broken or any(ledger for _, ledger in self.by_ledger(schemas)):
            return
        where = "this database" if self.place.is_file() else "this folder"
        names = [source.file for source in self.found]
        expected = [f"{name}{CSV}" for name in schemas]
        if not names:
            kind = "table" if self.place.is_file() else "CSV file"
            raise UsageError(f"{self.place}: no {kind} in {where}; expected ledgers such as {', '.join(expected)}")
        known = [f"{source.name}{CSV}" for source in self.found]
        lines = [f"{self.place}: no ledger in {where}; found {', '.join(names)}; expected {', '.join(expected)}"]
        lines += [
            f"{name}: did you mean {near}?"
            for name, word in zip(names, known, strict=True)
            if (near := nearest(word, expected))
        ]
        raise UsageError("\n".join(lines))


@contextmanager
def sources_in(place: Path) -> Iterator[Sources]:
    """What is in a folder, or in a database file; hidden files are passed over. Databases stay open meanwhile.

    Raises UsageError when it is neither, or cannot be listed, or where a database needs DuckDB and it is missing.
    """
    with ExitStack() as open_databases:
        found: list[Source] = []
        broken: list[tuple[str, RecordProblem]] = []
        for path in [place] if is_database(place) else _files(place):
            suffix = path.suffix.casefold()
            if suffix == CSV:
                found.append(CsvSource(path.name, path))
            elif suffix == PARQUET:
                found.append(ParquetSource(path))
            else:
                from budget_monitor.load.sources.database import Database

                try:
                    database = Database(path)
                except Unreadable as error:
                    broken += [(path.name, problem) for problem in error.problems]
                    continue
                open_databases.callback(database.close)
                found += [TableSource(database, table) for table in database.tables]
        yield Sources(place, found, broken)


def _files(folder: Path) -> list[Path]:
    try:
        if not folder.exists():
            raise UsageError(f"{folder}: no such folder; expected a folder of ledgers, such as ./ledgers")
        if not folder.is_dir():
            raise UsageError(f"{folder}: not a folder; name the folder that holds the ledgers")
        return [
            path
            for path in sorted(folder.iterdir(), key=lambda path: path.name)
            if path.suffix.casefold() in (CSV, PARQUET, DATABASE)
            and not path.name.startswith(".")
            and not path.is_dir()
        ]
    except OSError as error:
        raise UsageError(f"{folder}: cannot be read: {error.strerror or error}") from error


def _size(path: Path) -> int:
    """The bytes of a file; nothing for one that is not there to be asked, which reading it will say."""
    try:
        return path.stat().st_size
    except OSError:
        return 0
