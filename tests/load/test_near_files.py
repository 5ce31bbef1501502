"""Claims about files that are not read though their names say they should be: each is told, with the name it needs."""

from __future__ import annotations

from pathlib import Path

import pytest

import budget_monitor
from budget_monitor.errors import UsageError
from budget_monitor.model.ledgers.ledger import InputProblem

LIMITS = "financial_year,period,portfolio,previously_reported,change,cash_limit\n2026/27,Q1,L,1000,163,1163\n"
RESERVES = "financial_year,period,portfolio,reserve,purpose,opening,usage,closing\n2026/27,Q1,L,R,x,5,0,5\n"


def problems(folder: Path, name: str, text: str) -> list[InputProblem]:
    (folder / "cash_limits.csv").write_text(LIMITS, encoding="utf-8")
    (folder / name).write_text(text, encoding="utf-8")
    return list(budget_monitor.check(folder).input_problems)


@pytest.mark.parametrize(
    ("name", "meant", "severity"),
    [
        ("reserve movements.csv", "reserve_movements.csv", "error"),
        ("Reserve-Movements.csv", "reserve_movements.csv", "error"),
        ("reservemovements.csv", "reserve_movements.csv", "error"),
        ("reserve_movements.csv.txt", "reserve_movements.csv", "error"),
        ("reserve_movements.txt", "reserve_movements.csv", "error"),
        ("reserve_movements.csv.csv", "reserve_movements.csv", "error"),
        ("reserve_movement.csv", "reserve_movements.csv", "warning"),
        ("reserve_movments.csv", "reserve_movements.csv", "warning"),
        ("Reserve movements 2026-27 Q1 (2).csv", "reserve_movements.csv", "warning"),
        ("savings - Copy.csv", "savings.csv", "warning"),
        ("saving.csv", "savings.csv", "warning"),
    ],
)
def test_a_file_that_is_nearly_called_a_ledger_is_told(tmp_path: Path, name: str, meant: str, severity: str) -> None:
    (problem,) = problems(tmp_path, name, RESERVES)
    assert (problem.file, problem.line, problem.severity) == (name, 0, severity)
    assert problem.message == f"no ledger is called that, and it is not read; did you mean {meant}?"


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("budget-monitor.toml.txt", "budget-monitor.toml"),
        ("budget_monitor.toml", "budget-monitor.toml"),
        ("Budget Monitor.toml", "budget-monitor.toml"),
        ("budgetmonitor.ini", "budget-monitor.toml"),
        ("budget-montior.toml", "budget-monitor.toml"),
        ("Accepted.toml.txt", "accepted.toml"),
    ],
)
def test_settings_under_another_name_are_told(tmp_path: Path, name: str, meant: str) -> None:
    (problem,) = problems(tmp_path, name, 'unit = "£000"\n')
    assert (problem.file, problem.severity) == (name, "error")
    assert problem.message == f"this file is not read; did you mean {meant}?"


@pytest.mark.parametrize("name", ["Rules", "RULES", "rule"])
def test_a_folder_of_rules_under_another_name_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    (problem,) = problems(tmp_path, "notes.md", "")
    assert (problem.file, problem.severity) == (name, "error")
    assert problem.message == "this folder is not read; did you mean rules?"


@pytest.mark.parametrize("name", ["CASH_LIMITS.csv", "notes.txt", "notes.csv", "savings.pdf", "cash_limits (2).csv"])
def test_other_files_are_not(tmp_path: Path, name: str) -> None:
    if name.startswith("CASH"):
        (tmp_path / name).write_text(LIMITS, encoding="utf-8")
        assert budget_monitor.check(tmp_path).input_problems == ()
    else:
        assert problems(tmp_path, name, RESERVES) == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("council/outurns.csv", "no such file; did you mean '{}/council/outturns.csv'?"),
        ("counsil", "no such folder; did you mean '{}/council'?"),
        ("council/nofile.csv", "no such file"),
        ("Quarter 9.xlsx", "no such file"),
        ("elsewhere", "no such folder; expected a folder of ledgers, such as ./ledgers"),
    ],
)
def test_a_path_that_is_not_there_is_answered_with_the_nearest_one(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "council").mkdir()
    (tmp_path / "council" / "outturns.csv").write_text("x", encoding="utf-8")
    (tmp_path / "council" / "e.csv").write_text("x", encoding="utf-8")
    with pytest.raises(UsageError) as told:
        budget_monitor.check(tmp_path / name)
    assert str(told.value) == f"{tmp_path / name}: {said.format(tmp_path)}"
