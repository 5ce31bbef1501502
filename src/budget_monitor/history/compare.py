"""Reads the history: its runs, and what changed from one to another."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from budget_monitor.errors import UsageError
from budget_monitor.history.kept import NO_FIGURES, plain_names, to_digest
from budget_monitor.history.record import SEPARATOR
from budget_monitor.history.store import reading
from budget_monitor.model.checks.rule import Severity
from budget_monitor.model.ledgers.cell import CellRef
from budget_monitor.model.ledgers.ledger import InputFile
from budget_monitor.model.ledgers.money import Figure, money, plain
from budget_monitor.model.ledgers.names import digest_of
from budget_monitor.model.lists.versions import KeyedColumn, KeyedTable
from budget_monitor.model.results.history import (
    ChangedLedger,
    Comparison,
    FindingChange,
    RecordedFinding,
    RecordedRun,
    State,
)
from budget_monitor.model.results.outcome import Verdict
from budget_monitor.model.results.review import LookedAt


def recorded_runs(ledgers: Path) -> tuple[RecordedRun, ...]:
    """All runs of the history beside some ledgers, the first one first. Raises UsageError when there is none."""
    with reading(ledgers) as database:
        return tuple(_run(database, number) for (number,) in database.execute("SELECT id FROM run ORDER BY id"))


def compare_runs(ledgers: Path, before: int | None = None, after: int | None = None) -> Comparison:
    """What changed of the findings between two runs: the last two, or one and the last, or any two. What changed of the
    figures is told from `changed_ledgers`.

    Raises UsageError when there is no such run, or only one.
    """
    with reading(ledgers) as database:
        numbers = [int(number) for (number,) in database.execute("SELECT id FROM run ORDER BY id")]
        if after is None:
            after = numbers[-1]
            if before is None:
                if len(numbers) < 2:
                    raise UsageError(f"{ledgers}: only one run is recorded; there is nothing to compare it with")
                before = numbers[-2]
        for number in (before, after):
            if number not in numbers:
                known = f"run {numbers[0]}" if len(numbers) == 1 else f"runs {numbers[0]} to {numbers[-1]}"
                raise UsageError(f"{ledgers}: there is no run {number}; the history has {known}")
        assert before is not None
        return _comparison(database, _run(database, before), _run(database, after))


def _comparison(database: sqlite3.Connection, before: RecordedRun, after: RecordedRun) -> Comparison:
    was = {finding.id: finding for finding in _findings(database, before)}
    now = {finding.id: finding for finding in _findings(database, after)}
    common = [(was[name], now[name]) for name in now if name in was]
    only_now = [finding for name, finding in now.items() if name not in was]
    only_then = [finding for name, finding in was.items() if name not in now]
    looked_then, looked_now = _covers(before.looked_at), _covers(after.looked_at)
    return Comparison(
        before=before,
        after=after,
        new=tuple(finding for finding in only_now if looked_then(finding)),
        gone=tuple(finding for finding in only_then if looked_now(finding)),
        changed=tuple(FindingChange(one, other) for one, other in common if _differs(one, other)),
        standing=tuple(other for one, other in common if not _differs(one, other)),
        not_looked_at=tuple(finding for finding in only_then if not looked_now(finding)),
        first_looked_at=tuple(finding for finding in only_now if not looked_then(finding)),
        without_figures=tuple(
            ledger
            for ledger, *readings in _read_anew(database, before, after)
            if any(_key_names(database, one) == NO_FIGURES for one in readings)
        ),
    )


def _covers(looked_at: LookedAt) -> Callable[[RecordedFinding], bool]:
    return lambda finding: looked_at.covers(finding.rule, finding.ledger, finding.key)


def _differs(one: RecordedFinding, other: RecordedFinding) -> bool:
    gaps = [None if finding.gap is None else plain(finding.gap) for finding in (one, other)]
    return gaps[0] != gaps[1] or one.verdict is not other.verdict


_COUNTS = ", ".join(verdict.value for verdict in Verdict)


def _run(database: sqlite3.Connection, number: int) -> RecordedRun:
    at, version, exit_code, currency, accepted, immaterial, year, period, portfolio, *gaps = database.execute(
        "SELECT at, version, exit_code, currency, accepted, immaterial, year, period, portfolio, unread, unlisted"
        " FROM run WHERE id = ?",
        (number,),
    ).fetchone()
    counts = database.execute(f"SELECT {_COUNTS} FROM run WHERE id = ?", (number,)).fetchone()
    rules = database.execute("SELECT id, sha256 FROM rule WHERE run = ? ORDER BY place", (number,)).fetchall()
    inputs = database.execute(
        "SELECT file, ledger, sha256, rows, unit FROM input WHERE run = ? ORDER BY file", (number,)
    ).fetchall()
    unread, unlisted = (frozenset(json.loads(names)) for names in gaps)
    looked_at = LookedAt(frozenset(rule for rule, _ in rules), year, period, portfolio, unread, unlisted)
    return RecordedRun(
        id=number,
        at=datetime.fromisoformat(at),
        version=version,
        exit_code=exit_code,
        counts=dict(zip(Verdict, counts, strict=True)),
        accepted=accepted,
        immaterial=immaterial,
        inputs=tuple(InputFile(*read) for read in inputs),
        rules=dict(rules),
        looked_at=looked_at,
        currency=currency,
    )


def _findings(database: sqlite3.Connection, run: RecordedRun) -> Iterator[RecordedFinding]:
    rows = database.execute(
        'SELECT id, rule, title, severity, verdict, ledger, key, file, line, "column", message, state, is_money,'
        " reported, computed, gap, allowed FROM finding WHERE run = ? ORDER BY place",
        (run.id,),
    )
    for name, rule, title, severity, verdict, ledger, key, file, line, column, message, state, is_money, *texts in rows:
        numbers = [None if text is None else Decimal(text) for text in texts]
        figures: list[Figure | None] = [
            money(number, run.currency) if is_money and number is not None else number for number in numbers
        ]
        yield RecordedFinding(
            name, rule, title, Severity(severity), Verdict(verdict), ledger, json.loads(key),
            CellRef(file, line, column), message, State(state), *figures,
        )  # fmt: skip


def _read_anew(database: sqlite3.Connection, before: RecordedRun, after: RecordedRun) -> list[tuple[str, int, int]]:
    """The ledgers that both runs read, from files that are not the same, with both readings."""
    return database.execute(
        "SELECT a.ledger, a.reading, b.reading FROM input a JOIN input b ON a.ledger = b.ledger"
        " WHERE a.run = ? AND b.run = ? AND a.reading <> b.reading ORDER BY a.ledger",
        (before.id, after.id),
    ).fetchall()


def changed_ledgers(ledgers: Path, before: RecordedRun, after: RecordedRun) -> tuple[ChangedLedger, ...]:
    """The ledgers that both runs read and that are not the same, as they were and as they are, where their figures were
    kept.

    The key of a row is that of its ledger, and which of the rows of that key it is.
    """
    files = {read.ledger: read.file for read in after.inputs}
    with reading(ledgers) as database:
        return tuple(
            _changed(database, ledger, was, now, files[ledger])
            for ledger, was, now in _read_anew(database, before, after)
            if NO_FIGURES not in (_key_names(database, was), _key_names(database, now))
        )


def _changed(database: sqlite3.Connection, ledger: str, was: int, now: int, file: str) -> ChangedLedger:
    then, names = _key_names(database, was), _key_names(database, now)
    earlier, _ = _table(database, was, file, to_digest(then, names))
    later, places = _table(database, now, file, to_digest(names, then))
    return ChangedLedger(ledger, plain_names(names), earlier, later, places)


def _key_names(database: sqlite3.Connection, reading: int) -> tuple[str, ...]:
    (names,) = database.execute("SELECT key_names FROM reading WHERE id = ?", (reading,)).fetchone()
    return tuple(json.loads(names))


def _table(
    database: sqlite3.Connection, reading: int, file: str, digested: frozenset[int]
) -> tuple[KeyedTable, dict[tuple[int, str], tuple[CellRef, int]]]:
    """The figures of a reading, and of each (row and column) its place and the sign in which it stands there. Of some
    parts of the keys only a digest is kept in what they are compared with.
    """
    rows: dict[tuple[str, int], int] = {}
    lines: list[int] = []
    values: dict[str, dict[int, Decimal]] = {}
    places: dict[tuple[int, str], tuple[CellRef, int]] = {}
    figures = database.execute(
        'SELECT key, nth, line, "column", header, sign, value FROM figure WHERE reading = ? ORDER BY line, "column"',
        (reading,),
    )
    for key, nth, line, column, header, sign, value in figures:
        row = rows.setdefault((key, nth), len(rows))
        if row == len(lines):
            lines.append(line)
        values.setdefault(column, {})[row] = Decimal(value)
        places[row, column] = CellRef(file, line, header), sign
    every = range(len(rows))
    columns = {
        name: KeyedColumn(
            name, place, [str(known.get(row, "")) for row in every], [known.get(row) for row in every], 0, is_added=True
        )
        for place, (name, known) in enumerate(values.items())
    }
    keys = [
        (*(digest_of(text) if place in digested else text for place, text in enumerate(key.split(SEPARATOR))), str(nth))
        for key, nth in rows
    ]
    return KeyedTable(file, "", keys, lines, columns), places
