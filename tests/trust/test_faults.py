"""Claims about disks that are full or read-only, pipes where files should be, and ten at once: each gets its message,
nothing is lost, and nothing is half written.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tomllib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime
from importlib.util import find_spec
from pathlib import Path
from types import FrameType

import pytest
from typer.testing import CliRunner

from budget_monitor.cli import app
from tests.support.every_job import make
from tests.support.small_sets import BAD, GOOD, put

NO_ROOM = "No space left on device"
READ_ONLY = "Read-only file system"
WRITERS = {
    "check set --record": ".budget-monitor",
    "accept RM01-4c483109 set --reason r --by b": "accepted.toml",
    "check set --output report.json": "report.json",
    "check set --output report.xlsx": "report.xlsx",
    "draft savings.md --to new": "new",
    "draft savings.md --to empty": "empty",
    "init --portfolio Parks --year 2026/27 made": "made",
    "map list.csv --ledger savings --output list.source.toml": "list.source.toml",
    "check table.csv --write-rules": "rules",
    "rules new XX1 --output rules/own.toml": "rules",
    "reconcile bank.csv book.csv --carry-forward open.csv": "open.csv",
    "reconcile bank.csv book.csv --accept 1 --reason r --by b": "reconcile-accepted.toml",
    "scrutinise report.md --ticks ticks.json --clear 1 --reason r --by b": "ticks.json",
    "scrutinise report.md --output page.html": "page.html",
}
"""Every command that writes, and a part of the name of what it could not."""


def run(line: str) -> tuple[int, str]:
    with _within(20):
        found = CliRunner().invoke(app, line.split(" "))
    is_ended = found.exception is None or isinstance(found.exception, SystemExit)
    if not is_ended or "internal error" in found.output + found.stderr:
        return -1, f"{found.exception} {found.stderr}"
    return found.exit_code, found.output + found.stderr


@contextmanager
def _within(seconds: int) -> Iterator[None]:
    def late(_number: int, _frame: FrameType | None) -> None:
        raise TimeoutError(f"it took more than {seconds} seconds")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def mounted(place: Path) -> Iterator[Path]:
    """A file system of 512 kB; skips where none can be mounted."""
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(place)]
    if shutil.which("mount") is None or subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("no file system can be mounted here: full and read-only disks are not tried")
    try:
        yield place
    finally:
        os.chdir("/")
        subprocess.run(["umount", str(place)], check=True)


def fill(place: Path) -> None:
    """Leaves no room at all."""
    with (place / "filling").open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 1_024)
        except OSError:
            pass


def content(folder: Path) -> dict[str, bytes]:
    """What is in a folder; a history that is begun and still empty does not count."""
    files = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return {name: text for name, text in files.items() if text or not name.endswith(".sqlite")}


@pytest.mark.parametrize("is_whole", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_a_full_or_read_only_disk_has_its_message_and_nothing_on_it_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_whole: bool
) -> None:
    with mounted(tmp_path / "disk") as disk:
        make(disk)
        monkeypatch.chdir(disk)
        fill(disk)
        before, wrong = content(disk), []
        ways: list[tuple[str, list[str]]] = [(NO_ROOM, []), (READ_ONLY, ["mount", "-o", "remount,ro", str(disk)])]
        for reason, prepare in ways if is_whole else ways[:1]:
            if prepare:
                subprocess.run(prepare, check=True)
            for line, name in list(WRITERS.items())[:: 1 if is_whole else 3]:
                code, said = run(line)
                is_told = reason in " ".join(said.split()) or "full" in said or "readonly" in said
                if not (code == 2 and is_told and name in "".join(said.split()) and content(disk) == before):
                    wrong.append((line, code, said, content(disk).keys() ^ before.keys()))
        assert not wrong, "\n".join(map(str, wrong))
        monkeypatch.chdir("/")


def test_no_room_for_temporary_files_is_a_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with mounted(tmp_path / "disk") as disk:
        (tmp_path / "work").mkdir()
        work = make(tmp_path / "work")
        fill(disk)
        monkeypatch.setattr("tempfile.tempdir", str(disk))
        monkeypatch.chdir(work)
        wrong = []
        for line in ("map list.csv --ledger savings", "check table.csv --write-rules"):
            code, said = run(line)
            if not (code == 2 and NO_ROOM in " ".join(said.split())):
                wrong.append((line, code, said))
        monkeypatch.chdir("/")
        assert not wrong, "\n".join(map(str, wrong))


PIPES = {
    "check set": ("set/accepted.toml", "set/budget-monitor.toml", "set/rules", "set/savings.csv", "set/savings.parquet",
                  "set/savings.xlsx", *(["set/council.duckdb"] if find_spec("duckdb") else []), "set/list.source.toml"),
    "check set --rules own.toml": ("own.toml",),
    "check set --record": ("set/.budget-monitor", "set/.budget-monitor/history.sqlite"),
    "check pipe.csv": ("pipe.csv",),
    "look pipe.csv": ("pipe.csv",),
    "map pipe.csv": ("pipe.csv",),
    "scrutinise pipe.md": ("pipe.md",),
    "scrutinise pipe.pdf": ("pipe.pdf",),
    "scrutinise report.md --previous pipe.docx": ("pipe.docx",),
    "scrutinise report.md --since pipe.odt": ("pipe.odt",),
    "scrutinise report.md --ticks ticks.json": ("ticks.json", "budget-monitor.toml"),
    "scrutinise report.md --ledgers set": ("set/savings.csv", "set/budget-monitor.toml", "set/rules"),
    "draft pipe.md --to new": ("pipe.md",),
    "reconcile bank.csv pipe.csv": ("pipe.csv",),
    "reconcile bank.csv book.csv": ("reconcile-accepted.toml", "budget-monitor.toml"),
    "reconcile bank.csv book.csv --carried open.csv": ("open.csv",),
    "history set": ("set/.budget-monitor/history.sqlite",),
}  # fmt: skip


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _pipes(path: Path) -> None:
    """The same, for every command."""
    os.mkfifo(path)


def _link(path: Path) -> None:
    path.symlink_to(path.parent / "nowhere")


def _loop(path: Path) -> None:
    path.symlink_to(path)


def _device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes here")
@pytest.mark.parametrize(
    "kind", [_pipe, *(pytest.param(one, marks=pytest.mark.slow) for one in (_pipes, _link, _loop, _device, _folder))]
)
def test_what_is_no_file_where_one_is_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: Callable[[Path], None]
) -> None:
    """A pipe would wait for ever, a device never end, and a link that leads nowhere would be passed over in silence."""
    (tmp_path / "begin").mkdir()
    make(tmp_path / "begin")
    wrong = []
    for line, names in list(PIPES.items())[:: 3 if kind is _pipe else 1]:
        for name in names:
            work = tmp_path / "work"
            shutil.rmtree(work, ignore_errors=True)
            shutil.copytree(tmp_path / "begin", work)
            monkeypatch.chdir(work)
            path = work / name
            path.parent.mkdir(exist_ok=True)
            path.unlink(missing_ok=True)
            if kind is _folder and name in ("set/rules", "set/.budget-monitor", "own.toml"):
                continue  # which are folders, or may be
            kind(path)
            code, said = run(line)
            if code != 2 or path.name not in "".join(said.split()):
                wrong.append((line, name, code, said))
    assert not wrong, "\n".join(map(str, wrong))


def test_ten_at_once_lose_nothing(tmp_path: Path) -> None:
    from budget_monitor.load.notes import add_note, read_notes
    from budget_monitor.load.sides.accepted import accept_item, accepted_items
    from budget_monitor.model.lists.matching import EntryAcceptance
    from budget_monitor.model.results.history import Recording
    from budget_monitor.model.results.review import Note
    from budget_monitor.pipeline import check
    from budget_monitor.pipeline.findings.accepting import accept
    from budget_monitor.pipeline.history import recorded_runs

    count, day = 10, date(2026, 5, 1)
    put(tmp_path / "set", GOOD + "".join(BAD.replace("Archives", f"M{number}") for number in range(count)))
    ids = [one.id for one in check(tmp_path / "set").findings if one.rule == "RM01" and one.gap]
    assert len(ids) == count

    def work(number: int) -> None:
        accept(ids[number], tmp_path / "set", reason=f"r{number}", by="b", today=day)
        check(tmp_path / "set", record=Recording(datetime(2026, 5, 1, tzinfo=UTC)))
        add_note(tmp_path, Note("RM01", "savings", {"n": str(number)}, "", f"note {number}", "b", day))
        accept_item(tmp_path, "l | r", "w", EntryAcceptance(f"i{number}", "r", "b", day))

    with ThreadPoolExecutor(count) as pool:
        list(pool.map(work, range(count)))
    accepted = tomllib.loads((tmp_path / "set" / "accepted.toml").read_text(encoding="utf-8"))["accepted"]
    assert {one["reason"] for one in accepted} == {f"r{number}" for number in range(count)}
    assert len(recorded_runs(tmp_path / "set")) == count
    assert len(read_notes(tmp_path)) == len(accepted_items(tmp_path, "l | r")) == count
