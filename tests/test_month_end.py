"""A year's reporting as one story: slips are made, accepted, run out and are corrected, and every run says so.

The portfolio is Libraries; figures are in thousands. Each step is a command as an officer, or the month-end script,
would type it, with the exit code it must end in.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from budget_monitor.cli import app

OUTTURNS = "financial_year,period,portfolio,basis,cash_limit,net_expenditure,appropriations,outturn,variance\n"
Q1 = '2022/23,Q1,Libraries,forecast,"4,800","4,900",(100),"4,800",0\n'
Q2 = '2022/23,Q2,Libraries,forecast,"4,808","4,930",(130),"4,800",(8)\n'
Q3 = '2022/23,Q3,Libraries,forecast,"4,808","4,950",(140),"4,810",2\n'

SETTINGS = """\
unit = "£000"

[accept]
by = "Finance team"
"""


class Office:
    """A folder of ledgers, a clock, and somebody who types commands."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.now = datetime(2022, 7, 8, 9, 0, tzinfo=UTC)
        monkeypatch.chdir(folder)
        monkeypatch.setattr("budget_monitor.cli.shared.clock.now", lambda: self.now)
        (folder / "ledgers").mkdir()
        self.write("budget-monitor.toml", SETTINGS)

    def write(self, name: str, text: str) -> None:
        """Put a file beside the ledgers."""
        (self.folder / "ledgers" / name).write_text(text, encoding="utf-8")

    def read(self, name: str) -> str:
        """What a file beside the ledgers says."""
        return (self.folder / "ledgers" / name).read_text(encoding="utf-8")

    def types(self, command: str, *more: str) -> tuple[int, str]:
        """What a command ends in, and what it says."""
        result = CliRunner().invoke(app, [*command.split(), *more], prog_name="budget-monitor")
        return result.exit_code, result.output

    def checks(self, *options: str) -> int:
        """The exit code of the recorded run at the end of a month."""
        return self.types("check --record", *options)[0]

    def report(self) -> dict[str, list[dict[str, str]]]:
        """What a check finds, as a script reads it."""
        found: dict[str, list[dict[str, str]]] = json.loads(self.types("check --format json")[1])
        return found


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    return Office(tmp_path, monkeypatch)


def test_three_periods(office: Office) -> None:
    # July, first quarter: nothing is wrong.
    office.write("outturns.csv", OUTTURNS + Q1)
    assert office.checks() == 0

    # October, half year: the draw on reserves was typed as a contribution. 4,930 + 130 is not 4,800.
    office.now = datetime(2022, 10, 10, 9, 0, tzinfo=UTC)
    office.write("outturns.csv", OUTTURNS + Q1 + Q2.replace("(130)", "130"))
    assert office.checks() == 1
    assert [finding["rule"] for finding in office.report()["findings"] if finding["verdict"] == "fail"] == ["OT01"]
    code, said = office.types("compare")
    assert (code, "1 new, 0 gone, 0 changed and 0 standing findings; 0 figures restated" in said) == (0, True)

    # The report has gone to print: the slip is accepted until the next one. It stays in sight and does not fail.
    code, said = office.types("accept OT01 --until 2022-12-31 --reason", "printed so; put right in the Q3 report")
    assert (code, "accepted: OT01 at outturns.csv:3, £260,000 too low" in said) == (0, True)
    code, said = office.types("check --record")
    assert code == 0
    assert ", 1 accepted" in said
    assert "Exit code 0: nothing failed besides 1 accepted" in said
    assert "printed so; put right in the Q3 report" in said
    assert office.types("accept OT01 --reason", "again")[0] == 2

    # Somebody touches the figure: the gap is another, so what was accepted is not what is there.
    printed = office.read("outturns.csv")
    office.write("outturns.csv", printed.replace(",130,", ",140,"))
    code, said = office.types("check --record")
    assert code == 1
    assert "what was accepted is a gap of −£260,000; now it is a gap of −£270,000" in " ".join(said.split())
    code, said = office.types("compare")
    assert (code, "0 new, 0 gone, 1 changed and 0 standing findings; 1 figure restated" in said) == (0, True)
    office.write("outturns.csv", printed)
    assert office.checks() == 0

    # January, third quarter: the acceptance has run out, and the old slip fails the run again.
    office.now = datetime(2023, 1, 9, 9, 0, tzinfo=UTC)
    office.write("outturns.csv", printed + Q3)
    code, said = office.types("check --record")
    assert code == 1
    assert "it was accepted until 2022-12-31; correct the figures" in " ".join(said.split())

    # It is corrected. The entry in accepted.toml matches nothing now: a notice, which only --strict takes seriously.
    office.write("outturns.csv", OUTTURNS + Q1 + Q2 + Q3)
    code, said = office.types("check --record")
    assert code == 0
    assert "it matches nothing any more" in " ".join(said.split())
    select = ["--select", "OT01,OT02"]  # the other rules have nothing to compare with here, which is undecided
    assert office.checks("--strict", *select) == 1
    office.write("accepted.toml", "")
    assert office.checks("--strict", *select) == 0

    # The deficit is a warning; £2,000 of it is below what the committee has agreed to look at.
    assert office.checks("--fail-on", "warning") == 1
    assert office.checks("--fail-on", "warning", "--set", "materiality.amount=£5,000") == 0
    office.write("budget-monitor.toml", SETTINGS + '[severity]\nOT03 = "error"\n')
    assert office.checks() == 1

    # The history tells it all, and never lost a run.
    code, said = office.types("history --format json")
    runs = json.loads(said)["runs"]
    assert code == 0
    assert [run["id"] for run in runs] == list(range(1, 13))
    assert [run["exit_code"] for run in runs] == [0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1]
    assert [run["summary"]["accepted"] for run in runs] == [0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0]
    assert runs[0]["at"] == "2022-07-08T09:00:00+00:00"
    code, said = office.types("compare 2 7")
    assert code == 0
    assert "1 gone" in said
    assert "−£130,000" in said


def test_an_unattended_run_that_could_not_read_everything_says_2_and_is_recorded_as_such(office: Office) -> None:
    office.write("outturns.csv", OUTTURNS + Q1 + Q2.replace('"4,930"', "4.930.000"))
    assert office.checks() == 2
    office.write("outturns.csv", OUTTURNS + Q1 + Q2)
    assert office.checks() == 0
    _, said = office.types("compare")
    assert "run 1 could not do the whole job (exit code 2)" in " ".join(said.split())


def test_variances_above_both_thresholds_must_be_explained(office: Office) -> None:
    """A deficit of 300 on 5,000 is above £50,000 and above 5 per cent; 80 per cent of it is 240."""
    settings = SETTINGS + '[variance]\namount = "£50,000"\npercent = 5\n'
    ve01 = ["--select", "VE01"]
    office.write("outturns.csv", OUTTURNS + '2022/23,Q4,Libraries,outturn,"5,000","5,300",0,"5,300",300\n')
    assert office.checks(*ve01) == 2  # no variance is above a threshold, so nothing is checked
    office.write("budget-monitor.toml", settings)
    assert office.checks(*ve01) == 1
    explanations = "financial_year,period,portfolio,reason,amount\n2022/23,Q4,Libraries,Agency staff,200\n"
    office.write("variance_explanations.csv", explanations)
    assert office.checks(*ve01) == 1
    office.write("variance_explanations.csv", explanations + "2022/23,Q4,Libraries,Energy prices,50\n")
    assert office.checks(*ve01) == 0
    office.write("budget-monitor.toml", settings + "share = 90\n")
    assert office.checks(*ve01) == 1
    office.write("budget-monitor.toml", settings.replace("percent = 5", "percent = 7"))
    office.write("variance_explanations.csv", explanations)
    assert office.checks(*ve01) == 2
