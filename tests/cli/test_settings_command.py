"""Claims about `settings show` and `--set`, and about ledgers in another currency than pounds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from budget_monitor.load.settings.settings import Settings
from budget_monitor.rules.rulebook import load_rulebook
from tests.support.command import run

OUTTURNS = "financial_year,period,portfolio,basis,cash_limit,net_expenditure,appropriations,outturn,variance\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def shown(*arguments: str) -> dict[str, tuple[str | None, str]]:
    """By name, each setting's value and source."""
    read = json.loads(run("settings", "show", "--format", "json", *arguments).stdout)
    return {one["name"]: (one["value"], one["source"]) for one in read["settings"]}


@pytest.mark.usefixtures("folder")
def test_every_setting_is_shown_with_its_meaning_and_what_it_may_be() -> None:
    """Those of the schema, and the numbers that rules name; none without a word of explanation."""
    result = run("settings", "show", "--format", "json")
    assert result.exit_code == 0
    settings = json.loads(result.stdout)["settings"]
    assert all(one["meaning"] and one["must_be"] and one["source"] == "default" for one in settings)
    names = {one["name"] for one in settings}
    assert {name.partition(".")[0] for name in names} == set(Settings.__struct_fields__)
    book, _ = load_rulebook()
    numbers = {f"criteria.{name}" for rule in book.rules.values() for name in rule.criteria if rule.id != "VE01"}
    assert numbers <= names


def test_the_value_in_force_and_its_source(folder: Path) -> None:
    """Command line before file before default."""
    (folder / "ledgers").mkdir()
    (folder / "ledgers/budget-monitor.toml").write_text(
        'unit = "£000"\n[materiality]\namount = "£5,000"\n[severity]\nOT03 = "error"\n', encoding="utf-8"
    )
    settings = shown("--set", "materiality.amount=£7k", "--set", "trust.savings.value=3")
    assert settings["unit"] == ("£000", "budget-monitor.toml:1")
    assert settings["materiality.amount"] == ("£7,000", "command line")
    assert settings["severity.OT03"] == ("error", "budget-monitor.toml:5")
    assert settings["trust.savings.value"] == ("3", "command line")
    assert settings["year_start"] == ("4", "default")
    assert settings["accept.days"] == (None, "default")


@pytest.mark.usefixtures("folder")
def test_the_table_fits_its_page() -> None:
    text = run("settings", "show", "--set", "materiality.amount=5").stdout
    assert max(map(len, text.splitlines())) <= 80
    assert "materiality.amount = £5  (command line)\n" in text
    assert "unit = £  (default)\n    What a bare figure in a column of money means.\n" in text
    assert "goes before the file" in text


def test_a_mistake_is_shown_with_its_line_and_is_exit_code_2(folder: Path) -> None:
    (folder / "budget-monitor.toml").write_text("\nyearstart = 4\n", encoding="utf-8")
    result = run("settings", "show", ".")
    assert result.exit_code == 2
    assert "error  budget-monitor.toml:2 yearstart `yearstart`: unknown field" in result.stdout
    assert json.loads(run("settings", "show", ".", "--format", "json").stdout)["input_problems"][0]["line"] == 2


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere"], "nowhere: no such folder"),
        (["--set", "unit"], "--set takes NAME=VALUE, such as year_start=1, not 'unit'"),
        (["--set", "unit=shillings"], '--set: unit must be £ (exact), £1, £000 or £m, not "shillings"'),
    ],
)
def test_bad_usage_is_one_message(arguments: list[str], words: str) -> None:
    result = run("settings", "show", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"budget-monitor: {words}")


def test_what_is_set_on_the_command_line_counts_for_the_check(folder: Path) -> None:
    """One slip of 60 in 5,000: fails, or is immaterial, or only a warning, or is not looked for."""
    (folder / "outturns.csv").write_text(OUTTURNS + "2021/22,Q4,Libraries,outturn,5060,5000,0,5060,0\n")
    check = ["check", ".", "--select", "OT"]
    assert run(*check).exit_code == 1
    assert run(*check, "--set", "materiality.amount=61").exit_code == 0
    assert run(*check, "--set", "materiality.percent=1").exit_code == 1
    assert run(*check, "--set", "severity.OT01=warning").exit_code == 0
    result = run(*check, "--set", "ignore=OT01")
    assert result.exit_code == 0
    assert "Left out by the settings: OT01" in result.stdout
    assert run("check", ".", "--select", "OT01", "--set", "ignore=OT01").exit_code == 1
    assert run(*check, "--set", "ignore=OT9").exit_code == 2


def test_materiality_is_counted_apart_in_the_table_and_the_json(folder: Path) -> None:
    (folder / "outturns.csv").write_text(OUTTURNS + "2021/22,Q4,Libraries,outturn,5060,5000,0,5060,0\n")
    check = ["check", ".", "--select", "OT01,OT02", "--set", "materiality.amount=61"]
    text = run(*check).stdout
    assert "Immaterial differences" in text
    assert "Libraries, 2021/22 Q4: £60 too high" in text
    assert ": 1 ledger, 2 checks, 1 holds, 1 immaterial" in text
    assert "Exit code 0: nothing failed besides 1 immaterial" in text
    read = json.loads(run(*check, "--format", "json").stdout)
    (finding,) = read["findings"]
    assert (read["immaterial"], read["exit_code"]) == ([finding["id"]], 0)
    assert (read["summary"]["fail"], read["summary"]["immaterial"]) == (1, 1)


EURO_SETTINGS = """\
currency = "EUR"
unit = "€000"
year_start = 1
[materiality]
amount = "€2,000"
[variance]
amount = "€50k"
"""


def test_a_set_in_euros_has_no_pound_in_it_anywhere(folder: Path) -> None:
    """Symbols in cells, headers and settings, months of a year that starts in January, every format."""
    (folder / "budget-monitor.toml").write_text(EURO_SETTINGS, encoding="utf-8")
    (folder / "outturns.csv").write_text(
        OUTTURNS.replace("variance", "variance (€m)")
        + '2021/22,June,Libraries,outturn,"€1,000","1,100.5",0,"1,100",€0.1m\n'
        "2021/22,June,Parks,outturn,1000,910,0,900,EUR -0.1\n",
        encoding="utf-8",
    )
    (folder / "savings.csv").write_text(
        "financial_year,period,portfolio,proposal,risk_rating,value (EUR 000),achieved\n"
        "2021/22,June,Libraries,Rest,Green,124,€100k\n2021/22,June,Libraries,Total,,126,99\n",
        encoding="utf-8",
    )
    for form in ("table", "json", "csv", "junit", "markdown", "html"):
        result = run("check", ".", "--period", "June", "--format", form)
        assert result.exit_code == 1, result.output
        assert "£" not in result.stdout
    read = json.loads(run("check", ".", "--period", "June", "--format", "json").stdout)
    failed = {(of["rule"], of["key"]["portfolio"], of["gap"]) for of in read["findings"] if of["verdict"] == "fail"}
    assert failed == {
        ("OT01", "Parks", "-10000"),
        ("OT03", "Libraries", "100000"),
        ("SV01", "Libraries", "2000"),
        ("VE01", "Libraries", None),
        ("VE01", "Parks", None),
    }
    assert {of["key"]["period"] for of in read["findings"]} == {"P06"}
    assert [of["unit"] for of in read["inputs"]] == ["€000", "€000"]
    (warning,) = read["input_problems"]
    assert warning["message"].startswith("decimals in a column in €000")
    assert run("accept", "OT01", ".", "--reason", "known").exit_code == 0
    assert 'gap = "−€10,000"' in (folder / "accepted.toml").read_text(encoding="utf-8")
    assert len(json.loads(run("check", ".", "--format", "json").stdout)["accepted"]) == 1
    assert "€10,000 too low" in run("check", ".").stdout


def test_a_month_named_in_a_rule_is_the_period_it_is_in_that_year(folder: Path) -> None:
    """With the year starting in January, June is the sixth period and not the third."""
    (folder / "budget-monitor.toml").write_text("year_start = 1\n")
    (folder / "outturns.csv").write_text(OUTTURNS + "2021/22,P06,Libraries,forecast,1,1,0,1,0\n")
    (folder / "own.toml").write_text(
        '[[rule]]\nid = "X1"\nledger = "outturns"\nwhere = "period == \'June\'"\ncheck = "variance != 0"\n'
    )
    assert run("check", ".", "--rules", "own.toml", "--select", "X1").exit_code == 1
    assert run("check", ".", "--rules", "own.toml", "--select", "X1", "--set", "year_start=4").exit_code == 2
