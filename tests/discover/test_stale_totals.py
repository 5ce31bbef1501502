"""Totals that are far off: they fail where the rest of their table proves what they are the sum of."""

from __future__ import annotations

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
