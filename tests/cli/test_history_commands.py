"""Claims about what `history` and `compare` print. What the history keeps is told in tests/history."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.support.command import run

OUTTURNS = "financial_year,period,portfolio,basis,cash_limit,net_expenditure,appropriations,outturn,variance\n"
GOOD = OUTTURNS + "2021/22,Q4,Libraries,outturn,4971,5068,(97),4971,0\n"
SLIP = GOOD.replace("(97)", "97")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two runs: a good ledger, and one in which a sign was lost."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "ledgers"
    folder.mkdir()
    for hour, text in ((9, GOOD), (10, SLIP)):
        moment = datetime(2022, 7, 8, hour, 30, tzinfo=UTC)
        monkeypatch.setattr("budget_monitor.cli.shared.clock.now", lambda moment=moment: moment)
        (folder / "outturns.csv").write_text(text)
        run("check", "--record", "--select", "OT01,OT02")
    return folder


@pytest.mark.usefixtures("folder")
def test_history_lists_the_runs() -> None:
    result = run("history")
    assert result.exit_code == 0
    assert result.stdout == (
        "run  recorded          exit  checks  fail  accepted  undecided  files\n"
        "─────────────────────────────────────────────────────────────────────────\n"
        "  1  2022-07-08 09:30     0       2     -         -          -  1 read\n"
        "  2  2022-07-08 10:30     1       2     1         -          -  1 changed\n"
    )


@pytest.mark.usefixtures("folder")
def test_compare_tells_the_last_two_apart() -> None:
    result = run("compare")
    assert result.exit_code == 0
    assert result.stdout == (
        "Run 1 (2022-07-08 09:30) and run 2 (2022-07-08 10:30)\n"
        "\n"
        "New ────────────────────────────────────────────────────────────────────────────\n"
        "outturns.csv:2  OT01 £194 too low\n"
        "  Libraries, 2021/22 Q4 (OT01-6e3ebc4f)\n"
        "\n"
        "Figures restated ───────────────────────────────────────────────────────────────\n"
        "outturns.csv:2 appropriations  −£97 → £97 (+£194)\n"
        "  Libraries, 2021/22 Q4\n"
        "\n"
        "outturns: rows and totals ──────────────────────────────────────────────────────\n"
        "  total of appropriations: −£97 → £97 (+£194)\n"
        "\n"
        "1 new, 0 gone, 0 changed and 0 standing findings; 1 figure restated\n"
    )
    assert run("compare", "1", "2").stdout == run("compare", "1").stdout == result.stdout
    assert "0 new, 1 gone" in run("compare", "2", "1").stdout


@pytest.mark.usefixtures("folder")
def test_both_speak_json() -> None:
    runs = json.loads(run("history", "--format", "json").stdout)["runs"]
    assert [(of["id"], of["at"], of["exit_code"]) for of in runs] == [
        (1, "2022-07-08T09:30:00+00:00", 0),
        (2, "2022-07-08T10:30:00+00:00", 1),
    ]
    read = json.loads(run("compare", "--format", "json").stdout)
    (new,), (restated,) = read["new"], read["restated"]
    assert (new["rule"], new["gap"], new["state"]) == ("OT01", "-194", "counted")
    assert (restated["column"], restated["before"], restated["after"]) == ("appropriations", "-97", "97")
    assert restated["key"] == {"financial_year": "2021/22", "period": "Q4", "portfolio": "Libraries"}


def test_recording_leaves_the_result_as_it_is(folder: Path) -> None:
    """What is printed is the same with and without; the history is the only difference."""
    plain, recorded = run("check"), run("check", "--record")
    assert (plain.exit_code, plain.output) == (recorded.exit_code, recorded.output)
    assert sorted(path.name for path in folder.iterdir()) == [".budget-monitor", "outturns.csv"]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["history", "nowhere"], "nowhere: no such folder"),
        (["history", "ledgers/outturn.csv"], "ledgers/outturn.csv: no such file; did you mean 'ledgers/outturns.csv'?"),
        (["history", "."], ". holds 1 authority: name it: ledgers"),
        (["history", "empty"], "empty: there is no history yet; `budget-monitor check --record` begins one"),
        (["compare", "9"], "ledgers: there is no run 9; the history has runs 1 to 2"),
        (["compare", "--ledgers", "empty"], "empty: there is no history yet"),
    ],
)
def test_what_is_not_there_is_one_message_and_exit_code_2(arguments: list[str], words: str) -> None:
    Path("empty").mkdir()
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"budget-monitor: {words}")


def test_the_history_is_that_beside_a_file_of_the_set(folder: Path) -> None:
    assert run("history", str(folder / "outturns.csv")).stdout == run("history", str(folder)).stdout


@pytest.mark.parametrize("command", ["history", "compare --ledgers"])
def test_a_table_without_rules_is_not_sent_to_record_what_is_never_recorded(tmp_path: Path, command: str) -> None:
    file = tmp_path / "services.csv"
    file.write_text("Service,2020,2021\nRoads,41206,43117\nParks,18411,17960\nTotal,59617,61077\n")
    result = run(*command.split(), str(file))
    assert result.exit_code == 2
    assert "of such checks none is recorded; have its rules written first" in result.stderr
    assert "--record" not in result.stderr


def test_a_damaged_history_is_told_before_the_work_and_is_left_alone(folder: Path) -> None:
    file = folder / ".budget-monitor" / "history.sqlite"
    file.write_bytes(b"something else")
    for command in (["check", "--record"], ["history"], ["compare"]):
        result = run(*command)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "history.sqlite: not a sound history" in result.stderr
    assert run("check").exit_code == 1
    assert file.read_bytes() == b"something else"


def test_a_report_never_lands_on_the_history(folder: Path) -> None:
    file = folder / ".budget-monitor" / "history.sqlite"
    before = file.read_bytes()
    result = run("check", "--output", str(file))
    assert result.exit_code == 2
    assert "it would stand among the files that are read from" in result.stderr
    assert file.read_bytes() == before
