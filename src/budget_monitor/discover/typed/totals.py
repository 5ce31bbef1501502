"""Totals of which nothing is known but their names, and the lines that stand above them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal

from msgspec.structs import replace

from budget_monitor.discover.belief.shapes import is_near
from budget_monitor.discover.checks import STANDS_TWICE, Check, Part, value_of
from budget_monitor.discover.doubts.one_slip import chance_of_a_slip, slipped
from budget_monitor.discover.labels import is_dated_before, is_movement, is_of_which, is_opening, names_columns
from budget_monitor.discover.typed.lines_above import IT_IS_THE_TOTAL, WHOLE, lines_of, sum_over
from budget_monitor.discover.typed.slips import MAX_CHANCE, SCALE, is_of_rates
from budget_monitor.discover.typed.twice import line_twice
from budget_monitor.figures.naming import NamedTable, named_table
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.checks.verdict import HELD, held_with
from budget_monitor.model.ledgers.grid import Grid, GridCell
from budget_monitor.model.ledgers.names import is_total
from budget_monitor.model.results.outcome import Verdict

_SPENT = re.compile(r"(?i)\b(?:expenditure|payments?|paid out|spending|spent|outgoings?|costs)\b")
_CLOSING = re.compile(r"(?i)\b(?:net|budget|cash limit|balance|closing|carried forward|surplus|deficit)\b")


def with_lone_totals(grid: Grid, checks: Sequence[Check]) -> list[Check]:
    """The checks of a grid and those of its lone totals, which take the place of what was not understood there."""
    lone = _LoneTotals(grid, checks).checks()
    targets = {_place(one) for one in lone}
    return [one for one in checks if one.verdict is not Verdict.UNDECIDED or _place(one) not in targets] + lone


def _place(check: Check) -> tuple[int, int]:
    return check.target.row, check.target.column


class _LoneTotals:
    """Totals without a sum, where the lines above them nearly add up to them, or would after correcting one slip; with
    the columns of the same totals in which they do.
    """

    def __init__(self, grid: Grid, checks: Sequence[Check]) -> None:
        self._grid = grid
        self._table = named_table(grid)
        self._checks = checks
        settled = [one for one in checks if not one.is_of_columns and one.verdict is not Verdict.UNDECIDED]
        self._settled = {_place(one) for one in settled if not _is_of_others(self._table, one)}
        self._rows = [row for row, cells in enumerate(grid.rows) if not names_columns(cells, self._table.columns)]
        self._found: list[Check] = []
        self._unexplained: Counter[tuple[int, int]] = Counter()
        """By row and side, the columns in which the lines above a total come nowhere near it."""
        self._left: list[tuple[int, int, Sequence[int]]] = []
        """Rows and columns of what two totals leave, and these."""

    def checks(self) -> list[Check]:
        """The checks of all columns."""
        for column in self._table.columns:
            self._go_down(column)
        return [*self._meant(), *_differences(self._grid, self._left)]

    def _go_down(self, column: int) -> None:
        """Goes through the rows of a column: `lines` are those that no total has taken in yet, `group` those of them
        that stand below the last heading.
        """
        lines: list[int] = []
        group: list[int] = []
        for row in self._rows:
            label = self._table.label(row)
            if not self._table.is_figure(row, column):
                group = group if row in self._table.rows or not label else []  # a heading among the lines begins one
            elif is_of_which(label):
                continue
            elif _repeats(self._table, row, column, lines):
                lines[-1] = row
                group = []
            elif (is_closing := _is_closing(self._table, row, column, self._checks)) and len(lines) == len("ab"):
                self._left += [(row, column, lines)] if (row, column) not in self._settled else []
            elif is_closing or self._is_total(row, lines):
                self._judge(row, column, lines, group, is_closing=is_closing)
                taken_in = self._taken_in(row, column, lines) or set(group or lines)
                lines, group = [*(one for one in lines if one not in taken_in), row], []
            else:
                lines.append(row)
                group.append(row)

    def _is_total(self, row: int, lines: Sequence[int]) -> bool:
        is_called_so = is_total(_last_label(self._table, row))
        return is_called_so or _is_nameless(self._table, row, lines) or _is_whole(self._table, row, lines)

    def _judge(self, row: int, column: int, lines: Sequence[int], group: Sequence[int], *, is_closing: bool) -> None:
        """Keeps the check of a total that nothing else settles."""
        if (row, column) in self._settled:
            return
        ways = _ways_to_close(self._table, column, lines) if is_closing else [(group, ()), (lines, ())]
        best = _best(self._grid, column, row, lines, ways)
        self._found += best or []
        self._unexplained[row, _side(self._table, column)] += best is None

    def _taken_in(self, row: int, column: int, lines: Sequence[int]) -> set[int]:
        """The lines that a total surely takes in."""
        own = [one for one in self._checks if _place(one) == (row, column)]
        return {part.row for one in own for part in one.terms} | lines_of(self._grid, column, row, lines)

    def _meant(self) -> list[Check]:
        """The checks of the totals that fail in some column, but of those that the lines above come nowhere near in
        most: they are not of these lines.
        """
        places = self._settled.union(map(_place, self._found))
        explained = Counter((row, _side(self._table, column)) for row, column in places)
        meant = [one for one in self._found if self._unexplained[self._row(one)] <= explained[self._row(one)]]
        wrong = {self._row(one) for one in meant if one.verdict is Verdict.FAIL}
        return [one for one in meant if self._row(one) in wrong]

    def _row(self, one: Check) -> tuple[int, int]:
        """A total's row, and which of several tables side by side it is of."""
        return one.target.row, _side(self._table, one.target.column)


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
    if lines_of(grid, column, row, lines):
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


def _is_no_sum(check: Check) -> bool:
    """True if figures are percentages, and no shares of one whole: several are all of it, or come to something else."""
    whole = [value_of(check.grid, part) == WHOLE for part in check.parts]
    return is_of_rates(check) and (not whole[0] or sum(whole) > len(("total", "line")))


def _differences(grid: Grid, left: Sequence[tuple[int, int, Sequence[int]]]) -> list[Check]:
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
