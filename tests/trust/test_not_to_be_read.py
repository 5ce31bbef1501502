"""Claims about what may not be looked at: that is said, and is never taken for what is not there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from budget_monitor.cli import app
from budget_monitor.model.running.files import is_there
from tests.support.small_sets import BAD, put


def ran(*words: str | Path) -> tuple[int, str]:
    found = CliRunner().invoke(app, list(map(str, words)), env={"COLUMNS": "400"})
    return found.exit_code, found.output


def test_what_may_not_be_looked_for_is_not_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not is_there(tmp_path / "x")
    assert not is_there(tmp_path / ("x" * 5_000))
    (tmp_path / "x").symlink_to("nowhere")
    assert is_there(tmp_path / "x")
    monkeypatch.setattr(os, "lstat", refused)
    with pytest.raises(PermissionError):
        is_there(tmp_path / "x")


def refused(path: Path) -> os.stat_result:
    raise PermissionError(13, "Permission denied", str(path))


@pytest.mark.parametrize("command", [["settings", "show"], ["ledgers", "list"], ["check"], ["coverage"]])
def test_the_settings_of_a_folder_that_may_not_be_entered_are_not_the_defaults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    folder = put(tmp_path / "set")
    monkeypatch.setattr("budget_monitor.model.running.files.os.lstat", refused)
    code, said = ran(*command, folder)
    assert (code, "Permission denied" in said) == (2, True), said


def test_an_authority_that_may_not_be_entered_stops_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "root" / "closed")
    put(tmp_path / "root" / "open", BAD)
    asked = os.lstat
    monkeypatch.setattr(
        "budget_monitor.model.running.files.os.lstat",
        lambda path: refused(path) if "closed" in str(path) else asked(path),
    )
    code, said = ran("check", tmp_path / "root")
    assert (code, "closed/: cannot reach" in said, "1 incomplete, 1 fails" in said) == (2, True, True), said


@pytest.mark.parametrize("place", ["rules", "rules/own.toml", "budget-monitor.toml"])
def test_where_rules_or_settings_cannot_be_read_nothing_is_accepted(tmp_path: Path, place: str) -> None:
    folder = put(tmp_path / "set", BAD)
    (folder / place).parent.mkdir(exist_ok=True)
    (folder / place).write_text("[", encoding="utf-8")
    for command in ("check {}", "coverage {}", "summary {}", "explain 1 {}", "accept 1 {} --reason known"):
        code, said = ran(*command.format(folder).split())
        assert (code, place in said) == (2, True), said
    assert not (folder / "accepted.toml").exists()


def test_a_rule_that_could_not_run_is_told_once_by_what_is_worked_out_from_all_checks(tmp_path: Path) -> None:
    folder = put(tmp_path / "set", BAD)
    (folder / "rules").mkdir()
    (folder / "rules" / "own.toml").write_text(
        '[[rule]]\nid = "X1"\nledger = "reserve_movements"\ncheck = "nothing == 0"\n', encoding="utf-8"
    )
    for command in ("coverage {}", "summary {}", "explain RM01 {}"):
        code, said = ran(*command.format(folder).split())
        assert (code, said.count("X1")) == (2, 1), said
        assert "own.toml:4 check `nothing`: rule X1: reserve_movements has no column 'nothing'" in said
