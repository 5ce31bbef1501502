"""Changes that a sentence gives together with what changed: from … to …, an increase of …; and words against signs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from budget_monitor.figures.prose import Hedge, ProseFigure, Unit
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.results.outcome import Verdict
from budget_monitor.scrutinise.passages import Notes, Passage
from budget_monitor.scrutinise.sentences.change_frames import (
    AGAINST_TARGET,
    ANY_CHANGE,
    FROM_TO,
    IN_PERCENT,
    IN_PERCENT_AT_END,
    IN_POINTS,
    UP_ON,
    WITH_CHANGE,
)
from budget_monitor.scrutinise.sentences.shapes import is_near, is_sharp, is_slip_of, like, shape_of

_NEGATIVE = re.compile(r"\b(?:negative|minus|deficit|loss)\b", re.IGNORECASE)
"""What stands before a figure that is below nothing, though it is written without a sign."""


def note_changes(passage: Passage, notes: Notes) -> None:
    """Notes each change that a sentence gives in full, whether it holds or not, and each word that is against it."""
    if len(passage.figures) < len("ab"):
        return
    for start, sentence in passage.sentences:
        figures = passage.figures_of(start, sentence)
        shape = shape_of(sentence, start, figures)
        done = _with_change(passage, figures, shape, notes)
        _directions(passage, figures, shape, notes, done)


def _with_change(passage: Passage, figures: Sequence[ProseFigure], shape: str, notes: Notes) -> set[int]:
    done: set[int] = set()
    if len(figures) < len("abc") or not ANY_CHANGE.search(shape):
        return done
    for pattern in WITH_CHANGE:
        for match in pattern.finditer(shape):
            a, b, c = (figures[int(match[name])] for name in "abc")
            if c.start in done or not is_sharp(b, c) or a.unit is not b.unit or not a.value:
                continue
            if not is_sharp(a) and not _is_than(a, c):
                continue
            done |= {a.start, b.start, c.start}
            if not _change(passage, a, b, c, _direction(match), notes):
                done.discard(a.start)
            _share_of_change(passage, figures, (a, b, c), shape, match.end(), notes)
    return done


def _is_than(a: ProseFigure, c: ProseFigure) -> bool:
    """True if what looks like a hedge before a figure is how much more or less another is: 3 days less than 27."""
    return a.start > c.start and a.hedge in (Hedge.OVER, Hedge.UNDER)


def _direction(match: re.Match[str]) -> int:
    groups = match.groupdict()
    return 1 if groups.get("up") else -1 if groups.get("down") else 0


def _share_of_change(
    passage: Passage,
    figures: Sequence[ProseFigure],
    change: tuple[ProseFigure, ...],
    shape: str,
    end: int,
    notes: Notes,
) -> None:
    """What a change is in percent, where that follows it, or follows all three in brackets."""
    a, b, c = change
    after = [figures[int(one[2] or one[3])] for one in IN_PERCENT.finditer(shape) if figures[int(one[1])] is c]
    if (last := IN_PERCENT_AT_END.match(shape, end)) is not None:
        after.append(figures[int(last[1])])
    for p in after:
        if p.unit is Unit.PERCENT and a.unit is not Unit.PERCENT and is_sharp(p):
            _change(passage, a, b, p, 0, notes)


def _change(passage: Passage, a: ProseFigure, b: ProseFigure, c: ProseFigure, direction: int, notes: Notes) -> bool:
    """Notes a change, and returns whether it was one: it holds, or would after correcting a slip."""
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
    if verdict is Verdict.UNDECIDED and (is_near(gap, moved) or is_slip_of(c, abs(moved)) or ends):
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
    if direction and holds and moved and (moved > 0) != (direction > 0):
        _against(passage, a, b, direction, notes)
    return holds or verdict is Verdict.FAIL


def _is_alike(passage: Passage, a: ProseFigure, c: ProseFigure) -> bool:
    """True if a change is told in what it is a change of, which is points where that is percent."""
    if a.unit is Unit.PERCENT and c.unit is Unit.COUNT:
        return IN_POINTS.match(passage.text, c.end) is not None
    return c.unit is a.unit


def _slipped_ends(a: ProseFigure, b: ProseFigure, c: ProseFigure, sign: int) -> list[tuple[ProseFigure, Decimal]]:
    """Which of the two ends, mistyped, would explain the change that is written, with what was meant."""
    meant = [(b, a.value + sign * abs(c.value)), (a, b.value - sign * abs(c.value))]
    return [(figure, value) for figure, value in meant if is_slip_of(figure, value)]


def _directions(passage: Passage, figures: Sequence[ProseFigure], shape: str, notes: Notes, done: set[int]) -> None:
    for pattern in (FROM_TO, UP_ON):
        for match in pattern.finditer(shape):
            a, b = figures[int(match["a"])], figures[int(match["b"])]
            if a.start in done or a.unit is not b.unit or a.is_small or b.is_small:
                continue
            done.add(a.start)
            if not _NEGATIVE.search(match[0]) and not _is_of_earlier(figures, a, b, _direction(match)):
                _compare(passage, a, b, _direction(match), notes)
    for match in AGAINST_TARGET.finditer(shape):
        a, b = figures[int(match["a"])], figures[int(match["b"])]
        is_target = "target" in match[0].casefold()
        if is_target and a.start not in done and a.unit is b.unit and not a.is_small:
            done.add(a.start)
            _compare(passage, a, b, _direction(match), notes)


def _is_of_earlier(figures: Sequence[ProseFigure], a: ProseFigure, b: ProseFigure, direction: int) -> bool:
    """True if the words are against two figures, but not against an earlier one of the sentence: 17.2% went to the
    richest 5%, up from 16.9%.
    """
    earlier = [one for one in figures if one.start < min(a.start, b.start) and one.unit is a.unit]
    is_against = (b.value - a.value) * direction < 0
    return is_against and any((one.value - a.value) * direction > 0 for one in earlier)


def _compare(passage: Passage, a: ProseFigure, b: ProseFigure, direction: int, notes: Notes) -> None:
    spots = [passage.spot(b), passage.spot(a)]
    if not direction or not is_sharp(a, b):
        return
    if (b.value - a.value) * direction < 0:
        _against(passage, a, b, direction, notes)
        return
    word = "more" if direction > 0 else "less"
    notes.relation(
        RelationKind.ORDER,
        Verdict.EXACT,
        spots,
        b.value,
        f"{b.text} is {word} than {a.text}, as is said",
        "the words say so",
    )


def _against(passage: Passage, a: ProseFigure, b: ProseFigure, direction: int, notes: Notes) -> None:
    word = "a rise" if direction > 0 else "a fall"
    truth = "less" if b.value < a.value else "more"
    notes.slip(
        RelationKind.ORDER, "The words say the opposite of the figures", [passage.spot(b), passage.spot(a)],
        f"the words say {word}, but {b.text} is {truth} than {a.text}",
    )  # fmt: skip
