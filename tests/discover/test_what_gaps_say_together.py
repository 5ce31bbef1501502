"""What the gaps of a relation say, taken together: it was not meant, figures were altered, or one of them slipped."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pytest

from budget_monitor.discover.discovery import discover
from budget_monitor.model.checks.relation import Relation
from budget_monitor.model.results.outcome import Verdict
from tests.support.grids import grid_of

SEEDS = range(4)


def relations(rows: Sequence[Sequence[object]]) -> Sequence[Relation]:
    return discover([grid_of(rows)]).relations


def failed(rows: Sequence[Sequence[object]]) -> set[str]:
    """The figures that failing checks should make up."""
    return {one.cells[0].place for one in relations(rows) if one.verdict is Verdict.FAIL}


def closures(random: Random) -> list[list[object]]:
    """Libraries closed, of three kinds, and beside them what became of others, which is mostly nothing."""
    rows: list[list[object]] = [["Council", "Total closed", "Static", "Mobile", "Other", "Transferred", "Moved", "New"]]
    for number in range(60):
        closed = [random.randrange(1, 30), random.randrange(1, 9), random.randrange(3)]
        others = [random.randrange(1, 20) if random.random() < 0.15 else 0 for _ in range(3)]
        rows.append([f"Council {number}", sum(closed), *closed, *others])
    return rows


@pytest.mark.parametrize("seed", SEEDS)
def test_a_sum_that_holds_in_every_row_goes_before_a_longer_one_that_breaks_often(seed: int) -> None:
    rows = closures(Random(seed))
    assert failed(rows) == set()
    rows[7][2] = int(str(rows[7][2])) + 30
    assert failed(rows) == {"B8"}


@pytest.mark.parametrize("mark", ["..", ":", "[c]", "c", "x", "z"])
def test_a_total_of_which_a_part_was_not_published_does_not_fail(mark: str) -> None:
    random = Random(3)
    rows: list[list[object]] = [["Area", "Cattle", "Sheep", "Pigs", "All"]]
    for number in range(12):
        parts = [random.randrange(40, 900) for _ in "abc"]
        rows.append([f"Area {number}", *parts, sum(parts)])
    rows[5][3] = mark
    assert failed(rows) == set()
    rows[8][4] = int(str(rows[8][4])) + 90
    assert failed(rows) == {"E9"}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_total_that_holds_in_half_of_many_rows_is_no_rule(seed: int) -> None:
    random = Random(seed)
    rows: list[list[object]] = [["Quarter", "Total", "Bankruptcies", "Arrangements", "Orders"]]
    for number in range(80):
        first, second, third = (random.randrange(800, 4_000) for _ in range(3))
        is_whole = number > 40
        rows.append(
            [f"Q{number}", first + second + third if is_whole else first + random.randrange(8, 60), first]
            + ([second, third] if is_whole else ["..", ".."])
        )
    assert failed(rows) == set()


def payments(random: Random) -> list[list[object]]:
    """Counts each of which was altered by one at most, so as to name nobody, with totals of what they were before."""
    rows: list[list[object]] = [["Band", "Single", "Parent", "Couple", "Family", "Total"]]
    for number in range(30):
        parts = [random.randrange(9_000, 300_000) for _ in range(4)]
        rows.append([f"Band {number}", *(one + random.randrange(-1, 2) for one in parts), sum(parts)])
    return rows


@pytest.mark.parametrize("seed", SEEDS)
def test_sums_of_figures_that_were_altered_by_a_few_units_hold_but_for_slips(seed: int) -> None:
    rows = payments(Random(seed))
    assert len(relations(rows)) == len(rows) - 1
    assert {one.verdict for one in relations(rows)} <= {Verdict.EXACT, Verdict.WITHIN_ROUNDING}
    rows[11][5] = int(str(rows[11][5])) // 10
    assert failed(rows) == {"F12"}


@pytest.mark.parametrize("seed", SEEDS)
def test_shares_in_whole_percent_that_change_slowly_are_no_quotients_of_one_another(seed: int) -> None:
    random = Random(seed)
    rows: list[list[object]] = [["Month", "None", "Planning", "Preparing", "Searching", "Working"]]
    for number in range(80):
        shares = [3 + (number > 50) + random.randrange(2), 8 + random.randrange(2), 39 + random.randrange(4), 12]
        rows.append([f"Month {number}", *(f"{one}%" for one in (100 - sum(shares), *shares))])
    assert not [one for one in relations(rows) if one.kind.value == "ratio"]


def balance(decimals: int, slip: float) -> list[list[object]]:
    """Assets less liabilities over seven years, as a computer made them; one total of 2027 is out by a `slip`."""
    random = Random(5)
    loans, equity, debt, pensions = ([round(random.uniform(5, 30), decimals) for _ in range(7)] for _ in range(4))
    assets = [round(one + other, decimals) for one, other in zip(loans, equity, strict=True)]
    owed = [round(-one - other, decimals) for one, other in zip(debt, pensions, strict=True)]
    net = [round(one + other, decimals) for one, other in zip(assets, owed, strict=True)]
    assets[2] = round(assets[2] + slip, decimals)
    return [
        ["£ billion", *(f"20{year}-{year + 1}" for year in range(24, 31))],
        ["Total assets", *assets], ["Loans", *loans], ["Equity", *equity],
        ["Total liabilities", *owed], ["Debt", *(-one for one in debt)], ["Pensions", *(-one for one in pensions)],
        ["Net worth", *net],
    ]  # fmt: skip


@pytest.mark.parametrize("decimals", [1, 3, 6, 12])
@pytest.mark.parametrize("slip", [9, -9.3])
def test_a_slip_in_a_total_that_stands_in_two_sums_leaves_the_checks_of_its_column(decimals: int, slip: float) -> None:
    right, wrong = relations(balance(decimals, 0)), relations(balance(decimals, slip))
    assert len(right) == len(wrong)
    assert {one.verdict for one in right} <= {Verdict.EXACT, Verdict.WITHIN_ROUNDING}
    assert failed(balance(decimals, slip)) & {"D2", "D8"}


def test_a_sum_of_which_several_lines_were_left_open_is_to_look_at() -> None:
    random = Random(1)
    years = [[random.randrange(1_000, 9_000) for _ in range(4)] for _ in range(7)]
    lines: list[list[object]] = [[f"Line {at}", *(year[at] for year in years)] for at in range(4)]
    rows = [["£m", *range(2024, 2031)], *lines, ["Capital spending", *map(sum, years)]]
    assert failed(rows) == set()
    rows[2][7] = rows[3][7] = ""
    assert failed(rows) == set()
    told = [one for one in relations(rows) if one.verdict is Verdict.UNDECIDED]
    assert [one.cells[0].place for one in told] == ["H6"]


def test_of_quotients_of_figures_in_tens_that_are_a_little_out_it_is_not_known_whether_they_are_wrong() -> None:
    random = Random(3)
    rows: list[list[object]] = [["Benefit", "Sent", "Moved", "Rate (%)"]]
    for number in range(12):
        sent = random.randrange(2_000, 9_000)
        moved = int(sent * random.uniform(0.85, 0.99))
        rows.append([f"Kind {number}", round(sent, -1), round(moved, -1), round(100 * moved / sent)])
    rows.append(["Kind 12", 160, 150, 97])
    assert failed(rows) == set()
    rows[-1][3] = 79
    assert failed(rows) == {"D14"}


@pytest.mark.parametrize("digit", [1, 2, 3])
def test_a_digit_left_out_fails_where_a_sum_holds_in_all_of_many_other_rows(digit: int) -> None:
    random = Random(digit)
    rows: list[list[object]] = [["Year", "Total", "Net", "Agency"]]
    for year in range(1934, 2024):
        parts = [random.randrange(200_000, 900_000) for _ in range(2)]
        rows.append([f"Year {year}", sum(parts), *parts])
    assert failed(rows) == set()
    text = str(rows[40][2])
    rows[40][2] = int(text[:digit] + text[digit + 1 :])
    assert failed(rows) == {"B41"}
    rows[40][2] = 1_234
    assert failed(rows) == set()


def programme(random: Random) -> list[list[object]]:
    """Schemes, most of which end a year early, with what was approved, what is spent and expected, and the variance."""
    rows: list[list[object]] = [
        ["Scheme", "Total approved", "Spent", "2026/27", "2027/28", "2028/29", "Total", "Variance"]
    ]
    for number in range(5):
        years = [random.randint(700, 8_000) for _ in range(3)] + [random.randint(700, 2_000) if number < 2 else 0]
        variance = random.randint(150, 690) if number < 2 else 0
        rows.append([f"Scheme {number}", sum(years) - variance, *years, sum(years), variance])
    sums = [sum(int(str(row[at])) for row in rows[1:]) for at in range(1, 8)]
    rows.append(["Total programme", *sums])
    rows.append(["Total financing", "", "", *sums[2:5], sum(sums[2:5]), ""])
    return rows


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_approved_is_no_sum_of_the_first_years_of_schemes_that_end_early(seed: int) -> None:
    rows = programme(Random(seed))
    assert {one.verdict for one in relations(rows)} == {Verdict.EXACT}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_slip_in_a_year_fails_in_the_total_of_all_years_alone(seed: int) -> None:
    rows = programme(Random(seed))
    rows[1][4] = int(str(rows[1][4])) * 10
    assert failed(rows) == {"G2", "E7"}
