"""Tables in workbooks whose cells show fewer digits than they store."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from benchmarks.sheets import shown
from budget_monitor.load.sources.grids import grids_in
from budget_monitor.model.ledgers.grid import GridCell
from budget_monitor.model.results.outcome import Report, Verdict
from budget_monitor.pipeline.run.tables import discover_tables

HELD = {Verdict.EXACT, Verdict.WITHIN_ROUNDING}


def written(folder: Path, rows: Sequence[Sequence[object]], code: str | Sequence[str] = "#,##0") -> Path:
    """A workbook of one sheet, its figures shown by a number format, or by one for each column after the first."""
    book = Workbook()
    page = book.worksheets[0]
    for row in rows:
        page.append(list(row))
    for cells in page.iter_rows(min_row=2, min_col=2):
        for at, cell in enumerate(cells):
            cell.number_format = code if isinstance(code, str) else code[at]
    file = folder / "table.xlsx"
    book.save(file)
    return file


def verdicts(report: Report) -> dict[str, Verdict]:
    return {one.cells[0].place.rpartition("!")[2]: one.verdict for one in report.relations}


def services(*totals: float) -> list[list[object]]:
    """Three services in pence, or with what a formula left, and their totals."""
    lines: list[list[object]] = [
        ["Service", "2024", "2025", "2026"],
        ["Libraries", 1234.56, 900.25, 5210.4378912],
        ["Parks", 2222.11, 800.5, 7133.8211345],
        ["Museums", 1000.4, 123.4, 402.9044444],
    ]
    return [*lines, ["Total", *totals]]


AS_STORED = (4457.07, 1824.15, 12747.1634701)


def test_totals_that_formulas_give_hold_as_they_are_stored(tmp_path: Path) -> None:
    report = discover_tables(written(tmp_path, services(*AS_STORED)))
    assert verdicts(report) == dict.fromkeys(("B5", "C5", "D5"), Verdict.EXACT)


def test_totals_that_were_typed_as_they_are_shown_hold(tmp_path: Path) -> None:
    report = discover_tables(written(tmp_path, services(4457, 1824, 12747)))
    assert verdicts(report) == dict.fromkeys(("B5", "C5", "D5"), Verdict.WITHIN_ROUNDING)


def test_totals_of_what_is_shown_hold(tmp_path: Path) -> None:
    """900 + 801 + 123 is 1,824, and 5,210 + 7,134 + 403 is 12,747."""
    lines = services(4457, 1824, 12747)
    lines[1][1] = 1234.5
    assert set(verdicts(discover_tables(written(tmp_path, lines))).values()) == {Verdict.WITHIN_ROUNDING}


def test_a_total_typed_over_is_told_as_the_cell_shows_it_and_as_it_is_stored(tmp_path: Path) -> None:
    (finding,) = discover_tables(written(tmp_path, services(4547.07, *AS_STORED[1:]))).findings
    assert finding.verdict is Verdict.FAIL
    assert "comes to 4,457.07, but Sheet!B5 is 4,547, stored as 4,547.07; the gap is 90" in finding.message


def test_where_a_sum_is_kept_to_the_penny_the_pounds_that_rounding_could_hide_are_a_failure(tmp_path: Path) -> None:
    """Shown as 4,459 = 1,235 + 2,222 + 1,000 it would be two pounds out, as rounding may be."""
    assert verdicts(discover_tables(written(tmp_path, services(4459, *AS_STORED[1:]))))["B5"] is Verdict.FAIL


def test_a_total_that_was_typed_rounded_among_formulas_holds(tmp_path: Path) -> None:
    assert verdicts(discover_tables(written(tmp_path, services(4457, *AS_STORED[1:]))))["B5"] in HELD


def test_amounts_shown_in_thousands_are_as_coarse_as_that(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Service", "2024", "2025"],
        ["Libraries", 1234560, 900250],
        ["Parks", 2222110, 800500],
        ["Museums", 1000456.789, 123400],
        ["Total", 4457000, 1824150],
    ]
    assert set(verdicts(discover_tables(written(tmp_path, rows, "#,##0,"))).values()) <= HELD


IN_POUNDS = (
    ("Adult Social Care", 6788356.01, 3062152.75, 6735869.77),
    ("Children's Services", 7513616.55, 4421688.63, 7713410.16),
    ("Highways", 5791259.61, 2350099.21, 5802297.98),
    ("Housing", 2774182.53, 1469747.79, 2888148.85),
)


def monitoring(*totals: float) -> list[list[object]]:
    """Four services in pence; their totals are 22,867,414.70, 11,303,688.38 and 23,139,726.76."""
    return [["Service", "Budget", "Actual", "Forecast"], *map(list, IN_POUNDS), ["Total", *totals]]


@pytest.mark.parametrize(("code", "typed"), [("#,##0,", 23140000), ("#,##0.0,", 23139700), ("£0.0,,", 23100000)])
def test_one_total_that_was_typed_in_thousands_as_it_is_shown_holds(tmp_path: Path, code: str, typed: int) -> None:
    """What its last digit shown hides, 50 pounds in 23,139.7 thousand, is no fault."""
    report = discover_tables(written(tmp_path, monitoring(22867414.70, 11303688.38, typed), code))
    assert verdicts(report)["D6"] is Verdict.WITHIN_ROUNDING


@pytest.mark.parametrize(("code", "typed"), [("#,##0,", 23141000), ("#,##0.0,", 23139800), ("£0.0,,", 23200000)])
def test_one_total_typed_in_thousands_that_is_a_digit_off_fails(tmp_path: Path, code: str, typed: int) -> None:
    """Where the columns beside it are kept to the penny."""
    report = discover_tables(written(tmp_path, monitoring(22867414.70, 11303688.38, typed), code))
    assert verdicts(report)["D6"] is Verdict.FAIL


def variances(budget: float, forecast: float, variance: float) -> list[list[object]]:
    """The same services with what their forecasts are over their budgets, and a last line."""
    lines = [[name, before, after, round(after - before, 2)] for name, before, _, after in IN_POUNDS]
    return [["Service", "Budget", "Forecast", "Variance"], *lines, ["Total", budget, forecast, variance]]


def test_what_is_made_of_a_total_typed_as_it_is_shown_is_out_by_as_much(tmp_path: Path) -> None:
    """The variance is 23,139,700 less the budget, and so 26.76 less than the sum of the variances."""
    rows = variances(22867414.70, 23139700, 272285.30)
    assert set(verdicts(discover_tables(written(tmp_path, rows, "#,##0.0,"))).values()) <= HELD


def test_a_difference_of_totals_in_millions_holds_where_it_does_as_shown(tmp_path: Path) -> None:
    """23.1 - 22.9 is 0.2, though 230,000 is stored."""
    report = discover_tables(written(tmp_path, variances(22900000, 23100000, 230000), "£0.0,,"))
    assert Verdict.FAIL not in verdicts(report).values()


def test_a_difference_of_totals_in_millions_that_does_not_hold_as_shown_fails(tmp_path: Path) -> None:
    report = discover_tables(written(tmp_path, variances(22900000, 23100000, 320000), "£0.0,,"))
    (finding,) = report.findings
    assert "Sheet!D6 is 300,000, stored as 320,000" in finding.message
    assert (finding.rule, finding.verdict) == ("difference", Verdict.FAIL)


def cells(folder: Path, code: str, *figures: float) -> list[GridCell]:
    """The cells of a column of figures that have one number format."""
    ((grid,), *_) = grids_in(written(folder, [["Name", "Figure"], *(["Line", one] for one in figures)], code))
    return [row[1] for row in grid.rows[1:]]


@pytest.mark.parametrize(
    ("code", "stored", "text", "value", "seen"),
    [
        ("#,##0", 1234.56, "1234.56", "1234.56", "1235"),
        ("#,##0", 33140.4444444444, "≈33140", "33140.4444444444", "33140"),
        ("#,##0.0", 4940.190315169932, "≈4940.2", "4940.19031516993", "4940.2"),
        ("#,##0", 2.5, "2.5", "2.5", "3"),
        ("#,##0", -2.5, "-2.5", "-2.5", "-3"),
        ("#,##0", 5215.0, "5215", "5215", None),
        ("#,##0.00", 5215.5, "5215.5", "5215.5", None),
        ("#,##0.00", 70125.91000000003, "70125.91", "70125.91", None),
        ("General", 33140.4444444444, "33140.4444444444", "33140.4444444444", None),
        ("0.0%", -0.12134567890123, "≈-12.1%", "-12.134567890123", "-12.1"),
        ("0%", 0.125, "12.5%", "12.5", "13"),
        ("0.0%", 0.12, "12.0%", "12", None),
        ("#,##0,", 1234567.0, "1234567", "1234567", "1235000"),
        ("#,##0,", 1235000.0, "1235000", "1235000", "1235000"),
    ],
)
def test_a_cell_is_told_as_it_was_typed_or_as_it_is_shown(
    tmp_path: Path, code: str, stored: float, text: str, value: str, seen: str | None
) -> None:
    (cell,) = cells(tmp_path, code, stored)
    assert (cell.text, cell.value) == (text, Decimal(value))
    assert cell.shown == (None if seen is None else Decimal(seen))


def test_a_number_too_large_for_an_amount_is_none(tmp_path: Path) -> None:
    assert [one.value for one in cells(tmp_path, "#,##0,", 1e300, 7.0)] == [None, Decimal(7)]


def test_what_puts_a_percentage_right_has_as_many_decimals_as_the_table(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Service", "Budget", "Actual", "Variance", "Variance %"]]
    for name, budget, actual in (("Libraries", 1000, 879), ("Parks", 3000, 2900), ("Museums", 2000, 2250)):
        rows.append([name, budget, actual, actual - budget, (actual - budget) / budget])
    rows += [["Halls", 7000, 7250, 250, 250 / 7000], ["Total", 13000, 13279, 279, 279 / 13000]]
    rows[1][4] = -0.211
    report = discover_tables(written(tmp_path, rows, ("#,##0", "#,##0", "#,##0", "0.0%")))
    (correction,) = report.corrections
    assert [(one.cell.text, one.type_as) for one in correction.cells] == [("-21.1%", "-12.1%")]


IN_TIME = ((829, 923), (118, 179), (86, 91), (410, 455), (211, 240), (1288, 1384))


@pytest.mark.parametrize(
    ("code", "typed", "verdict"),
    [
        ("0%", 0.66, Verdict.WITHIN_ROUNDING),
        ("0.0%", 0.659, Verdict.WITHIN_ROUNDING),
        ("0.00%", 0.6592, Verdict.WITHIN_ROUNDING),
        ("0.0%", 0.66, Verdict.FAIL),  # it shows 66.0%
        ("0%", 0.65, Verdict.FAIL),
        ("0%", 0.67, Verdict.FAIL),
        ("0%", 0.56, Verdict.FAIL),
    ],
)
def test_a_percentage_typed_among_computed_ones_holds_if_it_is_the_quotient_in_the_digits_shown(
    tmp_path: Path, code: str, typed: float, verdict: Verdict
) -> None:
    """118 of 179 is 65.92%."""
    rows: list[list[object]] = [["Measure", "In time", "Received", "% in time"]]
    rows += [[f"Measure {at}", part, whole, part / whole] for at, (part, whole) in enumerate(IN_TIME)]
    rows[2][3] = typed
    found = verdicts(discover_tables(written(tmp_path, rows, ("General", "General", code))))
    assert found == {f"D{line}": verdict if line == 3 else Verdict.EXACT for line in range(2, 8)}


@settings(deadline=None, max_examples=15)
@given(st.integers(min_value=0, max_value=10**6))
def test_no_right_table_fails(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    """Whether its totals come of what is stored, or of what is shown, or were rounded on their own."""
    for table in shown.tables(seed, 4):
        report = discover_tables(table.write(tmp_path_factory.mktemp("right")))
        assert all(one.verdict is not Verdict.FAIL for one in report.relations), (table.kind, table.figures)


@settings(deadline=None, max_examples=15)
@given(st.integers(1, 3), st.integers(100, 99_999), st.sampled_from(["{:,}.50", "'{:,}.50", "£{:,}.50", "{}.50"]))
def test_a_figure_kept_as_text_is_why_a_sum_leaves_it_out_and_nothing_else_is_to_be_put_right(
    tmp_path_factory: pytest.TempPathFactory, row: int, amount: int, written_as: str
) -> None:
    lines: list[list[object]] = [["Care", 6788356.01, 3062152.75, 6735869.77], ["Parks", 7513616.55, 4421688.63, 77.16],
        ["Roads", 5791259.61, 2350099.21, 5802297.98], ["Homes", 2774182.53, 1469747.79, 2888148.85],
        ["Waste", 2055022.52, 1198631.08, 2114444.09]]  # fmt: skip
    lines[row][1] = 0
    totals = [round(sum(line[column] for line in lines), 2) for column in (1, 2, 3)]  # type: ignore[misc]
    lines[row][1] = written_as.format(amount)
    table: list[list[object]] = [["Service", "Budget", "Actual", "Forecast"], *lines, ["Total", *totals]]
    report = discover_tables(written(tmp_path_factory.mktemp("text"), table, "#,##0.00"))
    (wrong,) = [one for one in report.relations if one.verdict not in HELD]
    assert wrong.cells[0].place == "Sheet!B7"
    assert f"the figure kept as text {lines[row][1]} in Sheet!B{row + 2}" in wrong.sentence
    assert report.corrections == ()


@pytest.mark.parametrize("texts", [(1,), (0, 2), (0, 1, 2, 3)])
def test_figures_kept_as_text_that_a_total_leaves_out_are_told_with_what_it_should_be(
    tmp_path: Path, texts: tuple[int, ...]
) -> None:
    """Of the row below, which adds up to another figure, nothing is proposed: it holds once they are numbers."""
    budget, other = (356, 105, 100, 411), (231, 246, 200, 322)
    lines: list[list[object]] = [
        [f"Service {at}", str(one) if at in texts else one, two, one + two]
        for at, (one, two) in enumerate(zip(budget, other, strict=True))
    ]
    kept = sum(one for at, one in enumerate(budget) if at not in texts)
    total: list[object] = ["Total", kept, sum(other), sum(budget) + sum(other)]
    table: list[list[object]] = [["Service", "Budget", "Other", "All"], *lines, total]
    report = discover_tables(written(tmp_path, table, "#,##0"))
    (told,) = [one for one in report.input_problems if one.message.startswith("a figure kept as text")]
    assert told.address == f"Sheet!B{texts[0] + 2}"
    assert told.message.endswith("; Sheet!B6 should be 972")
    assert all(f"Sheet!B{at + 2}" in told.message for at in texts[1:])
    assert "Sheet!B6" in {one.cells[0].place for one in report.relations if one.verdict is Verdict.FAIL}
    assert report.corrections == ()
