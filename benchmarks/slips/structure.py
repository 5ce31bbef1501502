"""How well anybody could do with a slip of several rounded figures: what the checks leave open of them.

The oracle is told more than anybody knows: which act it was, and which cells it changed. What belonged there it
works out: all figures that the act could have made into what is typed, a unit off where each is rounded by itself, with
which every equation holds. If one set of figures is left, the slip can be told to the unit. If several are, no program
can tell which: each of them is a council whose figures all add up. The likeliest is then the best that can be said.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import exp

from cells import identity, table_rows
from draft import Equation, Place
from inject import Injected
from variant import Variant

STEPS_OF_ROUNDINGS = {2: {0: 3 / 4, 1: 1 / 8}, 3: {0: 2 / 3, 1: 1 / 6}, 4: {0: 115 / 192, 1: 19 / 96, 2: 1 / 384}}
"""How often the rounded sum of so many figures is so many units off the sum of them rounded, to either side."""
MOST_ROUNDINGS = max(STEPS_OF_ROUNDINGS)

Meant = Mapping[Place, tuple[Fraction, int]]
"""What an act says of each cell, in pounds, and how many roundings lie between that and what belonged there."""


@dataclass(frozen=True)
class Told:
    """The likeliest figures, in pounds, and their share of all that the checks allow; whether they allow others."""

    figures: Mapping[Place, Fraction]
    share: float
    is_open: bool


@dataclass
class _Way:
    """All ways to the same gaps: their chance together, how many, and the likeliest."""

    chance: float = 0.0
    count: int = 0
    best: float = 0.0
    steps: tuple[int, ...] = ()


def told(variant: Variant, slip: Injected) -> Told:
    """What can be known of the figures of a slip, its cells and the act being known."""
    found = [(meant, one) for meant in _meant(variant, slip) for one in _ways(variant, meant)]
    if not found:  # lines, exchanged columns and columns in another unit: nothing in them was rounded again
        return Told({}, 1.0, is_open=False)
    meant, best = max(found, key=lambda each: each[1].best)
    answers = {tuple(_figures(variant, each, one.steps).values()) for each, one in found}
    is_open = len(answers) > 1 or any(one.count > 1 for _, one in found)
    return Told(_figures(variant, meant, best.steps), best.best / sum(one.chance for _, one in found), is_open)


def is_told(variant: Variant, answer: Told) -> bool:
    """Whether the likeliest figures are the true ones."""
    truths = {place: variant.value(place, clean=True) for place in answer.figures}
    return all(truth is not None and truth[0] == answer.figures[place] for place, truth in truths.items())


def _figures(variant: Variant, meant: Meant, steps: Sequence[int]) -> dict[Place, Fraction]:
    return {
        place: value + step * 2 * _half(variant, place)
        for (place, (value, _)), step in zip(meant.items(), steps, strict=True)
    }


def _ways(variant: Variant, meant: Meant) -> list[_Way]:
    """The figures with which all equations hold, by the gaps that they leave, weighed by how rounding spreads."""
    touched = {id(one): one for place in meant for one in variant.draft.by_place[place]}
    equations = [one for one in touched.values() if isinstance(one, Equation)]
    found = {tuple(Fraction(0) for _ in equations): _Way(1.0, 1, 1.0)}
    for place, (_, roundings) in meant.items():
        found = _with_next(variant, place, roundings, equations, found)
    known = [_gap(variant, meant, one) for one in equations]
    ways = []
    for apart, way in found.items():
        gaps = [(gap + more, allowed, variance) for (gap, allowed, variance), more in zip(known, apart, strict=True)]
        if all(abs(gap) <= allowed for gap, allowed, _ in gaps):
            fit = exp(-sum(float(gap) ** 2 / variance for gap, _, variance in gaps if variance) / 2)
            ways.append(_Way(way.chance * fit, way.count, way.best * fit, way.steps))
    return ways


def _with_next(
    variant: Variant,
    place: Place,
    roundings: int,
    equations: Sequence[Equation],
    ways: Mapping[tuple[Fraction, ...], _Way],
) -> dict[tuple[Fraction, ...], _Way]:
    half = _half(variant, place)
    sides = STEPS_OF_ROUNDINGS[min(roundings, MOST_ROUNDINGS)] if half else {0: 1.0}
    steps = [(turn * step, chance) for step, chance in sides.items() for turn in ((1, -1) if step else (1,))]
    found: dict[tuple[Fraction, ...], _Way] = defaultdict(_Way)
    for apart, way in ways.items():
        for step, chance in steps:
            key = tuple(
                gap + one.terms.get(place, 0) * 2 * step * half for gap, one in zip(apart, equations, strict=True)
            )
            other = found[key]
            other.chance += way.chance * chance
            other.count += way.count
            if way.best * chance > other.best:
                other.best, other.steps = way.best * chance, (*way.steps, step)
    return found


def _gap(variant: Variant, meant: Meant, one: Equation) -> tuple[Fraction, Fraction, float]:
    """An equation's gap with what an act says of its cells, what rounding allows it, and its variance."""
    gap = allowed = Fraction(0)
    variance = 0.0
    for place, times in one.terms.items():
        value, half = variant.value(place) or (Fraction(0), Fraction(0))
        gap += times * (meant[place][0] if place in meant else value)
        allowed += abs(times) * half
        variance += float(times * half) ** 2 / 3
    return gap, allowed, variance


def _half(variant: Variant, place: Place) -> Fraction:
    return (variant.value(place) or (Fraction(0), Fraction(0)))[1]


def _number(variant: Variant, place: Place) -> Fraction:
    return (variant.value(place) or (Fraction(0),))[0]


def _meant(variant: Variant, slip: Injected) -> Iterator[Meant]:
    """What an act could have been of: each line that totals could have left out; the differences of running totals."""
    first = next(iter(slip.truths), None)
    if first is None:
        return
    if slip.form == "total row":
        sign = 1 if slip.kind == "line_omitted" else -1
        for part in table_rows(variant.draft, first, "subtotal" if slip.kind.startswith("subtotal") else "line"):
            yield {
                place: (_number(variant, place) + sign * _number(variant, Place(place.ledger, part, place.column)), 2)
                for place in slip.truths
            }
    elif slip.form == "down the list":
        before = {line: one for one, line in pairwise(table_rows(variant.draft, first))}
        yield {
            place: (_number(variant, place) - _number(variant, Place(place.ledger, before[place.row], place.column)), 2)
            for place in slip.truths
        }
    elif slip.form == "year to date":
        yield {place: _less_the_past(variant, place) for place in slip.truths}


def _less_the_past(variant: Variant, place: Place) -> tuple[Fraction, int]:
    rows = variant.draft.rows[place.ledger]
    year = rows[place.row].labels["financial_year"]
    past = [
        _number(variant, Place(place.ledger, number, place.column))
        for number in range(place.row)
        if identity(rows[number]) == identity(rows[place.row]) and rows[number].labels["financial_year"] == year
    ]
    return _number(variant, place) - sum(past, Fraction(0)), len(past) + 1
