"""A line that stands twice in a table without rules, where its total has it once."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from typer.testing import CliRunner

from budget_monitor.cli import app

STREAMS = ["Planning fees", "Parking", "Licensing", "Leisure", "Markets", "Land charges"]


def told(folder: Path, rows: list[list[object]]) -> tuple[int, list[tuple[str, str]]]:
    """The exit code, and the kind and the sentence of each correction."""
    file = folder / "income.csv"
    file.write_text("".join(",".join(map(str, row)) + "\n" for row in rows), encoding="utf-8")
    result = CliRunner().invoke(app, ["check", str(file), "--format", "json"])
    corrections = json.loads(result.stdout)["corrections"]
    return result.exit_code, [(one["kind"], one["sentence"]) for one in corrections]


def table(seed: int, columns: int) -> list[list[object]]:
    """Six lines and their total, in columns of pounds."""
    rng = random.Random(seed)
    figures = [[rng.randint(11_111, 98_765) for _ in range(columns)] for _ in STREAMS]
    lines = [[name, *own] for name, own in zip(STREAMS, figures, strict=True)]
    total = ["Total", *map(sum, zip(*figures, strict=True))]
    return [["Stream", *(f"Year {2021 + at}" for at in range(columns))], *lines, total]


@pytest.mark.parametrize("columns", [2, 3, 5])
@pytest.mark.parametrize("seed", range(6))
def test_a_line_that_its_total_has_once_is_to_be_deleted(tmp_path: Path, seed: int, columns: int) -> None:
    rows = table(seed, columns)
    at = 1 + seed
    rows.insert(at + 1, list(rows[at]))
    assert told(tmp_path, rows) == (1, [("line_typed_twice", f"line {at + 2} says the same as line {at + 1}")])


@pytest.mark.parametrize("seed", range(6))
def test_two_lines_alike_that_are_both_counted_are_right(tmp_path: Path, seed: int) -> None:
    rows = table(seed, 3)
    rows.insert(2, list(rows[1]))
    rows[-1][1:] = [sum(int(str(line[at])) for line in rows[1:-1]) for at in range(1, 4)]
    assert told(tmp_path, rows) == (0, [])
