"""Whether one slip of the pen in one figure explains why a sum does not hold; and what then is taken to be wrong.

In a document a sum that a total's name or a heading promises is meant, even where the gap is large: one digit too many
makes it so. What sets a slip apart from a sum that was never meant is that putting one figure right makes it hold.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction

from msgspec.structs import replace

from budget_monitor.discover.belief.rounding import half_of
from budget_monitor.discover.belief.trust import (
    CALLED_A_PERCENTAGE,
    CALLED_A_TOTAL,
    MIN_PLACES_TO_FAIL,
    MIN_SHARE_TO_FAIL,
)
from budget_monitor.discover.checks import LINEAR, Check, Part, has_hidden, left_out_of, value_of
from budget_monitor.discover.doubts.one_slip import chance_of_a_slip, slipped
from budget_monitor.discover.labels import is_closing, is_opening, is_rate
from budget_monitor.discover.typed.other_base import other_base
from budget_monitor.figures.naming import named_table
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.checks.verdict import HELD
from budget_monitor.model.ledgers.grid import GridCell
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
    told = {
        f"{text} is {COUNTED_TWICE if one.gap * value > 0 else LEFT_OUT}"
        for text, value in zip(texts, values, strict=True)
        if abs(value) >= least and abs(abs(one.gap) - abs(value)) <= one.allowed
    }
    return told.pop() if len(told) == 1 else ""


LEFT_OUT, COUNTED_TWICE = "left out", "counted twice"
"""How the evidence ends of a total that has one of its lines not at all, or once too often."""


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
    if one.verdict is Verdict.UNDECIDED and _is_one_figure(one, held):
        return replace(one, verdict=Verdict.FAIL, evidence=f"{one.evidence}; {ONE_FIGURE}")
    if one.verdict is not Verdict.UNDECIDED or not (is_percentage or one.kind in (*LINEAR, RelationKind.PRODUCT)):
        return one
    if has_hidden(one):
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


def _is_one_figure(one: Check, held: int) -> bool:
    """True of a product, or of a quotient of figures that were not rounded, that one slip in just one of its figures
    explains, which has too many digits for that to be chance.
    """
    if one.kind not in (RelationKind.PRODUCT, RelationKind.RATIO) or held < MIN_PERCENTAGES or one.is_change:
        return False
    found = slipped(one) if one.factor == 1 else []
    return len(found) == 1 and _digits(one.grid.rows[found[0].row][found[0].column]) >= MIN_DIGITS_OF_A_SLIP


def _digits(cell: GridCell) -> int:
    return sum(map(str.isdecimal, cell.text))


ONE_FIGURE = "one slip in one of its figures explains it"
MIN_DIGITS_OF_A_SLIP = 3


def is_of_rates(check: Check) -> bool:
    """True if a check goes down a column of rates, averages or shares, which do not add up but for rounding."""
    if check.is_of_columns:
        return False
    cell = check.grid.rows[check.target.row][check.target.column]
    heading = named_table(check.grid).heading(check.target.row, check.target.column)
    return cell.is_percent or is_rate(heading)


PROMISED = "the headings say so"
"""How the evidence of what headings promise begins."""
