"""Reports drafted as ledgers: every figure in the right ledger, row and column, none wrong and none invented."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from typer.testing import CliRunner

from budget_monitor.cli import app
from budget_monitor.errors import UsageError
from budget_monitor.figures.headers import likeness
from budget_monitor.model.checks.verdict import Verdict
from budget_monitor.model.documents.transcript import Edition
from budget_monitor.pipeline.checking import check
from budget_monitor.pipeline.documents.drafting import draft
from budget_monitor.pipeline.documents.scrutinising import scrutinise
from budget_monitor.scrutinise.transcribe.cells import said_by
from budget_monitor.scrutinise.transcribe.identities import identity
from tests.support.places import REPORTS, STOCKPORT
from tests.support.transcript_scores import rule_book, score, transcript_of

HERE = Path(__file__).parent
MIN_SHARE = 0.925
"""The share of the transcribed figures that a draft of the five reports has; it was 0.927 when last measured."""


MIN_CHECKS = 500


def test_the_five_reports_are_drafted_as_people_transcribed_them() -> None:
    found = score([transcript_of(path) for path in sorted(REPORTS.glob("*.txt"))])
    assert found.wrong == []
    assert found.invented == []
    assert found.share >= MIN_SHARE, f"{len(found.right)} right, {len(found.missing)} missing"


def test_the_scorer_sees_a_wrong_a_missing_and_an_invented_figure(tmp_path: Path) -> None:
    text = (STOCKPORT / "cash_limits.csv").read_text(encoding="utf-8")
    changed = text.replace('"5,642"', '"5,624"').replace("420,in-2019-20", ",in-2019-20")
    (tmp_path / "cash_limits.csv").write_text(changed, encoding="utf-8")
    found = score([transcript_of(path) for path in sorted(REPORTS.glob("*2019-20*.txt"))], tmp_path)
    assert [line for line in found.wrong if "cash_limits" in line] == [
        "cash_limits: 2019/20, Q4, Citizen Focus and Engagement: cash_limit 5624000, drafted 5642000"
    ]
    assert "cash_limits: 2019/20, Q4, Inclusive Neighbourhoods: cash_limit 420000" in found.invented
    assert any("cash_limits: 2021/22" in line for line in found.missing)


def test_the_draft_of_several_reports_is_one_set_that_holds(tmp_path: Path) -> None:
    made = draft(sorted(REPORTS.glob("*.txt")), tmp_path / "set")
    assert len(made.transcripts) == 5
    report = check(tmp_path / "set")
    assert report.exit_code() == 0
    assert not report.input_problems
    assert sum(sum(tally.counts.values()) for tally in report.tallies) > MIN_CHECKS


def test_a_draft_says_where_each_figure_stands_and_what_was_left(tmp_path: Path) -> None:
    draft([HERE / "anytown.md"], tmp_path / "set")
    page = (tmp_path / "set" / "DRAFT.md").read_text(encoding="utf-8")
    assert (
        "| 2 | cash_limit | 8,120 | anytown.md, 1. Revenue position, table 1, Place, Current Budget £000, line 13 |"
        in page
    )
    assert "| anytown.md | 5. Key performance indicators, table 7, line 59 | 12, 24, 10, 20 |" in page
    assert "its title names no portfolio: Anytown District Council stands for it" in page


OTHER_WORDS = {
    "outturns": [("portfolio", "People"), ("cash_limit", "5,040"), ("outturn", "4,990"), ("variance", "(50)")],
    "reserve_movements": [("reserve", "Elections"), ("opening", "120"), ("movement", "40"), ("closing", "160")],
    "savings": [("proposal", "Fleet review"), ("value", "150"), ("achieved", "120"), ("risk_rating", "Amber")],
    "capital_programme": [("scheme", "Bin lorries"), ("programme_year", "2025/26"), ("amount", "0")],
    "capital_funding": [("source", "Borrowing"), ("programme_year", "2024/25"), ("amount", "650")],
    "performance_measures": [("code", "K2"), ("year", "2024/25"), ("value", "97.6%"), ("numerator", "976")],
}


@pytest.mark.parametrize("ledger", OTHER_WORDS)
def test_another_council_s_words_are_understood(ledger: str) -> None:
    rows = [row for row in transcript_of(HERE / "anytown.md").rows if row.ledger == ledger]
    texts = [[(name, row.text(name)) for name, _ in OTHER_WORDS[ledger]] for row in rows]
    assert OTHER_WORDS[ledger] in texts


def test_a_walk_from_one_budget_to_the_next_is_a_cash_limit_and_its_changes() -> None:
    found = transcript_of(HERE / "westhaven.md")
    assert found.edition == Edition("2025/26", "Q2", "Housing and Communities Directorate", "Borough of Westhaven")
    limits = [row for row in found.rows if row.ledger == "cash_limits"]
    changes = [row for row in found.rows if row.ledger == "budget_changes"]
    assert [(row.text("previously_reported"), row.text("cash_limit")) for row in limits] == [("21.0", "21.4")]
    assert [(row.text("description"), row.text("amount")) for row in changes] == [
        ("Pay award", "0.5"), ("Transfer of grounds maintenance", "(0.1)")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("title", "authority", "portfolio"),
    [
        ("Milton Borough Council: Adults portfolio, annual report 2025/26", "Milton Borough Council", "Adults"),
        ("Adult Care – Annual Report 2025/26 – Milton Borough Council", "Milton Borough Council", "Adult Care"),
        ("Milton Borough Council - Quarter 2 report 2025/26", "Milton Borough Council", ""),
    ],
)
def test_a_title_of_several_parts_names_the_authority_in_one(
    tmp_path: Path, title: str, authority: str, portfolio: str
) -> None:
    report = tmp_path / "report.md"
    report.write_text(f"# {title}\n\nAll is well.\n", encoding="utf-8")
    edition = transcript_of(report).edition
    assert (edition.authority, edition.portfolio) == (authority, portfolio)


@pytest.mark.parametrize(
    ("title", "portfolio"),
    [
        ("Housing and Growth Portfolio: Performance and Resources Report, Mid-year 2026/27", "Housing and Growth"),
        ("Adult Care Department – Quarter 2 Monitoring Report 2026/27", "Adult Care"),
        ("Performance and Resources Report, Mid-year 2026/27: Housing", "Housing"),
        ("Portfolio: Highways and Waste", "Highways and Waste"),
    ],
)
def test_whose_report_it_is_stands_before_or_after_the_words_of_all_reports(
    tmp_path: Path, title: str, portfolio: str
) -> None:
    report = tmp_path / "report.md"
    report.write_text(f"# {title}\n\nAll is well.\n", encoding="utf-8")
    assert transcript_of(report).edition.portfolio == portfolio


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("31/03/2021", "31/03/2022"), ("31.03.2021", "31.03.2022"), ("31/3/21", "31/3/22"), ("31-Mar-21", "31-Mar-22"),
        ("Mar 2021", "Mar 2022"), ("Mar-21", "Mar-22"), ("1/4/21", "31/3/22"), ("2020/21", "2021/22"),
        ("as at 31/03/2021", "as at 31/03/2022"), ("2021-03-31", "2022-03-31"), ("31 March 2021", "31 March 2022"),
        ("2021", "2022"), ("31/12/2021", "1/4/2022"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("latest_first", [False, True])
def test_balances_headed_by_dates_in_figures_are_not_exchanged(
    tmp_path: Path, first: str, last: str, *, latest_first: bool
) -> None:
    columns = [(f"Balance {first} £000", "500"), ("Planned use £000", "45"), (f"Balance {last} £000", "455")]
    assert _balances(tmp_path, columns[::-1] if latest_first else columns) == ("500", "45", "455")


@pytest.mark.parametrize(
    ("first", "last"), [("31/3", "31/3 forecast"), ("year 1", "year 2"), ("31/02/2021", "31/02/2022")]
)
def test_balances_whose_order_is_not_told_stay_as_they_stand_or_are_not_placed(
    tmp_path: Path, first: str, last: str
) -> None:
    columns = [(f"Balance {first} £000", "500"), ("Planned use £000", "45"), (f"Balance {last} £000", "455")]
    assert _balances(tmp_path, columns) in {("500", "45", "455"), None}


def _balances(folder: Path, columns: list[tuple[str, str]]) -> tuple[str, str, str] | None:
    """Opening, usage and closing, as they were drafted of one reserve."""
    headers, figures = zip(*columns, strict=True)
    title = "# Parks Portfolio Performance and Resources Report 2021/22 Quarter 3\n\n## 1. Reserves\n\n"
    report = folder / "report.md"
    report.write_text(
        f"{title}| Reserve | {' | '.join(headers)} |\n|---|---|---|---|\n| Trees | {' | '.join(figures)} |\n",
        encoding="utf-8",
    )
    draft([report], folder / "set")
    path = folder / "set" / "reserve_movements.csv"
    if not path.exists():
        return None
    with path.open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    return row["opening"], row["usage"], row["closing"]


def test_reports_in_different_units_are_joined(tmp_path: Path) -> None:
    draft([HERE / "anytown.md", HERE / "westhaven.md"], tmp_path / "set")
    with (tmp_path / "set" / "reserve_movements.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["reserve"]: (row["authority"], row["opening"]) for row in csv.DictReader(file)}
    assert rows["Insurance"] == ("Anytown District Council", "400k")
    assert rows["Estate renewal"] == ("Borough of Westhaven", "2.0m")
    report = check(tmp_path / "set")
    sums = ("RM01", "RM02", "SB01", "SB02", "CP01")
    assert not [one for one in report.findings if one.rule in sums and one.verdict is Verdict.FAIL]


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "cash_limits.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="is not empty"):
        draft([HERE / "anytown.md"], tmp_path)
    assert (tmp_path / "cash_limits.csv").read_text(encoding="utf-8") == "mine"
    assert [one.name for one in tmp_path.iterdir()] == ["cash_limits.csv"]


def test_what_the_title_does_not_say_is_asked_for_and_can_be_said(tmp_path: Path) -> None:
    report = tmp_path / "report.md"
    report.write_text("| Reserve | Opening balance £000 | Used £000 | Closing balance £000 |\n|---|---|---|---|\n"
                      "| Insurance | 400 | 100 | 300 |\n", encoding="utf-8")  # fmt: skip
    asked = CliRunner().invoke(app, ["draft", str(report), "--to", str(tmp_path / "set")])
    assert asked.exit_code == 2
    assert "--year 2021/22 --period Q4 --portfolio" in " ".join(asked.output.split())
    told = ["--year", "2024/25", "--period", "Q2", "--portfolio", "Parks"]
    said = CliRunner().invoke(app, ["draft", str(report), "--to", str(tmp_path / "set"), *told])
    assert said.exit_code == 0
    line = (tmp_path / "set" / "reserve_movements.csv").read_text(encoding="utf-8").splitlines()[1]
    assert line.startswith("2024/25,Q2,Parks,Insurance,400,100,300,")


def test_two_reports_of_one_period_are_not_one(tmp_path: Path) -> None:
    (tmp_path / "copy.md").write_bytes((HERE / "anytown.md").read_bytes())
    with pytest.raises(UsageError, match="are both of"):
        draft([HERE / "anytown.md", tmp_path / "copy.md"], tmp_path / "set")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("93.1% (1,288 of 1,384)", [("", {"value": "93.1%", "numerator": "1,288", "denominator": "1,384"})]),
        ("81.8% 191,118 of 233,550", [("", {"value": "81.8%", "numerator": "191,118", "denominator": "233,550"})]),
        ("97.2% (1,444)", [("", {"value": "97.2%", "numerator": "1,444"})]),
        ("90.8% (2018)", [("", {"value": "90.8%"})]),
        ("1,630 May 2020", [("", {"value": "1,630"})]),
        ("a) 90.8% b) 87.8% (2018)", [("a", {"value": "90.8%"}), ("b", {"value": "87.8%"})]),
        ("2018/19", []),
        ("Not available", []),
    ],
)
def test_what_a_cell_says(text: str, said: list[tuple[str, dict[str, str]]]) -> None:
    assert [(one.part, {name: own for name, (own, _) in one.figures.items()}) for one in said_by(text)] == said


def test_an_identity_is_read_from_a_rule() -> None:
    assert identity("opening - usage == closing") == {"opening": 1, "usage": -1, "closing": -1}
    assert identity("change == sum(budget_changes.amount)") is None


def test_a_ledger_s_own_words_name_its_columns() -> None:
    words = rule_book().ledgers["reserve_movements"].words
    assert likeness("Balance at 1 April (£000)", "opening", words["opening"]) > likeness(
        "Balance at 1 April (£000)", "closing", words["closing"]
    )


def test_measures_without_codes_are_known_by_their_names_and_past_years_are_no_forecast(tmp_path: Path) -> None:
    """Blank codes made every measure of a report the same line, and none of them the one that the report states."""
    report = tmp_path / "q2.md"
    report.write_text(
        "# Leisure portfolio: Quarter 2 report 2026/27\n\n## Performance measures\n\n| Measure | 2025/26 | 2026/27 |\n"
        "|---|--:|--:|\n| Visits to each resident | 4.4 | 4.6 |\n| Calls answered | 92% | 93% |\n",
        encoding="utf-8",
    )
    (made,) = draft([report], tmp_path / "set").transcripts
    rows = [row for row in made.rows if row.ledger == "performance_measures"]
    names = ("code", "year", "basis", "value")
    assert [tuple(row.text(name) for name in names) for row in rows] == [
        ("Visits to each resident", "2025/26", "actual", "4.4"),
        ("Visits to each resident", "2026/27", "forecast", "4.6"),
        ("Calls answered", "2025/26", "actual", "92%"),
        ("Calls answered", "2026/27", "forecast", "93%"),
    ]
    assert check(tmp_path / "set").exit_code() == 0
    (one,) = scrutinise([report], ledgers=tmp_path / "set").documents
    assert one.unstated == ()


SPANS_TWO = """# {portfolio} Portfolio: Revenue Outturn 2025/26

## Outturn and reserves

| £m | Cash limit | Outturn | Variance | {opening} | {closing} |
|---|---|---|---|---|---|
| Children and Families | 42.1 | 43.0 | 0.9 | 3.2 | 2.3 |
| Education | 30.0 | 29.5 | -0.5 | 1.0 | 1.5 |
| Total | 72.1 | 72.5 | 0.4 | 4.2 | 3.8 |
"""


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("Opening reserves", "Closing reserves"),
        ("Reserves opening balance", "Reserves closing balance"),
        ("Reserves at 1 April 2025", "Reserves at 31 March 2026"),
    ],
)
def test_of_a_table_that_spans_two_ledgers_each_figure_is_placed_or_listed(
    tmp_path: Path, opening: str, closing: str
) -> None:
    """Opening reserves are no use of reserves: they belong to a reserve that the table does not name."""
    report = tmp_path / "report.md"
    report.write_text(
        SPANS_TWO.format(portfolio="Children and Families", opening=opening, closing=closing), encoding="utf-8"
    )
    draft([report], tmp_path / "set")
    with (tmp_path / "set" / "outturns.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    figures = [[row[name] for name in ("portfolio", "cash_limit", "outturn", "variance")] for row in rows]
    assert figures == [
        ["Children and Families", "42.1", "43.0", "0.9"],
        ["Education", "30.0", "29.5", "-0.5"],
        ["Total", "72.1", "72.5", "0.4"],
    ]
    assert all("appropriations" not in row for row in rows)
    page = (tmp_path / "set" / "DRAFT.md").read_text(encoding="utf-8")
    assert "| 3.2, 2.3, 1.0, 1.5, 4.2, 3.8 |" in page
    assert "| report.md | 2025/26 | Q4 | Children and Families |  | 9 | 6 |" in page
