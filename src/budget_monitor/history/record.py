"""Writes a run into the history: its inputs, rules, findings and every figure of money it read."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
from moneyed import Money

from budget_monitor.history.kept import Kept
from budget_monitor.history.store import writing
from budget_monitor.model.checks.rule import Rule
from budget_monitor.model.ledgers.ledger import LINE, LedgerSet, LedgerTable, negated_column
from budget_monitor.model.ledgers.money import Figure, decimal_text, plain
from budget_monitor.model.ledgers.schema import ColumnType
from budget_monitor.model.results.history import Recording, State
from budget_monitor.model.results.outcome import Finding, Report, Verdict
from budget_monitor.model.results.review import LookedAt
from budget_monitor.model.withheld.reports import without_texts

SEPARATOR = "\x1f"
"""Stands between the values of a key."""
AUTHORITY = "authority"


def record(
    report: Report,
    ledger_set: LedgerSet,
    rules: Sequence[Rule],
    looked_at: LookedAt,
    recording: Recording,
    version: str,
) -> int:
    """Adds a run to the history beside its ledgers, all of it or nothing, and returns its number.

    Raises UsageError when it cannot be written.
    """
    report = report if report.keeps_texts else without_texts(report)
    with writing(Path(ledger_set.folder)) as database:
        run = _run(database, report, ledger_set, looked_at, recording, version)
        database.executemany(
            "INSERT INTO rule VALUES (?, ?, ?, ?)",
            [(run, rule.id, rule_digest(rule), place) for place, rule in enumerate(rules)],
        )
        database.executemany(
            f"INSERT INTO finding VALUES ({', '.join('?' * 19)})",
            [(run, place, *_finding(finding, report)) for place, finding in enumerate(report.findings)],
        )
        for read in ledger_set.inputs:
            kept = Kept(texts=report.keeps_texts, figures=recording.figures)
            reading = _reading(database, ledger_set.ledgers[read.ledger], read.sha256, ledger_set, kept)
            database.execute(
                "INSERT INTO input VALUES (?, ?, ?, ?, ?, ?, ?)",
                (run, _utf8(read.file), read.ledger, read.sha256, read.rows, read.unit, reading),
            )
    return run


def rule_digest(rule: Rule) -> str:
    """A digest of what a rule demands; its documentation and examples do not enter."""
    demands = (rule.clauses, rule.tolerance, rule.severity, dict(sorted(rule.criteria.items())))
    return hashlib.sha256(msgspec.json.encode(demands)).hexdigest()


def _run(
    database: sqlite3.Connection,
    report: Report,
    ledger_set: LedgerSet,
    looked_at: LookedAt,
    recording: Recording,
    version: str,
) -> int:
    counts = report.counts
    values = (
        recording.at.isoformat(timespec="seconds"),
        version,
        report.exit_code(recording.fail_on, strict=recording.strict),
        ledger_set.currency,
        *(counts[verdict] for verdict in Verdict),
        len(report.accepted),
        len(report.immaterial),
        looked_at.year,
        looked_at.period,
        looked_at.portfolio,
        json.dumps(sorted(looked_at.unread)),
        json.dumps(sorted(looked_at.unlisted)),
    )
    cursor = database.execute(f"INSERT INTO run VALUES (NULL, {', '.join('?' * len(values))})", values)
    return int(cursor.lastrowid or 0)


def _finding(finding: Finding, report: Report) -> tuple[object, ...]:
    state = State.COUNTED
    if finding.id in report.excused:
        state = State.IMMATERIAL if finding.id in report.immaterial else State.ACCEPTED
    figures = (finding.reported, finding.computed, finding.gap, finding.allowed)
    place = finding.place
    return (
        finding.id, finding.rule, finding.title, finding.severity.value, finding.verdict.value, finding.ledger,
        json.dumps(dict(finding.key)), _utf8(place.file), place.line, _utf8(place.column), _utf8(finding.message),
        state.value, any(isinstance(figure, Money) for figure in figures), *(_text(figure) for figure in figures),
    )  # fmt: skip


def _utf8(text: str) -> str:
    """Text that UTF-8 can carry: a byte of a file's name that is no character is spelt out."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _text(figure: Figure | None) -> str | None:
    return None if figure is None else decimal_text(plain(figure))


def _reading(database: sqlite3.Connection, table: LedgerTable, sha256: str, ledger_set: LedgerSet, kept: Kept) -> int:
    """The figures of a file as it was read; kept once, however many runs read it so."""
    names = [*([AUTHORITY] if table.has_authority else []), *table.schema.key]
    names = list(dict.fromkeys(names))
    kept_names = kept.names_of(names)
    columns = [name for name, column in table.schema.columns.items() if column.type is ColumnType.MONEY]
    read_by = [
        table.schema.name,
        sha256,
        table.unit,
        ledger_set.currency,
        str(ledger_set.year_start),
        *kept_names,
        "",
        *columns,
    ]
    digest = hashlib.sha256(SEPARATOR.join(read_by).encode()).hexdigest()
    known = database.execute("SELECT id FROM reading WHERE digest = ?", (digest,)).fetchone()
    if known:
        return int(known[0])
    cursor = database.execute("INSERT INTO reading VALUES (NULL, ?, ?)", (digest, json.dumps(kept_names)))
    reading = int(cursor.lastrowid or 0)
    if kept.figures:
        figures = _figures(reading, table, names, columns, kept)
        database.executemany("INSERT INTO figure VALUES (?, ?, ?, ?, ?, ?, ?, ?)", figures)
    return reading


def _figures(
    reading: int, table: LedgerTable, names: Sequence[str], columns: Sequence[str], kept: Kept
) -> Iterator[tuple[int, str, str, int, int, str, int, str]]:
    """Every figure of money with its column, key and line. Rows of one key are told apart by their order."""
    rows = table.select(list(dict.fromkeys((LINE, *names, *columns))))
    texts = [kept.words(name, pc.fill_null(rows[name].cast(pa.string()), "")) for name in names]
    keys = pc.binary_join_element_wise(*texts, SEPARATOR).to_pylist() if texts else [""] * rows.num_rows
    lines = rows[LINE].to_pylist()
    seen: Counter[str] = Counter()
    nth = []
    for key in keys:
        seen[key] += 1
        nth.append(seen[key])
    for column in columns:
        values = rows[column].cast(pa.string()).to_pylist()
        places = zip(keys, nth, lines, *_headers(table, column), values, strict=True)
        for key, number, line, header, sign, value in places:
            if value is not None:
                place = table.places.ref(line, header) if table.places is not None else None
                line, header = (place.line, place.column) if place is not None else (line, header)
                yield reading, column, key, number, line, header, sign, value


def _headers(table: LedgerTable, column: str) -> tuple[list[str], list[int]]:
    """Row by row, the header a column's figure stands under, and -1 where it stands there with the sign reversed."""
    header, count = table.headers.get(column, column), table.row_count
    if column not in table.has_negated:
        return [header] * count, [1] * count
    negated = table.select([negated_column(column)])[0]
    stand_in = table.schema.columns[column].negated_by or column
    headers = pc.if_else(negated, table.headers.get(stand_in, stand_in), header).to_pylist()
    return headers, pc.if_else(negated, -1, 1).to_pylist()
