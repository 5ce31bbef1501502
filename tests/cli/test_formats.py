"""Every format from the command line, on real ledgers with slips in them."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from openpyxl import load_workbook
from typer.testing import Result

from budget_monitor.cli.shared.formats import RENDERERS
from budget_monitor.render import Format
from tests.support.command import run as command
from tests.support.places import STOCKPORT


@pytest.fixture
def slips(tmp_path: Path) -> Path:
    """The real ledgers with a closing balance of £61,000 typed as £16,000, and a draw on reserves without its minus."""
    folder = tmp_path / "ledgers"
    shutil.copytree(STOCKPORT, folder)
    for file, right, wrong in (
        ("reserve_movements.csv", "Libraries open Plus,300,,(239),61,", "Libraries open Plus,300,,(239),16,"),
        ("outturns.csv", '"5,068",(97),', '"5,068",97,'),
    ):
        text = (folder / file).read_text(encoding="utf-8")
        assert right in text
        (folder / file).write_text(text.replace(right, wrong), encoding="utf-8")
    return folder


def run(*arguments: str) -> Result:
    """`check` with three rules, which is quicker than with all."""
    return command("check", "--select", "RM01,RM02,OT01", *arguments)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, by name."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_every_format_has_a_renderer() -> None:
    assert set(RENDERERS) == set(Format)


@pytest.mark.parametrize("form", [*Format])
def test_a_file_has_what_stdout_would_have_had(slips: Path, tmp_path: Path, form: Format) -> None:
    """The bytes are the same from run to run, and the exit code is the run's own; stderr says what was written."""
    file = tmp_path / "report"
    written = run(str(slips), "--format", form.value, "--output", str(file))
    printed = run(str(slips), "--format", form.value)
    assert (written.exit_code, written.stdout) == (1, "")
    assert written.stderr == f"budget-monitor: wrote {file}\n"
    assert printed.exit_code == 1
    assert file.read_bytes() == printed.stdout_bytes


def test_every_format_counts_the_same_failures_and_names_the_same_culprit(slips: Path) -> None:
    """Closing at line 20 of the reserves is said to be £61,000 wherever culprits are told."""
    out = {form: run(str(slips), "--format", form.value).stdout_bytes for form in Format}
    failures = [finding for finding in json.loads(out[Format.JSON])["findings"] if finding["verdict"] == "fail"]
    rows = list(csv.DictReader(io.StringIO(out[Format.CSV].decode("utf-8-sig"))))
    assert sum(row["verdict"] == "fail" for row in rows) == len(failures)
    assert ET.fromstring(out[Format.JUNIT]).attrib["failures"] == str(len(failures))
    (reserve,) = (row for row in rows if row["rule"] == "RM01" and row["verdict"] == "fail")
    assert (reserve["line"], reserve["column"], reserve["proposed"]) == ("20", "closing", "61000")
    assert "| reserve_movements.csv J20 | closing | 16 | 61 | digits transposed; " in out[Format.MARKDOWN].decode()
    for form in (Format.TABLE, Format.CONCISE, Format.GITHUB, Format.SARIF):
        assert "closing 16 → 61" in out[form].decode().replace("closing  16", "closing 16"), form
    assert "£61,000" in out[Format.HTML].decode()
    cell = load_workbook(io.BytesIO(out[Format.XLSX]))["reserve_movements"]["J20"]
    assert cell.value == 16
    assert cell.comment.text.startswith("Should be £61,000: type 61")


def test_a_workbook_is_not_poured_out_on_a_terminal(slips: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 2 before any work is done; to a pipe or a file it goes."""
    monkeypatch.setattr("budget_monitor.pipeline.check_ledgers", pytest.fail)
    monkeypatch.setattr("budget_monitor.cli.shared.streams.is_terminal", lambda: True)
    result = run(str(slips), "--format", "xlsx")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr == (
        "budget-monitor: xlsx is no text that a terminal can show; name a file, such as --output report.xlsx,"
        " or send it on with > or |\n"
    )


@pytest.mark.parametrize("form", ["csv", "xlsx", "html"])
@pytest.mark.parametrize("name", ["reserve_movements.csv", "new.csv", "budget-monitor.toml", "nowhere/report", "."])
def test_an_output_that_cannot_be_leaves_everything_as_it_was(slips: Path, form: str, name: str) -> None:
    """A ledger, a name that would be taken for one, the settings, a folder that is not there, a folder."""
    before = contents(slips)
    result = run(str(slips), "--format", form, "--output", str(slips / name))
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "cannot write" in result.stderr
    assert contents(slips) == before


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_write_that_fails_half_way_leaves_the_old_file(
    slips: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    file = tmp_path / "report"
    file.write_text("old")
    monkeypatch.setattr("os.fsync", full)
    result = run(str(slips), "--format", form, "--output", str(file))
    assert result.exit_code == 2
    assert "No space left on device" in result.stderr
    assert file.read_text() == "old"
    assert sorted(os.listdir(tmp_path)) == ["ledgers", "report"]


def test_an_input_problem_of_a_list_for_editors_has_its_column(tmp_path: Path) -> None:
    """`net_expenditure` is the sixth column: an editor goes there, and JSON names the cell."""
    header = "financial_year,period,portfolio,basis,cash_limit,net_expenditure,appropriations,outturn,variance"
    (tmp_path / "outturns.csv").write_text(f"{header}\n2026/27,Q1,Libraries,outturn,100,9x0,10,100,0\n")
    lines = command("check", str(tmp_path), "--format", "concise").stdout.splitlines()
    assert [one.partition(": input error: ")[0] for one in lines if "9x0" in one] == [f"{tmp_path}/outturns.csv:2:6"]
    told = json.loads(command("check", str(tmp_path), "--format", "json").stdout)["input_problems"]
    assert [(one["address"], one["column"]) for one in told if one["text"] == "9x0"] == [("F2", "net_expenditure")]
