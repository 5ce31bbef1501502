"""Figures far from what they should be, as those of the last report are, where the rest of the table proves the sum.

A large gap that no slip of the pen explains says by itself that a sum was never meant. It was where two sums ask for
the same figure in the same place, one down and one across, or one of which the other makes use; where the same total is
that of the same lines in other columns of the same unit; and where it is the total of the column before, once more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from msgspec.structs import replace

from budget_monitor.discover.checks import LINEAR, Check, Part, has_hidden, value_of
from budget_monitor.discover.labels import is_balance, is_counted, is_of_which
from budget_monitor.discover.typed.lines_above import IT_IS_THE_TOTAL, sum_over
from budget_monitor.discover.typed.roles import Role
from budget_monitor.discover.typed.slips import PROMISED, is_of_rates
from budget_monitor.figures.naming import NamedTable, named_table, unit_in
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.checks.verdict import HELD, held_with
from budget_monitor.model.ledgers.grid import Grid
from budget_monitor.model.ledgers.names import is_total
from budget_monitor.model.results.outcome import Verdict

ASKED_TWICE = "a sum down and one across ask for the same figure"
ASKED_AGAIN = "what is made of it asks for the same figure"
AS_BEFORE = "it is the figure of the column before"
SUMS_BESIDE = "the same total in other columns is the sum of the same lines"
MIN_LINES = 3
"""Lines of a total that is vouched for by those beside it: the sum of two may be chance."""
MOST_TIMES_OFF = 2
"""A total that is more times too large or too small may be one of something else."""


def with_stale_figures(grid: Grid, checks: Sequence[Check]) -> list[Check]:
    """The checks of a table that was typed; those not understood fail where the rest of the table proves them."""
    table = named_table(grid)
    checks = [*checks, *_sums_of_all(grid, table, checks)]
    why = {id(one): said for down, across, said in _asked_twice(checks) for one in (down, across)}
    judged = []
    for one in checks:
        if one.verdict is Verdict.UNDECIDED:
            said = why.get(id(one)) or (AS_BEFORE if _is_as_before(one, table, checks) else "")
            said = said or (SUMS_BESIDE if _is_vouched(one, table, checks) else "")
            one = replace(one, verdict=Verdict.FAIL, evidence=f"{one.evidence}; {said}") if said else one
        judged.append(one)
    return judged


def _sums_of_all(grid: Grid, table: NamedTable, checks: Sequence[Check]) -> list[Check]:
    """The total of a table that has no other, as the sum of all its lines in each column, where too few columns add up
    for it to be known; empty where it stands for something else.
    """
    *lines, last = table.rows or (0,)
    labels = [table.label(row) for row in lines]
    is_plain = len(lines) >= MIN_LINES and is_total(table.label(last)) and all(labels)
    if not is_plain or any(is_total(one) or is_of_which(one) for one in labels):
        return []
    if any(one.target.row == last and not one.is_of_columns for one in checks):
        return []
    found = [sum_over(grid, column, last, lines) for column in table.columns]
    judged = [
        replace(one, verdict=_verdict(one), evidence=IT_IS_THE_TOTAL) for one in found if _is_of_amounts(one, table)
    ]
    return judged if any(_is_vouched(one, table, judged) for one in judged) else []


def _verdict(one: Check) -> Verdict:
    return held_with(one.gap) if abs(one.gap) <= one.allowed else Verdict.UNDECIDED


def _asked_twice(checks: Sequence[Check]) -> Iterator[tuple[Check, Check, str]]:
    """Two sums that would hold with one figure changed alike, and how they meet in it: one down and one across, or one
    that makes it and another that makes use of it. Each holds elsewhere, or is promised by headings.
    """
    held = {one.identity for one in checks if one.verdict in HELD}
    open_ones = [
        one
        for one in checks
        if one.verdict is Verdict.UNDECIDED
        and one.kind in LINEAR
        and (one.identity in held or one.evidence.startswith(PROMISED))
    ]
    across = [one for one in open_ones if one.is_of_columns]
    for down in open_ones:
        changes = {} if down.is_of_columns else _changes(down)
        for other in across if changes else ():
            for place, change in _changes(other).items():
                if place in changes and abs(changes[place] - change) <= down.allowed + other.allowed:
                    yield down, other, ASKED_TWICE
    for one in open_ones:
        place = one.target.row, one.target.column
        for other in open_ones if _is_large(one) else ():
            is_used = any((part.row, part.column) == place for part in other.terms)
            if is_used and abs(_changes(other)[place] + one.gap) <= one.allowed + other.allowed:
                yield one, other, ASKED_AGAIN


def _is_large(one: Check) -> bool:
    """True if a gap has too many digits for another one to be the same by chance."""
    step = Fraction(1, 10 ** max(0, one.grid.rows[one.target.row][one.target.column].decimals))
    return abs(one.gap) >= MIN_STEPS_OF_A_GAP * max(step, one.allowed)


MIN_STEPS_OF_A_GAP = 100


def _changes(check: Check) -> dict[tuple[int, int], Fraction]:
    """By the place of each figure, the change of it that would make a sum hold."""
    terms = {(part.row, part.column): check.gap / part.sign for part in check.terms}
    return {(check.target.row, check.target.column): -check.gap, **terms}


def _is_as_before(one: Check, table: NamedTable, checks: Sequence[Check]) -> bool:
    """True for a total that is that of the column before, and not the sum of its lines, which differ from those there;
    it is in all other columns.
    """
    if one.kind is not RelationKind.SUM or one.is_of_columns or not is_total(table.label(one.target.row)):
        return False
    before = max((column for column in table.columns if column < one.target.column), default=-1)
    figure, largest = value_of(one.grid, one.target), _largest(one)
    is_same = before >= 0 and figure == value_of(one.grid, Part(one.target.row, before))
    if not is_same or not _adds_up(one, table) or not largest < abs(figure) or abs(figure) < MIN_STEPS_OF_A_GAP:
        return False
    beside = [other for other in checks if other is not one and other.identity == one.identity]
    is_sum_before = any(other.target.column == before for other in beside)
    return is_sum_before and len(beside) >= len("ab") and all(other.verdict in HELD for other in beside)


def _is_vouched(one: Check, table: NamedTable, checks: Sequence[Check]) -> bool:
    """True for a total of amounts that is not the sum of its lines, where it is in all other columns of amounts."""
    if one.verdict is not Verdict.UNDECIDED or one.kind is not RelationKind.SUM or one.is_of_columns:
        return False
    if len(one.terms) < MIN_LINES or not is_total(table.label(one.target.row)) or not _is_of_amounts(one, table):
        return False
    value = abs(value_of(one.grid, one.target))
    computed = abs(one.computed)
    if not computed <= MOST_TIMES_OFF * value <= MOST_TIMES_OFF**2 * computed or value <= _largest(one):
        return False
    beside = [other for other in checks if other is not one and other.identity == one.identity]
    alike = [other for other in beside if _is_of_amounts(other, table) and _unit(other, table) == _unit(one, table)]
    return bool(alike) and all(other.verdict in HELD for other in alike)


def _unit(one: Check, table: NamedTable) -> str:
    return unit_in(table.heading(one.target.row, one.target.column))


def _largest(one: Check) -> Fraction:
    """The largest line: an average is below it."""
    return max(abs(value_of(one.grid, part)) for part in one.terms)


def _is_of_amounts(one: Check, table: NamedTable) -> bool:
    """True for a sum whose every line is filled in a column of amounts of money, which adds up if any does."""
    heading = table.heading(one.target.row, one.target.column)
    is_of_money = bool(_unit(one, table)) or any(role.value.search(heading) for role in _AMOUNTS)
    return is_of_money and not is_counted(heading) and _adds_up(one, table)


def _adds_up(one: Check, table: NamedTable) -> bool:
    """True for a sum whose every line is filled, under a heading that does not say that they are not to be added."""
    heading = table.heading(one.target.row, one.target.column)
    if is_of_rates(one) or is_balance(heading) or _NOT_ADDED.search(heading) or has_hidden(one):
        return False
    return all(one.grid.rows[part.row][part.column].value is not None for part in one.parts)


_NOT_ADDED = re.compile(r"(?i)\b(?:units?|highest|lowest|maximum|minimum|peak|limits?|cumulative)\b")
_AMOUNTS = (Role.ACTUAL, Role.BUDGET, Role.VARIANCE, Role.INCOME, Role.GROSS, Role.NET)
