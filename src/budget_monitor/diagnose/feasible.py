"""Whether some cells can be given values so that a set of equations holds within rounding: exactly, in fractions.

Each equation is a strip `low <= sum of coefficient x change <= high`. Variables are eliminated one after the other
(Fourier and Motzkin); every strip that comes of it knows which equations it was made of, so that where nothing fits the
equations that contradict one another are known.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from fractions import Fraction
from typing import Generic, TypeVar

from msgspec import Struct

Name = TypeVar("Name", bound=Hashable)

MAX_STRIPS = 600
"""Strips that the elimination may come to; beyond it the question is left open."""


class Strip(Struct, Generic[Name], frozen=True):
    """`low <= sum of coefficients x variables <= high`, and the equations it was made of."""

    coefficients: Mapping[Name, Fraction]
    low: Fraction
    high: Fraction
    of: frozenset[int]

    def without(self, name: Name, other: Strip[Name]) -> Strip[Name]:
        """What two strips say together once a variable is eliminated."""
        times = self.coefficients[name] / other.coefficients[name]
        found = dict(self.coefficients)
        for variable, coefficient in other.coefficients.items():
            found[variable] = found.get(variable, Fraction(0)) - times * coefficient
        ends = (times * other.low, times * other.high) if times > 0 else (times * other.high, times * other.low)
        kept = {variable: coefficient for variable, coefficient in found.items() if coefficient}
        return Strip(kept, self.low - ends[1], self.high - ends[0], self.of | other.of)


class Answer(Struct, frozen=True):
    """`conflict` names equations that no values satisfy together; None where values exist, or where `is_open`."""

    conflict: frozenset[int] | None
    is_open: bool = False


def feasible(strips: Sequence[Strip[Name]]) -> Answer:
    """Whether values exist that lie in all strips."""
    work = list(strips)
    while True:
        rest = []
        for strip in work:
            if strip.coefficients:
                rest.append(strip)
            elif strip.low > 0 or strip.high < 0:
                return Answer(strip.of)
        if not rest:
            return Answer(None)
        work = _eliminated(rest)
        if len(work) > MAX_STRIPS:
            return Answer(None, is_open=True)


def _eliminated(strips: Sequence[Strip[Name]]) -> list[Strip[Name]]:
    """The strips without one variable: the one that makes the fewest; an equation without rounding resolves one by
    itself.
    """
    exact = next((strip for strip in strips if strip.low == strip.high), None)
    if exact is not None:
        name = next(iter(exact.coefficients))
        return [one.without(name, exact) if name in one.coefficients else one for one in strips if one is not exact]
    uses: dict[Name, int] = {}
    for strip in strips:
        for name in strip.coefficients:
            uses[name] = uses.get(name, 0) + 1
    name = min(uses, key=lambda one: uses[one])
    having = [strip for strip in strips if name in strip.coefficients]
    others = [strip for strip in strips if name not in strip.coefficients]
    pairs = [one.without(name, other) for place, one in enumerate(having) for other in having[place + 1 :]]
    return [*others, *pairs]
