"""PDF files: ruled tables, tables without lines, tables over two pages, and pages that are pictures."""

from __future__ import annotations

from pathlib import Path

import pytest
from pdf_files import pdf_of, write_pdf

from budget_monitor.errors import UsageError
from budget_monitor.load.documents.paper.regions import table_at
from budget_monitor.load.documents.paper.words import Word, bands_of
from budget_monitor.load.documents.reading import read_document
from budget_monitor.model.document import Document
from budget_monitor.model.traced import text_of
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


SIZE = 10.0


def word(text: str, left: float, right: float, top: float) -> Word:
    return Word(text, left, right, top, top + SIZE, SIZE, False, 1)


def table(words: list[Word], width: float = 300) -> list[list[str]]:
    found = table_at(list(bands_of(words)), 0, width)
    return [] if found is None else [[text_of(cell) for cell in row] for row in found.rows]


def test_columns_are_told_by_the_white_between_them() -> None:
    words = [
        word("2023/24", 200, 240, 0), word("2024/25", 260, 300, 0),
        word("Pay", 10, 30, 15), word("costs", 33, 60, 15), word("1,200", 215, 240, 15), word("(40)", 280, 300, 15),
        word("Rent", 10, 30, 30), word("60", 230, 240, 30),
        word("A", 10, 16, 50), word("sentence", 19, 120, 50), word("that", 123, 160, 50), word("ends", 163, 280, 50),
    ]  # fmt: skip
    assert table(words) == [["", "2023/24", "2024/25"], ["Pay costs", "1,200", "(40)"], ["Rent", "60", ""]]


def test_a_label_of_several_lines_is_one_row_wherever_its_figure_stands() -> None:
    """The figure of the first row stands beside the middle of its two lines, that of the second beside the first."""
    words = [
        word("Museums", 10, 60, 0), word("160", 220, 240, 5.8), word("and", 10, 30, 11.5), word("arts", 33, 60, 11.5),
        word("Libraries", 10, 60, 27), word("1,045", 210, 240, 27), word("and advice", 10, 70, 38.5),
        word("Total", 10, 40, 54), word("1,205", 210, 240, 54),
    ]  # fmt: skip
    assert table(words) == [["Museums and arts", "160"], ["Libraries and advice", "1,045"], ["Total", "1,205"]]


def test_sentences_and_lists_of_contents_are_no_tables() -> None:
    items = [word("•", 10, 14, at * 15) for at in range(3)] + [word("An item", 30, 200, at * 15) for at in range(3)]
    assert table(items) == []
    assert (
        table(
            [word(f"Part {at} ........", 10, 200, at * 15) for at in range(3)]
            + [word(f"{at + 3}", 280, 290, at * 15) for at in range(3)]
        )
        == []
    )


def test_pages_that_are_pictures_and_files_that_are_damaged(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf_of(["q 100 0 0 100 50 50 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q"]))
    with pytest.raises(UsageError, match="pages are pictures"):
        read_document(path)
    path.write_bytes(b"%PDF-1.4 and no more")
    with pytest.raises(UsageError, match="damaged"):
        read_document(path)
