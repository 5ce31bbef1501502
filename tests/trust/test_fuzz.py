"""Claims about bytes of any kind given to every reader: an answer or a message, in time, and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.fuzz_targets import EXPECTED, TARGETS
from tests.support.fuzzing import told
from tests.support.mutations import damaged
from tests.trust.fuzz import Watch

SECONDS = 60


@pytest.mark.parametrize(
    ("name", "examples"),
    [
        *((name, 2) for name, target in TARGETS.items() if not target.is_slow),
        *(pytest.param(name, 5_000, marks=pytest.mark.slow) for name in TARGETS),
    ],
)
def test_damaged_bytes_give_an_answer_or_a_message(name: str, examples: int) -> None:
    target = TARGETS[name]

    @settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(target.seeds).flatmap(damaged))
    def holds(content: bytes) -> None:
        with suppress(*EXPECTED):
            target.run(content)

    for seed in target.seeds:
        target.run(seed)
    holds()


@pytest.mark.slow
def test_a_minute_of_inputs_that_are_led_by_what_they_reach_finds_nothing(tmp_path: Path) -> None:
    pytest.importorskip("atheris", reason="the extra 'fuzz' is not installed")
    command = [sys.executable, "-m", "tests.trust.fuzz", str(SECONDS), "--led"]
    ran = subprocess.run(
        command, env={**os.environ, "FUZZ_RESULTS": str(tmp_path)}, capture_output=True, text=True,
        check=False, timeout=SECONDS * 10,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout


@pytest.fixture
def watch(tmp_path: Path) -> Callable[[str], Watch]:
    """A watch over a process whose only target does something with what it is given."""
    (tmp_path / "room").mkdir()

    def over(job: str) -> Watch:
        begun = (
            "import os, sys; from itertools import repeat; from budget_monitor.load.sources.sheets import opening;"
            " from tests.support import fuzzing; from tests.support.fuzz_targets import TARGETS, Target;"
            " fuzzing.MAX_SECONDS, fuzzing.MAX_SECONDS_COMPILED = 1, 2; is_apart = '--apart' in sys.argv;"
            f" TARGETS['own'] = Target([b'given'], lambda content: {job}); fuzzing.main()"
        )
        return Watch(tmp_path, tmp_path / "room", [sys.executable, "-c", begun])

    return over


@pytest.mark.parametrize(
    ("job", "way"),
    [
        ("os.abort()", "signal SIGABRT: Fatal Python error: Aborted"),
        ("os.kill(os.getpid(), 9)", "signal SIGKILL: without a word"),
        ("os._exit(3)", "exit code 3: without a word"),
        ("os._exit(0)", "exit code 0: without a word"),
        ("os.write(2, b'5 bytes too many') and os._exit(1)", "exit code 1: N bytes too many"),
        ("sum(repeat(0))", "signal SIGPROF: without a word"),
    ],
)
def test_a_process_that_ends_at_an_input_leaves_it_behind(
    watch: Callable[[str], Watch], tmp_path: Path, capsys: pytest.CaptureFixture[str], job: str, way: str
) -> None:
    watch(job).tries(5, ["own"])
    known, file = told(tmp_path, "own"), tmp_path / "died-own-0"
    assert (known.runs, known.died) == (1, {})
    assert known.failed == {way: file.read_bytes().hex()}
    assert f"own: at input 1, {file}: {way}; the process had" in capsys.readouterr().out


def test_what_the_program_answers_is_no_way_to_fail(watch: Callable[[str], Watch], tmp_path: Path) -> None:
    watch("None if is_apart else os.abort()").tries(5, ["own"])
    known = told(tmp_path, "own")
    assert (known.failed, list(known.died)) == ({}, ["signal SIGABRT: Fatal Python error: Aborted"])


def test_a_process_that_cannot_begin_is_told(watch: Callable[[str], Watch]) -> None:
    with pytest.raises(RuntimeError, match="the process tried nothing"):
        watch("]").tries(5, ["own"])
