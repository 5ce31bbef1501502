from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from budget_monitor.render.text.bars import bar, sparkline


@pytest.mark.parametrize(
    ("share", "drawn"),
    [
        (Fraction(0), "░░░░░░"),
        (Fraction(1, 1000), "█░░░░░"),
        (Fraction(1, 3), "██░░░░"),
        (Fraction(999, 1000), "█████░"),
        (Fraction(1), "██████"),
        (Fraction(3, 2), "██████"),
    ],
)
def test_a_bar_is_empty_at_nothing_and_full_at_all_only(share: Fraction, drawn: str) -> None:
    assert bar(share, 6) == drawn


def test_a_stream_without_blocks_gets_ascii() -> None:
    assert bar(Fraction(1, 3), 6, "ascii") == "##...."
    assert sparkline([Fraction(0), Fraction(7)], "cp1252") == "_#"


def test_a_sparkline_runs_from_the_lowest_to_the_highest() -> None:
    """What is missing leaves a gap: it is neither low nor nothing."""
    assert sparkline([Fraction(-44), None, Fraction(0), Fraction(44)]) == "▁ ▅█"
    assert sparkline([Fraction(3), Fraction(3)]) == "▄▄"
    assert sparkline([None, None]) == "  "


@settings(deadline=None)
@given(st.lists(st.one_of(st.none(), st.fractions()), max_size=30), st.sampled_from(["utf-8", "ascii"]))
def test_a_sparkline_has_a_character_for_each_number_and_keeps_their_order(
    numbers: list[Fraction | None], encoding: str
) -> None:
    drawn = sparkline(numbers, encoding)
    assert len(drawn) == len(numbers)
    levels = "▁▂▃▄▅▆▇█" if encoding == "utf-8" else "_.:-=+*#"
    shown = [(number, levels.index(mark)) for number, mark in zip(numbers, drawn, strict=True) if number is not None]
    assert all(low[1] <= high[1] for low in shown for high in shown if low[0] <= high[0])
