"""A CSV file as rows of texts, whatever separates its cells: for files that need not be laid out as a ledger is."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter

from budget_monitor.load.cells.headings import match_headings
from budget_monitor.load.sources.cells import WARNING, RecordProblem, Unreadable
from budget_monitor.load.sources.csv_text import too_long
from budget_monitor.load.sources.encoding import ENCODINGS, NotUtf8, TextPieces
from budget_monitor.load.sources.sheets.rows import Header, Rows
from budget_monitor.model.ledgers.schema import LedgerSchema
from budget_monitor.model.running.limits import limits

DELIMITERS = (",", "\t", ";")
_STATED = re.compile(r"(?i)sep=([^\n\"])\n")
_PROBE_LINES = 40
_PIECE_BYTES = 2**20


def records_of(content: bytes) -> list[list[str]]:
    """The records of a CSV text, the first being line 1; one over several lines leaves empty ones after it.

    Raises Unreadable where it is no text, or no table.
    """
    text = _text(content)
    stated = _STATED.match(text)
    if stated:  # a line of its own that spreadsheets write: it stays one, and is blank
        text = text[stated.end() - 1 :]
    lines = text.splitlines()[:_PROBE_LINES]
    counts = Counter({delimiter: sum(line.count(delimiter) for line in lines) for delimiter in DELIMITERS})
    delimiter = stated[1] if stated else max(DELIMITERS, key=lambda one: counts[one])
    csv.field_size_limit(limits().cell_characters)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    records: list[list[str]] = []
    try:
        for record in reader:
            records.extend([] for _ in range(reader.line_num - len(records) - 1))
            records.append(record)
    except csv.Error as error:
        reason = too_long() if "field larger" in str(error) else str(error)
        raise Unreadable(RecordProblem(reader.line_num, "", reason)) from error
    return records


def _text(content: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            text = b"".join(TextPieces(io.BytesIO(content), encoding, _PIECE_BYTES)).decode("utf-8")
        except NotUtf8:
            continue
        return text.replace("\r\n", "\n").replace("\r", "\n")
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
