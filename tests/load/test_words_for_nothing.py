"""Words that stand where a figure is missing: in columns of text, and among the names of columns."""

from __future__ import annotations

from decimal import Decimal

import pytest

from budget_monitor.figures.naming import named_table
from budget_monitor.load.documents.spaced import SpacedTables
from budget_monitor.model.ledgers.grid import Grid, GridCell


@pytest.mark.parametrize("word", ["n/a", "tbc", "nil", "-", "---", "to follow", "pending", "not available", "unknown"])
def test_a_row_of_a_typed_table_may_end_in_a_word_for_a_missing_figure(word: str) -> None:
    lines = ["Libraries      1,200      1,300", f"Parks            900      {word}", "Markets          100        200"]
    table = SpacedTables(lines).at(0)
    assert table is not None
    assert table.rows[1] == ["Parks", "900", word]


def _headings(*texts: str) -> list[str]:
    """What stands above the figures of a table whose first row has these texts."""
    first = [GridCell(text) for text in ("Service", *texts)]
    rows = [first, *([GridCell("Parks"), *(GridCell("7", Decimal(7)) for _ in texts)] for _ in range(3))]
    table = named_table(Grid("measures.md", "", tuple(map(tuple, rows)), tuple(range(1, 5))))
    return [table.heading(1, column) for column in range(1, len(texts) + 1)]


@pytest.mark.parametrize("word", ["No data", "Unknown", "Pending", "Not achieved", "Not known"])
def test_a_column_may_be_called_by_a_word_that_also_says_of_a_figure_that_it_is_missing(word: str) -> None:
    assert _headings("Achieved", word) == ["Achieved", word]


@pytest.mark.parametrize("word", ["n/a", "TBC", "not available", "Not yet applicable", "new measure"])
def test_a_row_with_a_word_that_names_nothing_is_no_row_of_headings(word: str) -> None:
    assert _headings("Improving", word) == ["", ""]
