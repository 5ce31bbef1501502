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
from budget_monitor.history.tables import TABLES, unsound
from budget_monitor.model.running.files import HISTORY_FILE, HISTORY_FOLDER, is_there

APPLICATION_ID = 0x426D6F6E
"""Marks an SQLite file as a history of this tool."""
LAYOUT = 1
"""The version of the tables below."""
WAIT = 60.0
"""Seconds to wait for another run that is recording."""


def history_file(ledgers: Path) -> Path:
    """Where the history of a ledger set is kept."""
    return ledgers / HISTORY_FOLDER / HISTORY_FILE


def check_history(ledgers: Path) -> None:
    """Raises UsageError when a run could not be recorded because what is there is no sound history."""
    path = history_file(ledgers)
    if is_there(path.parent):
        _check_place(path)
    if path.exists():
        with _opened(path, "rw") as database:
            _check(database, path)


@contextmanager
def reading(ledgers: Path) -> Iterator[sqlite3.Connection]:
    """The history, to be read. Raises UsageError if there is none, or if it is damaged."""
    path = history_file(ledgers)
    _check_place(path)
    if not path.exists():
        raise UsageError(f"{ledgers}: there is no history yet; `budget-monitor check --record` begins one")
    with _opened(path, "rw") as database:
        if _check(database, path):
            raise UsageError(f"{path}: no run is recorded yet; `budget-monitor check --record` records one")
        try:
            yield database
        except (ValueError, TypeError, ArithmeticError, LookupError, RuntimeError, AttributeError) as error:
            raise UsageError(_damaged(path, f"what is in it cannot be read ({type(error).__name__})")) from error
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
        if _check(database, path):
            database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            database.execute(f"PRAGMA user_version = {LAYOUT}")
            for statement in TABLES.split(";\n"):
                database.execute(statement)
        yield database
        database.execute("COMMIT")


@contextmanager
def _opened(path: Path, mode: str) -> Iterator[sqlite3.Connection]:
    """The database in a transaction, so that all that is asked of it is asked at one moment, with what SQLite has to
    say put into words. A transaction that is not finished is undone.

    Even who only reads opens it for writing: a run that was killed half way is undone by whoever comes next.
    """
    _check_place(path)
    try:
        address = f"{path.absolute().as_uri()}?mode={mode}"
        with closing(sqlite3.connect(address, uri=True, timeout=WAIT, isolation_level=None)) as database:
            database.execute("BEGIN" if mode == "rw" else "BEGIN IMMEDIATE")
            yield database
    except sqlite3.OperationalError as error:
        if "locked" in str(error) or "busy" in str(error):
            raise UsageError(f"{path}: another run has been recording for a minute; try again") from error
        raise UsageError(f"{path}: the history cannot be opened or written: {error}") from error
    except sqlite3.DatabaseError as error:
        raise UsageError(_damaged(path, str(error))) from error
    except UnicodeDecodeError as error:  # of what SQLite itself says, which quotes the file
        raise UsageError(_damaged(path, "it holds bytes that are no text")) from error


def _check_place(path: Path) -> None:
    """Raises UsageError for anything but a file that is there, or is to be begun."""
    if path.is_symlink() and not path.exists():
        raise UsageError(_damaged(path, "this link leads nowhere"))
    if path.exists() and not path.is_file():
        raise UsageError(_damaged(path, "it is no file"))


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
    if reason := unsound(database):
        raise UsageError(_damaged(path, reason))
    return False


def _damaged(path: Path, reason: str) -> str:
    return f"{path}: not a sound history: {reason}; it is left as it is. Move it away, and --record begins a new one"
