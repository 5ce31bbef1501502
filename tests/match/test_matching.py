"""Entries are matched only where nothing else would do, and every entry ends up in exactly one list."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.matching.generate import books
from benchmarks.matching.score import scores, side_of
from budget_monitor.match.entries.slips import slip_between, slips_of
from budget_monitor.match.entries.words import are_near, contradict, marks, name_words, numbers
from budget_monitor.match.matching import match, proof
from budget_monitor.match.stages.subsets import MAX_BALANCES, balances
from budget_monitor.model.lists.matching import Matching, MatchKind, MatchOptions, MatchStatus, Side

Entry = tuple[str, str, str, str]


def side(*entries: Entry, name: str = "list") -> Side:
    """A list of (date, amount, reference, name)."""
    return side_of(name, list(entries))


def matched(left: Side, right: Side, options: MatchOptions | None = None) -> Matching:
    return match(left, right, options or MatchOptions())


def pairs(matching: Matching) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    return [(one.left, one.right) for one in matching.matches]


def test_a_reference_that_a_bank_joined_and_padded_is_the_same() -> None:
    left = side(("2026-04-01", "97.00", "INV-001234", "Acme Ltd"), ("2026-04-01", "97.00", "INV-009999", "Acme Ltd"))
    right = side(("2026-04-20", "97.00", "", "FASTER PAYMENT INV001234 ACME"))
    assert pairs(matched(left, right)) == [((0,), (0,))]


def test_the_same_amount_and_date_twice_is_ambiguous() -> None:
    left = side(("2026-04-01", "50.00", "", "Hall"), ("2026-04-02", "50.00", "", "Hall hire"))
    right = side(("2026-04-03", "50.00", "", "Hall"), ("2026-04-03", "50.00", "", "Hall"))
    found = matched(left, right)
    assert found.matches == ()
    (group,) = found.ambiguous
    assert (group.left, group.right, group.answers) == ((0, 1), (0, 1), 2)


def test_a_transposition_under_one_reference_is_a_slip_with_its_difference() -> None:
    left = side(("2026-04-01", "6100.00", "PO-77123", "Acme"))
    right = side(("2026-04-03", "1600.00", "PO-77123", "ACME"))
    (one,) = matched(left, right).matches
    assert (one.status, one.kind, one.difference) == (MatchStatus.SLIP, MatchKind.DIGITS_TRANSPOSED, Decimal(4500))


def test_of_two_amounts_under_one_reference_that_no_slip_explains_nothing_is_matched() -> None:
    left, right = side(("2026-04-01", "6100", "PO-77123", "Acme")), side(("2026-04-01", "123.45", "PO-77123", "Acme"))
    found = matched(left, right)
    assert not found.matches
    assert (len(found.only_left), len(found.only_right)) == (1, 1)


def test_a_paying_in_slip_is_matched_with_the_cheques_that_add_up_to_it() -> None:
    left = side(
        ("2026-04-01", "120.35", "CHQ 100201", "Allotments"),
        ("2026-04-01", "61.18", "CHQ 100202", "Allotments"),
        ("2026-04-02", "999.99", "CHQ 100203", "Allotments"),
    )
    right = side(("2026-04-04", "181.53", "", "PAID IN AT BRANCH"))
    (one,) = matched(left, right).matches
    assert (one.kind, one.left, one.right) == (MatchKind.BATCH, (0, 1), (0,))


def test_a_batch_that_two_sets_make_is_not_matched() -> None:
    left = side(*(("2026-04-01", amount, "", "") for amount in ("10.01", "20.02", "15.02", "15.01")))
    found = matched(left, side(("2026-04-02", "30.03", "", "")))
    assert found.matches == ()


def test_several_entries_of_one_reference_are_matched_with_several_that_add_up_to_the_same() -> None:
    left = side(
        ("2026-04-01", "-60.00", "INV 4711", ""), ("2026-04-02", "-40.00", "INV 4711", ""),
        ("2026-04-02", "-7.00", "INV 4712", ""),
    )  # fmt: skip
    right = side(("2026-04-03", "-25.50", "", "INV4711 PART 1"), ("2026-04-05", "-74.50", "", "INV4711 PART 2"))
    found = matched(left, right)
    assert pairs(found) == [((0, 1), (0, 1))]
    assert [one.entry for one in found.only_left] == [2]


INVOICES = ("310.17", "1204.90", "88.46")
PAID = ("1315.07", "288.46")


def of_acme(*amounts: str, name: str = "Acme Roofing") -> Side:
    """Entries of one payer without references, a day apart."""
    return side(*((f"2026-04-{day:02d}", amount, "", name) for day, amount in enumerate(amounts, start=10)))


@pytest.mark.parametrize("name", ["ACME ROOF", ""])
def test_invoices_that_one_payer_paid_in_parts_divided_otherwise_are_matched_together(name: str) -> None:
    (one,) = matched(of_acme(*INVOICES), of_acme(*PAID, name=name)).matches
    assert (one.kind, one.left, one.right) == (MatchKind.BATCH, (0, 1, 2), (0, 1))


@pytest.mark.parametrize(
    ("ours", "theirs", "why"),
    [
        ((*INVOICES, "88.46"), PAID, "either of two equal entries would do"),
        ((*INVOICES, "200.00"), (*PAID, "88.46", "399.99"), "two sets on the right come to sets on the left"),
        (("300", "200", "100", "400"), ("350", "250"), "round amounts add up to one another by chance"),
        (INVOICES, (PAID[0], "288.45"), "a penny is missing"),
    ],
)
def test_several_for_several_are_matched_only_where_nothing_else_would_do(
    ours: tuple[str, ...], theirs: tuple[str, ...], why: str
) -> None:
    found = matched(of_acme(*ours), of_acme(*theirs))
    assert not [one for one in found.matches if len(one.left) > 1 and len(one.right) > 1], why


def test_several_for_several_are_matched_within_the_window_and_of_one_payer() -> None:
    late = side(*(("2026-06-10", amount, "", "Acme Roofing") for amount in PAID))
    assert not matched(of_acme(*INVOICES), late).matches
    shared = ("2026-04-01", "77.31", "INV-200417", "Delta Print"), ("2026-04-02", "41.07", "INV-200418", "Acme Roofing")
    left = side(*shared, *(("2026-04-10", amount, "", "Acme Roofing") for amount in INVOICES))
    right = side(*shared, *(("2026-04-11", amount, "", "Delta Print") for amount in PAID))
    assert len(matched(left, right).matches) == 2  # names tell here, and those of the others differ


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(-60, 60).filter(bool), min_size=1, max_size=9))
def test_the_smallest_sets_that_balance_are_those_that_trying_all_finds(amounts: list[int]) -> None:
    sums = {
        bits: sum(amount for place, amount in enumerate(amounts) if bits >> place & 1)
        for bits in range(1, 1 << len(amounts))
    }
    zero = [bits for bits, total in sums.items() if not total]
    smallest = [bits for bits in zero if not any(less != bits and less & bits == less for less in zero)]
    assert sorted(balances(amounts)) == (sorted(smallest) if len(zero) < MAX_BALANCES else [])


def test_a_payment_and_its_reversal_on_one_side_cancel() -> None:
    left = side(("2026-04-01", "75.20", "PO-81234", "Acme"), ("2026-04-02", "-75.20", "PO-81234", "Acme"))
    found = matched(left, side(("2026-04-01", "3.10", "", "Fee")))
    assert pairs(found) == [((0, 1), ())]


def test_what_was_typed_twice_is_matched_once_and_the_other_says_which_line_it_repeats() -> None:
    row = ("2026-04-01", "88.15", "INV-44321", "Acme")
    found = matched(side(row, row), side(("2026-04-02", "88.15", "INV-44321", "ACME")))
    assert pairs(found) == [((0,), (0,))]
    (open_entry,) = found.only_left
    assert (open_entry.entry, open_entry.twin) == (1, 0)


def test_a_tolerance_matches_only_under_one_reference() -> None:
    left = side(("2026-04-01", "100.00", "INV-44321", "Acme"), ("2026-04-01", "200.00", "", "Bell"))
    right = side(("2026-04-02", "99.65", "INV-44321", "ACME"), ("2026-04-02", "199.65", "", "BELL"))
    assert pairs(matched(left, right)) == []
    found = matched(left, right, MatchOptions(tolerance=Decimal("0.50")))
    assert pairs(found) == [((0,), (0,))]


def test_ages_are_counted_to_the_day_asked_for() -> None:
    found = match(
        side(("2026-04-01", "5.00", "", "")), side(("2026-04-01", "7.00", "", "")), MatchOptions(), date(2026, 4, 30)
    )
    assert [one.age for one in found.only_left] == [29]


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        (6100, 1600, MatchKind.DIGITS_TRANSPOSED),
        (6100, -6100, MatchKind.SIGN_REVERSED),
        (6100, 61000, MatchKind.SCALE_SLIP),
        (6100, 6700, MatchKind.DIGIT_MISTYPED),
        (6123, 612, MatchKind.DIGIT_DROPPED),
        (6123, 4987, None),
        (6123, 6123, None),
    ],
)
def test_slips_of_the_pen(one: int, other: int, kind: MatchKind | None) -> None:
    assert slip_between(one, other) == kind == slip_between(other, one)


@given(st.integers(100, 10**7))
def test_the_amounts_a_slip_makes_are_slips(amount: int) -> None:
    assert all(slip_between(amount, other) is not None for other in slips_of(amount) if abs(other) >= 100)


def test_words_of_references_and_names() -> None:
    assert marks("INV-00123456", "") & marks("", "BACS INV 123456 ACME")
    assert not marks("paid 2026", "") & marks("2026", "")
    assert are_near(name_words("Northgate Energy Ltd"), name_words("NORTHGATE EN"))
    assert not are_near(name_words("Northgate Energy Ltd"), name_words("NORTHGATE TRANSPORT"))
    assert contradict(numbers("INV-12345", ""), numbers("PO 98765", ""))
    assert not contradict(numbers("INV-12345", ""), numbers("inv-1234", ""))


entries = st.lists(
    st.tuples(
        st.dates(date(2026, 4, 1), date(2026, 4, 20)).map(str),
        st.integers(-400, 400).map(lambda pence: f"{pence / 1:.0f}.00"),
        st.sampled_from(["", "INV-12345", "INV-12346", "PO 7777", "INV12345"]),
        st.sampled_from(["", "Acme Ltd", "ACME", "Bell & Co"]),
    ),
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(entries, entries)
def test_every_entry_is_in_exactly_one_list_and_the_proof_holds(ours: list[Entry], theirs: list[Entry]) -> None:
    left, right = side(*ours), side(*theirs)
    found = matched(left, right)
    for count, open_entries, which in ((len(left), found.only_left, "left"), (len(right), found.only_right, "right")):
        listed = Counter(one.entry for one in open_entries)
        for one in (*found.matches, *found.ambiguous):
            listed.update(getattr(one, which))
        assert listed == Counter(range(count))
    assert proof(left, right, found).holds
    assert all(one.difference == 0 for one in found.matches if one.status is MatchStatus.MATCHED)


@settings(max_examples=25, deadline=None)
@given(entries, entries, st.randoms())
def test_the_order_of_the_lines_does_not_matter(ours: list[Entry], theirs: list[Entry], chance: object) -> None:
    """The same entries are matched, by what they say."""

    def told(left: list[Entry], right: list[Entry]) -> Counter[object]:
        found = matched(side(*left), side(*right))
        return Counter(
            (tuple(sorted(left[one] for one in each.left)), tuple(sorted(right[one] for one in each.right)))
            for each in found.matches
        )

    shuffled = list(ours)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert told(ours, theirs) == told(shuffled, theirs)


@pytest.mark.parametrize("payers", [60, 15])
def test_of_a_made_up_year_hardly_a_match_is_wrong_and_few_are_missed(payers: int) -> None:
    made = books(2_000, payers, seed=5)
    left, right = side_of("cash", made.cash), side_of("bank", made.bank)
    found = matched(left, right)
    precision, recall, _ = scores(made, pairs(found))
    assert precision >= 0.998
    assert recall >= 0.97
    assert proof(left, right, found).holds
