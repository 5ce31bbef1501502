"""Reads the history: its runs, and what changed from one to another."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from budget_monitor.errors import UsageError
from budget_monitor.history.record import SEPARATOR
from budget_monitor.history.store import reading
from budget_monitor.model.cell import CellRef
from budget_monitor.model.history import (
    Comparison,
    FigureCounts,
    FindingChange,
    RecordedFinding,
    RecordedRun,
    Restatement,
    State,
)
from budget_monitor.model.ledger import InputFile
from budget_monitor.model.money import Figure, money, plain
from budget_monitor.model.outcome import Verdict
from budget_monitor.model.review import LookedAt
from budget_monitor.model.rule import Severity


def recorded_runs(ledgers: Path) -> tuple[RecordedRun, ...]:
    """All runs of the history beside some ledgers, the first one first. Raises UsageError when there is none."""
    with reading(ledgers) as database:
        return tuple(_run(database, number) for (number,) in database.execute("SELECT id FROM run ORDER BY id"))


def compare_runs(ledgers: Path, before: int | None = None, after: int | None = None) -> Comparison:
    """What changed between two runs: the last two, or one and the last, or any two.

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
    restated: list[Restatement] = []
    figures: list[FigureCounts] = []
    for ledger, one, other in _read_anew(database, before, after):
        joined = _restated(database, ledger, one, other, after)
        restated += joined
        figures += _counts(database, ledger, one, other)
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
        restated=tuple(restated),
        figures=tuple(figures),
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


_BOTH = 'figure a JOIN figure b ON a."column" = b."column" AND a.key = b.key AND a.nth = b.nth'


def _restated(database: sqlite3.Connection, ledger: str, one: int, other: int, run: RecordedRun) -> list[Restatement]:
    (names,) = database.execute("SELECT key_names FROM reading WHERE id = ?", (other,)).fetchone()
    file = next(read.file for read in run.inputs if read.ledger == ledger)
    rows = database.execute(
        f"SELECT b.key, b.line, b.header, b.sign, a.value, b.value FROM {_BOTH}"
        ' WHERE a.reading = ? AND b.reading = ? AND a.value <> b.value ORDER BY b.line, b."column"',
        (one, other),
    )
    return [
        Restatement(
            ledger,
            dict(zip(json.loads(names), key.split(SEPARATOR), strict=True)),
            CellRef(file, line, header),
            money(Decimal(before) * sign, run.currency),
            money(Decimal(after) * sign, run.currency),
        )
        for key, line, header, sign, before, after in rows
    ]


def _counts(database: sqlite3.Connection, ledger: str, one: int, other: int) -> Iterator[FigureCounts]:
    """How many figures only one of two readings has; nothing where there are none."""
    counts = [
        int(database.execute("SELECT count(*) FROM figure WHERE reading = ?", (reading,)).fetchone()[0])
        for reading in (one, other)
    ]
    both = int(
        database.execute(
            f"SELECT count(*) FROM {_BOTH} WHERE a.reading = ? AND b.reading = ?", (one, other)
        ).fetchone()[0]
    )
    if counts != [both, both]:
        yield FigureCounts(ledger, counts[1] - both, counts[0] - both)
