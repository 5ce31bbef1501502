"""What headings and labels promise of figures, and the checks that come of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from msgspec import Struct

from budget_monitor.discover.belief.rounding import allowed_of, half_of
from budget_monitor.discover.belief.shapes import is_near
from budget_monitor.discover.checks import Check, Part, value_of
from budget_monitor.discover.labels import is_movement
from budget_monitor.discover.typed.slips import PROMISED
from budget_monitor.figures.naming import NamedTable
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.checks.verdict import HELD, held_with
from budget_monitor.model.ledgers.grid import Grid
from budget_monitor.model.results.outcome import Verdict


class Promise(Struct, frozen=True):
    """`target` is what the terms come to, each with its sign. All are rows or columns of the grid."""

    target: int
    terms: tuple[tuple[int, int], ...]
    named: str


def check_of(table: NamedTable, promise: Promise, line: int, *, across: bool) -> Check | None:
    """The check of what is promised in one row or column; None where a figure is missing there."""
    places = [promise.target, *(one for one, _ in promise.terms)]
    cells = [(line, one) if across else (one, line) for one in places]
    if not all(table.is_figure(*cell) for cell in cells):
        return None
    signs = [1, *(sign for _, sign in promise.terms)]
    parts = [Part(*cell, sign) for cell, sign in zip(cells, signs, strict=True)]
    kind = RelationKind.SUM if min(signs) > 0 else RelationKind.DIFFERENCE
    return checked(table.grid, kind, parts, f"{PROMISED}: {promise.named}", is_of_columns=across)


def checked(
    grid: Grid, kind: RelationKind, parts: Sequence[Part], evidence: str, *, is_of_columns: bool
) -> Check | None:
    """A check of these cells, the first being what the others come to; None where they say nothing."""
    target, *terms = parts
    values = [value_of(grid, part) for part in parts]
    if not any(values[1:]) or (len(terms) > 1 and sum(1 for one in values[1:] if one) == 0):
        return None
    computed = sum((part.sign * value for part, value in zip(terms, values[1:], strict=True)), Fraction())
    gap = values[0] - computed
    # a total of one line is that line: nothing was rounded on the way
    halves = (half_of(grid, part.row, part.column) for part in parts)
    allowed = allowed_of(gap, values, halves) if len(terms) > 1 else Fraction(0)
    size = max(abs(values[0]), abs(computed), *(abs(one) for one in values[1:]))
    verdict = held_with(gap) if abs(gap) <= allowed else Verdict.UNDECIDED
    if verdict is Verdict.UNDECIDED and is_near(int(gap * 10**6), int(size * 10**6)):
        verdict = Verdict.FAIL
    return Check(
        kind, grid, target, tuple(terms), computed, gap, allowed, verdict, evidence, is_of_columns=is_of_columns
    )


MIN_CHANGES_OF_A_RESULT = 2
_LESS = re.compile(r"(?i)\W*(?:less|minus|deduct)\b")
OPENING_AND_CLOSING = "opening, changes and closing"


def statement_promises(table: NamedTable, names: Mapping[int, str]) -> Iterator[list[Promise]]:
    """What rows come to of which the first is an opening balance and the last a closing one, by their `names`; of each
    list at most one is intended. A result, such as a surplus for the year, is what the changes above it come to, and
    not counted besides them.
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
