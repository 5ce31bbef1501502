"""Figures that are measured against something else than what a change led from: a target, a plan, another place or
time, prices, what is still to come. "From 7,568 to 7,727, 72 above the target" tells no change of 72.
"""

from __future__ import annotations

import re

from budget_monitor.figures.prose import ProseFigure
from budget_monitor.model.ledgers.period import MONTHS
from budget_monitor.scrutinise.sentences.change_words import WORDS
from budget_monitor.scrutinise.sentences.changes.differences import is_change
from budget_monitor.scrutinise.sentences.shapes import frame

_WORDS = {
    **WORDS,
    "OFF": (
        r"(?:more|fewer|less|higher|lower|better|worse|above|over|below|under|short|ahead|behind|up|down|adrift|off|beyond"
        r"|inside|within|outside|past|away|faster|slower|(?:over|under)spent)"
    ),
    "YARDSTICK": (
        r"(?P<yardstick>target|budget|plan|cash limit|forecast|estimate|limit|cap|ceiling|profile|trajectory|average"
        r"|median|mean|benchmark|threshold|standard|ambition|goal|aim|allowance|allocation|programme|projection|quota"
        r"|baseline|norm|planned|expected|budgeted|forecasted|estimated|hoped|anticipated|predicted|projected|profiled"
        r"|assumed|allowed|agreed|approved|needed|required|national|regional|england|neighbours?|peers?|others?)"
    ),
    "THING": r"(?: (?!(?:and|but|which|so|because|after|before)\b)[a-z][a-z’'-]*){0,6}?",
    "TIME_SPAN": r"(?:\d+|two|three|four|five|six|seven|eight|nine|ten|several)[ -](?:year|month|quarter|week)s?",
    "AREA": r"(?:sector|region|county|country|district|borough|city|area)",
    "TO_COME": (
        r"(?:expected|planned|due|forecast|likely|needed|required|to come|to follow|still|waiting|in the pipeline"
        r"|next (?:year|month|quarter)|under (?:way|construction|offer)|awaited|proposed|promised|budgeted)"
    ),
    "PRICES": (
        r"(?:in real terms|after (?:allowing for )?inflation|above inflation|below inflation|allowing for inflation"
        r"|adjusted|at constant prices|like[- ]for[- ]like|on a comparable basis|alone)"
    ),
}
_AGAINST_YARDSTICK = frame(
    r"<UNIT>(?:,? (?:or )?\(?\d[\d.]*%\)?)? (?:<OFF>|on|against|from|compared (?:to|with)|relative to|versus)\b<THING>"
    r" <YARDSTICK>\b",
    _WORDS,
)
_TO_COME = frame(r"<UNIT> more (?:[a-z]+ )?(?:is |are |were )?<TO_COME>\b", _WORDS)
_AT_OTHER_PRICES = frame(r"[^.;,]{0,30} <PRICES>\b", _WORDS)
_ELSEWHERE = frame(
    r"<UNIT> <OFF> than (?:at|in|for|on) (?P<where>(?!the\b|last\b|previous\b|an?\b|any\b)[a-z]+|the [a-z]+ <AREA>)",
    _WORDS,
)
_OVER_YEARS = frame(r"[^.;,()]{0,25} (?:over|across|in) (?:the |all )?(?:next |last |first )?<TIME_SPAN>\b", _WORDS)
_IN_TOTAL = re.compile(r"(?i)\b(?:total|cumulative|combined|aggregate|accumulated|altogether)\b")
_REAL_MOVE = re.compile(
    r"(?i)\b(?:real|real[- ]terms|underlying|inflation[- ]adjusted|like[- ]for[- ]like|annuali[sz]ed|compound) "
    r"(?:(?:increase|rise|growth|reduction|decrease|fall|cut|drop|change)(?: of| by)? )?£?$"
)
_FROM = re.compile(r"(?i)\bfrom (?:[a-z ]{0,30}\b ?)?£?$")
_TO = re.compile(r"(?i)\bto\b")
_AT_A_TIME = re.compile(
    r"(?i)[^.;,(]{0,20}[ (](?:last (?:year|month|quarter)|(?:an?|one|the) (?:year|month|quarter) (?:ago|before|earlier)"
    rf"|(?:19|20)\d\d|(?:{'|'.join(MONTHS)})\b)"
)
_OPEN = re.compile(r"(?i)\b(?:open(?:s|ed|ing)?|staffed|runs?|works?|working|shifts?)\b[^.;]{0,30}\bfrom $")
MAX_BEFORE = 150
MAX_AFTER = 90
"""How many characters around its figures say what a change is of."""


def is_measured_otherwise(text: str, a: ProseFigure, b: ProseFigure, c: ProseFigure) -> bool:
    """True if `c` is told beside a change from `a` to `b` but measured against something else, by the words around it,
    and is not that change by its value either.
    """
    is_told_in_time = _AT_A_TIME.match(text, a.end) is not None
    is_from_to = _FROM.search(text, max(0, a.start - MAX_BEFORE), a.start) and _TO.search(text, a.end, b.start)
    is_itself = abs(b.value - a.value) == abs(c.value) if c.unit is a.unit else is_change(a, b, c)
    if is_itself or not (is_from_to or is_told_in_time):
        return False
    said = text[max(0, min(a.start, b.start) - MAX_BEFORE) : max(a.end, b.end)].casefold()
    before, after = text[max(0, c.start - MAX_BEFORE) : c.start], text[c.end : c.end + MAX_AFTER]
    named = [
        match[match.lastgroup].casefold()
        for match in (_AGAINST_YARDSTICK.match(after), _ELSEWHERE.match(after))
        if match is not None and match.lastgroup
    ]
    span = _OVER_YEARS.match(after)
    is_total = span is not None and _IN_TOTAL.search(before[-MAX_OF_A_MOVE:] + span[0])
    return (
        any(one not in said and (one not in MONTHS or is_told_in_time) for one in named)
        or (bool(is_total) and not is_told_in_time)
        or any(one.match(after) for one in (_TO_COME, _AT_OTHER_PRICES))
        or _REAL_MOVE.search(before) is not None
        or _OPEN.search(text, 0, a.start) is not None
    )


MAX_OF_A_MOVE = 30
"""As long as "a cumulative reduction of" is, about."""
