"""What adds up in a table without rules is found, and what does not is told with the figure that is wrong."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from budget_monitor.diagnose.diagnosis import diagnose
from budget_monitor.discover.discovery import Discovery, discover
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.ledgers.cell import CellRef
from budget_monitor.model.results.outcome import Verdict
from tests.support.grids import grid_of

DEPARTMENTS = [
    ["Department", "2019/20", "2020/21", "2021/22"],
    ["Schools"],
    ["Salaries", "1,203,411", "1,254,902", "1,307,618"],
    ["Supplies", "81,203", "79,114", "85,520"],
    ["Schools total", "1,284,614", "1,334,016", "1,393,138"],
    ["Libraries"],
    ["Salaries", "310,776", "322,015", "330,408"],
    ["Books", "42,950", "41,207", "47,311"],
    ["Premises", "27,313", "28,940", "29,006"],
    ["Libraries total", "381,039", "392,162", "406,725"],
    ["Total", "1,665,653", "1,726,178", "1,799,863"],
]


def found_in(rows: list[list[str]]) -> Discovery:
    return discover([grid_of(rows)])


def sums(found: Discovery) -> set[tuple[str, tuple[str, ...]]]:
    return {(one.cells[0].place, tuple(cell.place for cell in one.cells[1:])) for one in found.relations}


def test_subtotals_and_the_total_of_subtotals_are_found_in_every_column() -> None:
    found = found_in(DEPARTMENTS)
    assert sums(found) == {
        (f"{column}{total}", tuple(f"{column}{row}" for row in rows))
        for column in "BCD"
        for total, rows in ((5, (3, 4)), (10, (7, 8, 9)), (11, (5, 10)))
    }
    assert {one.verdict for one in found.relations} == {Verdict.EXACT}
    assert not found.no_sums


def test_totals_above_their_lines_are_found() -> None:
    rows = [DEPARTMENTS[0], *reversed(DEPARTMENTS[1:])]
    found = found_in([row for row in rows if len(row) > 1])
    assert ("B2", ("B7", "B3")) in sums(found) or ("B2", ("B3", "B7")) in sums(found)
    assert len(found.relations) == 9


def test_a_wrong_total_is_told_by_the_other_columns_and_put_right() -> None:
    rows = [list(row) for row in DEPARTMENTS]
    rows[9][2] = "392,612"
    found = found_in(rows)
    failed = [one for one in found.relations if one.verdict is Verdict.FAIL]
    assert {one.cells[0].place for one in failed} == {"C10", "C11"}
    corrections = diagnose(found.constraints, found.findings).corrections
    change = corrections[0].cells[0]
    assert (change.cell.ref.line, change.cell.ref.column, str(change.proposed)) == (10, "C", "392162")


def test_a_column_that_is_the_difference_of_two_is_found_with_its_slip() -> None:
    rows = [["Service", "Budget", "Actual", "Variance"]]
    figures = [(41_250, 43_117), (18_400, 17_960), (9_775, 9_812), (120_300, 118_041), (66_010, 70_214)]
    rows += [[f"Service {n}", str(a), str(b), str(b - a)] for n, (a, b) in enumerate(figures)]
    rows[3][3] = "73"
    found = found_in(rows)
    failed = [one for one in found.relations if one.verdict is Verdict.FAIL]
    assert [one.cells[0].place for one in failed] == ["D4"]
    assert failed[0].kind is RelationKind.DIFFERENCE
    assert failed[0].computed == 37


def test_an_opening_balance_is_the_closing_one_before() -> None:
    rows = [["Month", "Opening", "Receipts", "Payments", "Closing"]]
    balance = 7_813
    for month, (receipts, payments) in zip(
        ("April", "May", "June", "July", "August"),
        ((4_120, 3_977), (6_044, 5_210), (3_318, 4_402), (5_127, 5_093), (4_871, 6_220)),
        strict=True,
    ):
        closing = balance + receipts - payments
        rows.append([month, str(balance), str(receipts), str(payments), str(closing)])
        balance = closing
    found = found_in(rows)
    assert ("B3", ("E2",)) in sums(found)
    assert ("E2", ("B2", "C2", "D2")) in sums(found)
    assert {one.verdict for one in found.relations} == {Verdict.EXACT}


BALANCE_SHEET = [
    ["Balance sheet", "31 March 2025", "31 March 2026"],
    ["Property", "45,200", "47,110"],
    ["Long-term debtors", "820", "790"],
    ["Long-term assets", "46,020", "47,900"],
    ["Cash", "10,665", "9,408"],
    ["Creditors", "(34,312)", "(30,366)"],
    ["Net assets", "22,373", "26,942"],
    ["Usable reserves", "9,873", "9,011"],
    ["Unusable reserves", "12,500", "17,931"],
    ["Total reserves", "22,373", "26,942"],
]


def test_both_sides_of_a_balance_sheet_add_up_and_are_the_same() -> None:
    found = found_in(BALANCE_SHEET)
    assert {("B7", ("B4", "B5", "B6")), ("B10", ("B8", "B9")), ("B10", ("B7",))} <= sums(found)
    assert not found.no_sums
    assert not found.findings


def test_what_is_raised_is_what_is_spent_with_the_other_sign() -> None:
    rows = [
        ["", "2024", "2025", "2026", "2027"],
        ["Charges", "(43,928)", "(48,245)", "(52,046)", "(55,140)"],
        ["Other", "(5,056)", "(3,487)", "(4,025)", "(4,101)"],
        ["Total revenues", "(48,984)", "(51,732)", "(56,071)", "(59,241)"],
        ["Pay", "30,176", "32,351", "32,348", "33,902"],
        ["Works", "18,808", "19,381", "23,723", "25,339"],
        ["Total expenditure", "48,984", "51,732", "56,071", "59,214"],
    ]
    found = found_in(rows)
    assert ("B7", ("B4",)) in sums(found)
    assert {one.place.address for one in found.findings} == {"E7"}


def test_the_corner_of_a_table_with_blanks_is_one_of_two_averages() -> None:
    rows = [
        ["Site", "April", "May", "June", "Average"],
        ["Central", "412", "431", "455", "432.67"],
        ["North", "118", "125", "131", "124.67"],
        ["South", "77", "", "95", "86.00"],
        ["East", "301", "288", "310", "299.67"],
        ["Average", "227.00", "281.33", "247.75", "235.75"],
    ]
    found = found_in(rows)
    assert ("E6", ("E2", "E3", "E4", "E5")) in sums(found)
    assert not found.findings


def test_whole_amounts_above_ratios_with_decimals_were_rounded() -> None:
    rows = [
        ["Department", "2013", "2014", "2015", "2016"],
        ["Schools", "45,631", "46,856", "45,722", "42,187"],
        ["Colleges", "20,423", "24,465", "23,152", "25,399"],
        ["Education", "66,055", "71,321", "68,875", "67,586"],
        ["Share of GDP", "0.66", "0.63", "0.55", "0.50"],
    ]
    found = found_in(rows)
    assert ("B4", ("B2", "B3")) in sums(found)
    assert not found.findings


def test_a_difference_that_rounding_hides_is_none() -> None:
    rows = [["Place", "Emission", "Population", "Shown"]]
    rows += [[f"Place {n}", f"{n * 7 % 30 / 10:.9f}", str(n * 137), str(n * 137)] for n in range(1, 40)]
    assert not found_in(rows).relations


def test_a_total_that_matches_nothing_is_listed_and_is_no_error() -> None:
    found = found_in([["Item", "£"], ["Rent", "4,113"], ["Heat", "2,207"], ["Total of all shops", "918,334"]])
    assert not found.findings
    assert [one.place for one in found.no_sums] == ["B4"]


def test_zeros_and_totals_of_one_line_prove_nothing() -> None:
    found = found_in([["Item", "A", "B"], ["Rent", "0", "411"], ["Rent total", "0", "411"], ["Total", "0", "411"]])
    assert not found.relations


def test_a_malformed_figure_is_read_and_told_once() -> None:
    rows = [list(row) for row in DEPARTMENTS]
    rows[2][1] = "1.203.411"
    found = found_in(rows)
    assert {one.verdict for one in found.relations} == {Verdict.EXACT}
    assert [problem.text for problem in found.problems] == ["1.203.411"]


@settings(deadline=None, max_examples=25)
@given(st.data())
def test_every_nested_sum_is_found_whatever_the_figures(data: st.DataObject) -> None:
    """Tables with one level of sub-totals, a grand total, and figures of any size."""
    columns = data.draw(st.integers(2, 5))
    blocks = data.draw(st.lists(st.integers(2, 6), min_size=2, max_size=5))
    figure = st.integers(10_000, 9_999_999)
    rows: list[list[str]] = [["Line", *(f"Measure {n}" for n in range(columns))]]
    grand = [0] * columns
    for block, size in enumerate(blocks):
        total = [0] * columns
        for line in range(size):
            figures = [data.draw(figure) for _ in range(columns)]
            total = [a + b for a, b in zip(total, figures, strict=True)]
            rows.append([f"Line {block}.{line}", *map(str, figures)])
        rows.append([f"Block {block} total", *map(str, total)])
        grand = [a + b for a, b in zip(grand, total, strict=True)]
    rows.append(["Grand total", *map(str, grand)])
    found = found_in(rows)
    targets = {one.cells[0].place for one in found.relations if one.kind is RelationKind.SUM}
    letters = [chr(ord("B") + n) for n in range(columns)]
    lines = [number for number, row in enumerate(rows, 1) if "total" in row[0]]
    assert {f"{letter}{line}" for letter in letters for line in lines} <= targets
    assert not [one for one in found.relations if one.verdict is Verdict.FAIL]


def test_figures_rounded_to_fives_do_not_fail_by_a_five() -> None:
    rows = [["Sector", "A", "B", "C", "D"], ["Total", "1,890", "2,425", "3,170", "4,085"]]
    rows += [["Retail", "725", "1,110", "1,345", "1,905"], ["Health", "640", "845", "1,130", "1,325"]]
    rows += [["Energy", "525", "465", "695", "855"]]
    assert not [one for one in found_in(rows).relations if one.verdict is Verdict.FAIL]


def test_many_pennies_are_rounding_and_no_slips() -> None:
    figures = [(5_452, 507, 5_960), (5_308, 468, 5_775), (5_235, 438, 5_673), (5_431, 446, 5_878), (5_955, 464, 6_419)]
    figures += [(5_607, 464, 6_071), (6_175, 486, 6_661), (6_017, 516, 6_533), (5_700, 515, 6_215), (5_638, 531, 6_169)]
    rows = [["Year", "Energy", "Industry", "Total"]]
    rows += [[f"Y {n}", *(f"{figure / 100:.2f}" for figure in row)] for n, row in enumerate(figures)]
    verdicts = {one.cells[0].place: one.verdict for one in found_in(rows).relations}
    assert Verdict.FAIL not in verdicts.values()


def test_the_search_may_ask_for_a_cell_that_takes_no_part_in_any_check() -> None:
    """One row has a figure in a column that another has not: looking for exchanged columns meets the blank."""
    figure = Random(7).randint
    months = [[str(figure(1_000, 9_999)) for _ in range(6)] for _ in range(8)]
    rows = [["Line", *(f"M{n}" for n in range(1, 7)), "Total", "Accrued", "Year"]]
    for number, figures in enumerate(months):
        total = sum(map(int, figures))
        accrued = figure(100, 999)
        rest = ["", ""] if number == 2 else [str(accrued), str(total + accrued)]
        rows.append([f"Line {number}", *figures, str(total), *rest])
    rows[5][9] = str(int(rows[5][9]) + 130)
    found = found_in(rows)
    assert [one.place.line for one in found.findings if one.verdict is Verdict.FAIL] == [6]
    assert diagnose(found.constraints, found.findings).corrections
    blank = found.constraints.cell(CellRef("table.csv", 4, "J"))
    assert (blank.text, blank.value) == ("", None)


def test_a_total_goes_before_lines_that_happen_to_give_one_another() -> None:
    """Services that grow evenly are differences of one another everywhere; what is called a total is their sum."""
    figures = [(137 * n, 140 * n + n * 7919 % 50) for n in range(1, 12)]
    rows = [["Service", "Budget", "Actual"], *([f"Service {n}", *map(str, one)] for n, one in enumerate(figures))]
    rows.append(["Total", *(str(sum(column)) for column in zip(*figures, strict=True))])
    lines = range(2, 13)
    assert sums(found_in(rows)) == {(f"{column}13", tuple(f"{column}{row}" for row in lines)) for column in "BC"}
