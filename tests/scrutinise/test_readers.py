"""Documents as people leave them: tracked changes, merged cells, footnotes, and files that are none."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from budget_monitor.errors import UsageError
from budget_monitor.load.documents.reading import read_document
from budget_monitor.model.documents.document import BlockKind, Document, place_of
from tests.support.document_files import WORD, run, text_document, word_document, zipped


def texts(document: Document, table: int = 1) -> list[list[str]]:
    grid = document.tables[table - 1].grid
    return [[cell.text for cell in row] for row in grid.rows] if grid is not None else []


def docx(folder: Path, body: str, **parts: str) -> Document:
    named = {name.replace("_", "/") + ".xml": content for name, content in parts.items()}
    return read_document(zipped(folder / "a.docx", {"word/document.xml": word_document(body), **named}))


def test_tracked_insertions_are_in_and_deletions_are_out(tmp_path: Path) -> None:
    body = (
        f'<w:p>{run("It cost ")}<w:ins w:id="1" w:author="x">{run("£5")}</w:ins>'
        f'<w:del w:id="2" w:author="x"><w:r><w:delText>£4</w:delText></w:r></w:del>{run(" in all.")}</w:p>'
    )
    document = docx(tmp_path, body)
    assert document.blocks[0].text == "It cost £5 in all."
    assert "with 1 insertion, without 1 deletion" in document.notes[0]


def test_a_merged_cell_counts_once_and_a_content_control_counts(tmp_path: Path) -> None:
    row = "<w:tr><w:tc><w:tcPr>{0}</w:tcPr><w:p>{1}</w:p></w:tc>{2}</w:tr>"
    inside = f"<w:sdt><w:sdtContent><w:tc><w:p>{run('30')}</w:p></w:tc></w:sdtContent></w:sdt>"
    body = "<w:tbl>" + "".join(
        [
            row.format('<w:gridSpan w:val="2"/>', run("both"), ""),
            row.format('<w:vMerge w:val="restart"/>', run("down"), inside),
            row.format("<w:vMerge/>", "", f"<w:tc><w:p>{run('40')}</w:p></w:tc>"),
        ]
    ) + "</w:tbl>"  # fmt: skip
    assert texts(docx(tmp_path, body)) == [["both", ""], ["down", "30"], ["", "40"]]


def test_footnotes_text_boxes_and_bold_lines_are_read(tmp_path: Path) -> None:
    names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    box = f"<w:r><w:pict><w:txbxContent><w:p>{run('In a box.')}</w:p></w:txbxContent></w:pict></w:r>"
    bold = "<w:r><w:rPr><w:b/></w:rPr><w:t>Reserves</w:t></w:r>"
    notes = f'<w:footnotes {names}><w:footnote w:id="2"><w:p>{run("At the foot.")}</w:p></w:footnote></w:footnotes>'
    document = docx(tmp_path, f"<w:p>{bold}</w:p><w:p>{run('Text.')}{box}</w:p>", word_footnotes=notes)
    assert [(block.kind, block.text) for block in document.blocks] == [
        (BlockKind.HEADING, "Reserves"),
        (BlockKind.PARAGRAPH, "Text."),
        (BlockKind.PARAGRAPH, "In a box."),
        (BlockKind.NOTE, "At the foot."),
    ]
    assert [place_of(block) for block in document.blocks][2:] == ["Reserves", "footnote 1"]


FORMULA = (
    '<w:fldChar w:fldCharType="begin"/>{0}<w:instrText> =SUM(ABOVE) </w:instrText>{1}<w:fldChar w:fldCharType="end"/>'
)


@pytest.mark.parametrize(
    ("field", "asks", "said"),
    [
        (FORMULA.format("", '<w:fldChar w:fldCharType="separate"/><w:t>30</w:t>'), False, ""),
        (FORMULA.format("", '<w:fldChar w:fldCharType="separate"/><w:t>30</w:t>'), True, "not updated"),
        (FORMULA.format("", ""), False, "a formula has no result yet"),
        ('<w:fldSimple w:instr="=SUM(ABOVE)" w:dirty="1"><w:r><w:t>30</w:t></w:r></w:fldSimple>', False, "not updated"),
    ],
)
def test_fields_that_are_not_up_to_date_are_told(tmp_path: Path, field: str, asks: bool, said: str) -> None:
    update = f"<w:settings {WORD}><w:updateFields/></w:settings>" if asks else f"<w:settings {WORD}/>"
    document = docx(tmp_path, f"<w:p><w:r>{field}</w:r>{run(' in all')}</w:p>", word_settings=update)
    assert said in " ".join(document.notes)
    assert bool(document.notes) == bool(said)
    assert bool(document.lost) == ("no result" in said)  # a figure that is not there is not checked


def test_a_table_in_a_table_is_read_for_itself(tmp_path: Path) -> None:
    inner = f"<w:tbl><w:tr><w:tc><w:p>{run('7')}</w:p></w:tc></w:tr></w:tbl>"
    document = docx(tmp_path, f"<w:tbl><w:tr><w:tc><w:p>{run('out')}</w:p>{inner}</w:tc></w:tr></w:tbl>")
    assert (texts(document, 1), texts(document, 2)) == ([["out"]], [["7"]])
    assert "each is read as a table of its own" in document.notes[0]


def test_covered_and_repeated_cells_of_an_odt(tmp_path: Path) -> None:
    body = (
        "<table:table><table:table-row>"
        '<table:table-cell table:number-columns-spanned="2"><text:p>both</text:p></table:table-cell>'
        "<table:covered-table-cell/><table:table-cell table:number-columns-repeated='2'><text:p>5</text:p>"
        "</table:table-cell></table:table-row></table:table>"
        "<text:p>One<text:s/>two<text:note><text:note-body><text:p>Foot.</text:p></text:note-body></text:note></text:p>"
    )
    document = read_document(zipped(tmp_path / "a.odt", {"content.xml": text_document(body)}))
    assert texts(document) == [["both", "", "5", "5"]]
    assert [block.text for block in document.blocks[1:]] == ["One two", "Foot."]


def test_a_web_page_with_spans_and_without_its_scripts(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(
        "<h2>Head</h2><script>var x = '£9';</script><p>One <b>two</b><del>gone</del></p><table><caption>Cap</caption>"
        "<tr><th rowspan=2>a</th><th colspan=2>b</th></tr><tr><td>1</td><td>2</td></tr></table>",
        encoding="utf-8",
    )
    document = read_document(path)
    assert [block.text for block in document.blocks] == ["Head", "One two", "Cap"]
    assert texts(document) == [["a", "b", ""], ["", "1", "2"]]


def test_text_with_barred_tables_and_markup(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(
        "# 1. Money\n\n**Spent** on [roads](x).\n\n| a | b |\n|---|--:|\n| x | 1,200 |\n\n- first\n- second\n",
        encoding="utf-8",
    )
    document = read_document(path)
    assert [(block.kind.value, block.text) for block in document.blocks if block.grid is None] == [
        ("heading", "1. Money"), ("paragraph", "Spent on roads."), ("item", "first"), ("item", "second"),
    ]  # fmt: skip
    assert texts(document) == [["a", "b"], ["x", "1,200"]]


COLUMNS = """REPORT TO:     FINANCE COMMITTEE
DATE:          14 October 2025

1.1  The position is in Table 1.  All of it is to date.

   Budget head            Budget    To date
                               £          £
   -----------------------------------------
   Staff and pensions    198,400     97,860
   Grants                 21,300          -
     Small grants
     to clubs              1,000      (500)
   -----------------------------------------
   Total                 220,700     97,360

   Reserve                 Opens     Closes
   General               142,318    142,743

   Held for others         1,000        900

1.2  It is well.
"""


def test_a_table_whose_columns_are_kept_apart_by_blanks(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(COLUMNS, encoding="utf-8")
    document = read_document(tmp_path / "a.txt")
    assert texts(document) == [
        ["Budget head", "Budget", "To date"], ["", "£", "£"], ["Staff and pensions", "198,400", "97,860"],
        ["Grants", "21,300", "-"], ["Small grants", "", ""], ["to clubs", "1,000", "(500)"],
        ["Total", "220,700", "97,360"],
    ]  # fmt: skip
    assert texts(document, 2)[1:] == [["General", "142,318", "142,743"], ["Held for others", "1,000", "900"]]
    assert document.tables[0].lines == (6, 7, 9, 10, 11, 12, 14)
    assert [block.kind for block in document.blocks if block.kind is not BlockKind.TABLE] != []
    assert "1.2 It is well." in [block.text for block in document.blocks]


APART = """Cost centre   Description          Budget    To date

4001          Salaries            182,000    121,333
4002          Insurance            16,400     10,933
              TOTAL               198,400    132,266

Debtors over 90 days:     1,240.50
Debtors up to 90 days:   12,400.75
                         ---------
                         13,641.25

        Resolved   (a)  that £25,000 be set aside;

Votes:   For       7
         Against   3
"""


def test_tables_of_other_columns_are_others_and_a_total_may_have_no_name(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(APART, encoding="utf-8")
    document = read_document(tmp_path / "a.txt")
    assert [texts(document, number) for number in (1, 2, 3)] == [
        [
            ["Cost centre", "Description", "Budget", "To date"], ["4001", "Salaries", "182,000", "121,333"],
            ["4002", "Insurance", "16,400", "10,933"], ["", "TOTAL", "198,400", "132,266"],
        ],
        [["Debtors over 90 days:", "1,240.50"], ["Debtors up to 90 days:", "12,400.75"], ["", "13,641.25"]],
        [["Votes:", "For", "7"], ["", "Against", "3"]],
    ]  # fmt: skip


def test_how_deep_an_item_is_in_lists(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul><p>d</p>", encoding="utf-8")
    assert [block.level for block in read_document(tmp_path / "a.html").blocks] == [1, 2, 1, 0]
    item = '<w:p><w:pPr><w:numPr><w:ilvl w:val="{0}"/><w:numId w:val="1"/></w:numPr></w:pPr>{1}</w:p>'
    body = "".join(item.format(level, run(text)) for level, text in ((0, "a"), (1, "b"), (0, "c")))
    assert [block.level for block in docx(tmp_path, body).blocks] == [0, 1, 0]


def test_a_unit_is_no_figure(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("\t£000\t£'000\nCash limit\t5\t6\n", encoding="utf-8")
    grid = read_document(path).tables[0].grid
    assert grid is not None
    assert [cell.value for cell in grid.rows[0]] == [None, None, None]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "save it as .docx or .odt"),
        ("a.pages", b"", "save it as .docx or .odt"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "Office 97"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        ("a.docx", b"PK\x03\x04 and no more", "damaged"),
        ("a.odt", b"", "it is empty"),
        ("a.xyz", b"", "no document of a known form"),
        ("a.csv", b"Line,Amount\nPay,10\n", "`budget-monitor check` checks its figures"),
        ("a.txt", b"\n \n", "it is empty"),
        ("a.txt", b"\xff\xfea\x00\x00\xd8", "it begins as UTF-16 and does not go on so; save it as UTF-8"),
        ("a.txt", b"\xff\xfe", "it is empty"),
        ("missing.txt", None, "no such file"),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path: Path, name: str, content: bytes | None, words: str) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(UsageError, match=words):
        read_document(tmp_path / name)


def test_a_bomb_of_noughts_or_of_entities_gets_no_further_than_a_message(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with ZipFile(path, "w", ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b" " * 30_000_000)
    with pytest.raises(UsageError, match="would unpack to 30,000,000 bytes"):
        read_document(path)
    entity = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb">]>' + word_document("<w:p>&b;</w:p>")
    with pytest.raises(UsageError, match="declares entities"):
        read_document(zipped(path, {"word/document.xml": entity}))


TABLE = f"<w:tbl><w:tr><w:tc><w:p>{run('7')}</w:p></w:tc></w:tr></w:tbl>"


def test_text_boxes_in_cells_and_tables_in_footnotes_are_read(tmp_path: Path) -> None:
    box = f"<w:r><w:pict><w:txbxContent><w:p>{run('In a box.')}</w:p></w:txbxContent></w:pict></w:r>"
    notes = (
        f'<w:footnotes {WORD}><w:footnote w:id="2"><w:p>{run("At the foot.")}</w:p>{TABLE}</w:footnote></w:footnotes>'
    )
    document = docx(
        tmp_path, f"<w:tbl><w:tr><w:tc><w:p>{run('out')}{box}</w:p></w:tc></w:tr></w:tbl>", word_footnotes=notes
    )
    assert [block.text for block in document.blocks if block.text] == ["In a box.", "At the foot."]
    assert [texts(document, number) for number in (1, 2)] == [[["out"]], [["7"]]]
    assert not document.lost


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (f"<w:new><w:p>{run('£77m')}</w:p></w:new>", "could not be read: '£77m'"),
        ("<w:altChunk/>", "another document is embedded in it"),
        ("<w:p><w:r><w:object><w:OLEObject ProgID='Excel.Sheet.12'/></w:object></w:r></w:p>", "another document is"),
        ("<w:p><w:r><w:object><w:OLEObject ProgID='Equation.3'/></w:object></w:r></w:p>", ""),
        (f"<w:new><w:p>{run('words')}</w:p></w:new>", ""),
        ("<w:new><w:r><w:delText>£5</w:delText></w:r></w:new>", ""),
    ],
)
def test_what_stands_in_a_word_document_and_is_not_read_is_said(tmp_path: Path, body: str, said: str) -> None:
    lost = docx(tmp_path, f"<w:p>{run('It cost £5.')}</w:p>{body}").lost
    assert (len(lost), said in "".join(lost)) == (bool(said), True), lost


def test_boxes_on_the_page_of_an_odt_are_read_and_sheets_in_it_are_said(tmp_path: Path) -> None:
    draw = 'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"'
    body = (
        f"<draw:frame {draw}><draw:text-box><text:p>£5m</text:p></draw:text-box></draw:frame>"
        f'<text:p>One<draw:frame {draw}><draw:object xlink:href="./Object 1"/></draw:frame></text:p>'
        "<text:unheard-of><text:p>£6m</text:p></text:unheard-of>"
    )
    sheet = text_document("").replace("office:text", "office:spreadsheet")
    document = read_document(
        zipped(tmp_path / "a.odt", {"content.xml": text_document(body), "Object 1/content.xml": sheet})
    )
    assert [block.text for block in document.blocks] == ["£5m", "One"]
    assert [said.rpartition(": ")[2][:16] for said in document.lost] == ["'£6m'", "another document"]


def test_a_table_in_the_marks_of_a_web_page_is_said_of_a_text(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("It cost £5.\n\n<table><tr><td>1</td></tr></table>\n", encoding="utf-8")
    assert read_document(path).lost == (
        "a table is written as <table>, which is not read here; save it as .html, or write it with bars",
    )


@pytest.mark.parametrize("mark", ["utf-16-le", "utf-16-be"])
def test_text_in_utf_16_with_a_mark_is_read(tmp_path: Path, mark: str) -> None:
    paragraph = "The grant was £12,400 – £310 more than the £12,090 of last year."
    (tmp_path / "a.txt").write_bytes(("\ufeff" + f"{paragraph}\n\n" * 900).encode(mark))
    assert [block.text for block in read_document(tmp_path / "a.txt").blocks] == [paragraph] * 900
