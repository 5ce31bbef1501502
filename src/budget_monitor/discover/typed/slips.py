"""Whether one slip of the pen in one figure explains why a sum does not hold; and what then is taken to be wrong.

In a document a sum that a total's name or a heading promises is meant, even where the gap is large: one digit too many
makes it so. What sets a slip apart from a sum that was never meant is that putting one figure right makes it hold.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import prod

from msgspec.structs import replace

from budget_monitor.discover.belief.rounding import half_of
from budget_monitor.discover.belief.trust import (
    CALLED_A_PERCENTAGE,
    CALLED_A_TOTAL,
    MIN_PLACES_TO_FAIL,
    MIN_SHARE_TO_FAIL,
)
from budget_monitor.discover.checks import LINEAR, Check, Part, has_hidden, left_out_of, value_of
from budget_monitor.discover.labels import is_closing, is_opening, is_rate
from budget_monitor.discover.typed.other_base import other_base
from budget_monitor.figures.naming import named_table
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.checks.verdict import HELD
from budget_monitor.model.ledgers.grid import Grid
from budget_monitor.model.ledgers.names import is_total
from budget_monitor.model.results.outcome import Verdict

MAX_CHANCE = 0.85
"""That one slip in one of the figures would explain any gap, for a total that holds nowhere else."""
SCALE = 10**6


def with_slips(checks: Sequence[Check], *, are_named: bool = False) -> list[Check]:
    """The same checks of one table; those not understood fail where one slip explains them and much speaks for them.

    With `are_named` only those of totals that are called so, of what headings promise, of what nearly always holds, and
    where a line has another sign than wherever its sum holds.
    """
    kept: dict[tuple[object, ...], list[Check]] = {}
    for one in checks:
        if one.verdict in HELD:
            kept.setdefault(one.identity, []).append(one)
    held = Counter(one.identity for one in checks if one.verdict in HELD)
    said = Counter(one.identity for one in checks)
    made: dict[tuple[int, int], list[Check]] = {}
    for one in checks:
        if one.is_of_columns and one.kind in LINEAR and one.verdict in HELD:
            for part in one.parts:
                made.setdefault((part.row, part.column), []).append(one)
    judged = []
    for one in checks:
        count, plain = held[one.identity], _unsigned(one, held[one.identity])
        is_meant = not are_named or plain is not one or _is_meant(one, count, said[one.identity])
        is_meant |= _is_turned_here(one, kept.get(one.identity, ()))
        judged.append(_judged(plain, count) if is_meant and not _is_made_of_rates(one, made) else one)
    return judged


def with_left_out(checks: Sequence[Check]) -> list[Check]:
    """The same checks; those of which figures that were passed over explain the gap to the last digit fail."""
    return [replace(one, verdict=Verdict.FAIL) if left_out_of(one) else one for one in checks]


def _is_made_of_rates(one: Check, made: Mapping[tuple[int, int], Sequence[Check]]) -> bool:
    """True if the columns of which a column is made do not add up either: what days lost a head changed by."""
    if one.is_of_columns or one.verdict is not Verdict.UNDECIDED:
        return False
    return any(
        all(_has_gap(one, part.column) for part in across.parts if part.column != one.target.column)
        for across in made.get((one.target.row, one.target.column), ())
    )


def _has_gap(one: Check, column: int) -> bool:
    """True if what a check adds up in its own column does not add up in another."""
    cells = [one.grid.rows[part.row][column] for part in one.parts]
    if any(cell.value is None for cell in cells):
        return True
    target, *terms = (value_of(one.grid, replace(part, column=column)) for part in one.parts)
    gap = target - sum((part.sign * value for part, value in zip(one.terms, terms, strict=True)), Fraction())
    return abs(gap) > sum(half_of(one.grid, part.row, column) for part in one.parts)


def _is_meant(one: Check, held: int, said: int) -> bool:
    is_named = one.evidence.startswith(PROMISED) or one.evidence.endswith((CALLED_A_TOTAL, CALLED_A_PERCENTAGE))
    return is_named or (held >= MIN_PLACES_TO_FAIL and held >= MIN_SHARE_TO_FAIL * said)


def _is_turned_here(one: Check, held: Sequence[Check]) -> bool:
    """True of a sum of rows in which one line, turned round, would have the sign that it has wherever the sum holds."""
    if one.kind is not RelationKind.SUM or one.is_of_columns or not held:
        return False
    for at, part in enumerate(one.terms):
        value = value_of(one.grid, part)
        others = [value_of(each.grid, each.terms[at]) for each in held if len(each.terms) == len(one.terms)]
        if value and one.gap == -2 * value and others and all(other * value < 0 for other in others):
            return True
    return False


def _unsigned(one: Check, held: int) -> Check:
    """A total read as if a negative line were taken away from it is a sum in which that line has the wrong sign."""
    is_down = one.kind is RelationKind.DIFFERENCE and not one.is_of_columns and held <= 1
    taken = [value_of(one.grid, part) for part in one.terms if part.sign < 0]
    total = value_of(one.grid, one.target)
    if not is_down or not any(value < 0 or value * total < 0 for value in taken):
        return one
    terms = tuple(replace(part, sign=1) for part in one.terms)
    computed = sum((value_of(one.grid, part) for part in terms), Fraction())
    gap = value_of(one.grid, one.target) - computed
    plain = replace(one, kind=RelationKind.SUM, terms=terms, computed=computed, gap=gap, verdict=Verdict.UNDECIDED)
    name = _label(one, one.target)
    opens = any(part.sign < 0 and is_opening(_label(one, part)) for part in one.terms)
    is_called_one = min(taken) < 0 and (is_total(name) or (opens and is_closing(name)))
    if not is_called_one and not _has_one_turned_line(plain, name):
        return one
    return replace(plain, verdict=Verdict.FAIL) if slipped(plain) else one


def _has_one_turned_line(one: Check, name: str) -> bool:
    """True if all figures of a sum have one sign but one line, and turned round that one makes it hold exactly. Of two
    lines it must be that of a balance sheet, by its name.
    """
    total, *lines = (value_of(one.grid, part) for part in one.parts)
    odd = [value for value in lines if value and (value > 0) != (total > 0)]
    is_sum = len(lines) >= MIN_LINES_COUNTED or _OF_A_BALANCE_SHEET.search(name) is not None
    return is_sum and len(odd) == 1 and one.gap == -2 * odd[0]


_OF_A_BALANCE_SHEET = re.compile(r"(?i)\b(?:assets|liabilities|reserves|creditors|debtors)\b")


def _exceeds_total(one: Check) -> bool:
    """True if lines are more than their total, and not one alone that may be a slip: it may be an average."""
    total = abs(value_of(one.grid, one.target))
    more = sum(abs(value_of(one.grid, part)) > total for part in one.terms)
    return not one.evidence.startswith(PROMISED) and more > (len(one.terms) >= MIN_LINES_OF_AN_AVERAGE)


def _miscounted_line(one: Check) -> str:
    """Which of three lines or more a total left out or has twice, if that is all it is out by; else empty."""
    if one.kind is not RelationKind.SUM or one.is_of_columns or len(one.terms) < MIN_LINES_COUNTED:
        return ""
    texts = [one.grid.rows[part.row][part.column].text.strip() for part in one.terms]
    values = [part.sign * value_of(one.grid, part) for part in one.terms]
    least = MIN_TIMES_ROUNDING * max(one.allowed, half_of(one.grid, one.target.row, one.target.column), Fraction(1, 2))
    told = [
        f"{text} is {'counted twice' if one.gap * value > 0 else 'left out'}"
        for text, value in zip(texts, values, strict=True)
        if abs(value) >= least and abs(abs(one.gap) - abs(value)) <= one.allowed
    ]
    return told[0] if len(told) == 1 else ""


MIN_PERCENTAGES = 3
"""Lines in which a percentage must hold before one of others is told to be of another base."""
MIN_LINES_COUNTED = 3
"""Lines of a total of which one may be told to be left out: that of two lines may be another figure altogether."""
MIN_TIMES_ROUNDING = 40
"""A line that is not so many times what rounding allows may be what a sum is out by for another reason."""
MIN_LINES_OF_AN_AVERAGE = 4
"""From this many lines on, several are expected to exceed their average."""


def _label(one: Check, part: Part) -> str:
    return " ".join(cell.text for cell in one.grid.rows[part.row] if cell.value is None)


def _judged(one: Check, held: int) -> Check:
    is_percentage = one.kind is RelationKind.RATIO and one.evidence.endswith(CALLED_A_PERCENTAGE)
    if one.verdict is not Verdict.UNDECIDED or not (is_percentage or one.kind in (*LINEAR, RelationKind.PRODUCT)):
        return one
    if one.kind is RelationKind.RUNNING or has_hidden(one):
        return one
    if is_of_rates(one) and not is_percentage:
        return one
    if held and (said := _miscounted_line(one)):
        return replace(one, verdict=Verdict.FAIL, evidence=f"{one.evidence}; {said}")
    if held <= 1 and chance_of_a_slip(one) > MAX_CHANCE and _exceeds_total(one):
        return one
    promised = held > 0 or one.evidence.startswith(PROMISED)
    if (promised or chance_of_a_slip(one) <= MAX_CHANCE) and slipped(one):
        return replace(one, verdict=Verdict.FAIL, evidence=f"{one.evidence}; one slip explains it")
    if is_percentage and held >= MIN_PERCENTAGES and (said := other_base(one)):
        return replace(one, verdict=Verdict.FAIL, evidence=f"{one.evidence}; {said}")
    return one


def is_of_rates(check: Check) -> bool:
    """True if a check goes down a column of rates, averages or shares, which do not add up but for rounding."""
    if check.is_of_columns:
        return False
    cell = check.grid.rows[check.target.row][check.target.column]
    heading = named_table(check.grid).heading(check.target.row, check.target.column)
    return cell.is_percent or is_rate(heading)


PROMISED = "the headings say so"
"""How the evidence of what headings promise begins."""


def slipped(check: Check) -> list[Part]:
    """The figures of which each alone, put right by one slip of the pen, would make a check hold."""
    decimals = [check.grid.rows[part.row][part.column].decimals for part in check.parts]
    if check.kind is RelationKind.RATIO:
        return list(_slipped_in_ratio(check))
    if check.kind is not RelationKind.PRODUCT:
        decimals = [Counter(decimals).most_common(1)[0][0]] * len(decimals)
    changes = zip(check.parts, _changes(check), decimals, strict=True)
    return [part for part, change, most in changes if _is_slip(check.grid, part, change, check.allowed, most)]


def _changes(check: Check) -> list[Fraction]:
    """By part, the change that would make a check hold; of a product's part the one that the others divide."""
    if check.kind is not RelationKind.PRODUCT:
        return [-check.gap, *(check.gap * part.sign for part in check.terms)]
    value, *factors = (value_of(check.grid, part) for part in check.parts)
    others = [prod(factors[:at] + factors[at + 1 :]) for at in range(len(factors))]
    meant = [prod(factors), *(value / other if other else Fraction(0) for other in others)]
    return [new - old for new, old in zip(meant, (value, *factors), strict=True)]


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
        tried = range(-digits, digits + 1) if digits <= MAX_ROUNDING_TRIED else ()
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
        exchanged = (
            len(at) > 1 and at[1] - at[0] == 1 and first[at[0]] == second[at[1]] and first[at[1]] == second[at[0]]
        )
        return len(at) == 1 or (len(at) == len("ab") and exchanged)
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
        slips = 9 * digits + (digits - 1) + digits + 10 * (digits + 1)
        chance += min(1.0, slips / (2 * 10**digits))
    return chance
