"""Changes that a sentence gives together with what changed: from … to …, an increase of …; and words against signs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from budget_monitor.figures.prose import ProseFigure, Unit
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.results.outcome import Verdict
from budget_monitor.scrutinise.passages import Notes, Passage
from budget_monitor.scrutinise.sentences.shapes import figure_pattern, is_near, is_sharp, is_slip_of, like, shape_of

_A, _B, _C = figure_pattern("a"), figure_pattern("b"), figure_pattern("c")
_UP = r"(?:increase[ds]?|increasing|rise[ns]?|rose|rising|gr[eo]w(?:n|s|th|ing)?|risen|gain(?:ed)?|went up|up)"
_DOWN = (
    r"(?:decrease[ds]?|decreasing|fell|falls?|fallen|falling|reduc(?:ed|es|ing|tion)|drop(?:ped|s|ping)?|down|declined?"
    r"|declining|went down|cut)"
)
_GAP = r"[^⟨⟩.;]"
_CHANGED = (
    rf"(?P<from>from|of) {_GAP}{{0,40}}{_A}{_GAP}{{0,40}} to {_GAP}{{0,30}}{_B}{_GAP}{{0,40}}["
    rf" ,(–-](?:an? |the )?{_GAP}{{0,20}}"
    rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN})|(?P<any>change|difference|movement)){_GAP}{{0,20}} (?:of|by) {_C}"
)
_BY = (
    rf"\b(?:(?P<up>{_UP})|(?P<down>{_DOWN})){_GAP}{{0,40}} (?:by|of) {_GAP}{{0,12}}{_C}{_GAP}{{0,30}}["
    rf" ,(]from {_GAP}{{0,20}}{_A}"
    rf"{_GAP}{{0,30}} to {_GAP}{{0,12}}{_B}"
)
_BY_REVERSED = (
    rf"\b(?:(?P<up>{_UP})|(?P<down>{_DOWN})){_GAP}{{0,30}} from {_GAP}{{0,20}}{_A}{_GAP}{{0,30}} by {_GAP}{{0,12}}{_C}"
    rf"{_GAP}{{0,20}} to {_GAP}{{0,12}}{_B}"
)
_GROWN = (
    rf"{_A}{_GAP}{{0,80}}[ ,(](?:(?P<up>{_UP})|(?P<down>{_DOWN})){_GAP}{{0,20}} by {_GAP}{{0,12}}{_C}"
    rf"{_GAP}{{0,20}} to {_GAP}{{0,12}}{_B}"
)
_BEFORE_IN_BRACKETS = (
    rf"{_B}[^⟨⟩.;()]{{0,80}} \([^⟨⟩.;()]{{0,24}}{_A}[^⟨⟩.;()]{{0,12}}\),? (?:or |i\.e\. |that is )?{_C}"
    r" (?:(?P<up>more|higher|up)|(?P<down>fewer|less|lower|down))\b"
)
_SINCE_IN_BRACKETS = (
    rf"{_B}[^⟨⟩.;()]{{0,80}} \([^⟨⟩.;()]{{0,24}}{_A}[^⟨⟩.;()]{{0,12}}\),?(?: which is| being)? (?:an? |the )?"
    rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN})) (?:of|by) {_C}"
)
_EXCEEDS = (
    rf"{_B}{_GAP}{{0,40}}\b(?:(?P<up>exceed(?:s|ed|ing)?)|(?P<down>falls? short of|fell short of)){_GAP}{{0,30}} {_A}"
    rf"{_GAP}{{0,30}} by {_GAP}{{0,12}}{_C}"
)
_COMPARED = (
    rf"{_B}{_GAP}{{0,60}}[ ,(]compare[sd]? (?:to|with) {_GAP}{{0,30}}{_A}{_GAP}{{0,30}}[,(–-] ?(?:an? |the )?"
    rf"{_GAP}{{0,20}}"
    rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN})|(?P<any>change|difference|movement)){_GAP}{{0,20}} (?:of|by) {_C}"
)
_BESIDE = (
    rf"{_B}{_GAP}{{0,30}}[,(–-] ?(?:which is |this is |that is |or |being )?{_C}"
    rf" (?:(?P<up>more|higher|above|over)|(?P<down>fewer|less|lower|below|under)|(?P<any>better|worse))(?: than)?"
    rf"(?: the| its| our| their| this| last)?(?: [a-z’'-]+){{0,3}}(?: \(?(?:19|20)\d\d(?:[/–-]\d\d)?\)?,?)? \(?{_A}"
)
"""A figure, how much that is more or less, and than what."""
_AGAINST = (
    rf"{_B}{_GAP}{{0,60}}\b(?:against|compared (?:to|with)){_GAP}{{0,40}} {_A}{_GAP}{{0,20}}[,:(–-] ?"
    rf"(?:or |which is |this is |i\.e\. )?{_C}(?:,? or ⟨\d+⟩,?| \(⟨\d+⟩\),?)?"
    r" (?:(?P<up>more|higher|above|over)|(?P<down>fewer|less|lower|below|under|short))\b"
)
_OR_BY = (
    rf"\b(?:(?P<up>{_UP})|(?P<down>{_DOWN})){_GAP}{{0,50}} from {_GAP}{{0,20}}{_A}{_GAP}{{0,30}} to {_GAP}{{0,12}}{_B}"
    rf"(?: [a-z]+)?,? (?:or |that is |i\.e\. )?by {_C}"
)
_UP_ON_BY = (
    rf"{_B}[^⟨⟩.;)]{{0,80}}[ ,(](?:up|down) (?:from|on)(?: the)? {_GAP}{{0,30}}{_A}{_GAP}{{0,20}}, (?:an? |the )?"
    rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN})) (?:of|by) {_C}"
)
_FRAMES = (
    _CHANGED,
    _BY,
    _BY_REVERSED,
    _GROWN,
    _BEFORE_IN_BRACKETS,
    _SINCE_IN_BRACKETS,
    _EXCEEDS,
    _COMPARED,
    _BESIDE,
    _AGAINST,
    _OR_BY,
    _UP_ON_BY,
)
_WITH_CHANGE = tuple(re.compile(pattern, re.IGNORECASE) for pattern in _FRAMES)
_SHARE_AFTER = re.compile(r"⟨(\d+)⟩(?:,? \((?:or |i\.e\. |an? \w+ of )?⟨(\d+)⟩\)|,? or ⟨(\d+)⟩(?=[,.;)]|$))")
"""A change, and in brackets what it is in percent, or after it."""
_SHARE_AT_END = re.compile(rf"[^⟨⟩.;()]{{0,30}}\(an? (?:{_UP}|{_DOWN}) of ⟨(\d+)⟩\)", re.IGNORECASE)
"""What stands after all three, in brackets."""
_FROM_TO = re.compile(
    rf"\b(?:(?P<up>{_UP})|(?P<down>{_DOWN})){_GAP}{{0,50}} from {_GAP}{{0,30}}{_A}{_GAP}{{0,40}} to {_GAP}{{0,30}}{_B}",
    re.IGNORECASE,
)
_UP_ON = re.compile(
    rf"{_B}[^⟨⟩.;)]{{0,80}}[ ,(](?:(?P<up>up)|(?P<down>down)) (?:from|on)(?: the)? {_GAP}{{0,30}}{_A}", re.IGNORECASE
)
_AGAINST_TARGET = re.compile(
    rf"{_B}[^⟨⟩.;)]{{0,90}}[ ,(](?:(?P<down>below|short of|under|missed|missing)|(?P<up>above|exceed(?:ed|ing|s)|over))"
    rf"(?: the| our| its)?(?: \w+)? (?:target of )?{_A} ?(?P<target>target)?",
    re.IGNORECASE,
)
_OVERSPENT = re.compile(
    rf"(?:(?P<up>overspen[dt]|over-spend|deficit)|(?P<down>underspen[dt]|under-spend|surplus|saving)){_GAP}{{0,12}} of"
    rf" {_C}{_GAP}{{0,60}}{_B}{_GAP}{{0,40}}(?:against|compared (?:to|with)){_GAP}{{0,30}}(?:budget|cash limit)"
    rf"{_GAP}{{0,20}} {_A}",
    re.IGNORECASE,
)
_SPENT = re.compile(
    rf"{_B}{_GAP}{{0,60}}(?:against|compared (?:to|with)){_GAP}{{0,30}}(?:budget|cash"
    rf" limit){_GAP}{{0,20}} {_A}{_GAP}{{0,60}}"
    rf"(?:(?P<up>overspend|over-spend|deficit)|(?P<down>underspend|under-spend|surplus|saving)){_GAP}{{0,12}} of {_C}",
    re.IGNORECASE,
)


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
    for frame in (*_WITH_CHANGE, _SPENT, _OVERSPENT):
        for match in frame.finditer(shape):
            a, b, c = (figures[int(match[name])] for name in "abc")
            if c.start in done or not is_sharp(a, b, c) or a.unit is not b.unit or not a.value:
                continue
            done |= {a.start, b.start, c.start}
            if not _change(passage, a, b, c, _direction(match), notes):
                done.discard(a.start)
            _share_of_change(passage, figures, (a, b, c), shape, match.end(), notes)
    return done


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
    after = [figures[int(one[2] or one[3])] for one in _SHARE_AFTER.finditer(shape) if figures[int(one[1])] is c]
    if (last := _SHARE_AT_END.match(shape, end)) is not None:
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
    elif c.unit is not a.unit:
        return False
    as_share = (b.value - a.value) * 100 / a.value if c.unit is Unit.PERCENT and a.unit is Unit.PERCENT else None
    gap = abs(c.value) - abs(moved)
    spots = [passage.spot(c), passage.spot(b), passage.spot(a)]
    shown = like(c, abs(moved))
    sentence = f"{text} {shown}"
    holds = abs(gap) <= allowed or (as_share is not None and abs(abs(c.value) - abs(as_share)) <= c.half + 1)
    verdict = Verdict.EXACT if not gap else Verdict.WITHIN_ROUNDING if holds else Verdict.UNDECIDED
    ends = _slipped_ends(a, b, c, direction or (1 if moved > 0 else -1))
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


def _slipped_ends(a: ProseFigure, b: ProseFigure, c: ProseFigure, sign: int) -> list[tuple[ProseFigure, Decimal]]:
    """Which of the two ends, mistyped, would explain the change that is written, with what was meant."""
    if c.unit is not a.unit:
        return []
    meant = [(b, a.value + sign * abs(c.value)), (a, b.value - sign * abs(c.value))]
    return [(figure, value) for figure, value in meant if is_slip_of(figure, value)]


def _directions(passage: Passage, figures: Sequence[ProseFigure], shape: str, notes: Notes, done: set[int]) -> None:
    for frame in (_FROM_TO, _UP_ON):
        for match in frame.finditer(shape):
            a, b = figures[int(match["a"])], figures[int(match["b"])]
            if a.start in done or a.unit is not b.unit or a.is_small or b.is_small:
                continue
            done.add(a.start)
            _compare(passage, a, b, _direction(match), notes)
    for match in _AGAINST_TARGET.finditer(shape):
        a, b = figures[int(match["a"])], figures[int(match["b"])]
        is_target = "target" in match[0].casefold()
        if is_target and a.start not in done and a.unit is b.unit and not a.is_small:
            done.add(a.start)
            _compare(passage, a, b, _direction(match), notes)


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
