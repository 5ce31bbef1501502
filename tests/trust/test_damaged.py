"""Claims about damaged files of every kind: exit code 0, 1 or 2, in bounded time, never an internal error, and never 0
where a row was not read.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from budget_monitor.cli import app
from tests.support.mutations import damaged

MAX_SECONDS = 10
FILES = {
    "reserve_movements.csv": (
        "financial_year,period,portfolio,reserve,purpose,opening,usage,closing\n"
        "2021/22,Q3,Libraries,Flexibility,Museums,130,0,130\n"
        '2021/22,Q4,Libraries,Flexibility,"Museums, all",£130,(20),150\n'
        "2021/22,Q4,Libraries,Flexibility,Archives,1.5,0.5,1\n"
    ),
    "savings.csv": (
        "financial_year,period,portfolio,proposal,risk_rating,value,achieved\n"
        "2021/22,Q4,Libraries,Opening hours,Green,100,100\n2021/22,Q4,Libraries,Total,,100,100\n"
    ),
    "budget-monitor.toml": (
        'unit = "£000"\nignore = ["PM03"]\n[variance]\namount = "£50,000"\n[criteria]\namber_within = 5\n'
    ),
    "accepted.toml": (
        '[[accepted]]\nrule = "RM01"\nkey = { financial_year = "2021/22", period = "Q4", portfolio = "Libraries",'
        ' reserve = "Flexibility", purpose = "Museums, all" }\ngap = "£5"\nreason = "r"\nby = "b"\non = 2022-05-01\n'
    ),
    "rules/own.toml": (
        '[[rule]]\nid = "OWN1"\ntitle = "t"\nledger = "reserve_movements"\nwhere = "usage != 0"\n'
        'check = "opening - usage == closing"\ntolerance = "£2"\n\n[[rule]]\nid = "OWN2"\ntitle = "t"\n'
        'ledger = "savings"\ncheck = "achieved / value <= 2 * 3"\n'
    ),
}


def make(folder: Path) -> Path:
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound set with a history of one run."""
    folder = make(tmp_path_factory.mktemp("whole"))
    ran = CliRunner().invoke(app, ["check", str(folder), "--record"])
    assert ran.exit_code in (0, 1), ran.output
    return folder


def checked(folder: Path, *options: str) -> tuple[int, dict[str, object]]:
    begun = time.process_time()
    ran = CliRunner().invoke(app, ["check", str(folder), "--format", "json", *options])
    assert ran.exit_code in (0, 1, 2), ran.output
    assert ran.exception is None or isinstance(ran.exception, SystemExit), ran.exception
    assert "internal error" not in ran.output + ran.stderr, ran.stderr
    assert time.process_time() - begun < MAX_SECONDS
    try:
        report: dict[str, object] = json.loads(ran.stdout)
    except ValueError:
        assert ran.exit_code == 2
        assert ran.stderr.strip()
        report = {}
    return ran.exit_code, report


def sweep(examples: int, slow: int) -> pytest.MarkDecorator:  # a few in every run, many where asked
    return pytest.mark.parametrize("examples", [examples, pytest.param(slow, marks=pytest.mark.slow)])


NAMES = [*FILES, ".budget-monitor/history.sqlite"]


@pytest.mark.parametrize("name", NAMES)
@sweep(25, 600)
def test_a_damaged_file_never_ends_the_run_without_an_answer(
    whole: Path, tmp_path: Path, name: str, examples: int
) -> None:
    content = (whole / name).read_bytes()

    @settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(damaged(content))
    def holds(bad: bytes) -> None:
        folder = tmp_path / "set"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(whole, folder)
        (folder / name).write_bytes(bad)
        options = ["--record"] if name.endswith(".sqlite") else []
        code, report = checked(folder, *options)
        if code == 0 and name.endswith(".csv"):
            assert rows_read(report, name) == records(bad, name), bad

    holds()


def rows_read(report: dict[str, object], name: str) -> int:
    inputs = report["inputs"]
    assert isinstance(inputs, list)
    return sum(int(one["rows"]) for one in inputs if one["file"] == name)


def records(content: bytes, name: str) -> int:
    """The rows of a CSV text below its header, wherever that stands, as the standard library sees them."""
    text = content.decode("utf-8-sig", "replace")
    found = [row for row in csv.reader(io.StringIO(text, newline="")) if any(cell.strip() for cell in row)]
    names = set(FILES[name].partition("\n")[0].split(","))
    header = next(
        place for place, row in enumerate(found) if 2 * len(names.intersection(map(str.strip, row))) > len(names)
    )
    return len(found) - header - 1


@sweep(25, 600)
def test_a_damaged_table_of_no_known_kind_is_answered(tmp_path: Path, examples: int) -> None:
    content = b"Budget 2021/22\n,Q1,Q2,Year\nStaff,10,20,30\nRent,5,5,10\nTotal,15,25,40\n"

    @settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(damaged(content), st.sampled_from(["check", "look", "scrutinise"]))
    def holds(bad: bytes, command: str) -> None:
        file = tmp_path / ("table.csv" if command != "scrutinise" else "report.md")
        file.write_bytes(bad)
        begun = time.process_time()
        ran = CliRunner().invoke(app, [command, str(file)])
        assert ran.exit_code in (0, 1, 2), ran.output
        assert "internal error" not in ran.output + ran.stderr, ran.stderr
        assert time.process_time() - begun < MAX_SECONDS

    holds()


@sweep(15, 2_000)
def test_damaged_workbooks_and_parquet_files_are_answered(tmp_path: Path, examples: int) -> None:
    import openpyxl
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = [line.split(",") for line in FILES["savings.csv"].splitlines()]
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append([int(cell) if cell.isdigit() else cell for cell in row])
    book.save(tmp_path / "whole.xlsx")
    pq.write_table(
        pa.table(dict(zip(rows[0], map(list, zip(*rows[1:], strict=True)), strict=True))), tmp_path / "whole.parquet"
    )
    contents = {ending: (tmp_path / f"whole{ending}").read_bytes() for ending in (".xlsx", ".parquet")}

    @settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.data(), st.sampled_from(sorted(contents)))
    def holds(data: st.DataObject, ending: str) -> None:
        folder = tmp_path / "set"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        (folder / f"savings{ending}").write_bytes(data.draw(damaged(contents[ending])))
        checked(folder)

    holds()
