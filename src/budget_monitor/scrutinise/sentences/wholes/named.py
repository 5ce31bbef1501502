"""Percentages of a whole that is named again: the programme is £52.3m. The pool is £22.2m, 42.4% of the programme."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from math import ceil

from budget_monitor.figures.prose import ProseFigure, Unit
from budget_monitor.scrutinise.passages import Passage
from budget_monitor.scrutinise.sentences.shapes import frame, shape_of

_SHARE = frame(
    r"⟨a⟩(?: (?:has|have|had|was|were|is|are) [a-z ]{3,25})?(?:,? (?:or|being|that is|which is|equal to)|,| \() ?⟨p⟩ of"
    r" (?:(?:the|this|that|our|its) (?P<name>[a-z -]{3,40}?)|(?P<it>it|this|that))"
    r"(?=[.,;:)]|$| (?:has|had|is|was|have|and|but|against)\b)"
)
_SHARE_OF_IT = frame(r"⟨p⟩ of (?P<it>it|this|that)(?:,| \(| –)(?: or| that is| which is| i\.e\.)? ?⟨a⟩(?=[.,;)]|$)")
"""The same of a whole that is only called it, with the part after its share."""
_IS = (
    r"[^⟨⟩.;,:()]{0,40}(?<= )(?:is|was|are|were|of|at|totals?|totalled|numbers?|reached|amounts to|worth)"
    r" (?:now |just )?"
)
"""What stands between the name of a whole and its figure."""


def shares_of_named(passage: Passage) -> Iterator[tuple[ProseFigure, ProseFigure, ProseFigure]]:
    """Each part, its whole, and what percentage it is said to be; the whole is the only figure before it, in the same
    sentence or the one before, that has the name which the percentage is said to be of.
    """
    for at, (start, sentence) in enumerate(passage.sentences):
        if "%" not in sentence and "cent" not in sentence:
            continue
        first, before = passage.sentences[at - 1] if at else (start, "")
        text = passage.text[first : start + len(sentence)]
        figures = passage.figures_of(first, text)
        shape = shape_of(text, first, figures)
        for match in (*_SHARE.finditer(shape), *_SHARE_OF_IT.finditer(shape)):
            part, percent = figures[int(match["a"])], figures[int(match["p"])]
            if part.start < start:
                continue
            if match["it"]:
                own = [one for one in figures if start <= one.start < min(part.start, percent.start)]
                said = own if match.re is _SHARE_OF_IT and own else passage.figures_of(first, before)
                wholes = [one for one in said if one.unit is part.unit]
            else:
                called = re.compile(rf"(?i)\b{re.escape(match['name'])}\b{_IS}⟨(\d+)⟩")
                wholes = [figures[int(one[1])] for one in called.finditer(shape, 0, match.start())]
            if len(wholes) == 1:
                yield part, wholes[0], percent


def is_of_a_count(whole: ProseFigure, share: ProseFigure, is_in_a_table: Callable[[Unit, Decimal], bool]) -> bool:
    """True if a share of a number comes out with a count that a table has: "within 14 days 92.3% of the 2,878" names no
    part, and 14 is none.
    """
    if whole.unit is not Unit.COUNT or share.value >= _ALL:
        return False
    least, most = (whole.value * (share.value + half) / _ALL for half in (-share.half, share.half))
    counts = range(ceil(least), int(most) + 1)
    return len(counts) <= MAX_COUNTS and any(is_in_a_table(Unit.COUNT, Decimal(count)) for count in counts)


_ALL = 100
MAX_COUNTS = 20
"""A share that more counts may have had says too little of which one is meant."""
