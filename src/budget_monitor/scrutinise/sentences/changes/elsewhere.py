"""Over- and underspends that are none of the budget told of before: of a part of it, of another time, or of another
budget. The budget is £4.250m and the forecast £4.570m. Of the overspend £0.210m is in adult care.
"""

from __future__ import annotations

import re

from budget_monitor.model.ledgers.period import MONTHS
from budget_monitor.scrutinise.passages import Passage
from budget_monitor.scrutinise.sentences.changes.differences import Change
from budget_monitor.scrutinise.sentences.roles import is_of_any
from budget_monitor.scrutinise.sentences.shapes import frame

_WORDS = {
    "SPENT": r"(?:(?:over|under)-?spen(?:d(?:s|ing)?|t)|variance|deficit|surplus)",
    "IN": r"(?:in|on|for|within|across)",
    "NAME": r"(?:the |our |its |their )?(?P<name>[a-z’'&-]+(?: [a-z’'&-]+){0,5}?)",
    "MONTH": f"(?:{'|'.join(MONTHS)})",
    "TIME": (
        r"(?P<name>(?:quarter|period|month|Q) ?\d+"
        r"|(?:last|previous|first|second|third) (?:year|quarter|month|report|half)|(?:\d{1,2} )?<MONTH>)"
    ),
    "TOLD": r"(?:reported|forecast|projected|predicted|expected|estimated|shown|announced|anticipated)",
    "KIND": r"(?P<kind>original|revised|current|latest|initial|approved|working|profiled|phased|net|gross|base|final)",
    "BRACKETS": r"(?: \([^()]*\))?",
    "IS": r"(?: (?:of|is|was|at|by|being|had been))?[ (:]*$",
}
_OF_IT = frame(
    r"(?:^|[.;:,(–] ?|\band )of (?:the|this|that|its) (?:[a-z]+ ){0,3}<SPENT>(?: of £[\d.,]+[a-z]*)?,?"
    r"(?: some| about)? ?$",
    _WORDS,
)
"""What stands before a part of an overspend."""
_EARLIER = frame(r"\b(?:last year|previous|earlier)(?:[’']s)? (?:[a-z]+ ){0,2}<SPENT><IS>", _WORDS)
_HAD_BEEN = frame(r"<BRACKETS> had (?:already )?been <TOLD>\b", _WORDS)
_NAME_AFTER = frame(
    r"<BRACKETS> (?:is |was |arises |arose )?<IN> <NAME>"
    r"(?=[.,;:()]|$| (?:and|is|was|were|are|has|had|which|but|by|to|£|\d))",
    _WORDS,
)
_NAME_BEFORE = frame(r"<SPENT> <IN> <NAME><IS>", _WORDS)
"""A variance with what it is of."""
_TIME_AFTER = frame(r"<BRACKETS> (?:was |were |as )?<TOLD> (?:at|in|for|by|on|to) (?:the (?:end of )?)?<TIME>", _WORDS)
_TIME_BEFORE = frame(r"(?:<TIME>(?:[’']s)?,? (?:it|(?:(?:an?|the) )?(?:[a-z]+ ){0,2}<SPENT>)<IS>)", _WORDS)
_SPENT_AT = frame(r"<SPENT> (?:<TOLD> )?(?:at|in|for|of) (?:the (?:end of )?)?<TIME><IS>", _WORDS)
"""A variance with the time that it is of."""
_AGAINST_BEFORE = frame(r"<SPENT>[^.;£]{0,30}\b(?:against|on|over) (?:the |its )?<KIND> [^.;£]{0,30}$", _WORDS)
_AGAINST_AFTER = frame(
    r"<BRACKETS> (?:against|on|over|above|below|under) (?:the |its )?<KIND> (?:[a-z]+ ){0,2}?budget", _WORDS
)
_KIND_OF_PLAN = frame(r"\b<KIND> (?:[a-z]+ ){0,2}?(?:budget|cash limit|programme|allocation)s?\b[^.;£]{0,40}$", _WORDS)
_NET = frame(r"\b(?P<kind>net|gross)\b[^.;£]{0,40}$")
"""Which budget a variance, a plan or what came of it is of."""
_ANY_PART = re.compile(
    r"\b(?:portfolio|directorate|department|council|authority|services?|division|area|programme|accounts?|whole|total"
    r"|basis|date|time|stage|cash|limits?|budgets?|figures?|terms|all|main|day|controllable|line|far)\b",
    re.IGNORECASE,
)
"""What any budget may be of, so that the overspend of it is of the whole."""
MAX_LENGTH = 120


def is_elsewhere(passage: Passage, change: Change) -> bool:
    """True if words tie a variance to something of which nothing was said before it, so that it need not be what its
    budget and what came of it leave; or if one of these is net and the other gross.
    """
    before = passage.text[: change.c.start]
    after = passage.text[change.c.end : change.c.end + MAX_LENGTH]
    said = before[-MAX_LENGTH:]
    if _OF_IT.search(said) or _EARLIER.search(said) or _HAD_BEEN.match(after):
        return True
    parts = [(_NAME_AFTER.match(after), 0), (_NAME_BEFORE.search(said), 1)]
    named = [
        (match["name"], times) for match, times in parts if match and not is_of_any(_ANY_PART.sub("", match["name"]))
    ]
    at = [(_TIME_AFTER.match(after), 0), (_TIME_BEFORE.search(said), 1), (_SPENT_AT.search(said), 1)]
    named += [(match["name"], times) for match, times in at if match]
    if any(before.casefold().count(name.casefold()) <= times for name, times in named):
        return True
    plan, actual = (passage.text[: one.start][-MAX_LENGTH:] for one in (change.a, change.b))
    against = _AGAINST_AFTER.match(after) or _AGAINST_BEFORE.search(said)
    return _differ(against, _KIND_OF_PLAN.search(plan)) or _differ(_NET.search(plan), _NET.search(actual))


def _differ(one: re.Match[str] | None, other: re.Match[str] | None) -> bool:
    return one is not None and other is not None and one["kind"].casefold() != other["kind"].casefold()
