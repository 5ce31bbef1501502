"""Several results of one run, each by the ending of its file."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from typer.testing import Result

from budget_monitor.render import ENDINGS
from budget_monitor.whole_file import write_whole
from tests.support.command import run as command

OUTTURNS = """\
financial_year,period,portfolio,basis,cash_limit,net_expenditure,appropriations,outturn,variance
2021/22,Q4,Libraries,outturn,4800,4930,(130),4800,0
2021/22,Q4,Museums,outturn,100,100,0,110,10
"""
"""The outturn of Museums should be 100, or its net expenditure 110."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "ledgers").mkdir()
    (tmp_path / "ledgers" / "outturns.csv").write_text(OUTTURNS, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    return command("check", *arguments)


def to(*names: str) -> list[str]:
    """The options that write these files."""
    return [word for name in names for word in ("--output", name)]


def test_one_run_writes_every_file_in_the_format_of_its_ending(folder: Path) -> None:
    """A name for each; what was written is said on stderr, and stdout stays empty."""
    names = [f"out{ending}" for ending in ENDINGS]
    result = run(*to(*names))
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "".join(f"budget-monitor: wrote {name}\n" for name in names)
    written = {name: (folder / name).read_bytes() for name in names}
    assert json.loads(written["out.json"])["schema_version"] == 2
    assert json.loads(written["out.sarif"])["version"] == "2.1.0"
    assert ET.fromstring(written["out.xml"]).tag == "testsuites"
    assert written["out.html"] == written["out.htm"]
    assert written["out.html"].startswith(b"<!DOCTYPE html>")
    assert written["out.md"].startswith(b"# ")
    assert written["out.csv"].startswith(b"\xef\xbb\xbfid,")
    assert written["out.xlsx"].startswith(b"PK")
    assert b"Exit code 1" in written["out.txt"]


def test_a_format_that_is_named_goes_before_the_ending(folder: Path) -> None:
    run("--format", "json", *to("result.txt", "result.log"))
    assert json.loads((folder / "result.txt").read_bytes()) == json.loads((folder / "result.log").read_bytes())


def test_text_is_not_written_into_what_another_program_opens(folder: Path) -> None:
    result = run("--format", "table", *to("result.xlsx"))
    assert (result.exit_code, (folder / "result.xlsx").exists()) == (2, False)
    assert "--format table is no xlsx; leave --format out" in result.stderr


def test_a_hyphen_is_stdout_among_files(folder: Path) -> None:
    result = run(*to("-", "result.json"))
    assert "Exit code 1" in result.stdout
    assert result.stderr == "budget-monitor: wrote result.json\n"
    assert (folder / "result.json").is_file()


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["report.htlm"], "cannot write report.htlm: the ending '.htlm' stands for no format (did you mean .htm?)"),
        (["report"], "cannot write report: its name has no ending"),
        (["report.json", "./report.json"], "two outputs go to report.json"),
        (["-", "/dev/stdout"], "two outputs go to /dev/stdout"),
        (["good.html", "ledgers/outturns.csv"], "cannot write ledgers/outturns.csv: it would stand among the files"),
        (["good.html", "nowhere/report.json"], "cannot write nowhere/report.json: there is no folder"),
    ],
)
def test_names_that_cannot_be_are_refused_before_anything_runs(
    folder: Path, monkeypatch: pytest.MonkeyPatch, names: list[str], said: str
) -> None:
    monkeypatch.setattr("budget_monitor.pipeline.check_ledgers", pytest.fail)
    before = sorted(folder.rglob("*"))
    result = run(*to(*names))
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert sorted(folder.rglob("*")) == before


def test_one_file_that_cannot_be_written_does_not_stop_the_others(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The exit code is 2, and stderr says which."""

    def full(path: Path, content: bytes) -> None:
        if path.name == "a.json":
            raise OSError(28, "No space left on device")
        write_whole(path, content)

    monkeypatch.setattr("budget_monitor.cli.shared.streams.write_whole", full)
    result = run(*to("a.json", "b.json"))
    assert result.exit_code == 2
    assert result.stderr == (
        "budget-monitor: cannot write a.json: No space left on device\nbudget-monitor: wrote b.json\n"
    )
    assert (folder / "b.json").is_file()
