"""Claims about closed, full and broken streams, about signals, and about results that go to a stream."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import typer

from budget_monitor.cli.shared.process import run_tidily
from budget_monitor.cli.shared.streams import answers_for_errors
from budget_monitor.errors import MachineError
from budget_monitor.model.running.ending import raise_what_ends
from budget_monitor.model.running.engine import EngineOptions
from budget_monitor.pipeline.engine.opened import Opened
from tests.support.engines import only_where_it_runs
from tests.support.small_sets import BAD, GOOD, put, shell

pytestmark = pytest.mark.skipif(os.name == "nt", reason="no such devices there")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("BM check nowhere 2>&-", 2),
        ("BM check nowhere 2>/dev/full", 2),
        ("BM check good >/dev/null 2>&-", 0),
        ("BM check bad >/dev/null 2>/dev/full", 1),
        ("BM check bad <&- >&- 2>&-", 1),
        ("BM check good >/dev/full", 2),
        ("BM check good >/dev/full 2>/dev/full", 2),
        ("BM --version >/dev/full", 2),
        ("BM check --no-such-option 2>/dev/full", 2),
        ("set -o pipefail; BM --help | true", 0),
        ("set -o pipefail; BM check bad | true", 1),
    ],
)
def test_streams_do_not_change_the_exit_code_and_leave_no_traceback(tmp_path: Path, line: str, code: int) -> None:
    put(tmp_path / "good")
    put(tmp_path / "bad", GOOD + BAD)
    found = shell(line, tmp_path)
    assert found.returncode == code
    assert "Traceback" not in found.stderr
    assert "Exception ignored" not in found.stderr


def test_a_result_that_cannot_be_written_is_told_on_stderr(tmp_path: Path) -> None:
    put(tmp_path / "good")
    for line in ("BM check good >/dev/full", "BM --version >/dev/full", "BM check good --output /dev/full"):
        assert "No space left on device" in shell(line, tmp_path).stderr


def test_a_closed_stdout_is_told_on_stderr_unless_nothing_should_have_gone_there(tmp_path: Path) -> None:
    put(tmp_path / "good")
    for line in ("BM check good >&-", "BM check good --output - >&-", "BM --version >&-", "BM rules list >&-"):
        found = shell(line, tmp_path)
        assert (found.returncode, found.stderr.count("stdout is closed")) == (0, 1)
    assert "stdout is closed" not in shell("BM check good --output report.html >&-", tmp_path).stderr


def test_another_name_of_stdout_is_stdout_and_wipes_nothing(tmp_path: Path) -> None:
    put(tmp_path / "good")
    expected = shell("BM check good", tmp_path).stdout
    (tmp_path / "link").symlink_to("/dev/stdout")
    assert shell("BM check good --output /dev/stdout | cat", tmp_path).stdout == expected
    (tmp_path / "log").write_text("kept\n")
    for name in ("-", "/dev/stdout", "link"):
        shell(f"BM check good --output {name} >> log", tmp_path)
    assert (tmp_path / "log").read_text() == "kept\n" + 3 * expected
    assert shell("BM check good --output >(cat); sleep 0.5", tmp_path).stdout == expected


def test_accept_says_the_truth_where_it_cannot_print(tmp_path: Path) -> None:
    put(tmp_path / "bad", GOOD + BAD)
    found = shell("BM accept RM01 bad --reason r --by b >/dev/full", tmp_path)
    assert found.returncode == 0
    assert "it is done" in found.stderr
    assert (tmp_path / "bad" / "accepted.toml").read_text().count("[[accepted]]") == 1


@pytest.mark.parametrize("wait", [0.05, 0.2, 0.4, 0.7])
def test_an_interrupt_at_the_beginning_leaves_no_traceback(tmp_path: Path, wait: float) -> None:
    put(tmp_path / "good")
    started = subprocess.Popen(
        [sys.executable, "-S", "-m", "budget_monitor", "check", "good"] if wait < 0.1 else
        [sys.executable, "-m", "budget_monitor", "check", "good"],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    time.sleep(wait)
    started.send_signal(signal.SIGINT)
    _, errors = started.communicate(timeout=30)
    if wait > 0.1:  # before that, the interpreter itself is starting
        assert b"Traceback" not in errors
    if started.returncode == 130:
        assert b"stopped by Ctrl-C before there was a result" in errors


def is_sent(number: int) -> None:
    """A signal that comes while this process is at work."""
    os.kill(os.getpid(), number)
    time.sleep(5)


class Stopping:
    """Takes long while the class that it is in is made."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __set_name__(self, owner: type, name: str) -> None:
        is_sent(self.number)


def made_class(number: int) -> None:
    """Before 3.12 Python calls it an error where a signal stops it making a class."""
    type("Made", (), {"stopping": Stopping(number)})


def engine_gives_out(number: int) -> None:
    """DuckDB raises an error of its own where a signal stops it computing."""
    opened = Opened(EngineOptions("duckdb"))
    with opened.at_work():
        try:
            is_sent(number)
        except BaseException as stopped:
            raise opened.engine.failures[0]("INTERRUPT Error: Interrupted!") from stopped


@pytest.mark.parametrize("work", [made_class, engine_gives_out])
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_that_a_library_calls_an_error_is_no_error(
    work: Callable[[int], None], number: signal.Signals, code: int
) -> None:
    if work is engine_gives_out:
        pytest.importorskip("duckdb")

    @answers_for_errors
    def command() -> None:
        work(number)

    told: list[str] = []
    assert run_tidily(command, told.append) == code
    assert told == (["stopped by Ctrl-C before there was a result"] if code == 130 else [])
    raise_what_ends()  # it is forgotten


class Removed:
    """Takes long to be removed."""

    def __del__(self) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.1)


def test_of_a_signal_that_comes_while_an_object_is_removed_python_writes_no_lines(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    @answers_for_errors
    def command() -> None:
        Removed()
        raise RuntimeError

    lines: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", lines.append)
    assert run_tidily(command, lines.append) == 130
    assert lines == ["stopped by Ctrl-C before there was a result"]


@only_where_it_runs("duckdb")
@pytest.mark.parametrize(("engine", "advice"), [("arrow", True), ("pandas", True), ("duckdb", False)])
def test_no_memory_left_is_told_with_another_engine_only_where_it_is_not_at_work(engine: str, advice: bool) -> None:
    opened = Opened(EngineOptions(engine))
    with pytest.raises(MachineError, match=f"^the engine {engine} gave out: ") as told, opened.at_work():
        raise MemoryError
    opened.close()
    assert str(told.value).endswith("; --engine duckdb works from disk") is advice


def test_no_memory_left_where_no_engine_is_at_work_is_told_without_one(capsys: pytest.CaptureFixture[str]) -> None:
    @answers_for_errors
    def command(engine: str = "") -> None:
        raise MemoryError(engine)

    with pytest.raises(typer.Exit) as ended:
        command(engine="arrow")
    assert (ended.value.exit_code, capsys.readouterr().err) == (2, "budget-monitor: the machine has no memory left\n")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_that_ends_a_run_removes_its_scratch_folder(tmp_path: Path, number: signal.Signals) -> None:
    pytest.importorskip("duckdb")
    rows = "".join(f"2021/22,Q4,Libraries,Flexibility,M{i},130,0,130\n" for i in range(300_000))
    put(tmp_path / "long", rows)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    command = [sys.executable, "-m", "budget_monitor", "check", "long", "--engine", "duckdb"]
    started = subprocess.Popen([*command, "--set", f"engine.scratch={scratch}"], cwd=tmp_path, stderr=subprocess.PIPE)
    for _ in range(200):
        if list(scratch.iterdir()):
            break
        time.sleep(0.05)
    assert list(scratch.iterdir())
    started.send_signal(number)
    _, errors = started.communicate(timeout=30)
    assert started.returncode == 128 + number
    assert (list(scratch.iterdir()), errors) == ([], b"")


def test_python_does_not_end_in_the_middle_of_what_is_imported_ahead(tmp_path: Path) -> None:
    """A command that ends early waits for it; what cannot be imported is told where it is needed, and not before."""
    put(tmp_path, GOOD * 100_000)  # large enough that something is imported ahead
    (tmp_path / "slow.py").write_text("import time; time.sleep(1); open('done', 'w').close()")
    script = (
        "import sys, budget_monitor.pipeline.run.one_set as run\n"
        "sys.modules['budget_monitor.slow'] = None\n"
        "run.NEXT_STAGES = ('gone', 'slow', 'pipeline')\n"
        "real = run.import_module\n"
        "run.import_module = lambda name: real('slow') if name.endswith('pipeline') else real(name)\n"
        "run.check_set('.', watch=lambda *told: sys.exit(3))\n"
    )
    ran = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr, (tmp_path / "done").exists()) == (3, "", True)
