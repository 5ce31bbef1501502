"""Wholes that stand before the sentence of their parts: the quota is 480. 442 were used, leaving 38."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from budget_monitor.figures.prose import ProseFigure, Unit
from budget_monitor.scrutinise.passages import Passage
from budget_monitor.scrutinise.sentences.shapes import frame, shape_of, without_percents
from budget_monitor.scrutinise.sentences.wholes.lists import MIN_PARTS, Trust, has_no_part, items_of, trust_in
from budget_monitor.scrutinise.sentences.wholes.parts import CAME, MORE_THAN_CAME, WORDS, Whole, with_spelt

_SURE_REST = re.compile(r"(?:\bleav(?:es|ing)|\bwhereupon|\bthe (?:other|remaining)) $")
"""What stands before a part that is whatever is left, and nothing of another time."""
_NO_THING = re.compile(
    r" (?:of|on|for|to|in|by|from|with|is|are|was|were|be|been|went|goes?|has|have|had|will)\b|,| and\b", re.IGNORECASE
)
"""What follows a part of which nothing says that it is of other things than the whole: 318 were sold."""
_OF_BEFORE = frame(
    r"^\W*of (?:these|those|them|this|that|the total|all)(?: (?:sum|amount|total))?[,:]? (?P<rest>⟨[^.:()]*)"
)
_AFTER_TOTAL = frame(r"^[^⟨⟩.;()]{0,60}(?P<rest>⟨[^.:()]*)")


def whole_before(
    passage: Passage, first: int, start: int, text: str, figures: Sequence[ProseFigure]
) -> Iterator[Whole]:
    """The whole in the sentence that begins at `first`, whose parts are given by the one after it, which is `text` from
    `start` on: the quota is 480. 442 were used, leaving 38. They are those of a figure there for which they come out,
    else of the first where the text says that they are of these, or of the only one.
    """
    figures = with_spelt(text, start, figures)
    shape = without_percents(shape_of(text, start, figures), figures)
    is_of_these = _OF_BEFORE.match(shape)
    match = is_of_these or _AFTER_TOTAL.match(shape)
    items = items_of(match["rest"], is_closed=False) if match else []
    words = [words for _, words in items]
    is_of_them = bool(items) and _OF_THEM.match(words[0]) is not None
    words = [_OF_THEM.sub("", words[0]), *words[1:]] if is_of_them else words
    if len(items) < MIN_PARTS or has_no_part(words):
        return
    said = passage.text[first:start]
    trust = trust_in(words, MIN_PARTS)
    is_sure = (
        (
            _SURE_REST.search(words[-2])
            or (trust is Trust.PARTED and (len(words) > MIN_PARTS or (is_of_them and _NOT_SO.match(words[-1]))))
        )
        and (is_of_them or _NO_THING.match(words[0]))
        and not CAME.search(said)
        and not MORE_THAN_CAME.search(passage.text)
    )
    if not is_of_these and not is_sure:
        return
    before = passage.figures_of(first, said)
    parts = tuple(figures[number] for number, _ in items)
    totals = [one for one in before if one.unit is parts[0].unit is not Unit.PERCENT and not one.is_small]
    found = [one for one in totals if one.value == sum(part.value for part in parts)] or totals
    if found and (len(found) == 1 or is_of_these) and len({one.unit for one in parts}) == 1:
        is_all = trust is Trust.PARTED and (len(words) > MIN_PARTS or is_of_them)
        yield Whole(found[0], parts, trust if is_all else Trust.LISTED if is_of_these else Trust.OPPOSED)


_NOT_SO = re.compile(r" (?:did|were|had|have|has|was|are|is) not\b")
_OF_THEM = re.compile(r" of (?:them|these|those)\b")
"""After the first figure of a sentence: it is a part of what the sentence before counts."""
_LABELLED = frame(
    r": ⟨t⟩<WORDS>{0,20}\. <WORDS>{3,40}: ⟨p⟩<WORDS>{0,20}\. (?=<WORDS>{0,40}\b(?:not|late|later|the others?|rest|left"
    r"|remaining|outstanding|refused|unmet|missed|failed)\b)<WORDS>{3,40}: ⟨q⟩",
    WORDS,
)


def labelled_wholes(passage: Passage) -> Iterator[Whole]:
    """The wholes and two parts that notes give, each after its own name: Asked: 41,877. Met: 38,946. Not met: 2,931."""
    if passage.text.count(":") >= len("tpq"):
        for match in _LABELLED.finditer(shape_of(passage.text, 0, passage.figures)):
            total, *parts = (passage.figures[int(match[name])] for name in "tpq")
            if len({one.unit for one in (total, *parts)}) == 1 and total.unit is not Unit.PERCENT:
                yield Whole(total, tuple(parts), Trust.LISTED)
