"""Makes PDF files by hand, with standard fonts: text from top to bottom, and tables with lines or without."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from pathlib import Path

from budget_monitor.model.documents.document import Block, BlockKind

WIDTH, HEIGHT, MARGIN = 842, 595, 40
SIZE = 8
CHARACTER = 0.5
"""How wide a character is on the average, as a share of its size."""


class Sheet:
    """Pages as they are drawn."""

    def __init__(self, *, ruled: bool) -> None:
        self.pages: list[list[str]] = [[]]
        self._ruled = ruled
        self._top: float = HEIGHT - MARGIN

    def _room(self, height: float) -> None:
        if self._top - height < MARGIN:
            self.pages.append([])
            self._top = HEIGHT - MARGIN

    def text(self, text: str, size: float = SIZE, *, indent: float = 0) -> None:
        """A paragraph."""
        for line in textwrap.wrap(text, int((WIDTH - 2 * MARGIN - indent) / (size * CHARACTER))):
            self._room(size * 1.3)
            self._top -= size * 1.3
            self._draw(MARGIN + indent, self._top, line, size)
        self._top -= size

    def table(self, rows: list[list[str]]) -> None:
        """A table: with lines around its cells, or with its figures to the right of columns."""
        columns = max(map(len, rows))
        wide = (WIDTH - 2 * MARGIN) / columns
        for row in rows:
            cells = [textwrap.wrap(text, max(4, int((wide - 6) / (SIZE * CHARACTER)))) or [""] for text in row]
            height = max(map(len, cells)) * SIZE * 1.2 + 4
            self._room(height)
            bottom = self._top - height
            for column, lines in enumerate(cells):
                left = MARGIN + column * wide
                if self._ruled:
                    self.pages[-1].append(f"{left:.1f} {bottom:.1f} {wide:.1f} {height:.1f} re S")
                for number, line in enumerate(lines):
                    top = self._top - SIZE * 1.2 * (number + 1)
                    shift = 0 if self._ruled or not column else wide - 10 - len(line) * SIZE * CHARACTER
                    self._draw(left + 3 + shift, top, line, SIZE)
            self._top = bottom
        self._top -= SIZE * 1.5

    def _draw(self, left: float, top: float, text: str, size: float) -> None:
        codes = text.encode("cp1252", "replace").decode("latin-1")
        shown = codes.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        self.pages[-1].append(f"BT /F1 {size} Tf {left:.1f} {top:.1f} Td ({shown}) Tj ET")


def write_pdf(path: Path, blocks: Iterable[Block], *, ruled: bool = True) -> Path:
    """A PDF of the blocks of a document."""
    sheet = Sheet(ruled=ruled)
    for block in blocks:
        if block.grid is not None:
            sheet.table([[cell.text for cell in row] for row in block.grid.rows])
        elif block.kind is BlockKind.HEADING:
            sheet.text(block.text, 12)
        elif block.kind is BlockKind.ITEM:
            sheet.text(f"• {block.text}", indent=10)
        else:
            sheet.text(block.text)
    path.write_bytes(pdf_of(["\n".join(page) for page in sheet.pages]))
    return path


def pdf_of(pages: list[str]) -> bytes:
    """The bytes of a PDF from what is drawn on its pages."""
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>", font]
    for number, content in enumerate(pages):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Contents {5 + 2 * number} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(content.encode('latin-1'))} >>\nstream\n{content}\nendstream")
    whole = b"%PDF-1.4\n"
    places = []
    for number, text in enumerate(objects, start=1):
        places.append(len(whole))
        whole += f"{number} 0 obj\n{text}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    start = len(whole)
    end = (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\n"
    )
    return whole + end.encode("latin-1") + f"startxref\n{start}\n%%EOF\n".encode()
