"""Tables whose figures are rounded to more than their last digit, which a caption, a heading or a note says."""

from __future__ import annotations

from pathlib import Path

import pytest

from budget_monitor.figures.rounded import rounded_to
from tests.support.typed_sentences import scrutinised

TABLE = """
| Ward | {heading} |
|---|---|
| Ashby | 8,800 |
| Castle | 7,600 |
| Hill Top | 5,200 |
| Riverside | {line} |
| Total | {total} |
"""


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("Population (to the nearest hundred)", 100),
        ("Pupils, each rounded to the nearest 5", 5),
        ("Figures are rounded to the nearest £1,000 and may not sum.", 1_000),
        ("Numbers are rounded to tens.", 10),
        ("counts in multiples of 5", 5),
        ("Percentages are rounded to 1 decimal place.", 0),
        ("rounded to the nearest 1%", 0),
        ("rounded to the nearest 10.5", 0),
        ("The nearest school is 5 miles away.", 0),
        ("All figures are in £000.", 0),
    ],
)
def test_what_words_say_figures_are_rounded_to(text: str, step: int) -> None:
    assert rounded_to(text) == step


@pytest.mark.parametrize(
    ("before", "heading", "after"),
    [
        ("## Population (to the nearest hundred)", "2023", ""),
        ("## Population", "2023 (nearest 100)", ""),
        ("## Population", "2023", "Numbers are rounded to the nearest 100."),
        ("## Population\n\nTable 1: Residents, rounded to hundreds", "2023", ""),
    ],
)
def test_a_total_may_be_out_by_what_rounding_each_figure_leaves(
    before: str, heading: str, after: str, tmp_path: Path
) -> None:
    def told(line: str, total: str) -> list[str]:
        text = f"{before}\n{TABLE.format(heading=heading, line=line, total=total)}\n{after}\n"
        return [slip.sentence for slip in scrutinised(tmp_path, text).wrong]

    assert told("6,100", "27,700") == []
    assert told("6,100", "27,800") == []
    assert told("6,100", "27,740") == []  # the total is not rounded
    assert told("6,100", "28,700")
    assert told("6,110", "27,700")  # the lines are: one that is not was mistyped
