"""How well anybody could do: all slips of one cell that would explain a set, weighed as they are drawn.

The oracle knows how sets are made and how slips are drawn, that there is one, and that it is in one cell; not where. It
lists every figure with which a cell would make all equations hold, with the chance that a slip turns that figure into
what stands there, and that rounding leaves the gaps that it would leave. The likeliest is its answer. Nobody can be
right more often than the oracle expects to be.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from math import exp, log

from cells import digits_in, identity, spelled, table_rows
from draft import Equation, Place, Ratio
from variant import Variant

Candidate = tuple[Place, str]

ROUNDED_THRICE = {0: Fraction(3, 4), 1: Fraction(1, 8), -1: Fraction(1, 8)}
"""How often a total less a line, all rounded by themselves, is so many units off."""
STEPS_OF_A_STALE_FIGURE = 3
CUT_OFF = 0.5
"""How often a rounded figure is another where it is cut off."""
COUNTS = ("numerator", "denominator")
"""Columns of which no figure is drawn."""


def oracle(variant: Variant) -> tuple[Candidate | None, float]:
    """The likeliest slip, as its cell and what belonged there, and its share of all that explain the set."""
    broken = variant.broken()
    places = set(broken[0].terms).intersection(*(one.terms for one in broken[1:]))
    chances: dict[Candidate, float] = defaultdict(float)
    for place in sorted(places):
        for truth, chance in _before(variant, place, broken[0]) if place.column not in COUNTS else ():
            chances[place, truth] += chance * _drawn(variant, place)
    touched = {id(one): one for place in places for one in variant.draft.by_place[place]}
    gaps: dict[Candidate, float] = {}
    for place, truth in chances:
        other = _with(variant, place, truth)
        if all(other.holds(one) for one in (*broken, *variant.draft.by_place[place])):
            gaps[place, truth] = sum(_misfit(other, one) for one in touched.values())
    if not gaps:
        return None, 0.0
    least = min(gaps.values())
    likely = {one: chances[one] * exp(-(gap - least) / 2) for one, gap in gaps.items()}
    chosen = max(sorted(likely), key=lambda one: likely[one])
    return chosen, likely[chosen] / sum(likely.values())


def _with(variant: Variant, place: Place, text: str) -> Variant:
    """The same set with another text in a cell."""
    other = Variant(variant.draft, variant.clean)
    other.retyped = {**variant.retyped, place: text}
    return other


def _misfit(variant: Variant, one: Equation | Ratio) -> float:
    """The gap of an equation in standard deviations of rounding, squared, and what their size costs."""
    if isinstance(one, Ratio):
        return 0.0
    gap = variance = 0.0
    for place, times in one.terms.items():
        read = variant.value(place)
        if read is None:
            return 0.0
        gap += times * float(read[0])
        variance += float(times * read[1]) ** 2 / 3
    return gap**2 / variance + log(variance) if variance else 0.0


def _drawn(variant: Variant, place: Place) -> float:
    """The chance that a cell is drawn: every ledger is as likely as the others, and every row and figure of it."""
    rows = variant.draft.rows[place.ledger]
    figures = sum(amount is not None for amount in rows[place.row].amounts.values()) + bool(rows[place.row].counts)
    return 1 / (len(rows) * max(1, figures))


def _before(variant: Variant, place: Place, broken: Equation | Ratio) -> Iterator[tuple[str, float]]:
    """What may have stood in a cell, and the chance that a slip made of it what stands there now."""
    typed = digits_in(variant.text(place))
    if not typed:
        return
    decimals = len(digits_in(variant.printed(place)).partition(".")[2])
    truths = {digits for digits in _near(typed) if len(digits.partition(".")[2]) == decimals and _is_usual(digits)}
    for digits in truths:
        if chance := _chance(digits, typed):
            yield spelled(variant, place, digits), chance
    yield _turned(variant, place), 1.0
    read = variant.value(place)
    if read is not None and read[1]:
        last = int(typed.replace(".", "")) + 1
        text = str(last).rjust(decimals + 1, "0")
        yield spelled(variant, place, f"{text[:-decimals]}.{text[-decimals:]}" if decimals else text), CUT_OFF
    yield from _of_totals(variant, place)
    if _earlier(variant, place) == variant.text(place) and isinstance(broken, Equation):
        for amount in _solutions(variant, place, broken):
            yield variant.draft.style.text(place.ledger, amount), 1 / STEPS_OF_A_STALE_FIGURE


def _near(typed: str) -> Iterator[str]:
    """The digits from which a slip of the pen, or of scale, could have made some."""
    for at in range(len(typed) + 1):
        yield typed[:at] + typed[at + 1 :]
        yield typed[:at] + typed[at : at + 2][::-1] + typed[at + 2 :]
        for digit in "0123456789":
            yield typed[:at] + digit + typed[at:]
            yield typed[:at] + digit + typed[at + 1 :]
    decimals = len(typed.partition(".")[2])
    number = int(typed.replace(".", "") or 0)
    for factor in (10, 100, 1000):
        for places in range(4):
            for scaled in (number * 10**places / Fraction(factor), Fraction(number * factor * 10**places)):
                count = round(scaled / 10**decimals)
                text = str(count).rjust(places + 1, "0")
                yield f"{text[:-places]}.{text[-places:]}" if places else text


def _is_usual(digits: str) -> bool:
    whole = digits.partition(".")[0]
    return bool(re.fullmatch(r"\d+(\.\d+)?", digits)) and (whole == "0" or not whole.startswith("0"))


def _chance(truth: str, typed: str) -> float:
    """The chance that some digits are typed as others: each kind of slip is as likely as another."""
    count = sum(map(str.isdigit, truth))
    swaps = sum(truth[:at] + truth[at : at + 2][::-1] + truth[at + 2 :] == typed != truth for at in range(len(truth)))
    drops = sum(truth[:at] + truth[at + 1 :] == typed for at in range(len(truth)) if truth[at].isdigit())
    adds = sum(typed[:at] + typed[at + 1 :] == truth for at in range(len(typed)) if typed[at].isdigit())
    apart = sum(one != other for one, other in zip(truth, typed, strict=False))
    changed = len(truth) == len(typed) and apart == 1
    one, other = Fraction(truth), Fraction(typed)
    scaled = bool(one and other) and max(one / other, other / one) in {Fraction(10), Fraction(100), Fraction(1000)}
    in_thousands = bool(one) and abs(other - one / 1000) <= Fraction(1, 2) and other >= 1 and "." not in typed
    in_pounds = bool(one) and abs(other / 1000 - one) <= Fraction(1, 2)
    return (
        swaps / count + drops / count + adds / (10 * count) + changed / (10 * count) + scaled / 6
        + (in_thousands or in_pounds) * (not scaled) / 4 / (1000 if in_thousands else 1)
    )  # fmt: skip


def _turned(variant: Variant, place: Place) -> str:
    text = variant.text(place)
    bare = text.strip("()-")
    return bare if bare != text else variant.draft.style.signed(text, negative=True)


def _of_totals(variant: Variant, place: Place) -> Iterator[tuple[str, float]]:
    """A total that left a line out, or took a line or a sub-total twice."""
    draft = variant.draft
    row, read = draft.rows[place.ledger][place.row], variant.value(place)
    if row.role not in ("total", "subtotal") or read is None:
        return
    grid = draft.style.grid
    for sign, role in ((1, "line"), (-1, "line"), (-1, "subtotal")):
        parts = table_rows(draft, place, role) if role == "line" or row.role == "total" else []
        for part in parts:
            value = variant.value(Place(place.ledger, part, place.column))
            for step, chance in ROUNDED_THRICE.items() if value else ():
                if (value and not read[1] and step) or value is None:
                    continue
                amount = int(100 * (read[0] + sign * value[0])) + step * grid
                yield draft.style.text(place.ledger, amount), float(chance) / len(parts) * (1 if read[1] else 1.5)


def _earlier(variant: Variant, place: Place) -> str:
    rows = variant.draft.rows[place.ledger]
    for earlier in reversed(range(place.row)):
        if identity(rows[earlier]) == identity(rows[place.row]):
            return variant.printed(Place(place.ledger, earlier, place.column))
    return ""


def _solutions(variant: Variant, place: Place, broken: Equation) -> list[int]:
    """The amounts with which a cell makes an equation hold, to a unit, in pence."""
    gap = Fraction(0)
    for other, times in broken.terms.items():
        gap += times * (variant.value(other) or (Fraction(0),))[0]
    read = variant.value(place) or (Fraction(0),)
    amount = int(100 * (read[0] - gap / broken.terms[place]))
    grid = variant.draft.style.grid
    return [amount + step * grid for step in ((-1, 0, 1) if grid > 1 else (0,))]
