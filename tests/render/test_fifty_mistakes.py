"""Many mistakes at once: each takes at most six lines of a terminal, and nothing is said twice."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from budget_monitor import check
from budget_monitor.render.report.table import to_table
from budget_monitor.render.report.view import items_of
from budget_monitor.render.text.page import Page
from tests.support.places import SLIPS

MAX_LINES_OF_A_MISTAKE = 6
MAKE = """
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from random import Random
from advice import trial
from draft import write
from generate import generate
from variant import Variant
seed, count, rows = map(int, sys.argv[3:])
draft = generate(seed, ["£", "£000"][seed % 2], rows=rows)
variant = Variant(draft, draft.texts())
made = trial(variant, Random(seed), count, ("", ""))
assert len(made) == count
write(draft, variant.texts(), Path(sys.argv[2]))
"""


def blocks_of(text: str) -> list[str]:
    """The mistakes of a report, each from its number to the next."""
    found = text[text.index("Put right") : text.index("Exit code")]
    parts = re.split(r"\n(?=Put right|To notice|Restated|Not checked)", found)
    chosen = [part for part in parts if part.startswith("Put right")]
    return [block.rstrip() for part in chosen for block in re.split(r"\n(?=\d+ )", part)[1:]]


FIFTY = [pytest.param(seed, 50, 3000, marks=pytest.mark.slow) for seed in (1, 2, 3, 4)]


@pytest.mark.parametrize(("seed", "count", "rows"), [(3, 12, 400), *FIFTY])
def test_each_mistake_takes_at_most_six_lines_and_is_told_once(
    seed: int, count: int, rows: int, tmp_path: Path
) -> None:
    given = [str(SLIPS), str(tmp_path), str(seed), str(count), str(rows)]
    subprocess.run([sys.executable, "-c", MAKE, *given], check=True)
    report = check(tmp_path)
    blocks = blocks_of(to_table(report, Page(80)))
    items = items_of(report)
    assert len(items) >= count * 0.8  # one act may put several right
    assert len(blocks) == min(len(items), 50)
    assert max(block.count("\n") + 1 for block in blocks) <= MAX_LINES_OF_A_MISTAKE
    assert max(Counter(block.partition(" ")[2] for block in blocks).values()) == 1
