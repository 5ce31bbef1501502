"""Claims about what a failed check is: a wrong figure, a restatement or a notice; and what its row is called."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from budget_monitor import check as check_folder
from budget_monitor.evaluate.verdicts.run import MAX_ROWS_LISTED
from budget_monitor.model.checks.rule import About
from budget_monitor.model.ledgers.label import label_of
from budget_monitor.model.ledgers.money import plain
from budget_monitor.model.results.choices import Show
from budget_monitor.model.results.outcome import Outcome, Verdict
from budget_monitor.rules.rulebook import load_rulebook
from tests.support.small_books import FIGURES, check, rule

BOOK = load_rulebook()[0]


@pytest.mark.parametrize(("about", "outcome"), [
    ("figures", Outcome.WRONG), ("restatement", Outcome.RESTATED), ("notice", Outcome.NOTICE),
])  # fmt: skip
def test_a_failure_is_what_its_rule_is_about_and_a_blank_is_a_blank(about: str, outcome: Outcome) -> None:
    report = check(FIGURES + rule("a == b", about=about), ledgers={"figures": "name,a,b\nx,1,2\ny,1,\n"})
    assert [finding.outcome for finding in report.findings] == [outcome, Outcome.BLANK]
    assert report.tallies[0].about is About(about)
    assert bool(report.culprits) is (about == "figures")


def test_overspends_overdrawn_reserves_and_unmet_savings_are_notices_and_restated_measures_restatements() -> None:
    named = {name: rule.about for name, rule in BOOK.rules.items() if rule.about is not About.FIGURES}
    assert named == {
        "AR04": About.NOTICE, "AR05": About.NOTICE, "OT03": About.NOTICE, "PV05": About.NOTICE, "RM04": About.NOTICE,
        "SV02": About.NOTICE, "VE01": About.NOTICE, "PM04": About.RESTATEMENT,
    }  # fmt: skip


def test_a_policy_that_is_not_kept_rejects_no_correction(tmp_path: Path) -> None:
    """The outturn is 1,080, an overspend of 80, and was typed as 1,100: the overspend stands after the correction."""
    (tmp_path / "outturns.csv").write_text(
        "financial_year,period,portfolio,basis,cash_limit,net_expenditure,appropriations,outturn,variance\n"
        "2021/22,Q4,Libraries,outturn,1000,1080,0,1100,80\n"
    )
    (culprit,) = check_folder(tmp_path).culprits
    assert [(one.cell.ref.column, plain(one.proposed)) for one in culprit.corrections] == [("outturn", Decimal(1080))]


def test_an_accepted_difference_rejects_no_correction_and_gets_none(tmp_path: Path) -> None:
    """The closing balance of 90 is accepted; that it does not carry on into the total's casting is one slip left."""
    (tmp_path / "reserve_movements.csv").write_text(
        "financial_year,period,portfolio,reserve,purpose,opening,usage,closing\n"
        "2021/22,Q4,Libraries,General,Books,100,20,90\n"
        "2021/22,Q4,Libraries,Total,,100,20,80\n"
    )
    (tmp_path / "accepted.toml").write_text("""
[[accepted]]
rule   = "RM01"
key    = { financial_year = "2021/22", period = "Q4", portfolio = "Libraries", reserve = "General", purpose = "Books" }
gap    = "10"
reason = "rounded by hand"
by     = "A. Officer"
on     = 2022-05-01
""")
    report = check_folder(tmp_path)
    (accepted,) = report.accepted
    assert {finding.rule for finding in report.findings} == {"RM01", "RM02"}
    assert all(accepted.finding not in culprit.resolves for culprit in report.culprits)
    assert not next(finding for finding in report.findings if finding.id == accepted.finding).explanations


@pytest.mark.parametrize(
    ("ledger", "values", "label"),
    [
        (
            "reserve_movements",
            {"financial_year": "2026/27", "period": "Q2", "portfolio": "Environment", "reserve": "Reserve 008",
             "purpose": "General"},
            "Environment, Reserve 008, General, 2026/27 Q2",
        ),
        (
            "cash_limits",
            {"authority": "Northshire", "financial_year": "2026/27", "period": "Q2", "portfolio": "Environment"},
            "Northshire, Environment, Cash limits, 2026/27 Q2",
        ),
        (
            "performance_measures",
            {"financial_year": "2021/22", "period": "Q4", "portfolio": "Libraries", "measure": "Calls answered.",
             "year": "2019/20"},
            "Libraries, Calls answered, for 2019/20, 2021/22 Q4",
        ),
        (
            "capital_programme",
            {"financial_year": "2021/22", "period": "B", "portfolio": "Roads", "sector": "", "scheme": "Bridges",
             "programme_year": "2021/22"},
            "Roads, Bridges, 2021/22 B",
        ),
        (
            "headlines",
            {"financial_year": "2021/22", "period": "B", "portfolio": "Roads", "figure": "net_cash_limit"},
            "Roads, net cash limit, 2021/22 B",
        ),
    ],
)  # fmt: skip
def test_a_row_in_words_says_whose_it_is_what_it_is_and_when(ledger: str, values: dict[str, str], label: str) -> None:
    assert label_of(BOOK.ledgers[ledger], values) == label


def test_a_measure_is_called_by_its_words_and_not_by_its_code(tmp_path: Path) -> None:
    (tmp_path / "performance_measures.csv").write_text(
        "financial_year,period,portfolio,code,measure,good_performance,year,basis,value,numerator,denominator\n"
        "2021/22,Q4,Libraries,L1,Calls answered,high,2021/22,actual,50%,1,3\n"
    )
    (finding,) = check_folder(tmp_path).findings
    assert finding.label == "Libraries, Calls answered, 2021/22 Q4"


def test_a_check_of_a_group_is_called_by_its_group_and_ledger(tmp_path: Path) -> None:
    years = "financial_year,period,portfolio,{},programme_year,amount\n2021/22,B,Roads,{},2022/23,{}\n"
    (tmp_path / "capital_programme.csv").write_text(years.format("scheme", "Bridges", 90))
    (tmp_path / "capital_funding.csv").write_text(years.format("source", "Grants", 80))
    (finding,) = check_folder(tmp_path).findings
    assert finding.label == "Roads, Capital programme, for 2022/23, 2021/22 B"


# --- more rows than are listed


@pytest.mark.parametrize(("show", "row"), [(Show.FAILURES, "{0},{0},"), (Show.ALL, "{0},{0},{0}")])
def test_a_failure_is_listed_first_however_many_rows_are_undecided_or_hold(show: Show, row: str) -> None:
    many = MAX_ROWS_LISTED + 1
    text = "name,a,b\n" + "".join(row.format(number) + "\n" for number in range(many)) + "planted,1,8\n"
    report = check(FIGURES + rule("a == b"), ledgers={"figures": text}, show=show)
    (failed,) = (finding for finding in report.findings if finding.verdict is Verdict.FAIL)
    assert (failed.key["name"], failed.place.line) == ("planted", many + 2)
    assert len(report.culprits) > 0
    (warning,) = report.input_problems
    said = "are undecided" if show is Show.FAILURES else "are exact"
    assert warning.message == f"rule T1: 1 more {said} than are listed one by one; all of them are counted"


def test_of_failures_that_are_not_listed_the_number_is_said() -> None:
    many = MAX_ROWS_LISTED + 17
    text = "name,a,b\n" + "".join(f"{number},1,2\n" for number in range(many))
    report = check(FIGURES + rule("a == b"), ledgers={"figures": text})
    assert (len(report.findings), report.tallies[0].unlisted) == (MAX_ROWS_LISTED, 17)
    said = [problem.message for problem in report.input_problems]  # on a busy machine, that the time was up as well
    assert said[0] == "rule T1: 17 more fail than are listed one by one; all of them are counted"
