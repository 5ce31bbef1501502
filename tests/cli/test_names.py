"""Ledgers, findings, rules and runs are named the same way in every command, and completed by the shell."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from budget_monitor.cli import app
from tests.support.command import run

OUTTURNS = """\
financial_year,period,portfolio,basis,cash_limit,net_expenditure,appropriations,outturn,variance
2021/22,Q4,Libraries and Museums,outturn,4800,4930,(130),4800,0
2021/22,Q4,Parks,outturn,100,100,0,110,10
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that holds a ledger, in which the commands are given."""
    (tmp_path / "outturns.csv").write_text(OUTTURNS, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["check"], "These ledgers: 1 ledger"),
        (["summary"], "Parks"),
        (["explain", "1"], "OT01"),
        (["settings", "show"], "year_start"),
        (["check", "outturns.csv"], "Put right"),
        (["explain", "1", "outturns.csv"], "OT01"),
        (["summary", "outturns.csv"], "Parks"),
    ],
)
def test_in_a_folder_of_ledgers_no_folder_need_be_named_and_a_file_may_be(command: list[str], said: str) -> None:
    result = run(*command)
    assert said in result.stdout
    assert result.stderr == ""


def test_a_folder_of_ledgers_below_is_the_default_where_there_are_none_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ledgers").mkdir()
    (tmp_path / "ledgers" / "outturns.csv").write_text(OUTTURNS, encoding="utf-8")
    (tmp_path / "notes.csv").write_text("a\n1\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert run("check").stdout.startswith("ledgers: 1 ledger")


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("command", "proposed"),
    [
        (["explain", "outturns.csv"], "explain 1 outturns.csv"),
        (["explain", "."], "explain 1 ."),
        (["accept", "outturns.csv", "--reason", "r"], "accept 1 outturns.csv"),
    ],
)
def test_where_only_the_ledgers_are_named_it_says_that_the_finding_is_missing(
    command: list[str], proposed: str
) -> None:
    result = run(*command)
    assert (result.exit_code, result.stdout) == (2, "")
    expected = f"FINDING is missing: which finding of {command[1]}? Of the first: budget-monitor {proposed}"
    assert result.stderr == f"budget-monitor: {expected}\n"


@pytest.mark.usefixtures("here")
def test_what_the_screen_proposes_works_as_it_stands() -> None:
    """The number on the screen names the finding in `explain` and `accept`; then compare knows the folder."""
    first = run("check", "--record")
    assert "Next: budget-monitor explain 1\n" in first.stdout
    accepted = run("accept", "1", "--reason", "agreed with the auditor", "--by", "A. Officer")
    assert accepted.stdout.startswith("accepted: OT01 at outturns.csv:3")
    assert run("check", "--record").exit_code in (0, 1)
    said = run("compare").stdout
    assert run("compare", ".").stdout == run("compare", "1", "2", ".").stdout == said
    assert run("compare", "--ledgers", ".").stdout == said


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("words", [["1", "2", "3"], [".", ".."], [".", "--ledgers", "."]])
def test_too_many_runs_or_folders_to_compare_are_refused(words: list[str]) -> None:
    result = run("compare", *words)
    assert (result.exit_code, result.stdout) == (2, "")


@pytest.mark.parametrize("name", ["RM", "rm"])
def test_the_beginning_of_rule_ids_lists_what_begins_so(name: str) -> None:
    result = run("rules", "show", name)
    assert result.exit_code == 0
    listed = [line.split()[0] for line in result.stdout.splitlines() if line.startswith("  ")]
    assert {"RM01", "RM02", "RM03"} <= set(listed)
    assert all(rule.startswith("RM") for rule in listed)


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("options", "near"),
    [
        (["--portfolio", "Musems"], "'Museums'"),
        (["--portfolio", "Librarys and Museums"], "'Libraries and Museums'"),
        (["--year", "2020/21"], "'2021/22'"),
        (["--period", "Q3"], "known: Q4"),
        (["--select", "OT10"], "'OT0"),
    ],
)
def test_a_filter_that_matches_nothing_is_refused_with_the_nearest(options: list[str], near: str) -> None:
    result = run("check", *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert near in result.stderr


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("budget-monitor rules show RM0", ["RM01", "RM02", "RM03", "RM04", "RM06", "RM05"]),
        ("budget-monitor check --select OT01,CL0", ["OT01,CL01", "OT01,CL03", "OT01,CL04", "OT01,CL02"]),
        ("budget-monitor check --period Q", ["Q1", "Q1.5", "Q2", "Q3", "Q4"]),
        ("budget-monitor ledgers show reserve", ["reserve_movements"]),
        ("budget-monitor explain OT0", ["OT01-"]),
    ],
)
def test_a_shell_completes_rules_ledgers_periods_and_findings(line: str, words: list[str]) -> None:
    environment = {
        "_BUDGET_MONITOR_COMPLETE": "complete_bash",
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(line.split()) - 1),
    }
    found = CliRunner().invoke(app, [], prog_name="budget-monitor", env=environment).stdout.split()
    assert len(found) >= len(words)
    assert all(one.startswith(word) for one, word in zip(found, words, strict=False)), found
