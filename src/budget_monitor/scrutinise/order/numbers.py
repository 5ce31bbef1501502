"""Numbers of sections, tables and figures that skip or repeat, and references to what is not there."""

from __future__ import annotations

import re
from collections.abc import Sequence

from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.documents.document import Block, BlockKind, Document, place_of
from budget_monitor.model.documents.scrutiny import Spot
from budget_monitor.scrutinise.passages import Notes, Passage

_SECTION = re.compile(r"^(\d{1,2}(?:\.\d{1,2}){0,3})\.?\s+(?=[A-Z“\"'(£])")
_LEADING = re.compile(r"^\(?(\d{1,2}(?:\.\d{1,2}){0,3})[.)]?\s")
_CONTENTS = re.compile(r"\.{3,}|…|\s\d{1,3}$|\t")
_CAPTION = re.compile(r"(?i)^(table|figure|chart)\s+(\d+)\b(?!\.\d)")
_REFERENCE = re.compile(r"(?i)\b(table|figure|chart)\s+(\d{1,3})\b(?!\.\d|%)")
_SECTION_REFERENCE = re.compile(
    r"(?i)\b(?:sections?|paragraphs?)\s+(\d{1,2}\.\d{1,2})\b(?: of (?:this|the) report)?(?! of the)"
)
_BELOW = re.compile(
    r"(?i)\bthe (?:\w+ ){0,2}table below\b|\btable below (?:shows|sets|gives|summar)|\bin the following table\b"
)
_OTHER = re.compile(
    r"(?i)\b(?:act|agreement|regulations?|constitution|strategy|policy|guidance|appendix|annex"
    r"|schedule|previous report)\b"
)
MAX_BLOCKS_BELOW = 12
MAX_HEADINGS_BELOW = 2


def note_numbers(document: Document, passages: Sequence[Passage], notes: Notes) -> None:
    """Notes all of these."""
    sections = _sections(document)
    _sequence(document, sections, _numbers(passages), notes)
    captions = [
        (block, match)
        for block in document.blocks
        if block.kind is BlockKind.CAPTION and (match := _CAPTION.match(block.text))
    ]
    for kind in ("table", "figure", "chart"):
        own = [
            (int(match[2]), block)
            for block, match in captions
            if match[1].casefold() == kind and "continued" not in block.text.casefold()
        ]
        _captions(document, kind, own, notes)
    known = {(match[1].casefold(), int(match[2])) for _, match in captions}
    _references(passages, known, {number for number, _ in sections}, notes)
    _below(document, notes)


def _sections(document: Document) -> list[tuple[tuple[int, ...], Block]]:
    found = []
    for block in document.blocks:
        if (
            block.kind is BlockKind.HEADING
            and not _CONTENTS.search(block.text)
            and (match := _SECTION.match(block.text))
        ):
            found.append((tuple(int(part) for part in match[1].split(".")), block))
    return found


def _numbers(passages: Sequence[Passage]) -> set[tuple[int, ...]]:
    """The numbers that any piece of text begins with, whether it is a heading or a numbered paragraph."""
    found = (_LEADING.match(passage.text) for passage in passages)
    return {tuple(int(part) for part in match[1].split(".")) for match in found if match}


def _sequence(
    document: Document,
    sections: Sequence[tuple[tuple[int, ...], Block]],
    numbers: set[tuple[int, ...]],
    notes: Notes,
) -> None:
    """Among neighbours of one level under one parent each number follows on from the last; a restart at 1 may be.

    A number that a paragraph has, and no heading, is not skipped.
    """
    last: dict[tuple[int, ...], tuple[int, Block]] = {}
    for number, block in sections:
        parent, own = number[:-1], number[-1]
        if len(number) == 1:
            last = {key: value for key, value in last.items() if not key}
        notes.order_checks += 1
        before = last.get(parent)
        between = {(*parent, one) for one in range(before[0] + 1, own)} if before is not None else set()
        is_odd = before is not None and own != before[0] + 1 and not (own == 1 and before[0] > 1)
        if before is not None and is_odd and not between & numbers:
            text = ".".join(str(part) for part in number)
            earlier = ".".join(str(part) for part in (*parent, before[0]))
            what = "used twice" if own == before[0] else f"after {earlier}"
            _note(document, "A section number", block, f"section {text} is {what}", before[1], notes)
        last[parent] = (own, block)


def _captions(document: Document, kind: str, captions: Sequence[tuple[int, Block]], notes: Notes) -> None:
    before: tuple[int, Block] | None = None
    for number, block in captions:
        notes.order_checks += 1
        if before is not None and number != before[0] + 1 and not (number == 1 and before[0] > 1):
            what = "used twice" if number == before[0] else f"after {kind} {before[0]}"
            _note(document, f"The number of a {kind}", block, f"{kind} {number} is {what}", before[1], notes)
        before = (number, block)


def _note(document: Document, what: str, block: Block, sentence: str, other: Block, notes: Notes) -> None:
    spots = [
        Spot(document.file, place_of(one), one.text, None, one.line, one.number, 0, len(one.text))
        for one in (block, other)
    ]
    notes.slip(RelationKind.ORDER, f"{what} that skips or repeats", spots, sentence)


def _references(
    passages: Sequence[Passage], known: set[tuple[str, int]], sections: set[tuple[int, ...]], notes: Notes
) -> None:
    kinds = {kind for kind, _ in known}
    parents = {number[:1] for number in sections if len(number) > 1}
    for passage in passages:
        if passage.block.kind is BlockKind.CAPTION:
            continue
        for match in _REFERENCE.finditer(passage.text):
            kind, number = match[1].casefold(), int(match[2])
            after = passage.text[match.end() : match.end() + WORDS_AFTER]
            if kind not in kinds or _OTHER.search(after):
                continue
            notes.order_checks += 1
            if (kind, number) not in known:
                _missing(passage, match, f"there is no {kind} {number} in this document", notes)
        for match in _SECTION_REFERENCE.finditer(passage.text):
            section = tuple(int(part) for part in match[1].split("."))
            after = passage.text[match.end() : match.end() + WORDS_AFTER]
            if section[:1] not in parents or _OTHER.search(after):
                continue
            notes.order_checks += 1
            if section not in sections:
                _missing(passage, match, f"there is no section {match[1]} in this document", notes)


WORDS_AFTER = 30


def _missing(passage: Passage, match: re.Match[str], sentence: str, notes: Notes) -> None:
    spot = passage.words_at(match.start(), match.end())
    notes.slip(RelationKind.ORDER, "A reference to what is not there", [spot], sentence)


def _below(document: Document, notes: Notes) -> None:
    """A table that should stand below and does not, before the next section but one begins."""
    for at, block in enumerate(document.blocks):
        if block.kind in (BlockKind.TABLE, BlockKind.HEADING) or not (match := _BELOW.search(block.text)):
            continue
        notes.order_checks += 1
        headings = 0
        for other in document.blocks[at + 1 : at + 1 + MAX_BLOCKS_BELOW]:
            headings += other.kind is BlockKind.HEADING
            if other.kind in (BlockKind.TABLE, BlockKind.PICTURE) or headings >= MAX_HEADINGS_BELOW:
                break
        else:
            headings = MAX_HEADINGS_BELOW
        if headings >= MAX_HEADINGS_BELOW and not document.is_uncertain:
            spot = Spot(
                document.file, place_of(block), match[0], None, block.line, block.number, match.start(), match.end()
            )
            notes.slip(RelationKind.ORDER, "A reference to what is not there", [spot], "no table stands below")
