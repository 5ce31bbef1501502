"""What one figure leaves of another, judged: whether it is the change that is said, and goes the way that is said."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from budget_monitor.figures.prose import ProseFigure, Unit
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.results.outcome import Verdict
from budget_monitor.scrutinise.passages import Notes, Passage
from budget_monitor.scrutinise.sentences.change_frames import IN_PERCENT, IN_PERCENT_AT_END, IN_POINTS
from budget_monitor.scrutinise.sentences.shapes import is_near, is_sharp, is_slip_of, like, written_digits


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

    @property
    def holds(self) -> bool:
        """True if it is what one leaves of the other, as precisely as all three are written."""
        gap = abs(self.c.value) - abs(self.b.value - self.a.value)
        return abs(gap) <= self.a.half + self.b.half + self.c.half


def note_change(passage: Passage, change: Change, notes: Notes) -> bool:
    """Notes a change, and returns whether it was one: it holds, or would after correcting a slip."""
    a, b, c, direction = change.a, change.b, change.c, change.direction
    moved, allowed = b.value - a.value, a.half + b.half + c.half
    text = f"from {a.text} to {b.text} is a change of"
    if c.unit is Unit.PERCENT and a.unit is not Unit.PERCENT:
        moved = moved * 100 / a.value
        allowed = c.half + (a.half + b.half) * 100 / abs(a.value) * 2
    elif not _is_alike(passage, a, c):
        return False
    as_share = (b.value - a.value) * 100 / a.value if c.unit is Unit.PERCENT and a.unit is Unit.PERCENT else None
    gap = abs(c.value) - abs(moved)
    spots = [passage.spot(c), passage.spot(b), passage.spot(a)]
    shown = like(c, abs(moved))
    sentence = f"{text} {shown}"
    holds = abs(gap) <= allowed or (as_share is not None and abs(abs(c.value) - abs(as_share)) <= c.half + 1)
    verdict = Verdict.EXACT if not gap else Verdict.WITHIN_ROUNDING if holds else Verdict.UNDECIDED
    ends = [] if c.unit is Unit.PERCENT is not a.unit else _slipped_ends(a, b, c, direction or (1 if moved > 0 else -1))
    is_slip = is_near(gap, moved) or is_slip_of(c, abs(moved)) or bool(ends) or _is_of_other_end(change)
    if c.unit is Unit.PERCENT and len(written_digits(c)) == 1:
        is_slip = False  # 1% is one digit from 10 % and from 14 %
    if verdict is Verdict.UNDECIDED and is_slip and change.is_plain:
        verdict = Verdict.FAIL
    notes.relation(RelationKind.DIFFERENCE, verdict, spots, abs(moved), sentence, "the sentence says so")
    if verdict is Verdict.FAIL:
        title = "A change is not that between the figures beside it"
        if ends and not is_slip_of(c, abs(moved)):
            at, shown = (passage.spot(ends[0][0]), like(*ends[0])) if len(ends) == 1 else (spots[0], "")
            spots = [at, *(spot for spot in spots if spot != at)]
        elif ends:
            shown = ""
        notes.slip(RelationKind.DIFFERENCE, title, spots, f"{sentence}, but {c.text} is written", shown)
    if direction and holds and moved and (moved > 0) != (direction > 0) and change.is_plain:
        note_against(passage, change, notes)
    return holds or verdict is Verdict.FAIL


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


def _slipped_ends(a: ProseFigure, b: ProseFigure, c: ProseFigure, sign: int) -> list[tuple[ProseFigure, Decimal]]:
    """Which of the two ends, mistyped, would explain the change that is written, with what was meant."""
    meant = [(b, a.value + sign * abs(c.value)), (a, b.value - sign * abs(c.value))]
    return [(figure, value) for figure, value in meant if is_slip_of(figure, value)]


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


def note_against(passage: Passage, change: Change, notes: Notes) -> None:
    """Notes that words and figures go opposite ways."""
    a, b = change.a, change.b
    word = change.word or ("a rise" if change.direction > 0 else "a fall")
    truth = "less" if b.value < a.value else "more"
    notes.slip(
        RelationKind.ORDER, "The words say the opposite of the figures", [passage.spot(b), passage.spot(a)],
        f"the words say {word}, but {b.text} is {truth} than {a.text}",
    )  # fmt: skip
