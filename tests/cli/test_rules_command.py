from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from budget_monitor.cli import app
from budget_monitor.model.checks.rule import Clause, Rule
from budget_monitor.model.ledgers.ledger import InputProblem
from budget_monitor.rules.compiled import RuleBook
from tests.support.command import run as command

BOOK = RuleBook(
    {},
    {
        name: Rule(
            id=name, clauses=(Clause("reserve_movements", check=f"{name.lower()} == 1"),), title=f"Title of {name}"
        )
        for name in ("RM01", "RM02")
    },
)


@pytest.fixture
def problems(monkeypatch: pytest.MonkeyPatch) -> list[InputProblem]:
    """The rule book is the one above, with these problems."""
    found: list[InputProblem] = []
    monkeypatch.setattr("budget_monitor.pipeline.rule_book", lambda _extra: (BOOK, tuple(found)))
    return found


def run(*arguments: str) -> Result:
    return command("rules", *arguments)


@pytest.mark.usefixtures("problems")
def test_list_names_every_rule() -> None:
    result = run("list")
    assert result.exit_code == 0
    assert result.stdout == "reserve_movements\n  RM01  Title of RM01\n  RM02  Title of RM02\n"


@pytest.mark.usefixtures("problems")
@pytest.mark.parametrize("name", ["RM02", "rm02"])
def test_show_prints_one_rule(name: str) -> None:
    result = run("show", name)
    assert result.exit_code == 0
    assert result.stdout.startswith("RM02  Title of RM02\n")
    assert "reserve_movements: rm02 == 1" in result.stdout


@pytest.mark.usefixtures("problems")
def test_an_unknown_id_is_exit_code_2_and_names_the_nearest() -> None:
    result = run("show", "RM20")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr == (
        "budget-monitor: there is no rule 'RM20'; did you mean 'RM02'?\n"
        "for a rule of your own, name its ledgers too: budget-monitor rules show RM20 LEDGERS\n"
    )


@pytest.mark.parametrize("arguments", [["list"], ["show", "RM01"]])
def test_what_is_wrong_in_a_rule_file_is_told_and_the_rest_still_shown(
    problems: list[InputProblem], arguments: list[str]
) -> None:
    problems.append(InputProblem("mine.toml", 3, "", "error", "", "this is no TOML"))
    result = run(*arguments)
    assert result.exit_code == 2
    assert "Title of RM01" in result.stdout
    assert result.stderr == "budget-monitor: mine.toml:3: this is no TOML\n"


def test_a_rule_path_that_does_not_exist_is_exit_code_2() -> None:
    result = run("list", "--rules", "nowhere.toml")
    assert result.exit_code == 2
    assert "nowhere.toml" in result.stderr


@pytest.mark.parametrize("command", [["list"], ["show", "MY01"]])
def test_a_rule_with_a_misspelt_column_ends_in_2_with_its_line_and_the_nearest_column(
    command: list[str], tmp_path: Path
) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text('[[rule]]\nid = "MY01"\nledger = "savings"\ncheck = "valeu >= 0"\n', encoding="utf-8")
    found = CliRunner().invoke(app, ["rules", *command, "--rules", str(mine)])
    assert found.exit_code == 2
    assert f"{mine}:4: rule MY01: savings has no column 'valeu'; did you mean 'value'?" in found.stderr
    assert "MY01" in found.stdout
