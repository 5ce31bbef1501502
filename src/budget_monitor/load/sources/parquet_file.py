"""A Parquet file as cells of text."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
from msgspec import Struct

from budget_monitor.load.sources.arrow_cells import ArrowCells
from budget_monitor.load.sources.cells import RecordProblem, Unreadable
from budget_monitor.load.sources.source import bytes_of, opened_file
from budget_monitor.model.ledgers.schema import LedgerSchema

ROWS_AT_ONCE = 65_536
"""Rows of a file that are typed together."""


class ParquetSource(Struct, frozen=True):
    """A Parquet file."""

    path: Path
    encodings: Sequence[str] = ("",)
    other_name: str = ""
    sheet: str = ""

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
        return bytes_of(self.path)

    @contextmanager
    def cells(self, schema: LedgerSchema, encoding: str) -> Iterator[ArrowCells]:  # noqa: ARG002 - it has types
        """Its cells."""
        yield parquet_cells(self.path, schema)


def parquet_cells(path: Path, schema: LedgerSchema) -> ArrowCells:
    """The cells of a Parquet file. Raises Unreadable where it is none, or holds what are no cells."""
    import pyarrow.parquet as pq  # only those who have such files need it

    with opened_file(path):
        pass
    with _reading():
        file = pq.ParquetFile(path)
        batches = file.iter_batches(batch_size=ROWS_AT_ONCE)
    return ArrowCells(file.schema_arrow, batches, schema, lambda: sha256_of(path), _reading())


@contextmanager
def _reading() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise Unreadable(RecordProblem(0, "", f"the file cannot be read: {error.strerror or error}")) from error
    except MemoryError:
        raise
    except UnicodeDecodeError as error:
        byte = error.object[error.start]
        message = f"the name of a column is not UTF-8 text: byte {byte:02x}; the file is not read"
        raise Unreadable(RecordProblem(0, "", message)) from error
    except (pa.ArrowException, OSError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise Unreadable(RecordProblem(0, "", f"the file cannot be read as Parquet: {reason}")) from error


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes. Raises Unreadable where it cannot be read."""
    with opened_file(path) as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
