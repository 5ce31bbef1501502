"""Small tables with one figure typed wrong: too few places to believe a sum by, and yet it must be told."""

from __future__ import annotations

from random import Random

import pytest

from budget_monitor.diagnose.diagnosis import diagnose
from budget_monitor.discover.discovery import Discovery, discover
from budget_monitor.model.results.outcome import Verdict
from tests.support.grids import grid_of

MONITORING = [
    ["Service", "Budget", "Actual", "Variance"],
    ["Books", "10", "12", "2"],
    ["Staff", "20", "19", "-1"],
    ["Total", "30", "31", "1"],
]


def advice_for(rows: list[list[str]], *, is_document: bool = False) -> list[tuple[str, str]]:
    """The first correction's cells, and what to type there."""
    found = discover([grid_of(rows)], is_document=is_document)
    corrections = diagnose(found.constraints, found.findings).corrections
    return [(change.address, change.type_as) for change in corrections[0].cells] if corrections else []


def failed(found: Discovery) -> set[str]:
    """The cells that failed checks should make up."""
    return {one.cells[0].place for one in found.relations if one.verdict is Verdict.FAIL}


def test_what_is_left_of_two_totals_is_no_third_one() -> None:
    rows = [
        ["£k", "2024", "2023"],
        ["Grant", "1,240", "1,205"], ["Sponsors", "148", "139"], ["Total income", "1,388", "1,344"],
        ["Advice", "596", "581"], ["Sport", "828", "754"], ["Total spending", "1,424", "1,335"],
        ["Surplus/(deficit)", "(36)", "9"],
    ]  # fmt: skip
    assert failed(discover([grid_of(rows)], is_document=True)) == set()
    assert failed(discover([grid_of(with_cell(rows, 7, 1, "(63)"))], is_document=True)) == {"B8"}


MANY = 500


def test_a_table_of_hundreds_of_lines_is_added_up_from_its_first_line() -> None:
    """What rounding could come to in so many lines is more than some of the lines."""
    chance = Random(3)
    figures = [(chance.randint(1, 900), chance.randint(1, 900)) for _ in range(MANY)]
    lines = [[f"Scheme {n}", f"{one}", f"{other}", f"{one + other}"] for n, (one, other) in enumerate(figures)]
    first, second = (sum(pair[column] for pair in figures) for column in (0, 1))
    head, total = (
        ["Scheme", "2025/26 £000", "2026/27 £000", "Total £000"],
        ["Total", *map(str, (first, second, first + second))],
    )
    rows = [head, *lines, total]
    assert failed(discover([grid_of(rows)], is_document=True)) == set()
    wrong = discover([grid_of(with_cell(rows, MANY // 2, 3, f"9{rows[MANY // 2][3]}"))], is_document=True)
    assert failed(wrong) == {f"D{MANY // 2 + 1}", f"D{MANY + 2}"}


def with_cell(rows: list[list[str]], row: int, column: int, text: str) -> list[list[str]]:
    """The same table with another text in one cell."""
    return [[text if (r, c) == (row, column) else cell for c, cell in enumerate(cells)] for r, cells in enumerate(rows)]


@pytest.mark.parametrize("is_document", [False, True])
def test_a_cell_in_which_a_row_and_a_column_fail_is_told_with_the_one_value_that_mends_both(is_document: bool) -> None:
    rows = with_cell(MONITORING, 3, 2, "32")
    assert failed(discover([grid_of(rows)], is_document=is_document)) == {"C4", "D4"}
    assert advice_for(rows, is_document=is_document) == [("C4", "31")]


@pytest.mark.parametrize("is_document", [False, True])
def test_it_is_told_whatever_the_headings_and_labels_are(is_document: bool) -> None:
    rows = [["Where", "This", "That", "Rest"], ["North", "3,120", "3,385", "265"], ["South", "4,871", "4,699", "-172"]]
    rows += [["All", "7,991", "8,048", "93"]]
    assert not failed(discover([grid_of(rows)], is_document=is_document)) - {"C4", "D4"}
    assert advice_for(rows, is_document=is_document) == [("C4", "8,084")]


def test_a_sum_that_holds_in_all_columns_but_one_fails_there_though_nothing_calls_it_a_total() -> None:
    rows = [
        ["Service", "Q1", "Q2", "Q3"],
        ["Parks", "41,387", "58,214", "7,723"],
        ["Roads", "96,053", "12,946", "30,518"],
    ]
    rows += [["All services", "137,440", "71,160", "38,421"]]
    found = discover([grid_of(rows)])
    assert failed(found) == {"D4"}
    assert advice_for(rows) == [("D4", "38,241")]


def test_what_holds_in_one_column_only_is_no_sum() -> None:
    rows = [
        ["Service", "Q1", "Q2", "Q3"],
        ["Parks", "41,387", "58,214", "7,723"],
        ["Roads", "96,053", "12,946", "30,518"],
    ]
    rows += [["Schools", "137,440", "22,160", "90,421"]]
    assert not discover([grid_of(rows)]).findings


@pytest.mark.parametrize("rows", [["20", "30"], ["20", "40"]])
def test_the_total_of_few_whole_pounds_is_exact(rows: list[str]) -> None:
    lines = [["Item", "£"], ["Rent", rows[0]], ["Heat", rows[1]], ["Total", "61"]]
    assert failed(discover([grid_of(lines)])) == ({"B4"} if rows == ["20", "40"] else set())


def test_a_total_that_nothing_comes_near_is_listed_and_no_error() -> None:
    found = discover([grid_of([["Item", "£"], ["Rent", "2,310"], ["Heat", "4,027"], ["Total", "88,915"]])])
    assert not failed(found)
    assert [one.place for one in found.no_sums] == ["B4"]


def test_a_last_digit_in_figures_that_may_be_rounded_is_told_as_a_doubt() -> None:
    """Of small tables in rounded figures two of five look so; a slip of a last digit looks the same."""
    rows = [["Service", "Budget", "Actual", "Variance"], ["Books", "1,013", "1,212", "199"]]
    rows += [["Staff", "2,024", "1,919", "-105"], ["Total", "3,037", "3,132", "94"]]
    found = discover([grid_of(rows)])
    assert not failed(found)
    (said,) = found.problems
    assert (said.line, said.column, said.severity) == (4, "C", "warning")
    assert "a slip for 3,131, or rounding" in said.message


def test_lines_in_round_hundreds_were_not_rounded_to_the_pound() -> None:
    rows = [["Item", "Budget"], ["Rent", "12,300"], ["Heat", "4,700"], ["Staff", "9,200"], ["Total", "26,201"]]
    assert failed(discover([grid_of(rows)])) == {"B5"}


def test_figures_rounded_to_thousands_do_not_fail_by_a_thousand() -> None:
    rows = [
        ["Item", "2025", "2026"],
        ["Rent", "12,000", "13,000"],
        ["Heat", "4,000", "5,000"],
        ["Total", "17,000", "18,000"],
    ]
    assert not failed(discover([grid_of(rows)]))


def test_a_blank_among_the_lines_may_be_what_a_total_takes_in() -> None:
    rows = [["", "Price", "Number", "Total"], ["Fees", "150", "40", "6000"], ["Support", "365", "20", "7300"]]
    rows += [["External support", "10000", "", ""], ["Total income", "", "", "23300"]]
    assert not failed(discover([grid_of(rows)]))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("6,4312", "64312"),
        ("723.79.48", "72379.48"),
        ("1,057,99", "1057.99"),
        ("8,92.84", "892.84"),
        ("1'234", "1234"),
        ("1.2E+06", "1200000"),
    ],
)
def test_malformed_figures_are_read_in_the_likeliest_way_and_told(text: str, value: str) -> None:
    rows = [["Item", "£"], ["Rent", "2,310"], ["Heat", text], ["Food", "88,915"]]
    (problem,) = discover([grid_of(rows)]).problems
    assert problem.text == text
    assert value in problem.message


def test_an_amount_that_could_be_a_year_is_an_amount() -> None:
    rows = [["Item", "£"], ["Rent", "412"], ["Heat", "1907"], ["Food", "773"], ["Staff", "1264"], ["Total", "4316"]]
    assert failed(discover([grid_of(rows)])) == {"B6"}


def test_an_average_is_told_where_it_is_wrong() -> None:
    rows = [["Month", "A", "B", "C"], ["April", "3,120", "4,871", "96"], ["May", "2,440", "5,093", "107"]]
    rows += [["June", "3,005", "4,411", "91"], ["Average", "2,855", "4,791.67", "98"]]
    assert {one.verdict for one in discover([grid_of(rows)]).relations} == {Verdict.EXACT}
    assert failed(discover([grid_of(with_cell(rows, 4, 1, "2,885"))])) == {"B5"}


def test_a_wrong_price_is_told_with_what_it_should_be() -> None:
    rows = [["Fee", "Price", "Number", "Income"], ["A", "12.50", "565", "7,062.50"], ["B", "3.20", "541", "1,731.20"]]
    rows += [["C", "8.75", "827", "7,236.25"], ["D", "9.10", "225", "2,047.50"], ["E", "1.15", "430", "494.50"]]
    assert advice_for(with_cell(rows, 4, 1, "1.90")) == [("B5", "9.10")]


def test_numbers_that_are_alike_make_no_relation() -> None:
    """2503 = 2500 + 2502 - 2499 says nothing."""
    rows = [["Room", "No", "Area", "Heads"], *([f"R {n}", f"{2499 + n + n // 4}", "12", "3"] for n in range(12))]
    assert not failed(discover([grid_of(rows)]))


COUNTS = [
    ["Council", "Placement orders", "Placed", "Waiting"],
    ["Ashby", "131", "124", "14"], ["Carr", "18", "20", "8"], ["Denton", "42", "35", "19"],
    ["Total", "191", "179", "41"],
]  # fmt: skip


def test_numbers_of_things_are_not_rounded() -> None:
    """Where the other numbers come out, one that is out by a few is wrong; amounts beside them may be in thousands."""
    assert failed(discover([grid_of(COUNTS)])) == set()
    wrong = [*COUNTS[:-1], ["Total", "191", "179", "40"]]
    assert failed(discover([grid_of(wrong)])) == {"D5"}
    assert failed(discover([grid_of(wrong)], is_document=True)) == {"D5"}
    money = [["Council", "Placement orders £000", "Placed £000", "Waiting £000"], *wrong[1:]]
    assert failed(discover([grid_of(money)])) == set()
    hidden = [*COUNTS[:3], ["Elm", "12", "9", "<5"], COUNTS[3], ["Total", "203", "188", "44"]]
    assert failed(discover([grid_of(hidden)], is_document=True)) == set()
    both = [*COUNTS[:-1], ["Total", "191", "178", "40"]]
    assert failed(discover([grid_of(both)])) == set()


def test_a_blank_is_no_figure_of_another_sign() -> None:
    """A total too small is not explained by a line that is blank; one too large may be."""
    rows = [
        ["Kind", "Budget £m", "Spent £m", "Over £m", "Places", "Taken"],
        ["Top-ups", "24.6", "27.9", "3.3", "2,840", "3,115"], ["Special", "38.2", "40.6", "2.4", "1,462", "1,498"],
        ["Bases", "5.1", "5.0", "(0.1)", "310", "304"], ["Independent", "27.4", "33.8", "6.4", "471", "568"],
        ["Support", "3.0", "3.2", "0.2", "", ""], ["Total", "98.3", "110.5", "12.2", "5,083", "5,430"],
    ]  # fmt: skip
    assert failed(discover([grid_of(rows)], is_document=True)) == {"F7"}
    rows[-1][-1] = "5,485"
    assert failed(discover([grid_of(rows)], is_document=True)) == set()
    rows[-1][-1] = "5,540"
    assert failed(discover([grid_of(rows)], is_document=True)) == set()


def test_a_line_that_is_nearly_the_sum_of_two_others_is_a_line_of_the_total() -> None:
    rows = [["Service", "2025"], ["Libraries", "4,334"], ["Parks", "6,341"], ["Waste", "10,675"], ["Total", "21,350"]]
    (total,) = discover([grid_of(rows)]).relations
    assert [cell.place for cell in total.cells] == ["B5", "B2", "B3", "B4"]
    assert total.verdict is Verdict.EXACT


def test_a_total_of_sub_totals_without_a_name_is_not_held_against_all_lines() -> None:
    lines = [["Markets", "569"], ["Libraries", "464"], ["Planning", "340"], ["Services", "1,373"]]
    more = [["Cemeteries", "17"], ["Museums", "190"], ["", "207"], ["Total", "1,580"]]
    found = discover([grid_of([["Service", "2025"], *lines, *more])])
    assert [one for one in found.relations if one.verdict is Verdict.FAIL] == []


def test_a_percentage_that_follows_is_told_without_a_figure() -> None:
    """Two figures move at once, so that the slope at the old ones says nothing of what it comes to."""
    lines = [("Roads", 6788, 6735), ("Children", 7513, 7713), ("Adults", 5791, 5840), ("Waste", 2774, 2790)]
    rows = [["Service", "Budget", "Spent", "Over", "Over %"]]
    for name, budget, spent in [*lines, ("Total", 22866, 23078)]:
        typed = 7153 if name == "Children" else budget
        rows.append([name, str(typed), str(spent), str(spent - typed), f"{100 * (spent - typed) / typed:.1f}%"])
    (first, *others) = advice_for(rows)
    assert first == ("B3", "7513")
    assert dict(others).get("D3", "200") == "200"
    assert dict(others).get("E3", "") == ""


@pytest.mark.parametrize("wrong", [2, 3, 4])
def test_a_result_that_two_of_three_columns_bear_out_is_to_be_looked_at_in_the_third(wrong: int) -> None:
    rows = [
        ["Service", "2025/26", "2026/27", "2027/28"], ["Pay", "412300", "428750", "437300"],
        ["Premises", "88410", "91200", "93000"], ["Transport", "15260", "14975", "15100"],
        ["Supplies", "64120", "66890", "68200"], ["Gross expenditure", "580090", "601815", "613600"],
        ["Fees", "-120500", "-124115", "-126500"], ["Grants", "-45000", "-41000", "-40000"],
        ["Total income", "-165500", "-165115", "-166500"], ["Net expenditure", "414590", "436700", "447100"],
    ]  # fmt: skip
    assert discover([grid_of(rows)]).findings == ()
    for row in (5, 9):
        slip = [list(one) for one in rows]
        slip[row][wrong - 1] = "590000"
        found = discover([grid_of(slip)]).findings
        assert f"{'ABCD'[wrong - 1]}{row + 1}" in {one.place.address for one in found}
