"""Tables of a DuckDB database file as cells of text. DuckDB is an optional extra, and only then imported."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from budget_monitor.errors import missing_extra, one_line
from budget_monitor.load.sources.arrow_cells import ArrowCells
from budget_monitor.load.sources.cells import RecordProblem, Unreadable
from budget_monitor.load.sources.parquet_file import ROWS_AT_ONCE, sha256_of
from budget_monitor.load.sources.source import bytes_of
from budget_monitor.model.schema import LedgerSchema

if TYPE_CHECKING:
    import duckdb

_AS_ARROW_HAS_THEM = re.compile(
    r"U?(?:TINY|SMALL|BIG)INT|U?INTEGER|BOOLEAN|FLOAT|DOUBLE|DECIMAL\(.*\)|DATE|TIMESTAMP(?:_\w+)?|VARCHAR"
    r"|(?:STRUCT|MAP|UNION)\(.*|.*\]"
)
"""Types that need no cast to text by the database itself."""
_TABLES = """
    select table_name as name from duckdb_tables() where schema_name = 'main' and not internal
    union all
    select view_name as name from duckdb_views() where schema_name = 'main' and not internal
    order by name
"""


class Database:
    """A DuckDB file, opened for reading only.

    Raises Unreadable where it is none, or cannot be opened; UsageError where DuckDB is not installed.
    """

    def __init__(self, path: Path) -> None:
        try:
            import duckdb
        except ImportError as error:
            raise missing_extra("duckdb") from error
        self.path = path
        self._error = duckdb.Error
        self._digest = ""
        _check_signature(path)
        with self._reading():
            self._connection: duckdb.DuckDBPyConnection = duckdb.connect(str(path), read_only=True)
            self.tables: list[str] = [row[0] for row in self._connection.execute(_TABLES).fetchall()]

    def close(self) -> None:
        """Closes the file."""
        self._connection.close()

    def cells(self, table: str, schema: LedgerSchema) -> ArrowCells:
        """The cells of a table, in the order in which its rows were stored."""
        name = _quoted(table)
        with self._reading():
            described = self._connection.execute(f"describe {name}").fetchall()
            relation = self._connection.sql(f"select {', '.join(_wanted(*row[:2]) for row in described)} from {name}")
            reader = relation.to_arrow_reader(ROWS_AT_ONCE)
        return ArrowCells(reader.schema, reader, schema, self._sha256, self._reading())

    def _sha256(self) -> str:
        self._digest = self._digest or sha256_of(self.path)
        return self._digest

    @contextmanager
    def _reading(self) -> Iterator[None]:
        import pyarrow as pa

        try:
            yield
        except MemoryError:
            raise
        except (self._error, pa.ArrowException, OSError) as error:
            raise Unreadable(RecordProblem(0, "", f"the database cannot be read: {one_line(error)}")) from error


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
        return bytes_of(self.database.path) // max(1, len(self.database.tables))

    @contextmanager
    def cells(self, schema: LedgerSchema, encoding: str) -> Iterator[ArrowCells]:  # noqa: ARG002 - it has types
        """Its cells."""
        yield self.database.cells(self.name, schema)


def _check_signature(path: Path) -> None:
    try:
        with path.open("rb") as stream:
            start = stream.read(12)
    except OSError as error:
        raise Unreadable(RecordProblem(0, "", f"the file cannot be read: {error.strerror or error}")) from error
    if start[8:] != b"DUCK":
        raise Unreadable(RecordProblem(0, "", "the file is not a DuckDB database"))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _wanted(column: str, kind: str) -> str:
    name = _quoted(column)
    return name if _AS_ARROW_HAS_THEM.fullmatch(kind) else f"{name}::varchar as {name}"
