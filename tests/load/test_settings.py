"""Claims about `budget-monitor.toml`: what it may say, and what becomes of mistakes in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from budget_monitor.load.settings import LedgerSettings, Settings, read_settings
from budget_monitor.model.ledger import InputProblem, Unit


def settings(folder: Path, text: str) -> tuple[Settings, tuple[InputProblem, ...]]:
    (folder / "budget-monitor.toml").write_text(text, encoding="utf-8")
    return read_settings(folder)


def test_without_a_file_the_defaults_apply(tmp_path: Path) -> None:
    assert read_settings(tmp_path) == (Settings(unit=Unit.POUNDS, currency="GBP", year_start=4), ())


def test_a_set_and_each_ledger_may_have_a_unit(tmp_path: Path) -> None:
    found, problems = settings(tmp_path, 'unit = "£000"\n[ledger.savings]\nunit = "£m"\n[ledger.outturns]\n')
    assert problems == ()
    assert found.unit_of("savings") is Unit.MILLIONS
    assert found.unit_of("outturns") is Unit.THOUSANDS
    assert found.unit_of("cash_limits") is Unit.THOUSANDS


@pytest.mark.parametrize(
    ("text", "line", "column", "offending", "words"),
    [
        ('unit = "£k"', 1, "unit", "£k", "unit must be £ (exact), £000 or £m, not"),
        ("unit = 3", 1, "unit", "3", "unit must be £ (exact), £000 or £m, not 3"),
        ('\ncurrency = "pounds"', 2, "currency", "pounds", "an ISO 4217 currency code"),
        ("currency = 1.50", 1, "currency", "1.50", "an ISO 4217 currency code"),
        ("year_start = 13", 1, "year_start", "13", "from 1 to 12, not 13"),
        ("year_start = 4.0", 1, "year_start", "4.0", "from 1 to 12"),
        ('yearstart = 4\nunit = "£"', 1, "yearstart", "yearstart", "did you mean 'year_start'?"),
        ("[ledger.savings]\nunits = 1", 2, "units", "units", "did you mean 'unit'?"),
        ('[ledger.savings]\nunit = "p"', 2, "unit", "p", "£000"),
        ('[ledger]\nsavings = "£m"', 2, "savings", "£m", "[ledger.savings]"),
        ("ledger = 3", 1, "ledger", "3", "ledger must be"),
        ("unit = ", 1, "", "unit =", "not TOML"),
        ('unit = "£"\nunit = "£m"', 2, "", 'unit = "£m"', "not TOML"),
    ],
)
def test_a_mistake_is_a_problem_with_its_place(
    tmp_path: Path, text: str, line: int, column: str, offending: str, words: str
) -> None:
    _, (problem,) = settings(tmp_path, text)
    assert (problem.file, problem.line, problem.column) == ("budget-monitor.toml", line, column)
    assert (problem.severity, problem.text) == ("error", offending)
    assert words in problem.message


def test_a_mistake_costs_only_the_setting_it_is_in(tmp_path: Path) -> None:
    found, problems = settings(
        tmp_path,
        'currency = "GBX"\nyear_start = 1\nunit = "£m"\nother = 1\n'
        '[ledger.savings]\nunit = "£"\nother = 1\n[ledger.outturns]\nunit = "p"\n',
    )
    assert found == Settings(
        unit=Unit.MILLIONS,
        year_start=1,
        ledger={"savings": LedgerSettings(unit=Unit.POUNDS), "outturns": LedgerSettings()},
    )
    assert [problem.line for problem in problems] == [1, 4, 7, 9]
