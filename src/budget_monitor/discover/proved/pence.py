"""Columns that say in pence by how much one column of pounds differs from another: +28 beside 7.86 and 8.14."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import permutations

from budget_monitor.discover.belief.rounding import half_of
from budget_monitor.discover.checks import Check, Part, value_of
from budget_monitor.discover.doubts.one_slip import is_one_edit
from budget_monitor.figures.naming import NamedTable, named_table
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.checks.verdict import HELD, held_with
from budget_monitor.model.ledgers.grid import Grid
from budget_monitor.model.results.outcome import Verdict

_IN_PENCE = re.compile(r"(?i)\((?:in )?(?:p|pence)\)|\bpence\b(?! (?:per|an?|each)\b)")
_DIFFERS = re.compile(r"(?i)\b(?:changes?|increase|decrease|difference|rise|fall|more|less)\b")
PENCE = 100
"""Those of a pound."""
MIN_HELD = 2
MAX_COLUMNS = 8
"""Columns of pounds that are tried with one another."""


def with_pence(grid: Grid, known: Sequence[Check]) -> list[Check]:
    """The `known` checks of a table that was typed, and those of its differences in pence. One that does not hold fails
    where all others do, and one slip explains it.
    """
    table = named_table(grid)
    first = table.rows[0] if table.rows else 0
    headings = {column: table.heading(first, column) for column in table.columns}
    pounds = [column for column, heading in headings.items() if "£" in heading][:MAX_COLUMNS]
    found: list[Check] = []
    for column, heading in headings.items():
        if _IN_PENCE.search(heading) and _DIFFERS.search(heading) and column not in pounds:
            ways = [_differences(table, column, *pair) for pair in permutations(pounds, len("ab"))]
            best = max(ways, key=_held, default=[])
            if _held(best) >= MIN_HELD and len(best) - _held(best) <= 1:
                found += [one for one in best if one.verdict is not Verdict.UNDECIDED]
    return [*known, *found]


def _held(checks: Sequence[Check]) -> int:
    """How many differences come out that are no noughts."""
    return sum(one.verdict in HELD and bool(value_of(one.grid, one.target)) for one in checks)


def _differences(table: NamedTable, column: int, later: int, before: int) -> list[Check]:
    rows = table.grid.rows
    filled = [row for row in table.rows if all(rows[row][one].value is not None for one in (column, later, before))]
    checks = [_difference(table.grid, row, column, later, before) for row in filled]
    held = sum(one.verdict in HELD for one in checks)
    evidence = f"in pence, as it is in {held:,} of {len(checks):,} rows"
    return [Check(one.kind, one.grid, one.target, one.terms, one.computed, one.gap, one.allowed, one.verdict, evidence,
                  is_of_columns=True) for one in checks]  # fmt: skip


def _difference(grid: Grid, row: int, column: int, later: int, before: int) -> Check:
    target, terms = Part(row, column), (Part(row, later, PENCE), Part(row, before, -PENCE))
    figures = [value_of(grid, part) for part in (target, *terms)]
    computed = PENCE * (figures[1] - figures[2])
    gap = figures[0] - computed
    allowed = half_of(grid, row, column) if computed % 1 else Fraction(0)
    verdict = held_with(gap) if abs(gap) <= allowed else Verdict.FAIL if _is_one_slip(grid, target, terms, gap) else (
        Verdict.UNDECIDED
    )  # fmt: skip
    return Check(RelationKind.DIFFERENCE, grid, target, terms, computed, gap, allowed, verdict, "")


def _is_one_slip(grid: Grid, target: Part, terms: Sequence[Part], gap: Fraction) -> bool:
    """True if one slip in one of the figures, as finely as it is written, explains the gap."""
    for part, change in ((target, -gap), *((part, gap / part.sign) for part in terms)):
        power = Fraction(10) ** max(0, grid.rows[part.row][part.column].decimals)
        written, meant = value_of(grid, part) * power, (value_of(grid, part) + change) * power
        if meant.denominator == written.denominator == 1 and is_one_edit(int(written), int(meant)):
            return True
    return False
