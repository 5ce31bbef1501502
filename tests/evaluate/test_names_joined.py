"""Names that differ in capitals, apostrophes, dashes or characters nobody sees are one name, however many there are."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from budget_monitor import check
from budget_monitor.model.results.outcome import Finding, Verdict

HEADER = "financial_year,period,portfolio,reserve,purpose,opening,usage,closing\n"
DRESSES: list[Callable[[str], str]] = [
    str.upper,
    str.lower,
    lambda name: name.replace("'", "’"),
    lambda name: unicodedata.normalize("NFD", name),
    lambda name: name.replace("e", "e\u200b", 1),
    lambda name: f" {name.replace(' ', '  ')}",
    lambda name: name.replace("-", "–"),
]


def failures(folder: Path, **ledgers: str) -> list[Finding]:
    for name, text in ledgers.items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
    return [one for one in check(folder).findings if one.verdict is Verdict.FAIL]


@pytest.mark.parametrize("number", [1_000, pytest.param(200_000, marks=pytest.mark.slow)])
def test_openings_under_look_alike_names_are_compared(tmp_path: Path, number: int) -> None:
    rows: list[str] = []
    for place in range(number // 2):
        name = f"Café Children's Re-use {place}"
        portfolio = f"Families {place % 7}"
        rows.append(f"2025/26,Q4,{portfolio},{name},Digital,500,150,350")
        dress = DRESSES[place % len(DRESSES)]
        rows.append(
            f"2026/27,Q4,{dress(portfolio)},{dress(name)},{dress('Digital')},{900 if place % 10 == 3 else 350},0,0"
        )
    text = HEADER + "\n".join(rows)
    (tmp_path / "reserve_movements.csv").write_text(text, "utf-8")
    report = check(tmp_path, select=["RM03"])
    (tally,) = (one for one in report.tallies if one.rule == "RM03")
    assert tally.counts[Verdict.FAIL] == number // 20
    assert tally.counts[Verdict.EXACT] == number // 2 - number // 20


def test_ledgers_meet_whatever_their_capitals(tmp_path: Path) -> None:
    limits = "financial_year,period,portfolio,previously_reported,change,cash_limit\n2026/27,Q1,Adult Care,500,10,510\n"
    changes = "financial_year,period,portfolio,description,category,amount\n2026/27,Q1,ADULT CARE,Pay,pay,9\n"
    assert [one.rule for one in failures(tmp_path, cash_limits=limits, budget_changes=changes)] == ["CL02"]


@pytest.mark.parametrize("word", ["Saving", "SAVING", "saving"])
def test_a_word_of_a_rule_is_met_whatever_its_capitals(tmp_path: Path, word: str) -> None:
    savings = "financial_year,period,portfolio,proposal,risk_rating,value\n2026/27,B,A,p,Green,100\n"
    changes = f"financial_year,period,portfolio,description,category,amount\n2026/27,B,A,p,{word},-90\n"
    assert [one.rule for one in failures(tmp_path, savings=savings, budget_changes=changes)] == ["SV03"]
