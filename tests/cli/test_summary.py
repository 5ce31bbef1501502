from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from budget_monitor.cli import app
from tests.support.command import run as command
from tests.support.places import STOCKPORT

OUTTURNS = """financial_year,period,portfolio,basis,cash_limit,net_expenditure,appropriations,outturn,variance
2021/22,Q4,Libraries,outturn,4971,5068,(97),4971,0
2021/22,Q4,Parks,outturn,900,930,0,930,30
2021/22,Q4,Roads,outturn,800,807,0,870,70
"""


@pytest.fixture
def ledgers(tmp_path: Path) -> Path:
    folder = tmp_path / "ledgers"
    folder.mkdir()
    (folder / "outturns.csv").write_text(OUTTURNS, encoding="utf-8")
    return folder


def run(*arguments: str) -> Result:
    return command("summary", *arguments)


def test_failing_checks_mark_figures_and_leave_the_exit_code_alone(ledgers: Path) -> None:
    """Roads' outturn has two digits exchanged: `check` judges, `summary` shows."""
    ran = run(str(ledgers), "--portfolio", "roads")
    assert ran.exit_code == 0
    assert re.search(r"Outturn +£870†", ran.stdout)
    assert "outturns.csv:4 OT01" in ran.stdout
    assert ran.stderr == ""


def test_a_fact_to_notice_makes_no_figure_doubtful(ledgers: Path) -> None:
    """Parks is over its cash limit, which OT03 tells, and its figures are right."""
    ran = run(str(ledgers), "--portfolio", "parks")
    assert re.search(r"Outturn +£930\n", ran.stdout)
    assert "†" not in ran.stdout


def test_what_the_set_lacks_is_said_and_nothing_is_made_up(ledgers: Path) -> None:
    ran = run(str(ledgers))
    assert (
        "Not in this ledger set, so not shown: cash_limits.csv, budget_changes.csv,\nreserve_movements.csv"
        in ran.stdout
    )
    assert "Reserves" not in ran.stdout
    assert "Savings" not in ran.stdout


def test_the_choice_of_reports_does_not_change_the_marks() -> None:
    whole = json.loads(run(str(STOCKPORT), "--format", "json").stdout)
    part = json.loads(run(str(STOCKPORT), "--format", "json", "--year", "2021-22", "--period", "Annual").stdout)
    assert part["reports"] == [report for report in whole["reports"] if report["key"]["period"] == "Q4"][1:2]


def test_a_setting_changes_the_rating(ledgers: Path) -> None:
    """30 over 900 is 3.3%: Red, unless the settings say that Red begins above 5%."""
    assert "Variance (+3.3%, Red)" in run(str(ledgers), "--portfolio", "parks").stdout
    (ledgers / "budget-monitor.toml").write_text("[criteria]\nvariance_red_above = 5\n", encoding="utf-8")
    assert "Variance (+3.3%, Amber)" in run(str(ledgers), "--portfolio", "parks").stdout
    strict = run(str(ledgers), "--portfolio", "parks", "--set", "criteria.variance_red_above=3")
    assert "Variance (+3.3%, Red)" in strict.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--portfolio", "Libary"], "no portfolio has 'Libary' in its name; did you mean 'Libraries'?"),
        (["--year", "2025/26"], "no report for 2025/26; there is 2021/22 Q4"),
        (["--year", "21"], "'21' is no financial year; write it as 2021/22"),
        (["--period", "Q5"], "'Q5' is no period"),
        (["--output", "nowhere/position.txt"], "cannot write nowhere/position.txt"),
        (["--rules", "nowhere.toml"], "nowhere.toml"),
    ],
)
def test_what_cannot_be_shown_ends_in_a_message_and_exit_code_2(
    ledgers: Path, arguments: list[str], message: str
) -> None:
    ran = run(str(ledgers), *arguments)
    assert ran.exit_code == 2
    assert message in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_figure_that_cannot_be_read_is_not_given_and_told_on_stderr(ledgers: Path) -> None:
    """The rest is shown; the exit code says that it is not all."""
    (ledgers / "outturns.csv").write_text(OUTTURNS.replace("4971,0", "49..71,0"), encoding="utf-8")
    ran = run(str(ledgers), "--portfolio", "libraries")
    assert ran.exit_code == 2
    assert "outturns.csv:2 outturn `49..71`" in ran.stderr
    assert "2021/22 Q4" in ran.stdout
    assert "not given" in ran.stdout


def test_a_ledger_that_cannot_be_read_at_all_is_told(tmp_path: Path) -> None:
    (tmp_path / "outturns.csv").write_bytes(b"")
    ran = run(str(tmp_path))
    assert ran.exit_code == 2
    assert "outturns.csv: the file is empty" in ran.stderr


def test_the_output_is_written_whole_and_never_over_a_ledger(ledgers: Path, tmp_path: Path) -> None:
    target = tmp_path / "position.md"
    assert run(str(ledgers), "--format", "markdown", "--output", str(target)).exit_code == 0
    assert target.read_text(encoding="utf-8").startswith("# Monitoring position\n")
    assert run(str(ledgers), "--output", str(ledgers / "outturns.csv")).exit_code == 2
    assert (ledgers / "outturns.csv").read_text(encoding="utf-8") == OUTTURNS


def on_a_terminal(*arguments: str, stdout_too: bool = True, **environment: str) -> tuple[str, str]:
    """What `budget-monitor` writes to a terminal, and to a pipe where only its stderr is a terminal."""
    ours, theirs = pty.openpty()
    ran = subprocess.Popen(
        [sys.executable, *arguments],
        stdin=theirs,
        stdout=theirs if stdout_too else subprocess.PIPE,
        stderr=theirs,
        env=os.environ | {"TERM": "xterm", "COLUMNS": "80"} | environment,
    )
    os.close(theirs)
    seen = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # how a terminal says that nobody writes to it any more
            break
        if not piece:
            break
        seen += piece
    piped, _ = ran.communicate()
    os.close(ours)
    return seen.decode(), (piped or b"").decode()


@pytest.mark.parametrize(("no_color", "has_colour"), [("", True), ("1", False)])
def test_colour_is_for_terminals_that_want_it(ledgers: Path, no_color: str, has_colour: bool) -> None:
    seen, _ = on_a_terminal("-m", "budget_monitor", "summary", str(ledgers), NO_COLOR=no_color)
    assert ("\x1b[1m" in seen) is has_colour
    assert "£870†" in seen


SLOW = """
import sys, time
from budget_monitor import pipeline
from budget_monitor.cli import main
from budget_monitor.cli.shared import progress
load = pipeline.summary
def slowly(*arguments, watch=None, **choices):
    if watch:
        watch("reading savings.csv", 1, 4)
    time.sleep(float(sys.argv[2]))
    return load(*arguments, watch=watch, **choices)
pipeline.summary = slowly
progress.progress.__wrapped__.__defaults__ = ("starting", 0.3)
main(["summary", sys.argv[1]])
"""


def test_a_long_load_has_a_progress_bar_on_a_terminal_and_nowhere_else(ledgers: Path) -> None:
    """It stands on stderr, says what is being read, and is gone at the end; what is piped has nothing of it."""
    seen, piped = on_a_terminal("-c", SLOW, str(ledgers), "2", stdout_too=False)
    assert "reading savings.csv" in seen
    assert seen.endswith("\x1b[2K")
    assert "reading" not in piped
    assert piped.startswith("Position")
    quiet = subprocess.run([sys.executable, "-c", SLOW, str(ledgers), "1"], capture_output=True, check=False)
    assert quiet.stderr == b""


def test_completion_is_typers_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the shell asks when somebody presses Tab after `budget-monitor su`, and what it is told to ask."""
    asked = {"_BUDGET_MONITOR_COMPLETE": "complete_bash", "COMP_WORDS": "budget-monitor su", "COMP_CWORD": "1"}
    ran = subprocess.run(
        [sys.executable, "-m", "budget_monitor"], capture_output=True, text=True, env=os.environ | asked, check=False
    )
    assert ran.stdout.split() == ["summary"]
    monkeypatch.setenv("_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION", "1")
    shown = CliRunner().invoke(app, ["--show-completion", "bash"], prog_name="budget-monitor")
    assert shown.exit_code == 0
    assert "complete -o default -F _budget_monitor_completion budget-monitor" in shown.stdout
