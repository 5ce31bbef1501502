"""What the figures of a sentence are called in a budget or a balance: the cash limit, the outturn, what was drawn down.

The words before a figure say it (`an overspend of £2m`), or those after it (`£2m over budget`, `£2m is to be used`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import Enum
from functools import cache

from msgspec import Struct

from budget_monitor.figures.prose import ProseFigure, Unit
from budget_monitor.scrutinise.sentences.shapes import FIGURE, frame, without_percents


class Role(Enum):
    """What a figure is called."""

    PLAN = "plan"
    ACTUAL = "actual"
    OVER = "over"
    UNDER = "under"
    VARIANCE = "variance"
    """Over or under, which the words leave open."""
    OPENING = "opening"
    ADDED = "added"
    USED = "used"
    CLOSING = "closing"
    BALANCE = "balance"
    """Opening or closing, which the words leave open."""


class Named(Struct, frozen=True):
    """An amount with its role, None where the words give none that is known."""

    figure: ProseFigure
    role: Role | None


_WORDS = {
    "ADJECTIVE": (
        r"(?:(?:net|gross|total|overall|annual|full[- ]year|year[- ]end|original|revised|current|latest|approved"
        r"|working|agreed|final|provisional|actual|forecast|projected|predicted|expected|estimated|anticipated|reported"
        r"|revenue|capital|service|department(?:al)?|portfolio|planned|controllable|small|slight|modest|unallocated"
        r"|remaining) )"
    ),
    "PLAN": (
        r"(?:cash limits?(?: budgets?)?|budgets?|budgeted (?:spend(?:ing)?|expenditure|sum|amount|cost)"
        r"|budget(?:ary)? (?:provision|allocation)|control totals?|planned (?:spend(?:ing)?|expenditure)"
        r"|spending (?:plan|limit)s?|allocations?)(?! (?:gap|pressure|reduction|increase|change|saving|transfer"
        r"|virement|adjustment|shortfall|surplus|deficit|growth|requirement|holder|headroom))"
    ),
    "ACTUAL": (
        r"(?:outturn(?! variance)|spend(?:ing)?|expenditure|spent|costs?|costing"
        r"|forecasts?(?= (?:is|was|of|at|for|to (?:be|spend))\b|:| ?$)|projection"
        r"|(?:expected|projected|predicted|likely) to (?:be|spend|cost|reach)|actuals?)"
    ),
    "SPEND": r"-?[ ]?spen(?:d(?:s|ing)?|t)",
    "AGAINST_PLAN": (
        r"(?: (?:against|on|to|versus|compared (?:to|with)|relative to) (?:<ADJECTIVE>)?(?:budget|plan|cash limit))?"
    ),
    "OVER": (
        r"(?:over<SPEND><AGAINST_PLAN>|adverse(?:ly)? (?:varian|variat|movement)\w*<AGAINST_PLAN>"
        r"|(?:over|above|exceed(?:s|ed|ing)?|in excess of|more than) (?:the |its |their |our |this )?<ADJECTIVE>?"
        r"(?:budget|plan|cash limit|allocation|it) by)"
    ),
    "UNDER": (
        r"(?:under<SPEND><AGAINST_PLAN>|favourabl[ey] (?:varian|variat|movement)\w*<AGAINST_PLAN>"
        r"|(?:under|below|within|less than) (?:the |its |their |our |this )?<ADJECTIVE>?"
        r"(?:budget|plan|cash limit|allocation|it) by)"
    ),
    "VARIANCE": (
        r"(?:\(?(?:over|under)\)? ?/ ?\(?(?:over|under)\)?<SPEND>|(?:outturn )?varian(?:ce|t)|variation|difference"
        r"|a saving)<AGAINST_PLAN>"
    ),
    "OPENING": (
        r"(?:open(?:s|ed|ing)(?: the year)?(?: (?:balances?|reserves?|figure))?|(?:began|begins|started|starts)"
        r" the year|(?:balances? )?brought forward|balances? (?:at|on) (?:the start of the year|1 April))"
    ),
    "CLOSING": (
        r"(?:clos(?:e[sd]?|ing)(?: the year)?(?: (?:balances?|reserves?|figure))?|leav(?:es?|ing)|left with"
        r"|end(?:s|ed|ing)? the year|(?:balances? )?carried forward|balances? (?:at|on) (?:the end of the year"
        r"|31 March)|(?:will|to|would|should|then) (?:then )?(?:be|stand|remain)(?= at\b)"
        r"|(?:remaining|resulting) balances?)"
    ),
    "BALANCE": r"(?:st(?:and(?:s|ing)?|ood)(?= at\b)|balances?)",
    "MOVES_OUT": (
        r"(?:used|drawn(?: down)?|applied|withdrawn|released|paid out|called (?:up)?on|taken(?: out)?|utilised"
        r"|drawing(?: down)?|using|withdrawing|taking|releasing|applying)"
    ),
    "USED": (
        r"(?:<MOVES_OUT>|(?:planned |net |approved |forecast )?(?:use|usage|draw-?downs?|drawings?|withdrawals?"
        r"|releases?)|transfers? out)"
    ),
    "MOVES_IN": r"(?:added|contributed|paid in(?:to)?|put in(?:to)?|transferred in(?:to)?|credited|set aside|adding)",
    "ADDED": r"(?:<MOVES_IN>|contributions?|additions?|transfers? in(?:to)?|top(?:ped)?[- ]up|allocations? to)",
    "ANOTHER": (
        r"(?:increased?|decreased?|rise|rose|fall|fell|reduction|reduced|change|movement|savings?|pressures?|gap|grants?"
        r"|income|receipts?|fees|virements?|growth|inflation|target|provision|debts?|borrowing|loans?|fund(?:ed|ing))"
    ),
}
_BEFORE = frame(
    r"\b(?:(?P<variance><VARIANCE>)|(?P<over><OVER>)|(?P<under><UNDER>)|(?P<plan><PLAN>)|(?P<closing><CLOSING>)"
    r"|(?P<opening><OPENING>)|(?P<used><USED>)|(?P<added><ADDED>)|(?P<actual><ACTUAL>)|(?P<balance><BALANCE>)"
    r"|(?P<another><ANOTHER>))\b",
    _WORDS,
)
_JOINED = re.compile(
    r"(?:[^,;:()]{0,45}?\b(?:of|is|was|are|were|be|been|at|to|by|totals?|totall(?:ed|ing)|being|reach(?:es|ed)|with))?"
    r"(?: (?:a |an |the )?(?:now|currently|only|just|then|total of|net))?[ :(=–—-]*",
    re.IGNORECASE,
)
"""What may stand between a figure and the words before it that say what it is."""
_THAN_PLAN = frame(
    r" ?(?:\(?(?:<PERCENT>)\)? )?(?:(?P<over>over|above|more than|higher than|in excess of|greater than)"
    r"|(?P<under>under|below|less than|lower than|within|short of)) (?:the |its |their |our |this |that |a )?"
    r"(?:<ADJECTIVE>){0,2}(?:<PLAN>(?! by)|$)",
    {**_WORDS, "PERCENT": r"⟨\d+⟩"},
)
_IS = (
    r"(?: (?:of (?:this|it|which|them|these))?,? ?(?:(?:is|was|are|were|has|have|had|will|would|should|may|be|been"
    r"|being|to|planned|expected|forecast|due|proposed|now|then|also|already)\b ?){0,5})"
)
_AFTER = frame(
    r"(?: (?:(?P<plan>(?:<ADJECTIVE>){0,2}<PLAN>(?! by))|(?P<over>over<SPEND>|over (?:budget|plan)|adverse)"
    r"|(?P<under>under<SPEND>|under (?:budget|plan)|favourable|un<SPEND>|un(?:used|committed|allocated))"
    r"|(?P<opening>brought forward|at (?:the (?:start|beginning) of the year|1 April))"
    r"|(?P<closing>carried forward|at (?:the end of the year|31 March)))\b"
    r"|<IS>(?:(?P<used>(?<= )<MOVES_OUT>)|(?P<actual>(?<= )spent)|(?P<added>(?<= )<MOVES_IN>)"
    r"|(?P<closing_>(?<= )(?:left|remain(?:s|ing|ed)?|carried forward))|(?P<opening_>(?<= )brought forward))\b)",
    {**_WORDS, "IS": _IS},
)
_ANY = frame(r"\b(?:<VARIANCE>|<OVER>|<UNDER>|<CLOSING>|budget|plan|cash limit|un<SPEND>|left|remain)", _WORDS)
"""Without any of these no three figures are a budget or a balance."""
_CLAUSE = re.compile(r";|\b(?:whereas|whilst|while)\b")
_EARLIER = re.compile(
    r"\b(?:compared? (?:to|with)|from|than|previous(?:ly)?|last (?:year|month|quarter)|earlier) ", re.IGNORECASE
)
"""A variance after these is that of another time."""
MAX_BEFORE = 110


def named_in(shape: str, figures: Sequence[ProseFigure]) -> Iterator[tuple[str, list[Named]]]:
    """The clauses of a sentence, each with its amounts in their order."""
    if not _ANY.search(shape):
        return
    for clause in _CLAUSE.split(without_percents(shape, figures)):
        yield clause, list(_named(clause, figures))


def _named(clause: str, figures: Sequence[ProseFigure]) -> Iterator[Named]:
    at = 0
    places = list(FIGURE.finditer(clause))
    for match, following in zip(places, (*places[1:], None), strict=False):
        figure = figures[int(match[1])]
        before = clause[max(at, match.start() - MAX_BEFORE) : match.start()]
        after = clause[match.end() : following.start() if following else len(clause)]
        at = match.end()
        if figure.unit is not Unit.MONEY:
            continue
        role = _role(_THAN_PLAN.match(after)) or _before(before)
        if role is None and (later := _AFTER.match(after)) is not None:
            role = _role(later)
            at += later.end()
        yield Named(figure, role)


def _before(text: str) -> Role | None:
    last = next(iter(reversed(list(_BEFORE.finditer(text)))), None)
    if last is None or not _JOINED.fullmatch(text, last.end()):
        return None
    role = _role(last)
    is_variance = role in (Role.OVER, Role.UNDER, Role.VARIANCE)
    return None if is_variance and _EARLIER.search(text[: last.start()]) else role


def _role(match: re.Match[str] | None) -> Role | None:
    name = next((name for name, said in match.groupdict().items() if said), "") if match else ""
    return None if name in ("", "another") else Role(name.rstrip("_"))


@cache
def role_of_heading(text: str) -> Role | None:
    """What the figures under a heading are called, as far as it says."""
    found = {_role(one) for one in _BEFORE.finditer(text)} | ({Role.ACTUAL} if _FORECAST.search(text) else set())
    return next(iter(found)) if len(found) == 1 else None


_FORECAST = re.compile(r"(?i)^\W*(?:forecast|projected|projection|actual)\b")
