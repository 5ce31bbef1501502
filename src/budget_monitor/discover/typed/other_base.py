"""A percentage that its row denies, and that another reading of the same figures gives: of last year's figure, say, or
of what is left. It was computed, and of the wrong cells.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from budget_monitor.discover.checks import Check, Part, value_of
from budget_monitor.figures.naming import named_table
from budget_monitor.model.checks.relation import RelationKind

MAX_CHANCE = Fraction(1, 10)
"""That one of the other readings would give a percentage that is not meant as any."""
MAX_FIGURES = 12
"""Figures of a row of which it may be a percentage; of more it is one by chance."""
_WHOLE = 1


def other_base(check: Check) -> str:
    """What a percentage that does not hold was computed of instead, in words; empty where nothing gives it."""
    if check.kind is not RelationKind.RATIO or not check.is_of_columns:
        return ""
    written = abs(value_of(check.grid, check.target)) / check.factor
    decimals = check.grid.rows[check.target.row][check.target.column].decimals
    half = Fraction(1, 2 * 10 ** max(0, decimals)) / check.factor
    readings = list(_readings(check))
    if not written or len(readings) * 2 * half > MAX_CHANCE * written:
        return ""
    sign = -1 if value_of(check.grid, check.target) < 0 else 1
    return next((said for share, said in readings if abs(share - sign * written) <= half), "")


def _readings(check: Check) -> Iterator[tuple[Fraction, str]]:
    """What else of the row may have been divided by what, in parts of one, with how that is said."""
    first, second = (value_of(check.grid, part) for part in check.terms)
    if not first or not second:
        return
    if check.is_change:
        yield (first - second) / first, f"it is in percent of {_text(check, check.terms[0])}"
        yield first / second, f"it is {_text(check, check.terms[0])} in percent of {_text(check, check.terms[1])}"
    else:
        yield _WHOLE - first / second, "it is what is left of 100%"
        yield second / first, f"it is {_text(check, check.terms[1])} in percent of {_text(check, check.terms[0])}"
    for top, bottom in _other_pairs(check):
        a, b = value_of(check.grid, top), value_of(check.grid, bottom)
        if a and b:
            said = f"it is that of {_text(check, top)} and {_text(check, bottom)}"
            yield a / b - check.is_change, said


def _other_pairs(check: Check) -> Iterator[tuple[Part, Part]]:
    """The two figures that make the percentage, one or both of them in another column."""
    table, (top, bottom) = named_table(check.grid), check.terms
    used = {part.column for part in check.parts}
    columns = [one for one in table.columns if one not in used and _is_amount(check, one)]
    for column in columns if len(columns) <= MAX_FIGURES else ():
        if top.row != bottom.row:
            yield Part(top.row, column), Part(bottom.row, column)
        else:
            yield Part(top.row, column), bottom
            yield top, Part(bottom.row, column)


def _is_amount(check: Check, column: int) -> bool:
    cell = check.grid.rows[check.target.row][column]
    return cell.value is not None and not cell.is_percent


def _text(check: Check, part: Part) -> str:
    return check.grid.rows[part.row][part.column].text.strip()
