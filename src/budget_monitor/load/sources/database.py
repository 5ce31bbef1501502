"""Tables of a DuckDB database file as cells of text. DuckDB is an optional extra, and only then imported."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from threading import Timer
from time import monotonic
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct
from msgspec.structs import replace

from budget_monitor.errors import missing_extra, one_line
from budget_monitor.load.sources.arrow_cells import ArrowCells
from budget_monitor.load.sources.cells import RecordProblem, Unreadable
from budget_monitor.load.sources.parquet_file import ROWS_AT_ONCE, sha256_of
from budget_monitor.load.sources.source import bytes_of, opened_file
from budget_monitor.model.ledgers.schema import LedgerSchema

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

_AS_ARROW_HAS_THEM = re.compile(
    r"U?(?:TINY|SMALL|BIG)INT|U?INTEGER|BOOLEAN|FLOAT|DOUBLE|DECIMAL\(.*\)|DATE|TIMESTAMP(?:_\w+)?|VARCHAR"
    r"|(?:STRUCT|MAP|UNION)\(.*|.*\]"
)
"""Types that need no cast to text by the database itself."""
_TABLES = """
    select table_name as name, false as is_view from system.main.duckdb_tables()
    where schema_name = 'main' and not internal
    union all
    select view_name as name, true as is_view from system.main.duckdb_views()
    where schema_name = 'main' and not internal
    order by name
"""
"""Named in full: a database may hold a macro that is called as these functions are."""
_LOCKED: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
    "lock_configuration": "true",
}
"""A file may hold views, macros and computed columns. None of them reaches other files, the network, extensions, or
the variables of this program.
"""
MAX_ROWS_OF_A_VIEW = 5_000_000
SECONDS = 10
"""How long a table may take for its next rows, and a view for all of them, unless the settings say otherwise."""


class Database:
    """A DuckDB file, opened for reading only, with nothing in reach but itself.

    `views` are those of its `tables` that are views. Raises Unreadable where it is none, or cannot be opened;
    UsageError where DuckDB is not installed.
    """

    def __init__(self, path: Path) -> None:
        try:
            import duckdb
        except ImportError as error:
            raise missing_extra("duckdb") from error
        self.path = path
        self._error = duckdb.Error
        self._digest = ""
        self._seconds_gone = 0
        _check_signature(path)
        with self._reading(), self._limited(SECONDS):
            self._connection: duckdb.DuckDBPyConnection = duckdb.connect(str(path), read_only=True, config=_LOCKED)
            found = self._connection.execute(_TABLES).fetchall()
            self.tables: list[str] = [row[0] for row in found]
            self.views = frozenset(row[0] for row in found if row[1])

    def close(self) -> None:
        """Closes the file."""
        self._connection.close()

    def cells(self, table: str, schema: LedgerSchema, seconds: int = SECONDS) -> ArrowCells:
        """The cells of a table, in the order in which its rows were stored."""
        name = _quoted(table)
        deadline = monotonic() + seconds
        with self._reading(), self._limited(seconds):
            described = self._connection.execute(f"describe {name}").fetchall()
            relation = self._connection.sql(f"select {', '.join(_wanted(*row[:2]) for row in described)} from {name}")
            reader = relation.to_arrow_reader(ROWS_AT_ONCE)
        batches = self._batches(reader, seconds, deadline if table in self.views else None)
        return ArrowCells(reader.schema, batches, schema, self._sha256, self._reading())

    def _batches(self, reader: pa.RecordBatchReader, seconds: int, deadline: float | None) -> Iterator[pa.RecordBatch]:
        """The rows as they come, each part of them in time; those of a view all by the deadline, and not endlessly."""
        rows = 0
        while True:
            left = seconds if deadline is None else deadline - monotonic()
            with self._limited(max(left, 0)):
                batch = next(reader, None)
            if batch is None:
                return
            rows += batch.num_rows
            if deadline is not None and rows > MAX_ROWS_OF_A_VIEW:
                message = f"a view of more than {MAX_ROWS_OF_A_VIEW:,} rows; store it as a table"
                raise Unreadable(RecordProblem(0, "", message))
            yield batch

    def _sha256(self) -> str:
        self._digest = self._digest or sha256_of(self.path)
        return self._digest

    @contextmanager
    def _limited(self, seconds: float) -> Iterator[None]:
        """Interrupts what the database computes once the time is over."""

        def stop() -> None:
            self._seconds_gone = max(1, round(seconds))
            with suppress(AttributeError, self._error):
                self._connection.interrupt()

        timer = Timer(seconds, stop)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    @contextmanager
    def _reading(self) -> Iterator[None]:
        import pyarrow as pa

        try:
            yield
        except MemoryError:
            raise
        except (self._error, pa.ArrowException, OSError) as error:
            reason = f"the database cannot be read: {one_line(error)}"
            if self._seconds_gone:
                reason = f"not read to its end within {self._seconds_gone} seconds (database.seconds in the settings)"
            raise Unreadable(RecordProblem(0, "", reason)) from error


_IS_A_VIEW = (
    "a view, which computes whatever its author wrote; it is not read. Store it as a table, or set"
    " database.views = true"
)


class DatabaseLimits(Protocol):
    """What the settings say of databases."""

    @property
    def views(self) -> bool:
        """Whether views are read."""

    @property
    def seconds(self) -> int:
        """How long a table may take for its next rows, and a view for all of them."""


class TableSource(Struct, frozen=True, dict=True):
    """A table of a database."""

    database: Database
    name: str
    encodings: Sequence[str] = ("",)
    other_name: str = ""
    sheet: str = ""
    seconds: int = SECONDS

    def within(self, limits: DatabaseLimits) -> TableSource:
        """The same as the settings allow it to be read. Raises Unreadable for a view that was not asked for."""
        if self.name in self.database.views and not limits.views:
            raise Unreadable(RecordProblem(0, "", _IS_A_VIEW))
        return replace(self, seconds=limits.seconds)

    @property
    def file(self) -> str:
        """`council.duckdb:NAME`."""
        return f"{self.database.path.name}:{self.name}"

    @cached_property
    def size(self) -> int:
        """Its part of the database's bytes, more or less."""
        return bytes_of(self.database.path) // max(1, len(self.database.tables))

    @contextmanager
    def cells(self, schema: LedgerSchema, encoding: str) -> Iterator[ArrowCells]:  # noqa: ARG002 - it has types
        """Its cells."""
        yield self.database.cells(self.name, schema, self.seconds)


def _check_signature(path: Path) -> None:
    with opened_file(path) as stream:
        start = stream.read(12)
    if start[8:] != b"DUCK":
        raise Unreadable(RecordProblem(0, "", "the file is not a DuckDB database"))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _wanted(column: str, kind: str) -> str:
    name = _quoted(column)
    return name if _AS_ARROW_HAS_THEM.fullmatch(kind) else f"{name}::varchar as {name}"
