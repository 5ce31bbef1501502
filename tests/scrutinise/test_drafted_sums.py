"""Drafts of reports that are right: no column is placed that the ledger's own sums contradict, and it is told."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from budget_monitor.model.checks.verdict import Verdict
from budget_monitor.model.documents.transcript import Transcript
from budget_monitor.pipeline.checking import check
from budget_monitor.pipeline.documents.drafting import draft
from tests.support.transcript_scores import transcript_of

TITLE = "# Housing Portfolio: Quarter 2 report 2026/27\n\nBorough of Dunmere\n\n## "


def report(folder: Path, section: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Path:
    lines = [" | ".join(heads), "|".join("---" for _ in heads), *(" | ".join(row) for row in rows)]
    file = folder / "report.md"
    file.write_text(TITLE + section + "\n\n" + "\n".join(f"| {line} |" for line in lines) + "\n", encoding="utf-8")
    return file


def columns_of(found: Transcript) -> list[str]:
    """The columns of figures, in the order of the first row."""
    return [name for name, cell in found.rows[0].cells.items() if cell.value is not None]


RESERVES = (
    ("Insurance", "2,450", "120", "(85)", "2,485"),
    ("Elections", "140", "60", "0", "200"),
    ("IT renewals", "1,816", "250", "(412)", "1,654"),
    ("Total", "4,406", "430", "(497)", "4,339"),
)


@pytest.mark.parametrize(
    "heads",
    [
        ("Transfers in £000", "Use £000"),
        ("Contributions to reserve £000", "Contributions from reserve £000"),
        ("Transfers to reserves £000", "Transfers from reserves £000"),
        ("Additions £000", "Used in year £000"),
        ("Receipts £000", "Drawdown £000"),
        ("Planned transfers in £000", "Planned transfers out £000"),
    ],
)
def test_what_goes_in_and_out_of_reserves_is_no_usage(tmp_path: Path, heads: tuple[str, str]) -> None:
    file = report(tmp_path, "Earmarked reserves", ["Reserve", "Opening £000", *heads, "Closing £000"], RESERVES)
    made = draft([file], tmp_path / "set")
    (found,) = made.transcripts
    assert columns_of(found) == ["opening", "closing"]
    left = {text for one in found.left for text in one.texts}
    assert {"120", "(85)", "250", "(412)", "430", "(497)"} <= left
    checked = check(tmp_path / "set")
    assert not checked.input_problems
    assert not [one for one in checked.findings if one.verdict is Verdict.FAIL]


def test_a_net_movement_beside_what_goes_in_and_out_is_the_movement(tmp_path: Path) -> None:
    rows = [
        ("Insurance", "812", "0", "(95)", "(95)", "717"),
        ("Planning", "330", "45", "(120)", "(75)", "255"),
    ]
    heads = ["Reserve", "1 April 2026 £000", "In £000", "Out £000", "Net movement £000", "31 March 2027 £000"]
    found = transcript_of(report(tmp_path, "Earmarked reserves", heads, rows))
    assert [[row.text(name) for name in ("opening", "movement", "closing")] for row in found.rows] == [
        ["812", "(95)", "717"], ["330", "(75)", "255"]
    ]  # fmt: skip


def test_a_row_that_does_not_come_out_is_the_report_s_own_and_stays(tmp_path: Path) -> None:
    rows = [("Town deal", "910", "410", "500"), ("Markets", "75", "25", "50"), ("High street", "1,300", "620", "860")]
    heads = ["Reserve", "Opening £000", "Movement £000", "Closing £000"]
    found = transcript_of(report(tmp_path, "Reserves", heads, rows))
    assert [row.text("usage") for row in found.rows] == ["410", "25", "620"]
    assert not found.left


def test_balances_are_told_apart_by_their_days(tmp_path: Path) -> None:
    rows = [("Flood", "910", "(100)", "810"), ("Markets", "75", "(25)", "50")]
    heads = ["Reserve", "Balance at 31 March 2026 £000", "Movement £000", "Forecast balance at 31 March 2027 £000"]
    found = transcript_of(report(tmp_path, "Reserves", heads, rows))
    assert [(row.text("opening"), row.text("closing")) for row in found.rows] == [("910", "810"), ("75", "50")]


def test_a_variance_after_use_of_reserves_is_not_the_ledger_s(tmp_path: Path) -> None:
    rows = [("Care", "61,200", "62,020", "300", "520"), ("Parks", "17,090", "17,200", "50", "60")]
    heads = ["Directorate", "Budget £000", "Outturn £000", "Funded from reserves £000", "Variance £000"]
    found = transcript_of(report(tmp_path, "Revenue outturn", heads, rows))
    assert columns_of(found) == ["cash_limit", "outturn"]
    assert [one.why for one in found.left] == [
        f"as {name}, the sums of outturns would not come out" for name in ("variance", "appropriations")
    ]


def test_variances_without_a_sign_are_not_placed(tmp_path: Path) -> None:
    rows = [
        ("Libraries", "1,204", "1,187", "17", "(F)"), ("Museums", "845", "861", "16", "(A)"),
        ("Parks", "2,310", "2,298", "12", "(F)"), ("Sport", "640", "671", "31", "(A)"),
    ]  # fmt: skip
    heads = ["Service", "Budget £000", "Forecast £000", "Variance £000", ""]
    found = transcript_of(report(tmp_path, "Revenue monitoring", heads, rows))
    assert columns_of(found) == ["cash_limit", "outturn"]


def test_what_was_spent_to_date_is_not_what_a_year_costs(tmp_path: Path) -> None:
    rows = [("Planning", "1,120", "301", "1,190", "70"), ("Waste", "5,210", "1,322", "5,390", "180")]
    heads = ["Service", "Annual budget £000", "Actual to date £000", "Forecast £000", "Variance £000"]
    found = transcript_of(report(tmp_path, "Budget monitoring", heads, rows))
    assert columns_of(found) == ["cash_limit", "outturn", "variance"]


def test_the_total_of_the_years_of_a_programme_is_no_year_of_it(tmp_path: Path) -> None:
    rows = [("Depot", "1,850", "3,200", "5,050"), ("Parks", "240", "240", "480")]
    heads = ["Scheme", "2026/27 £000", "2027/28 £000", "Total £000"]
    found = transcript_of(report(tmp_path, "Capital programme", heads, rows))
    assert [(row.text("scheme"), row.text("programme_year"), row.text("amount")) for row in found.rows] == [
        ("Depot", "2026/27", "1,850"), ("Depot", "2027/28", "3,200"),
        ("Parks", "2026/27", "240"), ("Parks", "2027/28", "240"),
    ]  # fmt: skip


def test_a_capital_programme_s_budget_and_outturn_are_not_those_of_portfolios(tmp_path: Path) -> None:
    rows = [("Bridges", "4,250", "4,100", "(150)"), ("Schools", "12,600", "9,450", "(3,150)")]
    heads = ["Scheme", "Budget £000", "Outturn £000", "Variance £000"]
    found = transcript_of(report(tmp_path, "Capital programme", heads, rows))
    assert found.rows == ()
    assert [len(one.texts) for one in found.left] == [6]
