"""Claims about where a result may be written: never over what is read, and with the old file's place in the world."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from budget_monitor.cli import app
from budget_monitor.errors import UsageError
from budget_monitor.load.sources.kinds import KINDS
from budget_monitor.model.lists.matching import ACCEPTED_ITEMS
from budget_monitor.pipeline.files.writing import write_rules
from budget_monitor.whole_file import HOURS_UNTIL_LEFT_BEHIND, HOURS_UNTIL_SCRATCH_IS_LEFT, scratch_folder, write_whole
from tests.support.small_sets import GOOD, put


def refused(ledgers: Path, output: Path, *options: str) -> bool:
    """True if the output is refused with exit code 2 and a message, and nothing that was there has changed."""
    before = output.read_bytes() if os.path.isfile(output) else None
    found = CliRunner().invoke(app, ["check", str(ledgers), "--output", str(output), *options])
    after = output.read_bytes() if os.path.isfile(output) else None
    assert "internal error" not in found.output
    return found.exit_code == 2 and before == after


ENDINGS = sorted({ending for kind in KINDS for ending in (*kind.endings, *kind.endings_if_named)})


@pytest.mark.parametrize("ending", [*ENDINGS, *(ending.upper() for ending in ENDINGS), ".toml"])
def test_nothing_is_written_among_ledgers_that_would_be_read_there(tmp_path: Path, ending: str) -> None:
    put(tmp_path / "set")
    assert refused(tmp_path / "set", tmp_path / "set" / f"savings{ending}")
    put(tmp_path / "root" / "stockport")
    assert refused(tmp_path / "root", tmp_path / "root" / "stockport" / f"savings{ending}")


def test_a_database_that_is_read_and_what_is_read_beside_it_are_protected(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    database = put(tmp_path / "set", budget_monitor__toml="") / "council.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute("create table savings as select '2021/22' financial_year, 'Q4' period")
    (tmp_path / "set" / "rules").mkdir()
    for name in ("council.duckdb", "budget-monitor.toml", "accepted.toml", "rules/own.toml", ".budget-monitor"):
        assert refused(database, tmp_path / "set" / name), name
    assert not refused(database, tmp_path / "set" / "findings.csv")


def test_a_file_that_is_read_through_a_link_is_protected(tmp_path: Path) -> None:
    put(tmp_path / "set")
    elsewhere = tmp_path / "elsewhere.csv"
    (tmp_path / "set" / "reserve_movements.csv").rename(elsewhere)
    (tmp_path / "set" / "reserve_movements.csv").symlink_to(elsewhere)
    os.link(elsewhere, tmp_path / "another name")
    assert refused(tmp_path / "set", elsewhere)
    assert refused(tmp_path / "set", tmp_path / "another name")


@pytest.mark.parametrize("name", ["accepted.toml", "budget-monitor.toml", "rules/own.toml", "notes.toml"])
def test_what_is_read_beside_a_single_ledger_is_not_replaced_through_a_link(tmp_path: Path, name: str) -> None:
    put(tmp_path / "set", GOOD)
    (tmp_path / "set" / "rules").mkdir()
    (tmp_path / "set" / name).write_text("")
    (ledger,) = (tmp_path / "set").glob("*.csv")
    (tmp_path / "soft.json").symlink_to(tmp_path / "set" / name)
    os.link(tmp_path / "set" / name, tmp_path / "hard.json")
    for output in ("soft.json", "hard.json"):
        assert refused(ledger, tmp_path / output), output


def test_a_place_that_cannot_be_is_a_message(tmp_path: Path) -> None:
    put(tmp_path / "set", GOOD)
    (tmp_path / "one").symlink_to("two")
    (tmp_path / "two").symlink_to("one")
    for name in ("one", "x" * 300, "no folder/x", "set"):
        assert refused(tmp_path / "set", tmp_path / name)


def test_a_replaced_file_keeps_its_permissions_and_its_other_names(tmp_path: Path) -> None:
    old = tmp_path / "old"
    old.write_text("before")
    old.chmod(0o600)
    write_whole(old, b"after")
    assert (old.read_bytes(), old.stat().st_mode & 0o777) == (b"after", 0o600)
    os.link(old, tmp_path / "other")
    write_whole(old, b"again")
    assert ((tmp_path / "other").read_bytes(), old.stat().st_nlink) == (b"again", 2)
    longest = tmp_path / ("n" * 255)
    write_whole(longest, b"x")
    assert longest.read_bytes() == b"x"
    assert not list(tmp_path.glob(".*"))


def test_what_a_killed_run_left_behind_goes_with_the_next_one(tmp_path: Path) -> None:
    left, fresh, other = (tmp_path / name for name in (".out.0123abcd.tmp", ".out.4567abcd.tmp", ".other.0123abcd.tmp"))
    for path in (left, fresh, other):
        path.write_text("half")
    long_ago = time.time() - 3600 * HOURS_UNTIL_LEFT_BEHIND - 60
    for path in (left, other):
        os.utime(path, (long_ago, long_ago))
    write_whole(tmp_path / "out", b"whole")
    assert {path.name for path in tmp_path.iterdir()} == {"out", fresh.name, other.name}


@pytest.mark.parametrize("is_set", [False, True], ids=["the system's", "engine.scratch"])
def test_a_scratch_folder_of_a_killed_run_goes_with_a_later_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_set: bool
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path.parent if is_set else tmp_path))
    nobody = 4_000_000  # the number of no process
    left, running, fresh, other = (
        tmp_path / name
        for name in (f"budget-monitor-{nobody}-a", f"budget-monitor-{os.getpid()}-b", f"budget-monitor-{nobody}-c", "x")
    )
    for path in (left, running, fresh, other):
        path.mkdir()
        (path / "ledger.parquet").write_text("rows")
    long_ago = time.time() - 3600 * HOURS_UNTIL_SCRATCH_IS_LEFT - 60
    for path in (left, running, other):
        os.utime(path, (long_ago, long_ago))
    with scratch_folder(tmp_path if is_set else None) as folder:
        assert {path.name for path in tmp_path.iterdir()} == {Path(folder).name, running.name, fresh.name, other.name}


def test_what_is_read_beside_lists_and_documents_is_protected(tmp_path: Path) -> None:
    lines = "date,amount,reference\n2026-04-01,10.00,A1\n"
    put(tmp_path / "set")
    for name, text in (
        ("l.csv", lines), ("r.csv", lines + "2026-04-02,1,A2\n"), ("report.md", "# Budget\n\n5 of 10 (50%)\n"),
        ("budget-monitor.toml", ""), (ACCEPTED_ITEMS, ""), ("ticks.json", '{"version": 1, "cleared": []}'),
    ):  # fmt: skip
        (tmp_path / name).write_text(text, encoding="utf-8")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    for line in (
        "reconcile l.csv r.csv --format json --output budget-monitor.toml",
        f"reconcile l.csv r.csv --carry-forward {ACCEPTED_ITEMS}",
        "reconcile l.csv r.csv --output x.json --carry-forward x.json",
        "scrutinise report.md --format json --output budget-monitor.toml",
        "scrutinise report.md --ledgers set --format csv --output set/savings.csv",
        "scrutinise report.md --ticks ticks.json --output ticks.json",
        "scrutinise report.md --ticks report.md --clear 1",
        "scrutinise report.md --ticks budget-monitor.toml --clear 1",
        "check set --record --output set/.budget-monitor/report.json",
    ):
        words = [str(tmp_path / word) if "." in word or word.startswith("set") else word for word in line.split()]
        found = CliRunner().invoke(app, words)
        assert (found.exit_code, "internal error" in found.output) == (2, False), (line, found.output)
        assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before, line


@pytest.mark.skipif(sys.platform != "linux", reason="names there are text")
def test_a_name_that_is_no_text_is_written_to(tmp_path: Path) -> None:
    target = tmp_path / os.fsdecode(b"x\xff.json")
    write_whole(target, b"whole")
    assert target.read_bytes() == b"whole"
    assert os.listdir(tmp_path) == [target.name]


def test_what_was_begun_of_a_second_file_of_rules_goes_though_the_first_is_not_written_over(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("service,q1,q2,total\nA,10,20,30\nB,11,25,36\nC,14,21,35\nTotal,35,66,101\n", encoding="utf-8")
    write_rules(table)
    (tmp_path / "table.source.toml").rename(left := tmp_path / ".table.source.toml.0123abcd.tmp")
    long_ago = time.time() - 3600 * HOURS_UNTIL_LEFT_BEHIND - 60
    os.utime(left, (long_ago, long_ago))
    with pytest.raises(UsageError, match="the file is there already"):
        write_rules(table)
    assert not left.exists()
