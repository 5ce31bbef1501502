"""References to tables, figures and sections that are not there, and to tables that are empty."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.documents.document import Block, BlockKind, Document, place_of
from budget_monitor.model.documents.scrutiny import Spot
from budget_monitor.scrutinise.order.numbers import Number, Numbered, number_of
from budget_monitor.scrutinise.passages import Notes, Passage

_ONE = r"\d{1,3}(?:\.\d{1,2})*[a-z]?\b(?!\.\d|,\d{3}|%)"
_RUN = rf"{_ONE}(?:(?: to |–|-){_ONE})?"
_LAST = rf"(?:, ?{_RUN})*,? (?:and|&) {_RUN}"
_IS_OVER = (
    r"(?=\s*(?:$|[.;:)\]])"
    r"|\s+(?:above|below|shows?|sets?|gives?|lists?|presents?|summari[sz]es?|compares?|details?)\b)"
)
_REFERENCE = re.compile(
    rf"(?i)\b(table|figure|chart)(s)?\s+({_ONE})"
    rf"((?(2)(?:(?: to |–|-){_ONE})?(?:{_LAST})?|(?:(?:(?: to |–|-){_ONE}|{_LAST}){_IS_OVER})?))"
)
"""A table, or a list of them. A list is surely one after "Tables", up to its "and"; after "Table" only where it ends
the sentence or a word that goes with tables follows: in "In Table 2, 11 and 12 were late" only the first is a table.
"""
_NUMBER = re.compile(r"\d+(?:\.\d+)*")
_SECTION_REFERENCE = re.compile(
    r"(?i)\b(?:sections?|paragraphs?)\s+(\d{1,2}\.\d{1,2})\b(?: of (?:this|the) report)?(?! of the)"
)
_WHOLE_SECTION = re.compile(
    r"(?i)\bsection (\d{1,2})\b(?= (?:below|above|of (?:this|the) report)\b)"
    r"|\b(?:see|in) section (\d{1,2})\b(?=\)|\.(?!\d)|, which)"
)
"""Of a whole section only where it is surely of this report: there are sections of acts, and officers called so."""
_BELOW = re.compile(
    r"(?i)\bthe (?:\w+ ){0,2}table below\b|\btable below (?:shows|sets|gives|summar)|\bin the following table\b"
    r"|\bsee table below\b"
)
_OTHER = re.compile(
    r"(?i)\b(?<!\band )(?<!\bor )(?:act|agreement|regulations?|constitution|strategy|policy|guidance|appendix|annex"
    r"|schedule|previous report)\b"
)
"""What is near a reference into another document; in "Table 4 and Appendix 9" it is a second reference."""
_OF_ANOTHER = re.compile(
    r"(?i)\W{1,2}(?:of|in|from|to) (?!this\b|the (?:present |current )?(?:report|paper)\b)(?:[\w’'/-]+ ){1,5}?"
    r"(?:reports?|papers?|plans?|returns?|accounts|statements?|books?|minutes|monitors?|submission|claim|bid|document|bulletin|release"
    r"|strategy|policy|guidance|agreement|act)\b"
)
"""What follows a reference into another document: of last year's report, in the council's own accounts."""
WORDS_AFTER = 30
MAX_BLOCKS_BELOW = 12
MAX_HEADINGS_BELOW = 2


def note_references(document: Document, passages: Sequence[Passage], known: Numbered, notes: Notes) -> None:
    """Notes all of these."""
    captions = {kind: {number for number, _ in found} for kind, found in known.captions.items()}
    captions = {kind: found | known.led_to if kind == "table" else found for kind, found in captions.items()}
    sections = {number for number, _ in known.sections}
    parents = {number[:1] for number in sections if len(number) > 1}
    for passage in passages:
        if passage.block.kind is BlockKind.CAPTION:
            continue
        for match, at, kind, number in (*_to_captions(passage, captions), *_to_sections(passage, sections, parents)):
            after = passage.text[match.end() : match.end() + WORDS_AFTER]
            if _OTHER.search(after) or _OF_ANOTHER.match(passage.text, match.end()):
                continue
            notes.order_checks += 1
            if number not in (sections | known.leading if kind == "section" else captions[kind]):
                text = ".".join(map(str, number))
                spot = passage.words_at(*at)
                _missing(spot, f"there is no {kind} {text} in this document", notes)
    _below(document, notes)


Reference = tuple[re.Match[str], tuple[int, int], str, Number]
"""The whole reference, the place of one number of it, what kind of thing it is to, and its number."""


def _to_captions(passage: Passage, captions: dict[str, set[Number]]) -> Iterator[Reference]:
    """Each number that is referred to, of kinds that have numbers at all."""
    for match in _REFERENCE.finditer(passage.text):
        if (kind := match[1].casefold()) in captions:
            for one in _NUMBER.finditer(passage.text, match.start(3), match.end()):
                start = match.start() if one.start() == match.start(3) else one.start()
                yield match, (start, one.end()), kind, number_of(one[0])


def _to_sections(passage: Passage, sections: set[Number], parents: set[Number]) -> Iterator[Reference]:
    for match in _SECTION_REFERENCE.finditer(passage.text):
        if (number := number_of(match[1]))[:1] in parents:
            yield match, match.span(), "section", number
    if len(sections) >= MIN_SECTIONS:
        for match in _WHOLE_SECTION.finditer(passage.text):
            yield match, match.span(), "section", number_of(match[1] or match[2])


MIN_SECTIONS = 2


def _missing(spot: Spot, sentence: str, notes: Notes) -> None:
    notes.slip(RelationKind.ORDER, "A reference to what is not there", [spot], sentence)


def _below(document: Document, notes: Notes) -> None:
    """A table that should stand below and does not, before the next section but one begins; or that has no rows."""
    for at, block in enumerate(document.blocks):
        if block.kind in (BlockKind.TABLE, BlockKind.HEADING) or not (match := _BELOW.search(block.text)):
            continue
        notes.order_checks += 1
        spot = Spot(
            document.file, place_of(block), match[0], None, block.line, block.number, match.start(), match.end()
        )
        below = _table_below(document, at)
        if below is None and not document.is_uncertain:
            _missing(spot, "no table stands below", notes)
        elif below is not None and below.grid is not None and _is_empty(below):
            _missing(spot, f"{place_of(below)} has no rows below its headings", notes)


def _table_below(document: Document, at: int) -> Block | None:
    """The next table, or picture of one."""
    headings = 0
    for other in document.blocks[at + 1 : at + 1 + MAX_BLOCKS_BELOW]:
        headings += other.kind is BlockKind.HEADING
        if headings >= MAX_HEADINGS_BELOW:
            return None
        if other.kind in (BlockKind.TABLE, BlockKind.PICTURE):
            return other
    return None


def _is_empty(table: Block) -> bool:
    """True of a table that has headings, and below them nothing but names."""
    rows = table.grid.rows if table.grid is not None else ()
    return not any(sum(1 for cell in row if cell.text.strip()) > 1 for row in rows[1:])
