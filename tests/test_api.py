"""The public Python interface."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from moneyed import Money

import budget_monitor
from budget_monitor import BudgetMonitorError, FailOn, Finding, Report, Severity, Show, UsageError, Verdict, check

OUTTURNS = """\
financial_year,period,portfolio,basis,cash_limit,net_expenditure,appropriations,outturn,variance
2021/22,Q4,Libraries,outturn,4971,5068,-97,4970,-1
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "outturns.csv").write_text(OUTTURNS, encoding="utf-8")
    return tmp_path


def test_a_finding_carries_money_its_place_and_a_signed_gap(folder: Path) -> None:
    (finding,) = [one for one in check(folder).findings if one.rule == "OT01"]
    assert finding.verdict is Verdict.FAIL
    assert finding.severity is Severity.ERROR
    assert (finding.place.file, finding.place.line, finding.place.column) == ("outturns.csv", 2, "outturn")
    assert finding.reported == Money(Decimal(4970), "GBP")
    assert finding.computed == Money(Decimal(4971), "GBP")
    assert finding.gap == Money(Decimal(-1), "GBP"), "reported minus computed: the report is too low"
    assert finding.allowed == Money(Decimal(0), "GBP")
    assert [cell.text for cell in finding.cells] == ["4970", "5068", "-97"]


def test_the_report_counts_by_verdict_and_knows_its_exit_code(folder: Path) -> None:
    report = check(folder, select=["OT"])
    assert report.counts[Verdict.FAIL] == 1
    assert report.counts[Verdict.EXACT] == 2
    assert report.exit_code() == 1


def test_a_folder_that_is_not_there_is_told_by_name() -> None:
    with pytest.raises(UsageError, match="no-such-folder"):
        check("no-such-folder")


def test_every_public_name_is_there_and_no_other() -> None:
    for name in budget_monitor.__all__:
        assert getattr(budget_monitor, name) is not None
    with pytest.raises(AttributeError, match="chek"):
        budget_monitor.chek  # noqa: B018


def test_importing_the_package_imports_nothing_heavy() -> None:
    code = (
        "import sys, budget_monitor; print([name for name in ('pandas', 'pyarrow', 'moneyed') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


# --- what a report is made of


RESERVES = """\
financial_year,period,portfolio,reserve,purpose,opening,usage,closing
2021/22,Q4,Libraries,Cabinet Investment,Digital inclusion,500,130,370
2021/22,Q4,Libraries,Cabinet Investment,Open Plus,300,239,16
2021/22,Q4,Libraries,Flexibility,Museums,130,,130
2021/22,Q4,Libraries,Total,,930,369,561
"""


@pytest.fixture
def reserves(tmp_path: Path) -> Path:
    """A set in thousands of pounds, with two digits transposed in line 3 (61) and a blank in line 4."""
    (tmp_path / "reserve_movements.csv").write_text(RESERVES, encoding="utf-8")
    (tmp_path / "budget-monitor.toml").write_text('unit = "£000"\n', encoding="utf-8")
    return tmp_path


def only(report: Report, rule: str, verdict: Verdict = Verdict.FAIL) -> Finding:
    """The one finding of a rule that came to a verdict."""
    (finding,) = (found for found in report.findings if found.rule == rule and found.verdict is verdict)
    return finding


def test_figures_are_in_pounds_whatever_the_unit_of_the_set(reserves: Path) -> None:
    """300 - 239 is 61 and not 16: £45,000 too low, where rounding three figures to thousands allows £1,500."""
    finding = only(check(reserves), "RM01")
    assert (finding.place.line, finding.place.column) == (3, "closing")
    assert (finding.reported, finding.computed) == (Money(Decimal(16_000), "GBP"), Money(Decimal(61_000), "GBP"))
    assert (finding.gap, finding.allowed) == (Money(Decimal(-45_000), "GBP"), Money(Decimal(1_500), "GBP"))
    assert finding.key == {
        "financial_year": "2021/22",
        "period": "Q4",
        "portfolio": "Libraries",
        "reserve": "Cabinet Investment",
        "purpose": "Open Plus",
    }


def test_cells_have_text_and_value_and_add_up_to_the_gap(reserves: Path) -> None:
    """In the order of the check, the reported one first; terms give each its coefficient."""
    finding = only(check(reserves), "RM01")
    assert [(cell.ref.column, cell.text, cell.value) for cell in finding.cells] == [
        ("closing", "16", Money(Decimal(16_000), "GBP")),
        ("opening", "300", Money(Decimal(300_000), "GBP")),
        ("usage", "239", Money(Decimal(239_000), "GBP")),
    ]
    values = [(term.cell.value, term.coefficient) for term in finding.terms]
    gap = sum(value.amount * coefficient for value, coefficient in values if isinstance(value, Money))
    assert gap == Decimal(-45_000)
    assert [cell.ref.line for cell in only(check(reserves), "RM02").cells] == [5, 2, 3, 4]


def test_the_gap_is_positive_where_the_report_is_too_high(reserves: Path) -> None:
    """The total of closing balances is 561, and its lines come to 370 + 16 + 130 = 516."""
    assert only(check(reserves), "RM02").gap == Money(Decimal(45_000), "GBP")


def test_a_blank_is_undecided_and_has_no_figures(reserves: Path) -> None:
    finding = only(check(reserves), "RM01", Verdict.UNDECIDED)
    assert finding.place.line == 4
    assert (finding.reported, finding.computed, finding.gap, finding.allowed) == (None, None, None, None)
    assert [cell.value for cell in finding.cells if cell.ref.column == "usage"] == [None]


def test_a_culprit_proposes_money_and_names_what_it_settles(reserves: Path) -> None:
    """One correction resolves the row and its total."""
    report = check(reserves)
    settled = {only(report, "RM01").id, only(report, "RM02").id}
    (culprit,) = (culprit for culprit in report.culprits if settled <= set(culprit.resolves))
    (correction,) = culprit.corrections
    assert (correction.cell.ref.line, correction.cell.ref.column) == (3, "closing")
    assert correction.proposed == Money(Decimal(61_000), "GBP")


def test_what_is_shown_does_not_change_what_is_counted(reserves: Path) -> None:
    """Every check is counted by rule; a script asks the report for its exit code."""
    report = check(reserves, select=["RM01"], show=Show.ALL)
    assert report.counts == check(reserves, select=["RM01"]).counts
    (tally,) = report.tallies
    assert tally.checks == sum(report.counts.values()) == 4
    assert len(report.exact) == report.counts[Verdict.EXACT] == 2
    assert report.exit_code(FailOn.NEVER) == 0
    assert report.exit_code(FailOn.NEVER, strict=True) == 1


def test_amounts_are_in_the_currency_of_the_set(reserves: Path) -> None:
    (reserves / "budget-monitor.toml").write_text('unit = "£000"\ncurrency = "EUR"\n', encoding="utf-8")
    assert only(check(reserves), "RM01").gap == Money(Decimal(-45_000), "EUR")


def test_a_percentage_is_a_decimal(tmp_path: Path) -> None:
    """12 of 20 is 60%, and 50.0% is 10 too low."""
    (tmp_path / "performance_measures.csv").write_text(
        "financial_year,period,portfolio,code,measure,good_performance,year,basis,value,numerator,denominator\n"
        "2021/22,Q4,Libraries,L1,Loans renewed online (%),high,2021/22,actual,50.0,12,20\n"
    )
    finding = only(check(tmp_path), "PM01")
    assert (finding.reported, finding.computed, finding.gap) == (Decimal(50), Decimal(60), Decimal(-10))


@pytest.mark.parametrize("asked", [{"select": ["XX"]}, {"year": "2021"}, {"period": "Q9"}, {"engine": "abacus"}])
def test_what_cannot_be_done_is_an_error_of_one_kind(reserves: Path, asked: dict[str, str]) -> None:
    with pytest.raises(BudgetMonitorError):
        check(reserves, **asked)  # type: ignore[arg-type]


def test_a_report_cannot_be_changed(reserves: Path) -> None:
    report = check(reserves)
    with pytest.raises(AttributeError):
        report.findings = ()  # type: ignore[misc]
    with pytest.raises(AttributeError):
        report.findings[0].rule = "XX"  # type: ignore[misc]
