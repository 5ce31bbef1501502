from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import Result

from tests.support.command import run as command

LEDGER = """\
[ledger]
name = "parking"
key  = ["car_park"]

[ledger.columns]
car_park = "text"
income   = "money"
cost     = "money"
net      = "money"
"""

RULE = """\
[[rule]]
id    = "PK01"
title = "Income − cost = net"
ledger = "parking"
check = "income - cost == net"

[[rule.example]]
title  = "8 - 3 = 5"
passes = '''
car_park,income,cost,net
Station,8,3,5
'''

[[rule.example]]
title  = "two lines are wrong"
fails  = '''
car_park,income,cost,net
Station,8,3,6
Market,9,3,5
'''
findings = [{ line = 2, column = "net", gap = 1 }, { line = 3, gap = "-1" }]
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with the ledger and its rule in one file, `mine.toml`."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.toml").write_text(f"{LEDGER}\n{RULE}", encoding="utf-8")
    return tmp_path


def run(*arguments: str) -> Result:
    return command("rules", "test", *arguments)


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_examples_that_do_what_they_state_are_counted() -> None:
    result = run("mine.toml")
    assert result.exit_code == 0
    assert result.stdout == "2 examples of 1 rule: all do what they state\n"
    assert result.stderr == ""


def test_without_a_path_the_shipped_rules_are_tested(folder: Path) -> None:
    """And only these: what stands in ./ledgers is not theirs."""
    (folder / "ledgers" / "rules").mkdir(parents=True)
    (folder / "ledgers" / "rules" / "broken.toml").write_text("[ledger", encoding="utf-8")
    result = run()
    assert result.exit_code == 0, result.output
    assert result.stdout.endswith("rules: all do what they state\n")
    assert int(result.stdout.split()[0]) > 80


def test_what_differs_is_said_with_the_finding_stated_and_the_finding_found(folder: Path) -> None:
    """Line 2 was stated with a gap of 2, and has one of 1."""
    change(folder / "mine.toml", "gap = 1 }", "gap = 2 }")
    result = run("mine.toml")
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert lines[:3] == ["PK01  Income − cost = net", "  mine.toml:11", "  example 2: two lines are wrong"]
    assert lines[3] == "    it should find line 2, column net, gap 2, and does not"
    assert "there is: line 2, column net, verdict fail, ledger parking, gap 1," in " ".join(result.stdout.split())
    assert lines[-1] == "2 examples of 1 rule: 1 does not do what it states"


def test_an_example_that_should_pass_and_fails_is_named(folder: Path) -> None:
    change(folder / "mine.toml", "Station,8,3,5", "Station,8,3,4")
    result = run("mine.toml")
    assert result.exit_code == 1
    assert "  example 1: 8 - 3 = 5\n    it should pass, and there is: line 2," in result.stdout


def test_a_broken_rule_is_exit_code_2_and_the_others_are_tested(folder: Path) -> None:
    change(folder / "mine.toml", "income - cost == net", "incme - cost == net")
    (folder / "more.toml").write_text(RULE.replace("PK01", "PK02"), encoding="utf-8")
    result = run("mine.toml", "more.toml")
    assert result.exit_code == 2
    assert "  broken: parking has no column 'incme'; did you mean 'income'?\n" in result.stdout
    assert result.stdout.endswith("2 examples of 1 rule: all do what they state\ncould not be run: PK01\n")


def test_a_rule_without_examples_is_named_and_no_failure(folder: Path) -> None:
    bare = '[[rule]]\nid = "PK09"\nledger = "savings"\ncheck = "value >= 0"\n'
    (folder / "bare.toml").write_text(bare, encoding="utf-8")
    result = run("bare.toml")
    assert result.exit_code == 0
    assert result.stdout == "without an example: PK09\n"


@pytest.mark.parametrize("path", ["ledgers/rules/second.toml", "ledgers/rules", "elsewhere.toml"])
def test_a_rule_may_be_about_a_ledger_that_another_file_of_the_set_declares(folder: Path, path: str) -> None:
    """The files beside it in `rules/` count, or else those of ./ledgers; only the file itself is tested."""
    own = folder / "ledgers" / "rules"
    own.mkdir(parents=True)
    (own / "first.toml").write_text(LEDGER, encoding="utf-8")
    (own / "second.toml" if path != "elsewhere.toml" else folder / path).write_text(RULE, encoding="utf-8")
    result = run(path)
    assert result.exit_code == 0, result.output
    assert result.stdout == "2 examples of 1 rule: all do what they state\n"


def test_further_rule_files_can_be_named(folder: Path) -> None:
    (folder / "ledger.toml").write_text(LEDGER, encoding="utf-8")
    (folder / "rule.toml").write_text(RULE, encoding="utf-8")
    assert run("rule.toml").exit_code == 2
    result = run("rule.toml", "--rules", "ledger.toml")
    assert result.exit_code == 0
    assert result.stdout == "2 examples of 1 rule: all do what they state\n"


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("nowhere.toml", "there is no rule file or folder 'nowhere.toml'"),
        ("broken.toml", "broken.toml:1: the file is not TOML: "),
        ("empty", "empty: there is no rule file (*.toml) in this folder\nbudget-monitor: there is no rule in empty"),
        ("ledger.toml", "there is no rule in ledger.toml"),
    ],
)
def test_where_there_is_nothing_to_test_the_exit_code_is_2(folder: Path, path: str, message: str) -> None:
    (folder / "broken.toml").write_text("[ledger", encoding="utf-8")
    (folder / "empty").mkdir()
    (folder / "ledger.toml").write_text(LEDGER, encoding="utf-8")
    result = run(path)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"budget-monitor: {message}")
    assert result.stdout == ""
