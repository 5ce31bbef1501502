"""Whether figures inside their rounding intervals satisfy equations together: exactly, in fractions.

The general simplex of Dutertre and de Moura (2006): it begins at the figures as printed, so only the equations that do
not hold there cost anything, and where it ends without an answer the row it stopped at is the proof (Farkas).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from fractions import Fraction
from typing import Generic, TypeVar

from msgspec import Struct

from budget_monitor.model.running.patience import is_over

Figure = TypeVar("Figure", bound=Hashable)


class Equation(Struct, Generic[Figure], frozen=True):
    """`sum of coefficient x deviation + gap == 0`: the gap on the printed figures, and what each true figure adds to
    it by deviating from its printed one.
    """

    coefficients: Mapping[Figure, Fraction]
    gap: Fraction


PIVOTS_BY_SIZE = 5
"""So many exchanges for each variable are tried in the quick way, before the way that is sure to end."""


class CutOffError(Exception):
    """The time was over before the answer was known."""


def contradiction(
    equations: Sequence[Equation[Figure]], half: Mapping[Figure, Fraction], until: float
) -> tuple[int, ...]:
    """A smallest set of equations (by place) that no figures within `half` a unit of the printed ones satisfy; empty
    where there are such figures. Smallest: any of it left out, the others can be satisfied.

    Raises CutOffError at the time `until`, by `patience.clock`.
    """
    found = _Simplex(equations, half, until).conflict()
    for place in sorted(found):
        rest = [other for other in found if other != place]
        still = _Simplex([equations[other] for other in rest], half, until).conflict()
        if still:
            found = [rest[other] for other in still]
    return tuple(sorted(found))


class _Simplex(Generic[Figure]):
    """Variables are numbered: the equations' sums first, then the figures' deviations. Each basic variable is a sum of
    the others in `rows`; the others lie inside their bounds.
    """

    def __init__(self, equations: Sequence[Equation[Figure]], half: Mapping[Figure, Fraction], until: float) -> None:
        self.until = until
        self.equations = len(equations)
        self.low: list[Fraction] = [-equation.gap for equation in equations]
        self.high: list[Fraction] = list(self.low)
        numbers: dict[Figure, int] = {}
        self.rows: dict[int, dict[int, Fraction]] = {}
        self.users: dict[int, set[int]] = defaultdict(set)
        for place, equation in enumerate(equations):
            row: dict[int, Fraction] = {}
            for figure, coefficient in equation.coefficients.items():
                if not half[figure]:
                    continue  # an exact figure does not deviate
                if figure not in numbers:
                    numbers[figure] = len(self.low)
                    self.low.append(-half[figure])
                    self.high.append(half[figure])
                row[numbers[figure]] = coefficient
                self.users[numbers[figure]].add(place)
            self.rows[place] = row
        self.values = [Fraction(0)] * len(self.low)
        self.outside = {place for place in self.rows if self.low[place]}
        self.pivots = 0
        self.patience = PIVOTS_BY_SIZE * len(self.low)

    def conflict(self) -> list[int]:
        """The equations of a conflict; none where all can be satisfied."""
        while (basic := self._outside()) is not None:
            if is_over(self.until):
                raise CutOffError
            self.pivots += 1
            target = self.low[basic] if self.values[basic] < self.low[basic] else self.high[basic]
            up = target > self.values[basic]
            other = self._movable(basic, up=up)
            if other is None:
                return [place for place in (basic, *self.rows[basic]) if place < self.equations]
            self._pivot(basic, other, target)
        return []

    def _outside(self) -> int | None:
        """The first basic variable outside its bounds."""
        return min(self.outside, default=None)

    def _note(self, basic: int) -> None:
        """Takes in that a basic variable has another value."""
        if self.low[basic] <= self.values[basic] <= self.high[basic]:
            self.outside.discard(basic)
        else:
            self.outside.add(basic)

    def _movable(self, basic: int, *, up: bool) -> int | None:
        """Another variable that can move the basic one the way it must go: the one in the fewest rows, which keeps them
        short, and once that has gone on for long the first, which is what makes it end (Bland).
        """

        def has_room(other: int, coefficient: Fraction) -> bool:
            if (coefficient > 0) is up:
                return self.values[other] < self.high[other]
            return self.values[other] > self.low[other]

        movable = (other for other, number in self.rows[basic].items() if has_room(other, number))
        if self.pivots > self.patience:
            return min(movable, default=None)
        return min(movable, key=lambda other: (len(self.users[other]), other), default=None)

    def _pivot(self, basic: int, other: int, target: Fraction) -> None:
        """Makes `other` basic in the place of `basic`, which comes to stand at its target."""
        row = self.rows.pop(basic)
        pivot = row.pop(other)
        step = (target - self.values[basic]) / pivot
        self.values[basic] = target
        self.values[other] += step
        for name in row:
            self.users[name].discard(basic)
        solved = {name: -coefficient / pivot for name, coefficient in row.items()}
        solved[basic] = 1 / pivot
        users = self.users.pop(other) - {basic}
        for name in solved:
            self.users[name].add(other)
        self.rows[other] = solved
        self.outside.discard(basic)
        self._note(other)
        for user in users:
            uses = self.rows[user]
            times = uses.pop(other)
            self.values[user] += times * step
            self._note(user)
            for name, coefficient in solved.items():
                total = uses.get(name, 0) + times * coefficient
                if total:
                    uses[name] = Fraction(total)
                    self.users[name].add(user)
                elif name in uses:
                    del uses[name]
                    self.users[name].discard(user)
