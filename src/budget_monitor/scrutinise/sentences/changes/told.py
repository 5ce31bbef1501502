"""Changes that a sentence gives together with what changed: from … to …, an increase of …; and words against signs."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import pairwise

from budget_monitor.figures.prose import ProseFigure, Unit
from budget_monitor.scrutinise.passages import Notes, Passage, key_of
from budget_monitor.scrutinise.sentences.changes.balances import note_balances
from budget_monitor.scrutinise.sentences.changes.differences import (
    Change,
    is_of_another,
    note_change,
    note_in_percent,
    note_percent,
)
from budget_monitor.scrutinise.sentences.changes.directions import (
    NEGATIVE,
    note_against_each_other,
    note_directions,
    note_other_way,
    note_signed,
    note_since,
    sense_of,
)
from budget_monitor.scrutinise.sentences.changes.frames import (
    ACROSS_SENTENCES,
    ANY_CHANGE,
    BESIDE,
    IN_TIME,
    LOOSE,
    OF_BASE_UNSAID,
    OF_SENTENCE_BEFORE,
    OF_TIME,
    OWN_MOVE,
    with_change,
)
from budget_monitor.scrutinise.sentences.changes.mistaken import (
    is_later,
    is_of_a_number_in_words,
    is_of_another_thing,
    is_range,
    is_rate,
    is_than,
    is_turned,
)
from budget_monitor.scrutinise.sentences.changes.rolled import note_rolled_forward
from budget_monitor.scrutinise.sentences.changes.worth import direction_of_worth
from budget_monitor.scrutinise.sentences.changes.yardsticks import is_measured_otherwise
from budget_monitor.scrutinise.sentences.shapes import (
    in_clauses,
    is_sharp,
    joined_shapes_of,
    shape_of,
    without_asides,
)
from budget_monitor.scrutinise.sentences.wholes.parts import MORE_THAN_CAME
from budget_monitor.scrutinise.words import content

_NOW = re.compile(r"\b(?:is|are|stands?|has|have|holds?|now)\b", re.IGNORECASE)
_ADJUSTED = re.compile(
    r"\b(?:basis|(?:real|cash)[- ]terms|adjusted|like[- ]for[- ]like|comparable|constant prices|per head|on average"
    r"|annuali[sz]ed)\b",
    re.IGNORECASE,
)
"""Words of a change in percent that is not that of the figures as they stand."""
_OF_ANY = content("stood corresponding comparable same figure number rate share total level one")
_WORTH = re.compile(r"improved|worsened|deteriorated")
_CLAUSE = re.compile(r";\s+(?=\S)")
MAX_CHARACTERS = 400
"""How much of what follows a sentence may be about its figure."""


def note_changes(passage: Passage, notes: Notes, told: frozenset[int] = frozenset()) -> None:
    """Notes each change that a sentence gives in full, whether it holds or not, and each word that is against it; none
    of those figures, by their places, of which something is `told` already.
    """
    if len(passage.figures) < len("ab"):
        return
    balances = note_balances(passage, notes, told) | told
    balances |= note_rolled_forward(passage, notes)
    for start, sentence in passage.sentences:
        figures = passage.figures_of(start, sentence)
        shape = in_clauses(shape_of(sentence, start, figures))
        done = _in_clause(passage, figures, shape, notes, set(balances))
        note_directions(passage, figures, shape, notes, done)
        note_against_each_other(passage, figures, shape, notes)
        note_signed(passage, figures, shape, notes)
    note_other_way(passage, notes)
    across = set(balances)
    for start, sentence in passage.sentences:
        for clause in _CLAUSE.finditer(sentence):
            _of_sentence_before(passage, start, start + clause.end(), notes, balances)
    for (start, _), (following, sentence) in pairwise(passage.sentences):
        if not passage.figures_of(following, sentence):
            continue
        _of_sentence_before(passage, start, following, notes, balances)
        if ANY_CHANGE.search(sentence):
            both = passage.text[start : following + len(sentence)]
            figures = passage.figures_of(start, both)
            shape = in_clauses(shape_of(both, start, figures))
            across |= _with_change(passage, figures, shape, ACROSS_SENTENCES, notes, set(balances))
    for shape, figures in joined_shapes_of(passage):
        _in_clause(passage, figures, in_clauses(shape), notes, across)
    note_since(passage, notes)


def _in_clause(passage: Passage, figures: Sequence[ProseFigure], shape: str, notes: Notes, done: set[int]) -> set[int]:
    """Notes the changes of a shape, with and without what stands beside its figures, and those whose base is not told;
    adds the places of their figures to those done, and returns them.
    """
    for one in dict.fromkeys((shape, without_asides(shape))):
        done = _with_change(passage, figures, one, with_change(one), notes, done)
    _of_base_unsaid(passage, figures, shape, notes, done)
    return done


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
            a, b = (b, a) if is_later(passage, a, b) else (a, b)
            if c.start in done or not is_sharp(b, c) or a.unit is not b.unit or not a.value:
                continue
            if (not is_sharp(a) and not is_than(passage, a, c)) or is_of_another(figures, a, b, c):
                continue
            if c.unit is Unit.PERCENT and (key_of(passage.spot(c)) in notes.used or _is_share(b, a, c)):
                continue
            if is_turned(match[0]) or is_of_another_thing(passage.text, a, b, c):
                continue
            if is_measured_otherwise(passage.text, a, b, c) or is_of_a_number_in_words(passage.text, b, c):
                continue
            is_of_time = [IN_TIME.match(passage.text, one.end) is not None for one in (a, b, c)]
            if (
                (c.unit is not Unit.PERCENT and any(is_of_time) and not is_of_time[-1])
                or is_rate(passage, a, b, c)
                or is_range(passage, c)
                or "range" in match[0]
            ):
                continue
            done |= {a.start, b.start, c.start}
            is_plain = c.unit is not Unit.PERCENT or not _ADJUSTED.search(match[0])
            direction = sense_of(match) if pattern not in OWN_MOVE or min(a.value, b.value) > 0 else 0
            if not direction and a.unit is Unit.PERCENT:
                clause = shape[shape.rfind(";", 0, match.start()) + 1 : match.end()]
                direction = direction_of_worth(clause, shape[match.start("c") : match.end()])
            change = Change(
                a,
                b,
                c,
                direction,
                _worth_said(match),
                is_plain,
                is_loose=pattern in (LOOSE if c.unit is not Unit.PERCENT else BESIDE),
            )
            if not note_change(passage, change, notes):
                done.discard(a.start)
            note_percent(passage, figures, change, shape, match.end(), notes)
    return done


def _worth_said(match: re.Match[str]) -> str:
    """What a change for the better or the worse is called, if it is told as one of what moves itself."""
    worth = _WORTH.search(match[0]) if match.re in OWN_MOVE else None
    return f"that it {worth[0]}" if worth else ""


def _is_share(b: ProseFigure, a: ProseFigure, p: ProseFigure) -> bool:
    """True if a percentage is the share of one figure in another, which then is the change itself: £15k more, 15% of
    £100k.
    """
    return b.unit is not Unit.PERCENT and abs(100 * b.value / a.value - p.value) <= p.half


def _of_base_unsaid(passage: Passage, figures: Sequence[ProseFigure], shape: str, notes: Notes, done: set[int]) -> None:
    """Notes the changes that are told in percent, too, where nothing says what they are of."""
    for pattern in OF_BASE_UNSAID:
        for match in pattern.finditer(shape):
            b, c, p = (figures[int(match[name] or 0)] for name in ("b", "c", "p" if match["p"] else "q"))
            direction = sense_of(match)
            is_told = p.unit is Unit.PERCENT and b.unit is c.unit is not Unit.PERCENT and is_sharp(b, c, p)
            others = (one for one in figures if one not in ((c, b) if b.start > c.start else (c,)))
            is_said = any(_is_share(c, one, p) for one in others if one.unit is c.unit and one.value)
            if is_told and direction and not is_said and not {b.start, c.start} & done and b.value > c.value > 0:
                note_in_percent(passage, b, c, p, direction, notes)


def _of_sentence_before(passage: Passage, first: int, start: int, notes: Notes, done: Collection[int]) -> None:
    """Notes a change whose figure stands in the sentence that begins at `first`, and the rest from `start` on: it is
    £8,412. In May it was £9,077, so it has fallen by £665.
    """
    if MORE_THAN_CAME.search(passage.text):
        return
    before = passage.text[first:start]
    text = passage.text[start : start + MAX_CHARACTERS]
    own, figures = passage.figures_of(first, before), passage.figures_of(start, text)
    shape = shape_of(text, start, figures)
    for pattern in (*OF_SENTENCE_BEFORE, *OF_TIME):
        match = pattern.match(shape)
        if match is None or not _is_of_what_was(before, match):
            continue
        a, c = (figures[int(match[name])] for name in "ac")
        direction = 0 if NEGATIVE.search(before + match[0]) else sense_of(match)
        subjects = (one for one in own if one.unit is a.unit and not _is_whole(passage, own, one))
        alike = [Change(a, b, c, direction) for b in subjects if is_sharp(b, c)]
        total = sum(one.b.value for one in alike) / 2
        held = [one for one in alike if one.holds] or [one for one in alike if one.b.value == total]
        found = held or alike
        if len(found) != 1 or c.start in done or not a.value or not (is_sharp(a) or is_than(passage, a, c)):
            continue
        change = found[0]
        if match.re in OF_TIME and not IN_TIME.match(passage.text, change.b.end):
            continue
        note_change(passage, change, notes)
        note_percent(passage, figures, change, shape, match.end(), notes)


def _is_whole(passage: Passage, figures: Sequence[ProseFigure], one: ProseFigure) -> bool:
    """True if a figure is what something else is a share of, and so not what its sentence is about: it is 50.1% of the
    net cost of £1.75m.
    """
    shares = (other for other, following in pairwise(figures) if following is one and other.unit is Unit.PERCENT)
    return any(passage.text[share.end :].startswith(" of ") for share in shares) and one.unit is not Unit.PERCENT


def _is_of_what_was(before: str, match: re.Match[str]) -> bool:
    """True if a figure is of an earlier time than the sentence before, and of the same: no word says it is not."""
    said = match.groupdict()
    words = content(f"{said.get('had') or ''} {said.get('what') or ''}") - _OF_ANY
    return words <= content(before) and not (said.get("dated") and not _NOW.search(before))
