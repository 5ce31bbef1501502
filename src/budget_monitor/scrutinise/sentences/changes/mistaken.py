"""Figures that words seem to make a change, and which are none of one: rates, ranges, what is "more than" so much."""

from __future__ import annotations

import re

from budget_monitor.figures.prose import HEDGE_CHARACTERS, NUMBER_WORDS, Hedge, ProseFigure, Unit
from budget_monitor.scrutinise.passages import Passage
from budget_monitor.scrutinise.sentences.changes.frames import IN_POINTS

_YEAR = re.compile(r"[^.,;:0-9]{0,40}\b((?:19|20)\d\d)\b")
"""The year of a figure, after it."""
_FROM_MORE = re.compile(
    r"\b(?:from|to|of|at|with|by) (?:just |well )?(?:more|less|fewer|over|under)(?: than)? £?$", re.IGNORECASE
)
_FROM = re.compile(r"\b(?:from|between) £?$", re.IGNORECASE)
_RATE_AFTER = re.compile(
    r"(?: [a-z-]+)? (?:rise|increase|growth|gain|fall|decrease|decline|drop|reduction)\b", re.IGNORECASE
)
_RATE_BEFORE = re.compile(
    r"\b(?:rose|fell|grew|risen|fallen|up|down|increased|decreased|rises?|falls?)(?: by)? $", re.IGNORECASE
)
_TURNED = re.compile(
    r"(?i)deficit.*surplus|surplus.*deficit|over-?spen.*under-?spen|under-?spen.*over-?spen|credit.*debit|debit.*credit"
    r"|loss.*(?:profit|gain)|(?:profit|gain).*loss|\bminus\b.*\bplus\b|\bplus\b.*\bminus\b|\(⟨\d+⟩\) to"
    r"|to \(⟨\d+⟩\)|[-−–]⟨"
)
_OF_ANOTHER = re.compile(
    r"(?i)\b(?:planned|expected|budgeted|underlying|double|twice|half(?![ -]year)|treble|three times|its|their)\b"
    r"|\b(?:rise|increase|reduction|decrease|fall|cut|drop|growth) in [a-z ]{2,30} of\b"
    r"|\b(?:average|annual|national|regional) (?:rise|increase|reduction|decrease|fall|cut|drop|growth)\b|\bcompares\b"
    r"|\b(?:as|because|since|while|although|though) (?!it\b|they\b|this\b|that\b|a result\b)[a-z’' ]{2,40}"
    r" (?:increased|rose|fell|grew|dropped|decreased|were reduced)\b"
)
_AFTER_A_MOVE = re.compile(r"(?i)\bafter an? (?:rise|increase|reduction|decrease|fall|cut|drop|growth) of £?$")
_EARLIER = re.compile(r"(?i) (?:in )?(?:the )?(?:last|previous) (?:year|month|quarter)\b")
_STREET = re.compile(
    r" (?:[A-Z][\w’'.-]+ ){1,3}(?:Street|Road|Avenue|Lane|Close|Drive|Way|Terrace|Place|Square|Court)\b"
)
_IN_EACH = re.compile(r" (?:each|a|per) (?:year|month|week|quarter)\b(?! (?:ago|earlier|before))")
_NUMBER_OF = re.compile(r"(?<!the )\b(?:quarter|period|phase|ward|stage|week|month|year|band|aged from) $")
_MOVED_TOO = re.compile(r"[^.;]*, [a-z ]*\b(?:fell|rose|grew|dropped|increased|decreased|went|moved|came)\b")
_A_DAY = re.compile(r" (?:a|each|per) (?:day|week|month|year|hour)\b(?! (?:ago|earlier|before))")
_LEAVING = re.compile(r"(?i)\bleaving\b[^.;]{0,30}$")
"""What the larger of two figures leaves of the smaller is of something else."""
MAX_CHARACTERS_OF_A_NAME = 15
MAX_TIMES_TOLD = 5
"""How many times as large a figure may be as what it was."""


def is_turned(said: str) -> bool:
    """True if words tell one figure below nothing and one above: from a £4.3m deficit to a £2.5m surplus."""
    return _TURNED.search(said) is not None


def is_of_another_thing(text: str, a: ProseFigure, b: ProseFigure, c: ProseFigure) -> bool:
    """True if the words between two figures and a change make it that of something else: the planned rise, a reduction
    in grant of, £2.5m each year; or one of the figures the number of a quarter.
    """
    figures = sorted((a, b), key=lambda one: one.start)
    between = text[figures[1].end : c.start] if c.start > figures[1].end else ""
    before = text[c.end : figures[0].start] if c.end < figures[0].start else ""
    named = (text[max(0, one.start - MAX_CHARACTERS_OF_A_NAME) : one.start] for one in (a, b, c))
    return (
        any(map(_NUMBER_OF.search, named))
        or any(_STREET.match(text, one.end) for one in (a, b, c))
        or (_AFTER_A_MOVE.search(between) and _EARLIER.match(text, c.end)) is not None
        or _OF_ANOTHER.search(between) is not None
        or _MOVED_TOO.match(before) is not None
        or (a.value < b.value and _LEAVING.search(between) is not None)
        or _IN_EACH.match(text, c.end) is not None
        or (c.unit is not Unit.PERCENT and bool(_A_DAY.match(text, b.end)) > bool(_A_DAY.match(text, c.end)))
        or _is_sum(a, b, c)
    )


def _is_sum(a: ProseFigure, b: ProseFigure, c: ProseFigure) -> bool:
    """True if what looks like a change is the two together: £13.6m (£17.1m less £3.5m)."""
    is_alike = a.unit is b.unit is c.unit and a.value and b.value
    return bool(is_alike) and abs(c.value - a.value - b.value) <= a.half + b.half + c.half


def is_of_a_number_in_words(text: str, b: ProseFigure, c: ProseFigure) -> bool:
    """True if a change in words follows another number in words, of which it rather is: lost 12 and hired nine, one
    fewer than the 10 it needs.
    """
    return c.is_word and any(word in NUMBER_WORDS for word in re.findall(r"[a-z]+", text[b.end : c.start].casefold()))


def is_later(passage: Passage, a: ProseFigure, b: ProseFigure) -> bool:
    """True if what stands for the earlier figure is that of a later year: 4,548 in 2014, compared to 5,455 in 2015."""
    first, second = (_YEAR.match(passage.text, one.end) for one in (a, b))
    return first is not None and second is not None and first[1] > second[1]


def is_than(passage: Passage, a: ProseFigure, c: ProseFigure) -> bool:
    """True if what looks like a hedge before a figure is how much more or less another is: 3 days less than 27."""
    looks_so = a.start > c.start and a.hedge in (Hedge.OVER, Hedge.UNDER)
    return looks_so and _FROM_MORE.search(passage.text, max(0, a.start - HEDGE_CHARACTERS), a.start) is None


def is_range(passage: Passage, figure: ProseFigure) -> bool:
    """True if a figure is the end of a range: 75 to 100 less than normal."""
    before = [one for one in passage.figures if one.end < figure.start]
    between = passage.text[before[-1].end : figure.start] if before else ""
    return between.strip(" £") in ("to", "or", "-", "–") and not _FROM.search(passage.text, 0, before[-1].start)


def is_rate(passage: Passage, *figures: ProseFigure) -> bool:
    """True if one of three percentages is itself a rise or fall: 1.6% growth compared with a rise of 1.5%."""
    if any(one.unit is not Unit.PERCENT for one in figures):
        return False
    a, b, c = figures
    is_called = any(
        _RATE_AFTER.match(passage.text, one.end) or _RATE_BEFORE.search(passage.text, 0, one.start) for one in (a, b)
    )
    return is_called or (a.start > c.start > b.start and not IN_POINTS.match(passage.text, c.end))


def is_quoted(passage: Passage, a: ProseFigure, b: ProseFigure) -> bool:
    """True if two figures are no amounts of one order, or rates of exchange: 773.05/776.92."""
    low, high = sorted((abs(a.value), abs(b.value)))
    is_pair = any(
        passage.text[one.end : one.end + 1] == "/" or passage.text[max(0, one.start - 1) : one.start] == "/"
        for one in (a, b)
    )
    return is_pair or low * MAX_TIMES_TOLD < high
