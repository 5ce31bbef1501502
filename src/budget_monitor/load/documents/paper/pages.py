"""The pages of a PDF, whose characters are read faster: with what words are made of and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pdfminer.layout import LTChar, LTItem
from pdfminer.pdfpage import PDFPage
from pdfplumber.page import Page
from pdfplumber.pdf import PDF


class TextPage(Page):
    """A page of the library whose characters have a text, a font and a place, but no colours, matrices or marks."""

    def process_object(self, obj: LTItem) -> dict[str, Any]:
        """What is known of one thing on the page."""
        if not isinstance(obj, LTChar):
            return super().process_object(obj)
        left, top = self.mediabox[:2]
        name = obj.fontname
        above = self.height - obj.y1 + top
        return {
            "object_type": "char", "page_number": self.page_number, "text": obj.get_text(), "size": obj.size,
            "fontname": name.decode("utf-8", "replace") if isinstance(name, bytes) else name, "upright": obj.upright,
            "x0": obj.x0 + left, "x1": obj.x1 + left, "top": above, "bottom": self.height - obj.y0 + top,
            "width": obj.width, "height": obj.height, "doctop": self.initial_doctop + above,
        }  # fmt: skip


def pages_of(document: PDF) -> Iterator[Page]:
    """The pages of a document, one at a time."""
    below = 0.0
    for number, page in enumerate(PDFPage.create_pages(document.doc), 1):
        yield (one := TextPage(document, page, number, below))
        below += one.height
