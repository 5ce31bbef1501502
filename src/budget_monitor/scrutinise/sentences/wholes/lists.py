"""Lists of parts: the figure and the words of each, and how far the words can be trusted to name all parts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum

from budget_monitor.figures.prose import ProseFigure
from budget_monitor.scrutinise.sentences.shapes import FIGURE

MIN_PARTS = 2
NEVER = 99
"""More parts than any list has."""
_BETWEEN = re.compile(
    r"(?P<words>.*?)(?P<joint>[,;]|[,;]? and(?: a further| another)?|[,;]?(?: and)? the (?:other|remaining)|,? with"
    r"|,? (?:which )?leav(?:es|ing)|,? whereupon|,? while| but|(?:,|,? and)? (?:so|thus|hence|therefore)(?: that)?"
    r"|,? (?:which )?mean(?:s|ing)(?: that)?) ?$"
)
_NAMED_BETWEEN = re.compile(
    r"(?P<words>\)?(?: [^,;:()]{1,50}?)?)(?P<joint>[,;](?: and| with| but)?| and| with| but) "
    r"(?P<name>[^⟨⟩,;:()]{1,60}?) ?\(?$"
)
"""What stands between the figures of a list in which each has its name before it."""
_LAST = re.compile(
    r"\band\b|\bthe\b|\bleav|\bwith\b|\bwhile\b|\bbut\b|\bwhereupon\b|\bso\b|\bthus\b|\bhence\b|\btherefore\b|\bmean"
)
NOT_PARTS = re.compile(
    r"\b(?:compare[sd]?|than|against (?:the|an?|last|our)|last year|previous|(?:year|month|quarter) (?:ago|before)"
    r"|(?:up|down) (?:on|from)|target|planned|expected|rose|fell|increased?|decreased?"
    r"|of (?:them|these|those|which|whom|(?:the |its )?(?:remaining|remainder|rest|other))|earlier|includ(?:es?|ing)"
    r"|averag(?:e|ing)|both|each|per|also|(?:more|fewer|less)(?! than an? (?:year|month|week))|(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
"""Words of which a figure is no part: it is another time's, or a part's part, or counted with others."""
_EITHER_OR_BOTH = re.compile(r"\bonly\b.*\bonly\b.*\bboth\b", re.IGNORECASE)
"""Parts of which the last is what the first two have in common, so that each counts once."""
_OTHERS = re.compile(
    r"\b(?:the (?:rest|remainder|others?)|others|some|several|a few|most|none|half|all)\b", re.IGNORECASE
)
"""A part that is no figure."""
_AND_THE_REST = re.compile(r"(?:[;,–]|\band)(?: and| while| with)? the (?:rest|remainder|others?)\b", re.IGNORECASE)
"""After the last figure: what it says is of a part that is no figure."""
_COUNTED = re.compile(r"^ (?:others?|more)\b")
"""One that is: 7 others."""
_OF_THEM = re.compile(r"^ of (?:them|these|those)\b")
"""After a figure with its name before it, not a part of that part: Oakfield has 1,120 of them."""
_REMAINDER = re.compile(
    r"\b(?:not|never|neither|the (?:other|remaining|rest)|remain(?:s|ed|ing)?|left|leav(?:es|ing)|otherwise"
    r"|(?:still|yet) to)\b|n[’']t\b|\bcarried forward\b",
    re.IGNORECASE,
)
_CAME = re.compile(
    r"(?i)\b(?:built|bought|purchased|acquired|added|joined|recruited|repeated|returned|arrived|admitted|opened|created"
    r"|transferred in|taken on|brought in|came in)\b"
)
_REMAINS = re.compile(r"(?i)\b(?:so|leav(?:es|ing)|remain(?:s|ed|ing)?|left)\b")
"""What remains after some came is no part of what there was: 24 were sold and 9 built, so that 4,764 remain."""
_SO = re.compile(r"\b(?:so|thus|hence|therefore|mean(?:s|ing))(?: that)? $", re.IGNORECASE)
_LATE = re.compile(
    r"(?:[a-z’'-]+ ){0,4}(?:late|later|overdue|outstanding|missed|refused|rejected|empty|vacant|free|available"
    r"|waiting|without|fail\w*|un(?!der|it|ion|iver)\w+)\b",
    re.IGNORECASE,
)
"""What a part is that follows from the other: 1,118 were in time, so 132 were late."""
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|did|do|does|went|came|took|made|got|will|can|said|led|paid|gave)\b",
    re.IGNORECASE,
)
PAYS = r"(?:pays?|paid|explains?|explained|accounts? for|accounted for|covers?|funds?|meets?|bears?|contributes?)"
_PAY = re.compile(rf"^[a-z’' -]{{2,40}} {PAYS}(?: about| around| some| roughly)? ?$", re.IGNORECASE)
"""What the name of a part ends with where one verb is said for both: of which grants pay £2.4m and borrowing £6.2m."""
_ASIDE = re.compile(r" (?:with|by|in|on|at|under|over|after|before|during)\b", re.IGNORECASE)
"""A part of the part before: 79 were approved, 12 with conditions."""
_OPPOSITES = tuple(
    (frozenset(one.split()), frozenset(other.split()))
    for one, other in (
        ("full-time", "part-time"), ("men male boys", "women female girls"), ("adults", "children juniors"),
        ("let booked occupied filled taken used", "vacant free empty void unfilled unused available unlet"),
        ("approved granted allowed accepted agreed upheld", "refused rejected dismissed declined withdrawn"),
        ("passed won favour open", "failed lost against closed"), ("completed early", "outstanding late later"),
        ("for", "against"), ("primary", "secondary"), ("new first-time", "existing returning old renewed"),
        ("paid", "free unpaid"), ("restricted capital internal", "unrestricted revenue external"),
        ("urban permanent owned local", "rural temporary rented elsewhere"), ("time", "late later overdue"),
    )
)  # fmt: skip
_NOT_SO = re.compile(
    r" (?:is|are|was|were|has|have|had|did|do|does) not\b|(?: is| are| was| were)? (?:left|still to be)\b"
)
"""What alone closes a list: 3,318 were registered in time, 434 were not."""
MAX_CHARACTERS = 90
"""As long as the words of one part may be."""


class Trust(Enum):
    """How far words can be trusted to name all parts of a whole."""

    BESIDE = "beside"
    """Two that each have a verb of their own: some may have done both, so that only a sum that holds is believed."""
    LISTED = "listed"
    """They are named one after another."""
    OPPOSED = "opposed"
    """None is part of another, so that they cannot be more than the whole: let and vacant, in brackets after it."""
    PARTED = "parted"
    """The last is whatever is not in the others: the rest, were not, leaving."""


def has_no_part(words: Sequence[str]) -> bool:
    """True if some figure of a list is no part of the whole, by the words after each."""
    said = " ".join(words)
    is_moved = _CAME.search(said) is not None and _REMAINS.search(said) is not None
    return is_moved or (not _EITHER_OR_BOTH.search(said) and NOT_PARTS.search(said) is not None)


def begin_alike(text: str, parts: Sequence[ProseFigure]) -> bool:
    """True if the same word sets the parts apart, so that none is of those before it: 12 from here, 9 from there."""
    begins = [match[1].casefold() if (match := _BEGINS.match(text, one.end)) else "" for one in parts]
    return bool(begins[0]) and len(set(begins)) == 1


def items_of(rest: str, *, is_closed: bool) -> list[tuple[int, str]]:
    """The figures of a list, each with the words up to the next; nothing if it is no list. Where each figure has its
    name before it, that is among its words.
    """
    numbers = list(FIGURE.finditer(rest))
    name = rest[: numbers[0].start()] if numbers else ""
    joints = _NAMED_BETWEEN if name else _BETWEEN
    items = []
    joint = ""
    for match, following in zip(numbers, [*numbers[1:], None], strict=True):
        words = rest[match.end() : following.start() if following else len(rest)]
        between = joints.fullmatch(words) if following else None
        if between is not None:
            joint = between["joint"]
        elif following:
            return []
        if name:
            own = _OF_THEM.sub("", between["words"] if between is not None else words)
            words, name = f" {name}{own}", between["name"] if between is not None else name
        if (
            len(words) > MAX_CHARACTERS
            or (not following and _AND_THE_REST.search(words))
            or (_OTHERS.search(_COUNTED.sub("", words)) and not _REMAINDER.search(words))
        ):
            return []
        items.append((int(match[1]), words))
    is_closed = (
        is_closed
        or _begin_with_one_word([words for _, words in items])
        or _are_all([words for _, words in items])
        or _LAST.search(joint) is not None
        or (bool(items) and _NOT_SO.match(items[-1][1]) is not None)
    )
    return items if is_closed else []


def trust_in(words: Sequence[str], least: int) -> Trust:
    """How far words can be trusted, of which `least` without a verb of their own are a list of all parts."""
    is_rest = _REMAINDER.search(" ".join(words[-2:])) or (
        len(words) >= MIN_PARTS and _SO.search(words[-2]) and _LATE.match(words[-1].strip())
    )
    if _are_all(words) or (least != NEVER and is_rest):
        return Trust.PARTED
    said = [frozenset(one.casefold().replace(",", " ").split()) for one in words]
    if any(
        (one & first and other & second) or (one & second and other & first)
        for at, one in enumerate(said)
        for other in said[at + 1 :]
        for first, second in _OPPOSITES
    ):
        return Trust.OPPOSED
    if len(words) == MIN_PARTS and _PAY.search(words[0]) and not _PAY.search(words[1]) and not _VERB.search(words[1]):
        return Trust.OPPOSED
    has_verb = any(_VERB.search(one) for one in words[1:])
    if has_verb and len(words) == MIN_PARTS:
        return Trust.BESIDE
    is_alike = not (_VERB.search(words[0]) and any(map(_ASIDE.match, words[1:])))
    is_sorted = not has_verb and is_alike and len(words) >= least and (len(words) > MIN_PARTS or _are_told_alike(words))
    return Trust.OPPOSED if is_sorted else Trust.LISTED


def _are_told_alike(words: Sequence[str]) -> bool:
    """True if the words of two parts begin alike: both with "in" or "for", or neither with such a word. 38 in the north
    and 7 off the road are counted in two ways.
    """
    first, second = (match[1].casefold() if (match := _BEGINS.match(one)) else "" for one in words)
    return first == second


def _are_all(words: Sequence[str]) -> bool:
    """True if two parts are called the opposite of one another, so that there is none besides: 43 let, three empty."""
    one, *others = (frozenset(re.findall(r"[a-z]+", text.casefold())) - _NOW for text in words)
    full, free = _FULL_OR_FREE
    return len(others) == 1 and len(one) == len(others[0]) == 1 and bool(one & full and others[0] & free)


_NOW = frozenset({"and", "are", "is", "still", "now", "were", "was", "with", "but"})
_FULL_OR_FREE = _OPPOSITES[3]


def _begin_with_one_word(words: Sequence[str]) -> bool:
    """True if the same word sets several parts apart, so that no joint need close their list: for pay, for rent."""
    begins = {match[1].casefold() if (match := _BEGINS.match(one)) else "" for one in words}
    return len(words) >= MIN_PARTS and len(begins) == 1 and "" not in begins


_BEGINS = re.compile(
    r"(?i) (of it|with|without|by|in|on|off|at|under|over|after|before|during|for|from|to|of|against|through)\b"
)
"""What sets a part apart from others: where it is, what it is for."""
