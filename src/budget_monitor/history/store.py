"""The file the history is kept in: opened with care, and never written over when it is not what it should be.

A run is written in one transaction. The rollback journal of SQLite makes that whole or undone, whatever happens to
the process; it is used rather than the write-ahead log because that does not work on shared network drives.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from budget_monitor.errors import UsageError
from budget_monitor.model.history import HISTORY_FILE, HISTORY_FOLDER

APPLICATION_ID = 0x426D6F6E
"""Marks an SQLite file as a history of this tool."""
LAYOUT = 1
"""The version of the tables below."""
WAIT = 60.0
"""Seconds to wait for another run that is recording."""

TABLES = """
CREATE TABLE run (
  id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, version TEXT NOT NULL, exit_code INTEGER NOT NULL,
  currency TEXT NOT NULL, exact INTEGER NOT NULL, within_rounding INTEGER NOT NULL, fail INTEGER NOT NULL,
  undecided INTEGER NOT NULL, broken INTEGER NOT NULL, accepted INTEGER NOT NULL, immaterial INTEGER NOT NULL,
  year TEXT, period TEXT, portfolio TEXT, unread TEXT NOT NULL, unlisted TEXT NOT NULL);
CREATE TABLE input (
  run INTEGER NOT NULL, file TEXT NOT NULL, ledger TEXT NOT NULL, sha256 TEXT NOT NULL, rows INTEGER NOT NULL,
  unit TEXT NOT NULL, reading INTEGER NOT NULL, PRIMARY KEY (run, file)) WITHOUT ROWID;
CREATE TABLE rule (run INTEGER NOT NULL, id TEXT NOT NULL, sha256 TEXT NOT NULL, place INTEGER NOT NULL,
  PRIMARY KEY (run, id)) WITHOUT ROWID;
CREATE TABLE finding (
  run INTEGER NOT NULL, place INTEGER NOT NULL, id TEXT NOT NULL, rule TEXT NOT NULL, title TEXT NOT NULL,
  severity TEXT NOT NULL, verdict TEXT NOT NULL, ledger TEXT NOT NULL, key TEXT NOT NULL, file TEXT NOT NULL,
  line INTEGER NOT NULL, "column" TEXT NOT NULL, message TEXT NOT NULL, state TEXT NOT NULL, is_money INTEGER NOT NULL,
  reported TEXT, computed TEXT, gap TEXT, allowed TEXT, PRIMARY KEY (run, place)) WITHOUT ROWID;
-- A file that is read again as it was is kept once: its figures hang on the reading, not on the run. A figure that
-- stands in the file with the sign reversed, under another header, has the sign -1.
CREATE TABLE reading (id INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, key_names TEXT NOT NULL);
CREATE TABLE figure (
  reading INTEGER NOT NULL, "column" TEXT NOT NULL, key TEXT NOT NULL, nth INTEGER NOT NULL, line INTEGER NOT NULL,
  header TEXT NOT NULL, sign INTEGER NOT NULL, value TEXT NOT NULL, PRIMARY KEY (reading, "column", key, nth)
  ) WITHOUT ROWID;
"""


def history_file(ledgers: Path) -> Path:
    """Where the history of a ledger set is kept."""
    return ledgers / HISTORY_FOLDER / HISTORY_FILE


def check_history(ledgers: Path) -> None:
    """Raises UsageError when a run could not be recorded because what is there is no sound history."""
    path = history_file(ledgers)
    if path.exists():
        with _opened(path, "rw") as database:
            _check(database, path)


@contextmanager
def reading(ledgers: Path) -> Iterator[sqlite3.Connection]:
    """The history, to be read. Raises UsageError when there is none, or it is no sound one."""
    path = history_file(ledgers)
    if not path.exists():
        raise UsageError(f"{ledgers}: there is no history yet; `budget-monitor check --record` begins one")
    with _opened(path, "rw") as database:
        if _check(database, path):
            raise UsageError(f"{path}: no run is recorded yet; `budget-monitor check --record` records one")
        database.execute("BEGIN")
        yield database
        database.execute("COMMIT")


@contextmanager
def writing(ledgers: Path) -> Iterator[sqlite3.Connection]:
    """The history, begun if need be, in one transaction: all of it is written at the end, or nothing.

    Waits for another run that is recording. Raises UsageError when it cannot be written, or is no sound history.
    """
    path = history_file(ledgers)
    try:
        path.parent.mkdir(exist_ok=True)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror or error}") from error
    with _opened(path, "rwc") as database:
        database.execute("BEGIN IMMEDIATE")
        if _check(database, path):
            database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            database.execute(f"PRAGMA user_version = {LAYOUT}")
            for statement in TABLES.split(";\n"):
                database.execute(statement)
        yield database
        database.execute("COMMIT")


@contextmanager
def _opened(path: Path, mode: str) -> Iterator[sqlite3.Connection]:
    """The database, with what SQLite has to say put into words. An unfinished transaction is undone.

    Even who only reads opens it for writing: a run that was killed half way is undone by whoever comes next.
    """
    if path.exists() and not path.is_file():
        raise UsageError(_damaged(path, "it is no file"))
    try:
        address = f"{path.resolve().as_uri()}?mode={mode}"
        with closing(sqlite3.connect(address, uri=True, timeout=WAIT, isolation_level=None)) as database:
            yield database
    except sqlite3.OperationalError as error:
        if "locked" in str(error) or "busy" in str(error):
            raise UsageError(f"{path}: another run has been recording for a minute; try again") from error
        raise UsageError(f"{path}: the history cannot be opened or written: {error}") from error
    except sqlite3.DatabaseError as error:
        raise UsageError(_damaged(path, str(error))) from error


def _check(database: sqlite3.Connection, path: Path) -> bool:
    """Whether the file is new, with nothing in it yet. Raises UsageError when it is no sound history."""
    (application,) = database.execute("PRAGMA application_id").fetchone()
    (layout,) = database.execute("PRAGMA user_version").fetchone()
    (tables,) = database.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if not application and not tables:
        return True
    if application != APPLICATION_ID:
        raise UsageError(_damaged(path, "it belongs to another program"))
    if layout != LAYOUT:
        raise UsageError(f"{path}: written by another version of budget-monitor (layout {layout}, here {LAYOUT})")
    (state,) = database.execute("PRAGMA quick_check(1)").fetchone()
    if state != "ok":
        raise UsageError(_damaged(path, " ".join(str(state).split())))
    return False


def _damaged(path: Path, reason: str) -> str:
    return f"{path}: not a sound history: {reason}; it is left as it is. Move it away, and --record begins a new one"
