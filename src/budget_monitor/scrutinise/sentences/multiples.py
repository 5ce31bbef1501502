"""What words call a part or a multiple of another figure: half the 412; doubled from 412 to 824; a third of the £4.8m,
£1.6m; three quarters (75%).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from budget_monitor.figures.prose import NUMBER_WORDS, ProseFigure, Unit
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.checks.verdict import held_with
from budget_monitor.model.results.outcome import Verdict
from budget_monitor.scrutinise.passages import Notes, Passage
from budget_monitor.scrutinise.sentences.shapes import (
    frame,
    has_slip_within,
    in_clauses,
    is_exchange_of,
    is_sharp,
    like,
    shapes_of,
)

_FACTORS = {
    "doubled": Decimal(2),
    "trebled": Decimal(3),
    "tripled": Decimal(3),
    "quadrupled": Decimal(4),
    "halved": Decimal("0.5"),
}
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
_WORDS = {
    "HEDGE": (
        r"(?:(?P<more>(?:just |well |slightly )?(?:more than|over|above))"
        r"|(?P<less>nearly|almost|(?:just )?(?:under|less than))"
        r"|(?P<about>about|around|roughly|some|approximately|close to)) "
    ),
    "PART": (
        r"(?:(?<!first )(?<!second )(?<!last )(?<!other )(?<!next )(?<!this )(?<!each )"
        r"(?:(?P<count>an?|one|two|three|four) )?(?P<part>half(?!-| (?:of (?:the )?(?:20\d\d|year|term)|year|term)\b)"
        r"|(?<=[a-z] )(?:third|fifth|tenth)s?|(?<=three )quarters|(?<=\ba )quarter(?= of (?!last|20|the year)))"
        r"|one in (?P<every>two|three|four|five|six|seven|eight|nine|ten))"
    ),
    "THE": r"(?:the |our |its |this |all )?",
}
_SHARE = frame(r"(?<!-)(?<!\bin )(?:<HEDGE>)?\b<PART>(?: (?:of|the) [^⟨⟩.;(),]{3,40})? \(⟨p⟩\)", _WORDS)
_PART_OF = frame(
    r"(?:<HEDGE>)?\b<PART> of <THE>⟨b⟩(?![^⟨⟩.;(),]*\b(?:is|are|was|were|has|have)\b[^⟨⟩.;(),]*, )"
    r"[^⟨⟩.;(),]{0,30}(?:, | \()(?:or |that is |i\.e\. )?⟨a⟩(?=[,)])",
    _WORDS,
)
_MOVED = frame(
    r"(?:<HEDGE>)?\b(?P<times>doubled|trebled|tripled|quadrupled|halved),? from ~20⟨a⟩~30 to ~12⟨b⟩(?=[^⟨⟩]*$)", _WORDS
)
_TIMES = frame(r"⟨b⟩~50, (?P<times>half|twice|double) the (?:number of )?⟨a⟩(?! \w+s\b)")
"""A figure that is half or twice another."""
MAX_POINTS = 5
"""Percentage points by which a share may be off what a fraction calls it, which is seldom exact; twice as many where
the words say that it is not.
"""
MAX_OFF = Decimal("0.1")
"""By how much of itself an amount may be off such a fraction."""
MAX_OFF_MOVED = Decimal("0.25")
"""The same of what is said to have doubled; nearer, but off by more than the above, it is neither held nor told."""
NEAR = Decimal("0.005")
"""How near a slip of the pen must bring it, as a share of itself."""
MIN_DIGITS = 2
MIN_DIGITS_EXACT = 3
TITLE = "A figure is not the part or the multiple that words call it"


def note_multiples(passage: Passage, notes: Notes) -> None:
    """Notes each part and each multiple of a figure that is called one in words, whether it is or not."""
    for shape, figures in shapes_of(passage):
        clauses = in_clauses(shape)
        for match in _TIMES.finditer(clauses):
            _half_or_twice(passage, figures[int(match["b"])], figures[int(match["a"])], match["times"], notes)
        for match in _SHARE.finditer(clauses):
            _share(passage, figures[int(match["p"])], match, notes)
        for match in _PART_OF.finditer(clauses):
            _part(passage, figures[int(match["a"])], figures[int(match["b"])], match, notes)
        for match in _MOVED.finditer(clauses):
            _moved(passage, figures[int(match["a"])], figures[int(match["b"])], match, notes)


def _fraction(match: re.Match[str]) -> Decimal | None:
    """What a fraction in words is, as a share of one; None where it is all or more, or no fraction in words."""
    if match["every"]:
        return Decimal(1) / NUMBER_WORDS[match["every"].casefold()]
    count = (match["count"] or "a").casefold()
    whole = _PARTS[match["part"].casefold().removesuffix("s")]
    if match["count"] is None and match["part"].casefold() != "half":
        return None
    number = 1 if count in ("a", "an") else NUMBER_WORDS[count]
    return Decimal(number) / whole if number < whole else None


def _is_hedged(match: re.Match[str]) -> bool:
    return any(match[one] for one in ("more", "less", "about"))


def _share(passage: Passage, p: ProseFigure, match: re.Match[str], notes: Notes) -> None:
    """Notes what a fraction in words is in percent."""
    part = _fraction(match)
    if part is None or p.unit is not Unit.PERCENT or not is_sharp(p):
        return
    off = abs(p.value - part * 100)
    said = match[0][: match[0].index("(")].strip()
    if off <= 1 + p.half:
        _hold(passage, RelationKind.RATIO, (p,), part * 100, f"{said} is {like(p, part * 100)}", notes)
    elif off > MAX_POINTS * (2 if _is_hedged(match) else 1):
        _fail(passage, RelationKind.RATIO, (p,), part * 100, f"{said} is {like(p, part * 100)}", notes)


def _part(passage: Passage, a: ProseFigure, b: ProseFigure, match: re.Match[str], notes: Notes) -> None:
    """Notes the amount that a fraction in words of another is."""
    part = _fraction(match)
    if part is None or a.unit is not b.unit or a.unit is Unit.PERCENT or not is_sharp(a) or not b.value:
        return
    computed = b.value * part
    off = abs(a.value - computed) / computed
    said = f"{match[0][: match[0].index(' of ')].strip()} of {b.text} is {like(a, computed)}"
    if off <= MAX_OFF / 3:
        _hold(passage, RelationKind.PRODUCT, (a, b), computed, said, notes)
    elif off > MAX_OFF and not _is_hedged(match) and has_slip_within(a, computed * (1 - NEAR), computed * (1 + NEAR)):
        _fail(passage, RelationKind.PRODUCT, (a, b), computed, said, notes)


def _moved(passage: Passage, a: ProseFigure, b: ProseFigure, match: re.Match[str], notes: Notes) -> None:
    """Notes what is said to have doubled, halved and the like from one figure to another."""
    factor = _FACTORS[match["times"].casefold()]
    if a.unit is not b.unit or a.unit is Unit.PERCENT or not is_sharp(b) or not a.value:
        return
    computed = a.value * factor
    size = b.value / computed if factor > 1 else computed / b.value if b.value else Decimal(0)
    low, high = 1 - MAX_OFF_MOVED, 1 + MAX_OFF_MOVED
    if match["more"]:
        low, high = 1 - MAX_OFF / 10, Decimal(2)
    elif match["less"]:
        high = 1 + MAX_OFF / 2
    said = f"{a.text} {match['times'].casefold()} is {like(b, computed)}"
    is_typed = not _is_hedged(match) and is_exchange_of(b, computed, MIN_DIGITS_EXACT)
    if not _is_hedged(match) and not is_typed and abs(size - 1) > MAX_OFF:
        if abs(size - 1) >= MAX_OFF_MOVED and abs(b.value - computed) > a.half * factor + (b.half or 1):
            _fail(passage, RelationKind.PRODUCT, (b, a), computed, said, notes)
    elif low <= size <= high and not is_typed:
        _hold(passage, RelationKind.PRODUCT, (b, a), computed, said, notes)
    else:
        _fail(passage, RelationKind.PRODUCT, (b, a), computed, said, notes)


def _half_or_twice(passage: Passage, one: ProseFigure, other: ProseFigure, times: str, notes: Notes) -> None:
    """Notes what is said to be half or twice another figure, if it is, or would be after an exchange of digits."""
    factor = Decimal("0.5") if times.casefold() == "half" else Decimal(2)
    if one.unit is not other.unit or not is_sharp(one, other):
        return
    computed = one.value / factor
    said = f"{one.text} is {times.casefold()} of {like(other, computed)}"
    if abs(computed - other.value) <= one.half / factor + other.half:
        _hold(passage, RelationKind.PRODUCT, (other, one), computed, said, notes)
    elif is_exchange_of(other, computed, MIN_DIGITS):
        _fail(passage, RelationKind.PRODUCT, (other, one), computed, said, notes, like(other, computed))


def _hold(
    passage: Passage, kind: RelationKind, figures: Sequence[ProseFigure], computed: Decimal, said: str, notes: Notes
) -> None:
    spots = [passage.spot(one) for one in figures]
    notes.relation(kind, held_with(figures[0].value - computed), spots, computed, said, "the sentence says so")


def _fail(
    passage: Passage,
    kind: RelationKind,
    figures: Sequence[ProseFigure],
    computed: Decimal,
    said: str,
    notes: Notes,
    proposed: str = "",
) -> None:
    spots = [passage.spot(one) for one in figures]
    notes.relation(kind, Verdict.FAIL, spots, computed, said, "the sentence says so")
    notes.slip(kind, TITLE, spots, f"{said}, but {figures[0].text} is written", proposed)
