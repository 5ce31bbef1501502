"""Balances in one column that are named alike but for the date: each goes on from the one before it.

Balance at 31 March 2025, what was used and saved, balance at 31 March 2026, what was used, balance at 31 March 2027: a
balance is the one before it and all that stands between them, and no movement of the next year besides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from msgspec.structs import replace

from budget_monitor.discover.checks import LINEAR, Check, Part
from budget_monitor.discover.doubts.one_slip import slipped
from budget_monitor.discover.labels import is_balance
from budget_monitor.discover.typed.promises import checked
from budget_monitor.figures.naming import NamedTable, named_table
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.checks.verdict import HELD
from budget_monitor.model.ledgers.grid import Grid
from budget_monitor.model.results.outcome import Verdict

_DATE = re.compile(r"(?i)\b(?:\d[\d/–-]*(?:st|nd|rd|th)?|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)\b")
MIN_BALANCES = 3
"""Two balances with figures between them may be of anything; that the third goes on from the second proves it."""
GOES_ON = "each balance goes on from the one before it"


def with_roll_forward(grid: Grid, known: Sequence[Check]) -> list[Check]:
    """The `known` checks of one table, with what balances named alike but for the date come to, where these hold, or
    one figure is wrong; without the sums that take a movement of the next year to a balance.
    """
    table = named_table(grid)
    checks = list(known)
    for balances in _balances(table):
        for column in table.columns:
            steps = _steps(table, balances, column)
            told = _told(steps) if len(steps) == len(balances) - 1 else []
            if told:
                own = {one.places for one in told}
                checks = [one for one in checks if not _is_across(one, balances, column) and one.places not in own]
                checks += told
    return checks


def _balances(table: NamedTable) -> Iterator[list[int]]:
    """The rows of a table whose names differ in nothing but a date, with others between them."""
    named: dict[str, list[int]] = {}
    for row in table.rows:
        label = table.label(row)
        if is_balance(label) and (name := _DATE.sub("", label)) != label:
            named.setdefault(" ".join(name.casefold().split()), []).append(row)
    for rows in named.values():
        if len(rows) >= MIN_BALANCES and all(after - before > 1 for before, after in pairwise(rows)):
            yield rows


def _steps(table: NamedTable, balances: Sequence[int], column: int) -> list[Check]:
    """What each balance after the first comes to, in one column."""
    steps = []
    for before, row in pairwise(balances):
        between = [one for one in table.rows if before < one < row and table.is_figure(one, column)]
        if between and table.is_figure(before, column) and table.is_figure(row, column):
            parts = [Part(one, column) for one in (row, before, *between)]
            steps.append(checked(table.grid, RelationKind.SUM, parts, GOES_ON, is_of_columns=False))
    return [one for one in steps if one is not None]


def _told(steps: Sequence[Check]) -> list[Check]:
    """The steps, where all hold, or one figure is all that is wrong: a balance by which two are out, or a figure of the
    only step that does not hold; none where that is not so, and nobody says what the figures between are.
    """
    off = [at for at, one in enumerate(steps) if one.verdict not in HELD]
    gaps: list[Fraction] = [steps[at].gap for at in off]
    is_one_balance = len(off) == len("ab") and off[1] - off[0] == 1 and sum(gaps) == 0
    is_one_slip = len(off) == 1 < len(steps) and bool(slipped(steps[off[0]]))
    if off and not is_one_balance and not is_one_slip:
        return []
    return [one if one.verdict in HELD else replace(one, verdict=Verdict.FAIL) for one in steps]


def _is_across(one: Check, balances: Sequence[int], column: int) -> bool:
    """True if a sum takes figures from before a balance, and from after it, and the balance itself."""
    if one.is_of_columns or one.kind not in LINEAR or one.target.column != column:
        return False
    rows = {part.row for part in one.parts}
    moved = rows.difference(balances)
    return bool(moved) and any(min(moved) < row < max(moved) for row in rows.intersection(balances))
