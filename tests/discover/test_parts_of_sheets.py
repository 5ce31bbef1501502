"""Sheets of several tables, accounts in two columns, and products of three: found, and not where chance makes them."""

from __future__ import annotations

from random import Random

import pytest

from budget_monitor.discover.discovery import discover
from budget_monitor.model.results.outcome import Verdict
from tests.support.grids import grid_of

SEEDS = range(6)


def made_in(rows: list[list[str]], verdict: Verdict = Verdict.EXACT) -> dict[str, list[set[str]]]:
    """By the place of each figure that is made of others, and by this verdict, the places of those."""
    made: dict[str, list[set[str]]] = {}
    for one in discover([grid_of(rows)]).relations:
        if one.verdict is verdict:
            first, *others = (cell.place for cell in one.cells)
            made.setdefault(first, []).append(set(others))
    return made


def beside(*tables: list[list[str]]) -> list[list[str]]:
    """Tables side by side with a blank column between them, the shorter ones blank below."""
    height = max(map(len, tables))
    padded = [[*table, *[[""] * len(table[0])] * (height - len(table))] for table in tables]
    return [
        [text for at, row in enumerate(rows) for text in ([""] if at else []) + row]
        for rows in zip(*padded, strict=True)
    ]


def statement(chance: Random, lines: int) -> list[list[str]]:
    """Lines of two years and, below them, their total under a name that does not call it one."""
    figures = [[chance.randint(1_000, 99_000) for _ in range(2)] for _ in range(lines)]
    below = [sum(column) for column in zip(*figures, strict=True)]
    body = [[f"Line {at}", *map(str, row)] for at, row in enumerate(figures)]
    return [["Service", "2024/25", "2025/26"], *body, ["What it comes to", *map(str, below)]]


@pytest.mark.parametrize("seed", SEEDS)
def test_tables_side_by_side_are_each_cast_down_by_themselves(seed: int) -> None:
    chance = Random(seed)
    first, second = chance.sample(range(4, 9), 2)
    made = made_in(beside(statement(chance, first), statement(chance, second)))
    assert {f"B{row}" for row in range(2, first + 2)} in made[f"B{first + 2}"]
    assert {f"F{row}" for row in range(2, second + 2)} in made[f"F{second + 2}"]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_section_of_counts_is_cast_across_though_rates_follow_below(seed: int) -> None:
    chance = Random(seed)
    counts = [[chance.randint(100, 9_000) for _ in range(3)] for _ in range(6)]
    head = ["Year", "North", "South", "East", "All"]
    above = [[f"Group {at}", *map(str, row), str(sum(row))] for at, row in enumerate(counts)]
    rates = [[f"Age {at}", *(f"{chance.uniform(20, 60):.1f}" for _ in range(4))] for at in range(6)]
    made = made_in([head, *above, ["Median age", "", "", "", ""], *rates])
    assert all({f"B{row}", f"C{row}", f"D{row}"} in made[f"E{row}"] for row in range(2, 8))


@pytest.mark.parametrize("seed", SEEDS)
def test_groups_of_lines_are_summed_in_the_column_beside_them(seed: int) -> None:
    chance = Random(seed)
    rows, groups = [["Spent on", "£", "£"]], {}
    for group in range(3):
        rows.append([f"Group {group}", "", ""])
        first, pence = len(rows) + 1, [chance.randint(100, 90_000) for _ in range(chance.randint(3, 6))]
        rows += [[f"Line {group} {at}", f"{one / 100:.2f}", ""] for at, one in enumerate(pence)]
        rows.append(["", "", f"{sum(pence) / 100:.2f}"])
        groups[f"C{len(rows)}"] = {f"B{row}" for row in range(first, len(rows))}
    made = made_in(rows)
    assert all(lines in made[total] for total, lines in groups.items())


@pytest.mark.parametrize("seed", SEEDS)
def test_people_times_days_times_rate_is_found_and_a_slip_in_it_told(seed: int) -> None:
    chance = Random(seed)
    rows = [["Role", "People", "Days", "Daily rate", "Budget"]]
    for at in range(8):
        people, days, rate = chance.randint(2, 6), chance.randint(5, 90), chance.randint(150, 900)
        rows.append([f"Role {at}", str(people), str(days), str(rate), str(people * days * rate)])
    assert all({f"B{row}", f"C{row}", f"D{row}"} in made_in(rows)[f"E{row}"] for row in range(2, 10))
    rows[4][4] = str(int(rows[4][4]) + 1_000)
    assert set(made_in(rows, Verdict.FAIL)) == {"E5"}


def test_a_quantity_by_its_price_is_a_product_also_where_most_are_one() -> None:
    lines = [("Laptop", 1, 640), ("Desk", 1, 210), ("Chair", 2, 95), ("Lamp", 1, 18)]
    rows = [[name, str(count), str(price), str(count * price)] for name, count, price in lines]
    made = made_in([["Item", "Qty", "Unit price", "Total"], *rows])
    assert all({f"B{row}", f"C{row}"} in made[f"D{row}"] for row in range(2, 6))


@pytest.mark.parametrize("seed", SEEDS)
def test_figures_that_change_slowly_from_year_to_year_make_no_failures(seed: int) -> None:
    chance = Random(seed)
    rows = [["Area", *map(str, range(2011, 2022))]]
    for at in range(40):
        start, step = chance.uniform(92, 106), chance.uniform(-0.3, 0.3)
        rows.append([f"Area {at}", *(f"{start + step * year + chance.uniform(-0.1, 0.1):.1f}" for year in range(11))])
    assert not made_in(rows, Verdict.FAIL)


def test_variances_that_favour_income_and_expenditure_each_in_its_own_way_are_no_slips() -> None:
    income = [("Fees", 5_000, 6_500), ("Grants", 700, 650)]
    spent = [("Pay", 1_000, 1_040), ("Rent", 850, 800), ("Power", 100, 80), ("Phones", 110, 150), ("Food", 500, 450)]
    rows = [["", "Budget", "Actual", "Result"]]
    rows += [[name, str(budget), str(actual), str(actual - budget)] for name, budget, actual in income]
    rows += [[name, str(budget), str(actual), str(budget - actual)] for name, budget, actual in spent]
    assert not made_in(rows, Verdict.FAIL)


def test_numbers_that_begin_with_a_nought_are_names_and_not_added() -> None:
    parts = [(1, 251), (2, 279), (3, 893), (4, 698)]
    rows = [[f"{code:02}", f"Part {code}", str(cost), ""] for code, cost in (*parts, *parts)]
    made = made_in([["Part", "What for", "Cost", "Note"], *rows])
    assert not any(place.startswith("A") for place in made)
