"""Heads and feet of pages: read once, without page numbers, and held against the title."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest

from budget_monitor.load.documents.reading import read_document
from budget_monitor.model.documents.document import BlockKind, Document, place_of
from budget_monitor.pipeline.documents.marking import marked_copy
from budget_monitor.pipeline.documents.scrutinising import scrutinise
from tests.support.document_files import TEXT_NAMES, WORD, run, word_document, zipped

RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TITLE = "Adult Care Portfolio Report 2021/22, Quarter 2"
TEXT = "This report sets out what was spent in 2021/22 and what is forecast for the year 2021/22 as a whole."
PAGE = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r>'
    f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("3")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)


def in_word(folder: Path, edges: dict[str, str], section: str = "") -> Path:
    """A report of a title and a sentence whose section has edges: `header default` and so on, with what they say."""
    parts, references, relations = {}, "", ""
    for number, (name, inner) in enumerate(edges.items(), start=1):
        kind, which = name.split()
        tag = {"header": "hdr", "footer": "ftr"}[kind]
        parts[f"word/{kind}{number}.xml"] = f"<w:{tag} {WORD}><w:p>{inner}</w:p></w:{tag}>"
        references += f'<w:{kind}Reference w:type="{which}" r:id="r{number}"/>'
        relations += f'<Relationship Id="r{number}" Target="{kind}{number}.xml"/>'
    body = (
        f"<w:p>{run(TITLE)}</w:p><w:p>{run(TEXT)}</w:p><w:sectPr xmlns:r='{RELATED}'>{references}{section}</w:sectPr>"
    )
    parts["word/_rels/document.xml.rels"] = f"<Relationships>{relations}</Relationships>"
    return zipped(folder / "report.docx", {"word/document.xml": word_document(body), **parts})


def in_word_alone(folder: Path, head: str) -> Path:
    return in_word(folder, {"header default": run(head)})


def in_open_document(folder: Path, head: str) -> Path:
    names = f'{TEXT_NAMES} xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
    page = f'<style:master-page style:name="Standard"><style:header><text:p>{head}</text:p></style:header>'
    page += "<style:footer><text:p>Page <text:page-number>1</text:page-number></text:p></style:footer>"
    page += "</style:master-page><style:master-page style:name='Unused'><style:header><text:p>Draft 7</text:p>"
    page += "</style:header></style:master-page>"
    text = f"<text:h>{TITLE}</text:h><text:p>{TEXT}</text:p>"
    parts = {
        "content.xml": f"<office:document-content {names}><office:body><office:text>{text}</office:text></office:body>"
        "</office:document-content>",
        "styles.xml": f"<office:document-styles {names}><office:master-styles>{page}</office:master-styles>"
        "</office:document-styles>",
    }
    return zipped(folder / "report.odt", parts)


def edges(document: Document) -> list[tuple[str, str]]:
    return [(place_of(block), block.text) for block in document.blocks if block.kind is BlockKind.EDGE]


def told(path: Path) -> list[tuple[str, str]]:
    (one,) = scrutinise([path]).documents
    return [(slip.sentence, slip.proposed) for slip in one.slips]


def test_heads_and_feet_are_read_once_behind_the_text_and_without_page_numbers(tmp_path: Path) -> None:
    simple = f'<w:fldSimple w:instr=" NUMPAGES ">{run("12")}</w:fldSimple>'
    foot = f"{run('Confidential, page ')}{PAGE}{run(' of ')}{simple}"
    document = read_document(in_word(tmp_path, {"header default": run("Adult Care"), "footer default": foot}))
    assert edges(document) == [("head of the page", "Adult Care"), ("foot of the page", "Confidential, page of")]
    assert [block.text for block in document.blocks[:2]] == [TITLE, TEXT]
    assert not document.lost


@pytest.mark.parametrize(
    ("name", "section", "is_shown"),
    [("header first", "", False), ("header first", "<w:titlePg/>", True), ("header even", "", False)],
)
def test_a_head_of_pages_that_there_are_none_of_is_not_read(
    tmp_path: Path, name: str, section: str, is_shown: bool
) -> None:
    assert bool(edges(read_document(in_word(tmp_path, {name: run("Adult Care")}, section)))) is is_shown


def test_an_open_document_has_the_edges_of_the_pages_that_it_uses(tmp_path: Path) -> None:
    document = read_document(in_open_document(tmp_path, "Adult Care"))
    assert edges(document) == [("head of the page", "Adult Care"), ("foot of the page", "Page")]


@pytest.mark.parametrize(
    "make", [lambda folder, head: in_word(folder, {"header default": run(head)}), in_open_document]
)
@pytest.mark.parametrize(
    ("head", "findings"),
    [
        ("Adult Care Portfolio Report 2021/22", []),
        ("Adult Care Portfolio Report Q2", []),
        (
            "Adult Care Portfolio Report 2020/21",
            [("the head of the page names 2020/21, and the title 2021/22", "2021/22")],
        ),
        (
            "Adult Care Portfolio, first quarter",
            [("the head of the page names first quarter, and the title Quarter 2", "")],
        ),
        ("Adult Care, January 2022 to March 2023", []),
        ("Corporate Plan 2020/21 to 2024/25", []),
        ("Adult Care Portfolio Plan 2020-2025", []),
        ("Corporate Plan 2020/21", []),
        ("Adult Care Portfolio Reports 2020/21 and 2021/22", []),
        ("Adult Care Portfolio Report 2018/20", [("there is no year 2018/20: it is 2018/19 or 2019/20", "")]),
    ],
)  # fmt: skip
def test_a_head_with_the_words_of_the_title_and_another_year_or_period_is_told(
    tmp_path: Path, make: Callable[[Path, str], Path], head: str, findings: list[tuple[str, str]]
) -> None:
    assert told(make(tmp_path, head)) == findings


def test_a_finding_in_a_head_is_noted_where_the_text_begins(tmp_path: Path) -> None:
    path = in_open_document(tmp_path, "Adult Care Portfolio Report 2020/21")
    copy = tmp_path / "marked.odt"
    copy.write_bytes(marked_copy(path, scrutinise([path])))
    with ZipFile(copy) as package:
        content = package.read("content.xml").decode()
    assert "the head of the page names 2020/21" in content
    assert content.index("names 2020/21") < content.index("Adult Care Portfolio Report")
