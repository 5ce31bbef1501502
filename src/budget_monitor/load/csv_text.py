"""From a CSV file's text to cells and the physical lines they stand on; nothing is interpreted yet.

Two ways lead to the same result. A plain file (no quotation marks, every line a row of the same width) is cut up
by pyarrow, and its line numbers are arithmetic. Everything else goes through the csv module, record by record.
"""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

_BATCH = 10_000  # rows; many more at once keep the garbage collector busy
_SHOWN = 120
BLANK = r"^[\s\p{Z}\x0b\x1c-\x1f\x{85}]*$"


@dataclass(frozen=True, slots=True)
class RecordProblem:
    """A record that is left out: where it begins, the text at fault and why."""

    line: int
    text: str
    message: str


@dataclass(frozen=True, slots=True)
class CsvText:
    """The cells of a file as they stand: `columns` go with `header`, and `lines` (int64) with their rows.

    Header texts have single spaces; blank ones at the end are dropped, others are called by their place. Rows
    blank in every cell are dropped too.
    """

    header: tuple[str, ...]
    header_line: int
    columns: tuple[pa.ChunkedArray, ...]
    lines: pa.ChunkedArray
    problems: tuple[RecordProblem, ...] = ()


def cut_up(text: bytes) -> CsvText | RecordProblem | None:
    """The cells of a CSV in UTF-8; a problem when its header cannot be read, None when everything is blank."""
    csv_text = _cut_up_plain(text) or _cut_up_records(text)
    return _without_blank_rows(csv_text) if isinstance(csv_text, CsvText) else csv_text


def _header(cells: Sequence[str]) -> tuple[str, ...] | None:
    names = [" ".join(cell.split()) for cell in cells]
    while names and not names[-1]:
        names.pop()
    return tuple(name or f"column {place}" for place, name in enumerate(names, start=1)) or None


def _cut_up_plain(text: bytes) -> CsvText | None:
    """The cells of a plain file, or None when it is not one."""
    import pyarrow.csv as pa_csv  # here, so that a set of small quoted files need not load it

    if b'"' in text:
        return None
    first = min((end for end in (text.find(b"\n"), text.find(b"\r")) if end >= 0), default=len(text))
    cells = text[:first].decode("utf-8").split(",")
    header = _header(cells)
    if header is None:
        return None
    start = first + (2 if text[first : first + 2] == b"\r\n" else 1)
    end = len(text)
    while end > start and text[end - 1] in b"\r\n":
        end -= 1
    names = [str(place) for place in range(len(cells))]
    if end <= start:
        return CsvText(header, 1, (pa.chunked_array([], pa.string()),) * len(header), _lines_from(2, 0))
    try:
        table = pa_csv.read_csv(
            pa.BufferReader(pa.py_buffer(text).slice(start, end - start)),
            read_options=pa_csv.ReadOptions(column_names=names),
            parse_options=pa_csv.ParseOptions(quote_char=False, ignore_empty_lines=False),
            convert_options=pa_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False, check_utf8=False
            ),
        )
    except pa.ArrowInvalid:  # rows of different widths, or a line too long for a block
        return None
    if not all(_all_blank(column) for column in table.columns[len(header) :]):
        return None
    return CsvText(header, 1, tuple(table.columns[: len(header)]), _lines_from(2, table.num_rows))


def _lines_from(first: int, count: int) -> pa.ChunkedArray:
    return pa.chunked_array([pc.cumulative_sum(pa.repeat(pa.scalar(1, pa.int64()), count), start=first - 1)])


def _all_blank(column: pa.ChunkedArray) -> bool:
    return bool(pc.all(pc.match_substring_regex(column, BLANK), min_count=0).as_py())


class _Lines:
    """The physical lines of a text, with those of the record being read kept at hand.

    An opening quotation mark that is never closed swallows the rest of the file; `give_back` lets the reader
    begin again at the line after it.
    """

    def __init__(self, text: bytes) -> None:
        self._stream = io.TextIOWrapper(io.BytesIO(text), encoding="utf-8", newline="")
        self._again: deque[str] = deque()
        self._record: list[str] = []
        self.start = 1
        """The line the current record begins on."""

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._stream)
        self._record.append(line)
        return line

    def end_record(self) -> None:
        self.start += len(self._record)
        self._record.clear()

    def give_back(self) -> str:
        """End the record after its first line, which is returned, and read the others again."""
        first, *others = self._record
        self._again.extendleft(reversed(others))
        self._record.clear()
        self.start += 1
        return first


def _cut_up_records(text: bytes) -> CsvText | RecordProblem | None:
    """The cells of any file, through the csv module."""
    lines = _Lines(text)
    reader = csv.reader(lines, strict=True)
    header: tuple[str, ...] | None = None
    header_line = 0
    batches: list[list[pa.Array]] = []
    rows: list[list[str]] = []
    starts: list[int] = []
    problems: list[RecordProblem] = []
    while True:
        try:
            row = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            start = lines.start
            problems.append(RecordProblem(start, _short(lines.give_back().rstrip("\r\n")), _why(error)))
            if header is None:
                return problems[0]
            continue
        start = lines.start
        lines.end_record()
        if header is None:
            header, header_line = _header(row), start
            continue
        width = len(header)
        if len(row) != width:
            if not any(cell.strip() for cell in row):
                continue
            if len(row) < width or any(cell.strip() for cell in row[width:]):
                problems.append(_ragged(row, width, start))
                continue
            row = row[:width]
        rows.append(row)
        starts.append(start)
        if len(rows) == _BATCH:
            batches.append(_batch(rows, starts))
            rows, starts = [], []
    if header is None:
        return None
    if rows:
        batches.append(_batch(rows, starts))
    columns = [pa.chunked_array([batch[i] for batch in batches], pa.string()) for i in range(len(header))]
    numbers = pa.chunked_array([batch[-1] for batch in batches], pa.int64())
    return CsvText(header, header_line, tuple(columns), numbers, tuple(problems))


def _batch(rows: list[list[str]], starts: list[int]) -> list[pa.Array]:
    return [*(pa.array(column, pa.string()) for column in zip(*rows, strict=True)), pa.array(starts, pa.int64())]


def _ragged(row: list[str], width: int, line: int) -> RecordProblem:
    if len(row) < width:
        return RecordProblem(
            line, _short(",".join(row)), f"{len(row)} cells where the header has {width}; the row is left out"
        )
    beyond = ",".join(cell for cell in row[width:])
    return RecordProblem(
        line,
        _short(beyond),
        f"{len(row)} cells where the header has {width}; the row is left out"
        " (a cell with a comma in it must stand in quotation marks)",
    )


def _why(error: csv.Error) -> str:
    reason = str(error)
    if "unexpected end" in reason or "field larger" in reason:
        return "a quotation mark is opened here and never closed; the row is left out"
    return 'a quotation mark inside quotation marks must be doubled (""); the row is left out'


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _without_blank_rows(csv_text: CsvText) -> CsvText:
    """The same without rows blank in every cell, such as the `,,,,` that spreadsheets leave behind."""
    first = csv_text.columns[0]
    # A blank is empty or begins with a space; comparing is much quicker than matching a pattern.
    candidates = pc.or_(pc.less(first, "!"), pc.greater(first, "\x7f"))
    rows = pc.indices_nonzero(candidates)
    for column in csv_text.columns:
        if not len(rows):
            return csv_text
        rows = rows.filter(pc.match_substring_regex(column.take(rows), BLANK).combine_chunks())
    keep = pc.invert(pc.is_in(_row_numbers(len(first)), value_set=rows.cast(pa.int64())))
    columns = tuple(column.filter(keep) for column in csv_text.columns)
    return CsvText(csv_text.header, csv_text.header_line, columns, csv_text.lines.filter(keep), csv_text.problems)


def _row_numbers(count: int) -> pa.ChunkedArray:
    return _lines_from(0, count)
