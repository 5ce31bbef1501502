"""A total that left out one of its lines, or has one twice, is told of where it adds up in other columns; what stands
below figures that are not added up is not.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.support.typed_sentences import scrutinised

NAMES = ("Housing", "Parks", "Libraries", "Roads", "Planning", "Museums", "Care", "Schools")
LOOK_ALIKES = [  # a column beside sums, with what stands in the row of the total
    ("Average weeks", (12.4, 13.1, 11.9, 12.8, 13.0), 12.6),
    ("Average weeks", (124, 131, 119, 128, 130), 126),
    ("Rate %", (45.1, 30.2, 50.5, 12.7, 38.1), 36.9),
    ("Highest balance", (440, 310, 520, 280, 390), 520),
    ("Lowest balance", (440, 310, 520, 280, 390), 280),
    ("Median days", (44, 31, 52, 28, 39), 39),
    ("Cost per head", (1_204, 1_310, 1_188, 1_290, 1_255), 1_249),
    ("Last inspected", (2021, 2022, 2024, 2023, 2025), 2025),
    ("Contingency", (250, 250, 250, 250, 250), 1_250),
    ("Ballots", (3, 0, 2, 1, 4), 10),
    ("Index", (101, 104, 99, 102, 103), 102),
    ("Limit (£000)", (4_000, 5_000, 1_500, 2_000, 3_000), 10_000),
    ("Score", (61, 72, 58, 66, 70), 65),
    ("Rank", (3, 1, 5, 4, 2), 3),
]


def _table(random: Random, lines: int, columns: int) -> list[list[int]]:
    """Lines of amounts with their total below them."""
    rows = [[random.randint(900, 9_900) for _ in range(columns)] for _ in range(lines)]
    return [*rows, [sum(column) for column in zip(*rows, strict=True)]]


def _text(headings: list[str], rows: list[list[str]]) -> str:
    names = [*NAMES[: len(rows) - 1], "Total"]
    lines = [["Service", *headings], ["---"] * (len(headings) + 1)]
    lines += [[name, *row] for name, row in zip(names, rows, strict=True)]
    return "# Budget\n\n" + "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("times", [0, 2])
def test_a_line_left_out_or_counted_twice_is_told_of(tmp_path: Path, seed: int, times: int) -> None:
    random = Random(f"{seed} {times}")
    rows = _table(random, random.randint(4, 8), 3)
    headings = ["Budget (£000)", "Forecast (£000)", "Last year (£000)"]
    assert scrutinised(tmp_path, _text(headings, [[f"{one:,}" for one in row] for row in rows])).slips == ()
    line, column = random.randrange(len(rows) - 1), random.randrange(3)
    rows[-1][column] += (times - 1) * rows[line][column]
    told = scrutinised(tmp_path, _text(headings, [[f"{one:,}" for one in row] for row in rows])).wrong
    assert any(f"{rows[-1][column]:,}" == spot.text for slip in told for spot in slip.spots)


@pytest.mark.parametrize(("heading", "figures", "last"), LOOK_ALIKES)
def test_what_is_not_added_up_is_not_told_of(
    tmp_path: Path, heading: str, figures: tuple[float, ...], last: float
) -> None:
    rows = [[f"{one:,}" for one in row] for row in _table(Random(heading), len(figures), 3)]
    rows = [[*row, f"{one}"] for row, one in zip(rows, [*figures, last], strict=True)]
    headings = ["Budget (£000)", "Forecast (£000)", "Last year (£000)", heading]
    assert scrutinised(tmp_path, _text(headings, rows)).slips == ()
