"""Every ledger of money is cast to its total, in every unit and under every shape of label: wrong ones fail, true ones
are left alone.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from budget_monitor import check
from budget_monitor.model.results.outcome import Verdict

LEDGERS = {
    "AP01": ("appropriations", "portfolio,reserve,purpose,direction,held_by,amount", "P,{0},x,from,,{1}"),
    "BC01": ("budget_changes", "portfolio,description,category,amount", "P,{0},pay,{1}"),
    "CF01": ("capital_funding", "portfolio,source,programme_year,amount", "P,{0},2026/27,{1}"),
    "CL04": ("cash_limits", "portfolio,previously_reported,change,cash_limit", "{0},{1},0,{1}"),
    "CP01": ("capital_programme", "portfolio,scheme,programme_year,amount", "P,{0},2026/27,{1}"),
    "OI02": ("one_off_investments", "portfolio,investment,amount", "P,{0},{1}"),
    "OT07": ("outturns", "portfolio,basis,cash_limit,outturn,variance", "{0},forecast,{1},{1},0"),
    "RM02": ("reserve_movements", "portfolio,reserve,purpose,opening,usage,closing", "P,{0},x,{1},0,{1}"),
    "SB03": ("service_budgets", "portfolio,service,employee,non_employee,gross,income,net", "P,{0},{1},0,{1},0,{1}"),
    "SV01": ("savings", "portfolio,proposal,risk_rating,value", "P,{0},Amber,{1}"),
    "VE02": ("variance_explanations", "portfolio,reason,amount", "P,{0},{1}"),
}
LABELS = ["Total", "TOTALS", "Grand total:", "Total (net)", "Total*", "Sub-totals", "Overall", "Net total"]
slow = pytest.mark.slow


def failed(folder: Path, rule: str, label: str, total: str, unit: str) -> set[str]:
    name, header, row = LEDGERS[rule]
    rows = [row.format(*figures) for figures in (("Trees", "100"), ("Paths", "50"), (label, total))]
    text = "\n".join([f"financial_year,period,{header}", *(f"2026/27,Q1,{one}" for one in rows)])
    (folder / f"{name}.csv").write_text(text, "utf-8")
    (folder / "budget-monitor.toml").write_text(f'unit = "{unit}"\n', "utf-8")
    return {one.rule for one in check(folder).findings if one.verdict is Verdict.FAIL}


@pytest.mark.parametrize("unit", ["£000", pytest.param("£", marks=slow), pytest.param("£1", marks=slow)])
@pytest.mark.parametrize("rule", LEDGERS)
def test_a_wrong_total_fails_and_a_true_one_does_not(tmp_path: Path, rule: str, unit: str) -> None:
    assert failed(tmp_path, rule, "Total", "999", unit) == {rule}
    assert not failed(tmp_path, rule, "Total", "150", unit)


@pytest.mark.parametrize("label", LABELS)
def test_a_total_is_known_by_every_shape_of_its_label(tmp_path: Path, label: str) -> None:
    assert failed(tmp_path, "BC01", label, "999", "£000") == {"BC01"}
    assert not failed(tmp_path, "BC01", label, "150", "£000")
