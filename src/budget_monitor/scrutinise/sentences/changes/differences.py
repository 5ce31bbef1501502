"""What one figure leaves of another, judged: whether it is the change that is said, and goes the way that is said."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from budget_monitor.figures.prose import ProseFigure, Unit
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.checks.verdict import held_with
from budget_monitor.model.results.outcome import Verdict
from budget_monitor.scrutinise.passages import Notes, Passage, key_of
from budget_monitor.scrutinise.sentences.changes.frames import IN_PERCENT, IN_PERCENT_AT_END, IN_POINTS
from budget_monitor.scrutinise.sentences.shapes import (
    half_of,
    has_slip_within,
    is_near,
    is_sharp,
    is_slip_of,
    like,
    written_digits,
)

MAX_TIMES = 5
"""How many times as large one of two figures may be as another, so that one may be what the other was."""
MAX_SHARE_OF_CHANGE = Decimal("0.8")
"""What a change may be of the larger of two such figures."""
MAX_TIMES_OF_CHANGE = 1_000
"""How many times as large a figure may be as its change."""
MIN_DIGITS = 3
"""A figure with fewer is one slip from some figure of any narrow range."""
MIN_STEPS = 10
"""Of what is less than so many units of its last digit, almost any figure with one digit more is a slip."""
MIN_DIGITS_IN_DOUBT = 2
"""With so many it may be one slip from what is meant: too little to tell, and too much to propose another figure."""


class Change(Struct, frozen=True):
    """A change `c` that is said to lead from a figure `a` to another, `b`."""

    a: ProseFigure
    b: ProseFigure
    c: ProseFigure
    direction: int = 0
    """1 where the words say that `b` is more than `a`, -1 where less, 0 where they leave it open."""
    word: str = ""
    """What the words call it; an overspend."""
    is_plain: bool = True
    """False where the words speak of something else that may come between the two, so that no gap is believed."""
    is_loose: bool = False
    """True where it may be the change of something else, so that only a slip of its own is believed."""

    @property
    def holds(self) -> bool:
        """True if it is what one leaves of the other, as precisely as all three are written."""
        gap = abs(self.c.value) - abs(self.b.value - self.a.value)
        return abs(gap) <= self.a.half + self.b.half + self.c.half


def is_of_another(figures: Sequence[ProseFigure], a: ProseFigure, b: ProseFigure, c: ProseFigure) -> bool:
    """True if a change is not that between two figures, which a third of the sentence is, but that of one of them and a
    third; or a part of it, the rest standing beside it: from £2.4m to £1.9m, using £0.3m for IT and £0.2m for pay.
    """
    others = [one for one in figures if one not in (a, b, c) and one.unit is a.unit and one.value]
    pairs = [pair for one in others for pair in ((a, one), (one, b))]
    if is_change(a, b, c):
        return False
    is_told = c.unit is a.unit and any(is_change(a, b, one) for one in others)
    return is_told or any(is_change(one, other, c) for one, other in pairs) or _is_part(others, a, b, c)


def _is_part(others: Sequence[ProseFigure], a: ProseFigure, b: ProseFigure, c: ProseFigure) -> bool:
    """True if the figures after two, of which `c` is one, are together just what leads from one to the other."""
    parts = sorted((c, *(one for one in others if one.start > a.start)), key=lambda one: one.start)
    total = sum((one.value for one in parts), Decimal(0))
    return bool(others) and c.unit is a.unit and total == abs(b.value - a.value)


def is_change(a: ProseFigure, b: ProseFigure, c: ProseFigure) -> bool:
    """True if `c` is what leads from `a` to `b`, as an amount or in percent."""
    if c.unit is Unit.PERCENT is not a.unit:
        return abs(abs(c.value) - abs((b.value - a.value) * 100 / a.value)) <= c.half
    return c.unit is a.unit and Change(a, b, c).holds


def note_change(passage: Passage, change: Change, notes: Notes) -> bool:
    """Notes a change, and returns whether it was one: it holds, or would after correcting a slip."""
    a, b, c, direction = change.a, change.b, change.c, change.direction
    moved, allowed = b.value - a.value, a.half + b.half + c.half
    text = f"from {a.text} to {b.text} is a change of"
    if c.unit is Unit.PERCENT and a.unit is not Unit.PERCENT:
        moved = moved * 100 / a.value
        allowed = c.half + (half_of(a) + half_of(b)) * 100 / abs(a.value) * 2
    elif not _is_alike(passage, a, c):
        return False
    as_share = (b.value - a.value) * 100 / a.value if c.unit is Unit.PERCENT and a.unit is Unit.PERCENT else None
    if (points := IN_POINTS.match(passage.text, c.end)) and points["basis"]:
        moved, allowed = moved * 100, allowed * 100
    gap = abs(c.value) - abs(moved)
    spots = [passage.spot(c), passage.spot(b), passage.spot(a)]
    shown = like(c, abs(moved))
    sentence = f"{text} {shown}"
    holds = abs(gap) <= allowed or (as_share is not None and abs(abs(c.value) - abs(as_share)) <= c.half + 1)
    verdict = held_with(gap) if holds else Verdict.UNDECIDED
    ends = [] if change.is_loose else _slipped_ends(change)
    is_slip = is_near(gap, moved) or is_slip_of(c, abs(moved)) or bool(ends) or _is_of_other_end(change)
    is_slip = is_slip or (_is_out_of_date(change) and not _has_others(passage, change))
    if c.unit is Unit.PERCENT and len(written_digits(c)) == 1:
        is_slip = bool(ends) and c.unit is not a.unit  # 1% is one digit from 10 % and from 14 %
    if verdict is Verdict.UNDECIDED and is_slip and change.is_plain:
        verdict = Verdict.FAIL
    if verdict is Verdict.UNDECIDED and _is_of_two_sentences(passage, change):
        return False
    notes.relation(RelationKind.DIFFERENCE, verdict, spots, abs(moved), sentence, "the sentence says so")
    if verdict is Verdict.FAIL:
        title = "A change is not that between the figures beside it"
        if ends and not is_slip_of(c, abs(moved)):
            (end, meant), is_only = ends[0], len(ends) == 1
            at, shown = passage.spot(end) if is_only else spots[0], like(end, meant) if is_only and meant else ""
            spots = [at, *(spot for spot in spots if spot != at)]
        elif ends or (c.unit is Unit.PERCENT and _slipped_ends(change, MIN_DIGITS_IN_DOUBT)):
            shown = ""  # an end is as likely wrong
        notes.slip(RelationKind.DIFFERENCE, title, spots, f"{sentence}, but {c.text} is written", shown)
    if direction and holds and moved and (moved > 0) != (direction > 0) and change.is_plain:
        note_against(passage, change, notes)
    return holds or verdict is Verdict.FAIL


def _is_out_of_date(change: Change) -> bool:
    """True if all three are amounts of one order, so that one is wrong by however much: left from a draft. A fall told
    beside figures that rose is likely of something else.
    """
    is_against = change.direction * (change.b.value - change.a.value) < 0
    if change.is_loose or is_against or min(change.a.digits, change.b.digits) < MIN_DIGITS:
        return False
    least, middle, most = sorted(abs(one.value) for one in (change.a, change.b, change.c))
    is_of_ends = most in (abs(change.a.value), abs(change.b.value)) and middle * MAX_TIMES >= most
    is_of_ends = is_of_ends and abs(change.c.value) <= MAX_SHARE_OF_CHANGE * most
    return change.c.unit is change.a.unit and is_of_ends and least * MAX_TIMES_OF_CHANGE >= most


def _has_others(passage: Passage, change: Change) -> bool:
    """True if the sentences of a change have further amounts like its own, of which it may be."""
    own = [one.start for one in (change.a, change.b, change.c)]
    said = [
        figure
        for start, sentence in passage.sentences
        if start <= max(own) and start + len(sentence) > min(own)
        for figure in passage.figures_of(start, sentence)
    ]
    return any(one.unit is change.a.unit and not one.is_small and one.start not in own for one in said)


def _is_of_two_sentences(passage: Passage, change: Change) -> bool:
    """True if a sentence ends between the figures, so that what does not come out is not even worth a note."""
    ends = sorted((change.a, change.b, change.c), key=lambda one: one.start)
    return ". " in passage.text[ends[0].end : ends[-1].start]


def _is_of_other_end(change: Change) -> bool:
    """True if a rise or fall in percent was taken of what the figure came to, and not of what it was."""
    a, b, c = change.a, change.b, change.c
    if c.unit is not Unit.PERCENT or a.unit is Unit.PERCENT or not change.direction or not b.value:
        return False
    return abs(abs(c.value) - abs((b.value - a.value) * 100 / b.value)) <= c.half


def _is_alike(passage: Passage, a: ProseFigure, c: ProseFigure) -> bool:
    """True if a change is told in what it is a change of, which is points where that is percent."""
    if a.unit is Unit.PERCENT and c.unit is Unit.COUNT:
        return IN_POINTS.match(passage.text, c.end) is not None
    return c.unit is a.unit


def _slipped_ends(change: Change, least: int = MIN_DIGITS) -> list[tuple[ProseFigure, Decimal | None]]:
    """Which of the two ends, mistyped, would explain the change that is written, with what was meant; None where that
    lies between two figures, the change being told in percent; then only of figures with at `least` so many digits.
    """
    a, b, c = change.a, change.b, change.c
    signs = (change.direction,) if change.direction else (1, -1)
    if c.unit is not Unit.PERCENT or a.unit is Unit.PERCENT:
        meant = [
            pair for sign in signs for pair in ((b, a.value + sign * abs(c.value)), (a, b.value - sign * abs(c.value)))
        ]
        meant = [(figure, value) for figure, value in meant if value >= figure.half * 2 * MIN_STEPS and value > 0]
        return [(figure, value) for figure, value in meant if is_slip_of(figure, value)]
    ends: list[tuple[ProseFigure, Decimal | None]] = []
    for sign in signs:
        low, high = sorted(1 + sign * (abs(c.value) + half) / 100 for half in (-c.half, c.half))
        between = [(b, a.value * low, a.value * high), (a, b.value / high, b.value / low)] if low > 0 else []
        ends += [(figure, None) for figure, *two in between if figure.digits >= least and has_slip_within(figure, *two)]
    return ends


def note_percent(
    passage: Passage, figures: Sequence[ProseFigure], change: Change, shape: str, end: int, notes: Notes
) -> None:
    """Notes what a change is in percent, where that follows it, or follows all three in brackets."""
    after = [figures[int(one[2] or one[3])] for one in IN_PERCENT.finditer(shape) if figures[int(one[1])] is change.c]
    if (last := IN_PERCENT_AT_END.match(shape, end)) is not None:
        after.append(figures[int(last[1])])
    for p in after:
        if p.unit is Unit.PERCENT and change.a.unit is not Unit.PERCENT and is_sharp(p):
            note_change(passage, replace(change, c=p), notes)


def note_in_percent(
    passage: Passage, b: ProseFigure, c: ProseFigure, p: ProseFigure, direction: int, notes: Notes
) -> None:
    """Notes what a change `c` that led to `b` is in percent, `p`; what it led from is not written."""
    base = b.value - direction * c.value
    computed = c.value * 100 / base
    allowed = p.half + (c.half + (b.half + c.half) * c.value / base) * 100 / base
    shown = like(p, computed)
    sentence = f"{c.text} {'more' if direction > 0 else 'less'} than {like(b, base)} is {shown}"
    holds = abs(abs(p.value) - computed) <= allowed
    is_slip = len(written_digits(p)) > 1 and (is_slip_of(p, computed) or is_near(abs(p.value) - computed, computed))
    ends = [] if holds or is_slip else _slipped_of_base(b, c, p, direction)
    if holds or is_slip or ends:
        verdict = held_with(p.value - computed) if holds else Verdict.FAIL
        spots = [passage.spot(one) for one in (p, c, b)]
        notes.relation(RelationKind.DIFFERENCE, verdict, spots, computed, sentence, "the sentence says so")
        if not holds:
            title = "A change in percent is not that of the figures beside it"
            text = f"{sentence}, but {p.text} is written"
            notes.slip(RelationKind.DIFFERENCE, title, spots, text, shown if is_slip else "")


def _slipped_of_base(b: ProseFigure, c: ProseFigure, p: ProseFigure, direction: int) -> list[ProseFigure]:
    """Which of a figure and the change that led to it, mistyped, explains what that change is called in percent."""
    low, high = ((abs(p.value) + half) / 100 for half in (-p.half, p.half))
    if low <= 0 or direction * low <= -1:
        return []
    changes = sorted(b.value * one / (1 + direction * one) for one in (low, high))
    results = sorted(c.value / one + direction * c.value for one in (low, high))
    between = ((c, changes[0], changes[1]), (b, results[0], results[1]))
    return [one for one, least, most in between if one.digits >= MIN_DIGITS and has_slip_within(one, least, most)]


_AGAINST = "The words say the opposite of the figures"


def note_against(passage: Passage, change: Change, notes: Notes, at: Sequence[ProseFigure] = ()) -> None:
    """Notes that words and figures go opposite ways; `at` other figures first, where the words stand beside these."""
    a, b = change.a, change.b
    spots = [passage.spot(one) for one in (*at, b, a)]
    ends = {key_of(one) for one in spots[-2:]}
    if any(one.title == _AGAINST and ends <= set(map(key_of, one.spots)) for one in notes.slips):
        return
    word = change.word or ("a rise" if change.direction > 0 else "a fall")
    truth = "less" if b.value < a.value else "more"
    notes.slip(
        RelationKind.ORDER, _AGAINST, spots,
        f"the words say {word}, but {b.text} is {truth} than {a.text}",
    )  # fmt: skip
