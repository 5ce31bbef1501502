"""Three figures of one kind in a sentence, in whatever words, the largest being the sum of the others, or so if two
neighbouring digits were exchanged back: 18,420 and 9,315 of 27,753, where 27,735 is meant.

Words are not asked which figure is made of which, so that chance must be: few numbers come of an exchange, and three
figures that have nothing to do with one another hardly ever come out after one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from budget_monitor.figures.prose import ProseFigure, Unit
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.documents.scrutiny import Spot
from budget_monitor.model.results.outcome import Verdict
from budget_monitor.scrutinise.passages import Notes, Passage, key_of
from budget_monitor.scrutinise.sentences.change_words import WORDS
from budget_monitor.scrutinise.sentences.changes.frames import ANY_CHANGE, IN_POINTS
from budget_monitor.scrutinise.sentences.roles import named_in
from budget_monitor.scrutinise.sentences.shapes import (
    exchanges_of,
    frame,
    is_sharp,
    like,
    written_digits,
)

_Known = Callable[[Unit, Decimal], bool]
_ANY_SUM = frame(
    r"\b(?:totals?|totall(?:ed|ing)|in all|altogether|together|sum|of (?:which|whom)|leav(?:es|ing)|remain(?:s|ed|ing)?"
    r"|rest|made up|combined|plus|less|so|make|adds?|adding|taking)\b"
)
_EARLIER_MOVE = frame(
    r"\b(?:(?:year|month|quarter) (?:before|earlier)|(?:last|previous) (?:year|month|quarter)),? (?:it|they|these|that)"
    r" (?:has |have |had )?<MOVED> by £?$",
    WORDS,
)
"""Before a figure that is the change of an earlier time: the year before they fell by."""
MIN_NUMBERS_TO_AN_EXCHANGE = 350
"""So many numbers must there be, up to the largest figure, to each exchange, where words tell of a change or a sum."""
MIN_NUMBERS_WITHOUT_WORDS = 3_000
"""The same where no words do, or the figures stand in two sentences."""
MAX_DIGITS = 20
"""More are of no amount, and of no figure that can be divided exactly."""
MIN_ROUND_NUMBERS = 100
"""Of round figures so many must there be, up to the largest."""
MIN_NAMED = 2
_LEAST_DIGITS = (2, 3, 3)


def note_exchanged(passage: Passage, notes: Notes, is_in_a_table: _Known) -> None:
    """Notes three figures of a sentence, or of two neighbours, that come out, or would after an exchange of digits in
    one that no table has as it is written.
    """
    for figures, is_told in _stretches(passage):
        for unit in Unit:
            own = [one for one in figures if _unit_of(passage, one) is unit]
            if any(_EARLIER_MOVE.search(passage.text, 0, one.start) for one in own):
                continue
            if len(own) == len(_LEAST_DIGITS) and is_sharp(*own) and _is_no_chance(own, is_told=is_told):
                _judge(passage, own, notes, is_in_a_table)


def _stretches(passage: Passage) -> Iterator[tuple[list[ProseFigure], bool]]:
    """The figures of each sentence and of each two neighbours, and whether words say that they have to do together."""
    before: list[ProseFigure] = []
    for start, sentence in passage.sentences:
        figures = passage.figures_of(start, sentence)
        yield figures, (ANY_CHANGE.search(sentence) or _ANY_SUM.search(sentence)) is not None
        if before and figures:
            yield [*before, *figures], False
        before = figures


def _unit_of(passage: Passage, figure: ProseFigure) -> Unit:
    is_points = figure.unit is Unit.COUNT and IN_POINTS.match(passage.text, figure.end)
    return Unit.PERCENT if is_points else figure.unit


def _is_no_chance(figures: Sequence[ProseFigure], *, is_told: bool) -> bool:
    digits = sorted(len(written_digits(one)) for one in figures)
    if any(have < least for have, least in zip(digits, _LEAST_DIGITS, strict=True)) or digits[-1] > MAX_DIGITS:
        return False
    round_to = step = min(one.half for one in figures) * 2 or Decimal(1)
    most = max(one.value for one in figures)
    while all(one.value % (round_to * 10) == 0 for one in figures):
        round_to *= 10
    if not is_told and most < MIN_ROUND_NUMBERS * round_to:
        return False
    numbers = most / step
    least = MIN_NUMBERS_TO_AN_EXCHANGE if is_told else MIN_NUMBERS_WITHOUT_WORDS
    return numbers >= least * sum(len(exchanges_of(one)) for one in figures)


def _judge(passage: Passage, figures: Sequence[ProseFigure], notes: Notes, is_in_a_table: _Known) -> None:
    largest = max(figures, key=lambda one: one.value)
    others = [one for one in figures if one is not largest]
    spots = {one.start: passage.spot(one) for one in (largest, *others)}
    computed = sum((one.value for one in others), Decimal(0))
    made = " + ".join(one.text for one in others)
    if abs(largest.value - computed) <= sum(one.half for one in figures):
        if computed == largest.value and not all(key_of(spot) in notes.used for spot in spots.values()):
            said = f"{made} come to {largest.text}"
            notes.relation(RelationKind.SUM, Verdict.EXACT, tuple(spots.values()), computed, said, "they come out")
        return
    _exchange(passage, figures, spots, notes, is_in_a_table)


def _exchange(
    passage: Passage, figures: Sequence[ProseFigure], spots: dict[int, Spot], notes: Notes, is_in_a_table: _Known
) -> None:
    """Notes the exchange, or all that would do, that makes three figures come out."""
    meant = [
        (one, value)
        for one in figures
        for value in exchanges_of(one)
        if _comes_out([value, *(other.value for other in figures if other is not one)])
        and key_of(spots[one.start]) not in notes.used
        and not is_in_a_table(_unit_of(passage, one), one.value)
    ]
    told = {key_of(spot) for slip in notes.slips for spot in slip.spots} if meant else set()
    if not meant or any(key_of(spot) in told for spot in spots.values()) or _is_budget(passage, figures):
        return
    at, value = meant[0]
    said = ", or ".join(_said(figures, *one) for one in meant)
    everywhere = tuple(spots.values())
    values = [one.value for one in figures]
    computed = sum(values, -max(values))
    notes.relation(RelationKind.SUM, Verdict.FAIL, everywhere, computed, said, "two digits are exchanged")
    where = [spots[at.start], *(spot for spot in everywhere if spot is not spots[at.start])]
    proposed = like(at, value) if len(meant) == 1 else ""
    notes.slip(RelationKind.SUM, "Two digits of a figure are exchanged", where, said, proposed)


def _said(figures: Sequence[ProseFigure], at: ProseFigure, value: Decimal) -> str:
    """The sum with what is meant for a figure, and the figure."""
    *smaller, whole = sorted(figures, key=lambda one: value if one is at else one.value)
    texts = {one.start: like(at, value) if one is at else one.text for one in figures}
    made = " + ".join(texts[one.start] for one in figures if one in smaller)
    return f"{made} come to {texts[whole.start]}, but {at.text} is written"


def _is_budget(passage: Passage, figures: Sequence[ProseFigure]) -> bool:
    """True if two of the figures have their names in a budget or a balance: what these leave is told by their words."""
    named = [one.figure for _, found in named_in(passage) for one in found if one.role is not None]
    return sum(one in named for one in figures) >= MIN_NAMED


def _comes_out(values: Sequence[Decimal]) -> bool:
    return sum(values) == max(values) * 2
