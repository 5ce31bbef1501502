"""Right tables that look wrong, of six kinds, forty of each: no figure of theirs is told of."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from budget_monitor.discover.discovery import Discovery, discover
from budget_monitor.model.results.outcome import Verdict
from tests.support.grids import grid_of
from tests.support.right_tables import (
    KINDS,
    Row,
    changes_with_gaps,
    mistyped,
    remaining_at_half_year,
    texts_of,
    two_variances,
)

TABLES = 40


def found_in(rows: list[Row]) -> Discovery:
    """What is found in a table of a document."""
    return discover([grid_of(texts_of(rows))], is_document=True)


def failures(found: Discovery) -> list[str]:
    """What is told of as wrong."""
    return [one.sentence for one in found.relations if one.verdict is Verdict.FAIL]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("number", range(TABLES))
def test_nothing_is_told_of_a_right_table(kind: Callable[[Random], list[Row]], number: int) -> None:
    assert failures(found_in(kind(Random(number)))) == []


@pytest.mark.parametrize("kind", [changes_with_gaps, remaining_at_half_year, two_variances])
def test_most_exchanges_of_digits_in_such_tables_are_told_of(kind: Callable[[Random], list[Row]]) -> None:
    told = [bool(failures(found_in(mistyped(kind(Random(one)), Random(one))))) for one in range(TABLES)]
    assert sum(told) >= 0.9 * TABLES, [one for one, is_told in enumerate(told) if not is_told]


def test_a_total_of_changes_takes_in_the_line_that_has_none() -> None:
    rows: list[Row] = [
        ["Site", "2023", "2024", "Change"],
        ["North", 400, 372, "not comparable"],
        ["South", 310, 334, 24],
    ]
    rows += [["East", 500, 546, 46], ["West", 420, 452, 32], ["Total", 1_630, 1_704, 74]]
    assert failures(found_in(rows)) == []
    rows[3][-1] = 64
    assert failures(found_in(rows))


def test_a_share_of_an_amount_that_comes_out_does_not_vouch_for_the_amount() -> None:
    """52% of the budget is spent, with the total that is right and with the one that is not."""
    rows: list[Row] = [["Payments", "Spent", "Budget", "Spent"], ["Staff", 68_415, 138_900, "49%"]]
    rows += [["Office", 17_206, 25_800, "67%"], ["Hall", 21_944, 42_500, "52%"], ["Land", 37_860, 64_000, "59%"]]
    rows += [["Graves", 9_318, 26_400, "35%"], ["Total", 154_473, 297_600, "52%"]]
    assert any("154,473" in one for one in failures(found_in(rows)))


def test_a_rounded_total_is_wrong_where_all_other_sums_of_its_table_come_out() -> None:
    """Plans are made in round figures, too, and theirs add up."""
    chance = Random(3)
    rows: list[Row] = [[f"Scheme {n}", *(100 * chance.randint(11, 99) for _ in range(10))] for n in range(6)]
    table: list[Row] = [["Scheme", *(f"Year {n}" for n in range(1, 11))], *rows]
    total = [sum(int(row[column]) for row in rows) for column in range(1, 11)]
    assert failures(found_in([*table, ["Total", *total]])) == []
    total[3] += 100
    assert failures(found_in([*table, ["Total", *total]]))
