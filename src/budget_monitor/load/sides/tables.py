"""The one table in a file that has the columns which are wanted, wherever its header stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import pyarrow as pa
from msgspec import Struct

from budget_monitor.errors import UsageError, did_you_mean
from budget_monitor.load.sides.dates import is_date
from budget_monitor.load.sources.cells import Cells, RecordProblem, Unreadable, header_names
from budget_monitor.load.sources.csv_file import CsvSource
from budget_monitor.load.sources.encoding import NotUtf8
from budget_monitor.load.sources.kinds import KINDS, kind_of
from budget_monitor.load.sources.sheets.rows import MAX_ROWS_ABOVE_A_HEADER, Header, RowCells, Rows
from budget_monitor.load.sources.sheets.sheet_source import SheetSource
from budget_monitor.load.sources.source import Source
from budget_monitor.model.ledgers.grid import cell_address
from budget_monitor.model.ledgers.ledger import InputProblem
from budget_monitor.model.ledgers.schema import LedgerSchema

MAX_BYTES_LOOKED_THROUGH = 50_000_000
"""In a larger text file the header stands in its first row."""
MAX_ROWS_LOOKED_AT = 200
NO_ROW = -1
_ANY = LedgerSchema("", "", {}, ())


class Columns(Struct, frozen=True):
    """All cells of a table, column by column, and the lines they stand on. `places` are those that were wanted;
    `above` are the texts above the header, such as a title.
    """

    cells: Sequence[pa.Array]
    lines: pa.Array
    header: Sequence[str]
    places: dict[str, int]
    problems: list[InputProblem]
    file: str
    sheet: str
    above: Sequence[str] = ()

    def texts(self, place: int) -> list[str]:
        """The cells of a column, with single spaces."""
        return [" ".join(text.split()) if "  " in text or text[:1].isspace() or text[-1:].isspace() else text
                for text in self.cells[place].to_pylist()]  # fmt: skip

    def joined_texts(self, places: Sequence[int]) -> list[str]:
        """The cells of some columns, row by row one text; nothing without a column."""
        columns = [self.texts(place) for place in places]
        return columns[0] if len(columns) == 1 else [" ".join(filter(None, row)) for row in zip(*columns, strict=True)]

    def address(self, place: int, line: int) -> str:
        """The cell of a column in that row of a workbook; empty for another file, or a problem of the whole."""
        return cell_address(self.sheet, place, line) if self.sheet and line else ""


PlacesOf = Callable[[Sequence[str], str], dict[str, int]]
"""The place of each column that is wanted, from a header and the file's name; it raises UsageError."""


NamesOf = Callable[[Sequence[Sequence[str]]], tuple[str, ...] | None]
"""Names for the columns of a table without a header, from its first rows; None where there is no telling."""


def read_columns(path: Path, sheet: str, places_of: PlacesOf, names_of: NamesOf | None = None) -> Columns:
    """The columns of the one table in a file that has those that are wanted; of several, of the one named `sheet`.

    `names_of` names the columns of a table that has no header.

    Raises UsageError where there is no such file or table.
    """
    try:
        if not path.is_file():
            raise UsageError(f"{path}: {'a folder, not a file' if path.is_dir() else 'no such file'}")
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror or error}") from error
    kind = kind_of(path)
    if kind is None:
        known = ", ".join(ending for one in KINDS for ending in one.endings)
        raise UsageError(f"{path}: nothing that can be read; expected a file that ends in {known}")
    with ExitStack() as open_files:
        try:
            return _only_table(path, kind.sources(path, open_files), sheet, _Wanted(places_of, names_of))
        except Unreadable as error:
            raise UsageError("\n".join(f"{path}: {problem.message}" for problem in error.problems)) from error


class _Wanted(Struct, frozen=True):
    places: PlacesOf
    names: NamesOf | None


def _only_table(path: Path, sources: Sequence[Source], sheet: str, wanted: _Wanted) -> Columns:
    """The table that was named, or the only one that has the columns."""
    names = [source.sheet or source.name for source in sources]
    if sheet:
        if sheet not in names:
            raise UsageError(f"{path}: no sheet {sheet!r}{did_you_mean(sheet, names)}")
        return _read(sources[names.index(sheet)], wanted)
    if len(sources) == 1:
        return _read(sources[0], wanted)
    lists: dict[str, Columns] = {}
    refused: UsageError | None = None
    for name, source in zip(names, sources, strict=True):
        try:
            lists[name] = _read(source, wanted)
        except UsageError as error:
            refused = refused or error
        except Unreadable:
            continue
    if len(lists) == 1:
        return next(iter(lists.values()))
    if lists:
        first = next(iter(lists))
        raise UsageError(f"{path}: which sheet is it, {' or '.join(lists)}? Say it, such as sheet={first}")
    raise refused or UsageError(f"{path}: there is no table in it")


def _read(source: Source, wanted: _Wanted) -> Columns:
    """The table, its header being the first row, or one further down that names more of what is wanted."""
    for encoding in source.encodings:
        try:
            with source.cells(_ANY, encoding) as cells:
                try:
                    return _columns(source, cells, wanted.places(cells.header, source.file))
                except UsageError:
                    found = _further_down(source, wanted)
                    if found is None:
                        raise
                    return found
        except NotUtf8:
            continue
    raise AssertionError("the last encoding is that of any text")


def _further_down(source: Source, wanted: _Wanted) -> Columns | None:
    if not isinstance(source, (CsvSource, SheetSource)) or source.size > MAX_BYTES_LOOKED_THROUGH:
        return None
    rows, problems = source.rows(lambda _first: {})
    best: tuple[int, Header, dict[str, int]] | None = None
    for header in _headers(rows):
        try:
            places = wanted.places(header.names, source.file)
        except UsageError:
            continue
        if best is None or len(places) > best[0]:
            best = len(places), header, places
    if best is None:
        names = wanted.names(rows.texts[:MAX_ROWS_LOOKED_AT]) if wanted.names else None
        if names is None:
            return None
        best = 0, Header(NO_ROW, NO_ROW, names), wanted.places(names, source.file)
    _, header, places = best
    cells = RowCells(rows, header, _ANY, problems, lambda: "")
    above = [text for row in rows.texts[: max(0, header.first_row)] for text in row if text.strip()]
    return _columns(source, cells, places, above)


def _headers(rows: Rows) -> Iterator[Header]:
    """What may be a header: each row of several cells near the top, then each two rows as one."""
    most = min(len(rows.texts), MAX_ROWS_ABOVE_A_HEADER)
    filled = [row for row in range(most) if _names_columns(rows.texts[row])]
    for row in filled:
        yield Header(row, row, header_names(rows.texts[row]))
    for row in filled:
        if row + 1 < most:
            two = rows.texts[row], rows.texts[row + 1]
            width = max(map(len, two))
            joined = [" ".join(one[place] for one in two if place < len(one)) for place in range(width)]
            yield Header(row, row + 1, header_names(joined))


def _names_columns(cells: Sequence[str]) -> bool:
    """Whether a row may be a header: several texts, and no day, which only an entry has."""
    texts = [text.strip() for text in cells if text.strip()]
    return len(texts) >= 2 and not any(is_date(text) and not text.isdecimal() for text in texts)


def _columns(source: Source, cells: Cells, places: dict[str, int], above: Sequence[str] = ()) -> Columns:
    parts: list[list[pa.Array]] = [[] for _ in cells.header]
    lines: list[pa.Array] = []
    for block in cells.blocks():
        for column, part in zip(parts, block.columns, strict=True):
            column.append(part)
        lines.append(block.lines)
    problems = [_problem(source, one) for one in cells.problems]
    joined = [_joined(several, pa.string()) for several in parts]
    return Columns(
        joined, _joined(lines, pa.int64()), cells.header, places, problems, source.file, source.sheet, above
    )  # fmt: skip


def _problem(source: Source, one: RecordProblem) -> InputProblem:
    return InputProblem(source.file, one.line, one.column, one.severity, one.text, one.message)


def _joined(parts: Sequence[pa.Array], kind: pa.DataType) -> pa.Array:
    chunks = pa.chunked_array([part.cast(kind) for part in parts], kind)
    return chunks.combine_chunks() if chunks.num_chunks != 1 else chunks.chunk(0)
