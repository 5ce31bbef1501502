"""Changes that a sentence gives together with what changed: from … to …, an increase of …; and words against signs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from budget_monitor.figures.prose import Hedge, ProseFigure
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.results.outcome import Verdict
from budget_monitor.scrutinise.passages import Notes, Passage
from budget_monitor.scrutinise.sentences.balances import note_balances
from budget_monitor.scrutinise.sentences.change_frames import (
    ACROSS_SENTENCES,
    AGAINST_TARGET,
    ANY_CHANGE,
    FROM_TO,
    UP_ON,
    WITH_CHANGE,
)
from budget_monitor.scrutinise.sentences.differences import Change, note_against, note_change, note_percent
from budget_monitor.scrutinise.sentences.shapes import in_clauses, is_sharp, shape_of

_NEGATIVE = re.compile(r"\b(?:negative|minus|deficit|loss)\b", re.IGNORECASE)
"""What stands before a figure that is below nothing, though it is written without a sign."""


def note_changes(passage: Passage, notes: Notes, told: frozenset[int] = frozenset()) -> None:
    """Notes each change that a sentence gives in full, whether it holds or not, and each word that is against it; none
    of those figures, by their places, of which something is `told` already.
    """
    if len(passage.figures) < len("ab"):
        return
    balances = note_balances(passage, notes, told) | told
    for start, sentence in passage.sentences:
        figures = passage.figures_of(start, sentence)
        shape = in_clauses(shape_of(sentence, start, figures))
        done = _with_change(passage, figures, shape, WITH_CHANGE, notes, set(balances))
        _directions(passage, figures, shape, notes, done)
    for (start, _), (following, sentence) in pairwise(passage.sentences):
        if passage.figures_of(following, sentence) and ANY_CHANGE.search(sentence):
            both = passage.text[start : following + len(sentence)]
            figures = passage.figures_of(start, both)
            shape = in_clauses(shape_of(both, start, figures))
            _with_change(passage, figures, shape, ACROSS_SENTENCES, notes, set(balances))


def _with_change(
    passage: Passage,
    figures: Sequence[ProseFigure],
    shape: str,
    frames: Sequence[re.Pattern[str]],
    notes: Notes,
    done: set[int],
) -> set[int]:
    """Notes the changes that these frames find; adds the places of their figures to those done, and returns them."""
    if len(figures) < len("abc") or not ANY_CHANGE.search(shape):
        return done
    for pattern in frames:
        for match in pattern.finditer(shape):
            a, b, c = (figures[int(match[name])] for name in "abc")
            if c.start in done or not is_sharp(b, c) or a.unit is not b.unit or not a.value:
                continue
            if not is_sharp(a) and not _is_than(a, c):
                continue
            done |= {a.start, b.start, c.start}
            change = Change(a, b, c, _direction(match))
            if not note_change(passage, change, notes):
                done.discard(a.start)
            note_percent(passage, figures, change, shape, match.end(), notes)
    return done


def _is_than(a: ProseFigure, c: ProseFigure) -> bool:
    """True if what looks like a hedge before a figure is how much more or less another is: 3 days less than 27."""
    return a.start > c.start and a.hedge in (Hedge.OVER, Hedge.UNDER)


def _direction(match: re.Match[str]) -> int:
    groups = match.groupdict()
    return 1 if groups.get("up") else -1 if groups.get("down") else 0


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
