"""Heads and feet of pages that name another year or period than the title: kept from the last report."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.documents.document import FOOT, HEAD, BlockKind, Document
from budget_monitor.scrutinise.order.years import titles
from budget_monitor.scrutinise.passages import Notes, Passage
from budget_monitor.scrutinise.words import content

_ORDINALS = ("first", "second", "third", "fourth")
_NUMBERS = ("one", "two", "three", "four")
_MARKS = {
    "year": re.compile(r"(?<![\d/–-])(?P<year>20\d\d)\s?[/–-]\s?(?:20)?(\d\d)(?![\d/–-])"),
    "quarter": re.compile(
        rf"(?i)\b(?:quarter|qtr) ?(?P<after>[1-4]|{'|'.join(_NUMBERS)})\b|\bQ ?(?P<short>[1-4])\b"
        rf"|\b(?P<before>{'|'.join(_ORDINALS)}) quarter\b"
    ),
    "month": re.compile(r"(?i)\b(?:month|period) ?(?P<after>\d{1,2})\b|\b[MP] ?(?P<short>\d{1,2})\b"),
}
"""What tells one report from the next of its kind."""
MIN_SHARED_WORDS = 2
"""A head that has so many words of the titles, and at least half of its own, is the title told again."""


def note_page_edges(document: Document, passages: Sequence[Passage], notes: Notes) -> None:
    """Notes the heads and feet of a document's own first pages that have the words of its title, and another year or
    period than the only one that its titles name. Proposed is the title's, where the text names it more often.
    """
    first = titles(document)
    own_words = content(" ".join(block.text for block in first))
    by_block = {one.block.number: one for one in passages if one.row < 0}
    for passage in passages:
        if passage.block.kind is not BlockKind.EDGE or passage.block.section not in (HEAD, FOOT):
            continue
        words = content(passage.text)
        shared = len(words & own_words)
        if shared < MIN_SHARED_WORDS or 2 * shared < len(words):
            continue
        for name, mark in _MARKS.items():
            told = list(_told(mark, passage.text))
            in_titles = [(by_block[one.number], match) for one in first for match in _told(mark, one.text)]
            if len({_of(match) for match in told}) != 1 or len({_of(match) for _, match in in_titles}) != 1:
                continue
            notes.order_checks += 1
            (title, own), other = in_titles[0], told[0]
            if _of(other) == _of(own):
                continue
            of_text = [_of(match) for one in passages if one is not passage for match in _told(mark, one.text)]
            is_usual = of_text.count(_of(own)) > of_text.count(_of(other)) + 1
            where = [passage.words_at(*other.span()), title.words_at(*own.span())]
            said = f"the {passage.block.section} names {other[0]}, and the title {own[0]}"
            notes.slip(
                RelationKind.ORDER, f"A {name} that is not the report's", where, said, own[0] if is_usual else ""
            )


def _told(mark: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Where a text names one; a span of several years is none."""
    for match in mark.finditer(text):
        if mark is not _MARKS["year"] or f"{int(match['year']) + 1}".endswith(match[2]):
            yield match


def _of(match: re.Match[str]) -> int:
    """Which year, quarter or month is named."""
    text = next(found for found in match.groupdict().values() if found).casefold()
    for names in (_ORDINALS, _NUMBERS):
        if text in names:
            return names.index(text) + 1
    return int(text)
