"""What stood a year ago, below what stands now, and rates beside their parts: neither is a sum of others."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pytest

from budget_monitor.discover.discovery import discover
from budget_monitor.discover.labels import is_dated_before
from budget_monitor.model.results.outcome import Verdict
from tests.support.grids import grid_of

Line = tuple[str, list[int]]


def note_on_assets(random: Random) -> list[list[object]]:
    """Cost and depreciation over a year, and the net book value at its end and, for comparison, before it."""

    def block(name: str, moves: Sequence[str], low: int, high: int) -> list[Line]:
        opening = [random.randint(low, high) for _ in "abc"]
        changes = [[random.randint(low, high) // 9 for _ in "abc"] for _ in moves]
        closing = [sum(column) for column in zip(opening, *changes, strict=True)]
        between = list(zip(moves, changes, strict=True))
        return [(f"{name} at 1 April 2025", opening), *between, (f"{name} at 31 March 2026", closing)]

    def net(name: str, at: int) -> Line:
        return name, [a + b for a, b in zip(cost[at][1], worn[at][1], strict=True)]

    cost = block("Cost", ["Additions", "Revaluations", "Disposals"], 9_000, 40_000)
    worn = block("Depreciation", ["Charge for year", "Written out on disposal"], -9_000, -2_000)
    nets = [net("Net book value at 31 March 2026", -1), net("Net book value at 31 March 2025", 0)]
    lines = [[name, *figures, sum(figures)] for name, figures in (*cost, *worn, *nets)]
    return [["£000", "Land", "Vehicles", "Plant", "Total"], *lines]


@pytest.mark.parametrize("seed", range(20))
def test_net_book_values_at_two_dates_are_no_opening_and_closing_balance(seed: int) -> None:
    found = discover([grid_of(note_on_assets(Random(seed)))])
    assert [one.sentence for one in found.relations if one.verdict in (Verdict.FAIL, Verdict.UNDECIDED)] == []


def test_a_label_is_dated_before_others_by_the_last_year_that_it_names() -> None:
    assert is_dated_before("At 31 March 2025", ["Additions 2024", "At 31 March 2026"])
    assert not is_dated_before("At 31 March 2026", ["At 1 April 2025"])
    assert not is_dated_before("Closing balance", ["At 31 March 2026"])


LINES = [("Pay", 41_250, 30_310), ("Premises", 8_412, 6_120), ("Supplies", 3_071, 2_246), ("Travel", 998, 731)]


def test_a_cost_per_case_is_not_added_up_over_those_who_share_it() -> None:
    lines: list[list[object]] = [[name, a + b, a, b] for name, a, b in LINES]
    rows: list[list[object]] = [["", "Total", "Us", "Them"], *lines, ["Cost per case £", 13.53, 13.53, 13.53]]
    assert {one.verdict for one in discover([grid_of(rows)]).relations} == {Verdict.EXACT}
    lines[2][1] = 3_071 + 2_246 + 270
    assert [one.cells[0].place for one in discover([grid_of(rows)]).relations if one.verdict is Verdict.FAIL] == ["B4"]
