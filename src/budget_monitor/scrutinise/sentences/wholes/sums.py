"""Sums that a text gives together with their parts: £0.163m: £0.098m for pay and £0.065m for income."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise, product
from operator import mul

from budget_monitor.figures.prose import Hedge, ProseFigure, Unit
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.checks.verdict import held_with
from budget_monitor.model.documents.document import BlockKind
from budget_monitor.model.documents.scrutiny import Spot
from budget_monitor.model.results.outcome import Verdict
from budget_monitor.scrutinise.passages import Notes, Passage, key_of
from budget_monitor.scrutinise.sentences.shapes import (
    half_of,
    is_exchange_of,
    is_near,
    is_sharp,
    is_slip_of,
    like,
)
from budget_monitor.scrutinise.sentences.wholes.before import labelled_wholes, whole_before
from budget_monitor.scrutinise.sentences.wholes.lists import MIN_PARTS, Trust, begin_alike
from budget_monitor.scrutinise.sentences.wholes.parts import MORE_THAN_CAME, PARTLY, Whole, wholes_in

_LEAD_IN = re.compile(r"(?i):\s*$|\bof which\s*$|\b(?:following|as follows|below|these (?:include|are|comprise))\b")
_TOTAL_ALONE = re.compile(r"(?i)^(?:the )?total (?:[a-z-]+ ){1,5}(?:is|was|are|were|of|came to) [^\s;,]{2,14}\.?\s*$")
"""A line of a total and nothing else, which the list after it is of."""
_TOTAL_ITEM = re.compile(
    r"(?i)^\W*(?:(?:a |the )?(?:grand )?total\b|(?:and )?(?:in all|in total|altogether)\b"
    r"|\S+ (?:in all|in total|altogether)\W*$)"
    r"(?!.*\b(?:next|last|previous|target|than)\b)"
)
_COLON = re.compile(r"[^.;:]{0,40}:")
MAX_PARTS = 6
MANY_DIGITS = 4
"""Figures with as many hardly ever come to one digit more than their whole where some count twice."""
MIN_DIGITS = 3
"""A figure with fewer digits is met by some sum of its neighbours by chance."""
MAX_FIGURES_LOOKED_AT = 8
MAX_LIST_CHARACTERS = 2_000
_LESS = re.compile(
    r"(?i)\b(?:less|net|gross|leavers?|leaving|income|used|under|underspen\w*|offset|mitigat\w+|grants?|receipts?|credits?"
    r"|reductions?|decreases?|met (?:from|by))\b"
)
"""Words of what is taken away."""
MAX_CHARACTERS_AROUND = 25


def note_sums(passages: Sequence[Passage], notes: Notes) -> None:
    """Notes sums in sentences, over the list items after a sentence, and over the figures of the sentence after."""
    for at, passage in enumerate(notes.in_time(passages)):
        _over_items(passages, at, notes)
        if not passage.figures:
            continue
        for start, sentence in passage.sentences:
            for whole in wholes_in(sentence, start, passage.figures_of(start, sentence)):
                _parted(passage, whole, notes)
        for (start, _), (following, sentence) in pairwise(passage.sentences):
            figures = passage.figures_of(following, sentence)
            for whole in whole_before(passage, start, following, sentence, figures):
                _parted(passage, whole, notes)
        for whole in labelled_wholes(passage):
            _parted(passage, whole, notes)
        _over_run(passage, notes)


def _is_slip(total: ProseFigure, parts: Sequence[ProseFigure]) -> bool:
    """True if a sum is nearly that of its parts, or would be after one slip of the pen."""
    gap = total.value - sum((one.value for one in parts), Decimal(0))
    return is_near(gap, total.value) or any(is_slip_of(*one) for one in _meant(total, parts))


def _meant(total: ProseFigure, parts: Sequence[ProseFigure]) -> list[tuple[ProseFigure, Decimal]]:
    """Each figure, with what it would have to be for the sum to hold."""
    gap = total.value - sum((one.value for one in parts), Decimal(0))
    meant = [(total, total.value - gap), *((one, one.value + gap) for one in parts if not one.is_word)]
    return [(one, value) for one, value in meant if value >= 0]


def _parted(passage: Passage, whole: Whole, notes: Notes) -> None:
    """Notes a whole with its parts, and where they do not add up, a slip if the words leave hardly another reading."""
    total, parts = whole.total, whole.parts
    gap = total.value - sum((one.value for one in parts), Decimal(0))
    if not is_sharp(total, *parts) and not _is_too_much(total, parts, whole.trust):
        return
    is_part = any(one.unit is total.unit and one.value == total.value * 2 - gap for one in passage.figures)
    runs = (parts[at:end] for at in range(len(parts)) for end in range(at + MIN_PARTS, len(parts) + 1))
    is_other = any(run != parts and sum(one.value for one in run) == total.value for run in runs)
    has_many = min(one.digits for one in (total, *parts)) >= MANY_DIGITS
    is_sorted = whole.trust is not Trust.LISTED or _are_of_one_sort(passage, total, parts)
    least = MIN_PARTS if is_sorted else MIN_DIGITS
    if whole.trust is Trust.PARTED:
        is_slip = _is_slip(total, parts)
    elif whole.trust is Trust.BESIDE:
        is_slip = False
    elif whole.trust is Trust.LISTED and not begin_alike(passage.text, parts) and _are_most(total, parts):
        is_slip = False  # each is of those before it: 3,834 started, 3,756 stayed and 3,459 passed
    elif gap < 0 and (has_many or whole.trust is Trust.OPPOSED):
        is_slip = any(is_slip_of(*one) for one in _meant(total, parts))
    else:
        is_slip = any(is_exchange_of(*one, least) for one in _meant(total, parts))
    spots = [passage.spot(one) for one in parts]
    may_fail = is_slip and not (
        is_other
        or is_part
        or _is_part_of_more(passage, total, parts)
        or _is_net(passage, total, parts)
        or _is_carried(passage, total, gap)
    )
    _judge(passage, total, parts, spots, notes, "the sentence says so", may_fail=may_fail)


def _is_too_much(total: ProseFigure, parts: Sequence[ProseFigure], trust: Trust) -> bool:
    """True if parts, some of which are called about so much, are far more than their whole, to its last digit."""
    is_about = is_sharp(total) and all(one.hedge in (Hedge.NONE, Hedge.ABOUT) for one in parts)
    has_its_digits = total.half > 0 and all(one.half == total.half for one in parts)
    over = sum((one.value for one in parts), Decimal(0)) - total.value
    return is_about and trust is Trust.OPPOSED and has_its_digits and over > MIN_DIGITS * 2 * total.half


def _are_of_one_sort(passage: Passage, total: ProseFigure, parts: Sequence[ProseFigure]) -> bool:
    """True if amounts after a colon are set apart by the same word, and so are all that their total is: for pay, for
    rent.
    """
    before = passage.text[total.end : parts[0].start]
    return total.unit is Unit.MONEY and bool(re.search(r"[:–—]\W*$", before)) and begin_alike(passage.text, parts)


def _is_part_of_more(passage: Passage, total: ProseFigure, parts: Sequence[ProseFigure]) -> bool:
    """True if a figure is itself a part of one before it, together with one that is taken for a part of it."""
    own = (one for one in passage.figures if one.start < total.start and one.unit is total.unit)
    return any(one.value == total.value + part.value for one in own for part in parts)


def _are_most(total: ProseFigure, parts: Sequence[ProseFigure]) -> bool:
    return sum(one.value * 2 > total.value for one in parts) > 1


def _is_carried(passage: Passage, total: ProseFigure, gap: Decimal) -> bool:
    """True if a figure besides, that was there from the start, is all that the parts have more than their whole."""
    is_said = any(one.unit is total.unit and one.value == -gap for one in passage.figures)
    return is_said and MORE_THAN_CAME.search(passage.text) is not None


def _is_net(passage: Passage, total: ProseFigure, parts: Sequence[ProseFigure]) -> bool:
    """True if a figure is what some of its parts leave of the others, and words say so: £14.2m gross, £3.5m income."""
    places = [one.start for one in (total, *parts)]
    if not _LESS.search(passage.text, max(0, min(places) - MAX_CHARACTERS_AROUND), max(places) + MAX_CHARACTERS_AROUND):
        return False
    allowed = total.half + sum((one.half for one in parts), Decimal(0))
    values = [one.value for one in parts]
    ways = product((Decimal(1), Decimal(-1)), repeat=len(parts))
    sums = (sum(map(mul, signs, values), Decimal(0)) for signs in ways)
    return any(abs(abs(one) - total.value) <= allowed for one in sums)


def _judge(
    passage: Passage,
    total: ProseFigure,
    parts: Sequence[ProseFigure],
    spots: Sequence[Spot],
    notes: Notes,
    evidence: str,
    *,
    may_fail: bool,
) -> bool:
    computed = sum((one.value for one in parts), Decimal(0))
    gap = total.value - computed
    is_exact = half_of(total) == 0
    allowed = total.half + sum((half_of(one) if is_exact else one.half for one in parts), Decimal(0))
    made = " + ".join(one.text for one in parts)
    sentence = f"{made} come to {like(total, computed)}"
    holds = abs(gap) <= allowed
    if not holds and not may_fail:
        return False
    verdict = held_with(gap) if holds else Verdict.FAIL
    where = [passage.spot(total), *spots]
    notes.relation(RelationKind.SUM, verdict, where, computed, sentence, evidence)
    if not holds:
        likely = [(one, value) for one, value in _meant(total, parts) if is_slip_of(one, value)]
        proposed = like(*likely[0]) if len(likely) == 1 else ""
        if proposed:
            where.insert(0, where.pop([total, *parts].index(likely[0][0])))
        notes.slip(
            RelationKind.SUM, "A sum in the text is not that of its parts", where,
            f"{sentence}, but {total.text} is written; the gap is {_signed(total, gap)}", proposed,
        )  # fmt: skip
    return True


def _signed(figure: ProseFigure, gap: Decimal) -> str:
    """A gap in a figure's own unit: -£0.06m."""
    return f"{'-' if gap < 0 else ''}{like(figure, abs(gap))}"


def _over_items(passages: Sequence[Passage], at: int, notes: Notes) -> None:
    """A figure before a list of which each item gives a part, or in the last item of one."""
    passage = passages[at]
    if passage.row >= 0 or not (_LEAD_IN.search(passage.text) or _TOTAL_ALONE.match(passage.text)):
        return
    items = list(_items_after(passages, at))
    _last_item(items, notes)
    for total in passage.figures:
        if total.is_small or total.unit.value == "percent" or not is_sharp(total):
            continue
        firsts = [next((one for one in item.figures if one.unit is total.unit), None) for item in items]
        parts = [one for one in firsts if one is not None]
        if len(parts) != len(items) or not len(parts) >= MIN_PARTS or not is_sharp(*parts):
            continue
        spots = [item.spot(part) for item, part in zip(items, parts, strict=True)]
        only = (
            (passage.text.rstrip().endswith(":") or _TOTAL_ALONE.match(passage.text) is not None)
            and not PARTLY.search(passage.text)
            and total.unit is Unit.MONEY
            and all(sum(1 for one in item.figures if one.unit is total.unit) == 1 for item in items)
        )
        _judge(
            passage, total, parts, spots, notes, "the list after it gives the parts",
            may_fail=only and _is_slip(total, parts),
        )  # fmt: skip


def _last_item(items: Sequence[Passage], notes: Notes) -> None:
    """Notes the total that the last item of a list gives of all others, each of which has one figure of its unit."""
    if len(items) <= MIN_PARTS or not _TOTAL_ITEM.match(items[-1].text) or len(items[-1].figures) != 1:
        return
    (total,) = items[-1].figures
    parts = [one for item in items[:-1] for one in item.figures if one.unit is total.unit]
    is_one_each = all(sum(one.unit is total.unit for one in item.figures) == 1 for item in items[:-1])
    if is_one_each and total.unit is not Unit.PERCENT and is_sharp(total, *parts):
        spots = [item.spot(one) for item, one in zip(items[:-1], parts, strict=True)]
        is_plain = total.unit is Unit.MONEY and not any(_LESS.search(item.text) for item in items)
        is_slip = is_plain and _is_slip(total, parts)
        _judge(items[-1], total, parts, spots, notes, "the items before it give the parts", may_fail=is_slip)


def _items_after(passages: Sequence[Passage], at: int) -> Iterator[Passage]:
    """The items of the list after a passage, without those of lists within it."""
    own = passages[at].block
    least = own.level + 1 if own.kind is BlockKind.ITEM else 0
    level: int | None = None
    for other in passages[at + 1 :]:
        if other.row >= 0 or other.block.kind is not BlockKind.ITEM or other.block.level < (level or least):
            return
        level = other.block.level if level is None else level
        if other.block.level == level:
            yield other


def _over_run(passage: Passage, notes: Notes) -> None:
    """A figure that the ones after it in the same paragraph add up to. It proves nothing where it does not hold."""
    for at, total in enumerate(passage.figures):
        if total.is_small or not is_sharp(total) or key_of(passage.spot(total)) in notes.used:
            continue
        after = [one for one in passage.figures[at + 1 : at + 1 + MAX_FIGURES_LOOKED_AT] if one.unit is total.unit]
        listed = _is_list(passage, total)
        if not listed and (parts := _told_after(passage, total)):
            after, listed = parts, True
        if total.digits < MIN_DIGITS and not listed:
            continue
        for run in _runs(after, whole=listed):
            if sum((one.value for one in run), Decimal(0)) == total.value and is_sharp(*run):
                spots = [passage.spot(one) for one in run]
                _judge(passage, total, run, spots, notes, "the figures after it add up to it", may_fail=False)
                break


def _is_list(passage: Passage, total: ProseFigure) -> bool:
    """True if what follows a figure are items set apart by semicolons."""
    after = passage.text[total.end : total.end + MAX_LIST_CHARACTERS]
    return after.count(";") >= MIN_PARTS and ":" in after


def _told_after(passage: Passage, total: ProseFigure) -> list[ProseFigure]:
    """The figures of its unit that a sentence gives after a figure and a colon; £9.4m: £6.1m of it old, £3.3m new."""
    if not (colon := _COLON.match(passage.text, total.end)):
        return []
    for start, sentence in passage.sentences:
        if start <= total.start < start + len(sentence):
            own = [one for one in passage.figures_of(start, sentence) if one.start > total.start]
            parts = [one for one in own if one.unit is total.unit]
            return parts if len(parts) >= MIN_PARTS and parts[0].start >= colon.end() else []
    return []


def _runs(figures: Sequence[ProseFigure], *, whole: bool) -> Iterator[Sequence[ProseFigure]]:
    if whole:
        yield figures
        return
    for first in range(len(figures)):
        for last in range(first + MIN_PARTS, min(first + MAX_PARTS, len(figures)) + 1):
            yield figures[first:last]
