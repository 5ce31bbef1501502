"""The public Python interface."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from moneyed import Money

import budget_monitor
from budget_monitor import Severity, UsageError, Verdict, check

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
