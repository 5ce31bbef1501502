"""Spans of months that are not as long as they are called: the year from July 2020 to June 2022."""

from __future__ import annotations

import re

from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.ledgers.period import MONTHS
from budget_monitor.scrutinise.passages import Notes, Passage

_DATE = rf"(?:\d{{1,2}}(?:st|nd|rd|th)? )?({'|'.join(MONTHS)})"
_FROM_TO = re.compile(rf"(?i)\b{_DATE}(?: (\d{{4}}))?(?: (to|and|until) | ?[–-] ?){_DATE} (\d{{4}})\b")
_COUNTS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "nine": 9, "ten": 10, "twelve": 12, "fifteen": 15,
    "eighteen": 18, "twenty-four": 24,
}  # fmt: skip
_WHICH = r"(?:the|this|last|whole|full|financial|reporting|municipal|accounting)"
_CALLED = re.compile(
    rf"(?i)(?:\b(?P<count>\d{{1,2}}|{'|'.join(_COUNTS)})[ -](?P<unit>month|year)s?(?: plan| period| programme)?"
    rf"|\b{_WHICH} (?P<half>half|first half of the|second half of the)[ -]year"
    rf"|(?<!half of )\b{_WHICH} (?:{_WHICH} )*(?P<one>year|quarter))(?:,? from| of| between| to|:| \()? ?$"
)
"""What a span is called, just before it: not "£5 a year", from April 2021 to March 2024."""
MAX_CHARACTERS_BEFORE = 60
MONTHS_IN = {"month": 1, "quarter": 3, "half": 6, "year": 12}


def note_spans(passage: Passage, notes: Notes) -> None:
    """Notes those that end before they begin, and those that are called a year, a quarter or so many months, and are
    not. The month that one more is may be that in which the next begins.
    """
    for match in _FROM_TO.finditer(passage.text):
        last = _month(match[4], match[5])
        first = _month(match[1], match[2] or match[5])
        if not match[2] and first > last:
            first -= MONTHS_IN["year"]
        months = last - first + 1
        before = _CALLED.search(passage.text[max(0, match.start() - MAX_CHARACTERS_BEFORE) : match.start()])
        called = _length(before) if before is not None else 0
        notes.order_checks += 1
        if months < 1 and match[3] != "and":
            _note(passage, match.span(), f"{match[0]} ends before it begins", notes)
        elif before is not None and months > 0 and months not in (called, called + 1):
            start = match.start() - len(before[0])
            name = "a year" if called == MONTHS_IN["year"] else f"{called} months"
            _note(passage, (start, match.end()), f"from {match[0]} is {months} months, not {name}", notes)


def _month(name: str, year: str) -> int:
    """A month by how many there were before it."""
    return int(year) * MONTHS_IN["year"] + MONTHS.index(name.casefold())


def _length(called: re.Match[str]) -> int:
    """How many months a span has by its name."""
    if count := called["count"]:
        number = int(count) if count.isdecimal() else _COUNTS[count.casefold()]
        return number * MONTHS_IN[called["unit"].casefold()]
    return MONTHS_IN["half" if called["half"] else called["one"].casefold()]


def _note(passage: Passage, place: tuple[int, int], sentence: str, notes: Notes) -> None:
    notes.slip(RelationKind.ORDER, "A span that is not what it is called", [passage.words_at(*place)], sentence)
