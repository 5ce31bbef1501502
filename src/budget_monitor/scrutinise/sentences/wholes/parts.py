"""Wholes that a sentence gives together with all their parts: of 88 applications, 79 were approved and 9 refused.

How far the words can be trusted to name all parts, and each once, decides what is believed where they do not add up: a
part may be left out on purpose, and people who did one thing may have done the other too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from budget_monitor.figures.prose import ProseFigure, Unit, counts_in_words
from budget_monitor.scrutinise.sentences.shapes import FIGURE, frame, in_clauses, shape_of, without_percents
from budget_monitor.scrutinise.sentences.wholes.called import called_whole
from budget_monitor.scrutinise.sentences.wholes.lists import (
    MIN_PARTS,
    NEVER,
    PAYS,
    Trust,
    has_no_part,
    items_of,
    trust_in,
)


class Whole(Struct, frozen=True):
    """A figure, and the figures that are said to be its parts."""

    total: ProseFigure
    parts: tuple[ProseFigure, ...]
    trust: Trust


WORDS = {
    "OF": r"(?:out )?of (?:the |these |those |all |our |its |a total of )?",
    "REST": r"(?P<rest>⟨[^.:()]*)",
    "NAMED": r"(?P<rest>(?!⟨)<WORDS>{1,60}?\(?⟨(?:[^.:()]|\(⟨\d+⟩\)|(?<=⟩)\))*)",
    "IN": (
        r"(?:comes? from|ar(?:ises?|ose) (?:from|in)|relates? to|(?:is )?due to|results? from|reflects?|went (?:to|on)"
        r"|is for|was spent on|is in)"
    ),
    "WORDS": r"[^⟨⟩.;:()]",
    "REMAINING": r"the (?:remaining |other |(?:balance|remainder|rest)(?: \(| of |, ))",
    "SO": r"(?:,|,? and|;)? (?:so|thus|hence|therefore|which means|meaning)(?: that)?(?: the other)?",
    "IS_REST": (
        r"(?! (?:more|fewer|less|higher|lower)\b)(?=[^⟨⟩.;:(),]{0,40}\b(?:not|never|late|left|remain\w*|outstanding"
        r"|still|to (?:be|go|come|follow)|missed|overdue|without|waiting|vacant|empty|refused|rejected"
        r"|un(?!der|it|ion|iver)\w+)\b)"
    ),
    "MAINLY": r"(?:mainly|chiefly|mostly|largely|principally)",
    "PAYS": PAYS,
    "WHO_NOT": r"(?:who|that|which) (?:were|did|have|had|are) not(?=[.,;)]|$)",
    "LEFT": (
        r"(?:(?:is|are|was|were|has|have|had|now|still|therefore|then|thus|been|yet) )*(?:left|remain(?:s|ed|ing)?"
        r"|outstanding|available|unspent|unused|uncommitted|in hand|to (?:be )?[a-z]+)(?=[.,;)]|$| to\b| for\b)"
    ),
    "UNDONE": (
        r"(?:un(?:delivered|met|spent|used|committed|allocated|funded|filled|paid|drawn|let|sold|claimed|answered)"
        r"|outstanding|to (?:be )?[a-z]+|still to be [a-z]+|in hand|remaining)(?=[.,;)]|$)"
    ),
    "IS_DONE": (
        r" (?:of (?:it|this|them) )?(?:has|have|was|were)(?: been)?"
        r" (?!(?:been|budgeted|planned|expected|due|meant|intended|forecast|to be)\b)"
    ),
    "THAT_IS": r"(?:i\.e\.,? |that is,? |or |namely |being )?",
    "OF_NOTHING_ELSE": r"(?! of\b| (?:[a-z]+ ){0,3}(?:offset|less|net|reduced|before|after|carried|brought)\b)",
}
_LISTS = tuple(
    (frame(pattern, WORDS), least, is_all)
    for pattern, least, is_all in (
        (r"⟨p⟩ (?:<WORDS>{0,40}out )?<OF>⟨t⟩(?P<rest><WORDS>{0,70}⟨[^.:()]*)", 3, True),
        (r"⟨t⟩<WORDS>{0,60}, ⟨p⟩ of (?:whom|which|them)(?P<rest><WORDS>{0,70}⟨[^.:()]*)", NEVER, True),
        (r"⟨t⟩<WORDS>{0,60} \((?:of (?:which|whom) |comprising |made up of |i\.e\. )?(?P<rest>⟨[^.:()]*)\)", 2, True),
        (r"(?:^\W*|[:;,(–] ?|\b(?:and|but|that) )<OF>⟨t⟩(?:<WORDS>{0,70} |, )<REST>", 3, True),
        (r"⟨t⟩<WORDS>{0,60}(?:,| \() ?of (?:which|whom|these|them),? <REST>", 3, True),
        (r"⟨t⟩<WORDS>{0,60}(?::| –| —) <REST>", 3, True),
        (r"⟨t⟩<WORDS>{0,60}(?:;|, with) <REST>", NEVER, True),
        (r"^[^⟨⟩.:]{3,60}: ⟨t⟩(?:<WORDS>{3,40}),? <REST>", NEVER, True),
        (r"\bof (?:the |this |that )⟨t⟩(?: [a-z]+)?,? (?P<rest>(?!⟨)<WORDS>{3,40}<PAYS> ⟨[^.:()]*)", 3, True),
        (r"⟨t⟩~40\bincludes? <REST>", 3, False),
        (r"\b(?:from|out of) ~40⟨t⟩, <REST>", 3, False),
        (r"(?<![,:(–] )(?<!\band )⟨t⟩ <WORDS>{3,60}, <REST>", NEVER, True),
        (r"⟨t⟩<WORDS>{0,60}(?::| –| —) <NAMED>", 3, True),
        (r"⟨t⟩<WORDS>{0,60}(?:,| \() ?of (?:which|whom|these|them),? <NAMED>", 3, True),
        (r"(?:^\W*|[:;,(–] ?|\b(?:and|but|that) )<OF>⟨t⟩(?:<WORDS>{0,70})?, <NAMED>", 3, True),
        (r"⟨t⟩<WORDS>{0,40} <IN> <NAMED>", 3, True),
    )
)
"""A whole, perhaps with its first part, and the list that follows; how many parts without a verb of their own are what
it was sorted into (three things one after another may be no whole and its parts); and whether the list is of all
parts, or only where its last is the rest.
"""
_SUMS = {
    "ARE": r"\b(?:comprising|comprises?|comprised(?: of)?|made up of|consist(?:s|ing) of|namely|<DIVIDED>|<PAID>)\b",
    "DIVIDED": r"split (?:as|between|into)|divided (?:into|between)",
    "PAID": r"(?:funded|financed|paid for|met) (?:by|from)",
    "TOTALLING": (
        r"(?:(?:giving|providing|making|producing) an (?:overall|aggregate)(?: [a-z-]+){0,2} of"
        r"|totall?ing|(?:giving|making|,) a total of|a combined|in total,?|which total|together(?: mak(?:e|ing))?"
        r"|add(?:ing|s)? up to|(?:altogether|together|which) comes? to)"
    ),
    "FIGURES": r"⟨\d+⟩[^.;]*⟨\d+⟩[^.;⟨⟩]{0,60}",
    "ADDING": r"(?:with|after adding|adding|plus)",
    "GIVES": r"(?:giv(?:es?|ing)|amount(?:s|ing)? to|com(?:es?|ing) to|sum(?:s|ming)? to)",
    "IN_ALL": (
        r"(?:in all(?! (?:the |our |its )?(?:others?|remaining|(?!(?:this|was|is|has)\b)[a-z]+s)\b)|in total|altogether"
        r"|combined)"
    ),
    "MAKES": r"\b(?:to|mak|giv|bring)[a-z]*",
    "IN_THE_TIME": (
        r"(?:over|across|in|for|during) (?:the|these|those|all) (?:whole |full )?(?:(?:two|three|four|five|six) )?"
        r"(?:programme|period|plan|term|years?|quarters?|months?|half[- ]year)(?=[.;)]|$)"
    ),
}
_TOLD = tuple(
    (frame(pattern, _SUMS), trust)
    for pattern, trust in (
        (r"⟨t⟩~60<ARE>(?P<rest>[^.;]*)", Trust.PARTED),
        (r"(?P<rest><FIGURES>)(?:\b|(?=,))<TOTALLING> ⟨t⟩", Trust.PARTED),
        (r"(?P<rest><FIGURES>), (?:or |making )?⟨t⟩ together\b(?! with)", Trust.PARTED),
        (r"(?P<rest><FIGURES>), (?:or |making )?⟨t⟩ <IN_ALL>\b(?! with\b)", Trust.OPPOSED),
        (r"(?P<rest><FIGURES>), (?:or |making )?⟨t⟩ <IN_THE_TIME>", Trust.OPPOSED),
        (r"(?P<rest><FIGURES>)\bma(?:de|kes|king) ⟨t⟩ <IN_THE_TIME>", Trust.OPPOSED),
        (r"(?P<rest>(?<!cumulative )<FIGURES>)[;,:] (?:a |the )?total(?: is| was| of|:)? ⟨t⟩(?=[.;]|$)", Trust.OPPOSED),
        (r"(?P<rest><FIGURES>)\bmak(?:e|es|ing) up (?:the |all the |our )⟨t⟩(?! of\b)", Trust.PARTED),
        (r"(?P<rest>⟨\d+⟩[^⟨⟩.]{0,60}\b<ADDING> ~40⟨\d+⟩)~30<MAKES> ~20⟨t⟩", Trust.LISTED),
        (r"(?P<rest>⟨\d+⟩~60\band,? <ADDING> ~40⟨\d+⟩), ~20⟨t⟩", Trust.LISTED),
        (r"(?P<rest><FIGURES>)\b<GIVES> (?:an? (?:total (?:of )?|~20))?⟨t⟩", Trust.LISTED),
    )
)
"""A whole that is called one, its parts being all other figures there."""
_CLOSED = re.compile(r"\band\b[^⟨⟩]{0,40}⟨\d+⟩[^⟨⟩]*$")
"""How a list ends of which the sum follows: £12,600 paid and £18,000 set aside, £30,600 in all."""
_TWO_PARTS = tuple(
    frame(pattern, WORDS)
    for pattern in (
        r"⟨p⟩ <WORDS>{0,60}, (?:so|and so|leaving|which leaves) (?:that )?⟨q⟩ <OF>⟨t⟩",
        r"⟨p⟩ <OF>(?:[a-z-]+ of )?⟨t⟩<WORDS>{0,60}[,;]?(?: (?:and|with|but))? <REMAINING>⟨q⟩<OF_NOTHING_ELSE>",
        r"(?:^\W*|[;,] (?:and )?)<OF>⟨t⟩<WORDS>{0,60} ⟨p⟩ <WORDS>{0,40}, leaving ⟨q⟩<OF_NOTHING_ELSE>",
        r"⟨t⟩<WORDS>{0,60}(?:[;,]| and| but) <WORDS>{0,40}⟨p⟩<WORDS>{0,60}?<SO> ⟨q⟩<IS_REST>",
        r"⟨t⟩<WORDS>{0,60}(?:[;,]| and| but) <WORDS>{0,40}⟨p⟩<WORDS>{0,60}, leaving ⟨q⟩(?=[.;]|$)",
        r"⟨p⟩[^⟨⟩.;:(),]{0,30} (?:this |that )?(?:(?:would|will) )?(?:leav(?:e|es|ing)|left) ⟨q⟩ <OF>⟨t⟩~25<UNDONE>",
        r"⟨q⟩ <OF>⟨t⟩<WORDS>{0,30}<LEFT>,? (?:as|since|because|after|now that) ⟨p⟩ (?:has|have|had|was|were|is|are)\b",
        r"\b(?:with|after) (?:[a-z]+ing )?⟨p⟩ <OF>⟨t⟩<WORDS>{0,40}, ⟨q⟩ <LEFT>",
        r"⟨p⟩ <OF>⟨t⟩<WORDS>{0,40} and (?:<WORDS>{0,20} )?(?:have|has|had|with) (?:still )?⟨q⟩ <LEFT>",
        r"⟨t⟩, <MAINLY> <WORDS>{0,60}\(?⟨p⟩[^⟨⟩.]{0,110}[,;] (?:and )?the (?:remaining|other) ⟨q⟩<OF_NOTHING_ELSE>",
        r"⟨t⟩<WORDS>{0,60} and ⟨p⟩ <WORDS>{0,30}(?: \(⟨\d+⟩\))?[;,] (?:and )?(?:of )?the ⟨q⟩ <WHO_NOT>",
        r"\ball but ⟨q⟩ <OF>⟨t⟩<WORDS>{0,60}[,:(–-] ?<THAT_IS>⟨p⟩(?=[.,;)]|$)",
        r"\bof (?:the |these |our )?⟨t⟩<WORDS>{0,40}\ball but ⟨q⟩<WORDS>{0,60}[,:(–-] ?<THAT_IS>⟨p⟩(?=[.,;)]|$)",
        r"⟨t⟩<WORDS>{0,40}[;,] ⟨p⟩<IS_DONE><WORDS>{0,50}?(?:[,;]|,? and|,? so) ⟨q⟩ <LEFT>",
    )
)
"""A whole of which one part is given, and the other as whatever is left."""
PARTLY = re.compile(
    r"\b(?:main(?:ly)?|large(?:ly|st)|chief(?:ly)?|primar(?:il)?y|principal(?:ly)?|notabl[ey]|particular(?:ly)?|most(?:ly)?|e\.g|largest|biggest|within|after(?=:)"
    r"|such as|for example|partly|in part|includ(?:es?|ing))\b",
    re.IGNORECASE,
)
"""Words before a list that is not of all parts."""
MORE_THAN_CAME = re.compile(
    r"\b(?:brought (?:forward|over)|carried (?:over|forward from)|at the (?:start|beginning|outset)|opening|already"
    r"|from (?:last|the previous) year|in hand)\b",
    re.IGNORECASE,
)
"""Words after which what is left is not only what is left of what came."""
CAME = re.compile(
    r"\b(?:received|came in|new|opened|raised|added|joined|arrived|further|referred|submitted|lodged|issued)\b",
    re.IGNORECASE,
)
MAX_PARTS = 8
MIN_DIGITS = 3
"""14 meetings with 31 people may be called a total of 46 hours."""


def wholes_in(text: str, start: int, figures: Sequence[ProseFigure]) -> Iterator[Whole]:
    """The wholes of a sentence that begins at `start`; each figure is a whole once."""
    figures = with_spelt(text, start, figures)
    shape = without_percents(shape_of(text, start, figures), figures)
    taken: set[int] = set()
    for whole in (*_told(in_clauses(shape), figures), *_framed(shape, figures)):
        units = {one.unit for one in (whole.total, *whole.parts)}
        fits = len(units) == 1 and Unit.PERCENT not in units and MIN_PARTS <= len(whole.parts) <= MAX_PARTS
        if fits and not whole.total.is_word and whole.total.start not in taken:
            taken.add(whole.total.start)
            yield whole


def with_spelt(text: str, start: int, figures: Sequence[ProseFigure]) -> list[ProseFigure]:
    """Figures with the small counts beside them that are written as words."""
    spelt = [one for one in counts_in_words(text, start) if not any(one.start == other.start for other in figures)]
    return sorted([*figures, *spelt], key=lambda one: one.start)


def _framed(shape: str, figures: Sequence[ProseFigure]) -> Iterator[Whole]:
    for match in (match for pattern in _TWO_PARTS for match in pattern.finditer(shape)):
        p, q, total = (figures[int(match[name])] for name in "pqt")
        is_other = total.is_small and max(p.value, q.value) > total.value
        said = match[0][: match[0].rindex("⟩")]
        if not (is_other or has_no_part([said]) or MORE_THAN_CAME.search(match[0])):
            yield Whole(total, (p, q), Trust.PARTED)
    for pattern, least, is_all in _LISTS:
        for match in pattern.finditer(shape):
            first = f"⟨{match['p']}⟩" if "p" in pattern.groupindex else ""
            if PARTLY.search(shape, match.start(), match.start("rest")):
                continue
            items = items_of(first + match["rest"], is_closed=least == MIN_PARTS)
            words = [words for _, words in items]
            if items and not has_no_part(words):
                parts = tuple(figures[number] for number, _ in items)
                trust = trust_in(words, least)
                if least == NEVER and trust is Trust.OPPOSED and CAME.search(match[0]):
                    trust = Trust.LISTED  # some may have come before: 318 received, 290 closed and 44 open
                if is_all or trust is Trust.PARTED:
                    yield Whole(figures[int(match["t"])], parts, trust)


def _told(shape: str, figures: Sequence[ProseFigure]) -> Iterator[Whole]:
    for pattern, trust in _TOLD:
        for match in pattern.finditer(shape):
            total = figures[int(match["t"])]
            others = (figures[int(number)] for number in FIGURE.findall(match["rest"]))
            parts = tuple(one for one in others if one.unit is total.unit and not one.is_word)
            if parts and match.start("t") < match.start("rest"):
                if (whole := called_whole(shape, match.end("t") + 1, figures, parts)) is None:
                    continue
                total = whole
            is_closed_list = total.unit is Unit.MONEY and _CLOSED.search(match["rest"]) is not None
            sure = Trust.PARTED if trust is Trust.OPPOSED and is_closed_list else trust
            is_weak = total.is_small or (
                total.unit is Unit.COUNT and total.digits < MIN_DIGITS and total.start > match.start()
            )
            yield Whole(total, parts, Trust.LISTED if is_weak else sure)
