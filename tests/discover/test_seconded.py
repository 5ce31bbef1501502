"""What is not believed by itself fails where something else asks for the same figure; rates are not added up."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from budget_monitor.diagnose.diagnosis import diagnose
from budget_monitor.discover.discovery import Discovery, discover
from budget_monitor.model.results.outcome import Verdict
from tests.support.grids import grid_of

Rows = list[list[object]]

LOAN: Rows = [
    ["Payment", "Opening balance", "Interest", "Principal", "Closing balance", "Instalment"],
    *(
        [
            f"Half-year {at + 1}",
            60_000 - 7_500 * at,
            1_230 - 153.75 * at,
            7_500,
            52_500 - 7_500 * at,
            8_730 - 153.75 * at,
        ]
        for at in range(8)
    ),
]
GAP: Rows = [
    ["Plan", "2026/27", "2027/28", "2028/29", "2029/30"], ["Base budget", 41_200, 42_750, 45_030, 47_700],
    ["Growth", 1_550, 2_280, 2_670, 2_990], ["Net requirement", 42_750, 45_030, 47_700, 50_690],
    ["Council tax", 32_500, 33_200, 34_100, 34_950], ["Grants", 9_300, 9_450, 9_600, 9_900],
    ["Total funding", 41_800, 42_650, 43_700, 44_850], ["Cumulative gap", 950, 2_380, 4_000, 5_840],
    ["In-year gap", 950, 1_430, 1_620, 1_840],
]  # fmt: skip
BANK: Rows = [
    ["Bank reconciliation", "", ""], ["Balances", "", ""], ["Current account", "", 7601.72],
    ["Deposit account", "", 12000.0], ["", "", 19601.72], ["Less: unpresented payments", "", ""],
    ["104512", 250.0, ""], ["104518", 84.6, ""], ["BACS", 1200.45, ""], ["", "", -1535.05],
    ["Add: unbanked receipts", "", ""], ["Paying in 88", 310.0, ""], ["Card", 45.5, ""], ["", "", 355.5],
    ["Net balance per cash book", "", 18422.17], ["Cash book opening balance", "", 15210.33],
    ["Add receipts", "", 41210.09], ["Less payments", "", -37998.25], ["Closing balance", "", 18422.17],
]  # fmt: skip
SHEET: Rows = [
    ["Balance sheet", "31 March 2026"], ["Property", 69_329], ["Investments", 8_325], ["Long-term assets", 77_654],
    ["Debtors", 5_795], ["Short-term investments", 7_749], ["Cash", 1_975], ["Current assets", 15_519],
    ["Creditors", -6_244], ["Borrowing due", -1_546], ["Current liabilities", -7_790], ["Pension liability", -36_844],
    ["Net assets", 48_539], ["Usable reserves", 9_494], ["Unusable reserves", 39_045], ["Total reserves", 48_539],
]  # fmt: skip


def with_figure(rows: Rows, name: str, value: object, *, column: int = 1) -> Rows:
    return [[*one[:column], value, *one[column + 1 :]] if one[0] == name else one for one in rows]


def found_in(rows: Sequence[Sequence[object]]) -> Discovery:
    return discover([grid_of(rows)])


def first_advice(rows: Rows) -> tuple[str, str] | None:
    found = found_in(rows)
    changes = [change for one in diagnose(found.constraints, found.findings).corrections for change in one.cells]
    return (changes[0].address, changes[0].type_as) if changes else None


@pytest.mark.parametrize("rows", [LOAN, GAP, BANK, SHEET])
def test_the_right_tables_hold_throughout(rows: Rows) -> None:
    found = found_in(rows)
    assert found.findings == ()
    assert found.relations


@pytest.mark.parametrize(
    ("rows", "advice"),
    [
        (with_figure(LOAN, "Half-year 3", 37_600, column=4), ("E4", "37500")),
        (with_figure(GAP, "Cumulative gap", 3_380, column=2), ("C8", "2380")),
        (with_figure(BANK, "104512", 259.0), ("B7", "250.0")),
        (with_figure(SHEET, "Unusable reserves", 30_945), ("B15", "39045")),
        (with_figure(SHEET, "Total reserves", 45_839), ("B16", "48539")),
        (with_figure(SHEET, "Debtors", 5_975), ("B5", "5795")),
    ],
)
def test_a_figure_that_two_relations_contradict_is_told(rows: Rows, advice: tuple[str, str]) -> None:
    assert first_advice(rows) == advice


@pytest.mark.parametrize(
    "rows",
    [
        with_figure(BANK, "Deposit account", 12100.0, column=2),
        with_figure(BANK, "Add receipts", 41300.09, column=2),
        with_figure(SHEET, "Long-term assets", 77_754),
        with_figure(SHEET, "Net assets", 48_593),
    ],
)
def test_a_total_with_few_lines_fails_though_arithmetic_alone_would_not_know_it(rows: Rows) -> None:
    assert Verdict.FAIL in {one.verdict for one in found_in(rows).checks}


def test_a_blank_line_of_a_balance_sheet_is_to_look_at_with_its_cell() -> None:
    (told,) = found_in(with_figure(SHEET, "Cash", "")).findings
    assert (told.verdict, told.place.address) == (Verdict.UNDECIDED, "B7")
    assert "B7 is blank; with 1,975 in it" in told.message


def test_a_part_that_is_more_than_its_whole_fails_with_its_variance() -> None:
    rows: Rows = [
        ["Debt", "2025", "2026", "Change"], ["PWLB loans", 62.4, 58.9, -3.5],
        ["of which maturing within a year", 65.0, 4.1, 0.6], ["Market loans", 15.7, 15.2, -0.5],
        ["Local authority loans", 8.0, 12.5, 4.5], ["Total borrowing", 86.1, 86.6, 0.5], ["Leases", 2.3, 1.9, -0.4],
        ["PFI", 24.6, 23.2, -1.4], ["Total debt", 113.0, 111.7, -1.3],
    ]  # fmt: skip
    assert Verdict.FAIL in {one.verdict for one in found_in(rows).checks}


@pytest.mark.parametrize(
    "line",
    [["Band D £", 50, 50, 50], ["Cost per case £", 13.53, 13.53, 13.53], ["Provision %", 25, 10, 60]],
)
def test_a_rate_of_all_is_no_sum_of_those_of_its_parts(line: list[object]) -> None:
    rows: Rows = [
        ["", "Total", "Us", "Them"], ["Staff", 48_310, 20_155, 28_155], ["Premises", 9_402, 3_100, 6_302],
        ["Supplies", 3_655, 1_255, 2_400], ["Total", 61_367, 24_510, 36_857], line,
    ]  # fmt: skip
    assert found_in(rows).findings == ()


HOURS: Rows = [
    ["Home care", "Q1", "Q2", "Half year"], ["Hours", 41_000, 43_000, 84_000], ["Rate £", 21.5, 21.5, 21.5],
    ["Cost £", 881_500, 924_500, 1_806_000], ["Clients", 610, 640, 625],
]  # fmt: skip


@pytest.mark.parametrize("rows", [HOURS, [list(one) for one in zip(*HOURS, strict=True)]])
def test_hours_at_a_rate_are_what_they_cost_also_in_three_places(rows: Rows) -> None:
    found = found_in(rows)
    assert [one.verdict for one in found.checks] == [Verdict.EXACT] * 3
    wrong = [[881_050 if one == 881_500 else one for one in row] for row in rows]
    assert {one.verdict for one in found_in(wrong).checks} == {Verdict.EXACT, Verdict.FAIL}


def test_an_amount_that_two_lines_contradict_is_no_such_product() -> None:
    rows = with_figure(with_figure(HOURS, "Cost £", 700_000), "Cost £", 800_000, column=2)
    assert found_in(rows).findings == ()
