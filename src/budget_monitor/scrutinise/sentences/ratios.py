"""Shares that a sentence or a cell gives together with what they are of: 829 of 923 (89.8%)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from budget_monitor.figures.prose import ProseFigure, Unit
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.results.outcome import Verdict
from budget_monitor.scrutinise.passages import Notes, Passage, number_text
from budget_monitor.scrutinise.sentences.shapes import (
    exchanges_of,
    has_slip_within,
    in_clauses,
    is_exchange_of,
    is_sharp,
    is_slip_of,
    joined_shapes_of,
    like,
    shape_of,
    shapes_of,
)
from budget_monitor.scrutinise.sentences.share_frames import PAIRS, SHARES
from budget_monitor.scrutinise.sentences.wholes.named import is_of_a_count, shares_of_named

MAX_POINTS_OFF = 10
"""Percentage points by which a share may be off where its words leave no doubt which two figures it is of."""
MAX_POINTS_ROUNDED = 1
"""Percentage points by which a share is off where it was rounded badly, and the figures it is of are not in doubt."""
MIN_DIGITS = 3
"""A percentage with fewer is met by chance."""
TOO_FAR = "the difference is too large for a slip"


class Ratio(Struct, frozen=True):
    """A share `p`, in percent, said to be that of `a` in `b`."""

    passage: Passage
    a: ProseFigure
    b: ProseFigure
    p: ProseFigure
    is_sure: bool = True

    @property
    def computed(self) -> Decimal:
        """The share in percent."""
        return self.a.value * 100 / self.b.value

    @property
    def holds(self) -> bool:
        """True if the share is right to the digits it is written with."""
        return abs(self.p.value - self.computed) <= self.p.half


def ratios_in(passage: Passage) -> Iterator[Ratio]:
    """The shares of a passage; each figure takes part in one."""
    if not any(one.unit is Unit.PERCENT for one in passage.figures):
        return
    taken: set[int] = set()
    for shape, figures in (*shapes_of(passage), *joined_shapes_of(passage)):
        for pattern, is_sure in SHARES:
            for match in pattern.finditer(in_clauses(shape)):
                a, b, p = (figures[int(match[name])] for name in "abp")
                if " its own " in match[0] or _OF_TIME_GONE.match(passage.text, p.end):
                    continue
                if {a.start, p.start} & taken or b.start in taken or not _fits(a, b, p):
                    continue
                taken |= {a.start, b.start, p.start}
                one = Ratio(passage, a, b, p, is_sure)
                yield one if pattern is not SHARES[-1][0] else _of_right_whole(one, figures)
    for a, b, p in shares_of_named(passage):
        if not {a.start, p.start} & taken and _fits(a, b, p):
            taken |= {a.start, p.start}
            yield _of_right_whole(Ratio(passage, a, b, p, is_sure=False), passage.figures)


_OF_TIME_GONE = re.compile(
    r"(?i)\)? (?:(?:of the way )?(?:through|into)\b|of (?:the|its|our) (?:financial )?(?:year|period|term|time)\b)"
)
"""A share of the year that is over, not of a budget: half way (50%) through."""


def _of_right_whole(one: Ratio, figures: Sequence[ProseFigure]) -> Ratio:
    """A share, of another figure before it where it holds for that: £14.2m against £12.1m last year, of which …"""
    others = [other for other in figures if other.start < one.a.start and _may_be_whole(one.a, other, one.p)]
    held = (Ratio(one.passage, one.a, other, one.p, one.is_sure) for other in others)
    return one if one.holds else next((other for other in held if other.holds), one)


def _fits(a: ProseFigure, b: ProseFigure, p: ProseFigure) -> bool:
    same = a.unit is b.unit and a.unit is not Unit.PERCENT and p.unit is Unit.PERCENT
    fits = same and b.value > 0 and a.value >= 0 and is_sharp(a, b, p)
    return fits and (a.value <= b.value or _is_slip(a, b, p))


def _is_slip(a: ProseFigure, b: ProseFigure, p: ProseFigure) -> bool:
    """True if one slip of the pen in either figure explains why their share is not what is written."""
    if not p.value - p.half > 0:
        return False
    parts = (p.value - p.half) * b.value / 100, (p.value + p.half) * b.value / 100
    wholes = 100 * a.value / (p.value + p.half), 100 * a.value / (p.value - p.half)
    return has_slip_within(a, *parts) or has_slip_within(b, *wholes)


def _beside(passage: Passage, taken: Sequence[Ratio]) -> Iterator[Ratio]:
    """Shares in brackets after a figure, of another of the same sentence or the one before, that hold; and those that
    hold of none, but are one slip of the pen from the share of what another share of the sentence is of. What a figure
    rose or fell by is in percent of what it was, of which nothing need be said.
    """
    used = {place for one in taken for place in (one.a.start, one.p.start)}
    given: list[Ratio] = []
    for place, (start, sentence) in enumerate(passage.sentences):
        figures = passage.figures_of(start, sentence)
        before = passage.figures_of(*passage.sentences[place - 1]) if place else []
        held = [one for one in (*taken, *given) if one.holds and (one.p in figures or one.p in before)]
        left = []
        shape = shape_of(sentence, start, figures)
        for match in (match for pattern in PAIRS for match in pattern.finditer(shape)):
            a, p = figures[int(match["a"])], figures[int(match["p"])]
            if {a.start, p.start} & used or not a.value:
                continue
            held_of = (Ratio(passage, a, b, p) for b in (*figures, *before) if _may_be_whole(a, b, p))
            if found := next((one for one in held_of if one.holds), None):
                used |= {a.start, p.start}
                held.append(found)
                given.append(found)
                yield found
            elif not _MOVED.search(sentence[: a.start - start]):
                left.append((a, p))
        for a, p in left:
            slips = (Ratio(passage, a, one.b, p, is_sure=False) for one in held if _fits(a, one.b, p))
            if found := next((one for one in slips if is_slip_of(p, one.computed)), None):
                yield found


def _is_of_rest(one: Ratio) -> bool:
    """True if a share is that of all others: 923 of 1,648 (44.0%) for 56.0%. Where something was missed or left undone
    it may be told on purpose.
    """
    said = _sentence_of(one, one.p)
    return one.is_sure and abs(100 - one.p.value - one.computed) <= one.p.half and not _UNDONE.search(said)


def _sentence_of(one: Ratio, figure: ProseFigure) -> str:
    return next(text for start, text in one.passage.sentences if start <= figure.start < start + len(text))


_UNDONE = re.compile(
    r"(?i)\b(?:not|no|never|without|un\w+|miss\w+|fail\w*|late|overdue|outside|below|outstanding|refused|vacant|left|lost"
    r"|open|remain\w*|other|rest|only)\b|n[’']t\b"
)


def _may_be_whole(a: ProseFigure, b: ProseFigure, p: ProseFigure) -> bool:
    return b is not a and b.value != a.value and not b.is_small and _fits(a, b, p)


_MOVED = re.compile(
    r"(?i)\b(?:r[io]se|risen|rising|up|grew|grown?|growing|increas\w+|f[ae]ll|fallen|falling|drop\w*|down|decreas\w+|reduc\w+"
    r"|cut|changed?|improv\w+|gained|lost|declin\w+|went|gone|higher|lower|more|less|fewer)\b[^.;]{0,40}$"
)


def note_ratios(
    passage: Passage,
    notes: Notes,
    is_in_a_table: Callable[[Unit, Decimal], bool],
    is_share_of_its_row: Callable[[ProseFigure, ProseFigure, bool], bool],
) -> list[Ratio]:
    """Notes each share that holds, and each that does not, at the figure that is likely wrong. None where the whole
    stands in another sentence, or is not surely meant, and the figure is that share of another one of a table.
    """
    found = list(ratios_in(passage))
    for one in (*found, *_beside(passage, found)):
        spots = [passage.spot(one.p), passage.spot(one.a), passage.spot(one.b)]
        text = f"{one.a.text} of {one.b.text} is {number_text(one.computed)}%"
        verdict = Verdict.EXACT if one.holds else Verdict.FAIL
        off, most = abs(one.p.value - one.computed), MAX_POINTS_OFF if one.is_sure else MAX_POINTS_ROUNDED
        is_meant = off <= most or is_slip_of(one.p, one.computed) or _is_slip(one.a, one.b, one.p) or _is_of_rest(one)
        if not one.holds and not is_meant:
            verdict = Verdict.UNDECIDED
        if verdict is Verdict.UNDECIDED and is_of_a_count(one.b, one.p, is_in_a_table):
            continue
        is_across = _sentence_of(one, one.b) != _sentence_of(one, one.p)
        is_sharp_share = one.p.digits >= MIN_DIGITS
        is_doubtful = is_across or (not one.is_sure and is_sharp_share)
        if not one.holds and is_doubtful and is_share_of_its_row(one.a, one.p, is_across and is_sharp_share):
            continue
        evidence = "the sentence says so" if verdict is not Verdict.UNDECIDED else TOO_FAR
        notes.relation(RelationKind.RATIO, verdict, spots, one.computed, text, evidence)
        if verdict is Verdict.FAIL:
            likely, is_borne_out = _likely(one, is_in_a_table)
            proposed = like(*likely[0]) if len(likely) == 1 else ""
            if proposed and likely[0][0] is not one.p:
                spots.insert(0, spots.pop((one.p, one.a, one.b).index(likely[0][0])))
            said = f"{text}, but {one.p.text} is written" + (", as in a table" if is_borne_out else "")
            notes.slip(RelationKind.RATIO, "A share is not that of the figures beside it", spots, said, proposed)
    return found


def _likely(
    one: Ratio, is_in_a_table: Callable[[Unit, Decimal], bool]
) -> tuple[list[tuple[ProseFigure, Decimal]], bool]:
    """What is likely wrong of a share, with what was meant: all that is as likely. And whether a table has the share as
    it is written, so that it is one of the two figures.
    """
    exchanged = [
        (figure, value)
        for figure in (one.a, one.b)
        if not is_in_a_table(figure.unit, figure.value)
        for value in exchanges_of(figure)
        if value and _with(one, figure, value).holds
    ]
    is_of_counts = bool(exchanged) or _is_slip(one.a, one.b, one.p)
    if is_of_counts and one.p.digits >= MIN_DIGITS and is_in_a_table(Unit.PERCENT, one.p.value):
        return exchanged, True
    share = (one.p, one.computed)
    if exchanged:
        return [share, *exchanged], False
    is_far = abs(one.p.value - one.computed) > MAX_POINTS_ROUNDED and is_of_counts
    is_exchange = is_exchange_of(one.p, round(one.computed / (one.p.half * 2)) * one.p.half * 2, MIN_DIGITS)
    return [share] if is_exchange or not is_far else [], False


def _with(one: Ratio, figure: ProseFigure, value: Decimal) -> Ratio:
    meant = replace(figure, value=value)
    return replace(one, a=meant) if figure is one.a else replace(one, b=meant)
