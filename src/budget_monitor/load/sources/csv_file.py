"""A CSV file as a stream of cells."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

from budget_monitor.errors import MachineError
from budget_monitor.load.cells.headings import match_headings, needed_places
from budget_monitor.load.sources.cells import Block, Cells, RecordProblem
from budget_monitor.load.sources.csv_text import CsvText
from budget_monitor.load.sources.encoding import ENCODINGS, TextPieces
from budget_monitor.load.sources.sheets.records import records_of, with_decimal_points
from budget_monitor.load.sources.sheets.rows import MAX_ROWS_ABOVE_A_HEADER, RowCells, Rows, found_header
from budget_monitor.load.sources.source import bytes_of, opened_file
from budget_monitor.model.ledgers.schema import LedgerSchema
from budget_monitor.model.running.engine import FROM_DISK_INSTEAD

MAX_BYTES_LOOKED_THROUGH = 200_000_000
"""In a larger file the header is not looked for below the first row."""
BYTES_OF_A_PIECE = 4 * 2**20
"""Bytes that are cut up and typed at once: some ten thousands of rows."""


class CsvCells:
    """The cells of a CSV file: see `cells.Cells`."""

    def __init__(
        self, stream: BinaryIO, encoding: str, size: int | None = None, schema: LedgerSchema | None = None
    ) -> None:
        self._pieces = TextPieces(stream, encoding, size or BYTES_OF_A_PIECE)
        self._text = CsvText(iter(self._pieces))
        if schema is not None:
            self._text.needed = needed_places(self._text.header, schema)
        self.header = self._text.header
        self.header_line = self._text.header_line

    @property
    def problems(self) -> list[RecordProblem]:
        """What is wrong with the records read so far, and with the encoding of their lines."""
        return [*self._pieces.problems, *self._text.problems]

    @property
    def odd_lines(self) -> Collection[int]:
        """The lines of rows of another width than the header."""
        return self._text.odd_lines

    def blocks(self) -> Iterator[Block]:
        """The rows, in their order."""
        return self._text.blocks()

    @property
    def sha256(self) -> str:
        """Of the bytes read so far."""
        return self._pieces.sha256


class CsvSource(Struct, frozen=True):
    """A CSV file, or the bytes of one."""

    file: str
    content: Path | bytes
    encodings: Sequence[str] = ENCODINGS
    other_name: str = ""
    sheet: str = ""

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return Path(self.file).stem

    @property
    def size(self) -> int:
        """Its bytes."""
        return bytes_of(self.content) if isinstance(self.content, Path) else len(self.content)

    @contextmanager
    def cells(self, schema: LedgerSchema, encoding: str) -> Iterator[Cells]:
        """Its cells, in that encoding. Where the first row is not the ledger's header, it is looked for below titles,
        and among cells that tabs or semicolons separate.
        """
        with opened(self.content) as stream:
            cells = CsvCells(stream, encoding, schema=schema)
            is_whole = not match_headings(cells.header, schema).problems
            yield cells if is_whole else self._below_titles(schema, cells.header) or cells

    def _below_titles(self, schema: LedgerSchema, header_seen: Sequence[str]) -> Cells | None:
        """The table below a header that names more of the ledger's columns than the first row; None without one."""
        if self.size > MAX_BYTES_LOOKED_THROUGH:
            return None
        rows, problems = self.rows(lambda _: None)
        header = found_header(rows, schema)
        if header is None or _known(header.names, schema) <= _known(header_seen, schema):
            return None
        rows, more = with_decimal_points(rows, header, schema)
        return RowCells(rows, header, schema, [*problems, *more], lambda: self.sha256)

    def rows(self, manners_of: Callable[[Rows], object]) -> tuple[Rows, list[RecordProblem]]:
        """All rows as texts, whatever separates the cells; `manners_of` is shown the first of them."""
        with opened(self.content) as stream:
            texts, problems = records_of(stream.read())
        manners_of(Rows(texts[: MAX_ROWS_ABOVE_A_HEADER + 2], range(1, len(texts) + 1)))
        return Rows(texts, range(1, len(texts) + 1)), problems

    @property
    def sha256(self) -> str:
        """Of its bytes."""
        with opened(self.content) as stream:
            return hashlib.sha256(stream.read()).hexdigest()


def _known(header: Sequence[str], schema: LedgerSchema) -> int:
    return len(match_headings(header, schema).known)


@contextmanager
def opened(source: Path | bytes) -> Iterator[BinaryIO]:
    """The bytes of a file, or bytes at hand. Raises Unreadable where they cannot be read."""
    if isinstance(source, bytes):
        yield BytesIO(source)
        return
    with opened_file(source) as stream:
        yield stream


@contextmanager
def loading_of(file: str, *, is_kept_on_disk: bool) -> Iterator[None]:
    """Says of which file there was no memory left for, and what else there is to try. Raises MachineError."""
    try:
        yield
    except MemoryError as error:
        advice = "" if is_kept_on_disk else FROM_DISK_INSTEAD
        raise MachineError(f"the machine has no memory left for {file}{advice}") from error
