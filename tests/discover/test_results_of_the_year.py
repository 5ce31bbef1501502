"""Statements from an opening to a closing balance that tell the result of the year, too: it is counted once."""

from __future__ import annotations

from random import Random

import pytest

from budget_monitor.discover.discovery import discover
from budget_monitor.model.results.outcome import Verdict
from tests.support.grids import grid_of

NAMES = ["In-year", "Surplus for the year", "Net income", "In-year position", "Net movement", "Movement in year"]
TABLES = 8


def statement(random: Random, name: str, *, years: int, is_in_brackets: bool, has_transfers: bool) -> list[list[str]]:
    """A right statement of one year or more in pounds."""
    columns = []
    for _ in range(years):
        opening, income, spent = random.randint(20_000, 90_000), random.randint(600_000, 900_000), 0
        spent = income - random.randint(1_000, 19_000)
        moved = [random.randint(1_001, 9_999)] if has_transfers else []
        closing = opening + income - spent + sum(moved)
        columns.append([opening, income, -spent if is_in_brackets else spent, income - spent, *moved, closing])
    names = ["Balance brought forward", "Income", "Expenditure", name, *["Transfers"] * has_transfers]
    names.append("Balance carried forward")
    lines = zip(*columns, strict=True)
    rows = [
        [label, *(f"{one:,}" if one >= 0 else f"({-one:,})" for one in line)]
        for label, line in zip(names, lines, strict=True)
    ]
    return [["", *(f"20{22 + year}/{23 + year} £" for year in range(years))], *rows]


def told(rows: list[list[str]], *, is_document: bool) -> list[str]:
    """What is told of as wrong, or to look at."""
    found = discover([grid_of(rows)], is_document=is_document)
    return [one.sentence for one in found.relations if one.verdict in (Verdict.FAIL, Verdict.UNDECIDED)]


@pytest.mark.parametrize("is_document", [False, True])
@pytest.mark.parametrize("years", [1, 2])
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("is_in_brackets", [False, True])
@pytest.mark.parametrize("has_transfers", [False, True])
def test_the_result_is_not_counted_besides_what_makes_it(
    name: str, years: int, is_in_brackets: bool, has_transfers: bool, is_document: bool
) -> None:
    for number in range(TABLES):
        rows = statement(Random(number), name, years=years, is_in_brackets=is_in_brackets, has_transfers=has_transfers)
        assert told(rows, is_document=is_document) == [], rows


@pytest.mark.parametrize("row", [1, 2, 3, 5])
@pytest.mark.parametrize("name", NAMES)
def test_a_digit_mistyped_is_told_of(name: str, row: int) -> None:
    seen = []
    for number in range(TABLES):
        random = Random(number)
        rows = statement(random, name, years=2, is_in_brackets=True, has_transfers=False)
        text = rows[row][2]
        at = next(place for place in range(1, len(text)) if text[place].isdigit())
        rows[row][2] = text[:at] + str((int(text[at]) + random.randint(1, 9)) % 10) + text[at + 1 :]
        seen.append(bool(told(rows, is_document=True)))
    assert sum(seen) >= 0.8 * TABLES
