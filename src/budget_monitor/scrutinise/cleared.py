"""What a person has cleared in an earlier draft, found again where nothing has changed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from msgspec.structs import replace

from budget_monitor.figures.naming import named_table
from budget_monitor.model.documents.document import Document, text_at
from budget_monitor.model.documents.scrutiny import Clearance, Cleared, DocumentScrutiny, Slip
from budget_monitor.scrutinise.table_figures import MAX_TEXT_CHARACTERS
from budget_monitor.scrutinise.words import sentences


def key_of_slip(document: Document, slip: Slip) -> str:
    """What tells a finding from all others, as long as its figures and its sentence, or the names of its row and its
    column, stay what they are. Where they stand in the document, and what is said around them, is no part of it.
    """
    figures = sorted(spot.text for spot in slip.spots[1:])
    return hashlib.sha256(
        "\x1f".join((slip.title, slip.where.text, *_named(document, slip), *figures)).encode()
    ).hexdigest()


def without_cleared(one: DocumentScrutiny, known: Mapping[str, Clearance]) -> DocumentScrutiny:
    """The same document; findings whose keys were cleared are set apart."""
    keys = {slip: key_of_slip(one.document, slip) for slip in one.slips}
    cleared = tuple(Cleared(slip, known[key]) for slip, key in keys.items() if key in known)
    return replace(one, slips=tuple(slip for slip, key in keys.items() if key not in known), cleared=cleared)


def _named(document: Document, slip: Slip) -> list[str]:
    """The sentence that a finding is in, or the words of its row and the heading of its column."""
    where = slip.where
    block = document.blocks[where.block]
    text = text_at(document, where.block, where.row, where.column)
    if where.row < 0 or block.grid is None or len(text) > MAX_TEXT_CHARACTERS:
        own = (sentence for start, sentence in sentences(text) if start <= where.start < start + len(sentence))
        return [next(own, text)]
    words = [cell.text for cell in block.grid.rows[where.row] if cell.value is None]
    is_figure = block.grid.rows[where.row][where.column].value is not None
    heading = named_table(block.grid, block.headings).heading(where.row, where.column) if is_figure else ""
    return [*words, heading]
