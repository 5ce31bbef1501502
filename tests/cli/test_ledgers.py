from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import Result

from tests.support.command import run as command

HEAVY = ("pandas", "pyarrow", "narwhals", "moneyed", "numpy")

PARKING = """\
[ledger]
name  = "parking"
title = "Parking income"
key   = ["financial_year", "car_park"]
label = "car_park"

[ledger.columns]
financial_year = "financial_year"
car_park       = "text"
opened         = { type = "date", required = false }
kind           = { type = "choice", of = ["surface", "multi-storey"] }
income         = { type = "money", negated_by = "cost" }

[[rule]]
id    = "PK01"
title = "Income is there"
check = "income >= 0"

[[rule]]
id     = "PK02"
title  = "The savings of a year are its parking income"
ledger = "savings"
by     = ["financial_year"]
check  = "sum(value) == sum(parking.income)"
"""


def run(*arguments: str) -> Result:
    return command("ledgers", *arguments)


@pytest.fixture
def parking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder, and in it `mine.toml`, which declares a ledger."""
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "mine.toml"
    file.write_text(PARKING, encoding="utf-8")
    return file


def test_list_names_the_shipped_ledgers() -> None:
    result = run("list")
    assert result.exit_code == 0
    assert ["reserve_movements", "Earmarked", "reserves"] in [line.split() for line in result.stdout.splitlines()]


@pytest.mark.usefixtures("parking")
def test_list_has_the_ledgers_of_further_rule_files() -> None:
    assert "parking" not in run("list").stdout
    result = run("list", "--rules", "mine.toml")
    assert result.exit_code == 0
    assert ["parking", "Parking", "income"] in [line.split() for line in result.stdout.splitlines()]


def test_list_has_the_ledgers_of_a_set_s_own_rule_files(parking: Path) -> None:
    """Those in `rules/` of the folder it is given, and of `ledgers` when it is given none."""
    folder = parking.parent / "ledgers" / "rules"
    folder.mkdir(parents=True)
    parking.rename(folder / "parking.toml")
    for arguments in (["list"], ["list", "ledgers"]):
        result = run(*arguments)
        assert result.exit_code == 0
        assert "Parking income" in result.stdout


@pytest.mark.usefixtures("parking")
def test_show_says_all_there_is_to_know() -> None:
    """Columns in the file's order with their types, what may be left out, what stands in, and the rules."""
    result = run("show", "parking", "--rules", "mine.toml")
    assert result.exit_code == 0
    assert result.stdout == (
        "parking  Parking income\n"
        "\n"
        "  file        parking.csv\n"
        "  key         financial_year, car_park\n"
        "  label       car_park: a row that says Total or Sub-total here is no line\n"
        "  sequence    financial_year: previous() steps along it\n"
        "  unit        £, £1, £000 or £m: from budget-monitor.toml beside the ledgers, a\n"
        "              column's header such as `amount (£000)`, or the figure itself\n"
        "              (£0.163m); £ unless stated\n"
        "  defined in  mine.toml\n"
        "\n"
        "Columns\n"
        "  financial_year  a financial year, such as 2021/22\n"
        "  car_park        text\n"
        "  opened          a date, such as 2021-11-12 or 12/11/2021; optional\n"
        "  kind            one of: surface, multi-storey\n"
        "  income          an amount of money, in the unit of the ledger; a file may have\n"
        "                  cost instead, with the sign reversed\n"
        "\n"
        "Rules that read it\n"
        "  KEY   Each key stands once\n"
        "  PK01  Income is there\n"
        "  PK02  The savings of a year are its parking income\n"
    )


def test_show_lists_the_rules_that_only_look_at_the_ledger() -> None:
    """OT05 is about outturns, and adds up appropriations."""
    assert "  OT05  " in run("show", "appropriations").stdout
    assert "  RM01  " not in run("show", "appropriations").stdout


@pytest.mark.parametrize("name", ["cash_limits", "Cash_Limits", "cash_limits.csv"])
def test_a_ledger_is_found_by_its_file_and_in_capitals_too(name: str) -> None:
    result = run("show", name)
    assert result.exit_code == 0
    assert result.stdout.startswith("cash_limits  Cash limits\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["show", "cash_limit"], "there is no ledger 'cash_limit'; did you mean 'cash_limits'?"),
        (["list", "--rules", "nowhere"], "there is no rule file or folder 'nowhere'"),
        (["list", "nowhere"], "nowhere: no such folder"),
        (["list", "mine.toml"], "mine.toml: not a folder; name the folder that holds the ledgers"),
    ],
)
@pytest.mark.usefixtures("parking")
def test_what_is_not_there_is_exit_code_2(arguments: list[str], message: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr == f"budget-monitor: {message}\n"


def test_a_rule_file_that_is_not_toml_is_told_and_the_rest_still_listed(parking: Path) -> None:
    parking.write_text("[ledger\n", encoding="utf-8")
    result = run("list", "--rules", "mine.toml")
    assert result.exit_code == 2
    assert result.stderr.startswith("budget-monitor: mine.toml:1: the file is not TOML: ")
    assert "reserve_movements" in result.stdout


@pytest.mark.parametrize("arguments", [["list"], ["show", "savings"]])
def test_ledgers_are_listed_and_shown_without_what_computes(arguments: list[str]) -> None:
    """Nothing that takes long is imported."""
    script = (
        "import sys\nfrom budget_monitor.cli import main\n"
        "try:\n    main(sys.argv[1:])\nexcept SystemExit as end:\n    assert end.code == 0, end.code\n"
        f"print(*sorted(set(sys.modules) & set({HEAVY!r})), file=sys.stderr)\n"
    )
    command = [sys.executable, "-c", script, "ledgers", *arguments]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert ran.stderr.split() == []
