"""Claims about workbooks that are read in a process of their own: whatever becomes of it, there is an answer in time,
and no process is left behind.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from budget_monitor.load.sources.sheets.compiled import apart, child
from budget_monitor.load.sources.sheets.compiled.answers import DamagedError, TooMuchError
from budget_monitor.load.sources.sheets.compiled.apart import ReadApart
from budget_monitor.load.sources.sheets.compiled.here import ReadHere
from budget_monitor.model.running.limits import Limits, within
from tests.support.old_workbooks import number_cell, ods, row, table
from tests.support.packages import old_workbook, open_workbook

pytestmark = pytest.mark.skipif(not child.CAN_BE_BOUND, reason="signals and limits of processes are those of POSIX")
AT_WORK = "sum(repeat(0))"
"""Compiled code that never comes back, and that no signal handler of Python's breaks off."""
WAITS = "time.sleep(1_000)"
STARTS = "import sys; from pathlib import Path; from budget_monitor.load.sources.sheets.compiled import apart"
MAX_SECONDS = 20
"""For a process to begin or to end on a machine that has other work."""


def reader(folder: Path, instead: str) -> Path:
    """A reader that says its number in a file, and then does something else instead of reading."""
    path = folder / "reader.py"
    path.write_text(
        "import os, sys, time\nfrom itertools import repeat\nfrom pathlib import Path\n"
        f"sys.path.insert(0, {str(Path(child.__file__).parent)!r})\nimport child\n"
        f"Path({str(folder / 'number')!r}).write_text(str(os.getpid()))\n"
        f"child.sheets_of = lambda content: {instead}\nchild.main()\n",
        encoding="utf-8",
    )
    return path


def number_in(folder: Path) -> int:
    """The number of the reader's process, once it has begun."""
    until = time.monotonic() + MAX_SECONDS
    while time.monotonic() < until:
        if (folder / "number").exists() and (told := (folder / "number").read_text()):
            return int(told)
        time.sleep(0.02)
    raise AssertionError("the reader was not started")


def is_gone(number: int) -> bool:
    until = time.monotonic() + MAX_SECONDS
    while time.monotonic() < until:
        try:
            os.kill(number, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


def command(folder: Path, instead: str, *arguments: str) -> subprocess.Popen[str]:
    """The command, begun, with such a reader."""
    begun = f"{STARTS}; apart.CHILD = Path({str(reader(folder, instead))!r}); from budget_monitor.__main__ import main"
    return subprocess.Popen(
        [sys.executable, "-c", f"{begun}; sys.argv[0] = 'budget-monitor'; main()", *arguments],
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


@pytest.mark.parametrize("name", ["table.ods", "table.xls"])
def test_a_reader_that_never_comes_back_is_cut_off_with_the_limit_that_it_had(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(open_workbook() if name.endswith("ods") else old_workbook())
    (tmp_path / "budget-monitor.toml").write_text("[limits]\nreader_seconds = 1\n", encoding="utf-8")
    ran = command(tmp_path, AT_WORK, "look", name)
    out, told = ran.communicate(timeout=MAX_SECONDS * 2)
    assert (ran.returncode, out) == (2, "")
    assert " ".join(told.split()) == (
        f"budget-monitor: cannot read {name}: the file takes longer than 1 s to read: save it as .xlsx, or allow it"
        " more time (limits.reader_seconds)"
    )
    assert is_gone(number_in(tmp_path))


def test_a_reader_that_waits_for_ever_is_cut_off_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "CHILD", reader(tmp_path, WAITS))
    monkeypatch.setattr(apart, "SHARE_OF_WAITING", 1)
    with within(Limits(reader_seconds=1)), pytest.raises(TooMuchError, match="takes longer than 1 s to read"):
        ReadApart(open_workbook())
    assert is_gone(number_in(tmp_path))


@pytest.mark.parametrize(
    ("number", "code"), [(one, 128 + one) for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)]
)
@pytest.mark.parametrize("job", ["check", "look"])
def test_signals_end_the_command_and_its_reader(tmp_path: Path, job: str, number: signal.Signals, code: int) -> None:
    (tmp_path / "savings.ods").write_bytes(open_workbook())
    ran = command(tmp_path, AT_WORK, job, "." if job == "check" else "savings.ods")
    process = number_in(tmp_path)
    begun = time.monotonic()
    ran.send_signal(number)
    _, told = ran.communicate(timeout=MAX_SECONDS)
    assert time.monotonic() - begun < Limits().reader_seconds / 2
    stopped_at = "stopped by Ctrl-C while the file was read" in " ".join(told.split())
    assert ran.returncode == code or (number == signal.SIGINT and ran.returncode == 2 and stopped_at), told
    assert "Traceback" not in told
    assert is_gone(process)


def test_a_reader_whose_command_was_killed_ends_when_its_time_is_over(tmp_path: Path) -> None:
    (tmp_path / "savings.ods").write_bytes(open_workbook())
    (tmp_path / "budget-monitor.toml").write_text("[limits]\nreader_seconds = 1\n", encoding="utf-8")
    ran = command(tmp_path, AT_WORK, "look", "savings.ods")
    process = number_in(tmp_path)
    ran.kill()
    ran.communicate(timeout=MAX_SECONDS)
    assert is_gone(process)


@pytest.mark.parametrize("instead", ["os.abort()", "os._exit(3)", "1 / 0", "sys.exit(0)"])
def test_a_reader_that_ends_without_an_answer_has_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, instead: str
) -> None:
    monkeypatch.setattr(apart, "CHILD", reader(tmp_path, instead))
    with pytest.raises(DamagedError, match="its reader gave up on it"):
        ReadApart(open_workbook())


def test_memory_is_bounded_and_the_message_names_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    large = ods(table(*(row(*(number_cell(str(at)) for at in range(50))) for _ in range(8_000))))
    said = r"needs more than 1[0-9]0 MB of memory to be read: save it as \.xlsx.*limits\.reader_megabytes"
    for megabytes in (100, 160):  # too little for the file, for what it holds
        with within(Limits(reader_megabytes=megabytes)), pytest.raises(TooMuchError, match=said):
            ReadApart(large)
    monkeypatch.setattr(apart, "CHILD", reader(tmp_path, "bytearray(200_000_000)"))
    with within(Limits(reader_megabytes=100)), pytest.raises(TooMuchError, match=said):
        ReadApart(open_workbook())


def test_what_is_read_apart_is_what_is_read_here() -> None:
    for content in (open_workbook(), old_workbook()):
        far, near = ReadApart(content), ReadHere(content)
        assert far.sheets == near.sheets
        for info in near.sheets:
            one, other = far.sheet(info.name), near.sheet(info.name)
            assert (one.height, one.width, list(one.merged)) == (other.height, other.width, list(other.merged))
            assert one.values() == other.values()
            assert [list(map(type, line)) for line in one.values()] == [
                list(map(type, line)) for line in other.values()
            ]
