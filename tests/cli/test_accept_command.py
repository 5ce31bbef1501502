"""Claims about `accept`: what it answers, and what it refuses. What an entry does is told in tests/review."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from budget_monitor.load.accepted import read_accepted
from tests.support.command import run

OUTTURNS = "financial_year,period,portfolio,basis,cash_limit,net_expenditure,appropriations,outturn,variance\n"
SLIPS = OUTTURNS + "2021/22,Q4,Libraries,outturn,4971,5068,97,4971,0\n2021/22,Q4,Parks,outturn,621,620,0,621,\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """OT01 fails for Libraries (by 194) and Parks (by 1); OT02 is undecided for Parks. It is 8 July 2022."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("budget_monitor.cli.shared.clock.now", lambda: datetime(2022, 7, 8, 9, 30, tzinfo=UTC))
    (tmp_path / "outturns.csv").write_text(SLIPS)
    return tmp_path


def ids() -> dict[tuple[str, str], str]:
    """The ids of the findings, by rule and portfolio."""
    findings = json.loads(run("check", ".", "--format", "json").stdout)["findings"]
    return {(of["rule"], of["key"].get("portfolio", "")): of["id"] for of in findings}


def test_a_finding_is_accepted_by_the_id_that_check_shows(folder: Path) -> None:
    name = ids()["OT01", "Libraries"]
    assert "1  " in run("check", ".").stdout
    result = run("accept", name, ".", "--reason", "late invoice", "--by", "J. Smith", "--until", "2022-09-30")
    assert result.exit_code == 0, result.output
    assert result.stdout == (
        "accepted: OT01 at outturns.csv:2, £194 too low\n"
        "  Libraries, 2021/22 Q4\n"
        "  by J. Smith, until 2022-09-30\n"
        f"  accepted.toml:4 ({name})\n"
    )
    (entry,), problems = read_accepted(folder)
    assert problems == ()
    assert (entry.rule, entry.ledger, entry.column, entry.reason) == ("OT01", "outturns", "outturn", "late invoice")
    assert f"{entry.on} {entry.until}" == "2022-07-08 2022-09-30"
    read = json.loads(run("check", ".", "--format", "json").stdout)
    assert read["accepted"] == [
        {
            "finding": name,
            "by": "J. Smith",
            "on": "2022-07-08",
            "until": "2022-09-30",
            "reason": "late invoice",
            "line": 4,
        }
    ]
    assert (read["summary"]["fail"], read["summary"]["accepted"], read["exit_code"]) == (2, 1, 1)


def test_who_and_how_long_come_from_the_settings(folder: Path) -> None:
    (folder / "budget-monitor.toml").write_text('[accept]\nby = "Finance team"\ndays = 30\n')
    run("accept", ids()["OT01", "Parks"], ".", "--reason", "r")
    (entry,), _ = read_accepted(folder)
    assert (entry.by, str(entry.until)) == ("Finance team", "2022-08-07")


def test_otherwise_it_is_whoever_is_logged_in_and_without_end(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("getpass.getuser", lambda: "jsmith")
    result = run("accept", ids()["OT01", "Parks"], ".", "--reason", "r")
    assert "  by jsmith, without end\n" in result.stdout
    (entry,), _ = read_accepted(folder)
    assert (entry.by, entry.until) == ("jsmith", None)


def test_without_a_login_name_one_must_be_given(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise OSError("no name")

    monkeypatch.setattr("getpass.getuser", nobody)
    result = run("accept", ids()["OT01", "Parks"], ".", "--reason", "r")
    assert (result.exit_code, "name them with --by" in result.stderr) == (2, True)


def test_an_undecided_check_can_be_accepted_and_strict_lets_it_pass(folder: Path) -> None:
    (folder / "outturns.csv").write_text(OUTTURNS + "2021/22,Q4,Parks,outturn,621,621,0,621,\n")
    strict = ["check", ".", "--strict", "--select", "OT01,OT02"]
    assert run(*strict).exit_code == 1
    assert run("accept", "ot02", ".", "--reason", "not printed").exit_code == 0
    assert run(*strict).exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["OT01", ".", "--reason", "r"], "2 findings begin with 'OT01': OT01-"),
        (["OT1", ".", "--reason", "r"], "there is no finding 'OT1'; did you mean 'OT0"),
        (["zzz", ".", "--reason", "r"], "there is no finding 'zzz'; `budget-monitor check` gives the id of each"),
        (["", ".", "--reason", "r"], "there is no finding ''"),
        (["OT02", "."], "a reason is needed: --reason"),
        (["OT02", ".", "--reason", "  "], "a reason is needed: --reason"),
        (
            ["OT02", ".", "--reason", "r", "--until", "30/9/22"],
            "--until takes a date such as 2022-06-30, not '30/9/22'",
        ),
        (["OT02", ".", "--reason", "r", "--until", "2022-07-07"], "2022-07-07 has passed"),
        (["OT02", "nowhere", "--reason", "r"], "nowhere: no such folder"),
        (["OT02", ".", "--reason", "r", "--set", "x=1"], "--set: unknown field 'x'"),
    ],
)
def test_what_cannot_be_accepted_is_exit_code_2_and_nothing_is_written(
    folder: Path, arguments: list[str], words: str
) -> None:
    result = run("accept", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"budget-monitor: {words}"), result.stderr
    assert sorted(path.name for path in folder.iterdir()) == ["outturns.csv"]


def test_where_nothing_failed_there_is_nothing_to_accept(folder: Path) -> None:
    (folder / "outturns.csv").write_text(OUTTURNS + "2021/22,Q4,Parks,outturn,621,621,0,621,0\n")
    assert "no check failed, and all could be decided" in run("accept", "OT01", ".", "--reason", "r").stderr


def test_a_rule_that_could_not_run_cannot_be_accepted(folder: Path) -> None:
    (folder / "own.toml").write_text('[[rule]]\nid = "X1"\nledger = "outturns"\ncheck = "nothing == 0"\n')
    result = run("accept", "X1", ".", "--reason", "r", "--rules", "own.toml")
    assert (result.exit_code, "a rule that could not run cannot be accepted" in result.stderr) == (2, True)


def test_the_same_is_not_accepted_twice(folder: Path) -> None:
    name = ids()["OT01", "Parks"]
    run("accept", name, ".", "--reason", "r", "--by", "J. Smith")
    before = (folder / "accepted.toml").read_bytes()
    result = run("accept", name, ".", "--reason", "again")
    assert result.exit_code == 2
    assert result.stderr == f"budget-monitor: {name} is accepted already, by J. Smith (accepted.toml:4)\n"
    assert (folder / "accepted.toml").read_bytes() == before


def test_a_damaged_file_is_an_input_problem_of_every_check_and_stays_as_it_is(folder: Path) -> None:
    (folder / "accepted.toml").write_text('# mine\n[[accepted]]\nrule = "OT01"\nkey = 5\n')
    result = run("check", ".")
    assert result.exit_code == 2
    assert "error  accepted.toml:4 key `5`: key must be a table, not a whole number" in result.stdout
    result = run("accept", "OT02", ".", "--reason", "r")
    assert result.exit_code == 2
    assert "accepted.toml:4: key must be a table, not a whole number; correct it first" in result.stderr
    assert (folder / "accepted.toml").read_text().startswith("# mine\n")


def test_an_entry_that_matches_nothing_is_told_and_fails_only_a_strict_run(folder: Path) -> None:
    run("accept", ids()["OT01", "Parks"], ".", "--reason", "r")
    (folder / "outturns.csv").write_text(OUTTURNS + "2021/22,Q4,Parks,outturn,621,621,0,621,0\n")
    check = ["check", ".", "--select", "OT01,OT02"]
    result = run(*check)
    assert result.exit_code == 0
    assert "accepted.toml:4 OT01 Parks, 2021/22 Q4 outturn: it matches nothing any more" in " ".join(
        result.stdout.split()
    )
    assert "Exit code 1: with --strict, 1 acceptance of nothing" in run(*check, "--strict").stdout
    read = json.loads(run(*check, "--strict", "--format", "json").stdout)
    assert (read["exit_code"], read["acceptance_problems"][0]["fault"]) == (1, "matches_nothing")
    assert run("check", ".", "--select", "OT02", "--strict").exit_code == 0


OPEN_LINE = """\
Line,Apr,May,Jun,Jul,Quarters
Markets,23,tbc,62,12,141
Waste,10,28,36,65,139
Parks,51,17,9,30,107
Net spend,84,89,107,107,387
"""
LINE_ASKED_FOR = """\
Service,Q1,Q2,Total
Parks,356974,231127,588101
Museums,tbc,246431,351924
Total,462467,477558,940025
"""


def test_a_cell_to_look_at_is_accepted_with_every_check_that_names_it(folder: Path) -> None:
    (folder / "plan.csv").write_text(OPEN_LINE)
    shown = run("check", "plan.csv").stdout
    assert "1 to look at" in shown  # its two checks ask for one figure
    assert 'budget-monitor accept C2 plan.csv --reason "..."' in shown
    result = run("accept", "c2", "plan.csv", "--reason", "known in May", "--by", "J. Smith")
    assert result.stdout.count("accepted: sum at plan.csv:2, undecided") == 2
    assert "7 hold, 2 accepted" in run("check", "plan.csv").stdout
    again = run("accept", "C2", "plan.csv", "--reason", "known in May")
    assert (again.exit_code, "is accepted already" in again.output) == (2, True)


def test_one_check_of_several_is_accepted_by_its_id_and_the_other_is_named(folder: Path) -> None:
    (folder / "plan.csv").write_text(OPEN_LINE)
    first, second = (one["id"] for one in json.loads(run("check", "plan.csv", "--format", "json").stdout)["findings"])
    result = run("accept", first, "plan.csv", "--reason", "known in May", "--by", "J. Smith")
    assert result.stdout.endswith(f"not accepted, of the same item: {second} (undecided)\n")
    assert "1 to look at, 1 accepted" in run("check", "plan.csv").stdout


def test_a_number_is_accepted_with_every_check_that_its_figure_would_settle(folder: Path) -> None:
    (folder / "plan.csv").write_text(LINE_ASKED_FOR)
    assert "1  B3  tbc → 105493" in run("check", "plan.csv").stdout
    result = run("accept", "1", "plan.csv", "--reason", "known in May", "--by", "J. Smith")
    assert result.stdout.count("accepted: ") == 2
    assert run("check", "plan.csv").exit_code == 0
