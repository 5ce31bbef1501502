"""Shares that a sentence or a cell gives together with what they are of: 829 of 923 (89.8%)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from msgspec import Struct

from budget_monitor.figures.prose import ProseFigure, Unit
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.results.outcome import Verdict
from budget_monitor.scrutinise.passages import Notes, Passage, number_text
from budget_monitor.scrutinise.sentences.shapes import (
    figure_pattern,
    has_slip_within,
    is_sharp,
    is_slip_of,
    like,
    shape_of,
)

_A, _B, _P = figure_pattern("a"), figure_pattern("b"), figure_pattern("p")
_OF = r"(?:out )?of (?:the |a total of |those |these |all |our |a possible )?"
_NO_PLACE = "".join(rf"(?<!\b{word})" for word in ("in", "at", "by", "to", "for", "from", "over", "than", "of", "and"))
"""What stands before a figure that is a part: of 14 outcomes 12 (86%), not of 14 outcomes in 12 (86%)."""
_FRAMES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_A} {_OF}{_B}[^⟨⟩().;]{{0,60}}\((?:or |i\.e\. )?{_P}\)",
        rf"{_A} {_OF}{_B}[^⟨⟩.;]{{0,40}}(?: [–—-]| or|, or|, i\.e\.| equating to| which is| representing) ?{_P}",
        rf"{_P} \({_A} {_OF}{_B}[^⟨⟩()]{{0,40}}\)",
        rf"{_P} \({_A} ?/ ?{_B}\)",
        rf"{_P} {_A} (?:out )?of {_B}(?!\d)",
        rf"{_A} ?/ ?{_B} \({_P}\)",
        rf"{_P} of [^⟨⟩.;()]{{1,90}}, {_A} {_OF}{_B}",
        rf"{_P}[^⟨⟩.;()]{{1,60}}\({_A} {_OF}{_B}[^⟨⟩()]{{0,15}}\)",
        rf"of (?:these|those|the|all)?,? ?{_B}[^⟨⟩().;]{{0,40}}, {_A}[^⟨⟩().;]{{0,30}}\({_P}\)",
        rf"^\W*of (?:these |those |the |all |our )?{_B}[^⟨⟩().;]{{0,60}}{_NO_PLACE} {_A}[^⟨⟩().;]{{0,30}}\({_P}\)",
    )
)
MAX_POINTS_OFF = 10
"""Percentage points by which a share may be off and still be meant as the share of these two figures."""
MAX_POINTS_ROUNDED = 1
"""Percentage points by which a share is off where it was rounded badly, and the figures it is of are not in doubt."""
TOO_FAR = "the difference is too large for a slip"


class Ratio(Struct, frozen=True):
    """A share `p`, in percent, said to be that of `a` in `b`."""

    passage: Passage
    a: ProseFigure
    b: ProseFigure
    p: ProseFigure

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
    for start, sentence in passage.sentences:
        figures = passage.figures_of(start, sentence)
        shape = shape_of(sentence, start, figures)
        for frame in _FRAMES:
            for match in frame.finditer(shape):
                a, b, p = (figures[int(match[name])] for name in "abp")
                if {a.start, p.start} & taken or b.start in taken or not _fits(a, b, p):
                    continue
                taken |= {a.start, b.start, p.start}
                yield Ratio(passage, a, b, p)


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
    """Shares in brackets after a figure, of another figure of the same or the sentence before: only those that hold."""
    used = {one.p.start for one in taken}
    for place, (start, sentence) in enumerate(passage.sentences):
        figures = passage.figures_of(start, sentence)
        before = passage.figures_of(*passage.sentences[place - 1]) if place else []
        shape = shape_of(sentence, start, figures)
        for match in _BRACKETED.finditer(shape):
            a, p = figures[int(match["a"])], figures[int(match["p"])]
            if p.start in used or not a.value:
                continue
            for b in (*figures, *before):
                one = Ratio(passage, a, b, p)
                if b is not a and b.value != a.value and not b.is_small and _fits(a, b, p) and one.holds:
                    yield one
                    break


_BRACKETED = re.compile(rf"{_A}[^⟨⟩().;]{{0,25}}\({_P}\)")


def note_ratios(passage: Passage, notes: Notes) -> list[Ratio]:
    """Notes each share that holds, and each that does not."""
    found = list(ratios_in(passage))
    for one in (*found, *_beside(passage, found)):
        spots = [passage.spot(one.p), passage.spot(one.a), passage.spot(one.b)]
        share = number_text(one.computed)
        text = f"{one.a.text} of {one.b.text} is {share}%"
        verdict = Verdict.EXACT if one.holds else Verdict.FAIL
        off = abs(one.p.value - one.computed)
        is_meant = off <= MAX_POINTS_OFF or is_slip_of(one.p, one.computed) or _is_slip(one.a, one.b, one.p)
        if not one.holds and not is_meant:
            verdict = Verdict.UNDECIDED
        evidence = "the sentence says so" if verdict is not Verdict.UNDECIDED else TOO_FAR
        notes.relation(RelationKind.RATIO, verdict, spots, one.computed, text, evidence)
        if verdict is Verdict.FAIL:
            is_other = off > MAX_POINTS_ROUNDED and _is_slip(one.a, one.b, one.p)
            proposed = "" if is_other else like(one.p, one.computed)
            notes.slip(
                RelationKind.RATIO, "A share is not that of the figures beside it", spots,
                f"{text}, but {one.p.text} is written", proposed,
            )  # fmt: skip
    return found
