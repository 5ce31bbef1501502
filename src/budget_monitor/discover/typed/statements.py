"""Opening balance, all changes one below the other, and closing balance, with the result of the year among them or not.

A result, such as a surplus for the year, is what the changes above it come to: it is not counted besides them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from budget_monitor.discover.checks import Part, value_of
from budget_monitor.discover.labels import is_movement
from budget_monitor.discover.typed.promises import Promise, check_of
from budget_monitor.figures.naming import NamedTable
from budget_monitor.model.checks.verdict import HELD

MIN_CHANGES_OF_A_RESULT = 2
_LESS = re.compile(r"(?i)\W*(?:less|minus|deduct)\b")
OPENING_AND_CLOSING = "opening, changes and closing"


def statement_promises(table: NamedTable, names: Mapping[int, str]) -> Iterator[list[Promise]]:
    """What rows come to of which the first is an opening balance and the last a closing one, by their `names`; of each
    list at most one is intended.
    """
    first, *moved, last = names
    less = tuple((row, _sign(names[row])) for row in (first, *moved))
    plain = tuple((row, 1) for row in (first, *moved))
    all_lines = [Promise(last, terms, OPENING_AND_CLOSING) for terms in dict.fromkeys((plain, less))]
    for at, row in enumerate(moved):
        if at < MIN_CHANGES_OF_A_RESULT or not is_movement(names[row]):
            continue
        after = moved[at + 1 :]
        results = _with_signs(row, moved[:at], names, "the result of the changes above it")
        closing = Promise(last, tuple((one, 1) for one in (first, row, *after)), OPENING_AND_CLOSING)
        without = _with_signs(last, [first, *moved[:at], *after], names, OPENING_AND_CLOSING)
        if _come_out(table, (closing, *results, *without), row) and not _come_out(table, all_lines, row):
            yield [closing]
            yield results
            return
    yield all_lines


def _with_signs(target: int, rows: Sequence[int], names: Mapping[int, str], named: str) -> list[Promise]:
    """A row as the sum of others; those further down taken away, from one of them on, or those that say so."""
    ways = [[1 if at < kept else -1 for at in range(len(rows))] for kept in range(len(rows), 0, -1)]
    ways.append([_sign(names[row]) for row in rows])
    return [Promise(target, tuple(zip(rows, signs, strict=True)), named) for signs in dict.fromkeys(map(tuple, ways))]


def _sign(name: str) -> int:
    return -1 if _LESS.match(name) else 1


def _come_out(table: NamedTable, promises: Iterable[Promise], row: int) -> bool:
    """True if one of some promises is kept in a column in which a row is not nil."""
    told = [column for column in table.columns if value_of(table.grid, Part(row, column))]
    checks = (check_of(table, one, column, across=False) for one in promises for column in told)
    return any(one is not None and one.verdict in HELD for one in checks)
