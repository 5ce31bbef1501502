from __future__ import annotations

from decimal import Decimal

import pytest

from budget_monitor.model.ledgers.cell import Cell, CellRef
from budget_monitor.render.text.words import (
    gap_text,
    key_text,
    lines_text,
    plural,
    sheet_place,
    value_text,
    variance_text,
    with_file,
)
from tests.support.small_reports import cell, pounds


def test_a_gap_says_its_direction_in_words() -> None:
    """The gap is reported minus computed: positive is too high."""
    assert gap_text(pounds(-45000)) == "£45,000 too low"
    assert gap_text(pounds("0.05")) == "£0.05 too high"
    assert gap_text(Decimal("-0.5")) == "0.5 too low"
    assert gap_text(pounds(0)) == "no difference"


def test_a_variance_is_over_or_under_or_on_budget() -> None:
    assert variance_text(pounds(34000)) == "£34,000 over"
    assert variance_text(pounds(-34000)) == "£34,000 under"
    assert variance_text(pounds(0)) == "on budget"


def test_a_key_names_the_row_and_then_its_time() -> None:
    key = {"financial_year": "2021/22", "period": "Q4", "portfolio": "Libraries", "reserve": "", "purpose": "Open Plus"}
    assert key_text(key) == "Libraries, Open Plus, 2021/22 Q4"
    assert key_text({"portfolio": "Libraries"}) == "Libraries"
    assert key_text({}) == ""


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ([4], "line 4"),
        ([2, 3, 4, 5], "lines 2–5"),
        ([9, 2, 3, 7], "lines 2–3, 7, 9"),
        ([2, 4, 6, 8, 10, 12, 13, 14], "lines 2, 4, 6, 8, 10 and 3 more"),
    ],
)
def test_line_numbers_are_written_in_runs(lines: list[int], text: str) -> None:
    assert lines_text(lines) == text


def test_a_cell_shows_its_figure_its_text_or_that_it_is_blank() -> None:
    assert value_text(cell("closing", 16000)) == "£16,000"
    assert value_text(cell("closing", None)) == "(blank)"
    assert value_text(Cell(CellRef("f.csv", 2, "status"), "Green", "Green")) == "Green"


def test_small_words() -> None:
    assert plural(1, "check") == "1 check"
    assert plural(1204, "check") == "1,204 checks"
    assert CellRef("savings.csv", 0, "").place == "savings.csv"
    assert CellRef("savings.csv", 7, "value").place == "savings.csv:7"


def test_a_place_in_a_workbook_is_its_cell() -> None:
    assert CellRef("q.xlsx:Outturns", 12, "outturn", "Outturns!F12").place == "q.xlsx:Outturns!F12"
    assert CellRef("q.xlsx:Outturns", 12, "").place == "q.xlsx:Outturns:12"


def test_a_place_and_its_file_name_the_sheet_once() -> None:
    assert with_file("savings.csv", "E6, E8") == "savings.csv E6, E8"
    assert with_file("q.xlsx:Outturns", "Outturns!E6, Outturns!E8") == "q.xlsx:Outturns!E6, Outturns!E8"
    assert with_file("savings.csv", "") == "savings.csv"


def test_what_the_path_of_a_workbook_leaves_out_of_a_place_is_its_sheet() -> None:
    assert sheet_place(CellRef("q.xlsx:Outturns", 12, "outturn", "Outturns!F12")) == "Outturns!F12"
    assert sheet_place(CellRef("q.xlsx:Outturns", 0, "")) == "Outturns"
    assert sheet_place(CellRef("savings.csv", 7, "value", "E7")) == ""
