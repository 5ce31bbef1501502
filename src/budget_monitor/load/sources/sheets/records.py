"""A CSV file as rows of texts, whatever separates its cells: for files that need not be laid out as a ledger is."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from budget_monitor.errors import shorten
from budget_monitor.load.cells.headings import match_headings
from budget_monitor.load.sources.cells import WARNING, RecordProblem, Unreadable
from budget_monitor.load.sources.csv_text import never_closed, too_long
from budget_monitor.load.sources.encoding import ENCODINGS, NotUtf8, TextPieces
from budget_monitor.load.sources.sheets.rows import Header, Rows
from budget_monitor.model.ledgers.schema import LedgerSchema
from budget_monitor.model.running.limits import limits

DELIMITERS = (",", "\t", ";")
_STATED = re.compile(r"(?i)sep=([^\n\"])\n")
_PROBE_LINES = 40
_PIECE_BYTES = 2**20


def records_of(content: bytes) -> tuple[list[list[str]], list[RecordProblem]]:
    """The records of a CSV text, the first being line 1; one over several lines leaves empty ones after it. And what
    is wrong with its lines: a quotation mark that is never closed, of which the line is left out and the rest is read.

    Raises Unreadable where it is no text, or no table.
    """
    text, problems = _text(content)
    stated = _STATED.match(text)
    if stated:  # a line of its own that spreadsheets write: it stays one, and is blank
        text = text[stated.end() - 1 :]
    lines = text.splitlines()[:_PROBE_LINES]
    counts = Counter({delimiter: sum(line.count(delimiter) for line in lines) for delimiter in DELIMITERS})
    delimiter = stated[1] if stated else max(DELIMITERS, key=lambda one: counts[one])
    csv.field_size_limit(limits().cell_characters)
    lines = io.StringIO(text, newline="").readlines()
    records: list[list[str]] = []
    for _ in range(MAX_NEVER_CLOSED + 1):
        if _is_read_to_the_end(lines, delimiter, records):
            return records, problems
        line = lines[len(records)].strip()
        problems.append(RecordProblem(len(records) + 1, shorten(line), never_closed(), is_lost=True))
        records.append([])
    raise Unreadable(problems[-1])


MAX_NEVER_CLOSED = 5
"""Lines of a file in which a quotation mark is opened and never closed; after each, the rest is read once more."""


def _is_read_to_the_end(lines: list[str], delimiter: str, records: list[list[str]]) -> bool:
    """Whether every record from there on ends, so far as they do being added to those that there are."""
    first, taken = len(records), 0

    def rest() -> Iterator[str]:
        nonlocal taken
        for line in islice(lines, first, None):
            taken += 1
            yield line
        taken += 1  # more is asked for than there is

    reader = csv.reader(rest(), delimiter=delimiter)
    try:
        for record in reader:
            if first + taken > len(lines):
                return False
            records.extend([] for _ in range(first + taken - len(records) - 1))
            records.append(record)
    except csv.Error as error:
        reason = f"{too_long()}, or {never_closed()}" if "field larger" in str(error) else str(error)
        raise Unreadable(RecordProblem(len(records) + 1, "", reason)) from error
    return True


def _text(content: bytes) -> tuple[str, list[RecordProblem]]:
    for encoding in ENCODINGS:
        pieces = TextPieces(io.BytesIO(content), encoding, _PIECE_BYTES)
        try:
            text = b"".join(pieces).decode("utf-8")
        except NotUtf8:
            continue
        return text.replace("\r\n", "\n").replace("\r", "\n"), pieces.problems
    raise AssertionError("the last encoding is that of any text")


def with_decimal_points(rows: Rows, header: Header, schema: LedgerSchema) -> tuple[Rows, list[RecordProblem]]:
    """The same rows with the decimal commas of figures as points, where a table has such, and what is said of it.

    A comma is taken for one only where some figure has one or two digits after it, and none has them after a point.
    """
    known = match_headings(header.names, schema).known
    columns = {**schema.columns, **{one.negated_by: one for one in schema.columns.values() if one.negated_by}}
    places = [heading.place for name, heading in known.items() if name in columns and columns[name].type.is_numeric]
    below = range(header.last_row + 1, len(rows.texts))
    cells = [(row, place) for row in below for place in places if place < len(rows.texts[row])]
    texts = [rows.texts[row][place].strip() for row, place in cells]
    if not any(map(_DECIMAL_COMMA.fullmatch, texts)) or any(map(_DECIMAL_POINT.fullmatch, texts)):
        return rows, []
    changed = [list(row) for row in rows.texts]
    for (row, place), text in zip(cells, texts, strict=True):
        if _COMMA_OR_POINTS.fullmatch(text):
            changed[row][place] = text.replace(".", "").replace(",", ".")
    message = "commas in figures are read as decimal points, and points as what stands between thousands"
    return Rows(changed, rows.lines), [RecordProblem(rows.lines[header.last_row], "", message, severity=WARNING)]


_DECIMAL_COMMA = re.compile(r"[-−(]?[0-9. ]*[0-9],[0-9]{1,2}\)?")
_DECIMAL_POINT = re.compile(r".*[0-9]\.[0-9]{1,2}\)?")
_COMMA_OR_POINTS = re.compile(r"[-−(]?(?:[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)(?:,[0-9]+)?\)?")
