"""Findings of documents named by number, id or its beginning: told in full, and cleared, where those of ledgers are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from budget_monitor.cli import app

WRONG = (
    "# Report 2021/22\n\n| | £000 | £000 |\n|---|--:|--:|\n| Pay | 50 | 60 |\n| Rent | 124 | 130 |\n| Total | 147"
    " | 190 |\n\nOf 923 calls, 829 of 923 (98.8%) were answered.\n"
)


def run(*arguments: str | Path) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, [*map(str, arguments)])
    return result.exit_code, " ".join(result.stdout.split()), " ".join(result.stderr.split())


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.md"
    path.write_text(WRONG, encoding="utf-8")
    return path


def test_a_finding_of_a_document_is_explained_by_number_and_by_id(report: Path) -> None:
    told = json.loads(CliRunner().invoke(app, ["scrutinise", str(report), "--format", "json"]).stdout)
    code, text, _ = run("explain", "1", report)
    assert code == 0
    assert "50 + 124 comes to 174, but 147 is written" in text
    assert "124: line 6" in text
    second = told["findings"][1]["id"]
    assert "829 of 923 is 89.82%, but 98.8% is written" in run("explain", second[:9], report)[1]


def test_a_finding_of_a_document_is_accepted_in_a_file_of_ticks(report: Path) -> None:
    ticks = report.with_name("ticks.json")
    assert "--ticks FILE is needed" in run("accept", "1", report, "--reason", "agreed")[2]
    assert run("accept", "1", report, "--reason", "agreed", "--by", "Ann", "--ticks", ticks)[0] == 0
    assert json.loads(ticks.read_text(encoding="utf-8"))["cleared"][0]["by"] == "Ann"
    assert "829 of 923" in run("explain", "2", report, "--ticks", ticks)[1]  # what is cleared keeps its number
    code, _, said = run("explain", "1", report, "--ticks", ticks)
    assert (code, "'1' is cleared" in said) == (2, True)


def test_ticks_are_no_matter_of_ledgers_nor_rules_of_a_report_alone(report: Path) -> None:
    assert "--ticks is for a report" in run("explain", "1", report.parent, "--ticks", "t.json")[2]
    assert "--rules declares further ledgers" in run("scrutinise", report, "--rules", report.parent)[2]


def test_a_file_of_another_kind_given_for_ticks_is_told_what_it_should_be(report: Path) -> None:
    ticks = report.with_name("settings.toml")
    ticks.write_text("unit = [\n", encoding="utf-8")
    code, _, said = run("scrutinise", report, "--ticks", ticks)
    assert (code, "it is no file of ticks, which is JSON as `budget-monitor scrutinise` writes it" in said) == (2, True)
