"""The generated ledgers hold, but for planted rows; the ties are added up again here, without the rules."""

from __future__ import annotations

import csv
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from benchmarks.blocks import mistyped, pounds
from benchmarks.reserves import write_reserves
from benchmarks.transactions import write_transactions
from budget_monitor.model.results.outcome import Report, Verdict
from budget_monitor.pipeline import check

ROWS = 10_000


def counts(report: Report, verdict: Verdict) -> dict[str, int]:
    """How many checks came out so, of the rules of which any did."""
    return {tally.rule: count for tally in report.tallies if (count := tally.counts.get(verdict, 0))}


def failing_lines(report: Report, rule: str) -> set[int]:
    found = [finding for finding in report.findings if finding.rule == rule and finding.verdict is Verdict.FAIL]
    return {finding.place.line for finding in found}


def named_lines(report: Report) -> set[int]:
    return {correction.cell.ref.line for culprit in report.culprits for correction in culprit.corrections}


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def test_pence_become_decimals_of_pounds() -> None:
    assert pounds(np.array([12345, -5, 0, 10**15])).to_pylist() == [
        Decimal("123.45"), Decimal("-0.05"), Decimal("0.00"), Decimal("10000000000000.00"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("pence", "typed"),
    [(6100, 1600), (-6100, -1600), (16050, 61050), (10700, 17000), (2200, 2300), (5, 105), (0, 100)],
)
def test_a_slip_transposes_pounds_or_adds_one(pence: int, typed: int) -> None:
    """£10.70 stays above £10: a first digit does not change places with nought, which nobody would type."""
    assert mistyped(pence) == typed


def test_a_size_gives_the_same_bytes_every_time(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        write_reserves(tmp_path / name, ROWS, 3)
        write_transactions(tmp_path / name, ROWS, 3)
    files = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert files == [
        "cost_centres.csv", "outturns.csv", "reserve_movements.csv", "service_budgets.csv", "transactions.csv",
    ]  # fmt: skip
    for name in files:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_reserves_hold(tmp_path: Path) -> None:
    assert write_reserves(tmp_path, ROWS) == []
    assert len(rows_of(tmp_path / "reserve_movements.csv")) == ROWS
    report = check(tmp_path)
    assert counts(report, Verdict.FAIL) == {}
    assert counts(report, Verdict.EXACT) == {"RM01": 10_000, "RM02": 300, "RM04": 10_000, "KEY": 9_900}


def test_planted_reserves_fail_their_identity_and_their_total(tmp_path: Path) -> None:
    """And the wrong closing balance is named, since both fail by the same amount."""
    wrong = write_reserves(tmp_path, ROWS, 7)
    report = check(tmp_path)
    assert counts(report, Verdict.FAIL) == {"RM01": 7, "RM02": 7}
    assert failing_lines(report, "RM01") == set(wrong)
    assert set(wrong) <= named_lines(report)


def test_transactions_tie_to_the_figures_beside_them(tmp_path: Path) -> None:
    """Outturns are a year's transactions so far, services those of their cost centres, journals come to nothing."""
    assert write_transactions(tmp_path, ROWS) == []
    transactions = rows_of(tmp_path / "transactions.csv")
    assert len(transactions) == ROWS
    service_of = {row["cost_centre"]: row["service"] for row in rows_of(tmp_path / "cost_centres.csv")}
    spent: dict[tuple[str, str, int], Decimal] = defaultdict(Decimal)
    services: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    journals: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in transactions:
        amount = Decimal(row["amount"])
        for month in range(int(row["period"][1:]), 13):
            spent[row["financial_year"], row["portfolio"], month] += amount
        services[row["financial_year"], service_of[row["cost_centre"]]] += amount
        if row["journal"]:
            journals[row["financial_year"], row["reference"]] += amount
    assert len(journals) > 400
    assert set(journals.values()) == {0}
    outturns = rows_of(tmp_path / "outturns.csv")
    assert len(outturns) == 2 * 4 * 10
    for row in outturns:
        months = int(row["period"][1:]) * 3
        assert Decimal(row["net_expenditure"]) == spent[row["financial_year"], row["portfolio"], months]
    for row in rows_of(tmp_path / "service_budgets.csv"):
        if row["service"] != "Total":
            assert Decimal(row["net"]) == services[row["financial_year"], row["service"]]


def test_transactions_hold(tmp_path: Path) -> None:
    write_transactions(tmp_path, ROWS)
    report = check(tmp_path)
    assert counts(report, Verdict.FAIL) == {}
    assert not report.unread_files
    exact = counts(report, Verdict.EXACT)
    assert exact["TR01"] == 80
    assert exact["TR02"] == 100
    assert exact["TR03"] > 400


def test_a_planted_transaction_fails_its_journal_and_is_named(tmp_path: Path) -> None:
    wrong = write_transactions(tmp_path, ROWS, 5)
    report = check(tmp_path)
    assert counts(report, Verdict.FAIL)["TR03"] == 5
    assert {"TR01", "TR02", "TR03"} == set(counts(report, Verdict.FAIL))
    assert set(wrong) <= named_lines(report)
