"""Two runs on the same files give the same bytes, whatever order the machine happens to keep things in."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.places import STOCKPORT

MISTAKES = (
    ("cash_limits.csv", '"5,350",292', '"5,530",292'),
    ("outturns.csv", '(32),"5,598"', '32,"5,598"'),
    ("reserve_movements.csv", ",929,109,,820,line", ",929,190,,820,line"),
    ("savings.csv", "GREEN,400,400", "GREEN,400,4o0"),
)
"""Two digits transposed, a sign reversed, digits transposed, and a letter for a nought."""


@pytest.fixture(scope="module")
def mistaken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real ledgers with some mistakes, a file nobody reads, and an unknown column."""
    folder = tmp_path_factory.mktemp("same") / "stockport"
    folder.mkdir()
    for path in STOCKPORT.iterdir():
        if path.is_file():
            shutil.copyfile(path, folder / path.name)
    for name, old, new in MISTAKES:
        text = (folder / name).read_text(encoding="utf-8")
        assert text.count(old) == 1
        (folder / name).write_text(text.replace(old, new), encoding="utf-8")
    (folder / "notes.csv").write_text("what\nnothing\n")
    return folder


def run(folder: Path, form: str, seed: int) -> subprocess.CompletedProcess[bytes]:
    """`budget-monitor check` in a process of its own, with its own order of sets and dictionaries of text."""
    return subprocess.run(
        [sys.executable, "-m", "budget_monitor", "check", str(folder), "--show", "rounding", "--format", form],
        capture_output=True,
        env=os.environ | {"PYTHONHASHSEED": str(seed), "PYTHONIOENCODING": "utf-8", "COLUMNS": "80"},
        check=False,
    )


@pytest.mark.parametrize("form", ["table", "json"])
def test_two_runs_give_the_same_bytes(mistaken: Path, form: str) -> None:
    first, second = (run(mistaken, form, seed) for seed in (1, 4_294_967_295))
    assert first.stderr == second.stderr == b""
    assert first.stdout == second.stdout
    assert (first.returncode, second.returncode) == (2, 2)
    for told in (b"4o0", b"notes.csv"):
        assert told in first.stdout
