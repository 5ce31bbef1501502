"""How far each figure can move before a check fails, asked of the compiled equations and not of runs."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import floor

from budget_monitor.evaluate.verdicts.check import CheckOfCells
from budget_monitor.evaluate.verdicts.constraints import Constraints
from budget_monitor.model.ledgers.cell import CellRef
from budget_monitor.model.ledgers.ledger import LINE, LedgerTable
from budget_monitor.model.ledgers.money import plain
from budget_monitor.model.results.coverage import Coverage, Room

MAX_FIGURES = 20_000
"""Of a larger set so many figures are looked at, the first of each file; the others are counted."""


def coverage(constraints: Constraints) -> Coverage:
    """The room of every figure. Checks that fail or are open already notice nothing; restatements and checks of figures
    do, notices do not.
    """
    tables = constraints.frames.ledger_set.ledgers.values()
    found = [(table, column, line) for table in tables for column, line in _figures(table)]
    chosen = found[:MAX_FIGURES]
    places = [(table, column, constraints.maker.reader(table.schema.name).signed(line, column).cell)
              for table, column, line in chosen]  # fmt: skip
    checks: Mapping[CellRef, list[CheckOfCells]] = defaultdict(list)
    for check in constraints.touching([cell.ref for _, _, cell in places]):
        if check.finding is None:
            for ref in check.cells:
                checks[ref].append(check)
    rooms = []
    for table, column, cell in places:
        value = Fraction(0) if cell.value is None or isinstance(cell.value, str) else Fraction(plain(cell.value))
        down, up = room_of(cell.ref, checks[cell.ref])
        digits = digits_of(cell.text, value, constraints.unit(cell.ref))
        shown = _shown(cell.ref, digits, (down, up), checks[cell.ref])
        rooms.append(Room(cell, table.schema.name, column, down, up, 9 * len(digits), shown))
    return Coverage(tuple(rooms), len(found) - len(chosen))


def _figures(table: LedgerTable) -> Iterator[tuple[str, int]]:
    """Column and line of every figure of a ledger, line by line."""
    names = [name for name, column in table.schema.columns.items() if column.type.is_numeric]
    rows = table.select([LINE, *names])
    values = [rows[name].is_valid().to_pylist() for name in names]
    for place, line in enumerate(rows[LINE].to_pylist()):
        yield from ((name, line) for name, known in zip(names, values, strict=True) if known[place])


def room_of(ref: CellRef, checks: Sequence[CheckOfCells]) -> tuple[Fraction | None, Fraction | None]:
    """How far a figure can move down and up until one of its equations fails; None is without limit."""
    down: Fraction | None = None
    up: Fraction | None = None
    for check in checks:
        linear = check.linear
        if linear is None or linear.blanks or linear.is_partial or not linear.coefficients.get(ref):
            continue
        coefficient = linear.coefficients[ref]
        low, high = sorted(((-linear.allowed - linear.gap) / coefficient, (linear.allowed - linear.gap) / coefficient))
        down = -low if down is None else min(down, -low)
        up = high if up is None else min(up, high)
    return down, up


def digits_of(text: str, value: Fraction, unit: Fraction) -> list[tuple[int, Fraction]]:
    """The digits of a figure, each with what one more of it adds to the value."""
    digits = re.sub(r"\D", "", text)
    if not digits:
        return []
    last = value / int(digits) if int(digits) and value else unit
    return [(int(digit), last * 10 ** (len(digits) - 1 - place)) for place, digit in enumerate(digits)]


def _shown(
    ref: CellRef,
    digits: Sequence[tuple[int, Fraction]],
    room: tuple[Fraction | None, Fraction | None],
    checks: Sequence[CheckOfCells],
) -> int:
    """How many of the nine slips of each digit make some check fail: an equation, which the figure's room tells, or
    another check, which is asked.
    """
    shown = 0
    open_: list[Fraction] = []
    for digit, step in digits:
        less, more = (None if limit is None else floor(limit / abs(step)) for limit in room)
        if step < 0:
            less, more = more, less
        counts = [other - digit for other in range(10) if other != digit]
        within = [one for one in counts if (limit := more if one > 0 else less) is None or abs(one) <= limit]
        open_ += [one * step for one in within]
        shown += len(counts) - len(within)
    for check in checks:
        if check.linear is not None and check.linear.is_tangent:
            held = [*_holding(check, ref, open_, 1), *_holding(check, ref, open_, -1)]
            shown, open_ = shown + len(open_) - len(held), held
    others = [check for check in checks if check.linear is None]
    return shown + sum(any(check.possible({ref: change}) is False for check in others) for change in open_)


def _holding(check: CheckOfCells, ref: CellRef, changes: Sequence[Fraction], sign: int) -> Sequence[Fraction]:
    """The changes of one sign with which an equation holds: those up to a certain size, which is looked for."""
    by_size = sorted((one for one in changes if one * sign > 0), key=abs)
    return by_size[: bisect_left(by_size, True, key=lambda change: check.possible({ref: change}) is False)]
