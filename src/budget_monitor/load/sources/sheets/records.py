"""A CSV file as rows of texts, whatever separates its cells: for files that need not be laid out as a ledger is."""

from __future__ import annotations

import csv
import io
from collections import Counter

from budget_monitor.load.sources.cells import RecordProblem, Unreadable
from budget_monitor.load.sources.encoding import ENCODINGS, NotUtf8, TextPieces

DELIMITERS = (",", "\t", ";")
_PROBE_LINES = 40
_PIECE_BYTES = 2**20


def records_of(content: bytes) -> list[list[str]]:
    """The records of a CSV text, the first being line 1; one over several lines leaves empty ones after it.

    Raises Unreadable where it is no text, or no table.
    """
    text = _text(content)
    text = text.removeprefix("sep=;\n").removeprefix("sep=,\n")
    lines = text.splitlines()[:_PROBE_LINES]
    counts = Counter({delimiter: sum(line.count(delimiter) for line in lines) for delimiter in DELIMITERS})
    delimiter = max(DELIMITERS, key=lambda one: counts[one])
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    records: list[list[str]] = []
    try:
        for record in reader:
            records.extend([] for _ in range(reader.line_num - len(records) - 1))
            records.append(record)
    except csv.Error as error:
        raise Unreadable(RecordProblem(reader.line_num, "", str(error))) from error
    return records


def _text(content: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            text = b"".join(TextPieces(io.BytesIO(content), encoding, _PIECE_BYTES)).decode("utf-8")
        except NotUtf8:
            continue
        return text.replace("\r\n", "\n").replace("\r", "\n")
    raise AssertionError("the last encoding is that of any text")
