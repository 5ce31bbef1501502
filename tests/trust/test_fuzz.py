"""Claims about bytes of any kind given to every reader: an answer or a message, in time, and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.fuzz_targets import EXPECTED, TARGETS
from tests.support.mutations import damaged

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
