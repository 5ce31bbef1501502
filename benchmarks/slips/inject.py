"""Slips as people make them, put into a clean ledger set.

Each kind is a function that changes a variant and says which cells it changed, or that gives up (an empty list): the
cell drawn has no two digits to swap, the table has no sub-total. Nothing here looks at what the change breaks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from cells import any_cell, digits_of, identity, retype, table_rows
from draft import THOUSAND, Place
from variant import Variant

Slipping = Callable[[Variant, Random], list[Place]]


@dataclass(frozen=True)
class Injected:
    """One slip: its kind, in what form, and what belonged in the cells it changed."""

    kind: str
    form: str
    truths: Mapping[Place, str]


def inject(variant: Variant, kind: str, form: str, rng: Random) -> Injected | None:
    """Makes one slip; None when the drawn place does not lend itself to it. The variant is then unchanged."""
    before = dict(variant.retyped)
    places = FORMS[kind, form](variant, rng)
    changed = {place: variant.printed(place) for place in places if variant.text(place) != variant.printed(place)}
    if not changed and not (variant.gone or variant.doubled):
        variant.retyped = before
        return None
    return Injected(kind, form, changed)


def _pen(change: Callable[[str, int, Random], str]) -> Slipping:
    """A slip of the pen at one of a figure's digits."""

    def slip(variant: Variant, rng: Random) -> list[Place]:
        place = any_cell(variant.draft, rng)
        if place is None:
            return []
        digits = digits_of(variant, place)
        at = rng.choice([number for number, digit in enumerate(digits) if digit.isdigit()] or [0])
        changed = change(digits, at, rng) if digits else ""
        return retype(variant, place, changed) if changed and Fraction(changed + "0") else []

    return slip


def _transpose(digits: str, at: int, _: Random) -> str:
    pair = digits[at : at + 2]
    return digits[:at] + pair[::-1] + digits[at + 2 :] if pair.isdigit() and len(pair) == 2 else ""


def _sign(variant: Variant, rng: Random) -> list[Place]:
    place = any_cell(variant.draft, rng)
    digits = digits_of(variant, place) if place else ""
    if not place or not digits or not Fraction(digits):
        return []
    text = variant.printed(place)
    bare = text.strip("()-")
    variant.put(place, bare if bare != text else variant.draft.style.signed(text, negative=True))
    return [place]


def _rescaled(variant: Variant, place: Place, factor: Fraction) -> str:
    """The digits of a figure typed in another unit; nothing where nobody would type it so."""
    exact = variant.draft.rows[place.ledger][place.row].amounts.get(place.column)
    digits = digits_of(variant, place)
    if not digits or exact is None or not Fraction(digits):
        return ""
    if variant.draft.style.unit == "£000" and factor == 1000 and "m" not in variant.printed(place):
        return str(abs(exact) // 100)  # in pounds, with all its digits
    if variant.draft.style.unit == "£m" and factor == 1000:
        return str((2 * abs(exact) + THOUSAND) // (2 * THOUSAND))  # in thousands
    number = Fraction(digits) * factor
    for decimals in range(4 if "m" not in variant.printed(place) else 7):
        if (number * 10**decimals).denominator == 1:
            if decimals and variant.draft.style.unit == "£000" and "m" not in variant.printed(place):
                return ""
            scaled = str(int(number * 10**decimals)).rjust(decimals + 1, "0")
            return f"{scaled[:-decimals]}.{scaled[-decimals:]}" if decimals else scaled
    return ""


def _scale(variant: Variant, rng: Random) -> list[Place]:
    place = any_cell(variant.draft, rng)
    factor = Fraction(10) ** rng.choice([1, 2, 3, 3, -1, -2, -3, -3])
    if place is None or place.ledger == "performance_measures":
        return []
    digits = _rescaled(variant, place, factor)
    if variant.draft.style.unit == "£" and factor == Fraction(1, 1000) and rng.random() < 0.5:
        digits = str(round(Fraction(digits_of(variant, place)) * factor))  # in thousands, as reports print them
    return retype(variant, place, digits) if digits and Fraction(digits) else []


def _scaled_column(variant: Variant, rng: Random, *, whole: bool) -> list[Place]:
    """A column of one report, or of the whole file, in another unit."""
    draft = variant.draft
    place = any_cell(draft, rng)
    if place is None or place.ledger == "performance_measures":
        return []
    factor = Fraction(1000) if draft.style.unit != "£" else rng.choice([Fraction(100), Fraction(1, 1000)])
    rows = draft.rows[place.ledger]
    chosen = [
        Place(place.ledger, number, place.column)
        for number, row in enumerate(rows)
        if row.amounts[place.column] and (whole or row.group == rows[place.row].group)
    ]
    if not rows[place.row].group and not whole:
        return []
    retyped = {one: _rescaled(variant, one, factor) for one in chosen}
    if len(chosen) < 2 or any(not digits for one, digits in retyped.items() if Fraction(digits_of(variant, one) or 0)):
        return []
    return [one for one, digits in retyped.items() if digits and retype(variant, one, digits)]


def _stale(variant: Variant, rng: Random) -> list[Place]:
    place = any_cell(variant.draft, rng)
    if place is None:
        return []
    for earlier in reversed(range(place.row)):
        if identity(variant.draft.rows[place.ledger][earlier]) == identity(variant.draft.rows[place.ledger][place.row]):
            text = variant.printed(Place(place.ledger, earlier, place.column))
            if text:
                variant.put(place, text)
            return [place] if text else []
    return []


def _truncated(variant: Variant, rng: Random) -> list[Place]:
    measures = ("performance_measures",) if rng.random() < 0.7 else ()
    place = any_cell(variant.draft, rng, ledgers=measures)
    if place is None:
        return []
    row = variant.draft.rows[place.ledger][place.row]
    if row.counts:
        tenths = 1000 * int(row.counts["numerator"]) // int(row.counts["denominator"])
        return retype(variant, place, f"{tenths // 10}.{tenths % 10}")
    if variant.draft.style.unit == "£":
        return []
    amount = row.amounts[place.column] or 0
    grid = variant.draft.style.grid
    variant.put(place, variant.draft.style.text(place.ledger, (abs(amount) // grid * grid) * (-1 if amount < 0 else 1)))
    return [place]


def _covers(sign: int, covered: str, *, whole_row: bool) -> Slipping:
    """A total that leaves out a row, or counts it once too often; in one column, or in all."""

    def slip(variant: Variant, rng: Random) -> list[Place]:
        draft = variant.draft
        place = any_cell(draft, rng, role="total subtotal" if covered == "line" else "total")
        rows = table_rows(draft, place, covered) if place else []
        if place is None or not rows:
            return []
        chosen = rng.choice(rows)
        columns = [place.column]
        if whole_row:
            columns = [
                name for name, amount in draft.rows[place.ledger][place.row].amounts.items() if amount is not None
            ]
        for column in columns:
            cell = Place(place.ledger, place.row, column)
            amount = draft.amount(cell) + sign * draft.amount(Place(place.ledger, chosen, column))
            variant.put(cell, draft.style.text(place.ledger, amount))
        return (
            [Place(place.ledger, place.row, column) for column in columns] if not whole_row or len(columns) > 1 else []
        )

    return slip


def _row(change: Callable[[Variant, tuple[str, int]], object]) -> Slipping:
    """A line lost from the file, or typed twice."""

    def slip(variant: Variant, rng: Random) -> list[Place]:
        place = any_cell(variant.draft, rng, role="line")
        if place and variant.draft.rows[place.ledger][place.row].group:
            change(variant, (place.ledger, place.row))
        return []

    return slip


def _swapped(variant: Variant, rng: Random, *, table: bool) -> list[Place]:
    """Two columns swapped: in one row, or in a whole table."""
    draft = variant.draft
    place = any_cell(draft, rng)
    if place is None:
        return []
    rows = draft.rows[place.ledger]
    columns = [name for name, amount in rows[place.row].amounts.items() if amount is not None]
    if len(columns) < 2 or (table and not rows[place.row].group):
        return []
    first, second = rng.sample(columns, 2)
    numbers = [place.row]
    if table:
        numbers = [number for number, row in enumerate(rows) if row.group == rows[place.row].group]
    changed = []
    for number in numbers:
        one, other = Place(place.ledger, number, first), Place(place.ledger, number, second)
        variant.put(one, variant.printed(other))
        variant.put(other, variant.printed(one))
        changed += [one, other]
    return changed


def _running(variant: Variant, rng: Random) -> list[Place]:
    """The lines of a list are running totals of it."""
    draft = variant.draft
    place = any_cell(draft, rng, role="line", ledgers=("budget_changes", "appropriations"))
    if place is None:
        return []
    return _cumulated(variant, ((line,) for line in table_rows(draft, place)), place)


def _to_date(variant: Variant, rng: Random) -> list[Place]:
    """The lines of a report stand at what they have come to since the year began."""
    draft = variant.draft
    place = any_cell(draft, rng, role="line", ledgers=("budget_changes",))
    if place is None:
        return []
    rows = draft.rows[place.ledger]
    changed = []
    for line in table_rows(draft, place):
        year = rows[line].labels["financial_year"]
        past = [
            number
            for number in range(line)
            if identity(rows[number]) == identity(rows[line]) and rows[number].labels["financial_year"] == year
        ]
        if past:
            cell = Place(place.ledger, line, place.column)
            variant.put(cell, draft.style.text(place.ledger, draft.sum(place.ledger, [*past, line], place.column)))
            changed.append(cell)
    return changed


def _cumulated(variant: Variant, steps: Iterator[tuple[int, ...]], place: Place) -> list[Place]:
    total, changed = 0, []
    for rows in steps:
        total += variant.draft.sum(place.ledger, rows, place.column)
        cell = Place(place.ledger, rows[0], place.column)
        variant.put(cell, variant.draft.style.text(place.ledger, total))
        changed.append(cell)
    return changed


FORMS: Mapping[tuple[str, str], Slipping] = {
    ("sign_reversed", ""): _sign,
    ("digits_transposed", ""): _pen(_transpose),
    ("digit_mistyped", ""): _pen(lambda digits, at, rng: digits[:at] + rng.choice("0123456789") + digits[at + 1 :]),
    ("digit_dropped", ""): _pen(lambda digits, at, _: digits[:at] + digits[at + 1 :]),
    ("digit_added", ""): _pen(lambda digits, at, rng: digits[:at] + rng.choice("0123456789") + digits[at:]),
    ("scale_slip", ""): _scale,
    ("scale_slip", "column of a table"): lambda variant, rng: _scaled_column(variant, rng, whole=False),
    ("scale_slip", "column of a file"): lambda variant, rng: _scaled_column(variant, rng, whole=True),
    ("columns_swapped", "one row"): lambda variant, rng: _swapped(variant, rng, table=False),
    ("columns_swapped", "whole table"): lambda variant, rng: _swapped(variant, rng, table=True),
    ("line_omitted", ""): _covers(-1, "line", whole_row=False),
    ("line_omitted", "total row"): _covers(-1, "line", whole_row=True),
    ("line_omitted", "line deleted"): _row(lambda variant, row: variant.gone.add(row)),
    ("line_counted_twice", ""): _covers(1, "line", whole_row=False),
    ("line_counted_twice", "total row"): _covers(1, "line", whole_row=True),
    ("line_counted_twice", "line typed twice"): _row(lambda variant, row: variant.doubled.add(row)),
    ("subtotal_counted_as_line", ""): _covers(1, "subtotal", whole_row=False),
    ("subtotal_counted_as_line", "total row"): _covers(1, "subtotal", whole_row=True),
    ("cumulative_in_period_column", "down the list"): _running,
    ("cumulative_in_period_column", "year to date"): _to_date,
    ("stale_figure", ""): _stale,
    ("truncated_not_rounded", ""): _truncated,
}
"""Every kind of slip, in the forms it takes; without a name, a slip of one cell."""
