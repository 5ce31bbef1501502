"""Claims about the columns that are no figures: years, periods, dates, choices and text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import pytest

from budget_monitor.model.ledgers.ledger import ROW_TYPE, SEQ, STEP
from budget_monitor.model.ledgers.ledger import YEAR as YEAR_COLUMN
from budget_monitor.model.ledgers.schema import Column, ColumnType, LedgerSchema
from tests.support.small_ledgers import PERIOD, YEAR, ledger, problem, read, table, values

REPORTS = ledger("reports", YEAR, PERIOD, key=("financial_year", "period"))
RISKS = ledger("risks", Column("risk_rating", ColumnType.CHOICE, of=("Green", "Amber", "Red")))
DAYS = ledger("days", Column("day", ColumnType.DATE), sequence=("day",))


@pytest.mark.parametrize("year", ["2021/22", "2021-22", "2021/2022", " 2021 / 22 ", "2021–22"])
def test_a_financial_year_has_one_spelling_once_read(year: str) -> None:
    found = table(f"financial_year,period\n{year},Q4\n", REPORTS)
    assert values(found, "financial_year") == ["2021/22"]
    assert values(found, YEAR_COLUMN) == [2021]


@pytest.mark.parametrize(
    ("period", "canonical"),
    [
        ("Q4", "Q4"),
        ("Annual", "Q4"),
        ("mid-year", "Q2"),
        ("June", "P03"),
        ("Budget", "B"),
        ("M2", "P02"),
        ("Month 12", "P12"),
        ("Provisional outturn", "Q4"),
        ("Draft Outturn", "Q4"),
        ("Third quarter", "Q3"),
        ("Quarter Three", "Q3"),
        ("3rd Quarter", "Q3"),
        ("Qtr 1", "Q1"),
        ("Apr-26", "P01"),
        ("April 2026", "P01"),
        ("Sept", "P06"),
        ("Mar '27", "P12"),
        ("Half-year", "Q2"),
        ("Original budget", "B"),
        ('="Q3"', "Q3"),
    ],
)
def test_a_period_has_one_spelling_once_read(period: str, canonical: str) -> None:
    assert values(table(f"financial_year,period\n2026/27,{period}\n", REPORTS), "period") == [canonical]


@pytest.mark.parametrize(
    ("year", "canonical"),
    [
        ("26/27", "2026/27"), ("FY2026/27", "2026/27"), ("FY 26/27", "2026/27"), ("2026-27", "2026/27"),
        ("2026–27", "2026/27"), ("2026/2027", "2026/27"), ("99/00", "1999/00"), ("2026 / 27", "2026/27"),
    ],
)  # fmt: skip
def test_a_year_has_one_spelling_once_read(year: str, canonical: str) -> None:
    assert values(table(f"financial_year,period\n{year},Q1\n", REPORTS), "financial_year") == [canonical]


@pytest.mark.parametrize(
    ("year", "near"),
    [
        ("2021/23", "2021/22"), ("2021", "2021/22"), ("2O20/21", "2020/21"), ("21/23", "2021/22"),
        ("FY27", "2026/27"), ("FY2027", "2026/27"), ("2627", "2026/27"), ("202627", "2026/27"),
        ("30/09/2026", "2026/27"), ("2027-03-31", "2026/27"),
    ],
)  # fmt: skip
def test_an_unknown_year_is_an_error_that_suggests_the_nearest(year: str, near: str) -> None:
    found = problem(f"financial_year,period\n2020/21,Q4\n{year},Q4\n", REPORTS)
    assert (found.file, found.line, found.column, found.text) == ("reports.csv", 3, "financial_year", year)
    assert found.severity == "error"
    assert "expected 2021/22, 2021-22 or 2021/2022" in found.message
    assert f"did you mean '{near}'?" in found.message


@pytest.mark.parametrize("year", ["0201/02", "2729"])
def test_a_year_that_is_none_of_ours_is_a_slip_of_unknown_meaning(year: str) -> None:
    assert "did you mean" not in problem(f"financial_year,period\n{year},Q4\n", REPORTS).message


def test_an_unknown_period_is_an_error_that_suggests_the_nearest() -> None:
    found = problem("financial_year,Period\n2021/22,Q2\n2021/22,Anual\n", REPORTS)
    assert (found.line, found.column, found.text) == (3, "Period", "Anual")
    assert "expected B, Q1, Q1.5" in found.message
    assert "did you mean 'Annual'?" in found.message


@pytest.mark.parametrize(
    ("before", "text", "near"),
    [
        ("Q1", "30/09/2026", "Q2"), ("P01", "30/09/2026", "P06"), ("Q1", "31/05/2026", "P02"),
        ("Q1", "FY27", "Annual"), ("Q1", "2627", "Annual"), ("Q1", "2026/27", "Annual"),
    ],
)  # fmt: skip
def test_a_date_or_a_year_in_place_of_a_period_suggests_the_period_it_ends(before: str, text: str, near: str) -> None:
    found = problem(f"financial_year,period\n2026/27,{before}\n2026/27,{text}\n", REPORTS)
    assert f"did you mean '{near}'?" in found.message


def test_the_same_mistake_is_reported_in_every_row_that_has_it() -> None:
    found = read("financial_year,period\n2021/22,Q9\n2021/22,Q1\n2021/22,Q9\n", REPORTS)
    assert [each.line for each in found.problems] == [2, 4]
    assert values(found.ledgers["reports"], "period") == [None, "Q1", None]
    assert values(found.ledgers["reports"], SEQ) == [None, 2021 * 1000 + 13, None]


@pytest.mark.parametrize(("row", "column"), [(",Q4", "financial_year"), ("2021/22, ", "period")])
def test_the_key_cannot_do_without_a_year_or_a_period(row: str, column: str) -> None:
    found = problem(f"financial_year,period,note\n{row},x\n", REPORTS)
    assert (found.line, found.column, found.severity) == (2, column, "error")
    assert "blank" in found.message


def test_outside_the_key_a_blank_period_is_missing() -> None:
    schema = ledger("reports", YEAR, PERIOD, key=("financial_year",))
    assert values(table("financial_year,period\n2021/22,\n", schema), "period") == [None]


def test_an_optional_part_of_the_key_may_be_blank() -> None:
    schema = ledger("reports", YEAR, Column("period", ColumnType.PERIOD, required=False), key=("period",))
    assert values(table("financial_year,period\n2021/22,\n", schema), "period") == [None]


@pytest.mark.parametrize("choice", ["Amber", "amber", " AMBER ", "Am ber"])
def test_a_choice_is_read_whatever_its_case_and_spacing(choice: str) -> None:
    assert values(table(f"risk_rating\n{choice}\n", RISKS), "risk_rating") == ["Amber"]


def test_a_slip_in_a_choice_is_an_error_that_suggests_the_nearest() -> None:
    found = problem("risk_rating\nGreen\nAmbre\n", RISKS)
    assert (found.line, found.text) == (3, "Ambre")
    assert found.message == "not one of Green, Amber, Red; did you mean 'Amber'?"


@pytest.mark.parametrize(
    "day", ["2021-11-12", "12/11/2021", "12-11-2021", "12 Nov 2021", "12 november 2021", "12-Nov-2021"]
)
def test_a_date_has_the_day_first_or_the_year(day: str) -> None:
    found = table(f"day\n{day}\n", DAYS)
    assert values(found, "day") == [date(2021, 11, 12)]
    assert values(found, SEQ) == [date(2021, 11, 12).toordinal()]


@pytest.mark.parametrize(
    "day", ["31/02/2021", "11/13/2021", "12 Nov 21", "2021-11", "12/11-2021", "12 Nvo 2021", "45000"]
)
def test_what_is_no_date_is_an_error(day: str) -> None:
    found = problem(f"day\n{day}\n", DAYS)
    assert (found.line, found.column, found.text) == (2, "day", day)
    assert "expected 2021-11-12, 12/11/2021 (the day first)" in found.message


def test_text_is_stripped_with_single_spaces_and_a_blank_is_null() -> None:
    schema = ledger("notes", Column("note", ColumnType.TEXT), Column("n", ColumnType.INTEGER))
    found = table('note,n\n  Libraries \u00a0Open  Plus ,1\n"two\nlines",2\n \u2009,3\nplain,4\n', schema)
    assert values(found, "note") == ["Libraries Open Plus", "two lines", None, "plain"]
    assert found.text["note"].to_pylist()[0] == "  Libraries \u00a0Open  Plus "


PREVIOUS = Column("previous_period", ColumnType.PERIOD, required=False, names_previous=True)
LIMITS = ledger("limits", YEAR, PERIOD, PREVIOUS, key=("financial_year", "period"))


def test_a_row_may_name_the_period_it_steps_back_to() -> None:
    """Without a year it is the row's own; the text stays as written."""
    found = table(
        "financial_year,period,previous_period\n2021/22,Q4,Mid-Year\n2021/22,B,2020/21 Q3\n2021/22,Q2,\n", LIMITS
    )
    assert values(found, "previous_period") == ["Mid-Year", "2020/21 Q3", None]
    assert values(found, SEQ) == [2021053, 2021000, 2021025]
    assert values(found, STEP) == [2021025, 2020037, None]


def test_a_step_that_names_no_period_is_an_error() -> None:
    found = problem("financial_year,period,previous_period\n2021/22,Q4,2020/21 Q7\n", LIMITS)
    assert (found.line, found.column, found.text) == (2, "previous_period", "2020/21 Q7")
    assert "2020/21 Q3" in found.message


def test_a_later_quarter_has_a_larger_place_than_any_month_in_it() -> None:
    periods = ["B", "P01", "P02", "P03", "Q1", "P04", "Q1.5", "Q2", "P09", "Q3", "P12", "P13", "Q4"]
    text = "financial_year,period\n" + "".join(f"2021/22,{period}\n" for period in periods) + "2022/23,B\n"
    found = values(table(text, REPORTS), SEQ)
    assert found == sorted(found, key=lambda place: int(str(place)))
    assert len(set(found)) == len(found)


NUMBER = Column("number", ColumnType.INTEGER)
STAGE = Column("stage", ColumnType.CHOICE, of=("first", "second"))
NOTE = Column("note", ColumnType.TEXT)


@pytest.mark.parametrize(
    ("sequence", "in_order"),
    [
        (("day",), ["2021-01-01,9,first,x", "2021-01-02,1,first,x"]),
        (("day", "number"), ["2021-01-01,999999,first,x", "2021-01-02,-5,first,x", "2021-01-02,7,first,x"]),
        (("stage", "day"), ["2021-01-02,1,first,x", "2021-01-01,1,second,x"]),
        (("number", "stage"), ["2021-01-02,-1,second,x", "2021-01-01,1,first,x", "2021-01-01,1,second,x"]),
    ],
)
def test_any_columns_that_have_an_order_make_a_sequence(sequence: Sequence[str], in_order: Sequence[str]) -> None:
    found = values(table("\n".join(["day,number,stage,note", *in_order]), _events(sequence)), SEQ)
    places = [int(str(place)) for place in found]
    assert all(before < after for before, after in pairwise(places))


@pytest.mark.parametrize("sequence", [("note",), ("day", "note"), ("number", "number", "number")])
def test_text_has_no_order_and_so_no_place(sequence: Sequence[str]) -> None:
    assert values(table("day,number,stage,note\n2021-01-01,1,first,x\n", _events(sequence)), SEQ) == [None]


def _events(sequence: Sequence[str]) -> LedgerSchema:
    return ledger("events", Column("day", ColumnType.DATE), NUMBER, STAGE, NOTE, sequence=sequence)


def test_a_total_in_a_column_of_periods_is_no_mistake_when_it_is_the_label() -> None:
    schema = ledger("surveys", YEAR, PERIOD, key=("financial_year", "period"), label="period")
    found = table("financial_year,period\n2021/22,Q1\n2021/22,Total\n", schema)
    assert values(found, "period") == ["Q1", None]
    assert values(found, ROW_TYPE) == ["line", "total"]
