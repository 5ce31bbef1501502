"""The tables of the history, and whether their contents can have been written by this tool.

A history that something else has changed is left as it is: nothing is read from it, and nothing added.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping

from budget_monitor.model.checks.rule import Severity
from budget_monitor.model.results.history import State
from budget_monitor.model.results.outcome import Verdict

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

MAX_CHARACTERS_OF_A_NUMBER = 60


def _is_one_of(column: str, words: type[State | Verdict | Severity]) -> str:
    return f"{column} IN ({', '.join(repr(word.value) for word in words)})"


def _is_a_number(column: str) -> str:
    return (
        f"({column} IS NULL OR (length({column}) <= {MAX_CHARACTERS_OF_A_NUMBER} AND {column} GLOB '*[0-9]'"
        f" AND ltrim({column}, '-') NOT GLOB '*[^0-9.]*' AND {column} NOT GLOB '*.*.*'))"
    )


def _holds(column: str, kind: str) -> str:
    return f"CASE WHEN json_valid({column}) THEN json_type({column}) = '{kind}' ELSE 0 END"


CONDITIONS: Mapping[str, tuple[str, ...]] = {
    "run": ("datetime(at) IS NOT NULL", _holds("unread", "array"), _holds("unlisted", "array")),
    "input": ("run IN (SELECT id FROM run)", "reading IN (SELECT id FROM reading)"),
    "rule": ("run IN (SELECT id FROM run)",),
    "finding": (
        "run IN (SELECT id FROM run)", _is_one_of("severity", Severity), _is_one_of("verdict", Verdict),
        _is_one_of("state", State), _holds("key", "object"),
        *(_is_a_number(column) for column in ("reported", "computed", "gap", "allowed")),
    ),
    "reading": (_holds("key_names", "array"),),
    "figure": (_is_a_number("value"), "sign IN (1, -1)"),
}  # fmt: skip
"""What holds for every row of a table, besides the types of its columns."""


def unsound(database: sqlite3.Connection) -> str:
    """What in a history cannot have been written by this tool; empty where nothing was found."""
    expected = dict(_definitions(_empty()))
    for table, definition in _definitions(database):
        if expected.pop(table, None) != definition:
            return f"its table {table!r} is not as it should be"
    for table in expected:
        return f"it has no table {table!r}"
    for table, conditions in CONDITIONS.items():
        for condition in (*_types(database, table), *conditions):
            if database.execute(f"SELECT 1 FROM {table} WHERE NOT ({condition}) LIMIT 1").fetchone():
                return f"a row of its table {table!r} has been changed"
    return ""


def _empty() -> sqlite3.Connection:
    database = sqlite3.connect(":memory:")
    database.executescript(TABLES)
    return database


def _definitions(database: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """The tables, each with the statement that made it, in single spaces."""
    rows = database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    yield from ((name, " ".join(sql.split())) for name, sql in rows)


def _types(database: sqlite3.Connection, table: str) -> Iterator[str]:
    """That each column holds values of its type: SQLite itself would take any."""
    for _, column, kind, needed, *_ in database.execute(f"PRAGMA table_info({table})").fetchall():
        allowed = "('{}')" if needed or kind == "INTEGER" else "('{}', 'null')"
        yield f'typeof("{column}") IN {allowed.format(kind.casefold())}'
