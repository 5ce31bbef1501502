"""Words of a rise or a fall beside two figures: fell from 9.9 days to 10.8; above the budget of £5.4m."""

from __future__ import annotations

import re
from collections.abc import Sequence

from budget_monitor.figures.prose import ProseFigure, Unit
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.results.outcome import Verdict
from budget_monitor.scrutinise.passages import Notes, Passage
from budget_monitor.scrutinise.sentences.change_words import WORDS
from budget_monitor.scrutinise.sentences.changes.differences import Change, note_against
from budget_monitor.scrutinise.sentences.changes.frames import (
    AGAINST_BUDGET,
    AGAINST_TARGET,
    FROM_TO,
    IN_TIME,
    MORE_IS_UNDER,
    MORE_THAN_EXPECTED,
    TO_FROM,
    UP_ON,
)
from budget_monitor.scrutinise.sentences.changes.mistaken import is_quoted
from budget_monitor.scrutinise.sentences.shapes import frame, is_sharp, shape_of

NEGATIVE = re.compile(r"\b(?:negative|minus|deficit|loss)\b", re.IGNORECASE)
"""What stands before a figure that is below nothing, though it is written without a sign."""
_RANK = re.compile(r"\b(?:rank(?:ed|ing)?|place|position|seed(?:ed)?|league|chart)\b", re.IGNORECASE)
"""What rises to a lower number."""
_IS_BY_SO_MUCH = re.compile(r"⟨\d+⟩ (?:below|short|under|above|over)\b")
"""A figure by which another one misses its target: 1,418 above its target of 95,000."""
MAX_TIMES_A_BUDGET = 2
"""Spending is never so many times its budget, nor what came of a target; a difference from it is a small part."""


_SIGNED = frame(
    r"(?<!the )<MOVED>(?:~20\bby|,? by)? ⟨c⟩(?: (?!(?:and|from|of|but)\b)[^⟨⟩.;,()]{0,30}?)?,? to ⟨b⟩"
    r"[^⟨⟩.;,()]{0,20}\((?P<plus>\+)?⟨p⟩\)",
    WORDS,
)
"""A rise or fall to a figure, and in brackets what it is in percent, with a sign: fell by 514 to 41,730 (+1.25%)."""


_HAS_MOVED = r"[;,.] (?:so )?(?:it|they) (?:has|have)(?: since| now| therefore| thus)? <MOVED> by ⟨c⟩"
_SINCE = tuple(
    frame(one + _HAS_MOVED, WORDS)
    for one in (
        r"⟨a⟩(?: [a-z]+){0,2} had been [a-z]+[^⟨⟩.;]{0,20}",
        r"\b(?:<BEFORE>|previously)\b[^⟨⟩.;]{0,40}⟨a⟩[^⟨⟩.;]{0,30}",
    )
)
"""What a figure had been, and by how much it has moved since; what it is now stands somewhere before."""
_OTHER_WAY = frame(r"\b(?:the other way|in the opposite direction),? (?:and )?<MOVED> (?:by )?⟨c⟩", WORDS)
_ONE_WAY = tuple(
    frame(one, WORDS)
    for one in (r"<MOVED> (?:by )?⟨c⟩", r"⟨c⟩ (?:(?P<up>more|higher)|(?P<down>less|fewer|lower)) than\b")
)
MIN_DIGITS = 3
"""Figures with as many hardly ever differ by just what is said of something else."""


def sense_of(match: re.Match[str]) -> int:
    """1 where the words of a frame say more, -1 where they say less, else 0."""
    groups = match.groupdict()
    return 1 if groups.get("up") else -1 if groups.get("down") else 0


def note_directions(passage: Passage, figures: Sequence[ProseFigure], shape: str, notes: Notes, done: set[int]) -> None:
    """Notes each word of a rise or a fall, whether the figures beside it say the same or not; adds the places of the
    earlier ones to those done.
    """
    for pattern in (FROM_TO, TO_FROM, UP_ON, MORE_THAN_EXPECTED):
        for match in pattern.finditer(shape):
            a, b = figures[int(match["a"])], figures[int(match["b"])]
            if a.start in done or a.unit is not b.unit or _is_rank(passage, a, b) or is_quoted(passage, a, b):
                continue
            done.add(a.start)
            if not (NEGATIVE.search(match[0]) or _RANK.search(match[0])) and not _is_of_earlier(
                figures, a, b, sense_of(match)
            ):
                _compare(passage, a, b, sense_of(match), notes)
    for match in AGAINST_TARGET.finditer(shape):
        a, b = figures[int(match["a"])], figures[int(match["b"])]
        is_target = "target" in match[0].casefold() and not _IS_BY_SO_MUCH.match(match[0]) and not _is_part(a, b)
        if is_target and a.start not in done and a.unit is b.unit and not a.is_small:
            done.add(a.start)
            _compare(passage, a, b, sense_of(match), notes)
    for match in (one for pattern in AGAINST_BUDGET for one in pattern.finditer(shape)):
        a, b = figures[int(match["a"])], figures[int(match["b"])]
        is_alike = a.unit is b.unit and not _is_rank(passage, a, b) and not _is_part(a, b)
        if is_alike and not {a.start, b.start} & done:
            done.add(a.start)
            _compare(passage, a, b, sense_of(match), notes)


def note_signed(passage: Passage, figures: Sequence[ProseFigure], shape: str, notes: Notes) -> None:
    """Notes words of a change that its sign in percent denies, where that change is so much percent only as it is
    signed.
    """
    for match in _SIGNED.finditer(shape):
        c, b, p = (figures[int(match[name])] for name in "cbp")
        sign = 1 if match["plus"] else -1 if p.value < 0 else 0
        base = b.value - sign * c.value
        is_told = p.unit is Unit.PERCENT and b.unit is c.unit is not Unit.PERCENT and is_sharp(b, c, p)
        if not sign or sign == sense_of(match) or not is_told or base <= 0:
            continue
        if abs(c.value * 100 / base - abs(p.value)) <= p.half:
            word, other = ("a rise", "a fall") if sense_of(match) > 0 else ("a fall", "a rise")
            notes.slip(
                RelationKind.ORDER, "Words say the opposite of one another", [passage.spot(c), passage.spot(p)],
                f"the words say {word} of {c.text}, but ({'+' if sign > 0 else ''}{p.text}) {other}",
            )  # fmt: skip


def note_since(passage: Passage, notes: Notes) -> None:
    """Notes words of a rise or fall since an earlier figure which only a change the other way leads to one before."""
    if len(passage.figures) < len("abc"):
        return
    shape = shape_of(passage.text, 0, passage.figures)
    for match in (match for pattern in _SINCE for match in pattern.finditer(shape)):
        a, c = (passage.figures[int(match[name])] for name in "ac")
        now = [
            one
            for one in passage.figures
            if one.start < c.start and one.unit is a.unit is c.unit and one is not a and one.digits >= MIN_DIGITS
        ]
        held = [Change(a, b, c, sense_of(match)) for b in now if abs(b.value - a.value) == c.value]
        is_meant = is_sharp(a, c) and a.digits >= MIN_DIGITS and not NEGATIVE.search(passage.text)
        if is_meant and len(held) == 1 and (held[0].b.value - a.value) * held[0].direction < 0:
            ends = {passage.spot(a), passage.spot(held[0].b)}
            if not any(slip.kind is RelationKind.ORDER and ends <= set(slip.spots) for slip in notes.slips):
                note_against(passage, held[0], notes, at=[c])


def note_other_way(passage: Passage, notes: Notes) -> None:
    """Notes what moved the other way than something before it, though both are said to rise, or both to fall."""
    before: list[tuple[int, ProseFigure]] = []
    for start, sentence in passage.sentences:
        figures = passage.figures_of(start, sentence)
        shape = shape_of(sentence, start, figures)
        other = _OTHER_WAY.search(shape)
        if other is not None and before and {sense for sense, _ in before} == {sense_of(other)}:
            moved, last = figures[int(other["c"])], before[-1][1]
            word = "a rise" if sense_of(other) > 0 else "a fall"
            notes.slip(
                RelationKind.ORDER, "Words say the opposite of one another", [passage.spot(moved), passage.spot(last)],
                f"{moved.text} is called {word} the other way than {last.text}, which is {word}, too",
            )  # fmt: skip
        told = [(sense_of(one), figures[int(one["c"])]) for pattern in _ONE_WAY for one in pattern.finditer(shape)]
        before = told or before


def _is_part(a: ProseFigure, b: ProseFigure) -> bool:
    """True if one of two figures is so much less that it is what the other is out by, or made of: 1,116 tonnes above
    the target of 33,000.
    """
    low, high = sorted((abs(a.value), abs(b.value)))
    return low * MAX_TIMES_A_BUDGET <= high


def _is_rank(passage: Passage, *figures: ProseFigure) -> bool:
    """True if a figure is a small number, which may be a place or a grade, and no time or part of one."""
    return any(
        one.is_small and not one.half and not IN_TIME.match(passage.text, other.end)
        for one, other in zip(figures, reversed(figures), strict=True)
        if not IN_TIME.match(passage.text, one.end)
    )


def note_against_each_other(passage: Passage, figures: Sequence[ProseFigure], shape: str, notes: Notes) -> None:
    """Notes two words of a sentence that say the opposite of one another."""
    for match in MORE_IS_UNDER.finditer(shape):
        a, c = figures[int(match["a"])], figures[int(match["c"])]
        said = "more" if match["up"] else "less"
        notes.slip(
            RelationKind.ORDER, "Words say the opposite of one another", [passage.spot(c), passage.spot(a)],
            f"{c.text} {said} than the budget of {a.text} is called an {match['against']}",
        )  # fmt: skip


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
        note_against(passage, Change(a, b, b, direction), notes)
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
