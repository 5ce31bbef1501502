"""Budgets and balances that a sentence gives in full: a cash limit of …, an outturn of …, an overspend of …; what a
reserve opened with, what is used of it, and what that leaves.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal

from msgspec.structs import replace

from budget_monitor.figures.prose import ProseFigure
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.checks.verdict import held_with
from budget_monitor.model.ledgers.period import MONTHS
from budget_monitor.model.results.outcome import Verdict
from budget_monitor.scrutinise.passages import Notes, Passage
from budget_monitor.scrutinise.sentences.changes.differences import Change, is_of_another, note_change, note_percent
from budget_monitor.scrutinise.sentences.changes.elsewhere import is_elsewhere
from budget_monitor.scrutinise.sentences.changes.mistaken import is_turned
from budget_monitor.scrutinise.sentences.roles import Named, Role, named_in
from budget_monitor.scrutinise.sentences.shapes import frame, is_sharp, is_slip_of, like, shape_of, shapes_of
from budget_monitor.scrutinise.words import years_in

_NOT_THE_LAST = tuple(month for month in MONTHS if month != "march")
"""The months that do not end the year of a council."""
_SPENT = (Role.ACTUAL, Role.USED)
_WORDS = {Role.OVER: (1, "an overspend"), Role.UNDER: (-1, "an underspend"), Role.CLOSING: (-1, "that some is left")}
_MOVED = {
    Role.ADDED: (1, "that it is added to"),
    Role.USED: (-1, "that some is used"),
    Role.ACTUAL: (-1, "that some is spent"),
}
_ADJUSTED = re.compile(
    r"\b(?:after|before|once|net of|gross of|excluding|exclud(?:es?|ed)|includ\w+|adjust\w+|offset\w*|mitigat\w+"
    r"|carry(?:ing)? forward|appropriat\w+|transfer\w*|reserves?|virements?|contributions?|draw-?downs?|in addition"
    r"|further|additional|recharges?|grants?|slippage|rephas\w+|re-?profil\w+|last year|previous|revised from)\b",
    re.IGNORECASE,
)
"""What may stand between a budget and what came of it, apart from the variance."""
_BY_THE_WAY = re.compile(
    r"^\W*(?:in addition|additionally|further(?:more)?|also)\b(?=,| to)|\bto (?:be )?(?:carry|carried) forward$",
    re.IGNORECASE,
)
"""What is said of a budget beside it: that it is another, and what is done with what is left."""
_ALSO_MOVED = re.compile(
    r"\b(?:net of|gross of|exclud\w+|includ\w+|adjust\w+|interest|further|additional|in addition|also|as well as"
    r"|other (?:movements|reserves|transfers)|together with|minimum|previous|last year|another|once|commitments"
    r"|(?:was|were|had been) (?:planned|expected|budgeted|due|meant|intended) to be)\b",
    re.IGNORECASE,
)
"""What may move a balance beside what is said to, or instead of it."""
_IN_PART_OF_YEAR = re.compile(
    r"(?i)\b(?:(?:used|drawn|spent|released)[a-z ]{0,12} (?:to|by|until) (?:the end of )?"
    rf"(?:{'|'.join(_NOT_THE_LAST)})"
    r"|to date|so far|in the first (?:half|quarter|\w+ months))\b"
)
"""What tells that so much was used up to some time within the year."""
_AT_YEAR_END = re.compile(
    r"(?i)\b(?:will (?:be|remain)|(?:forecast|expected|projected) to (?:be|remain)|31 March|in March|by March)\b"
)
_TO_DATE = re.compile(
    r"\b(?:to date|profiled?|so far|to the end of|first (?:half|quarter|\w+ months))\b", re.IGNORECASE
)
_WHOLE_YEAR = re.compile(r"\b(?:year[- ]end|full[- ]year|annual|end of the year|whole year)\b", re.IGNORECASE)
_YEAR = re.compile(r"\b20\d\d\b")
_INCOME = re.compile(r"\b(?:income|receipts|fees|takings|sales|precepts?|levy)\b", re.IGNORECASE)
"""Of income less than the budget is no underspend."""
_SINCE = {
    "VARIANCE": r"(?:(?P<over>over-?spen[dt]|deficit|pressure|shortfall)|under-?spen[dt]|surplus)",
    "A_TIME": (
        r"(?:(?:at|in) )?(?:(?:the end of )?(?:quarter|period|month|Q) ?⟨\d+⟩|(?:the )?last (?:quarter|month|report))"
    ),
    "REPORTED": r"(?: (?:was|is|had been))?(?: (?:reported|forecast|projected|estimated))?(?: <A_TIME>)?",
    "WAS": (
        r"(?:<A_TIME>,? (?:it was|an? (?:net )?<A_VARIANCE> of|the <A_VARIANCE> was)|it was"
        r"|(?:the|an?) (?:forecast )?<A_VARIANCE>(?: reported)?(?: <A_TIME>)? (?:was|of)|compared (?:with|to))"
    ),
    "A_VARIANCE": r"(?:(?:over|under)-?spen[dt]|deficit|pressure|shortfall|surplus)",
    "SO": (
        r"(?:,? (?:so|and)(?: that)? (?:the|this|that|its) (?:[a-z]+ ){1,2}(?:has |have )?"
        r"(?:(?P<worse>worsened|deteriorated)|(?P<better>improved)|(?P<up>grown|increased|risen)|(?P<down>fallen|reduced))"
        r" by|, an? (?:(?P<worse_>deterioration|worsening)|(?P<better_>improvement)) of)"
    ),
}
_MOVED_SINCE = frame(
    r"<VARIANCE>(?: [a-z]+){0,4} ⟨b⟩(?: \(⟨\d+⟩\))?(?:(?: is| was)(?: forecast| reported| projected))?(?:[.;] ?|, )"
    r"<WAS> ⟨a⟩<REPORTED><SO> ⟨c⟩(?! (?:in|for|on|before|after|net)\b)",
    _SINCE,
)
"""A variance, what it was before, and by how much it is better or worse."""
_OF_SPENDING = re.compile(
    r"(?i)\b(?:bring|tak|push|rais|lift|mak|giv|leav)\w*[^,;⟨⟩]*\b(?:costs?|spend(?:ing)?|expenditure|bill|outturn|total"
    r"|usage|use)\b[^;⟨⟩]*⟨"
)
"""What more is spent adds to these."""
TRIPLE = 3
MIN_MOVES = 2


def note_balances(passage: Passage, notes: Notes, told: frozenset[int]) -> set[int]:
    """Notes each budget with its outturn and variance, and each balance with its movement, apart from those of whose
    figures something is `told` already; the places of their figures.
    """
    done = _note_moved_since(passage, notes)
    for text, named in named_in(passage):
        if note_movements(passage, text, named, notes):
            done |= {one.figure.start for one in named}
            continue
        figures = [one.figure for one in named]
        for change in _changes(text, named):
            used = {one.start for one in (change.a, change.b, change.c)}
            is_other = is_of_another(figures, change.a, change.b, change.c)
            if not used & done and not is_other and is_sharp(change.a, change.b, change.c) and change.a.value:
                done |= used
                if not used & told:
                    if not change.holds and is_elsewhere(passage, change):
                        change = replace(change, is_plain=False)
                    note_change(passage, change, notes)
                for shape, figures in shapes_of(passage):
                    note_percent(passage, figures, change, shape, len(shape), notes)
    return done


def _note_moved_since(passage: Passage, notes: Notes) -> set[int]:
    """Notes by how much a variance is better or worse than it was; the places of its figures."""
    done: set[int] = set()
    for match in _MOVED_SINCE.finditer(shape_of(passage.text, 0, passage.figures)):
        a, b, c = (passage.figures[int(match[name])] for name in "abc")
        said = match.groupdict()
        worse = bool(said["worse"] or said["worse_"]) - bool(said["better"] or said["better_"])
        direction = worse * (1 if said["over"] else -1) or bool(said["up"]) - bool(said["down"])
        is_alike = a.unit is b.unit is c.unit and is_sharp(a, b, c) and a.value
        if is_alike and not is_turned(match[0]) and note_change(passage, Change(a, b, c, direction), notes):
            done |= {a.start, b.start, c.start}
    return done


def note_movements(passage: Passage, text: str, named: Sequence[Named], notes: Notes) -> bool:
    """Notes a balance that several amounts move, and returns whether it is one: £1.740m, £0.560m added and £0.065m
    used, £2.235m.
    """
    moves = [(one.figure, _MOVED[one.role][0]) for one in named if one.role in (Role.ADDED, Role.USED)]
    still = [one.figure for one in named if one.role in (Role.OPENING, Role.BALANCE, Role.CLOSING)]
    first = next((one.figure for one in named if one.role is Role.OPENING), still[0] if still else None)
    others = [one for one in still if one is not first]
    last = next((one.figure for one in named if one.role is Role.CLOSING), others[-1] if others else None)
    if len(moves) < MIN_MOVES or first is None or last is None or len(named) != len(moves) + 2:
        return False
    figures = [last, first, *(one for one, _ in moves)]
    if is_sharp(*figures):
        note_rolled(passage, first, moves, last, notes, may_fail=is_plain(text, [one.role for one in named]))
    return True


def note_rolled(
    passage: Passage,
    first: ProseFigure,
    moves: Sequence[tuple[ProseFigure, int]],
    last: ProseFigure,
    notes: Notes,
    *,
    may_fail: bool,
) -> bool:
    """Notes what a figure closes with after movements, each with its sign, and returns whether it does; or would but
    for a slip, which is told where it `may_fail`.
    """
    figures = [last, first, *(one for one, _ in moves)]
    signed = [(first, 1), *moves]
    computed = sum((one.value * sign for one, sign in signed), Decimal(0))
    gap = last.value - computed
    holds = abs(gap) <= sum(one.half for one in figures)
    meant = [(last, computed), *((one, one.value + gap * sign) for one, sign in signed)]
    slips = [(one, value) for one, value in meant if value > 0 and is_slip_of(one, value)]
    if not holds and not (slips and may_fail):
        return False
    made = " ".join(f"{'+' if sign > 0 else '−'} {one.text}" for one, sign in signed).removeprefix("+ ")
    said = f"{made} comes to {like(last, computed)}"
    verdict = held_with(gap) if holds else Verdict.FAIL
    spots = [passage.spot(one) for one in figures]
    notes.relation(RelationKind.SUM, verdict, spots, computed, said, "the sentence says so")
    if not holds:
        title = "A balance is not what its movements make it"
        proposed = like(*slips[0]) if len(slips) == 1 else ""
        notes.slip(RelationKind.SUM, title, spots, f"{said}, but {last.text} is written", proposed)
    return True


def _changes(clause: str, named: Sequence[Named]) -> Iterator[Change]:
    """Three amounts one after another that are a budget or a balance, those in which nothing is amiss first."""
    found = [
        change
        for at in range(len(named) - TRIPLE + 1)
        if (change := _change(clause, named[at : at + TRIPLE])) is not None
    ]
    yield from sorted(found, key=lambda one: not one.holds)


def _change(clause: str, three: Sequence[Named]) -> Change | None:
    by_role = {one.role: one.figure for one in three if one.role is not None}
    if len(by_role) < TRIPLE:
        return None
    return _of_budget(clause, by_role) or _of_balance(clause, by_role)


def _of_budget(clause: str, by_role: dict[Role, ProseFigure]) -> Change | None:
    actual = next((by_role[one] for one in _SPENT if one in by_role), None)
    left = next((one for one in (*_WORDS, Role.VARIANCE) if one in by_role), None)
    if Role.PLAN not in by_role or actual is None or left is None:
        return None
    direction, word = direction_of(clause, left)
    return Change(by_role[Role.PLAN], actual, by_role[left], direction, word, is_plain(clause, by_role))


def direction_of(text: str, role: Role | None) -> tuple[int, str]:
    """Which way a variance is said to go, and what it is called; 0 where nothing says so or it may be of income."""
    return _WORDS[role] if role in _WORDS and not _INCOME.search(text) else (0, "")


def is_plain(text: str, roles: Collection[Role | None]) -> bool:
    """True if a text speaks of nothing that may come between amounts of such roles, and of one time."""
    is_budget = any(one in roles for one in (Role.PLAN, Role.OVER, Role.UNDER, Role.VARIANCE))
    said = _BY_THE_WAY.sub("", text.strip(" .;"))
    if not is_budget and _IN_PART_OF_YEAR.search(text) and (_AT_YEAR_END.search(text) or _WHOLE_YEAR.search(text)):
        return False
    return not (_ADJUSTED if is_budget else _ALSO_MOVED).search(said) and _is_of_one_time(text)


def _is_of_one_time(clause: str) -> bool:
    """False if some is of another year, or some of a part of the year and some of all of it."""
    years = [int(one) for one in _YEAR.findall(clause)]
    is_of_one_year = len(years_in(clause)) <= 1 and max(years, default=0) - min(years, default=0) <= 1
    return is_of_one_year and not (_TO_DATE.search(clause) and _WHOLE_YEAR.search(clause))


def _of_balance(clause: str, by_role: dict[Role, ProseFigure]) -> Change | None:
    move = next((one for one in _MOVED if one in by_role), None)
    opening = by_role.get(Role.OPENING)
    closing = by_role.get(Role.CLOSING)
    if move is None or (opening is None and closing is None):
        return None
    balance = by_role.get(Role.BALANCE)
    opening, closing = opening or balance, closing or balance
    if opening is None or closing is None:
        return None
    said = (0, "") if move is not Role.ADDED and _OF_SPENDING.search(clause) else _MOVED[move]
    return Change(
        opening,
        closing,
        by_role[move],
        *said,
        is_plain=is_plain(clause, by_role),
    )
