"""A date that lies years away from all others is told as a slip, and no age is counted to it."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from budget_monitor.cli import app
from budget_monitor.figures.far_dates import far_dates
from tests.support.command import run
from tests.support.small_sets import GOOD, put

TODAY = date(2026, 11, 28)
APRIL = [date(2026, 4, 2), date(2026, 4, 3), date(2026, 4, 8)]


def meant(day: str, others: list[date] = APRIL, *, none_ahead: bool = True) -> str | None:
    """The date that is meant for one among others; empty where it is no slip, None where none is likely."""
    own = date.fromisoformat(day)
    far = far_dates([one.toordinal() for one in (*others, own)], TODAY, none_ahead=none_ahead)
    assert far.keys() <= {own.toordinal()}
    slip = far.get(own.toordinal())
    if slip is None:
        return ""
    return slip.meant.isoformat() if slip.meant else None


@pytest.mark.parametrize("day", ["2062-04-07", "2016-04-07", "1926-04-07", "2126-04-07", "2206-04-07", "2028-04-07"])
def test_a_lone_date_of_other_years_is_a_slip_of_the_year_that_is_near(day: str) -> None:
    assert meant(day) == "2026-04-07"
    assert meant(day, APRIL[:1]) == "2026-04-07", "of two the one further from today"


@pytest.mark.parametrize("day", ["2025-01-01", "2021-04-07", "2027-10-01"])
def test_an_old_cheque_and_a_payment_of_next_year_are_no_slips(day: str) -> None:
    assert meant(day) == ""


def test_a_date_far_away_that_no_slip_explains_has_no_reading() -> None:
    assert meant("2058-04-07") is None


def test_the_last_days_of_loans_are_no_slips_and_a_plan_for_years_ahead_is_none() -> None:
    loans = [date(year, 3, 31) for year in range(2027, 2051)]
    assert meant("2062-03-31", loans, none_ahead=False) == ""
    assert meant("2028-04-07", none_ahead=False) == ""
    assert meant("2062-04-07", none_ahead=False) == "2026-04-07"


@given(st.lists(st.integers(0, 360), min_size=1), st.integers(0, 360), st.integers(12, 90), st.booleans())
def test_one_of_another_decade_is_told_whatever_stands_beside_it(
    days: list[int], other: int, years: int, none_ahead: bool
) -> None:
    first = date(2026, 1, 1)
    near = [(first + timedelta(days=one)).toordinal() for one in days]
    far = (first + timedelta(days=other)).toordinal() + years * 366
    assert far_dates([*near, far], TODAY, none_ahead=none_ahead).keys() == {far}
    assert far_dates(near, TODAY, none_ahead=none_ahead) == {}


@pytest.mark.parametrize(("year", "ages"), [("2026", [3, 0]), ("2062", [3, -13149])])
def test_ages_are_never_counted_to_a_slip(tmp_path: Path, year: str, ages: list[int]) -> None:
    book = f"Date,Details,Amount\n02/04/2026,Rent,-10.00\n05/04/2026,Water,-33.00\n08/04/{year},Tax,-50.00\n"
    bank = "Date,Description,Amount\n02/04/2026,RENT,-10.00\n08/04/2026,COUNCIL,-51.00\n"
    for name, text in (("book.csv", book), ("bank.csv", bank)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    both = ["reconcile", str(tmp_path / "book.csv"), str(tmp_path / "bank.csv")]
    told = json.loads(CliRunner().invoke(app, [*both, "--format", "json"]).stdout)
    assert [one["age"] for one in told["only_left"]] == ages
    problems = [(one["line"], one["severity"]) for one in told["input_problems"]]
    assert problems == ([(4, "warning")] if year == "2062" else [])
    assert ("did you mean '2026-04-08'?" in " ".join(CliRunner().invoke(app, both).stdout.split())) == (year == "2062")


def test_a_financial_year_of_one_row_that_all_others_are_years_from_is_told(tmp_path: Path) -> None:
    rows = "".join(GOOD.replace("Museums", purpose) for purpose in ("Parks", "Roads", "Halls"))
    put(tmp_path, rows + GOOD.replace("2021/22", "2012/13"))
    told = " ".join(run("check", str(tmp_path)).stdout.split())
    said = "reserve_movements.csv:5 financial_year `2012/13`: likely a slip: 9 years before all others"
    assert f"{said}; did you mean '2021/22'?" in told
    put(tmp_path, rows + GOOD.replace("2021/22", "2017/18"))
    assert "slip" not in run("check", str(tmp_path)).stdout
