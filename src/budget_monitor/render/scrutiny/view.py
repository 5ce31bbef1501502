"""What every format shows of a scrutiny: the words around a figure, and where they stand."""

from __future__ import annotations

from budget_monitor.model.documents.document import Document, text_at
from budget_monitor.model.documents.scrutiny import Spot

MAX_QUOTED = 90
"""Characters of a text that are quoted around a figure."""


def where_text(spot: Spot) -> str:
    """Where something stands: its line in a text file, then the heading and the table."""
    line = f"line {spot.line}, " if spot.line else ""
    return f"{line}{spot.place}"


def quoted(document: Document, spot: Spot) -> str:
    """The words around a figure, cut at spaces; empty where it is all there is."""
    text = text_at(document, spot.block, spot.row, spot.column)
    if text.strip() == spot.text:
        return ""
    if len(text) <= MAX_QUOTED:
        return text
    first = max(0, min(spot.start - MAX_QUOTED // 2, len(text) - MAX_QUOTED))
    last = min(len(text), first + MAX_QUOTED)
    first = text.find(" ", first, spot.start) + 1 if first else 0
    end = text.rfind(" ", spot.end, last) if last < len(text) else last
    end = end if end >= spot.end else last
    return f"{'… ' if first else ''}{text[first:end]}{' …' if end < len(text) else ''}"
