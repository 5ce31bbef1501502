"""From a CSV file's text to cells and the physical lines they stand on; nothing is interpreted yet.

Two ways lead to the same result, block by block. Where every line is a row of the same width, pyarrow cuts it up and
its line numbers are arithmetic. Everything else goes through the csv module, record by record.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from budget_monitor.errors import shorten
from budget_monitor.load.cells.row_problems import ERROR, WARNING
from budget_monitor.load.sources.cells import (
    Block,
    RecordProblem,
    Unreadable,
    header_names,
    is_all_blank,
    lines_from,
    without_blank_rows,
)
from budget_monitor.model.running.limits import limits

_BATCH = 10_000  # rows; many more at once keep the garbage collector busy
_SHOWN = 120
MAX_ODD_LINES = 10_000
"""Rows of another width than the header whose lines are remembered."""
_BYTES_OF_THE_HEAD = 4_096
_SHORT_TEXT_BYTES = 20_000  # so short a text with quotation marks is cut up before pyarrow has begun
_BOM = b"\xef\xbb\xbf"
_CELL = '(?:[^",]*|"(?:[^"]|"")*")'
_RECORD = f"^{_CELL}(?:,{_CELL})*$"
_UNUSED = b"\x01\x02\x03\x04"


class CsvText:
    """The cells of a CSV text in UTF-8, given in pieces that end with a line.

    Raises Unreadable when the header cannot be read, or when everything is blank. However the text is cut into
    pieces, the cells, lines and problems are the same.
    """

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._next: list[bytes] = []
        self._line = 1
        """The physical line that the next piece begins on."""
        self.problems: list[RecordProblem] = []
        self.needed: Mapping[int, bool] = {}
        """The places of columns that a row cannot do without, and whether they are part of its key: a shorter row has
        blanks in the others."""
        self.odd_lines: set[int] = set()
        """The first lines of rows that are longer or shorter than the header and are read all the same."""
        self.header_line = 0
        self.header: tuple[str, ...] = ()
        self._longest = limits().cell_characters
        csv.field_size_limit(self._longest)
        while not self.header:
            piece = self._piece()
            if not piece:
                raise Unreadable(RecordProblem(0, "", "the file has no header: every cell in it is blank"))
            self._look_for_header(piece)

    def _piece(self) -> bytes:
        return self._next.pop() if self._next else next(self._pieces, b"")

    def _look_for_header(self, piece: bytes) -> None:
        end = piece.find(b"\n", _BYTES_OF_THE_HEAD) + 1 or len(piece)
        if end < len(piece):
            self._next.append(piece[end:])
        records = _Records(piece[:end], self._piece, self._line)
        for line, found in records:
            if isinstance(found, RecordProblem):
                raise Unreadable(found)
            self.header, self.header_line = header_names(found), line
            if self.header:
                break
        self._go_on_after(records)

    def _go_on_after(self, records: _Records) -> None:
        self._line = records.next_line
        if rest := records.rest():
            self._next.append(rest + (self._next.pop() if self._next else b""))

    def blocks(self) -> Iterator[Block]:
        """The rows, in their order."""
        while piece := self._piece():
            block = self._cut_up_plain(piece)
            yield without_blank_rows(self._cut_up_records(piece) if block is None else block)

    def _cut_up_plain(self, piece: bytes) -> Block | None:
        cut = cut_up_plain(piece, len(self.header), self._longest)
        if cut is None:
            return None
        columns, line_count = cut
        block = Block(columns, lines_from(self._line, len(columns[0])))
        self._line += line_count
        return block

    def _cut_up_records(self, piece: bytes) -> Block:
        records = _Records(piece, self._piece, self._line)
        width = len(self.header)
        batches: list[list[pa.Array]] = []
        rows: list[list[str]] = []
        lines: list[int] = []
        for line, row in records:
            if isinstance(row, RecordProblem):
                self.problems.append(row)
                continue
            if len(row) != width:
                if not any(cell.strip() for cell in row):
                    continue
                if problem := self._ragged(row, line):
                    self.problems.append(problem)
                    if problem.severity == ERROR:
                        continue
                if len(self.odd_lines) < MAX_ODD_LINES:
                    self.odd_lines.add(line)
                row = [*row, *[""] * (width - len(row))][:width]
            rows.append(row)
            lines.append(line)
            if len(rows) == _BATCH:
                batches.append(_batch(rows, lines, width))
                rows, lines = [], []
        self._go_on_after(records)
        batches.append(_batch(rows, lines, width))
        *columns, numbers = (pa.concat_arrays(parts) for parts in zip(*batches, strict=True))
        return Block(tuple(columns), numbers)

    def _ragged(self, row: list[str], line: int) -> RecordProblem | None:
        """What is wrong with a row of another width; None where nothing is: blanks at its end mean nothing."""
        width = len(self.header)
        told = f"{len(row)} cells where the header has {width}"
        if len(row) > width:
            if not any(cell.strip() for cell in row[width:]):
                return None
            message = f"{told}; the row is left out (a cell with a comma in it must stand in quotation marks)"
            return RecordProblem(line, _short(",".join(row[width:])), message, is_lost=True)
        lacking = [place for place in range(len(row), width) if place in self.needed]
        if not lacking:
            return None
        if any(self.needed[place] for place in lacking):
            return RecordProblem(line, _short(",".join(row)), f"{told}; the row is left out", is_lost=True)
        blank = ", ".join(self.header[place] for place in lacking)
        message = f"{told}; {blank} {'is' if len(lacking) == 1 else 'are'} read as blank"
        return RecordProblem(line, _short(",".join(row)), message, severity=WARNING, is_lost=True)


def _batch(rows: list[list[str]], lines: list[int], width: int) -> list[pa.Array]:
    columns = zip(*rows, strict=True) if rows else [()] * width
    return [*(pa.array(column, pa.string()) for column in columns), pa.array(lines, pa.int64())]


def cut_up_plain(piece: bytes, width: int, longest: int) -> tuple[tuple[pa.Array, ...], int] | None:
    """The columns of a text in which every line is a row of one width, and how many lines it has.

    None when it is no such text, or a cell has more bytes than the `longest` may have characters. Cells beyond `width`
    are dropped where they are all blank.
    """
    end = len(piece)
    while end and piece[end - 1] in b"\r\n":
        end -= 1
    is_quoted = b'"' in piece
    if not end or piece.startswith(_BOM) or (is_quoted and end < _SHORT_TEXT_BYTES):
        return None
    core = pa.py_buffer(piece).slice(0, end)
    first = piece[: min((at for at in (piece.find(b"\n"), piece.find(b"\r")) if at >= 0), default=end)]
    if is_quoted and (len(first) >= longest or not _is_line_by_line(core, piece, longest)):
        return None
    cells = len(next(csv.reader([first.decode("utf-8")]))) if is_quoted else first.count(b",") + 1
    if cells < width:
        return None
    table = _read_csv(core, cells, b",", is_quoted=is_quoted)
    if table is None:
        return None
    columns = [column.chunk(0) if column.num_chunks == 1 else column.combine_chunks() for column in table.columns]
    if not all(is_all_blank(column) for column in columns[width:]):
        return None
    if end > longest and any(pc.max(pc.binary_length(column)).as_py() > longest for column in columns):
        return None
    ends = len(piece[end:].splitlines())
    return tuple(columns[:width]), table.num_rows + max(0, ends - 1)


def _is_line_by_line(core: pa.Buffer, piece: bytes, longest: int) -> bool:
    """Whether every line is a well-formed record by itself, with cells that the csv module would read."""
    unused = next((mark for mark in _UNUSED if mark not in piece), None)
    lines = None if unused is None else _read_csv(core, 1, bytes([unused]), is_quoted=False)
    if lines is None:
        return False
    found = pc.max(pc.binary_length(lines[0])).as_py()
    return found < longest and bool(pc.all(pc.match_substring_regex(lines[0], _RECORD)).as_py())


def _read_csv(core: pa.Buffer, cells: int, delimiter: bytes, *, is_quoted: bool) -> pa.Table | None:
    import pyarrow.csv as pa_csv  # here, so that a set of small quoted files need not load it

    names = [str(place) for place in range(cells)]
    try:
        return pa_csv.read_csv(
            pa.BufferReader(core),
            read_options=pa_csv.ReadOptions(column_names=names, block_size=core.size + 1, use_threads=False),
            parse_options=pa_csv.ParseOptions(
                delimiter=delimiter.decode(), quote_char='"' if is_quoted else False, ignore_empty_lines=False
            ),
            convert_options=pa_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False, check_utf8=False
            ),
        )
    except pa.ArrowInvalid:  # rows of different widths
        return None


class _Records:
    """The records of a text one by one, each with the line it begins on, through the csv module.

    The last one may go on in further text, which `more` gives. An opening quotation mark that is never closed
    swallows all that follows: the reader begins again at the line after it.
    """

    def __init__(self, text: bytes, more: Callable[[], bytes], line: int) -> None:
        self._lines = _physical_lines(text)
        self._own = len(self._lines)
        self._more = more
        self._first = line
        self._at = 0

    def __iter__(self) -> Iterator[tuple[int, list[str] | RecordProblem]]:
        reader = csv.reader(self._taken(), strict=True)
        while self._at < self._own:
            start = self._at
            line, text = self._first + start, self._lines[start]
            if '"' not in text:
                self._at += 1
                cells = text.rstrip("\r\n").split(",")
                if len(text) > csv.field_size_limit() and max(map(len, cells)) > csv.field_size_limit():
                    yield line, RecordProblem(line, _short(text), f"{too_long()}; the row is left out", is_lost=True)
                else:
                    yield line, cells
                continue
            try:
                row = next(reader)
            except csv.Error as error:
                self._at = start + 1
                reader = csv.reader(self._taken(), strict=True)
                yield line, RecordProblem(line, _short(text.rstrip("\r\n")), _why(error), is_lost=True)
            else:
                yield line, row

    def _taken(self) -> Iterator[str]:
        while True:
            if self._at == len(self._lines):
                self._lines += _physical_lines(self._more())
                if self._at == len(self._lines):
                    return
            self._at += 1
            yield self._lines[self._at - 1]

    @property
    def next_line(self) -> int:
        """The physical line after the records so far."""
        return self._first + self._at

    def rest(self) -> bytes:
        """The text after the records so far."""
        return "".join(self._lines[self._at :]).encode("utf-8")


def _physical_lines(text: bytes) -> list[str]:
    return list(io.StringIO(text.decode("utf-8"), newline=""))


def _why(error: csv.Error) -> str:
    reason = str(error)
    if "field larger" in reason:
        return f"{too_long()}, or {never_closed()}"
    if "unexpected end" in reason:
        return never_closed()
    return 'a quotation mark inside quotation marks must be doubled (""); the row is left out'


def never_closed() -> str:
    """What is said of a line from which all that follows would be one cell."""
    return "a quotation mark is opened here and never closed; the row is left out"


def too_long() -> str:
    """What is said of a cell that is too long to be read."""
    return f"a cell of more than {csv.field_size_limit():,} characters (limits.cell_characters)"


def _short(text: str) -> str:
    return shorten(text, _SHOWN)
