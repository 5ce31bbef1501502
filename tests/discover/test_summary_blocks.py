"""A list, and below it on the same sheet a summary by what one of its columns says."""

from __future__ import annotations

from decimal import Decimal

import pytest

from budget_monitor.discover.checks import Check
from budget_monitor.discover.discovery import discover
from budget_monitor.model.checks.verdict import Verdict
from tests.support.grids import grid_of

LINES = [
    ("01/04/2026", "Acme", "Adults", "120.50"), ("02/04/2026", "Bolt", "Children", "300.00"),
    ("03/04/2026", "Cord", "Place", "75.25"), ("04/04/2026", "Dyne", "Adults", "210.10"),
    ("05/04/2026", "Eon", "Place", "99.90"), ("06/04/2026", "Fire", "Children", "45.00"),
    ("07/04/2026", "Gas", "Adults", "66.00"), ("08/04/2026", "Hay", "Corporate", "512.00"),
    ("09/04/2026", "Ivy", "Housing", "81.20"), ("10/04/2026", "Jay", "Housing", "17.45"),
]  # fmt: skip
GROUPS = ("Adults", "Children", "Place", "Corporate", "Housing")
HEADER = ("Date", "Supplier", "Directorate", "Amount")


def summary(**typed: str) -> list[tuple[str, str]]:
    """What each directorate comes to, or what was typed instead."""
    sums = {group: sum(Decimal(line[3]) for line in LINES if line[2] == group) for group in GROUPS}
    return [(group, typed.get(group, str(sums[group]))) for group in GROUPS]


def wrong(checks: list[Check]) -> list[tuple[int, Verdict]]:
    """The row of each check that does not hold, from 0, and its verdict."""
    return [(one.target.row, one.verdict) for one in checks if one.verdict is not Verdict.EXACT]


@pytest.mark.parametrize("heads", [[("Summary",)], [("Summary",), ("Directorate", "Amount")], []], ids=len)
@pytest.mark.parametrize("is_above", [False, True], ids=["below", "above"])
def test_a_summary_is_checked_against_the_list_on_its_sheet(heads: list[tuple[str, ...]], *, is_above: bool) -> None:
    """Wherever its figures stand: here in the column of suppliers."""
    payments: list[tuple[str, ...]] = [HEADER, *LINES]
    own: list[tuple[str, ...]] = [*heads, *summary()]
    rows = [*own, ("",), *payments] if is_above else [*payments, ("",), *own]
    checks = discover([grid_of(rows)]).checks
    assert [one.verdict for one in checks] == [Verdict.EXACT] * len(GROUPS)
    assert sorted(len(one.terms) for one in checks) == [1, 2, 2, 2, 3]


def test_a_wrong_line_of_a_summary_fails_with_its_list() -> None:
    checks = list(discover([grid_of([HEADER, *LINES, ("",), ("Summary",), *summary(Corporate="521.00")])]).checks)
    assert wrong(checks) == [(16, Verdict.FAIL)]
    (gap,) = [one.gap for one in checks if one.gap]
    assert gap == 9


def test_a_second_list_of_the_same_names_is_no_summary() -> None:
    """Staff of each directorate below its payments: nothing says that one comes of the other."""
    staff = [(group, str(number)) for group, number in zip(GROUPS, (14, 9, 31, 22, 8), strict=True)]
    checks = list(discover([grid_of([HEADER, *LINES, ("",), ("Directorate", "Staff"), *staff])]).checks)
    assert wrong(checks) == []
