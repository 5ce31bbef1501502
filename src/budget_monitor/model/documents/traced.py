"""Texts that know where they stand in their file, for what is to be written beside them there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

_INVISIBLE = "\u200b\xad"


class Stretch(Struct, frozen=True):
    """Some text, and by what the reader of its form finds it again: an element, a place in the text of the file, a box
    on a page. `at` is None for what stands for something else, as a space does for a tab.
    """

    text: str
    at: object = None


Words = Sequence[Stretch]
"""The text of a paragraph or a cell as it stands in the file, with spaces that are not shown."""

Sources = Mapping[tuple[int, int, int], Words]
"""Where the texts of a document stand: by block, row and column, these -1 for a text in no table."""


def text_of(words: str | Words) -> str:
    """The text as it stands in the file."""
    return words if isinstance(words, str) else "".join(one.text for one in words)


def joined(many: Iterable[Words]) -> list[Stretch]:
    """Several texts as one, with spaces between those that are not empty."""
    whole: list[Stretch] = []
    for words in many:
        if text_of(words).strip():
            whole += [Stretch(" "), *words] if whole else words
    return whole


def tidy(text: str) -> str:
    """The text with single spaces and without those at its ends."""
    return " ".join(text.translate(_DROPPED).split())


_DROPPED = dict.fromkeys(map(ord, _INVISIBLE))


def stretches_at(words: Words, start: int, end: int) -> Iterator[tuple[Stretch, int, int]]:
    """The stretches in which a part of the tidied text stands, each with where in its own text the part begins and
    ends. Those that stand for something else are left out.
    """
    places = _places(text_of(words))[start:end]
    first, last = (places[0], places[-1] + 1) if places else (0, 0)
    at = 0
    for one in words:
        begins, ends = max(first - at, 0), min(last - at, len(one.text))
        if one.at is not None and begins < ends:
            yield one, begins, ends
        at += len(one.text)


def _places(text: str) -> list[int]:
    """By the place of each character of the tidied text, that in the text as it stands."""
    places: list[int] = []
    gap = -1
    for place, one in enumerate(text):
        if one in _INVISIBLE:
            continue
        if one.isspace():
            gap = place if gap < 0 else gap
            continue
        if gap >= 0 and places:
            places.append(gap)
        places.append(place)
        gap = -1
    return places
