"""Balances in one column that are named alike but for the date."""

from __future__ import annotations

import pytest

from budget_monitor.diagnose.diagnosis import diagnose
from budget_monitor.discover.discovery import discover
from tests.support.grids import grid_of

HEADER = ["General Fund balance", "£000"]
ROWS = [
    ["Balance at 31 March 2025", "6,914"], ["Applied in 2025/26", "(750)"], ["Projected saving in 2025/26", "388"],
    ["Balance at 31 March 2026", "6,552"], ["Applied in 2026/27", "(500)"], ["Balance at 31 March 2027", "6,052"],
]  # fmt: skip


def _typed(right: str, typed: str) -> list[list[str]]:
    return [HEADER, *([typed if text == right else text for text in row] for row in ROWS)]


@pytest.mark.parametrize("is_document", [True, False])
def test_each_balance_goes_on_from_the_one_before_it(*, is_document: bool) -> None:
    found = discover([grid_of([HEADER, *ROWS])], is_document=is_document)
    assert [one.target.row for one in found.checks] == [4, 6]
    assert not found.findings


@pytest.mark.parametrize("is_document", [True, False])
@pytest.mark.parametrize(
    ("right", "typed", "address"), [("6,552", "6,164", "B5"), ("6,052", "6,502", "B7"), ("6,914", "9,614", "B2")]
)
def test_a_movement_of_the_next_year_is_not_taken_to_a_wrong_balance(
    right: str, typed: str, address: str, *, is_document: bool
) -> None:
    """6,164 = 6,914 - 750, and 388 + 6,164 - 500 = 6,052, though 388 is of the year before."""
    found = discover([grid_of(_typed(right, typed))], is_document=is_document)
    (told,) = diagnose(found.constraints, found.findings).corrections
    assert [one.address for one in told.cells] == [address]


def test_balances_that_nothing_between_explains_are_not_told() -> None:
    rows = [row for row in ROWS if not row[0].startswith("Projected")]
    rows = [[rows[0][0], "6,914"], rows[1], [rows[2][0], "7,020"], rows[3], [rows[4][0], "8,310"]]
    assert not discover([grid_of([HEADER, *rows])], is_document=True).findings
