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
from budget_monitor.scrutinise.passages import Passage
from budget_monitor.scrutinise.sentences.change_words import WORDS
from budget_monitor.scrutinise.sentences.shapes import FIGURE, frame, shapes_of, without_percents
from budget_monitor.scrutinise.words import STOP_WORDS


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
        r"(?:cash limits?(?: budgets?)?|budgets?(?: for (?:[a-z’']+ ){0,4}(?:spend(?:ing)?|expenditure))?"
        r"|budgeted(?: (?:to spend|spend(?:ing)?|expenditure|sum|amount|cost))?"
        r"|budget(?:ary)? (?:provision|allocation)|control totals?|planned (?:spend(?:ing)?|expenditure)"
        r"|spending (?:plan|limit)s?|allocations?|programmes?)"
        r"(?! (?:gap|pressure|reduction|increase|change|saving|transfer|virement"
        r"|adjustment|shortfall|surplus|deficit|growth|requirement|holder|headroom))"
    ),
    "ACTUAL": (
        r"(?:outturn(?! variance)|spend(?:ing)?|expenditure|spent|costs?|costing"
        r"|forecasts?(?= (?:is|was|of|at|for|to (?:be|spend))\b|:| ?$)|projection"
        r"|(?:expected|projected|predicted|likely) to (?:be|spend|cost|reach)|actuals?)"
    ),
    "SPEND": r"-?[ ]?spen(?:d(?:s|ing)?|t)",
    "AGAINST_PLAN": (
        r"(?: (?:against|on|to|versus|compared (?:to|with)|relative to) (?:the )?(?:<ADJECTIVE>)?"
        r"(?:budget|plan|cash limit|expenditure|spend(?:ing)?|services?))?"
    ),
    "OVER": (
        r"(?:over<SPEND><AGAINST_PLAN>|exceed(?:s|ed|ing)?(?= by\b)"
        r"|adverse(?:ly)? (?:varian|variat|movement)\w*<AGAINST_PLAN>"
        r"|(?:over|above|exceed(?:s|ed|ing)?|in excess of|more than) (?:the |its |their |our |this )?<ADJECTIVE>?"
        r"(?:budget|plan|cash limit|allocation|it) by)"
    ),
    "UNDER": (
        r"(?:under<SPEND><AGAINST_PLAN>|favourabl[ey] (?:varian|variat|movement)\w*<AGAINST_PLAN>"
        r"|(?:under|below|within|less than) (?:the |its |their |our |this )?<ADJECTIVE>?"
        r"(?:budget|plan|cash limit|allocation|it) by)"
    ),
    "VARIANCE": (
        r"(?:\(?(?:over|under)\)? ?/ ?\(?(?:over|under)\)?(?:<SPEND>)?|(?:outturn )?varian(?:ce|t)|variation|difference"
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
        r"|(?:remaining|resulting) balances?"
        r"|(?:bring|tak|reduc)(?:es?|s|ing) (?:it|this|them|<FUND>)(?= to\b)|giving|which gives)"
    ),
    "FUND": r"(?:(?:general|earmarked|usable|the|this|that|its|our|their) )*(?:reserves?|balances?|fund)",
    "BALANCE": (
        r"(?:st(?:and(?:s|ing)?|ood)(?= at\b)|balances?(?: (?:is|are|was) (?:forecast|projected|estimated|expected))?"
        r"|reserves?|funds?)"
    ),
    "MOVES_OUT": (
        r"(?:used|draw(?:n|s)?(?: down)?|applied|withdrawn|released|paid out|called (?:up)?on|taken(?: out)?|utilised"
        r"|committed|drawing(?: down)?|using|withdrawing|taking|releasing|applying)"
    ),
    "USED": (
        r"(?:<MOVES_OUT>|(?:planned |net |approved |forecast )?(?:use|usage|draw-?downs?|drawings?|withdrawals?"
        r"|releases?)(?: of <FUND>)?|(?:transfers?|contributions?|appropriations?) (?:out|(?:out of|from) <FUND>))"
    ),
    "MOVES_IN": r"(?:added|contributed|paid in(?:to)?|put in(?:to)?|transferred in(?:to)?|credited|set aside|adding)",
    "ADDED": (
        r"(?:<MOVES_IN>|(?:transfers?|contributions?|appropriations?|additions?) (?:in\b|(?:in)?to <FUND>)"
        r"|contributions?|additions?|top(?:ped)?[- ]up)"
    ),
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
    r"(?:[^,;:()]{0,45}?\b(?:of|is|was|are|were|be|been|at|to|by|totals?|totall(?:ed|ing)|being|reach(?:es|ed)|with|has"
    r"|had|h[eo]lds?))?"
    r"(?: (?:a |an |the )?(?:now|currently|only|just|then|therefore|thus|total of|net))?[ :(=–—-]*",
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
    r"|being|to|planned|expected|forecast|due|proposed|now|then|since|also|already)\b ?){0,5})"
)
_AFTER = frame(
    r"(?: (?:(?P<plan>(?:<ADJECTIVE>){0,2}<PLAN>)|(?P<over>over<SPEND>|over (?:budget|plan)|adverse)"
    r"|(?P<under>under<SPEND>|under (?:budget|plan)|favourable|un<SPEND>|un(?:used|committed|allocated))"
    r"|(?P<opening>brought forward|at (?:the (?:start|beginning) of the year|1 April))"
    r"|(?P<closing>carried forward|at (?:the end of the year|31 March)))\b"
    r"|<IS>(?:(?P<used>(?<= )<MOVES_OUT>)|(?P<actual>(?<= )spent)|(?P<added>(?<= )<MOVES_IN>)"
    r"|(?P<closing_>(?<= )(?:left|remain(?:s|ing|ed)?|carried forward))|(?P<opening_>(?<= )brought forward))\b)",
    {**_WORDS, "IS": _IS},
)
_ANY = re.compile(
    r"budget|cash limit|plan|programme|allocat|reserve|fund|balance|open|clos|spen[dt]|leav|remain|left|outturn"
    r"|forecast|expenditure|project|cost",
    re.IGNORECASE,
)
"""Without any of these no figure is of a budget or a balance."""
_CLAUSE = re.compile(r";|\b(?:whereas|whilst|while)\b")
_MOVES_FROM = frame(r"\b(?:<MOVED>|tak(?:es?|ing)|bring(?:s|ing)?)\b[^,;:()]{0,45} from *", {**WORDS, **_WORDS})
_OWN_VERB = re.compile(
    r"\b(?:gr[eo]wn?|grows|growing|climb(?:s|ed|ing)?|fell|fall(?:s|en|ing)?|r[io]se[ns]?|rising|shr[aiu]nk(?:s|ing)?"
    r"|drop(?:s|ped|ping)?|declin(?:es?|ed|ing)|jumped|leapt|(?:go(?:es|ne|ing)?|went|came|is|are|was|were|been)"
    r" (?:now )?(?:up|down))\b",
    re.IGNORECASE,
)
"""After what is spent, used or added these tell how that changed, and move no balance: use of agency staff grew by."""
_TO = re.compile(r"(?: at 1 April| last year)?,? (?:down |up )?to *")
_SO_MUCH = re.compile(r"(?: budget| cash limit)?(?: by| is| was| of) *")
"""Before a figure of which the words before the last figure told: to overspend a budget of £4m by £1m."""
_VARIANCES = (Role.OVER, Role.UNDER, Role.VARIANCE)
_EARLIER = re.compile(
    r"\b(?:compared? (?:to|with)|from|than|previous(?:ly)?|last (?:year|month|quarter)|earlier) ", re.IGNORECASE
)
"""A variance after these is that of another time."""
_DATE = re.compile(
    r"(?:\d{1,2} )?\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
)
_GENERIC = STOP_WORDS | frozenset(
    re.findall(
        r"\w+",
        """actual after amounted accordingly equates financial gave general fund gross represents
         amounts annual anticipated before beginning came comes compared compares council
        current due end estimated expected final forecast full gives giving however including itself latest less
        means month needed net new overall partly period planned plus predicted projected proposed provisional
        quarter reached result resulting revenue revised service so spend spending stands start still stood then
        therefore thus together total year""",
    )
)
"""What is said of any budget."""
MAX_BEFORE = 110


def named_in(passage: Passage) -> Iterator[tuple[str, list[Named]]]:
    """The amounts of a passage in their order, with the text in which they stand. What follows in another clause or
    sentence goes on from the one before where nothing in its words is of anything else.
    """
    if not any(one.unit is Unit.MONEY for one in passage.figures) or not _ANY.search(passage.text):
        return
    text = ""
    found: list[Named] = []
    for shape, figures in shapes_of(passage):
        for at, clause in enumerate(_CLAUSE.split(without_percents(shape, figures))):
            named = list(_named(clause, figures))
            if found and not (_goes_on(clause) or (at and _moves_further(found, named))):
                yield text, found
                text, found = "", []
            text, found = (f"{text} {clause}", [*found, *named]) if named else ("", [])
    yield text, found


def _goes_on(clause: str) -> bool:
    first = FIGURE.search(clause)
    return first is not None and is_of_any(clause[: first.start()])


def _moves_further(found: Sequence[Named], named: Sequence[Named]) -> bool:
    """True if a clause tells what else was added to a balance, or used of it, that the clause before it tells of."""
    is_balance = any(one.role is Role.OPENING for one in found)
    return is_balance and bool(named) and all(one.role in (Role.ADDED, Role.USED) for one in named)


def is_of_any(text: str) -> bool:
    """True if the words of a text are such as can be said of any budget or balance."""
    text = _DATE.sub("", text)
    if any(one["another"] for one in _BEFORE.finditer(text)):
        return False
    return all(word in _GENERIC for word in re.findall(r"[a-z’'-]+", _BEFORE.sub("", text).casefold()))


def _named(clause: str, figures: Sequence[ProseFigure]) -> Iterator[Named]:
    at = 0
    places = list(FIGURE.finditer(clause))
    last = pending = None
    for match, following in zip(places, (*places[1:], None), strict=False):
        figure = figures[int(match[1])]
        before = clause[max(at, match.start() - MAX_BEFORE) : match.start()]
        after = clause[match.end() : following.start() if following else len(clause)]
        at = match.end()
        if figure.unit is not Unit.MONEY:
            continue
        found = list(_BEFORE.finditer(before))
        role = _role(_THAN_PLAN.match(after)) or _before(before, found, last)
        if role is None and (later := _AFTER.match(after)) is not None:
            role = _role(later)
            at += later.end()
        elif role is Role.VARIANCE and (later := _AFTER.match(after)) is not None and _role(later) in _VARIANCES:
            role = _role(later)
        if role is None and not found and _SO_MUCH.fullmatch(before):
            role = pending
        last = role
        pending = next((one for one in map(_role, found) if one in _VARIANCES and one is not role), None)
        yield Named(figure, role)


def _before(text: str, found: list[re.Match[str]], last: Role | None) -> Role | None:
    """What the words before a figure call it, `found` among them."""
    if last is Role.OPENING and _TO.fullmatch(text):
        return Role.CLOSING
    if (moves := _MOVES_FROM.search(text)) and moves.end() == len(text):
        return Role.OPENING
    joined = [one for one in found if _JOINED.fullmatch(text, one.end())]
    if not joined or joined[-1] is not found[-1]:
        return None
    role = _role(joined[-1])
    if role in (Role.ACTUAL, Role.USED, Role.ADDED) and _OWN_VERB.search(text, joined[-1].end()):
        return None
    if role is Role.BALANCE and len(found) > 1 and joined[-2:-1] == found[-2:-1]:
        role = _role(joined[-2])
    is_earlier = role in _VARIANCES and _EARLIER.search(text[: joined[-1].start()])
    return None if is_earlier else role


def _role(match: re.Match[str] | None) -> Role | None:
    name = next((name for name, said in match.groupdict().items() if said), "") if match else ""
    return None if name in ("", "another") else Role(name.rstrip("_"))


@cache
def role_of_heading(text: str) -> Role | None:
    """What the figures under a heading are called, as far as it says; one of those of `column_of`."""
    found = {role for one in _BEFORE.finditer(text) if (role := _role(one)) is not None}
    if not found and _FORECAST.search(text):
        return Role.ACTUAL
    return column_of(found.pop()) if len(found) == 1 else None


def column_of(role: Role) -> Role:
    """The column of a table in which a figure of a role stands."""
    return Role.VARIANCE if role in (Role.OVER, Role.UNDER) else role


_FORECAST = re.compile(
    r"(?i)^\W*(?:(?:Q ?[1-4]|(?:quarter|month|period|M|P) ?\d{1,2}|latest|current|previous|last|full[- ]year"
    r"|year[- ]end) )?(?:forecast|projected|projection|actual)\b"
)
