from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from budget_monitor.model.ledgers.cell import CellRef
from budget_monitor.model.ledgers.ledger import InputProblem
from budget_monitor.model.results.outcome import Outcome, Report, Verdict
from budget_monitor.render.formats.csv import COLUMNS, harmless, to_csv
from tests.support.known_reports import with_known
from tests.support.small_reports import KEY, cell, correction, finding, pounds, report, roll_forward


def rows(of: Report) -> list[dict[str, str]]:
    """The rows as a CSV reader takes them."""
    return list(csv.DictReader(io.StringIO(to_csv(of).decode("utf-8-sig"), newline="")))


def test_a_finding_is_a_row_with_figures_as_plain_numbers_in_pounds() -> None:
    failed = replace(
        roll_forward(),
        key=KEY | {"reserve": "Earmarked", "purpose": "", "fund": "General"},
        message="closing is £16,000, computed £61,000: £45,000 too low",
        outcome=Outcome.WRONG,
        label="Libraries Open Plus, 2021/22 Q4",
        place=CellRef("reserve_movements.csv", 5, "closing", "H5"),
    )
    (row,) = rows(report([failed], corrections=[correction(failed)]))
    assert list(row) == list(COLUMNS)
    assert row == {
        "id": "RM01-reserve_movements.csv-5",
        "rule": "RM01",
        "title": "Opening less usage is closing",
        "severity": "error",
        "verdict": "fail",
        "ledger": "reserve_movements",
        "file": "reserve_movements.csv",
        "line": "5",
        "column": "closing",
        "financial_year": "2021/22",
        "period": "Q4",
        "portfolio": "Libraries Open Plus",
        "key": "reserve: Earmarked; fund: General",
        "reported": "16000",
        "computed": "61000",
        "gap": "-45000",
        "allowed": "1500",
        "currency": "GBP",
        "message": "closing is £16,000, computed £61,000: £45,000 too low",
        "likely": "H5 closing 16 → 61 (digits transposed, likely)",
        "proposed": "61000",
        "known": "",
        "authority": "",
        "outcome": "wrong",
        "cell": "H5",
        "certainty": "likely",
        "label": "Libraries Open Plus, 2021/22 Q4",
    }


def test_excel_opens_it_as_utf_8_with_its_own_line_ends() -> None:
    written = to_csv(report([roll_forward()]))
    assert written.startswith(b"\xef\xbb\xbfid,rule,")
    assert written.endswith(b"\r\n")
    assert written.count(b"\n") == written.count(b"\r\n") == 2


def test_the_columns_are_there_without_any_finding() -> None:
    assert to_csv(report()).decode("utf-8-sig") == ",".join(COLUMNS) + "\r\n"


def test_all_listed_checks_are_rows_by_file_line_and_rule() -> None:
    near = replace(roll_forward(3), verdict=Verdict.WITHIN_ROUNDING)
    blank = finding([cell("usage", None, line=4)], verdict=Verdict.UNDECIDED)
    found = rows(report([roll_forward(12), blank], within_rounding=[near]))
    assert [(row["line"], row["verdict"]) for row in found] == [
        ("3", "within_rounding"),
        ("4", "undecided"),
        ("12", "fail"),
    ]
    assert [found[1][name] for name in ("reported", "computed", "gap", "allowed", "currency", "proposed")] == [""] * 6


@pytest.mark.parametrize(
    "text",
    [
        "=1+1", "+44 161", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", '"=1', "'=1", "“=1",
        "＝1", "＋1", "－1", "＠1", "−1",
    ],
)  # fmt: skip
def test_what_a_spreadsheet_might_run_gets_an_apostrophe(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "a=b", "Libraries - open", "2021/22", "£16,000", "(97)", "'quoted'"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text


def test_text_of_every_column_is_neutralised_and_numbers_are_not() -> None:
    """A portfolio named `=HYPERLINK(…)` is text; a gap of -45000 stays a number."""
    attack = '=HYPERLINK("http://example.com";"click")'
    hostile = replace(
        roll_forward(),
        title=attack,
        key={"portfolio": attack, "reserve": attack},
        place=CellRef("=cmd.csv", 5, "=closing"),
        message=attack,
    )
    (row,) = rows(report([hostile]))
    assert row["portfolio"] == row["title"] == row["message"] == f"'{attack}"
    assert (row["file"], row["column"], row["key"]) == ("'=cmd.csv", "'=closing", f"reserve: {attack}")
    assert row["gap"] == "-45000"


def test_a_text_stays_on_its_line_and_shows_its_control_characters() -> None:
    hostile = replace(roll_forward(), message="one\r\ntwo\x1b[31m\x00, “three”", key={"portfolio": "bad\udc80"})
    (row,) = rows(report([hostile]))
    assert row["message"] == "one⏎two␛[31m␀, “three”"
    assert row["portfolio"] == r"bad\udc80"


def test_amounts_keep_every_digit() -> None:
    exact = finding([cell("amount", "0.10")], reported=pounds("1234567890123.45"), computed=pounds("0.10"))
    (row,) = rows(report([exact]))
    assert (row["reported"], row["computed"], row["gap"]) == ("1234567890123.45", "0.1", "1234567890123.35")


def test_what_does_not_count_says_so() -> None:
    known = [row["known"] for row in rows(with_known())]
    assert known == [
        "",
        "accepted by A. Officer on 2022-05-01, until 2022-06-30: the invoice came late",
        "immaterial",
    ]


@given(st.text())
def test_whatever_a_cell_holds_no_text_starts_as_a_formula(text: str) -> None:
    (row,) = rows(report([replace(roll_forward(), key={"portfolio": text}, message=text)]))
    for name in ("portfolio", "message"):
        assert row[name][:1] not in tuple("=+-@\t\r\n＝＋－＠−")
        assert row[name].lstrip("\"' ‘’“”")[:1] not in tuple("=+-@") or row[name].startswith("'")


def test_the_same_report_gives_the_same_bytes() -> None:
    assert to_csv(with_known()) == to_csv(with_known())


def test_what_is_wrong_with_the_input_is_a_row_too() -> None:
    """With its place and message, and neither rule nor verdict."""
    problem = InputProblem("savings.csv", 7, "value", "error", "12..3", "is not an amount")
    found = rows(report(problems=[problem], unread=["notes.csv"]))
    told = [(row["outcome"], row["severity"], row["file"], row["line"], row["column"], row["message"]) for row in found]
    assert told == [
        ("input", "error", "savings.csv", "7", "value", "`12..3`: is not an amount"),
        ("input", "warning", "notes.csv", "", "", "no rule reads this file"),
    ]
    assert {row["rule"] + row["verdict"] for row in found} == {""}
