"""Words of a PDF whose label runs into the figure beside it, as a spreadsheet prints a column that is too narrow."""

from __future__ import annotations

from typing import Any

import pytest

from budget_monitor.load.documents.paper.words import words_of

WIDTH = 5.0
"""Points of each character."""


def word(text: str, left: float, top: float) -> dict[str, Any]:
    """A word as the library has it."""
    chars = [{"x0": left + WIDTH * at, "x1": left + WIDTH * (at + 1)} for at in range(len(text))]
    return {
        "text": text, "chars": chars, "x0": left, "x1": left + WIDTH * len(text), "top": top, "bottom": top + 10,
        "size": 10.0, "fontname": "Liberation Sans",
    }  # fmt: skip


def ending(text: str, right: float, top: float) -> dict[str, Any]:
    """A word that ends at a place."""
    return word(text, right - WIDTH * len(text), top)


COLUMN = [ending("640,000", 200, 20), ending("2,450,000", 200, 40), ending("(927,480)", 200, 60)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("renewals1,815,500", ["renewals", "1,815,500"]),
        ("heal(927,480)", ["heal", "(927,480)"]),
        ("mai0", ["mai", "0"]),
    ],
)
def test_a_figure_of_a_column_begins_a_word_of_its_own(text: str, parts: list[str]) -> None:
    assert [one.text for one in words_of([*COLUMN, ending(text, 200, 80)], 1)][3:] == parts


def test_a_code_that_ends_elsewhere_is_one_word() -> None:
    assert [one.text for one in words_of([*COLUMN, ending("RV1234", 90, 80)], 1)][3:] == ["RV1234"]


def test_codes_below_one_another_are_no_column_of_figures() -> None:
    codes = [ending(f"EC{number}", 90, 20.0 * number) for number in range(1, 7)]
    assert [one.text for one in words_of(codes, 1)] == [f"EC{number}" for number in range(1, 7)]


@pytest.mark.parametrize("texts", [["1.1", "1.2", "1.3"], ["163.4", "(97.5)", "£4.971m"], ["2.1.1", "2.1.2", "2.1.3"]])
def test_numbers_with_points_below_one_another_stay_whole(texts: list[str]) -> None:
    """What follows a point ends where figures end, since these numbers are such figures themselves."""
    words = [ending(text, 200, 20.0 * at) for at, text in enumerate(texts, start=10)]
    assert [one.text for one in words_of([*COLUMN, *words], 1)][3:] == texts
