"""Columns that say by how much another one changed from row to row: 270 beside 8,129, below 7,859."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from msgspec.structs import replace

from budget_monitor.discover.belief.rounding import allowed_of, half_of
from budget_monitor.discover.belief.trust import MIN_PLACES_TO_FAIL, MIN_SHARE_TO_FAIL
from budget_monitor.discover.checks import Check, Part, value_of
from budget_monitor.discover.doubts.one_slip import slipped
from budget_monitor.discover.proved.cumulative import with_cumulative
from budget_monitor.discover.proved.pence import with_pence
from budget_monitor.discover.proved.roll_forward import with_roll_forward
from budget_monitor.figures.naming import NamedTable, named_table
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.checks.verdict import HELD, held_with
from budget_monitor.model.ledgers.grid import Grid
from budget_monitor.model.ledgers.names import is_total
from budget_monitor.model.results.outcome import Verdict

_STEP = re.compile(r"(?i)\b(?:changes?|movements?|increase|decrease|difference|growth|rise|fall)\b")
MIN_STEPS_THAT_HOLD = 3
MIN_DIGITS_THAT_HOLD = 6
"""So many changes, with so many digits together, hardly ever come out by chance."""


def with_steps(grid: Grid, known: Sequence[Check]) -> list[Check]:
    """The `known` checks of a table that was typed, and those of its columns of changes, from row to row and in pence,
    of its cumulative figures and of its balances.

    A change that does not hold fails where one slip explains it, or where the next is out by as much the other way.
    """
    table = named_table(grid)
    made = {one.target.column for one in known if one.is_of_columns and one.verdict in HELD}
    found: list[Check] = []
    for column in table.columns:
        if column not in made and _STEP.search(table.heading(table.rows[0], column)):
            ways = [
                _steps(table, column, other, rows)
                for other in table.columns
                if other != column
                for rows in (table.rows, table.rows[::-1])
            ]
            best = max(ways, key=_held, default=[])
            if _held(best) >= MIN_STEPS_THAT_HOLD and _digits(best) >= MIN_DIGITS_THAT_HOLD:
                found += _judged(best)
    return with_roll_forward(grid, with_cumulative(grid, with_pence(grid, [*known, *found])))


def _held(steps: Sequence[Check]) -> int:
    """How many changes come out that are no noughts."""
    return sum(one.verdict in HELD and bool(value_of(one.grid, one.target)) for one in steps)


def _digits(steps: Sequence[Check]) -> int:
    """How many digits are written in the changes that come out."""
    texts = (one.grid.rows[one.target.row][one.target.column].text for one in steps if one.verdict in HELD)
    return sum(map(str.isdecimal, "".join(texts)))


def _steps(table: NamedTable, column: int, other: int, rows: Sequence[int]) -> list[Check]:
    """A column as the changes of another one, from each of the rows to the next, all with one sign."""
    pairs = [
        (before, row)
        for before, row in pairwise(rows)
        if not is_total(table.label(row))
        and not is_total(table.label(before))
        and _is_filled(table, before, row, column, other)
    ]
    return max(([_step(table.grid, pair, column, other, sign) for pair in pairs] for sign in (1, -1)), key=_held)


def _is_filled(table: NamedTable, before: int, row: int, column: int, other: int) -> bool:
    cells = [table.grid.rows[row][column], table.grid.rows[row][other], table.grid.rows[before][other]]
    return all(cell.value is not None and not cell.is_percent for cell in cells)


def _step(grid: Grid, pair: tuple[int, int], column: int, other: int, sign: int) -> Check:
    before, row = pair
    target, terms = Part(row, column), (Part(row, other, sign), Part(before, other, -sign))
    figures = [value_of(grid, part) for part in (target, *terms)]
    computed = sign * (figures[1] - figures[2])
    gap = figures[0] - computed
    allowed = allowed_of(gap, figures, (half_of(grid, part.row, part.column) for part in (target, *terms)))
    verdict = held_with(gap) if abs(gap) <= allowed else Verdict.UNDECIDED
    return Check(RelationKind.DIFFERENCE, grid, target, terms, computed, gap, allowed, verdict, "")


def _judged(steps: Sequence[Check]) -> list[Check]:
    """The changes, each with how often they come out; those that do not fail where they are understood, else they are
    left out.
    """
    held = sum(one.verdict in HELD for one in steps)
    evidence = f"the change from row to row, as it is in {held:,} of {len(steps):,} rows"
    gaps = [Fraction(0), *(one.gap if one.verdict not in HELD else Fraction(0) for one in steps), Fraction(0)]
    is_usual = held >= MIN_PLACES_TO_FAIL and held >= MIN_SHARE_TO_FAIL * len(steps)
    is_one_slip = len(steps) - held <= len("ab")
    judged = []
    for at, one in enumerate(steps, start=1):
        is_turned = bool(gaps[at]) and -gaps[at] in (gaps[at - 1], gaps[at + 1])
        if one.verdict in HELD:
            judged.append(replace(one, evidence=evidence))
        elif (is_usual or is_one_slip) and (is_turned or slipped(one)):
            judged.append(replace(one, verdict=Verdict.FAIL, evidence=evidence))
    return judged
