"""What the lines above a figure come to: the sum of those that are named, or of the last of them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm

from budget_monitor.discover.belief.rounding import allowed_of, half_of
from budget_monitor.discover.checks import Check, Part, value_of
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.ledgers.grid import Grid
from budget_monitor.model.results.outcome import Verdict

WHOLE = 100
IT_IS_THE_TOTAL = "it is the total of the lines above it"


def sum_over(grid: Grid, column: int, row: int, rows: Sequence[int], signs: Sequence[int] = ()) -> Check:
    """The figure of a row as the sum of those of others, each with its sign."""
    terms = tuple(Part(one, column, sign) for one, sign in zip(rows, signs or [1] * len(rows), strict=True))
    target = Part(row, column)
    figures = [value_of(grid, one) for one in (target, *terms)]
    computed = sum((part.sign * one for part, one in zip(terms, figures[1:], strict=True)), Fraction())
    gap = figures[0] - computed
    halves = [half_of(grid, part.row, part.column) for part in (target, *terms)]
    is_whole = grid.rows[row][column].is_percent and figures[0] == WHOLE  # its shares may be round and be rounded
    allowed = sum(halves, Fraction()) if is_whole else allowed_of(gap, figures, halves)
    evidence = f"{IT_IS_THE_TOTAL}; one slip explains it"
    kind = RelationKind.DIFFERENCE if any(part.sign < 0 for part in terms) else RelationKind.SUM
    return Check(kind, grid, target, terms, computed, gap, allowed, Verdict.FAIL, evidence)


def lines_of(grid: Grid, column: int, row: int, lines: Sequence[int]) -> set[int]:
    """The last lines above a row that come to it, and those that some of them are the sum of: these are totals without
    a name, too. Empty where the row is no such sum.
    """
    looked_at = [*lines[-MAX_LINES_LOOKED_AT:], row]
    figures = {one: value_of(grid, Part(one, column)) for one in looked_at}
    scale = lcm(*(figure.denominator for figure in figures.values()))
    values = {one: int(figure * scale) for one, figure in figures.items()}
    halves = {one: half_of(grid, one, column) * scale for one in looked_at}
    begins: list[int] = []
    open_lines: list[int] = []
    for line in looked_at:
        first = None
        left, allowed = values[line], halves[line]
        for at in range(len(open_lines) - 1, max(-1, len(open_lines) - 1 - MAX_LINES_OF_A_NAMELESS), -1):
            left -= values[open_lines[at]]
            allowed += halves[open_lines[at]]
            if abs(left) <= allowed and at < len(open_lines) - 1:
                check = sum_over(grid, column, line, open_lines[at:])
                if abs(check.gap) <= check.allowed:
                    first = at
                    break
        begin = line if first is None else begins[first]
        if first is not None:
            del open_lines[first:], begins[first:]
        open_lines.append(line)
        begins.append(begin)
    return {one for one in looked_at[:-1] if one >= begins[-1]}


MAX_LINES_LOOKED_AT = 400
"""Lines above a total that are looked at for totals without a name."""
MAX_LINES_OF_A_NAMELESS = 60
"""Lines that such a total has at most."""
