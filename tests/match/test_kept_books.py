"""Lists as treasurers and banks write them: titles, days without a year, signs and columns that must be found out."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from benchmarks.matching.kept import scored
from budget_monitor.cli import app
from budget_monitor.errors import UsageError
from budget_monitor.load.sides.dates import days_of, explain_date
from budget_monitor.load.sides.stated import running_balance
from budget_monitor.match.stages.subsets import subsets_with_sum
from budget_monitor.model.lists.matching import NO_DATE


@pytest.mark.parametrize("seed", range(12))
def test_in_every_pair_of_layouts_all_entries_are_read_and_no_match_is_wrong(seed: int) -> None:
    one = scored(seed, months=2)
    assert (one.not_read, one.wrong) == (0, set()), one.files
    assert len(one.found) >= 0.95 * len(one.made.truth), one.files


@pytest.mark.parametrize(
    "text",
    ["2026-04-03", "03/04/2026", "3.4.26", "03-04-2026", "3 Apr 2026", "3rd April 2026", "Fri 03 Apr 2026", "03Apr26",
     "April 3, 2026", "20260403", "46115", "2026-04-03T09:15:00Z", "03/04/2026 09:15"],
)  # fmt: skip
def test_one_day_however_it_is_written(text: str) -> None:
    assert days_of([text], "a.csv").days == [date(2026, 4, 3).toordinal()]


@pytest.mark.parametrize("text", ["0217-04-03", "03/04/0217", "3 Apr 0217"])
def test_a_day_before_the_year_1000_is_a_slip(text: str) -> None:
    told = days_of(["2026-04-03", text], "a.csv")
    assert (told.days, told.wrong) == ([date(2026, 4, 3).toordinal(), NO_DATE], {1: text})


def test_days_without_a_year_follow_on_over_the_end_of_the_year() -> None:
    days = days_of(["30 Dec", "2 Jan", "31/1"], "a.csv", year=2026).days
    assert [date.fromordinal(day).isoformat() for day in days] == ["2026-12-30", "2027-01-02", "2027-01-31"]


def test_the_order_of_day_and_month_is_that_in_which_the_days_run() -> None:
    told = days_of(["04/03/2026", "04/07/2026", "05/01/2026", "05/12/2026"], "a.csv")
    assert (told.is_month_first, date.fromordinal(told.days[2])) == (True, date(2026, 5, 1))
    with pytest.raises(UsageError, match="say which it is with dates=day-first"):
        days_of(["13/04/2026", "04/14/2026"], "a.csv")


def test_a_day_that_is_none_says_nothing_of_the_order_of_day_and_month() -> None:
    """There is no 31 February, and no 31 April whichever comes first: neither contradicts 14/04."""
    told = days_of(["14/04/2026", "31/02/2026", "04/31/2026"], "a.csv")
    assert (told.is_month_first, told.wrong) == (False, {1: "31/02/2026", 2: "04/31/2026"})


@pytest.mark.parametrize(
    ("text", "month_first", "said"),
    [
        ("31/02/2026", False, "February has no day 31"), ("2026-13-01", False, "there is no month 13"),
        ("04/31/2026", True, "April has no day 31"), ("0217-04-01", False, "its year is 217"),
        ("12 Apl 2026", False, "did you mean '12 Apr 2026'?"), ("soon", False, "expected 2026-04-03"),
    ],
)  # fmt: skip
def test_a_date_that_is_none_says_why(text: str, *, month_first: bool, said: str) -> None:
    assert said in explain_date(text, month_first=month_first)


@given(st.lists(st.integers(-10_000, 10_000).filter(bool), min_size=3, max_size=12), st.booleans(), st.data())
@settings(deadline=None, max_examples=100)
def test_a_balance_runs_along_either_way_and_an_entry_left_out_is_noticed(
    amounts: list[int], newest_first: bool, data: st.DataObject
) -> None:
    import numpy as np

    balances = np.cumsum(np.array([500, *amounts]))
    rows, after = np.array(amounts), balances[1:]
    if newest_first:
        rows, after = rows[::-1], after[::-1]
    known = np.arange(len(rows))
    found = running_balance(rows, after, known)
    assert (found.breaks, found.opening is not None) == ((), True)
    if sum(amounts):
        assert (found.opening, found.closing) == (500, 500 + sum(amounts))
    missing = data.draw(st.integers(1, len(rows) - 2))
    less = np.delete(rows, missing), np.delete(after, missing)
    after_less = running_balance(*less, np.arange(len(rows) - 1))
    assert after_less.breaks or after_less.opening is None


@given(st.lists(st.integers(1, 60), max_size=9), st.integers(1, 200))
@settings(deadline=None, max_examples=100)
def test_the_subsets_that_add_up_are_those_that_trying_all_finds(amounts: list[int], target: int) -> None:
    tried = {
        tuple(place for place in range(len(amounts)) if chosen >> place & 1)
        for chosen in range(1 << len(amounts))
        if 2 <= chosen.bit_count() <= 4 and sum(amounts[p] for p in range(len(amounts)) if chosen >> p & 1) == target
    }
    assert set(subsets_with_sum(amounts, target, 4, enough=10_000)) == tried


TWO_ACCOUNTS = """Account,Date,Details,Amount
Current,03/04/2026,Transfer to savings,-500.00
Savings,03/04/2026,Transfer from current,500.00
Current,09/04/2026,Hall hire,30.00
Savings,09/04/2026,Interest,30.00
"""
BOTH_BANKS = """Date,Account,Description,Value
03/04/2026,SAVINGS,TFR FROM CURRENT,500.00
03/04/2026,CURRENT,TFR TO SAVINGS,-500.00
10/04/2026,SAVINGS,INTEREST,30.00
10/04/2026,CURRENT,CREDIT,30.00
"""


def run(folder: Path, left: str, right: str, *arguments: str) -> tuple[int, str]:
    for name, text in (("book.csv", left), ("bank.csv", right)):
        (folder / name).write_text(text, encoding="utf-8")
    result = CliRunner().invoke(app, ["reconcile", str(folder / "book.csv"), str(folder / "bank.csv"), *arguments])
    return result.exit_code, result.output


def test_of_two_accounts_in_one_file_each_is_matched_with_its_own(tmp_path: Path) -> None:
    code, text = run(tmp_path, TWO_ACCOUNTS, BOTH_BANKS, "--format", "json")
    told = json.loads(text)
    pairs = {(one["left"][0]["line"], one["right"][0]["line"]) for one in told["matches"]}
    assert (code, pairs) == (0, {(2, 3), (3, 2), (4, 5), (5, 4)})
    code, text = run(tmp_path, TWO_ACCOUNTS, BOTH_BANKS, "--left", "only=Savings", "--right", "only=savings")
    assert (code, "book.csv: 2 entries" in text) == (0, True), text


def test_a_supplier_called_total_is_an_entry_and_a_total_is_none(tmp_path: Path) -> None:
    book = "Date,Details,Amount\n1 Apr,Total Gas & Power,-84.20\n2 Apr,Rent,-10.00\n,Total,-94.20\n"
    bank = "Date,Description,Amount\n02/04/2026,DD TOTAL GAS,-84.20\n02/04/2026,RENT,-10.00\n"
    code, text = run(tmp_path, book, bank)
    assert (code, "book.csv: 2 entries" in text) == (0, True), text


def test_without_any_year_it_asks(tmp_path: Path) -> None:
    code, text = run(tmp_path, "Date,Amount\n1 Apr,5.00\n", "Date,Amount\n2 Apr,5.00\n")
    assert (code, "its dates have no year" in text) == (2, True), text


def test_a_gap_in_a_statement_is_told(tmp_path: Path) -> None:
    bank = "Date,Details,Amount,Balance\n" + "".join(
        f"{day:02d}/04/2026,D{day},{day}.00,{balance}.00\n"
        for day, balance in ((1, 101), (2, 103), (3, 106), (5, 115), (6, 121))
    )
    code, text = run(tmp_path, "Date,Amount\n01/04/2026,1.00\n", bank)
    assert (code, "bank.csv:5 Balance" in text, "4.00 too high" in " ".join(text.split())) == (1, True, True), text


TWO_SIDED = """RECEIPTS,,,PAYMENTS,,
Date,From,Amount,Date,To,Amount
1 Apr,Balance b/d,1500.00,4 Apr,Brewery,412.35
2 Apr,J Archer subs,150.00,20 Apr,Groundsman 123,300.00
11 Apr,Bar takings,640.10,25 Apr,Groundsman 124,300.00
,,,30 Apr,Balance c/d,1277.75
,Total,2290.10,,Total,2290.10
"""
STATEMENT = """Account:,12345678

Date,Details,Debits,Credits,Balance
01-Apr-26,BALANCE BROUGHT FORWARD,,,"1,500.00"
03-Apr-26,CREDIT 101,,150.00,"1,650.00"
07-Apr-26,DD AMBRIDGE BREWERY,412.35,,"1,237.65"
13-Apr-26,SUMUP PAYMENTS,,640.10,"1,877.75"
24-Apr-26,CHQ 000123,300.00,,"1,577.75"
30-Apr-26,BALANCE CARRIED FORWARD,,,"1,577.75"
"""


def test_an_account_with_receipts_on_the_left_and_payments_on_the_right_is_one_list(tmp_path: Path) -> None:
    code, text = run(tmp_path, TWO_SIDED, STATEMENT, "--format", "json")
    told = json.loads(text)
    pairs = {(one["left"][0]["amount"], one["left"][0]["line"], one["right"][0]["line"]) for one in told["matches"]}
    assert (code, pairs) == (1, {("150", 4, 5), ("-412.35", 3, 6), ("640.1", 5, 7), ("-300", 4, 8)}), text
    assert [(one["amount"], one["name"]) for one in told["only_left"]] == [("-300", "Groundsman 124")]
    assert (told["only_right"], told["proof"]["closing_gap"]) == ([], "0")
