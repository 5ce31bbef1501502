"""Makes documents of other forms from the blocks of one, as small as their forms allow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from html import escape
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from budget_monitor.model.documents.document import Block, BlockKind

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TEXT_NAMES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
)
STYLES = (
    f"<w:styles {WORD}>"
    + "".join(
        f'<w:style w:type="paragraph" w:styleId="H{level}"><w:name w:val="heading {level}"/></w:style>'
        for level in range(1, 7)
    )
    + '<w:style w:type="paragraph" w:styleId="Cap"><w:name w:val="caption"/></w:style></w:styles>'
)


def rows_of(block: Block) -> list[list[str]]:
    """The texts of a table."""
    return [[cell.text for cell in row] for row in block.grid.rows] if block.grid is not None else []


def run(text: str) -> str:
    """A run of a Word document."""
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def word_document(body: str) -> str:
    """The main part of a Word document."""
    return f"<w:document {WORD}><w:body>{body}</w:body></w:document>"


def text_document(body: str) -> str:
    """The main part of an OpenDocument text."""
    whole = f"<office:body><office:text>{body}</office:text></office:body>"
    return f"<office:document-content {TEXT_NAMES}>{whole}</office:document-content>"


def zipped(path: Path, parts: Mapping[str, str]) -> Path:
    """Writes the parts of a package."""
    with ZipFile(path, "w", ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return path


def _word(block: Block) -> str:
    if block.kind is BlockKind.TABLE:
        rows = "".join(
            "<w:tr>" + "".join(f"<w:tc><w:p>{run(text)}</w:p></w:tc>" for text in row) + "</w:tr>"
            for row in rows_of(block)
        )
        return f"<w:tbl>{rows}</w:tbl>"
    style = {
        BlockKind.HEADING: f'<w:pPr><w:pStyle w:val="H{min(6, max(1, block.level))}"/></w:pPr>',
        BlockKind.ITEM: '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>',
        BlockKind.CAPTION: '<w:pPr><w:pStyle w:val="Cap"/></w:pPr>',
    }.get(block.kind, "")
    return f"<w:p>{style}{run(block.text)}</w:p>"


def _open(block: Block) -> str:
    if block.kind is BlockKind.TABLE:
        rows = "".join(
            "<table:table-row>"
            + "".join(f"<table:table-cell><text:p>{escape(text)}</text:p></table:table-cell>" for text in row)
            + "</table:table-row>"
            for row in rows_of(block)
        )
        return f"<table:table>{rows}</table:table>"
    text = escape(block.text)
    if block.kind is BlockKind.HEADING:
        return f'<text:h text:outline-level="{max(1, block.level)}">{text}</text:h>'
    if block.kind is BlockKind.ITEM:
        return f"<text:list><text:list-item><text:p>{text}</text:p></text:list-item></text:list>"
    return f"<text:p>{text}</text:p>"


def _web(block: Block) -> str:
    if block.kind is BlockKind.TABLE:
        rows = "".join("<tr>" + "".join(f"<td>{escape(text)}</td>" for text in row) + "</tr>" for row in rows_of(block))
        return f"<table>{rows}</table>"
    level = min(6, max(1, block.level))
    tag = {BlockKind.HEADING: f"h{level}", BlockKind.ITEM: "li"}.get(block.kind, "p")
    return f"<{tag}>{escape(block.text)}</{tag}>"


def write_docx(path: Path, blocks: Iterable[Block]) -> Path:
    """A Word document."""
    body = word_document("".join(_word(block) for block in blocks))
    return zipped(path, {"word/document.xml": body, "word/styles.xml": STYLES})


def write_odt(path: Path, blocks: Iterable[Block]) -> Path:
    """An OpenDocument text."""
    return zipped(path, {"content.xml": text_document("".join(_open(block) for block in blocks))})


def write_html(path: Path, blocks: Iterable[Block]) -> Path:
    """A web page."""
    body = "\n".join(_web(block) for block in blocks)
    path.write_text(f"<!doctype html><html><head><title>x</title></head><body>{body}</body></html>", encoding="utf-8")
    return path


WRITERS: Mapping[str, Callable[[Path, Iterable[Block]], Path]] = {
    ".docx": write_docx, ".odt": write_odt, ".html": write_html,
}  # fmt: skip
