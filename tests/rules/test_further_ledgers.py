"""Ledgers that only some councils keep: their examples hold, and a set without them does not hear of them."""

from __future__ import annotations

from pathlib import Path

from budget_monitor import pipeline
from budget_monitor.model.results.outcome import Report, Verdict
from budget_monitor.rules.rulebook import further_rules, load_rulebook

PROVISIONS = "financial_year,provision,opening,made,used,closing\n2025/26,Insurance claims,1200,300,(450),1050\n"
SAVINGS = "financial_year,period,portfolio,proposal,risk_rating,value\n2021/22,B,Libraries,Restructure,Green,124\n"
OWN = """
[ledger]
name  = "provisions"
title = "Provisions as we keep them"
key   = ["provision"]

[ledger.columns]
provision = "text"
amount    = "money"

[[rule]]
id    = "OWN1"
title = "Nothing negative"
check = "amount >= 0"
"""


def checked(folder: Path, **files: str) -> Report:
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return pipeline.check(folder)


def test_their_worked_examples_check_clean(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    pipeline.start(folder, year="2026/27", only=list(further_rules()))
    report = pipeline.check(folder)
    assert (report.findings, report.input_problems, report.unread_files) == ((), (), ())
    assert report.counts[Verdict.EXACT] > 100
    kept = {rule.id for rule in load_rulebook()[0].rules.values() if "further" in rule.defined_in}
    held = {tally.rule for tally in report.tallies if tally.counts[Verdict.EXACT]}
    assert kept - held == {"AR05", "AR06", "BM04"}  # high reserves, a total of explanations, the end of a year


def test_a_set_without_them_does_not_hear_of_them(tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    tallies = {tally.rule for tally in checked(tmp_path / "plain", savings=SAVINGS).tallies}
    assert "SV01" in tallies
    assert not tallies & {rule.id for rule in load_rulebook()[0].rules.values() if "further" in rule.defined_in}


def test_the_rules_of_what_is_kept_are_read_with_what_belongs_to_it_and_no_others(tmp_path: Path) -> None:
    tallies = {tally.rule for tally in checked(tmp_path, savings=SAVINGS, provisions=PROVISIONS).tallies}
    assert {"PV01", "MR01", "SV01"} <= tallies
    assert not tallies & {"AR01", "TB01"}


def test_settings_and_requests_may_name_their_rules(tmp_path: Path) -> None:
    (tmp_path / "budget-monitor.toml").write_text('ignore = ["PV05"]\n[ledger.trial_balance]\nunit = "£000"\n', "utf-8")
    report = checked(tmp_path, savings=SAVINGS)
    assert report.input_problems == ()
    assert {"PV01", "TB01"} <= {tally.rule for tally in report.tallies}
    (tmp_path / "budget-monitor.toml").unlink()
    selected = pipeline.check(tmp_path, select=["SV", "AR01"])
    assert {tally.rule for tally in selected.tallies} == {"SV01", "SV02", "SV03", "AR01"}


def test_a_ledger_of_ones_own_goes_before_one_of_the_same_name(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "mine.toml").write_text(OWN, encoding="utf-8")
    report = checked(tmp_path, provisions="provision,amount\nInsurance claims,1050\n")
    assert report.input_problems == ()
    assert "OWN1" in {tally.rule for tally in report.tallies}
    assert "PV01" not in {tally.rule for tally in report.tallies}
    book, problems = load_rulebook([tmp_path / "rules"])
    assert (book.ledgers["provisions"].title, problems) == ("Provisions as we keep them", ())
