"""Numbers of sections, paragraphs, tables and figures that skip or repeat."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.documents.document import Block, BlockKind, Document, place_of
from budget_monitor.model.documents.scrutiny import Spot
from budget_monitor.scrutinise.passages import Notes, Passage

_SECTION = re.compile(r"^(\d{1,2}(?:\.\d{1,2}){0,3})\.?\s+(?=[A-Z“\"'(£])")
_LEADING = re.compile(r"^\(?(\d{1,2}(?:\.\d{1,2}){0,3})[.)]?\s")
_LEFT_OUT = re.compile(
    r"(?i)^\W*(?:section|part|item|paragraph) (\d{1,2}(?:\.\d{1,2}){0,3})\b[^.;]{0,60}?\b(?:exempt|confidential"
    r"|restricted|omitted|left out|withdrawn|deleted|removed|not (?:used|published|included|needed|printed)"
    r"|intentionally|(?:published|circulated) separately|to follow)\b"
)
"""How a report says that a section of it is not there."""
_CONTENTS = re.compile(r"\.{3,}|…|\s\d{1,3}$|\t")
_CAPTION = re.compile(r"(?i)^(table|figure|chart)\s+(\d{1,3}(?:\.\d{1,2})*)([a-z]?)\b(?!\.\d)")
_CALLED = re.compile(r"(?i)\btable (\d{1,3}(?:\.\d{1,2})*)")
MIN_NUMBERED_PARAGRAPHS = 4
"""So many numbered paragraphs under one section are numbered on purpose."""

Number = tuple[int, ...]
"""A number by its steps: 2.10 is (2, 10)."""


class Numbered(Struct, frozen=True):
    """What of a document is numbered: its sections and paragraphs, and the captions of each kind, in their order."""

    sections: list[tuple[Number, Block]]
    paragraphs: list[tuple[Number, Block]]
    captions: dict[str, list[tuple[Number, Block]]]
    """By table, figure and chart. Table 2a and table 2b are both number 2."""
    leading: frozenset[Number]
    """What any piece of text begins with, or says is left out."""
    led_to: frozenset[Number]
    """The numbers that only the text may give to tables, which have none of their own."""


def numbered(document: Document, passages: Sequence[Passage]) -> Numbered:
    """The numbers of a document."""
    captions: dict[str, list[tuple[Number, Block]]] = {}
    for block in _captions(document):
        if match := _CAPTION.match(block.text):
            captions.setdefault(match[1].casefold(), []).append((number_of(match[2]), block))
    leading = (_LEADING.match(passage.text) or _LEFT_OUT.match(passage.text) for passage in passages)
    return Numbered(
        list(_numbers(document, BlockKind.HEADING)), list(_numbers(document, BlockKind.PARAGRAPH, BlockKind.ITEM)),
        captions, frozenset(number_of(match[1]) for match in leading if match),
        _led_to(document),
    )  # fmt: skip


def _led_to(document: Document) -> frozenset[Number]:
    """The numbers that tables without one may have: by their place among all, by that after the last one
    with a number, or as the text above calls them.
    """
    found: set[Number] = set()
    above = caption = ""
    place = last = 0
    for block in document.blocks:
        if block.kind is BlockKind.TABLE:
            place, last = place + 1, last + 1
            if own := _CAPTION.match(block.text) or _CAPTION.match(caption):
                last = number_of(own[2])[0]
            else:
                found |= {(place,), (last,), *(number_of(match[1]) for match in _CALLED.finditer(above))}
        above, caption = block.text, block.text if block.kind is BlockKind.CAPTION else ""
    return frozenset(found)


def _captions(document: Document) -> Iterator[Block]:
    """The captions, and the tables that have one of their own, as web pages have."""
    before = ""
    for block in document.blocks:
        is_own = block.kind is BlockKind.TABLE and not before.startswith(block.text)
        if block.kind is BlockKind.CAPTION or is_own:
            yield block
        before = block.text if block.kind is BlockKind.CAPTION else ""


def number_of(text: str) -> Number:
    """A number by its steps."""
    return tuple(int(part) for part in text.split("."))


def _numbers(document: Document, *kinds: BlockKind) -> Iterator[tuple[Number, Block]]:
    for block in document.blocks:
        if block.kind in kinds and not _CONTENTS.search(block.text) and (match := _SECTION.match(block.text)):
            yield number_of(match[1]), block


def note_numbers(document: Document, known: Numbered, notes: Notes) -> None:
    """Notes numbers that do not follow on from the one before. Paragraphs are looked at where sections number them."""
    _sequence(document, "section", known.sections, known.leading, notes)
    if not document.is_uncertain:
        for paragraphs in _by_section(known.paragraphs):
            _sequence(document, "paragraph", paragraphs, known.leading, notes)
    for kind, captions in known.captions.items():
        own = [one for one in captions if "continued" not in one[1].text.casefold()]
        _sequence(document, kind, own, known.led_to if kind == "table" else frozenset(), notes)


def _by_section(paragraphs: Sequence[tuple[Number, Block]]) -> Iterator[list[tuple[Number, Block]]]:
    """The paragraphs numbered 2.1, 2.2 … of each section that has several."""
    own: dict[tuple[str, Number], list[tuple[Number, Block]]] = {}
    for number, block in paragraphs:
        if len(number) > 1:
            own.setdefault((block.section, number[:-1]), []).append((number, block))
    yield from (found for found in own.values() if len(found) >= MIN_NUMBERED_PARAGRAPHS)


def _sequence(
    document: Document, kind: str, numbers: Sequence[tuple[Number, Block]], leading: frozenset[Number], notes: Notes
) -> None:
    """Among neighbours of one level under one parent each number follows on from the last; a restart at 1 may be.

    A number that another piece of text has is not skipped.
    """
    last: dict[Number, tuple[int, Block]] = {}
    for number, block in numbers:
        parent, own = number[:-1], number[-1]
        if len(number) == 1:
            last = {key: value for key, value in last.items() if not key}
        notes.order_checks += 1
        before = last.get(parent)
        between = {(*parent, one) for one in range(before[0] + 1, own)} if before is not None else set()
        is_odd = before is not None and own != before[0] + 1 and not (own == 1 and before[0] > 1)
        if before is not None and is_odd and not between & leading and not _has_letter(block):
            text = ".".join(map(str, number))
            earlier = ".".join(map(str, (*parent, before[0])))
            what = "used twice" if own == before[0] else f"after {earlier}"
            _note(document, kind, block, f"{kind} {text} is {what}", before[1], notes)
        last[parent] = (own, block)


def _has_letter(block: Block) -> bool:
    """True of Table 2b, which comes after Table 2a."""
    match = _CAPTION.match(block.text)
    return match is not None and bool(match[3])


def _note(document: Document, kind: str, block: Block, sentence: str, other: Block, notes: Notes) -> None:
    spots = [
        Spot(document.file, place_of(one), one.text, None, one.line, one.number, 0, len(one.text))
        for one in (block, other)
    ]
    what = "A section number" if kind == "section" else f"The number of a {kind}"
    notes.slip(RelationKind.ORDER, f"{what} that skips or repeats", spots, sentence)
