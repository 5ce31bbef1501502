"""Marked copies: a note at each figure that holds or does not, and nothing else of the document changes."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from budget_monitor.errors import UsageError
from budget_monitor.load.documents.reading import read_document
from budget_monitor.model.documents.traced import Stretch, stretches_at, tidy
from budget_monitor.pipeline.documents.marking import marked_copy
from budget_monitor.pipeline.documents.scrutinising import scrutinise
from tests.support.document_files import text_document, zipped
from tests.support.pdf_files import write_pdf

etree = pytest.importorskip("lxml.etree")
docx = pytest.importorskip("docx")
pdfplumber = pytest.importorskip("pdfplumber")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SENTENCE = ("Rent was ", "£0.1", "24m", " & 27 of 54 (60%) paid; in 2021/23 none.")
TABLE = "| | £000 |\n|---|--:|\n| Pay | 50 |\n| Rent | 124 |\n| Total | 174 |\n"
TICK, FINDING = "✓ = 124", "27 of 54 is 50"


def copy_of(path: Path) -> bytes:
    result = scrutinise([path])
    assert not result.unreadable
    return marked_copy(path, result)


def word(path: Path) -> Path:
    """A report of which one figure stands in two runs, with a table."""
    document = docx.Document()
    document.add_heading("Report 2021/22", 1)
    paragraph = document.add_paragraph()
    for text in SENTENCE:
        paragraph.add_run(text).bold = text.startswith("£")
    table = document.add_table(rows=0, cols=2)
    for row in (("", "£000"), ("Pay", "50"), ("Rent", "124"), ("Total", "174")):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.save(str(path))
    return path


def without_comments(content: bytes) -> str:
    """The text of a Word document with its comments taken out and the runs that they cut joined, as canonical XML."""
    root = etree.fromstring(content)
    for name in ("commentRangeStart", "commentRangeEnd"):
        for one in list(root.iter(W + name)):
            one.getparent().remove(one)
    for one in list(root.iter(W + "commentReference")):
        one.getparent().getparent().remove(one.getparent())
    for run in list(root.iter(W + "r")):
        before = run.getprevious()
        if before is not None and before.tag == W + "r" and _look(before) == _look(run):
            before.find(W + "t").text += run.find(W + "t").text
            run.getparent().remove(run)
    for text in root.iter(W + "t"):
        text.attrib.clear()
    return str(etree.tostring(root, method="c14n").decode())


def _look(run: object) -> bytes:
    own = run.find(W + "rPr")  # type: ignore[attr-defined]
    return b"" if own is None else bytes(etree.tostring(own, method="c14n"))


def test_a_word_document_gets_comments_at_its_figures_and_nothing_else(tmp_path: Path) -> None:
    path = word(tmp_path / "report.docx")
    copied = copy_of(path)
    assert copied == copy_of(path)
    marked = docx.Document(BytesIO(copied))
    texts = [comment.text for comment in marked.comments]
    assert any(text.startswith(TICK) for text in texts)
    assert any(FINDING in text and text.startswith("1  A share") for text in texts)
    assert {comment.author for comment in marked.comments} == {"budget-monitor", "budget-monitor ticks"}
    before, after = ZipFile(path), ZipFile(BytesIO(copied))
    changed = [name for name in before.namelist() if before.read(name) != after.read(name)]
    assert sorted(changed) == ["[Content_Types].xml", "word/_rels/document.xml.rels", "word/document.xml"]
    main = "word/document.xml"
    assert without_comments(after.read(main)) == without_comments(before.read(main))


def test_a_comment_covers_its_figure_and_no_more(tmp_path: Path) -> None:
    marked = docx.Document(BytesIO(copy_of(word(tmp_path / "report.docx"))))
    covered = {}
    for start in marked.element.iter(W + "commentRangeStart"):
        texts = []
        for one in start.itersiblings():
            if one.tag == W + "commentRangeEnd" and one.get(W + "id") == start.get(W + "id"):
                break
            texts += [text.text for text in one.iter(W + "t")]
        covered["".join(texts)] = marked.comments.get(int(start.get(W + "id"))).text
    assert covered["£0.124m"].startswith(TICK)
    assert FINDING in covered["60%"]
    assert "there is no year 2021/23" in covered["2021/23"]
    assert covered["174"] == "✓ 174 = 50 + 124"


def test_an_open_document_gets_annotations_and_nothing_else(tmp_path: Path) -> None:
    rows = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell><text:p>{text}</text:p></table:table-cell>" for text in row)
        + "</table:table-row>"
        for row in (("", "£000"), ("Pay", "50"), ("Rent", "124"), ("Total", "174"))
    )
    text = "Rent was <text:span>£0.1</text:span>24m<text:s/>&amp; 27 of 54 (60%) paid; in 2021/23 none."
    body = text_document(f"<text:p>{text}</text:p><table:table>{rows}</table:table>")
    path = zipped(tmp_path / "report.odt", {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": body})
    copied = copy_of(path)
    content = ZipFile(BytesIO(copied)).read("content.xml")
    plain = re.sub(rb"<office:annotation .*?</office:annotation>|<office:annotation-end [^>]*/>", b"", content)
    assert etree.tostring(etree.fromstring(plain), method="c14n") == etree.tostring(
        etree.fromstring(body.encode()), method="c14n"
    )
    assert "£0.1</text:span>24m<office:annotation-end" in content.decode()
    assert TICK in content.decode()
    assert FINDING in content.decode()


PAGE = (
    "<!doctype html>\r\n<html><head><meta charset='utf-8'></head><body><h1>Report 2021/22</h1>\r\n"
    "<p>Rent was &pound;0.<b>124m</b> &amp; 27 of 54 (60&#37;) paid; in 2021/23 none.</p><table><tr><td><td>£000"
    "<tr><td>Pay<td>50<tr><td>Rent<td>124<tr><td>Total<td>174</table></body></html>"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_page_keeps_every_character_and_gets_signs(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "report.html"
    path.write_bytes(PAGE.encode(encoding))
    copied = copy_of(path)
    signs = rb'<sup class="budget-monitor".*?</sup>|<aside class="budget-monitor".*?</aside>\n'
    assert re.sub(signs, b"", copied, flags=re.DOTALL) == path.read_bytes()
    text = copied.decode(encoding)
    assert re.search(r'&pound;0\.<b>124m<sup [^>]*title="&#10003; = 124', text)
    assert re.search(r'60&#37;<sup [^>]*id="bm-at1"', text)
    assert re.search(r"174<sup [^>]*>&#10003;</sup></table>", text)


@pytest.mark.parametrize("rotation", [0, 90])
def test_a_pdf_gets_annotations_after_all_its_bytes(tmp_path: Path, rotation: int) -> None:
    pypdf = pytest.importorskip("pypdf")
    path = tmp_path / "report.md"
    path.write_text("# Report 2021/22\n\nAll is well, and 27 of 54 (60%) paid.\n\n" + TABLE, encoding="utf-8")
    pdf = write_pdf(tmp_path / "report.pdf", read_document(path).blocks)
    pdf.write_bytes(pdf.read_bytes().replace(b"/MediaBox", f"/Rotate {rotation} /MediaBox".encode()))
    copied = copy_of(pdf)
    assert copied.startswith(pdf.read_bytes())
    if rotation:
        return
    page = pypdf.PdfReader(BytesIO(copied)).pages[0]
    notes = {str(one.get_object()["/Contents"]): one.get_object() for one in page["/Annots"]}
    finding = next(note for text, note in notes.items() if FINDING in text)
    assert finding["/T"] == "budget-monitor"
    with pdfplumber.open(pdf) as read:
        word = next(one for one in read.pages[0].extract_words() if "60%" in one["text"])
        height = read.pages[0].height
    left, bottom, right, top = map(float, finding["/Rect"])
    assert left <= word["x0"] <= word["x1"] <= right
    assert bottom <= height - word["bottom"] <= height - word["top"] <= top
    assert notes["✓ 174 = 50 + 124"]["/T"] == "budget-monitor ticks"


def test_a_pdf_that_its_library_mends_is_marked_without_a_word_and_one_that_was_not_read_says_why(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "report.md"
    path.write_text("# Report 2021/22\n\nAll is well, and 27 of 54 (60%) paid.\n", encoding="utf-8")
    pdf = write_pdf(tmp_path / "report.pdf", read_document(path).blocks)
    whole = pdf.read_bytes()
    pdf.write_bytes(re.sub(rb"startxref\n\d+", b"startxref\n12", whole))
    assert b"27 of 54 is 50" in copy_of(pdf)
    assert not caplog.records
    pdf.write_bytes(whole.replace(b"/MediaBox [0 0 842 595]", b""))
    with pytest.raises(UsageError, match=r"no marked copy: cannot read .*report\.pdf: it is damaged; export or print"):
        marked_copy(pdf, scrutinise([pdf]))


def test_where_a_part_of_a_tidied_text_stands() -> None:
    words = (Stretch("  a ​b", 1), Stretch("\t"), Stretch(" cd\xad e ", 2))
    assert tidy("".join(one.text for one in words)) == "a b cd e"
    assert list(stretches_at(words, 2, 6)) == [(words[0], 5, 6), (words[2], 0, 3)]
    assert list(stretches_at(words, 7, 8)) == [(words[2], 5, 6)]
    assert list(stretches_at((), 0, 1)) == []
