"""Claims about rules that are written of a table: checked against the table they come of, they say what was found."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from openpyxl import Workbook

from benchmarks.sheets import kept_aside, looked_at
from benchmarks.sheets.sheet import Sheets
from benchmarks.sheets.workbook import write
from budget_monitor.model.checks.verdict import HELD
from budget_monitor.model.ledgers.cell import Kind
from budget_monitor.model.results.choices import Show
from budget_monitor.model.results.outcome import Report, Verdict
from budget_monitor.pipeline import check
from budget_monitor.pipeline.files.writing import WrittenRules, write_rules
from budget_monitor.pipeline.run.tables import discover_tables
from tests.support.right_tables import KINDS, Row, texts_of

SHAPES = (*looked_at.SHAPES, *kept_aside.SHAPES)
TABLES = 3
"""Of each kind."""

SHARES = """Spend by type,2025/26,% of total,2026/27,% of total
Pay,4120500,55.6,4305200,56.1
Premises,812300,11.0,798450,10.4
Supplies,1240600,16.7,1301900,17.0
Third parties,1240100,16.7,1262300,16.5
Total,7413500,100.0,7667850,100.0
"""
COLLECTED = """Month,Debit raised,Collected,Cumulative collected
Apr-26,9820110,10203440,10203440
May-26,120450,9120330,19323770
Jun-26,98200,8820110,28143880
Jul-26,9100500,9044430,37188310
Aug-26,110320,8895900,46084210
Sep-26,9345600,0,46084210
Oct-26,88310,9471120,55555330
"""


def table(folder: Path, text: str) -> Path:
    file = folder / "table.csv"
    file.write_text(text, encoding="utf-8")
    return file


def hold(file: Path) -> WrittenRules:
    """Writes the rules of a file, and claims that they say of it what was found there."""
    found = discover_tables(file).relations
    held = {one.cells[0].place for one in found if one.verdict in HELD}
    failed = {one.cells[0].place for one in found if one.verdict is Verdict.FAIL}
    written = write_rules(file)
    report = check(file, show=Show.ALL)
    assert not [one.message for one in report.input_problems if one.severity == "error"]
    told = {one.place.address for one in report.findings if one.verdict in (Verdict.FAIL, Verdict.UNDECIDED)}
    assert told - failed == set(), "a rule fails where it was found that it holds"
    named = {place for one in written.not_written for place in one.places}
    made = {one.place.address for one in (*report.findings, *report.within_rounding, *report.exact)}
    assert (held | failed) - made - named == set(), "a check is in no rule, and is not named"
    return written


@pytest.mark.parametrize("number", range(TABLES))
@pytest.mark.parametrize("shape", SHAPES)
def test_rules_of_a_right_sheet_hold_there(shape: Callable[[Random], Sheets], number: int, tmp_path: Path) -> None:
    hold(write(shape(Random(f"{shape.__name__} {number}")), tmp_path))


@pytest.mark.parametrize("number", range(TABLES))
@pytest.mark.parametrize("shape", SHAPES)
def test_rules_of_a_sheet_with_a_slip_find_it_too(
    shape: Callable[[Random], Sheets], number: int, tmp_path: Path
) -> None:
    wrong = shape(Random(f"{shape.__name__} {number}")).mistyped(Random(number))
    if wrong is not None:
        hold(write(wrong, tmp_path))


@pytest.mark.parametrize("number", range(TABLES))
@pytest.mark.parametrize("kind", KINDS)
def test_rules_of_a_right_table_that_looks_wrong_hold_there(
    kind: Callable[[Random], list[Row]], number: int, tmp_path: Path
) -> None:
    file = tmp_path / "table.csv"
    with file.open("w", encoding="utf-8", newline="") as text:
        csv.writer(text).writerows(texts_of(kind(Random(number))))
    if any(one.verdict in HELD for one in discover_tables(file).relations):
        hold(file)


def test_a_share_is_of_the_line_that_it_is_a_share_of(tmp_path: Path) -> None:
    file = table(tmp_path, SHARES)
    assert hold(file).not_written == ()
    text = (tmp_path / "rules" / "table_columns.toml").read_text(encoding="utf-8")
    assert r"100 * c_2025_26 / sum(c_2025_26, where=item == \"Total\")" in text
    table(tmp_path, SHARES.replace("1240600,16.7", "1240600,17.6"))
    (correction,) = check(file).corrections
    assert [(one.address, one.type_as) for one in correction.cells] == [("C4", "16.7")]


def test_a_balance_takes_in_what_moved_it_also_where_one_move_was_nil(tmp_path: Path) -> None:
    file = table(tmp_path, COLLECTED)
    assert hold(file).not_written == ()
    rules = (tmp_path / "rules" / "table_columns.toml").read_text(encoding="utf-8")
    assert 'check = "cumulative_collected == previous(cumulative_collected) + collected"' in rules
    table(tmp_path, COLLECTED.replace("8895900,46084210", "8895900,46048210"))
    (correction,) = check(file).corrections
    assert [(one.address, one.type_as) for one in correction.cells] == [("D6", "46084210")]


def test_a_total_that_was_nought_or_is_left_blank_later_is_checked(tmp_path: Path) -> None:
    text = (
        "Service,Budget,Virement,Revised\nParks,4120,300,4420\nWaste,812,-300,512\nRoads,950,0,950\nTotal,5882,0,5882\n"
    )
    file = table(tmp_path, text)
    hold(file)
    table(tmp_path, text.replace("Total,5882,0,5882", "Total,5882,,"))
    assert any(one.place.address == "D5" for one in check(file).findings)


def test_what_one_sheet_takes_over_from_another_is_in_the_rules(tmp_path: Path) -> None:
    written = hold(write(looked_at.by_category(Random("by_category 0")), tmp_path))
    assert (written.checks, written.not_written) == (written.inferred, ())


def reserves(folder: Path, opening: dict[str, int], heading: str = "Opening") -> Path:
    """Two quarters of four reserves, a sheet each; the second opens as `opening` says, or as the first closed."""
    first = [
        ("Roads", 41_250, 1_875),
        ("Winter", 18_730, -640),
        ("Insurance", 96_415, 3_120),
        ("General", 250_360, 415),
    ]
    book = Workbook()
    one, two = book.worksheets[0], book.create_sheet("Q2")
    one.title = "Q1"
    one.append(["Reserve", "Opening", "Movement", "Closing"])
    two.append(["Reserve", heading, "Movement", "Closing"])
    for name, start, moved in first:
        one.append([name, start, moved, start + moved])
        own = opening.get(name, start + moved)
        two.append([name, own, moved + 57, own + moved + 57])
    book.save(folder / "reserves.xlsx")
    return folder / "reserves.xlsx"


def test_what_is_carried_to_another_sheet_under_another_heading_is_in_the_rules(tmp_path: Path) -> None:
    file = reserves(tmp_path, {})
    written = hold(file)
    assert (written.checks, written.not_written) == (written.inferred, ())
    rules = (tmp_path / "rules" / "reserves_q1_rows.toml").read_text(encoding="utf-8")
    assert r'check = "winter == sum(reserves_q2_rows.winter, where=item == \"Opening\")"' in rules
    assert r'where = "item == \"Closing\""' in rules
    reserves(tmp_path, {"Winter": 18_190})  # 18,090 is what the first quarter closed with
    assert [one.place.address for one in check(file).findings] == ["Q1!D3"]


def test_what_is_carried_to_a_column_without_a_heading_is_named_as_not_written(tmp_path: Path) -> None:
    written = hold(reserves(tmp_path, {}, heading=""))
    (one,) = written.not_written
    assert one.why == "its cells are not in one row nor in one column, nor in columns with headings of their own"
    assert written.checks + len(one.places) == written.inferred


NESTED = """Level 1,Level 2,Level 3,Note,2024/25,2025/26,2026/27
Town,Roads,Salaries,,19884,19414,17512
,,Expenses,,1753,1698,1795
,,Roads Total,,21637,21112,19307
,Legal,Salaries,,8120,8333,8410
,,Expenses,,977,1210,1065
,,Legal Total,,9097,9543,9475
Town Total,,,,30734,30655,28782
Other,,Court costs,"What judges award, and what it costs",665,449,512
,,Snow,,7989,13087,3991
Other Total,,,,8654,13536,4503
"""


def test_rows_whose_parents_are_named_on_the_first_line_only_are_in_the_rules(tmp_path: Path) -> None:
    file = table(tmp_path, NESTED)
    written = hold(file)
    assert (written.checks, written.not_written) == (written.inferred, ())
    table(tmp_path, NESTED.replace("977,1210,1065", "977,1120,1065"))
    assert [one.place.address for one in check(file).findings] == ["F7"]


FORECAST = """Service,Budget,Forecast,Variance,Posts
Fostering,18420,19236,816,41
Early help,4310,4198,-112,12
Education,7125,7090,-35,30
Sub-total children,29855,30524,669,83
Roads,9640,9911,271,22
Waste,12085,11961,-124,57
Sub-total place,21725,21872,147,79
Total,51580,52396,816,162
"""


@pytest.fixture
def next_quarter(tmp_path: Path) -> Callable[[str, str], Report]:
    """The report on a table of which one text is another than when its rules were written."""

    def checked(before: str, after: str) -> Report:
        file = table(tmp_path, FORECAST)
        hold(file)
        assert before in FORECAST
        table(tmp_path, FORECAST.replace(before, after))
        return check(file)

    return checked


def test_a_new_line_that_is_in_no_rule_is_an_error(next_quarter: Callable[[str, str], Report]) -> None:
    report = next_quarter("Sub-total place", "Parks,0,0,0,0\nSub-total place")
    (error,) = [one for one in report.input_problems if one.severity == "error"]
    assert error.message.startswith("row 8 'Parks' is in no rule: its figures are not checked")
    assert report.exit_code() == 2


def test_a_total_says_that_it_is_out_by_a_line_that_is_in_no_rule(next_quarter: Callable[[str, str], Report]) -> None:
    """A right file: the new line is in its sub-total and in its total, of which only the first has a rule of lines."""
    report = next_quarter(
        FORECAST[FORECAST.index("Sub-total place") :],
        "Parks,700,650,-50,3\nSub-total place,22425,22522,97,82\nTotal,52280,53046,766,165\n",
    )
    failed = [one for one in report.findings if one.verdict is Verdict.FAIL]
    assert {one.place.address for one in failed} == {"B9", "C9", "D9", "E9"}
    assert all(one.message.endswith("the gap is what row 8 'Parks' says, which is in no rule") for one in failed)
    assert not report.corrections


def test_a_sub_total_that_leaves_out_a_new_line_is_named_where_its_total_takes_it_in(
    next_quarter: Callable[[str, str], Report],
) -> None:
    report = next_quarter(
        FORECAST[FORECAST.index("Sub-total place") :],
        "Parks,700,650,-50,3\nSub-total place,22425,21872,97,82\nTotal,52280,53046,766,165\n",
    )
    (told,) = [one.message for one in report.findings if one.place.address == "C10"]
    assert told.endswith("C9 Sub-total place leaves out row 8 'Parks'")


def test_rows_with_one_name_are_found_by_which_of_them_they_are(tmp_path: Path) -> None:
    """A line that is put in above them shifts none, and is told as new."""
    lines = ["Item,Budget,Actual,Forecast,Plan", "Roads,110,120,131,127", "Parks,210,205,233,214"]
    lines += ["Total,320,325,364,341", "", "Grants,93,91,97,92", "Fees,227,234,267,249", "Total,320,325,364,341"]
    file = table(tmp_path, "\n".join(lines) + "\n")
    hold(file)
    mapping = next(tmp_path.glob("*.source.toml")).read_text(encoding="utf-8")
    assert '"1st row called Total"' in mapping
    assert '"2nd row called Total"' in mapping
    file.write_text("\n".join([lines[0], "Verges,0,0,5,0", *lines[1:]]) + "\n", encoding="utf-8")
    report = check(file)
    assert [one.text for one in report.input_problems if one.severity == "error"] == ["Verges"]
    assert not [one for one in report.findings if one.verdict is Verdict.FAIL]


def test_a_new_column_that_is_in_no_rule_is_an_error(next_quarter: Callable[[str, str], Report]) -> None:
    lines = FORECAST.splitlines()
    with_carry = [f"{lines[0]},Carry forward", *(f"{line},{number}" for number, line in enumerate(lines[1:], 7))]
    report = next_quarter(FORECAST, "\n".join(with_carry) + "\n")
    errors = [one.message for one in report.input_problems if one.severity == "error"]
    assert len(errors) == 1
    assert errors[0].startswith("column F 'Carry forward' is in no rule")


def test_figures_that_were_in_no_rule_from_the_beginning_are_not_told(tmp_path: Path) -> None:
    file = table(tmp_path, FORECAST.replace("Posts", "Cost centre").replace(",41\n", ",10417\n"))
    hold(file)
    assert check(file).exit_code() == 0


def test_a_cell_that_two_ledgers_cannot_read_is_told_once(next_quarter: Callable[[str, str], Report]) -> None:
    report = next_quarter("Roads,9640", "Roads,96x40")
    assert [one.address for one in report.input_problems if one.severity == "error"] == ["B6"]


def test_a_figure_left_blank_is_told_so_in_its_own_cell(next_quarter: Callable[[str, str], Report]) -> None:
    """Its row and its column ask for it; it is one cell, though a ledger of rows and one of columns read it."""
    (correction,) = next_quarter("Education,7125,7090", "Education,7125,").corrections
    (change,) = correction.cells
    assert (change.cell.ref.address, change.cell.text, change.type_as) == ("C4", "", "7090")
    assert correction.kind is Kind.LEFT_EMPTY


def test_a_blank_of_which_one_sum_knows_is_blamed_before_the_figures_beside_it(tmp_path: Path) -> None:
    lines = (
        "Payments,2025/26,2026/27\nClerk,18450,19120.4\nGrounds,12300.55,13105.1\nHall,6420,7015.25\nAudit,400,420\n"
    )
    text = f"{lines}Total payments,37570.55,39660.75\n"
    file = table(tmp_path, text)
    hold(file)
    table(tmp_path, text.replace("Hall,6420", "Hall,"))
    (correction,) = check(file).corrections
    assert [(one.address, one.type_as) for one in correction.cells] == [("B4", "6420.00")]
