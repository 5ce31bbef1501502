"""Slips of one table that break several of its sums are told once each."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from budget_monitor.pipeline.documents.scrutinising import scrutinise
from tests.support.typed_sentences import scrutinised


def test_two_slips_of_one_table_are_told_once_each_with_what_to_type(tmp_path: Path) -> None:
    """A variance without its brackets and a total with two digits exchanged break four sums, two of each."""
    path = tmp_path / "report.md"
    rows = (
        "Service £000 | Budget | Forecast | Variance", "--- | --: | --: | --:", "Homelessness | 4,250 | 4,480 | 230",
        "Repairs | 5,130 | 5,065 | 65", "Regeneration | 1,870 | 1,850 | (20)", "Support | 1,230 | 1,220 | (10)",
        "Total | 12,480 | 12,651 | 135",
    )  # fmt: skip
    table = "\n".join(f"| {row} |" for row in rows)
    path.write_text(f"# Housing, mid-year 2026/27\n\n{table}\n", encoding="utf-8")
    (one,) = scrutinise([path]).documents
    assert [(slip.where.text, slip.proposed) for slip in one.slips] == [("65", "-65"), ("12,651", "12,615")]
    assert not one.no_sums, "the budgets do add up to their total"


@pytest.mark.parametrize("places", [0, 1, 2, 3])
@pytest.mark.parametrize("seed", range(12))
def test_sums_that_meet_in_one_figure_are_one_finding_with_what_to_type(tmp_path: Path, seed: int, places: int) -> None:
    chance = Random(seed)
    lines = []
    for _ in range(5):
        budget, spent, moved = (chance.randrange(3_000, 60_000) for _ in "abc")
        lines.append([budget, spent, spent - budget, moved // 20, spent - budget - moved // 20])
    lines.append([sum(column) for column in zip(*lines, strict=True)])
    at = chance.randrange(5)
    right = f"{Decimal(lines[at][2]).scaleb(-places):,}"
    digits = right.lstrip("-").replace(",", "")
    one = next((one for one in range(len(digits) - 1) if len({*digits[one : one + 2], "."}) == len("ab.")), None)
    if one is None:
        return
    typed = digits[:one] + digits[one + 1] + digits[one] + digits[one + 2 :]
    names = ("Schools", "Highways", "Adults", "Property", "Digital", "Total")
    rows = [[f"{Decimal(figure).scaleb(-places):,}" for figure in line] for line in lines]
    rows = [[name, *row] for name, row in zip(names, rows, strict=True)]
    rows[at][3] = right[: len(right) - len(right.lstrip("-"))] + typed
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    head = (
        "| Directorate | Budget | Forecast | Variance | Re-profiled | Over- or underspend |\n|---|--:|--:|--:|--:|--:|"
    )
    found = scrutinised(tmp_path, f"# Report\n\nTable 1: Capital (£m)\n\n{head}\n{table}\n")
    assert [(one.where.row, one.where.column, one.proposed.replace(",", "")) for one in found.wrong] == [
        (at + 1, 3, right.replace(",", ""))
    ]


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("times", [0, 2])
def test_a_total_without_one_of_its_lines_or_with_it_twice_is_what_to_put_right(
    tmp_path: Path, seed: int, times: int
) -> None:
    chance = Random(seed)
    lines = [[chance.randrange(2_000, 30_000) for _ in range(3)] for _ in range(4)]
    totals = [sum(column) for column in zip(*lines, strict=True)]
    at, column = chance.randrange(4), chance.randrange(3)
    typed = [*totals]
    typed[column] += (times - 1) * lines[at][column]
    rows = [("| Reserve £000 | 2025 | 2026 | 2027 |"), "|---|--:|--:|--:|"]
    rows += [f"| {name} | {a:,} | {b:,} | {c:,} |" for name, (a, b, c) in zip("ABCD", lines, strict=True)]
    rows += ["| Total | {:,} | {:,} | {:,} |".format(*typed)]
    (wrong,) = scrutinised(tmp_path, "# Report\n\n" + "\n".join(rows) + "\n").wrong
    assert (wrong.where.row, wrong.where.column, wrong.proposed) == (5, column + 1, f"{totals[column]:,}")
