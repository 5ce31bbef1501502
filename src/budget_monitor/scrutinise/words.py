"""Sentences, and the words in them that tell what a figure is of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

_END = re.compile(r"(?<=[.!?])[”\"')\]]?\s+(?=[A-Z“\"'(£0-9])")
_ABBREVIATED = re.compile(r"\b(?:No|Nos|approx|c|ca|e\.g|i\.e|St|Mr|Mrs|Ms|Dr|Cllr|vs|etc|para|fig|ref|inc|Ltd)\.$")
_NUMBER_ALONE = re.compile(r"\s*\d+(?:\.\d+)*\.")
MAX_ENDING_CHARACTERS = 16
"""An abbreviation, or the number of a paragraph, is no longer."""
MAX_SENTENCE_CHARACTERS = 2_000
"""A longer one is read as several: what is said of one another stands nearer."""
_WORD = re.compile(r"[A-Za-z][A-Za-z'’&-]*[A-Za-z]|&")
_YEAR = re.compile(r"\b(20\d\d)\s?[/–-]\s?(?:20)?(\d\d?)\b")
STOP_WORDS = frozenset(
    re.findall(
        r"\w+",
        """a an and are as at be been being but by can could did do does during each for from further had has have in
        into is it its made more most no not of on only or other our out over per since so some such than that the
        their them
        then there these they this those through to under up us was we were what when where which while who will with
        would year years reported report position overall against compared due set both all table below above following
        """,
    )
)
_SAME = {
    "cash": "cash", "limits": "limit", "underspend": "variance", "overspend": "variance", "surplus": "variance",
    "deficit": "variance", "spent": "expenditure", "spend": "expenditure", "spending": "expenditure",
    "calls": "call", "percentage": "percent", "proportion": "percent", "forecast": "outturn", "used": "use",
    "usage": "use",
    "appropriation": "appropriation", "drawn": "use", "grew": "increase", "rose": "increase", "fell": "reduction",
    "decrease": "reduction", "reduced": "reduction", "decreased": "reduction",
}  # fmt: skip


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """Each sentence with the place where it begins."""
    start = 0
    for match in _END.finditer(text):
        if _is_no_end(text, start, match.start()):
            continue
        yield from _pieces(text, start, match.start())
        start = match.end()
    yield from _pieces(text, start, len(text))


def _is_no_end(text: str, start: int, end: int) -> bool:
    """True if a full stop is that of an abbreviation, or of a number at the beginning."""
    if end - start <= MAX_ENDING_CHARACTERS and _NUMBER_ALONE.fullmatch(text, start, end):
        return True
    return _ABBREVIATED.search(text[max(start, end - MAX_ENDING_CHARACTERS) : end]) is not None


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    while end - start > MAX_SENTENCE_CHARACTERS:
        cut = text.rfind(" ", start + 1, start + MAX_SENTENCE_CHARACTERS) + 1 or start + MAX_SENTENCE_CHARACTERS
        yield start, text[start:cut]
        start = cut
    if text[start:end].strip():
        yield start, text[start:end]


_house: ContextVar[tuple[tuple[str, str], ...]] = ContextVar("house", default=())


@contextmanager
def words_of_house(words: Mapping[str, str]) -> Iterator[None]:
    """Within this context the authority's own words count as the usual words for the same thing."""
    token = _house.set(tuple((word.casefold(), other.casefold()) for word, other in words.items()))
    try:
        yield
    finally:
        _house.reset(token)


def content(text: str) -> frozenset[str]:
    """The words of a text that tell what it is about, each by its stem."""
    return _content(text, _house.get())


@cache
def _content(text: str, house: tuple[tuple[str, str], ...]) -> frozenset[str]:
    folded = text.casefold()
    for word, other in house:
        folded = re.sub(rf"\b{re.escape(word)}\b", other.replace("\\", ""), folded)
    return frozenset(_stem(word) for word in _WORD.findall(folded) if word not in STOP_WORDS and len(word) > 1)


def is_english(texts: Iterable[str]) -> bool:
    """False if hardly any of many words are those that English is made of, or more are those of another language."""
    words = [word for text in texts for word in _WORD.findall(text.casefold())]
    common = sum(word in STOP_WORDS for word in words)
    foreign = sum(word in FOREIGN_WORDS for word in words)
    if foreign >= MIN_FOREIGN_WORDS and foreign > common:
        return False
    return len(words) < MIN_WORDS_OF_A_LANGUAGE or common >= MIN_SHARE_OF_COMMON_WORDS * len(words)


MIN_FOREIGN_WORDS = 3
MIN_WORDS_OF_A_LANGUAGE = 60
MIN_SHARE_OF_COMMON_WORDS = 0.15
FOREIGN_WORDS = frozenset(
    re.findall(
        r"\w+",
        """yn yr mae ar gyfer ei eu ond wedi gan oedd roedd bydd hwn hon gyda fel sydd cyngor blwyddyn
        le la les du des et est une dans pour sur au aux ce cette qui ont soit nous
        der die das und ist im den dem ein eine nicht mit von zu auf wurde wird haben sind
        el los las del una por con para que han fue na agus sa bhí atá air ann tha
        """,
    )
)
"""The smallest words of Welsh, French, German, Spanish, Irish and Gaelic that are none in English."""


def _stem(word: str) -> str:
    word = word.removesuffix("'s").removesuffix("’s")
    word = _SAME.get(word, word)
    for ending, least in (("ies", 5), ("sses", 6), ("ing", 6), ("ed", 5), ("es", 5), ("s", 4)):
        if word.endswith(ending) and len(word) >= least and not word.endswith("ss"):
            stem = word[: -len(ending)] + ("y" if ending == "ies" else "")
            return _SAME.get(stem, stem).rstrip("e")
    return word.rstrip("e")


@cache
def years_in(text: str) -> frozenset[int]:
    """The financial years that a text names, each by the calendar year in which it begins."""
    return frozenset(int(first) for first, _ in _YEAR.findall(text))
