"""The figures of a check of which one slip of the pen would explain that it does not hold: which is in doubt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from math import prod

from budget_monitor.discover.checks import Check, Part, value_of
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.ledgers.grid import Grid


def slipped(check: Check) -> list[Part]:
    """The figures of which each alone, put right by one slip of the pen, would make a check hold."""
    if check.kind is RelationKind.RATIO:
        return list(_slipped_in_ratio(check))
    if check.kind is RelationKind.PRODUCT:
        return list(_slipped_in_product(check))
    written = Counter(check.grid.rows[part.row][part.column].decimals for part in check.parts)
    decimals = written.most_common(1)[0][0]
    changes = zip(check.parts, (-check.gap, *(check.gap / part.sign for part in check.terms)), strict=True)
    return [part for part, change in changes if _is_slip(check.grid, part, change, check.allowed, decimals)]


def _slipped_in_product(check: Check) -> Iterator[Part]:
    """The figures of a product as `slipped` has them; a factor is what the others leave of it, as finely as that is
    written, if the product then holds.
    """
    value, *factors = (value_of(check.grid, part) for part in check.parts)
    others = [Fraction(prod(factors[:at] + factors[at + 1 :])) for at in range(len(factors))]
    wholes = [Fraction(prod(factors)), *(value for _ in factors)]
    for part, whole, other in zip(check.parts, wholes, (Fraction(1), *others), strict=True):
        is_product = part is check.target
        power = Fraction(10) ** check.grid.rows[part.row][part.column].decimals
        meant = whole / other * power if other else Fraction(0)
        nearest = round(meant)
        reach = min(MAX_ROUNDING_TRIED, int(check.allowed * power)) if is_product else 0
        holds = meant == nearest or (not is_product and abs(nearest / power * other - whole) <= check.allowed)
        written = int(value_of(check.grid, part) * power)
        if holds and any(is_one_edit(written, nearest + by) for by in range(-reach, reach + 1)):
            yield part


def _slipped_in_ratio(check: Check) -> Iterator[Part]:
    """The figures of a ratio as `slipped` has them: of those that it is made of where its last digit tells them."""
    value, first, second = (value_of(check.grid, part) for part in check.parts)
    share, allowed = value / check.factor + check.is_change, check.allowed / check.factor
    if not share or not second:
        return
    meant = check.computed, share * second, first / share
    reach = Fraction(0), allowed * second, allowed * first / share**2
    for part, new, most in zip(check.parts, meant, reach, strict=True):
        cell = check.grid.rows[part.row][part.column]
        power = 10 ** max(0, cell.decimals)
        digits = int(abs(most) * power)
        written = int(value_of(check.grid, part) * power)
        is_quotient = check.factor == 1 and not check.is_change  # of figures as they stand: those come out
        tried = range(-digits, digits + 1) if digits <= MAX_ROUNDING_TRIED else range(is_quotient)
        is_moved = part == check.target and is_point_moved(written, new * power)
        if is_moved or any(is_one_edit(written, round(new * power) + by) for by in tried):
            yield part


def _is_slip(grid: Grid, part: Part, change: Fraction, allowed: Fraction, decimals: int) -> bool:
    """True if a figure, changed so and by what rounding allows besides, is one slip from what is written. It was meant
    to have so many decimals: another number of them is the slip.
    """
    cell = grid.rows[part.row][part.column]
    if cell.value is None:
        return False
    power = Fraction(10) ** decimals
    written = Fraction(cell.value) * Fraction(10) ** cell.decimals
    meant = (Fraction(cell.value) + change) * power
    if meant.denominator != 1 or written.denominator != 1 or (written == meant and decimals == cell.decimals):
        return False
    reach = min(MAX_ROUNDING_TRIED, int(allowed * power))
    return any(is_one_edit(int(written), int(meant) + by) for by in range(-reach, reach + 1))


MAX_ROUNDING_TRIED = 2
"""Last digits by which rounding may hide the figure that was meant."""


def is_one_edit(written: int, meant: int) -> bool:
    """True if one slip makes one whole number of another: a sign, a digit wrong, lost or added, or two exchanged."""
    first, second = str(abs(written)), str(abs(meant))
    if first == second:
        return written == -meant
    if (written < 0) != (meant < 0) and written and meant:
        return False
    if len(first) == len(second):
        at = [place for place in range(len(first)) if first[place] != second[place]]
        return len(at) == 1 or (
            len(at) == len("ab") and first[at[0]] == second[at[1]] and first[at[1]] == second[at[0]]
        )
    longer, shorter = (first, second) if len(first) > len(second) else (second, first)
    # a nought at the front is not written: 068 for 5,068
    shorter = shorter.zfill(len(longer) - 1)
    return any(longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer)))


def is_point_moved(written: int, meant: Fraction) -> bool:
    """True if a whole number has the digits that another has when its point is moved by one place: 9.46 for 94.6."""
    return len(str(abs(written))) > 1 and any(round(meant * one) == written for one in (Fraction(1, 10), 10))


def chance_of_a_slip(check: Check) -> float:
    """How likely some slip would explain a gap of any size."""
    chance = 0.0
    for part in check.parts:
        cell = check.grid.rows[part.row][part.column]
        digits = len(str(abs(int(Fraction(cell.value or 0) * 10**cell.decimals))))
        slips = 9 * digits + digits * (digits - 1) // 2 + digits + 10 * (digits + 1)
        chance += min(1.0, slips / (2 * 10**digits))
    return chance
