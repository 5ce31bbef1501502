"""The kinds of typing slip: which true figure each could have turned into the one in the cell."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from budget_monitor.diagnose.kinds import KINDS, Suspect, slips
from budget_monitor.diagnose.kinds.slip import PENNY
from budget_monitor.model.ledgers.cell import Cell, CellRef, Kind
from budget_monitor.model.ledgers.money import Figure, money

PLACE = CellRef("reserve_movements.csv", 5, "closing")
THOUSAND = Fraction(1000)


def suspect(
    text: str,
    value: int | str,
    truth: int | str,
    unit: Fraction = PENNY,
    *,
    within: int = 0,
    percent: bool = False,
    **known: object,
) -> Suspect:
    """A cell that says `text`, read as `value`, where `truth` belongs, give or take `within`."""
    number, middle = Decimal(value), Fraction(truth)
    figure: Figure = number if percent else money(number)
    cell = Cell(PLACE, text, figure)
    made = Suspect(cell, Fraction(number), unit, middle - within, middle + within)
    return replace(made, **known)


def kinds_of(one: Suspect) -> list[Kind]:
    return [slip.kind for slip in slips(one)]


def test_transposed_digits_are_named_first_and_told_in_words() -> None:
    best = slips(suspect("16", 16_000, 61_000, THOUSAND))[0]
    assert (best.kind, best.proposed) == (Kind.DIGITS_TRANSPOSED, Fraction(61_000))
    assert best.text == "digits transposed: £61,000 typed as £16,000"


@pytest.mark.parametrize(
    ("text", "value", "truth", "kind"),
    [
        ("97", 97, -97, Kind.SIGN_REVERSED),
        ("(97)", -97, 97, Kind.SIGN_REVERSED),
        ("(4,917)", -4917, -4971, Kind.DIGITS_TRANSPOSED),
        ("£4,771", 4771, 4971, Kind.DIGIT_MISTYPED),
        ("−4771", -4771, -4971, Kind.DIGIT_MISTYPED),
        ("1,276", 1276, 12_716, Kind.DIGIT_DROPPED),
        ("12,776CR", -12_776, -1276, Kind.DIGIT_ADDED),
        ("61", 61, 61_000, Kind.SCALE_SLIP),
        ("6100000", 6_100_000, 61_000, Kind.SCALE_SLIP),
        ("1,173,098,528", 1_173_098_528, "11730985.28", Kind.SCALE_SLIP),
        ("61.355", "61.355", 61_355, Kind.SCALE_SLIP),
        ("12.34", "12.34", "12.43", Kind.DIGITS_TRANSPOSED),
        ("5,502", 5502, 5205, Kind.DIGITS_TRANSPOSED),
        ("12.4", "12.4", "12.34", Kind.DIGIT_DROPPED),
    ],
)
def test_each_slip_of_the_pen_is_recognised_in_pounds(
    text: str, value: int | str, truth: int | str, kind: Kind
) -> None:
    best = slips(suspect(text, value, truth))[0]
    assert (best.kind, best.proposed) == (kind, Fraction(truth))


def test_digits_that_are_no_neighbours_are_less_likely_to_be_transposed() -> None:
    near, apart = (slips(suspect("5,025", 5025, truth))[0] for truth in (5205, 5520))
    assert near.kind is apart.kind is Kind.DIGITS_TRANSPOSED
    assert near.weight < apart.weight


def test_digits_are_taken_as_written_with_a_suffix() -> None:
    """£0.136m for £0.163m: the digits are 0136, the last of them worth £1,000."""
    best = slips(suspect("£0.136m", 136_000, 163_000, THOUSAND))[0]
    assert (best.kind, best.proposed) == (Kind.DIGITS_TRANSPOSED, Fraction(163_000))


@pytest.mark.parametrize(("text", "value"), [("£0.15bn", 150_000_000), ("£150m", 150_000_000), ("£0.15k", 150)])
def test_the_letter_of_another_size(text: str, value: int) -> None:
    """£0.15bn for £0.15m cannot be told by its digits: they are right."""
    found = {slip.kind: slip.text for slip in slips(suspect(text, value, 150_000))}
    right = {"£0.15bn": "£0.15m", "£150m": "£150k", "£0.15k": "£0.15m"}[text]
    assert found[Kind.UNIT_LOST] == f"{right} typed as {text}"


def test_what_is_a_hundred_times_too_large_has_two_noughts_too_many_and_no_other_digits() -> None:
    """£120,000 is not a hundred times £1,000, however £1,200 is rounded."""
    assert Kind.SCALE_SLIP not in kinds_of(suspect("120", 120_000, 1_000, THOUSAND))
    assert Kind.SCALE_SLIP in kinds_of(suspect("100", 100_000, 1_000, THOUSAND))


def test_nobody_writes_a_leading_zero() -> None:
    """01 with its digits transposed would be 10, but 1 is not written so."""
    assert set(kinds_of(suspect("10", 10, 1))) == {Kind.SCALE_SLIP, Kind.DIGIT_ADDED}


def test_a_lost_nought_is_a_dropped_digit_and_a_factor_of_ten() -> None:
    assert set(kinds_of(suspect("163", 163, 1630))) == {Kind.DIGIT_DROPPED, Kind.SCALE_SLIP}


def test_a_figure_in_pounds_in_a_column_of_thousands_is_rounded_to_them() -> None:
    """61,355 typed in a column of £000 is 61,355,000; 61 belongs there."""
    best = slips(suspect("61,355", 61_355_000, 61_000, THOUSAND))[0]
    assert (best.kind, best.proposed) == (Kind.SCALE_SLIP, Fraction(61_000))
    assert best.text == "1,000 times too large: £61,000 typed as £61,355,000"


def test_a_figure_in_thousands_in_a_column_of_pounds_has_lost_its_last_digits() -> None:
    best = slips(suspect("61", 61, 61_355))[0]
    assert (best.kind, best.proposed) == (Kind.SCALE_SLIP, Fraction(61_355))


def test_last_periods_figure_left_standing() -> None:
    best = slips(suspect("4808", 4808, 4971, earlier=Fraction(4808)))[0]
    assert best.kind is Kind.STALE_FIGURE
    assert best.text == "last period's figure left standing: £4,808 typed again, not £4,971"
    assert Kind.STALE_FIGURE not in kinds_of(suspect("4808", 4808, 4971, earlier=Fraction(4809)))
    assert Kind.STALE_FIGURE not in kinds_of(suspect("0", 0, 4971, earlier=Fraction(0)))


def test_that_a_figure_has_not_changed_makes_it_no_likelier_to_be_wrong_than_a_slip_of_the_pen() -> None:
    unchanged = slips(suspect("4808", 4808, 4971, earlier=Fraction(4808)))[0]
    mistyped = slips(suspect("4771", 4771, 4971))[0]
    assert mistyped.weight < unchanged.weight


def test_a_percentage_cut_off_is_one_step_too_near_to_zero() -> None:
    best = slips(suspect("93.0", "93.0", "93.1", Fraction(1, 10), percent=True))[0]
    assert (best.kind, best.proposed) == (Kind.TRUNCATED_NOT_ROUNDED, Fraction("93.1"))
    down = slips(suspect("93.1", "93.1", "93.0", Fraction(1, 10), percent=True))
    assert Kind.TRUNCATED_NOT_ROUNDED not in {slip.kind for slip in down}


def test_money_in_pounds_is_exact_and_never_cut_off() -> None:
    assert Kind.TRUNCATED_NOT_ROUNDED not in kinds_of(suspect("93", 93, 94))


def test_totals_that_cover_a_line_too_few_or_too_many() -> None:
    """50 + 124 + 20 = 194, with a sub-total of 174 after the second line."""
    total = suspect("174", 174, 194, lines=(Fraction(50), Fraction(124), Fraction(20)), subtotals=(Fraction(174),))
    omitted = slips(total)[0]
    assert (omitted.kind, omitted.proposed) == (Kind.LINE_OMITTED, Fraction(194))
    assert omitted.text == "a line of £20 left out of the total: £194 typed as £174"
    twice = replace(total, cell=Cell(PLACE, "214", money(Decimal(214))), value=Fraction(214))
    assert slips(twice)[0].kind is Kind.LINE_COUNTED_TWICE
    subtotal = replace(total, cell=Cell(PLACE, "368", money(Decimal(368))), value=Fraction(368))
    assert slips(subtotal)[0].kind is Kind.SUBTOTAL_COUNTED_AS_LINE


def test_a_rounded_total_may_be_a_unit_away_from_the_sum_of_its_lines() -> None:
    """A line of 20 was left out of 194, but the total says 175: its unrounded lines came to 174.6."""
    total = suspect("175", 175_000, 194_000, THOUSAND, lines=(Fraction(50_000), Fraction(124_000), Fraction(20_000)))
    assert kinds_of(total)[0] is Kind.LINE_OMITTED


def test_among_rounded_figures_the_slip_that_fits_the_middle_of_the_range_is_likelier() -> None:
    """1,234 typed as 1,834, with 20 rounded lines: 1,224 to 1,244 would do. 1,238 for 1,834 needs two slips."""
    found = slips(suspect("1834", 1_834_000, 1_234_000, THOUSAND, within=10_000))
    assert (found[0].kind, found[0].proposed) == (Kind.DIGIT_MISTYPED, Fraction(1_234_000))


def test_with_rounding_the_proposal_is_the_nearest_to_what_was_typed() -> None:
    """13, 14, 15 and 16 would all do for 12; one digit mistyped explains each of them."""
    found = slips(suspect("12", 12_000, "14500", THOUSAND, within=2_000))
    assert {slip.proposed for slip in found if slip.kind is Kind.DIGIT_MISTYPED} == {13_000}


@pytest.mark.parametrize("text", ["-", "nil", "n/a"])
def test_a_word_has_no_digits_to_mistype(text: str) -> None:
    assert kinds_of(suspect(text, 0, 7)) == []


amounts = st.integers(1, 10**9)
units = st.sampled_from([Fraction(1), THOUSAND])


def typed(number: int, unit: Fraction) -> tuple[str, Fraction, Fraction]:
    """How a number is written, what it means, and the grid it is printed on."""
    text = f"({abs(number):,})" if number < 0 else f"{number:,}"
    return text, number * unit, PENNY if unit == 1 else unit


def made(truth: int, number: int, unit: Fraction, **known: object) -> Suspect:
    text, value, grid = typed(number, unit)
    return suspect(text, str(value), str(truth * unit), grid, **known)  # type: ignore[arg-type]


def claims(one: Suspect, kind: Kind) -> bool:
    return any(slip.kind is kind and slip.proposed == one.low for slip in slips(one))


@st.composite
def digit_slips(draw: st.DrawFn) -> tuple[Kind, int, int]:
    """A kind of slip with a figure before and after it; swapping the two gives the slip that undoes it."""
    digits = str(draw(st.integers(10, 10**9)))
    at = draw(st.integers(0, len(digits) - 1))
    kind = draw(st.sampled_from([Kind.DIGITS_TRANSPOSED, Kind.DIGIT_MISTYPED, Kind.DIGIT_DROPPED, Kind.DIGIT_ADDED]))
    match kind:
        case Kind.DIGITS_TRANSPOSED:
            low, high = sorted((at, draw(st.integers(0, len(digits) - 1))))
            assume(low < high)
            after = digits[:low] + digits[high] + digits[low + 1 : high] + digits[low] + digits[high + 1 :]
        case Kind.DIGIT_MISTYPED:
            after = digits[:at] + draw(st.sampled_from("0123456789")) + digits[at + 1 :]
        case Kind.DIGIT_DROPPED:
            after = digits[:at] + digits[at + 1 :]
        case _:
            after = digits[:at] + draw(st.sampled_from("0123456789")) + digits[at:]
    assume(after != digits and after[0] != "0")
    sign = draw(st.sampled_from([1, -1]))
    return kind, sign * int(digits), sign * int(after)


UNDONE_BY = {Kind.DIGIT_DROPPED: Kind.DIGIT_ADDED, Kind.DIGIT_ADDED: Kind.DIGIT_DROPPED}


@given(digit_slips(), units)
def test_a_slip_of_a_digit_is_explained_by_its_kind(slip: tuple[Kind, int, int], unit: Fraction) -> None:
    """And the way back by the kind that undoes it: a dropped digit put in again is one too many."""
    kind, truth, number = slip
    assert claims(made(truth, number, unit), kind)
    assert claims(made(number, truth, unit), UNDONE_BY.get(kind, kind))


@given(amounts, units)
def test_a_reversed_sign_is_explained_both_ways(amount: int, unit: Fraction) -> None:
    assert claims(made(amount, -amount, unit), Kind.SIGN_REVERSED)
    assert claims(made(-amount, amount, unit), Kind.SIGN_REVERSED)


@given(amounts, st.sampled_from([10, 100, 1000]), units)
def test_a_slip_of_scale_is_explained_both_ways(amount: int, factor: int, unit: Fraction) -> None:
    assert claims(made(amount * factor, amount, unit), Kind.SCALE_SLIP)
    assert claims(made(amount, amount * factor, unit), Kind.SCALE_SLIP)


@given(st.integers(-(10**9), 10**9), st.integers(-(10**9), 10**9))
def test_a_figure_left_standing_is_explained(truth: int, earlier: int) -> None:
    assume(earlier and truth != earlier)
    assert claims(made(truth, earlier, Fraction(1), earlier=Fraction(earlier)), Kind.STALE_FIGURE)


@given(st.lists(st.integers(-(10**6), 10**6), min_size=2, max_size=8), st.data(), units)
def test_a_total_with_a_line_too_few_or_too_many_is_explained(
    lines: list[int], drawn: st.DataObject, unit: Fraction
) -> None:
    line = drawn.draw(st.sampled_from(lines))
    assume(line)
    total, parts = sum(lines), tuple(one * unit for one in lines)
    assert claims(made(total, total - line, unit, lines=parts), Kind.LINE_OMITTED)
    assert claims(made(total, total + line, unit, lines=parts), Kind.LINE_COUNTED_TWICE)
    assert claims(made(total, total + line, unit, subtotals=parts), Kind.SUBTOTAL_COUNTED_AS_LINE)


@given(st.decimals(-100, 100, places=3), st.integers(0, 2))
def test_a_percentage_cut_off_is_explained(exact: Decimal, places: int) -> None:
    unit = Fraction(1, 10**places)
    cut, rounded = int(Fraction(exact) / unit) * unit, round(Fraction(exact) / unit) * unit
    assume(cut != rounded)
    text = f"{float(cut):.{places}f}"
    one = suspect(text, text, str(rounded), unit, percent=True)
    assert claims(one, Kind.TRUNCATED_NOT_ROUNDED)


figures = st.integers(-(10**7), 10**7)


@given(figures, figures, st.integers(0, 10**5), st.lists(figures, max_size=5), units)
def test_no_kind_proposes_a_figure_out_of_range_or_off_the_grid(
    number: int, middle: int, within: int, lines: list[int], unit: Fraction
) -> None:
    parts = tuple(one * unit for one in lines)
    text, value, grid = typed(number, unit)
    one = Suspect(
        Cell(PLACE, text, money(Decimal(int(value)))),
        value,
        grid,
        middle - within * unit / 2,
        middle + within * unit / 2,
        earlier=value,
        lines=parts,
        subtotals=parts,
    )
    found = slips(one)
    assert len({slip.kind for slip in found}) == len(found) <= len(KINDS)
    for slip in found:
        assert one.low <= slip.proposed <= one.high
        assert slip.proposed != one.value
        assert (slip.proposed / grid).denominator == 1


@given(st.integers(1, 10**7), figures, st.integers(0, 10**4))
def test_a_negative_figure_is_explained_as_its_positive_twin(number: int, middle: int, within: int) -> None:
    one = replace(made(middle, number, THOUSAND), low=middle - within * THOUSAND, high=middle + within * THOUSAND)
    text, value, _ = typed(-number, THOUSAND)
    twin = replace(one, cell=Cell(PLACE, text, money(Decimal(int(value)))), value=value, low=-one.high, high=-one.low)
    mirrored = [(slip.kind, -slip.proposed, slip.weight) for slip in slips(twin)]
    assert [(slip.kind, slip.proposed, slip.weight) for slip in slips(one)] == mirrored
