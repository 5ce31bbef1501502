"""What does not hold in one place and is not believed by itself, where something else speaks for the same figure there.

That is another relation that does not hold either, what is carried from line to line, or a part, told as "of which",
that is more than what it is a part of. Each is mended by the one figure that mends the first. Or it is that the same
relation holds in all of many other places, and one slip of the pen explains the one in which it does not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from math import gcd

from msgspec import Struct
from msgspec.structs import replace

from budget_monitor.discover.belief.rounding import is_cut_off
from budget_monitor.discover.belief.trust import MANY_PLACES, evidence_of
from budget_monitor.discover.checks import (
    LINEAR,
    Check,
    Judged,
    Part,
    check_of_columns,
    has_hidden,
    needed_of,
    value_of,
)
from budget_monitor.discover.doubts.one_slip import chance_of_a_slip, slipped
from budget_monitor.discover.labels import is_of_which
from budget_monitor.discover.matrix import Matrix
from budget_monitor.figures.naming import named_table
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.checks.verdict import HELD, held_with
from budget_monitor.model.results.outcome import Verdict

MIN_PLACES = 3
"""Steps from line to line in which a figure must be carried, with the one that is put right."""
MAX_CHANCE = 1e-3
"""That chance made it so in all of them."""
MAX_CHANCE_OF_A_SLIP = 0.25
"""That some slip would explain whatever gap there is."""
MAX_APART = 12
"""Only columns as near as this are tried with one another."""
SECONDED = "another relation asks for the same figure in the same cell"
SLIPPED = "one slip of the pen in one of its figures explains it"
MORE_THAN_ITS_WHOLE = 'it is told as "of which", and more than what it is a part of'

Place = tuple[int, int]


class _Step(Struct, frozen=True):
    """A figure by its row and column in a matrix, and what it goes on from, each with its sign."""

    target: Place
    terms: tuple[tuple[int, int, int], ...]

    @property
    def places(self) -> Iterator[Place]:
        yield self.target
        yield from ((row, column) for row, column, _ in self.terms)


def with_seconded(matrix: Matrix | None, checks: Sequence[Check]) -> list[Check]:
    """The same checks of one table; those not understood fail where something else asks for the same figure, and what
    is carried from line to line is added where it does.
    """
    open_ = [one for one in checks if one.verdict is Verdict.UNDECIDED and one.kind in LINEAR and not has_hidden(one)]
    judged: dict[int, Check] = {}
    added: dict[frozenset[Place], Check] = {}
    known = {one.places for one in checks}
    off = Counter(one.identity for one in checks if one.verdict not in HELD)
    said = Counter(one.identity for one in checks)
    for one in open_:
        is_alone = off[one.identity] == 1 and said[one.identity] > MANY_PLACES
        if is_alone and chance_of_a_slip(one) <= MAX_CHANCE_OF_A_SLIP and slipped(one):
            judged[id(one)] = replace(one, verdict=Verdict.FAIL, evidence=f"{one.evidence}; {SLIPPED}")
    if matrix is None or len(matrix.rows) * len(matrix.columns) > MAX_FIGURES:
        return [judged.get(id(one), one) for one in checks]
    for one in open_:
        for place, change in needed_of(one).items():
            if not value_of(one.grid, Part(*place)):
                continue  # what a blank or a nought keeps from holding is told otherwise
            carried = list(_carried(matrix, place, change))
            added |= {check.places: check for check in carried if check.places not in known}
            if carried or any(_agrees(one, other, place, change, checks) for other in checks):
                judged[id(one)] = replace(one, verdict=Verdict.FAIL, evidence=f"{one.evidence}; {SECONDED}")
            elif _is_too_large_a_part(one, place, change):
                judged[id(one)] = replace(one, verdict=Verdict.FAIL, evidence=f"{one.evidence}; {MORE_THAN_ITS_WHOLE}")
    return [*(judged.get(id(one), one) for one in checks), *added.values()]


MAX_FIGURES = 1_000


def _agrees(one: Check, other: Check, place: Place, change: Fraction, checks: Sequence[Check]) -> bool:
    """True if another relation, of other cells, asks for the same change, and both hold in all other places."""
    if other.verdict in HELD or other.kind not in LINEAR or other.identity == one.identity:
        return False
    asked = needed_of(other).get(place)
    if asked is None or abs(asked - change) > _dust(one) + _dust(other) or len(one.places & other.places) > 1:
        return False
    return all(_holds_elsewhere(each, checks) for each in (one, other))


def _holds_elsewhere(one: Check, checks: Sequence[Check]) -> bool:
    others = [each for each in checks if each.identity == one.identity and each is not one]
    return bool(others) and all(each.verdict in HELD and abs(each.gap) <= _dust(each) for each in others)


def _dust(one: Check) -> Fraction:
    """How far a relation of figures that a computer made is out by what it cut off; 0 of any other."""
    cells = (one.grid.rows[part.row][part.column] for part in one.parts)
    return one.allowed if all(map(is_cut_off, cells)) else Fraction()


def _is_too_large_a_part(one: Check, place: Place, change: Fraction) -> bool:
    """True if a figure, told as "of which", is more than the line above it that it is a part of, and would not be."""
    row, column = place
    table = named_table(one.grid)
    if not is_of_which(table.label(row)):
        return False
    whole = max((each for each in table.rows if each < row and not is_of_which(table.label(each))), default=None)
    if whole is None or not table.is_figure(whole, column):
        return False
    most, value = value_of(one.grid, Part(whole, column)), value_of(one.grid, Part(row, column))
    return 0 < most < value and 0 <= value + change <= most


def _carried(matrix: Matrix, place: Place, change: Fraction) -> Iterator[Check]:
    """The checks of what is carried from line to line through a cell, down and across, which holds throughout once the
    cell is changed so, and not before.
    """
    for turned in (matrix, matrix.transposed):
        at = _place_in(turned, place)
        if at is None or (change * turned.scale).denominator != 1:
            continue
        values = turned.values.copy()
        values[at] += int(change * turned.scale)
        mended = replace(turned, values=values)
        for steps in _ways(mended, at):
            if _holds_throughout(mended, steps) and any(_gap(turned, one) for one in steps):
                held = sum(not _gap(turned, one) for one in steps)
                where = "column" if turned.is_transposed else "row"
                yield from (_check(turned, one, evidence_of(held, len(steps), where)) for one in steps)


def _place_in(matrix: Matrix, place: Place) -> Place | None:
    """Where a cell of the grid stands in a matrix; None where it is no amount."""
    row, column = reversed(place) if matrix.is_transposed else place
    rows, columns = ([line.index for line in lines] for lines in (matrix.rows, matrix.columns))
    return (rows.index(row), columns.index(column)) if row in rows and column in columns else None


def _ways(matrix: Matrix, at: Place) -> Iterator[list[_Step]]:
    """In which ways the figures of a cell's column may go on from line to line, as far as the figures are there."""
    row, column = at
    lines = [one for one in range(len(matrix.rows)) if matrix.known[one, column] and not matrix.rows[one].is_total]
    if row not in lines:
        return
    for other in range(max(0, column - MAX_APART), min(len(matrix.columns), column + MAX_APART + 1)):
        if other == column:
            continue
        both = [(one, after) for one, after in pairwise(lines) if matrix.known[after, other]]
        for sign in (1, -1):
            yield [_Step((after, column), ((one, column, 1), (after, other, sign))) for one, after in both]
        both = [(one, after) for one, after in pairwise(lines) if matrix.known[one, other]]
        yield [_Step((after, column), ((one, other, 1),)) for one, after in both]
        both = [(one, after) for one, after in pairwise(lines) if matrix.known[after, other]]
        yield [_Step((after, other), ((one, column, 1),)) for one, after in both]


def _computed(matrix: Matrix, step: _Step) -> int:
    return sum(sign * int(matrix.values[row, column]) for row, column, sign in step.terms)


def _gap(matrix: Matrix, step: _Step) -> int:
    return int(matrix.values[step.target]) - _computed(matrix, step)


def _holds_throughout(matrix: Matrix, steps: Sequence[_Step]) -> bool:
    """True if all steps come out to the last digit, and chance would hardly have made them."""
    if len(steps) < MIN_PLACES or any(_gap(matrix, one) for one in steps):
        return False
    last = [int(matrix.values[one.terms[-1][:2]]) for one in steps]
    unit = 2 * max(int(matrix.halves[one.target]) for one in steps)
    step = max(1, unit, gcd(*last))
    told: Mapping[int, int] = {abs(one): step for one in last if one}
    chance = 1.0
    for size, window in told.items():
        chance *= min(1.0, window / size)
    return len(told) >= MIN_PLACES and chance <= MAX_CHANCE


def _check(matrix: Matrix, step: _Step, evidence: str) -> Check:
    gap = _gap(matrix, step)
    judged = Judged(gap, 0, held_with(gap) if not gap else Verdict.FAIL, evidence)
    return check_of_columns(matrix, RelationKind.RUNNING, step.target, step.terms, judged)
