"""Marks of notes that are typed as small raised figures are no part of the figures they stand after."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from budget_monitor.load.documents.looks import is_note_mark
from budget_monitor.load.documents.reading import read_document
from budget_monitor.model.documents.document import BlockKind, place_of
from tests.support.document_files import WORD, run, text_document, word_document, zipped
from tests.support.pdf_files import pdf_of

STYLE = 'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
RAISED = (("£4.8m", "1", " and 1"), ("", "st", " May, 120 m"), ("", "2", " for 150"), ("", "3, a", "."))
"""Texts, what is raised after each, and what goes on after that."""
READ = "£4.8m and 1st May, 120 m2 for 150."


def in_word(folder: Path) -> Path:
    look = '<w:r><w:rPr>{}</w:rPr><w:t xml:space="preserve">{}</w:t></w:r>'
    ways = ('<w:vertAlign w:val="superscript"/>', '<w:position w:val="8"/>', '<w:rStyle w:val="Up"/>')
    raised = [look.format(ways[number % 3], one) for number, (_, one, _) in enumerate(RAISED)]
    body = "".join(run(before) + mark + run(after) for (before, _, after), mark in zip(RAISED, raised, strict=True))
    up = '<w:style w:type="character" w:styleId="Up"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
    parts = {
        "word/document.xml": word_document(f"<w:p>{body}</w:p>"),
        "word/styles.xml": f"<w:styles {WORD}>{up}</w:styles>",
    }
    return zipped(folder / "a.docx", parts)


def in_open(folder: Path) -> Path:
    styles = "".join(
        f'<style:style {STYLE} style:name="{name}"><style:text-properties style:text-position="{place}"/></style:style>'
        for name, place in (("Up", "super 58%"), ("Higher", "33% 80%"))
    )
    names = ("Up", "Higher")
    body = "".join(
        f'{before}<text:span text:style-name="{names[number % 2]}">{mark}</text:span>{after}'
        for number, (before, mark, after) in enumerate(RAISED)
    )
    whole = text_document(f"<text:p>{body}</text:p>").replace(
        "<office:body>", f"<office:automatic-styles>{styles}</office:automatic-styles><office:body>"
    )
    return zipped(folder / "a.odt", {"content.xml": whole})


def in_page(folder: Path) -> Path:
    body = "".join(f"{before}<sup>{mark}</sup>{after}" for before, mark, after in RAISED)
    (folder / "a.html").write_text(f"<body><p>{body}</p></body>", encoding="utf-8")
    return folder / "a.html"


def in_markdown(folder: Path) -> Path:
    body = "".join(f"{before}<sup>{mark}</sup>{after}" for before, mark, after in RAISED)
    (folder / "a.md").write_text(body.replace("<sup>1</sup>", "[^1]"), encoding="utf-8")
    return folder / "a.md"


@pytest.mark.parametrize("written", [in_word, in_open, in_page, in_markdown])
def test_a_raised_mark_is_left_out_and_a_raised_ending_is_not(tmp_path: Path, written: Callable[[Path], Path]) -> None:
    document = read_document(written(tmp_path))
    assert [block.text for block in document.blocks] == [READ]
    assert not document.lost


def test_small_raised_words_of_a_page_of_a_pdf(tmp_path: Path) -> None:
    pieces = ((40, 10, 0, "4,971"), (65, 6, 4, "1"), (80, 10, 0, "on 1"), (98.5, 6, 4, "st"), (110, 10, 0, "May"))
    drawn = [f"BT /F1 {size} Tf {left} {500 + up} Td ({text}) Tj ET" for left, size, up, text in pieces]
    (tmp_path / "a.pdf").write_bytes(pdf_of(["\n".join(drawn)]))
    assert [block.text for block in read_document(tmp_path / "a.pdf").blocks] == ["4,971 on 1st May"]


@pytest.mark.parametrize(
    ("raised", "before", "is_mark"),
    [
        ("2", "£4.8m", True),
        ("2", "£4.8 m", True),
        ("2", "120m", False),
        ("3", "of 40 cm", False),
        ("(iv)", "4,971", True),
        ("*", "4,971", True),
        ("th", "4", False),
        ("100", "4,971", False),
        ("", "4,971", False),
    ],
)
def test_what_is_the_mark_of_a_note(raised: str, before: str, is_mark: bool) -> None:
    assert is_note_mark(raised, before) is is_mark


def test_the_number_of_a_note_in_an_open_document_is_no_figure_that_was_not_read(tmp_path: Path) -> None:
    note = (
        '<text:note text:id="n"><text:note-citation>1</text:note-citation>'
        "<text:note-body><text:p>12 of 48 (25%)</text:p></text:note-body></text:note>"
    )
    document = read_document(
        zipped(tmp_path / "a.odt", {"content.xml": text_document(f"<text:p>It cost £5.{note}</text:p>")})
    )
    assert [(block.text, place_of(block)) for block in document.blocks] == [
        ("It cost £5.", "paragraph 1"),
        ("12 of 48 (25%)", "note 1"),
    ]
    assert not document.lost


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("sdfootnote2", '<a class="sdfootnotesym" href="#x">2</a>'),
        ("ftn2", '<a href="#x"><span class=MsoFootnoteReference>[2]</span></a>'),
    ],
)
def test_notes_of_a_web_page_as_office_programs_save_it(tmp_path: Path, name: str, mark: str) -> None:
    note = f'<div id="{name}"><p>{mark}12 of 48</p></div>'
    body = f'<h1>Care</h1><p>It cost £5.</p>{note}<div title="footer"><p>Page 7</p></div>'
    (tmp_path / "a.html").write_text(f"<body>{body}</body>", encoding="utf-8")
    blocks = read_document(tmp_path / "a.html").blocks
    assert [(block.kind, block.text, place_of(block)) for block in blocks][1:] == [
        (BlockKind.PARAGRAPH, "It cost £5.", "Care"),
        (BlockKind.NOTE, "12 of 48", "footnote 2"),
    ]


GONE = "text that is struck through or hidden is left out"


def test_what_is_struck_through_or_hidden_is_left_out_and_that_is_said(tmp_path: Path) -> None:
    look = "<w:r><w:rPr>{}</w:rPr><w:t>£9m</w:t></w:r>"
    ways = ("<w:strike/>", "<w:dstrike/>", "<w:vanish/>", '<w:rStyle w:val="Gone"/>')
    body = "".join(look.format(way) for way in ways) + look.format('<w:strike w:val="0"/>').replace("9", "5")
    gone = '<w:style w:type="character" w:styleId="Gone"><w:rPr><w:strike/></w:rPr></w:style>'
    word = {
        "word/document.xml": word_document(f"<w:p>{body}</w:p>"),
        "word/styles.xml": f"<w:styles {WORD}>{gone}</w:styles>",
    }
    styles = "".join(
        f'<style:style {STYLE} style:name="{name}"><style:text-properties {look}/></style:style>'
        for name, look in (("A", 'style:text-line-through-style="solid"'), ("B", 'text:display="none"'))
    )
    spans = "".join(f'<text:span text:style-name="{name}">£9m</text:span>' for name in "AB")
    whole = text_document(f"<text:p>{spans}£5m</text:p>")
    whole = whole.replace("<office:body>", f"<office:automatic-styles>{styles}</office:automatic-styles><office:body>")
    page = tmp_path / "a.html"
    ways_of_pages = ("<s>{}</s>", "<del>{}</del>", "<strike>{}</strike>", "<span style='display: none'>{}</span>")
    page.write_text(f"<p>{''.join(ways_of_pages).format(*['£9m'] * 4)}£5m</p>", encoding="utf-8")
    for path in (zipped(tmp_path / "a.docx", word), zipped(tmp_path / "a.odt", {"content.xml": whole}), page):
        document = read_document(path)
        assert [block.text for block in document.blocks] == ["£5m"]
        assert (document.notes, document.lost) == ((GONE,), ())


def test_titles_and_captions_of_an_open_document_are_known_by_their_styles(tmp_path: Path) -> None:
    styles = f'<style:style {STYLE} style:name="P1" style:parent-style-name="Title"/>'
    body = "".join(f'<text:p text:style-name="{name}">It</text:p>' for name in ("P1", "Subtitle", "Caption", "P2"))
    whole = text_document(body)
    whole = whole.replace("<office:body>", f"<office:automatic-styles>{styles}</office:automatic-styles><office:body>")
    blocks = read_document(
        zipped(
            tmp_path / "a.odt",
            {
                "content.xml": whole,
                "styles.xml": f'<a {STYLE}><style:style style:name="Subtitle"/><style:style style:name="Caption"/></a>',
            },
        )
    ).blocks
    assert [(block.kind, block.level) for block in blocks] == [
        (BlockKind.HEADING, 1), (BlockKind.HEADING, 1), (BlockKind.CAPTION, 0), (BlockKind.PARAGRAPH, 0)
    ]  # fmt: skip


@pytest.mark.parametrize(
    "row",
    [
        "<td>Care</td><td><span style='text-decoration: line-through'>97</span> 98</td>",
        "<td>Care</td><td><p style='text-decoration:line-through'>97</p><p>98</p></td>",
        "<td>Care</td><td><b class='old'>97</b> 98</td>",
        "<td>Care</td><td><span class='c3 old'>97</span><ins>98</ins></td>",
        "<td>Care<td><p class=old>97<p>98",
        "<td class='old'>Health</td><td>98</td>",
    ],
)
def test_what_a_style_or_a_class_of_a_page_strikes_through_is_left_out(tmp_path: Path, row: str) -> None:
    sheet = "<style>del, .old { color: red; text-decoration: line-through } .old:hover, .c3 { color: blue }</style>"
    page = tmp_path / "page.html"
    page.write_text(f"<html><head>{sheet}</head><body><table><tr>{row}</table><p>Then 5 more.</body></html>")
    document = read_document(page)
    (table,) = document.tables
    assert table.grid is not None
    assert [cell.text for cell in table.grid.rows[0]][1:] == ["98"]
    assert document.blocks[-1].text == "Then 5 more."
    assert GONE in document.notes


def test_a_struck_row_and_a_struck_item_end_where_the_next_begin(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    struck = "style='text-decoration:line-through'"
    page.write_text(
        f"<table><tr><td>Care</td><td>4</td></tr><tr {struck}><td><p>Old</p></td><td>7</td></tr>"
        f"<tr><td>All</td><td>4</td></tr></table><ul><li>Kept<li {struck}>Old</ul><p>After.</p>"
        f"<p {struck}>Gone.</p><h2 {struck}>Gone</h2>End."
    )
    document = read_document(page)
    (table,) = document.tables
    assert table.grid is not None
    assert [[cell.text for cell in row] for row in table.grid.rows] == [["Care", "4"], ["All", "4"]]
    assert [block.text for block in document.blocks if block.text] == ["Kept", "After.", "End."]
