"""Rows of a PDF table whose cells hold several lines, one for each figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from budget_monitor.load.documents.paper.pdf import _unfolded
from budget_monitor.load.documents.paper.words import Word
from budget_monitor.model.documents.traced import text_of


def unfolded(row: Sequence[str | None]) -> Iterator[tuple[str, ...]]:
    """Cells with their lines, as words of one line each."""
    cells = [[[Word(one, 0, 9, 0, 9, 9, False, 1)] for one in cell.split("\n")] if cell else [] for cell in row]
    return (tuple(map(text_of, told)) for told in _unfolded(cells))


def test_lines_of_figures_are_rows_and_a_longer_label_begins_with_a_heading() -> None:
    row = ["Revenues\nCharges\nOther", "(43,928)\n(5,056)", "5.8%\n0.8%"]
    assert list(unfolded(row)) == [
        ("Revenues", "", ""), ("Charges", "(43,928)", "5.8%"), ("Other", "(5,056)", "0.8%"),
    ]  # fmt: skip


def test_headings_wrapped_words_and_single_figures_stay_one_row() -> None:
    for row in (
        ["Program", "2009\nApproved\nBudget", "2010\nProposed\nBudget"],
        ["A long label\nover two lines", "1,203", "1,254"],
        ["Pay\nPremises", "1,203\n814", "1,254\n902\n17"],
        ["Pay\nPremises", "1,203\n814", "up\ndown"],
    ):
        assert list(unfolded(row)) == [tuple(cell.replace("\n", " ") for cell in row)]


def test_a_blank_column_is_blank_in_every_line() -> None:
    assert list(unfolded(["Pay\nPremises", "1,203\n–", None])) == [("Pay", "1,203", ""), ("Premises", "–", "")]
