"""Totals of which nothing is known but their names, and the lines that stand above them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from math import lcm

from msgspec.structs import replace

from budget_monitor.discover.belief.rounding import allowed_of, half_of
from budget_monitor.discover.belief.shapes import is_near
from budget_monitor.discover.checks import STANDS_TWICE, Check, Part, value_of
from budget_monitor.discover.doubts.one_slip import chance_of_a_slip, slipped
from budget_monitor.discover.labels import is_dated_before, is_movement, is_of_which, is_opening, names_columns
from budget_monitor.discover.typed.slips import MAX_CHANCE, SCALE, is_of_rates
from budget_monitor.discover.typed.twice import line_twice
from budget_monitor.figures.naming import NamedTable, named_table
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.checks.verdict import HELD, held_with
from budget_monitor.model.ledgers.grid import Grid, GridCell
from budget_monitor.model.ledgers.names import is_total
from budget_monitor.model.results.outcome import Verdict

_SPENT = re.compile(r"(?i)\b(?:expenditure|payments?|paid out|spending|spent|outgoings?|costs)\b")
WHOLE = 100
IT_IS_THE_TOTAL = "it is the total of the lines above it"
_CLOSING = re.compile(r"(?i)\b(?:net|budget|cash limit|balance|closing|carried forward|surplus|deficit)\b")


def with_lone_totals(grid: Grid, checks: Sequence[Check]) -> list[Check]:
    """The checks of a grid and those of its lone totals, which take the place of what was not understood there."""
    lone = _lone_totals(grid, checks)
    targets = {(one.target.row, one.target.column) for one in lone}
    return [one for one in checks if one.verdict is not Verdict.UNDECIDED or _place(one) not in targets] + lone


def _place(check: Check) -> tuple[int, int]:
    return check.target.row, check.target.column


def _lone_totals(grid: Grid, checks: Sequence[Check]) -> list[Check]:
    """Totals without a sum, where the lines above them nearly add up to them, or would after correcting one slip; with
    the columns of the same totals in which they do.
    """
    table = named_table(grid)
    settled = [one for one in checks if not one.is_of_columns and one.verdict is not Verdict.UNDECIDED]
    settled = [one for one in settled if not _is_of_others(table, one)]
    targets = {(one.target.row, one.target.column) for one in settled}
    found: list[Check] = []
    unexplained: Counter[tuple[int, int]] = Counter()
    left: list[tuple[int, int, list[int]]] = []
    rows = [row for row, cells in enumerate(grid.rows) if not names_columns(cells, table.columns)]
    for column in table.columns:
        lines: list[int] = []
        below_heading: list[int] = []
        for row in rows:
            if not table.is_figure(row, column):
                if row in table.rows or not table.label(row):
                    continue
                below_heading = []  # a heading among the lines: a group begins
                continue
            if is_of_which(table.label(row)):
                continue
            if _repeats(table, row, column, lines):
                lines[-1] = row
                below_heading = []
                continue
            if (is_closing := _is_closing(table, row, column, checks)) and len(lines) == len("ab"):
                left += [(row, column, lines)] if (row, column) not in targets else []
            elif (
                is_total(_last_label(table, row))
                or _is_nameless(table, row, lines)
                or is_closing
                or _is_whole(table, row, lines)
            ):
                if (row, column) not in targets:
                    ways = _ways_to_close(table, column, lines) if is_closing else [(below_heading, ()), (lines, ())]
                    best = _best(grid, column, row, lines, ways)
                    found += best or []
                    unexplained[row, _side(table, column)] += best is None
                members = _members(checks, row, column) | _lines_of(grid, column, row, lines)
                members = members or set(below_heading or lines)
                lines = [*(one for one in lines if one not in members), row]
                below_heading = []
            else:
                lines.append(row)
                below_heading.append(row)
    explained = Counter((row, _side(table, column)) for row, column in targets.union(map(_place, found)))
    # where the lines above come nowhere near it in most columns, they are not those of the total
    meant = {place for place, n in explained.items() if unexplained[place] <= n}
    found = [one for one in found if (one.target.row, _side(table, one.target.column)) in meant]
    wrong = {(one.target.row, _side(table, one.target.column)) for one in found if one.verdict is Verdict.FAIL}
    found = [one for one in found if (one.target.row, _side(table, one.target.column)) in wrong]
    return found + _differences(grid, left)


def _repeats(table: NamedTable, row: int, column: int, lines: Sequence[int]) -> bool:
    """True if a total has the figure of the one line between it and the total before, or the first line: that is its
    group, and no others make it.
    """
    if not lines or lines[-1] != row - 1 or not is_total(_last_label(table, row)):
        return False
    if len(lines) > 1 and not is_total(_last_label(table, lines[-2])):
        return False
    figure = value_of(table.grid, Part(row, column))
    return bool(figure) and figure == value_of(table.grid, Part(row - 1, column))


def _is_of_others(table: NamedTable, check: Check) -> bool:
    """True if a total is held against the lines of another part of the table, which come to the same: those below it,
    where totals stand below their lines, or another total.
    """
    if check.kind is RelationKind.TIE:
        return True
    last = table.rows[-1] if table.rows else check.target.row
    return check.target.row < min(part.row for part in check.terms) and is_total(table.label(last))


def _side(table: NamedTable, column: int) -> int:
    """Which of several tables side by side a column is of: each begins with labels of its own."""
    return sum(one < column for one in table.label_columns)


def _is_nameless(table: NamedTable, row: int, lines: Sequence[int]) -> bool:
    """True if a row below lines that have names has none: a total, as it is often typed."""
    return not table.label(row) and len(lines) > 1 and all(table.label(one) for one in lines)


def _is_whole(table: NamedTable, row: int, lines: Sequence[int]) -> bool:
    """True if a row is 100% in a column in which the lines above it are parts that come to that."""
    for column in table.columns:
        cell = table.grid.rows[row][column]
        is_all = cell.is_percent and cell.value == WHOLE and len(lines) >= len("ab")
        if is_all and _are_whole(table.grid.rows[one][column] for one in lines):
            return True
    return False


def _are_whole(parts: Iterable[GridCell]) -> bool:
    """True if figures are shares of one whole, to a point. It is not read on where they are not."""
    total = Decimal()
    for part in parts:
        if not part.is_percent or part.value is None or not 0 <= part.value < WHOLE:
            return False
        total += part.value
        if total > WHOLE + 1:
            return False
    return total >= WHOLE - 1


def _is_closing(table: NamedTable, row: int, column: int, checks: Sequence[Check]) -> bool:
    """True if the last row names what comes of all totals above it."""
    name = table.label(row)
    if row != table.rows[-1] or not _CLOSING.search(name) or is_dated_before(name, map(table.label, table.rows)):
        return False
    own = [one for one in checks if not one.is_of_columns and one.target.column == column and one.verdict in HELD]
    is_used = any(part.row == row for one in own for part in one.parts)
    return not is_used and any(one.target.row > one.terms[0].row for one in own)


def _last_label(table: NamedTable, row: int) -> str:
    texts = [table.grid.rows[row][column].text for column in table.label_columns]
    return next((text for text in texts if is_total(text)), "")


def _members(checks: Sequence[Check], row: int, column: int) -> set[int]:
    return {part.row for one in checks if one.target.row == row and one.target.column == column for part in one.terms}


def _ways_to_close(table: NamedTable, column: int, lines: Sequence[int]) -> list[tuple[Sequence[int], Sequence[int]]]:
    """What a closing balance may come of: lines, and with which sign each goes into it. That is what it opened with and
    by how much it moved, where lines say so, in whatever order; else what was spent without a sign is taken away.
    """
    opening = [row for row in lines if is_opening(table.label(row))]
    moved = [row for row in lines if is_movement(table.label(row)) and row not in opening]
    if len(lines) > len("ab") and len(opening) == 1 and moved:
        return [((opening[0], moved[-1]), ())]
    spent = [_SPENT.search(table.label(row)) and value_of(table.grid, Part(row, column)) > 0 for row in lines]
    return [(lines, [-1 if is_spent else 1 for is_spent in spent])]


def _best(
    grid: Grid,
    column: int,
    row: int,
    lines: Sequence[int],
    ways: Sequence[tuple[Sequence[int], Sequence[int]]],
) -> list[Check] | None:
    """The check that holds, or that fails by one slip, in one of the `ways` in which the `lines` above may come to it:
    over some of them, with their signs. None where they come to something else.
    """
    tried = [sum_over(grid, column, row, rows, signs) for rows, signs in ways if len(rows) >= len("ab")]
    for check in tried:
        if abs(check.gap) <= check.allowed:
            return [replace(check, verdict=held_with(check.gap), evidence=IT_IS_THE_TOTAL)]
    if _lines_of(grid, column, row, lines):
        return None
    if lines and value_of(grid, Part(row, column)) == value_of(grid, Part(lines[-1], column)):
        return []  # the total of its last line alone: what stands above that may be of another kind
    for check in tried:
        if twice := line_twice(check):
            return [replace(check, evidence=f"{IT_IS_THE_TOTAL}; line {grid.lines[twice]}{STANDS_TWICE}")]
        near = is_near(int(check.gap * SCALE), int(value_of(grid, check.target) * SCALE))
        if not _is_no_sum(check) and slipped(check) and (near or chance_of_a_slip(check) <= MAX_CHANCE):
            return [check]
    return None if tried else []


def _lines_of(grid: Grid, column: int, row: int, lines: Sequence[int]) -> set[int]:
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


def _is_no_sum(check: Check) -> bool:
    """True if figures are percentages, and no shares of one whole: several are all of it, or come to something else."""
    whole = [value_of(check.grid, part) == WHOLE for part in check.parts]
    return is_of_rates(check) and (not whole[0] or sum(whole) > len(("total", "line")))


def _differences(grid: Grid, left: Sequence[tuple[int, int, list[int]]]) -> list[Check]:
    """What the last row has left of two totals, in the way in which it comes out in most columns, by row and columns.

    Where it comes out in none, it is not known which is taken from which.
    """
    ways = [[sum_over(grid, column, row, rows, signs) for row, column, rows in left] for signs in _TWO]
    best = max(ways, key=lambda checks: sum(abs(one.gap) <= one.allowed for one in checks))
    if not any(abs(one.gap) <= one.allowed for one in best):
        return []
    return [_judged(one) for one in best]


_TWO = ((1, 1), (1, -1), (-1, 1))
"""The signs with which two totals may be taken together."""


def _judged(one: Check) -> Check:
    verdict = held_with(one.gap)
    if abs(one.gap) > one.allowed:
        verdict = Verdict.FAIL if slipped(one) else Verdict.UNDECIDED
    slip = "; one slip explains it" if verdict is Verdict.FAIL else ""
    return replace(one, verdict=verdict, evidence=f"it is what comes of the two above it{slip}")


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
