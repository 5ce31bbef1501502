"""Two tables on one sheet whose totals are equal, such as spending and financing: each has lines of its own."""

from __future__ import annotations

import pytest

from budget_monitor.discover.discovery import discover
from budget_monitor.model.results.outcome import Verdict
from tests.support.grids import grid_of

BLANK_AND_HEADINGS = (["", "", ""], ["Financing £000", "Budget", "Revised"])
HEADING = (["Funded by", "", ""],)
TITLE = (["", "", ""], ["Table 2: funding", "", ""], ["Source", "Budget", "Revised"])


def programme(between: tuple[list[str], ...], columns: int) -> list[list[str]]:
    """What is spent in rows 2 to 5 with its total in row 6, what stands between, and what pays for it."""
    rows = [
        ["Scheme £000", "Budget", "Revised"],
        ["Schools", "4200", "3850"], ["Roads", "6150", "6150"], ["Leisure", "12400", "9750"],
        ["Digital", "1050", "900"],
        ["Total expenditure", "23800", "20650"],
        *between,
        ["Grants", "9800", "9500"], ["Receipts", "3350", "2900"], ["Borrowing", "10650", "8250"],
        ["Total financing", "23800", "20650"],
    ]  # fmt: skip
    return [row[: 1 + columns] for row in rows]


def failed(rows: list[list[str]]) -> set[str]:
    """The figures that failing checks should make up."""
    return {one.cells[0].place for one in discover([grid_of(rows)]).relations if one.verdict is Verdict.FAIL}


@pytest.mark.parametrize("columns", [1, 2])
@pytest.mark.parametrize("between", [BLANK_AND_HEADINGS, HEADING, TITLE])
def test_a_slip_in_a_line_is_told_though_the_lines_of_the_other_table_come_to_the_total(
    between: tuple[list[str], ...], columns: int
) -> None:
    rows = programme(between, columns)
    assert failed(rows) == set()
    rows[3][1] = "12040"  # 12400
    assert "B6" in failed(rows)
    rows[3][1] = "12400"
    last = len(rows)
    rows[last - 2][1] = "10560"  # 10650
    assert f"B{last}" in failed(rows)


def test_that_the_lines_of_the_other_table_come_to_the_total_is_a_check_besides() -> None:
    rows = programme(HEADING, columns=2)
    sums = [{cell.place for cell in one.cells} for one in discover([grid_of(rows)]).relations]
    assert {"B6", "B2", "B3", "B4", "B5"} in sums
    assert {"B11", "B8", "B9", "B10"} in sums
    rows[3][1] = "12040"
    assert {"B6", "B11"} in [{cell.place for cell in one.cells} for one in discover([grid_of(rows)]).relations]


BALANCE_SHEET = [
    ["£000", "31 March 2026", "31 March 2025"],
    ["Property", "412350", "405220"], ["Investments", "18400", "17900"], ["Long-term assets", "430750", "423120"],
    ["Creditors", "-38920", "-36450"], ["Current liabilities", "-38920", "-36450"],
    ["Borrowing", "-152300", "-158100"], ["Pensions", "-98760", "-121340"],
    ["Long-term liabilities", "-251060", "-279440"], ["Net assets", "140770", "107230"],
    ["Usable reserves", "48210", "44120"], ["Unusable reserves", "92560", "63110"],
    ["Total reserves", "140770", "107230"],
]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "typed"), [(1, "412530"), (3, "430570"), (5, "-39820"), (7, "98760"), (8, "-251600"), (9, "140707")]
)
def test_a_slip_in_one_year_of_a_balance_sheet_of_two_is_told(row: int, typed: str) -> None:
    assert {one.verdict for one in discover([grid_of(BALANCE_SHEET)]).relations} == {Verdict.EXACT}
    wrong = [list(one) for one in BALANCE_SHEET]
    wrong[row][1] = typed
    told = [one for one in discover([grid_of(wrong)]).relations if one.verdict in (Verdict.FAIL, Verdict.UNDECIDED)]
    assert any(f"B{row + 1}" in {cell.place for cell in one.cells} for one in told)
