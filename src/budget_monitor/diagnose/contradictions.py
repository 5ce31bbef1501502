"""Rules that no figures at all could satisfy together: a slip in the rules, not in the ledgers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations, takewhile

from msgspec import Struct

from budget_monitor.diagnose.web import Web
from budget_monitor.model.checks.constraint import Constraint
from budget_monitor.model.ledgers.cell import CellRef
from budget_monitor.model.running.patience import is_over

MAX_EQUATIONS = 120
"""The most equations that are held against one another."""
MAX_TRIED_IN_THREES = 60
"""Among so many, all sets of three are tried, so that the smallest is named; others are found by elimination."""


class _Row(Struct, frozen=True):
    """`sum of coefficient x cell + constant`, which must lie within `slack` of nothing; `of` says which equations,
    how many times each, were added up to it.
    """

    coefficients: Mapping[CellRef, Fraction]
    constant: Fraction
    slack: Fraction
    of: Mapping[int, Fraction]

    def plus(self, other: _Row, times: Fraction) -> _Row:
        cells = {**self.coefficients}
        for cell, coefficient in other.coefficients.items():
            cells[cell] = cells.get(cell, Fraction(0)) + times * coefficient
        shares = {**self.of}
        for place, share in other.of.items():
            shares[place] = shares.get(place, Fraction(0)) + times * share
        return _Row(
            {cell: coefficient for cell, coefficient in cells.items() if coefficient},
            self.constant + times * other.constant,
            self.slack + abs(times) * other.slack,
            {place: share for place, share in shares.items() if share},
        )


def contradiction(web: Web, cluster: Sequence[Constraint], until: float) -> tuple[Constraint, ...]:
    """The smallest set of checks around a cluster that no figures could satisfy together; empty where there is none, or
    none is found by the time `until`, by `patience.clock`.

    Each unsatisfied cluster of rules shows itself as equations whose cells cancel out and whose constants do not.
    """
    cells = [cell for constraint in cluster for cell in (constraint.linear.coefficients if constraint.linear else ())]
    around = [
        check for check in web.around(cells[:MAX_EQUATIONS]) if check.linear is not None and not check.linear.is_tangent
    ]
    equations = sorted(around, key=lambda check: check.id)[:MAX_EQUATIONS]
    rows = [_row(web, check, place) for place, check in enumerate(equations)]
    known = [row for row in rows if row is not None]
    found = _two(known)
    if found is None and len(known) <= MAX_TRIED_IN_THREES:
        in_time = takewhile(lambda _: not is_over(until), combinations(known, len("abc")))
        found = next((one for some in in_time if (one := _cancelled(some)) is not None), None)
    if found is None and not is_over(until):
        found = _cancelled(known)
    return () if found is None else tuple(equations[place] for place in sorted(found.of))


def _two(rows: Sequence[_Row]) -> _Row | None:
    """The first two rows that say the same sum of cells is two different amounts."""
    alike: dict[frozenset[tuple[CellRef, Fraction]], list[tuple[int, Fraction, Fraction]]] = defaultdict(list)
    for place, row in enumerate(rows):
        if row.coefficients:
            first = min(row.coefficients, key=lambda cell: (cell.file, cell.line, cell.column))
            scale = 1 / row.coefficients[first]
            amount, slack = scale * row.constant, abs(scale) * row.slack
            same = frozenset((cell, scale * one) for cell, one in row.coefficients.items())
            alike[same].append((place, amount - slack, amount + slack))
    pairs = [pair for several in alike.values() if (pair := _apart(several)) is not None]
    return _cancelled([rows[place] for place in min(pairs)]) if pairs else None


def _apart(ranges: Sequence[tuple[int, Fraction, Fraction]]) -> tuple[int, int] | None:
    """The first two of some ranges, each with its place, that have no amount in common; None where all overlap."""
    lowest_end, highest_start = min(high for _, _, high in ranges), max(low for _, low, _ in ranges)
    for place, low, high in ranges:
        if lowest_end < low or high < highest_start:
            others = (one for one, its_low, its_high in ranges if one > place and (its_high < low or high < its_low))
            return place, next(others)
    return None


def _row(web: Web, check: Constraint, place: int) -> _Row | None:
    linear = check.linear
    if linear is None or linear.blanks:
        return None
    constant = linear.gap
    for cell, coefficient in linear.coefficients.items():
        constant -= coefficient * (web.number(cell) or Fraction(0))
    return _Row(linear.coefficients, constant, linear.allowed, {place: Fraction(1)})


def _cancelled(rows: Sequence[_Row]) -> _Row | None:
    """A combination of rows in which every cell cancels out and the constant does not, by elimination."""
    pivots: list[tuple[CellRef, _Row]] = []
    for row in rows:
        for cell, pivot in pivots:
            if cell in row.coefficients:
                row = row.plus(pivot, -row.coefficients[cell] / pivot.coefficients[cell])
        if row.coefficients:
            pivots.append((next(iter(row.coefficients)), row))
        elif abs(row.constant) > row.slack:
            return row
    return None
