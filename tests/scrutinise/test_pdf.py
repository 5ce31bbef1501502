"""PDF files: ruled tables, tables without lines, tables over two pages, and pages that are pictures."""

from __future__ import annotations

from pathlib import Path

import pytest
from pdf_files import pdf_of, write_pdf

from budget_monitor.errors import UsageError
from budget_monitor.load.documents.columns import Cell, rows_of_cells
from budget_monitor.load.documents.reading import read_document
from budget_monitor.model.document import Document
from budget_monitor.pipeline.documents.scrutinising import scrutinise_document

pytest.importorskip("pdfplumber")
REPORT = Path(__file__).resolve().parents[1] / "transcription" / "reports" / "in-2019-20-annual.txt"


def figures(document: Document) -> list[str]:
    grids = [block.grid for block in document.tables if block.grid is not None]
    return [cell.text for grid in grids for row in grid.rows for cell in row if cell.value is not None]


def written(folder: Path, text: str, *, ruled: bool) -> Document:
    source = folder / "a.md"
    source.write_text(text, encoding="utf-8")
    return read_document(write_pdf(folder / "a.pdf", read_document(source).blocks, ruled=ruled))


def test_every_figure_of_ruled_tables_is_read(tmp_path: Path) -> None:
    whole = read_document(REPORT)
    read = read_document(write_pdf(tmp_path / "report.pdf", whole.blocks))
    assert figures(read) == figures(whole)
    assert not scrutinise_document(read).wrong
    assert max(block.page for block in read.blocks) > 1


TABLE = (
    "# Pay\n\nText first.\n\n| | £000 | £000 |\n|---|--:|--:|\n| Pay | 150 | 160 |\n| Rent | 124 | 130 "
    "|\n| Total | {0} | 290 |\n"
)


@pytest.mark.parametrize("ruled", [True, False])
def test_a_wrong_total_is_found_with_lines_and_without(tmp_path: Path, ruled: bool) -> None:
    assert not scrutinise_document(written(tmp_path, TABLE.format(274), ruled=ruled)).wrong
    found = scrutinise_document(written(tmp_path, TABLE.format(247), ruled=ruled))
    assert "247" in [slip.where.text for slip in found.wrong]


def test_a_table_in_which_nothing_adds_up_was_not_read(tmp_path: Path) -> None:
    table = "| | £000 |\n|---|--:|\n| Pay | 1150 |\n| Rent | 1124 |\n| Total | 2247 |\n"
    found = scrutinise_document(written(tmp_path, table, ruled=False))
    assert not found.wrong
    assert len(found.not_read) == 1


def test_a_table_goes_on_on_the_next_page(tmp_path: Path) -> None:
    lines = [f"| Line {number} | {number * 7 + 100} |" for number in range(60)]
    total = sum(number * 7 + 100 for number in range(60))
    text = "\n".join(["| | £000 |", "|---|--:|", *lines, f"| Total | {total:,} |"])
    read = written(tmp_path, text, ruled=True)
    assert len(read.tables) == 1
    assert len(scrutinise_document(read).relations) == 1


def test_columns_of_figures_are_told_by_their_right_edges() -> None:
    lines = [
        [Cell("2023/24", 200, 240), Cell("2024/25", 260, 300)],
        [Cell("Pay and pensions", 10, 90), Cell("1,200", 215, 240), Cell("(40)", 280, 300)],
        [Cell("Rent", 10, 30), Cell("60", 230, 240)],
        [Cell("A sentence that is no row of a table.", 10, 180)],
    ]
    assert rows_of_cells(lines) == (
        3,
        [["", "2023/24", "2024/25"], ["Pay and pensions", "1,200", "(40)"], ["Rent", "60", ""]],
    )


def test_pages_that_are_pictures_and_files_that_are_damaged(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf_of(["q 100 0 0 100 50 50 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q"]))
    with pytest.raises(UsageError, match="pages are pictures"):
        read_document(path)
    path.write_bytes(b"%PDF-1.4 and no more")
    with pytest.raises(UsageError, match="damaged"):
        read_document(path)
