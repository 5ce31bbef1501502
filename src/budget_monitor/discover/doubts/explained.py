"""Sums that do not hold, and that nobody meant: the other relations of their table say what their figures are.

One figure typed wrong breaks every relation that it stands in. So a sum is none where each of its figures stands in
another one of its row that holds; nor where its column is made of others, which say what it lacks, or why it does not
add up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

from budget_monitor.discover.checks import LINEAR, Check, Part, value_of
from budget_monitor.discover.labels import is_running
from budget_monitor.figures.naming import NamedTable, named_table
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.checks.verdict import HELD
from budget_monitor.model.ledgers.grid import Grid
from budget_monitor.model.results.outcome import Verdict

MIN_ROWS = 2
"""Rows in which a column must be made of others, and not be in fewer others, before it is believed."""
MIN_STEPS = 2
"""Steps from line to line in which a column must go on from the line before."""
MIN_SHARE_OF_STEPS = Fraction(3, 4)
Made = Mapping[int, Sequence[Check]]
"""By row, the checks that make one column of others."""


def without_explained(grid: Grid, checks: Sequence[Check]) -> list[Check]:
    """The checks of a table without those sums that fail, or hold by rounding alone, and were not meant."""
    table = named_table(grid)
    across = _across(checks)
    adding = {(*one.identity, one.target.column) for one in checks if not one.is_of_columns and one.verdict in HELD}
    exact = {one.identity for one in checks if one.verdict is Verdict.EXACT}
    return [
        one
        for one in checks
        if one.kind not in LINEAR
        or not one.gap
        or not (_is_of_trends(one, exact) or _is_explained(table, one, across, adding))
    ]


def _is_of_trends(one: Check, exact: Collection[tuple[object, ...]]) -> bool:
    """True if a sum with signs holds nowhere to the last digit: years that rise alike give one another by rounding."""
    return len(one.terms) > len("ab") and one.identity not in exact and any(part.sign < 0 for part in one.terms)


def _is_explained(table: NamedTable, one: Check, across: Made, adding: Collection[tuple[object, ...]]) -> bool:
    """`adding` are the sums that hold, each by its identity and column."""
    if one.is_of_columns:
        return _stands_elsewhere(one, across)
    if one.verdict in HELD:
        return False
    return _is_filled(table, one, across) or _is_quotient(one, across, adding) or _runs(table, one)


def _across(checks: Sequence[Check]) -> Made:
    """By row, the checks in it of columns that are made of others, where most of theirs hold."""
    held = Counter(one.identity for one in checks if one.is_of_columns and one.verdict in HELD)
    said = Counter(one.identity for one in checks if one.is_of_columns)
    found: dict[int, list[Check]] = {}
    for one in checks:
        if held[one.identity] >= max(MIN_ROWS, said[one.identity] - held[one.identity] + 1):
            found.setdefault(one.target.row, []).append(one)
    return found


def _stands_elsewhere(one: Check, across: Made) -> bool:
    """True if each figure of a sum of columns stands in another one of its row that is exact."""
    others = [each for each in across.get(one.target.row, ()) if each.identity != one.identity and each.kind in LINEAR]
    exact = {part.column for each in others if each.verdict is Verdict.EXACT for part in each.parts}
    return all(part.column in exact for part in one.parts)


def _is_filled(table: NamedTable, one: Check, across: Made) -> bool:
    """True if a total of changes takes in those of lines that have none, such as "new" or "not comparable", and other
    columns tell how much these are.
    """
    column = one.target.column
    rows = sorted(part.row for part in one.parts)
    empty = [row for row in table.rows if rows[0] <= row <= rows[-1] and table.grid.rows[row][column].value is None]
    total = [each for each in across.get(one.target.row, ()) if each.kind in LINEAR and each.verdict in HELD]
    for model in total if empty else ():
        figures = [_needed(model, row, column) for row in empty]
        if any(figures) and abs(one.gap - sum(figures, Fraction())) <= one.allowed:
            return True
    return False


def _needed(model: Check, row: int, column: int) -> Fraction:
    """What a blank in a column would be, in a row, if what makes the columns elsewhere made them there; 0 if it is not
    of these columns. Other blanks are nothing.
    """
    parts = [Part(row, part.column) for part in model.parts]
    signs = [-1, *(part.sign for part in model.terms)]
    own = next((sign for part, sign in zip(parts, signs, strict=True) if part.column == column), 0)
    rest = sum((sign * value_of(model.grid, part) for part, sign in zip(parts, signs, strict=True)), Fraction())
    return -rest / own if own else Fraction()


def _is_quotient(one: Check, across: Made, adding: Collection[tuple[object, ...]]) -> bool:
    """True if a column is the quotient of two others that add up, in the row of its total and in those of its lines:
    days lost a head. One of its figures typed wrong would be none.
    """
    column = one.target.column
    own = {
        each.identity
        for each in across.get(one.target.row, ())
        if each.kind in (RelationKind.RATIO, RelationKind.PRODUCT)
        and column in [part.column for part in each.parts]
        and all((*one.identity, part.column) in adding for part in each.parts if part.column != column)
    }
    kept = [each for part in one.parts for each in across.get(part.row, ()) if each.identity in own]
    return bool(kept) and all(each.verdict in HELD for each in kept)


def _runs(table: NamedTable, one: Check) -> bool:
    """True if a column adds up from line to line what another one has, or is called so: its last line is its total."""
    column = one.target.column
    if is_running(table.heading(one.target.row, column)):
        return True
    rows = sorted(part.row for part in one.terms)
    steps = [(after, _value(table, after, column) - _value(table, before, column)) for before, after in pairwise(rows)]
    return any(
        len(same := [row for row, step in steps if step and _value(table, row, other) == step]) >= MIN_STEPS
        and len(same) >= MIN_SHARE_OF_STEPS * len(steps)
        for other in table.columns
        if other != column
    )


def _value(table: NamedTable, row: int, column: int) -> Fraction:
    return value_of(table.grid, Part(row, column))
