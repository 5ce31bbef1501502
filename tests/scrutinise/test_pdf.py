"""PDF files: ruled tables, tables without lines, tables over two pages, and pages that are pictures."""

from __future__ import annotations

from pathlib import Path

import pytest

from budget_monitor.errors import UsageError
from budget_monitor.load.documents.building import Building
from budget_monitor.load.documents.paper.paragraphs import Paragraphs
from budget_monitor.load.documents.paper.regions import table_at
from budget_monitor.load.documents.paper.words import Word, bands_of, words_of
from budget_monitor.load.documents.reading import read_document
from budget_monitor.model.documents.document import BlockKind, Document
from budget_monitor.model.documents.scrutiny import Scrutiny
from budget_monitor.model.documents.traced import text_of
from budget_monitor.pipeline.documents.scrutinising import report_of, scrutinise_document
from tests.support.pdf_files import pdf_of, write_pdf

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
    assert report_of(Scrutiny((found,))).exit_code() == 2  # what could not be checked has not passed


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


PICTURE = "q 100 0 0 100 50 50 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q"


def test_pages_that_are_pictures_and_files_that_are_damaged(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf_of([PICTURE]))
    with pytest.raises(UsageError, match="pages are pictures"):
        read_document(path)
    path.write_bytes(pdf_of(["BT /F1 10 Tf 50 700 Td (Pay was 5.) Tj ET", PICTURE, PICTURE]))
    assert read_document(path).lost == ("pages 2 and 3 are pictures without text, and were not read",)
    path.write_bytes(b"%PDF-1.4 and no more")
    with pytest.raises(UsageError, match="damaged"):
        read_document(path)


def test_columns_with_hardly_any_white_between_them_are_told_by_the_edges_of_their_figures() -> None:
    """Right-aligned, a widest figure a point from the column before it, and n/a where a row has no figure."""
    words = [
        word("Adults", 10, 40, 0), word("996", 100, 115, 0), word("1,806.0", 116, 145, 0), word("8,937", 160, 185, 0),
        word("Children", 10, 45, 12), word("1,775", 92, 115, 12), word("676.7", 121, 145, 12),
        word("n/a", 148, 160, 12),
        word("Places", 10, 38, 24), word("231", 100, 115, 24), word("205.8", 121, 145, 24), word("2,533", 160, 185, 24),
        word("Council", 10, 42, 36), word("3,002", 92, 115, 36), word("2,688.5", 116, 145, 36),
        word("11,470", 155, 185, 36),
    ]  # fmt: skip
    assert table(words, 200) == [
        ["Adults", "996", "1,806.0", "8,937"], ["Children", "1,775", "676.7", "n/a"],
        ["Places", "231", "205.8", "2,533"], ["Council", "3,002", "2,688.5", "11,470"],
    ]  # fmt: skip


def test_headings_a_space_apart_are_taken_apart_by_the_columns_they_fit() -> None:
    words = [
        word("Area", 10, 30, 0), word("Budget", 70, 100, 0), word("£000", 103, 125, 0), word("Actual", 128, 155, 0),
        word("£000", 158, 180, 0),
        word("Pay", 10, 30, 12), word("1,200", 100, 125, 12), word("1,150", 155, 180, 12),
        word("Rent", 10, 30, 24), word("60", 113, 125, 24), word("65", 168, 180, 24),
    ]  # fmt: skip
    assert table(words, 200)[0] == ["Area", "Budget £000", "Actual £000"]


def test_a_figure_that_a_narrow_column_broke_is_whole_again() -> None:
    words = [
        word("Rent", 10, 30, 0), word("1,205", 70, 95, 0), word("-", 120, 124, 0), word("14,471", 112, 140, 7),
        word("Pay", 10, 30, 24), word("1,045", 70, 95, 24), word("-230", 120, 140, 24),
        word("Fees", 10, 30, 40), word("160", 80, 95, 40), word("75", 128, 140, 40),
    ]  # fmt: skip
    assert table(words, 200)[0] == ["Rent", "1,205", "-14,471"]


def raw(text: str, left: float, top: float) -> dict[str, object]:
    """A word as the library has it, each letter 5 points wide."""
    chars = [{"text": one, "x0": left + 5 * at, "x1": left + 5 * at + 5} for at, one in enumerate(text)]
    box = {"x0": left, "x1": left + 5 * len(text), "top": top, "bottom": top + SIZE}
    return {"text": text, "chars": chars, "size": SIZE, "fontname": "Helvetica", **box}


def test_a_figure_and_a_word_that_touch_are_two_where_figures_of_other_rows_end_there() -> None:
    rows = [raw("48%A", 100, 0), raw("1,200", 90, 12), raw("80%G", 100, 24), raw("12A", 300, 36)]
    assert [one.text for one in words_of(rows, 1)] == ["48%", "A", "1,200", "80%", "G", "12A"]


def test_a_row_alone_on_the_next_page_is_of_the_table_before(tmp_path: Path) -> None:
    lines = [f"| Line {number} | {number * 7 + 100} |" for number in range(COUNT_TO_FILL_A_PAGE)]
    total = sum(number * 7 + 100 for number in range(COUNT_TO_FILL_A_PAGE))
    read = written(tmp_path, "\n".join(["| | £000 |", "|---|--:|", *lines, f"| Total | {total:,} |"]), ruled=False)
    assert [len(one.grid.rows) for one in read.tables if one.grid] == [COUNT_TO_FILL_A_PAGE + 2]


COUNT_TO_FILL_A_PAGE = 36


@pytest.mark.parametrize(
    ("first", "second", "blocks"),
    [
        ("Visits fell from 900", "to 800, a fall of 100.", [(1, "Visits fell from 900 to 800, a fall of 100.")]),
        ("Visits fell from", "£900 to £800.", [(1, "Visits fell from £900 to £800.")]),
        ("Visits fell.", "and rose again.", [(1, "Visits fell."), (2, "and rose again.")]),
        ("Visits fell from 900", "Other matters.", [(1, "Visits fell from 900"), (2, "Other matters.")]),
        ("Visits fell from 900", "2.1 Other matters.", [(1, "Visits fell from 900"), (2, "2.1 Other matters.")]),
        ("Page 1 of 2, Adults", "and more.", [(1, "Page 1 of 2, Adults"), (2, "and more.")]),
        ("Visits fell", "i Of 48 places.", [(1, "Visits fell"), (2, "i Of 48 places.")]),
    ],
)
def test_a_sentence_goes_on_on_the_next_page(
    tmp_path: Path, first: str, second: str, blocks: list[tuple[int, str]]
) -> None:
    pages = [f"BT /F1 10 Tf 40 {height} Td ({text}) Tj ET" for height, text in ((60, first), (540, second))]
    (tmp_path / "a.pdf").write_bytes(pdf_of([page.replace("£", "\\243") for page in pages]))
    found = read_document(tmp_path / "a.pdf").blocks
    assert [(block.page, block.text) for block in found] == blocks


@pytest.mark.parametrize("bullet", ["•", "\uf0b7", "\uf095", "o"])
def test_bullets_begin_items_in_whatever_font_they_are(bullet: str) -> None:
    into = Building("a.pdf")
    paragraphs = Paragraphs(SIZE, into)
    for top, text in ((0, "These are:"), (12, "12 of 48"), (24, "5 of 10")):
        signs = [word(bullet, 10, 14, top)] if top else []
        paragraphs.line([*signs, word(text, 20, 80, top)])
    paragraphs.flush()
    assert [(block.kind, block.text) for block in into.blocks] == [
        (BlockKind.PARAGRAPH, "These are:"), (BlockKind.ITEM, "12 of 48"), (BlockKind.ITEM, "5 of 10")
    ]  # fmt: skip
