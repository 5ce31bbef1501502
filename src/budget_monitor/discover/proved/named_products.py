"""What is said by three names in a row: so many hours, at so much each, cost so much. Few lines of it are enough.

What arithmetic alone would need in many lines to be no chance, the names of the three say in two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import permutations

from msgspec.structs import replace

from budget_monitor.discover.belief.rounding import PENNY_DECIMALS
from budget_monitor.discover.checks import Check, Part, value_of
from budget_monitor.discover.doubts.one_slip import slipped
from budget_monitor.discover.labels import is_quantity, is_rate, is_unit_price
from budget_monitor.discover.typed.slips import PROMISED
from budget_monitor.figures.naming import NamedTable, named_table
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.checks.verdict import HELD, Verdict, held_with
from budget_monitor.model.ledgers.grid import Grid
from budget_monitor.model.ledgers.names import is_total

EVIDENCE = f"{PROMISED}: how many, at how much each"
_AMOUNT = re.compile(r"(?i)\b(?:costs?|amounts?|totals?|values?|charges?|pay|income|fees)\b")
MIN_HELD = 2
"""Lines in which it must hold; of two lines one, if a slip explains the other."""


def with_named_products(grid: Grid, checks: Sequence[Check]) -> list[Check]:
    """The checks of one table with those of amounts whose names say that they are a quantity times a price."""
    table = named_table(grid)
    known = {one.places for one in checks if one.verdict is not Verdict.UNDECIDED}
    found = [one for across in (True, False) for one in _found(table, across=across) if one.places not in known]
    cells = {one.places for one in found}
    return [*(one for one in checks if one.places not in cells), *found]


def _found(table: NamedTable, *, across: bool) -> Iterator[Check]:
    """Those of three columns, or rows, beside one another."""
    lines, others = (table.columns, table.rows) if across else (table.rows, table.columns)
    if not others or not lines:
        return
    names = {one: table.heading(others[0], one) if across else table.label(one) for one in lines}
    for at in range(len(lines) - 2):
        for quantity, price, amount in permutations(lines[at : at + 3]):
            is_amount = _AMOUNT.search(names[amount]) is not None and not is_rate(names[amount])
            if is_amount and is_quantity(names[quantity]) and is_unit_price(names[price]):
                yield from _believed([_check(table, (amount, quantity, price), one, across=across) for one in others])


def _check(table: NamedTable, three: Sequence[int], line: int, *, across: bool) -> Check | None:
    """The check in one line; None where a figure is missing, or it is a total, whose rate is an average."""
    parts = [Part(line, one) if across else Part(one, line) for one in three]
    if not all(table.is_figure(part.row, part.column) for part in parts):
        return None
    if is_total(table.label(line) if across else table.heading(three[0], line)):
        return None
    amount, quantity, price = (value_of(table.grid, part) for part in parts)
    if not quantity or not price:
        return None
    decimals = table.grid.rows[parts[0].row][parts[0].column].decimals
    allowed = Fraction(1, 2 * 10 ** max(0, min(PENNY_DECIMALS, decimals)))
    gap = amount - quantity * price
    verdict = held_with(gap) if abs(gap) <= allowed else Verdict.UNDECIDED
    return Check(
        RelationKind.PRODUCT, table.grid, parts[0], tuple(parts[1:]), quantity * price, gap, allowed, verdict, EVIDENCE,
        is_of_columns=across,
    )  # fmt: skip


def _believed(tried: Sequence[Check | None]) -> list[Check]:
    """Those of one product, where it holds in all lines but one at most, which a slip explains."""
    told = [one for one in tried if one is not None]
    off = [one for one in told if one.verdict not in HELD]
    if len(told) < MIN_HELD or len(off) > 1 or not all(map(slipped, off)):
        return []
    return [replace(one, verdict=Verdict.FAIL) if one in off else one for one in told]
