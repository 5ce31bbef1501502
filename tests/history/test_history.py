"""Claims about the history: every recorded run is there whole, and what changed between two is told apart."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from threading import Event

import pytest
from typer.testing import CliRunner

from budget_monitor.cli import app
from budget_monitor.errors import UsageError
from budget_monitor.history import store
from budget_monitor.history.compare import recorded_runs
from budget_monitor.model.ledgers.money import money
from budget_monitor.model.results.choices import FailOn
from budget_monitor.model.results.history import Comparison, RecordedFinding, Recording, State
from budget_monitor.model.results.outcome import Verdict
from budget_monitor.pipeline import check
from budget_monitor.pipeline.history import compare as compare_runs

OUTTURNS = "financial_year,period,portfolio,basis,cash_limit,net_expenditure,appropriations,outturn,variance\n"
RESERVES = "financial_year,period,portfolio,reserve,purpose,opening,{usage},closing\n"
GOOD = OUTTURNS + "2021/22,Q4,Libraries,outturn,4971,5068,(97),4971,0\n2021/22,Q4,Parks,outturn,621,621,0,621,0\n"
SLIP = GOOD.replace("5068,(97),4971,0", "5068,97,4971,0")  # a draw on reserves typed as a contribution: 194 too low
AT = datetime(2022, 7, 8, 9, 30, tzinfo=UTC)


def record(folder: Path, outturns: str = GOOD, **asked: object) -> int:
    """Write the ledger, check and record it; the exit code."""
    (folder / "outturns.csv").write_text(outturns, encoding="utf-8")
    return check(folder, record=Recording(AT), **asked).exit_code()  # type: ignore[arg-type]


def history(folder: Path) -> Path:
    return folder / ".budget-monitor" / "history.sqlite"


def rules(findings: tuple[RecordedFinding, ...]) -> list[tuple[str, str]]:
    """Rule and portfolio of findings."""
    return [(finding.rule, finding.key.get("portfolio", "")) for finding in findings]


def compared(folder: Path) -> Comparison:
    return compare_runs(folder)


# --- what is recorded


def test_a_run_is_recorded_with_all_that_made_it(tmp_path: Path) -> None:
    """Time, version, exit code, counts, the files' SHA-256 and the rules' digests."""
    record(tmp_path, SLIP, select=["OT01", "OT02"], period="Q4")
    (run,) = recorded_runs(tmp_path)
    assert (run.id, run.at, run.exit_code, run.currency) == (1, AT, 1, "GBP")
    assert (run.counts[Verdict.EXACT], run.counts[Verdict.FAIL], run.checks) == (3, 1, 4)
    (read,) = run.inputs
    assert (read.file, read.ledger, read.rows, read.unit) == ("outturns.csv", "outturns", 2, "£")
    assert len(read.sha256) == 64
    assert list(run.rules) == ["OT01", "OT02"]
    assert (run.looked_at.period, run.looked_at.year) == ("Q4", None)
    assert {len(digest) for digest in run.rules.values()} == {64}


def test_the_exit_code_is_the_run_s_own(tmp_path: Path) -> None:
    (tmp_path / "outturns.csv").write_text(SLIP, encoding="utf-8")
    check(tmp_path, record=Recording(AT, FailOn.NEVER))
    (run,) = recorded_runs(tmp_path)
    assert run.exit_code == 0


def test_runs_follow_one_another_and_files_read_again_are_kept_once(tmp_path: Path) -> None:
    for _ in range(3):
        record(tmp_path)
    assert [run.id for run in recorded_runs(tmp_path)] == [1, 2, 3]
    with sqlite3.connect(history(tmp_path)) as database:
        assert database.execute("SELECT count(*) FROM reading").fetchone() == (1,)
        assert database.execute("SELECT count(*) FROM figure").fetchone() == (10,)


def test_without_record_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "outturns.csv").write_text(GOOD, encoding="utf-8")
    check(tmp_path)
    assert os.listdir(tmp_path) == ["outturns.csv"]


def test_names_that_are_no_unicode_can_be_recorded(tmp_path: Path) -> None:
    (tmp_path / "outturns.csv").write_bytes(SLIP.replace("Parks", "P\x1b[31m“arks”").encode("cp1252"))
    check(tmp_path, record=Recording(AT))
    assert len(recorded_runs(tmp_path)) == 1


# --- what changed


def test_findings_are_new_standing_and_gone(tmp_path: Path) -> None:
    record(tmp_path, GOOD)
    record(tmp_path, SLIP)
    assert rules(compared(tmp_path).new) == [("OT01", "Libraries")]
    record(tmp_path, SLIP)
    found = compared(tmp_path)
    assert (found.new, found.gone, found.changed) == ((), (), ())
    assert rules(found.standing) == [("OT01", "Libraries"), ("OT07", "")]
    finding = found.standing[0]
    assert (finding.gap, finding.state) == (money(Decimal(-194)), State.COUNTED)
    record(tmp_path, GOOD)
    assert rules(compared(tmp_path).gone) == [("OT01", "Libraries")]
    assert rules(compare_runs(tmp_path, 1, 3).new) == [("OT01", "Libraries")]
    assert compare_runs(tmp_path, 1).new == ()


def test_a_finding_with_another_gap_has_changed(tmp_path: Path) -> None:
    record(tmp_path, SLIP)
    record(tmp_path, SLIP.replace("5068,97,", "5068,98,"))
    (change,) = compared(tmp_path).changed
    assert (change.before.gap, change.after.gap) == (money(Decimal(-194)), money(Decimal(-195)))


def test_what_a_run_did_not_look_for_is_neither_gone_nor_new(tmp_path: Path) -> None:
    record(tmp_path, SLIP)
    record(tmp_path, SLIP, select=["OT02"])
    found = compared(tmp_path)
    assert (found.gone, rules(found.not_looked_at)) == ((), [("OT01", "Libraries"), ("OT07", "")])
    record(tmp_path, SLIP, portfolio="parks")
    record(tmp_path, SLIP)
    found = compared(tmp_path)
    assert (found.new, rules(found.first_looked_at)) == ((), [("OT01", "Libraries")])


def test_figures_that_were_restated_are_listed_with_both_amounts(tmp_path: Path) -> None:
    """By key and column, wherever the row stands; rows that came or went are counted."""
    record(tmp_path, GOOD)
    new_row = "2021/22,Q4,Roads,outturn,1,1,0,1,0\n"
    record(tmp_path, GOOD.replace("5068", "5069").replace(OUTTURNS, OUTTURNS + new_row))
    found = compared(tmp_path)
    (restated,) = found.restated
    assert (restated.ledger, restated.place.file, restated.place.line) == ("outturns", "outturns.csv", 3)
    assert (restated.place.column, restated.key["portfolio"]) == ("net_expenditure", "Libraries")
    assert (restated.before, restated.after) == (money(Decimal(5068)), money(Decimal(5069)))
    assert [(count.ledger, count.added, count.removed) for count in found.figures] == [("outturns", 5, 0)]


def test_rows_that_came_or_were_renamed_and_totals_are_told_as_of_two_versions_of_a_table(tmp_path: Path) -> None:
    """By the mechanism of `reconcile --key`."""
    record(tmp_path, GOOD)
    record(tmp_path, GOOD.replace("Parks", "Green spaces") + "2021/22,Q4,Roads,outturn,7,7,0,7,0\n")
    (ledger,) = compared(tmp_path).ledgers
    (renamed,) = ledger.versions.renamed
    assert (ledger.versions.left.keys[renamed.left_row][2], renamed.why) == ("Parks", "all figures are the same")
    text = CliRunner().invoke(app, ["compare", str(tmp_path)]).output
    assert "perhaps renamed: 2021/22, Q4, Parks" in text
    assert "only in run 2: 2021/22, Q4, Roads" in text
    assert "total of outturn: £5,592 → £5,599 (+£7)" in text


def test_the_same_figures_in_another_order_or_notation_are_not_restated(tmp_path: Path) -> None:
    header, first, second = GOOD.splitlines(keepends=True)
    record(tmp_path, GOOD)
    record(tmp_path, header + second + first.replace("5068,(97)", '"£5,068.00",-97'))
    found = compared(tmp_path)
    assert (found.restated, found.figures) == ((), ())


def test_a_figure_is_shown_in_the_sign_it_stands_in_the_file(tmp_path: Path) -> None:
    """A movement is the usage with its sign reversed: the same figure, and no restatement."""
    file = tmp_path / "reserve_movements.csv"
    row = "2021/22,Q4,Libraries,Fund,Museum,300,{usage},{closing}\n"
    file.write_text(RESERVES.format(usage="usage") + row.format(usage=239, closing=61))
    check(tmp_path, record=Recording(AT))
    file.write_text(RESERVES.format(usage="movement") + row.format(usage=-239, closing=61))
    check(tmp_path, record=Recording(AT))
    assert compared(tmp_path).restated == ()
    file.write_text(RESERVES.format(usage="movement") + row.format(usage=-240, closing=60))
    check(tmp_path, record=Recording(AT))
    closing, movement = compared(tmp_path).restated
    assert (movement.place.column, movement.before) == ("movement", money(Decimal(-239)))
    assert (movement.after, closing.place.column) == (money(Decimal(-240)), "closing")


def test_a_rule_that_asks_for_something_else_now_is_named(tmp_path: Path) -> None:
    record(tmp_path)
    record(tmp_path, settings=["severity.OT03=error"])
    assert compared(tmp_path).rules_changed == ("OT03",)


def test_a_run_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no history yet; `budget-monitor check --record` begins one"):
        recorded_runs(tmp_path)
    record(tmp_path)
    with pytest.raises(UsageError, match="only one run is recorded"):
        compared(tmp_path)
    record(tmp_path)
    with pytest.raises(UsageError, match="there is no run 7; the history has runs 1 to 2"):
        compare_runs(tmp_path, 1, 7)


# --- whatever happens to the file


def _foreign(file: Path) -> None:
    file.unlink()
    with sqlite3.connect(file) as database:
        database.execute("CREATE TABLE theirs (a)")


def _cut(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2])


def _scratched(file: Path) -> None:
    content = bytearray(file.read_bytes())
    for place in range(4096, len(content) - 64, 4096):
        content[place : place + 64] = b"\xff" * 64
    file.write_bytes(content)


def _newer(file: Path) -> None:
    with sqlite3.connect(file) as database:
        database.execute("PRAGMA user_version = 99")


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda file: file.write_bytes(os.urandom(5000)), "not a sound history"),
        (lambda file: file.write_text("a report\n"), "not a sound history"),
        (_foreign, "it belongs to another program"),
        (_cut, "not a sound history"),
        (_scratched, "not a sound history"),
        (_newer, "written by another version of budget-monitor"),
    ],
)
def test_a_damaged_history_is_a_clear_error_and_stays_as_it_is(
    tmp_path: Path, damage: Callable[[Path], object], words: str
) -> None:
    record(tmp_path, SLIP)
    record(tmp_path)
    damage(history(tmp_path))
    before = history(tmp_path).read_bytes()
    for attempt in (lambda: record(tmp_path), lambda: recorded_runs(tmp_path), lambda: compared(tmp_path)):
        with pytest.raises(UsageError, match=words):
            attempt()
    assert history(tmp_path).read_bytes() == before
    assert os.listdir(history(tmp_path).parent) == ["history.sqlite"]


def test_an_empty_file_is_a_history_that_has_not_begun(tmp_path: Path) -> None:
    history(tmp_path).parent.mkdir()
    history(tmp_path).touch()
    with pytest.raises(UsageError, match="no run is recorded yet"):
        recorded_runs(tmp_path)
    record(tmp_path)
    assert len(recorded_runs(tmp_path)) == 1


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_folder_that_cannot_be_written_is_a_usage_error(tmp_path: Path) -> None:
    (tmp_path / "outturns.csv").write_text(GOOD, encoding="utf-8")
    tmp_path.chmod(0o500)
    with pytest.raises(UsageError, match="cannot write"):
        check(tmp_path, record=Recording(AT))


def test_two_runs_at_once_are_both_kept(tmp_path: Path) -> None:
    (tmp_path / "outturns.csv").write_text(SLIP, encoding="utf-8")
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        pool.map(_check, [tmp_path] * 4)
    runs = recorded_runs(tmp_path)
    assert [run.id for run in runs] == [1, 2, 3, 4]
    assert all(run.counts[Verdict.FAIL] == 1 for run in runs)


def _check(folder: Path) -> None:
    check(folder, record=Recording(AT))


KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from budget_monitor.history import record
from budget_monitor.model.results.history import Recording
from budget_monitor.pipeline import check

whole = record._figures

def half(*arguments):
    for number, figure in enumerate(whole(*arguments)):
        if number == int(sys.argv[2]):
            os.kill(os.getpid(), signal.SIGKILL)
        yield figure

record._figures = half
check(sys.argv[1], record=Recording(datetime(2022, 7, 8, tzinfo=UTC)))
"""


@pytest.mark.skipif(os.name == "nt", reason="there is no such signal")
@pytest.mark.parametrize(("earlier", "rows", "written"), [(0, 2, 5), (2, 2, 5), (2, 12_000, 50_000)])
def test_a_run_killed_half_way_leaves_the_history_whole(tmp_path: Path, earlier: int, rows: int, written: int) -> None:
    """What it had written is undone, and the next run is recorded as if it had never been.

    With many figures part of them are in the file by then, and the journal has what stood there before.
    """
    for _ in range(earlier):
        record(tmp_path)
    many = "".join(f"2021/22,Q4,Portfolio {number},outturn,1,1,0,1,0\n" for number in range(rows))
    (tmp_path / "outturns.csv").write_text(OUTTURNS + many, encoding="utf-8")
    before = history(tmp_path).stat().st_size if earlier else 0
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path), str(written)], capture_output=True, check=False
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    if rows > 2:
        assert history(tmp_path).stat().st_size > before
    if earlier:
        assert len(recorded_runs(tmp_path)) == earlier
    record(tmp_path, SLIP)
    runs = recorded_runs(tmp_path)
    assert [run.id for run in runs] == list(range(1, earlier + 2))
    assert runs[-1].counts[Verdict.FAIL] == 1


def test_a_history_that_another_run_is_just_beginning_is_no_stranger(tmp_path: Path) -> None:
    """What is asked of the file is asked at one moment: before it is begun, or once it has been."""
    for number in range(20):
        ledgers = tmp_path / str(number)
        ledgers.mkdir()
        begun = Event()

        def look(ledgers: Path = ledgers, begun: Event = begun) -> None:
            while not begun.is_set():
                store.check_history(ledgers)

        with ThreadPoolExecutor(4) as pool:
            looking = [pool.submit(look) for _ in range(4)]
            with store.writing(ledgers):
                pass
            begun.set()
            for one in looking:
                one.result()
