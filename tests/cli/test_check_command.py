from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import Result

from budget_monitor.cli.shared import clock
from budget_monitor.errors import UsageError
from budget_monitor.light import collect_seldom
from budget_monitor.model.checks.rule import Severity
from budget_monitor.model.ledgers.ledger import InputProblem, LedgerSet
from budget_monitor.model.results.choices import FailOn, Show
from budget_monitor.model.results.history import Recording
from budget_monitor.model.results.outcome import Report, Tally, Verdict
from budget_monitor.model.results.request import Request
from tests.support.command import run as command


def outcome(
    *,
    severity: Severity = Severity.ERROR,
    problems: tuple[InputProblem, ...] = (),
    unread: tuple[str, ...] = (),
    **found: int,
) -> Report:
    """A report of one rule: `outcome(fail=1)`."""
    counts = {verdict: found.get(verdict.value, 0) for verdict in Verdict}
    tally = Tally("RM01", "Opening less usage is closing", severity, counts)
    return Report(
        inputs=(), tallies=(tally,), findings=(), input_problems=problems, unread_files=unread, folder="ledgers"
    )


class Pipeline:
    """Stands in for the pipeline: remembers what it was asked, and answers or raises."""

    def __init__(self) -> None:
        self.asked: dict[str, object] = {}
        self.answer: Report | BaseException = outcome(exact=3)

    def check_ledgers(self, ledgers: Path, request: Request, **asked: object) -> tuple[Report, LedgerSet]:
        """What `budget_monitor.pipeline.check_ledgers` is replaced by."""
        self.asked = {"ledgers": ledgers, "request": request, **asked}
        if isinstance(self.answer, BaseException):
            raise self.answer
        return self.answer, LedgerSet("ledgers", {})


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch) -> Pipeline:
    stand_in = Pipeline()
    monkeypatch.setattr("budget_monitor.pipeline.check_ledgers", stand_in.check_ledgers)
    return stand_in


def run(*arguments: str) -> Result:
    return command("check", *arguments)


def test_the_options_reach_the_pipeline(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ids may be repeated and comma-separated."""
    now = datetime(2022, 7, 8, 9, 30, tzinfo=UTC)
    monkeypatch.setattr("budget_monitor.cli.shared.clock.now", lambda: now)
    result = run(
        "mine", "--rules", "a.toml", "--rules", "b", "--select", "RM01,RM02", "--select", "CL01 , ", "--ignore", "SV02",
        "--year", "2021/22", "--period", "Q4", "--portfolio", "Libraries", "--engine", "pandas", "--show", "rounding",
        "--set", "year_start=1", "--set", "unit=£m", "--record", "--fail-on", "warning",
        "--jobs", "3",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    assert pipeline.asked == {
        "ledgers": Path("mine"),
        "request": Request(
            rules=(Path("a.toml"), Path("b")),
            select=("RM01", "RM02", "CL01"),
            ignore=("SV02",),
            year="2021/22",
            period="Q4",
            portfolio="Libraries",
            engine="pandas",
            show=Show.ROUNDING,
            settings=("year_start=1", "unit=£m"),
            today=now.date(),
            tells_at_interrupt=True,
            record=Recording(now, FailOn.WARNING, strict=False),
        ),
        "jobs": 3,
        "watch": None,
        "prepare": collect_seldom,
    }


def test_without_arguments_the_folder_is_ledgers(pipeline: Pipeline) -> None:
    run()
    assert pipeline.asked["ledgers"] == Path("ledgers")
    assert pipeline.asked["request"] == Request(today=clock.today(), tells_at_interrupt=True)


PROBLEM = (InputProblem("a.csv", 2, "usage", "error", "x", "this is no amount"),)
NOTICE = (InputProblem("a.csv", 0, "", "warning", "", "the file is empty"),)


@pytest.mark.parametrize(
    ("report", "options", "code"),
    [
        (outcome(exact=3), [], 0),
        (outcome(within_rounding=3), [], 0),
        (outcome(exact=3, fail=1), [], 1),
        (outcome(fail=1, severity=Severity.WARNING), [], 0),
        (outcome(fail=1, severity=Severity.WARNING), ["--fail-on", "warning"], 1),
        (outcome(fail=1), ["--fail-on", "never"], 0),
        (outcome(exact=1, undecided=1), [], 0),
        (outcome(exact=1, undecided=1), ["--strict"], 1),
        (outcome(), [], 2),
        (outcome(exact=1, unread=("notes.csv",)), ["--strict"], 1),
        (outcome(fail=1, broken=1), [], 2),
        (outcome(fail=1, problems=PROBLEM), ["--fail-on", "never"], 2),
        (outcome(exact=1, problems=NOTICE), [], 0),
    ],
)
@pytest.mark.parametrize("form", ["table", "json"])
def test_exit_codes(pipeline: Pipeline, report: Report, options: list[str], code: int, form: str) -> None:
    """0 nothing failed, 1 something failed, 2 it could not do the job; the result says the same."""
    pipeline.answer = report
    result = run("--format", form, *options)
    assert result.exit_code == code
    assert result.stderr == ""
    if form == "json":
        assert json.loads(result.stdout)["exit_code"] == code
    else:
        assert f"Exit code {code}: " in result.stdout


@pytest.mark.usefixtures("pipeline")
@pytest.mark.parametrize(
    "arguments", [["--format", "yaml"], ["--fail-on", "info"], ["--nonsense"], ["one", "two"], ["--show", "some"]]
)
def test_a_usage_error_is_exit_code_2_with_nothing_on_stdout(arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Traceback" not in result.stderr


def test_what_stops_the_job_is_one_message_on_stderr(pipeline: Pipeline) -> None:
    pipeline.answer = UsageError("there is no folder 'leggers\x1b[31m'; did you mean 'ledgers'?")
    result = run("leggers")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr == "budget-monitor: there is no folder 'leggers␛[31m'; did you mean 'ledgers'?\n"


def test_a_mistake_of_the_tool_is_a_message_and_no_traceback(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BUDGET_MONITOR_TRACEBACK", raising=False)
    pipeline.answer = ZeroDivisionError("division by zero")
    result = run()
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("budget-monitor: internal error: ZeroDivisionError: division by zero.")
    assert "BUDGET_MONITOR_TRACEBACK=1" in result.stderr
    assert result.stderr.count("\n") == 1


def test_the_traceback_is_there_for_who_asks(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUDGET_MONITOR_TRACEBACK", "1")
    pipeline.answer = ZeroDivisionError("division by zero")
    result = run()
    assert result.exit_code == 2
    assert "Traceback (most recent call last)" in result.stderr


def test_an_interrupt_is_130_and_silent(pipeline: Pipeline) -> None:
    pipeline.answer = KeyboardInterrupt()
    result = run()
    assert result.exit_code == 130
    assert result.output == ""


def test_output_goes_to_the_file_and_nowhere_else(pipeline: Pipeline, tmp_path: Path) -> None:
    """The file has what the screen would have had, without colour, and the exit code is the same."""
    pipeline.answer = outcome(fail=1)
    file = tmp_path / "report.txt"
    result = run("--output", str(file))
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", f"budget-monitor: wrote {file}\n")
    assert file.read_text(encoding="utf-8") == run().stdout
    assert os.listdir(tmp_path) == ["report.txt"]


@pytest.mark.usefixtures("pipeline")
def test_an_older_result_stays_whole_until_the_new_one_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A write that fails half-way leaves the old file, and nothing beside it."""

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    file = tmp_path / "report.json"
    file.write_text("old")
    monkeypatch.setattr("os.fsync", full)
    result = run("--format", "json", "--output", str(file))
    assert result.exit_code == 2
    assert result.stderr == f"budget-monitor: cannot write {file}: No space left on device\n"
    assert file.read_text() == "old"
    assert os.listdir(tmp_path) == ["report.json"]


@pytest.mark.usefixtures("pipeline")
def test_a_file_keeps_its_permissions_and_a_link_its_target(tmp_path: Path) -> None:
    file, link = tmp_path / "report.txt", tmp_path / "latest.txt"
    file.write_text("old")
    file.chmod(0o640)
    link.symlink_to(file)
    assert run("--output", str(link)).exit_code == 0
    assert link.is_symlink()
    assert file.stat().st_mode & 0o777 == 0o640
    assert file.read_text(encoding="utf-8") != "old"


@pytest.mark.usefixtures("pipeline")
def test_a_device_is_written_to_and_not_replaced() -> None:
    assert run("--output", os.devnull).exit_code == 0
    assert not Path(os.devnull).is_file()


@pytest.mark.parametrize("name", ["ledgers/report.csv", "ledgers/REPORT.CSV", "ledgers/rules/mine.toml", "mine/x.toml"])
def test_output_never_lands_among_what_is_read(
    pipeline: Pipeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """It would overwrite a ledger, settings or a rule file, or be taken for one in the next run."""
    (tmp_path / "ledgers/rules").mkdir(parents=True)
    (tmp_path / "mine").mkdir()
    monkeypatch.chdir(tmp_path)
    result = run("--output", name, "--rules", "mine")
    assert result.exit_code == 2
    assert f"cannot write {name}: it would stand among the files that are read from" in result.stderr
    assert pipeline.asked == {}
    assert not Path(name).exists()


@pytest.mark.usefixtures("pipeline")
def test_a_report_may_lie_beside_the_ledgers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ledgers").mkdir()
    monkeypatch.chdir(tmp_path)
    assert run("--output", "ledgers/report.txt").exit_code == 0


@pytest.mark.parametrize("name", [".", "nowhere/report.txt"])
def test_a_place_that_cannot_be_written_is_refused_before_the_work(
    pipeline: Pipeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("--output", name)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"budget-monitor: cannot write {name}: ")
    assert pipeline.asked == {}
