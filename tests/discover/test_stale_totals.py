"""Totals that are far off: they fail where the rest of their table proves what they are the sum of."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from budget_monitor.discover.discovery import discover
from budget_monitor.model.results.outcome import Verdict
from tests.support.grids import grid_of

LINES = [("Care", "1,240", "1,310", "70"), ("Homes", "2,815", "2,790", "(25)"), ("Parks", "967", "1,004", "37")]
HEAD = ("Service", "Budget £000", "Outturn £000", "Variance £000")


def failing(head: tuple[str, ...], *rows: tuple[str, ...]) -> list[tuple[str, str]]:
    found = discover([grid_of([head, *rows])], is_document=True)
    return [(str(one.reported), str(one.computed)) for one in found.findings if one.verdict is Verdict.FAIL]


def test_a_total_of_the_last_report_fails_where_the_total_beside_it_is_the_sum_of_the_lines() -> None:
    lines = [line[:3] for line in LINES]
    assert failing(HEAD[:3], *lines, ("Total", "5,022", "4,317")) == [("4317", "5104")]
    assert failing(HEAD[:3], *lines, ("Total", "5,022", "5,104")) == []


def test_a_figure_that_a_sum_down_and_one_across_ask_for_fails_however_far_off() -> None:
    assert ("4317", "5104") in failing(HEAD, *LINES, ("Total", "5,022", "4,317", "82"))
    changed = [("Care", "1,240", "1,310", "70"), ("Homes", "2,815", "1,316", "(25)"), ("Parks", "967", "1,004", "37")]
    found = failing(HEAD, *changed, ("Total", "5,022", "5,104", "82"))
    assert ("5104", "3630") in found
    assert any(reported == "-25" for reported, _ in found)


@pytest.mark.parametrize(
    "heading",
    ["Unit cost £", "Highest in the year £000", "Average £000", "Visitors", "Closing balance £000", "£ per head"],
)
def test_a_column_that_need_not_add_up_is_not_judged_by_those_beside_it(heading: str) -> None:
    lines = [(name, budget, second) for (name, budget, _, _), second in zip(LINES, ("412", "873", "231"), strict=True)]
    assert failing(("Service", "Budget £000", heading), *lines, ("Total", "5,022", "1,093")) == []


def test_a_total_below_its_largest_line_or_more_than_twice_its_lines_is_not_judged() -> None:
    lines = [line[:3] for line in LINES]
    for total in ("1,701", "12,377"):
        assert failing(HEAD[:3], *lines, ("Total", "5,022", total)) == []


def _requirement(seed: int) -> tuple[list[tuple[str, ...]], str, str]:
    """A budget of two years whose net is the sum of two lines, and what funds it; the net of the first year, and one of
    the lines that may be typed there instead.
    """
    chance = random.Random(seed)
    years = []
    for _ in range(2):
        spent, added = chance.randrange(2_000_000, 20_000_000), chance.randrange(40_000, 900_000)
        funded = [-chance.randrange(30_000, 600_000) for _ in range(chance.randrange(2, 5))]
        years.append([spent, added, spent + added, *funded, spent + added + sum(funded)])
    names = ["Services", "To reserves", "Net budget", *("ABCD"[at] for at in range(len(years[0]) - 4)), "Tax required"]
    count = min(map(len, years))
    kept = [*range(count - 1), -1]
    for year in years:
        year[-1] = sum(year[at] for at in kept[2:-1])
    rows = [(names[at] if at >= 0 else "Tax required", *(f"{year[at]:,}" for year in years)) for at in kept]
    return [("£", "2025/26", "2026/27"), *rows], rows[2][1], rows[0][1]


@pytest.mark.parametrize("seed", range(40))
def test_a_line_typed_for_its_sum_fails_where_what_is_made_of_the_sum_asks_for_it_too(seed: int) -> None:
    rows, right, line = _requirement(seed)
    assert failing(*rows) == []
    typed = [tuple(line if text == right else text for text in row) for row in rows]
    assert failing(*typed)[0] == (line.replace(",", ""), right.replace(",", ""))


@pytest.mark.parametrize("seed", range(40))
def test_the_total_of_the_column_before_once_more_fails(seed: int) -> None:
    chance = random.Random(seed)
    lines = [[chance.randrange(300, 3_000) for _ in range(4)] for _ in range(chance.randrange(3, 7))]
    totals = [sum(line[at] for line in lines) for at in range(4)]
    head = ("Group", *chance.choice([("Autumn", "Spring", "Summer", "Winter"), ("Q1", "Q2", "Q3", "Q4")]))
    rows = [head, *((f"Group {'ABCDEFG'[at]}", *(f"{one:,}" for one in line)) for at, line in enumerate(lines))]
    assert failing(*rows, ("Total", *(f"{one:,}" for one in totals))) == []
    at = chance.randrange(1, 4)
    typed = [*totals[:at], totals[at - 1], *totals[at + 1 :]]
    assert (str(totals[at - 1]), str(totals[at])) in failing(*rows, ("Total", *(f"{one:,}" for one in typed)))


def test_the_same_total_of_people_who_are_counted_in_several_lines_is_not_judged() -> None:
    lines = [("Parks", "436", "430"), ("Pools", "388", "402"), ("Gyms", "275", "301")]
    assert failing(("Users", "2024", "2025"), *lines, ("Total", "804", "804")) == []


def _rolls(seed: int) -> list[list[str]]:
    chance = random.Random(seed)
    rows = []
    for name in chance.sample(["Quay Street", "Foundry Yard", "Scattered", "Mill Row", "Canal Side"], 4):
        let, rent = chance.randrange(14, 240), chance.randrange(61, 220) * 5 + chance.choice([0, 1, 3])
        rows.append([name, f"{let + chance.randrange(1, 9)}", f"{let}", f"{rent:,}", f"{let * rent:,}"])
    return [["Site", "Homes", "Let", "Rent of a home (£)", "Roll (£)"], *rows]


@pytest.mark.parametrize("seed", range(60))
def test_two_digits_exchanged_in_a_product_fail_where_it_is_one_in_the_other_rows(seed: int) -> None:
    rows = _rolls(seed)
    assert failing(*map(tuple, rows)) == []
    chance = random.Random(seed + 1)
    at, column = chance.randrange(1, len(rows)), chance.choice([3, 4])
    text = rows[at][column].replace(",", "")
    places = [one for one in range(len(text) - 1) if text[one] != text[one + 1] and (one or text[1] != "0")]
    if not places:
        return
    one = chance.choice(places)
    rows[at][column] = text[:one] + text[one + 1] + text[one] + text[one + 2 :]
    assert len(failing(*map(tuple, rows))) == 1


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("name", ["Season", "Total"])
def test_the_rounded_average_of_all_lines_is_no_price_that_was_multiplied(seed: int, name: str) -> None:
    chance = random.Random(seed)
    lines = [(chance.randrange(2_000, 40_000), chance.randrange(11, 29)) for _ in range(5)]
    rows = [("ABCDE"[at], f"{sold:,}", f"{price}.00", f"{sold * price:,}") for at, (sold, price) in enumerate(lines)]
    sold, taken = sum(one for one, _ in lines), sum(one * price for one, price in lines)
    total = (name, f"{sold:,}", f"{Decimal(taken) / sold:.2f}", f"{taken:,}")
    assert failing(("Production", "Tickets", "Average price £", "Box office £"), *rows, total) == []


@pytest.mark.parametrize("seed", range(40))
def test_a_rounded_rate_of_a_row_that_is_something_else_is_not_judged(seed: int) -> None:
    chance = random.Random(seed)
    rows = []
    for name in ("Barrow", "Stoke", "Swale", "Ferrybank"):
        base, rate = Decimal(chance.randrange(3_000, 14_000)) / 10, Decimal(chance.randrange(4_000, 7_500)) / 100
        rows.append((name, f"{base:,}", f"{round(base * rate, -1):,.0f}", f"{round(round(base * rate, -1) / base, 2)}"))
    other = (
        "Wold (half of the year)",
        "611.2",
        f"{chance.randrange(9_000, 16_000):,}",
        f"{chance.randrange(30, 70)}.13",
    )
    assert failing(("Parish", "Tax base", "Precept £", "Band D £"), *rows, other) == []
