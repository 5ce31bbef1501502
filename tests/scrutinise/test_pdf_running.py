"""Running heads and feet of a PDF are left out; what stands alike amid its pages, or at their edges once, is read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from budget_monitor.load.documents.reading import read_document
from budget_monitor.pipeline.documents.scrutinising import scrutinise_document
from tests.support.pdf_files import HEIGHT, pdf_of

pytest.importorskip("pdfplumber")
WARDS = ("Bramhall", "Cheadle", "Davenport", "Edgeley")
Drawn = tuple[int, int, str]
"""How far from the left and from the top of its page a text stands, and the text."""


def pdf_with(path: Path, pages: Sequence[Sequence[Drawn]]) -> Path:
    path.write_bytes(
        pdf_of(["\n".join(f"BT /F1 10 Tf {x} {HEIGHT - y} Td ({text}) Tj ET" for x, y, text in page) for page in pages])
    )
    return path


def sentence(number: int) -> str:
    return f"Visits went from {410 + number} to {500 + number}, an increase of 80."


def test_sentences_alike_but_for_their_figures_on_many_pages_are_read_and_checked(tmp_path: Path) -> None:
    pages = [
        [(40, 50, ward), (40, 80, f"{ward} is a ward."), (40, 150, sentence(at)), (40, 180, "Closing words.")]
        for at, ward in enumerate(WARDS)
    ]
    document = read_document(pdf_with(tmp_path / "a.pdf", pages))
    read = [(block.page, block.text) for block in document.blocks]
    assert [one for one in read if one[1].startswith("Visits")] == [(at + 1, sentence(at)) for at in range(4)]
    assert [page for page, text in read if text == "Closing words."] == [1, 2, 3, 4]
    assert len(scrutinise_document(document).slips) == len(WARDS)


def test_tables_without_lines_that_are_alike_on_many_pages_are_read(tmp_path: Path) -> None:
    rows = [
        ("Service", "Budget", "Forecast"),
        ("Parks", "{0}", "210"),
        ("Leisure", "300", "290"),
        ("Total", "{1}", "500"),
    ]
    pages = [
        [(40, 45, ward)]
        + [
            (x, 60 + 14 * row, text.format(200 + at, 500 + at))
            for row, texts in enumerate(rows)
            for x, text in zip((40, 200, 300), texts, strict=True)
        ]
        for at, ward in enumerate(WARDS)
    ]  # fmt: skip
    grids = [block.grid for block in read_document(pdf_with(tmp_path / "a.pdf", pages)).tables if block.grid]
    assert [[[cell.text for cell in row] for row in grid.rows] for grid in grids] == [
        [[text.format(200 + at, 500 + at) for text in texts] for texts in rows] for at in range(len(WARDS))
    ]


@pytest.mark.parametrize(
    ("head", "foot"),
    [
        ("Ward Report 2021/22", "Page {0} of 4"),
        ("Ward Report 2021/22 {0}", "{0}"),
        ("{0} Ward Report", "- {0} -"),
        ("Page {0}, Ward Report", "{0} of 4"),
        ("Ward Report, Quarter 2", "{0} | Stockport"),
    ],
)
def test_heads_and_feet_are_left_out_whatever_the_number_of_the_page(tmp_path: Path, head: str, foot: str) -> None:
    pages = [
        [(40, 30, head.format(at)), (40, 45, "Finance"), (40, 150, f"{ward} is a ward."), (400, 570, foot.format(at))]
        for at, ward in enumerate(WARDS, start=1)
    ]
    read = [block.text for block in read_document(pdf_with(tmp_path / "a.pdf", pages)).blocks]
    assert read == [f"{ward} is a ward." for ward in WARDS]


def test_figures_at_the_foot_that_differ_from_page_to_page_are_no_running_foot(tmp_path: Path) -> None:
    pages = [[(40, 150, f"{ward} is a ward."), (40, 570, f"Visits: {at * 7}")] for at, ward in enumerate(WARDS)]
    read = [block.text for block in read_document(pdf_with(tmp_path / "a.pdf", pages)).blocks]
    assert [text for text in read if "Visits" in text] == ["Visits: 0", "Visits: 7", "Visits: 14", "Visits: 21"]
