"""How sentences tell a change of which one end at least is left to a table: £97k more than a year earlier."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from budget_monitor.figures.prose import ProseFigure
from budget_monitor.scrutinise.passages import Passage
from budget_monitor.scrutinise.sentences.change_words import WORDS
from budget_monitor.scrutinise.sentences.shapes import frame, in_clauses, is_sharp, shape_of

_WORDS = {
    **WORDS,
    "OR_NAMED": r"(?: (?!(?:and|but|or|of|from|which|after|before|to|at|in|on|than)\b)[a-z][a-z’'-]*){0,3}",
    "MOVES": r"(?<!the )(?:<MOVED>|(?P<up_>rais(?:ed|es?|ing)|lift(?:ed|s)))\b(?! short\b)",
    "IS_": r"is|was|are|were|be",
    "BY": r"(?:~12\bby|,? by| (?:fastest|slowest|most|least)(?: in proportion)?,? by)(?: just| only)?",
    "END": r"(?=[.;:,()]|$| (?:as|because|since|and|now|when|owing|due|although|though|which)\b)",
    "WORDS": r"[^⟨⟩.;:,()]{0,60}?",
    "THAN_BASE": r"(?P<base><WORDS>)<END>",
    "OFF": r"(?:(?P<up>over|above|more than|higher than)|(?P<down>under|below|less than|lower than))",
    "BEYOND": (
        r"(?:(?P<up>over-?spen(?:d(?:s|ing)?|t)|exceed(?:s|ed|ing)?|beat(?:s|ing|en)?)"
        r"|(?P<down>under-?spen(?:d(?:s|ing)?|t)|f[ae]ll(?:s|en|ing)? short of|short of))"
    ),
    "PLAN_OF": r"(?:the|its|their|our|a|an)(?: [a-z-]+){0,3}? (?:budget|target|plan|estimate)s? of",
}
_FRAMES = tuple(
    frame(one, _WORDS)
    for one in (
        r"<MOVES>(?:~20\bby|,? by)? ⟨c⟩<OR_NAMED>,? to ⟨b⟩(?! (?:and|to) ⟨)",
        r"<MOVES><BY> ⟨c⟩(?=<OR_NAMED>(?:[.;,)]|$| (?:because|as|after|since|now|but|when|and) |,? in (?:19|20)\d\d))",
        r"<MOVES><BY> ⟨d⟩<OR_NAMED>(?:,? or | \((?:or )?)⟨c⟩(?=[.;,)]|$)",
        r"⟨b⟩[^⟨⟩.;]{0,40}?(?:,| is| was| are| were|[ (–-]) ?<SO>⟨c⟩<UNIT> <MORE>\b<THAN_BASE>",
        r"⟨b⟩~30[,(–-] ?(?:which is )?an? (?:net )?<A_MOVE> of ⟨c⟩(?P<base>(?: <ON>\b<WORDS>)?)<END>",
        r"⟨b⟩[^⟨⟩.;]{0,40}?, (?:(?P<up>up)|(?P<down>down)) (?:by )?⟨c⟩ (?:from|on|against)\b<THAN_BASE>",
        r"\b(?:<IS_>|finished|ended|came in|stands?|costs?) (?:the year |now )?⟨c⟩<UNIT> <MORE>\b<THAN_BASE>",
        r"⟨c⟩ <OFF> <PLAN_OF> ⟨a⟩<END>",
        r"<BEYOND>~12 by ⟨c⟩ (?:against|on) <PLAN_OF> ⟨a⟩<END>",
        r"<BEYOND> <PLAN_OF> ⟨a⟩,? by ⟨c⟩<END>",
    )
)

_SINCE = re.compile(
    r"(?i)(?: [a-z’'-]+){0,3}?,? ((?:since|on|from|over|compared (?:to|with)|against) [^⟨⟩.;:,()]{0,40}?"
    r"\b(?:20\d\d(?: ?[/–-] ?\d\d)?|year(?: before| earlier)?|budget|plan))\b"
)
"""What a change is told since, right after it."""


class Told(Struct, frozen=True):
    """A change `c` to `b`, or from `a`, as far as either is told; `direction` as in `Change`."""

    c: ProseFigure
    b: ProseFigure | None
    a: ProseFigure | None
    direction: int
    base: str
    """What it is compared with, in words."""
    before: str
    """What stands before the change in its sentence, however often it is told: by 22 pupils, or 5.1%."""


def told_in(passage: Passage, start: int, sentence: str) -> Iterator[Told]:
    """The changes that a sentence tells so."""
    figures = passage.figures_of(start, sentence)
    if not figures:
        return
    shape = in_clauses(shape_of(sentence, start, figures))
    done: set[int] = set()
    for pattern in _FRAMES:
        for match in pattern.finditer(shape):
            one = _told(passage, start, figures, match.groupdict())
            if not one.base.strip() and (since := _SINCE.match(shape, match.end())):
                one = replace(one, base=since[1])
            if one.c.start not in done and is_sharp(one.c):
                done.add(one.c.start)
                yield one


def _told(passage: Passage, start: int, figures: Sequence[ProseFigure], said: dict[str, str | None]) -> Told:
    a, b, c, d = (figures[int(number)] if (number := said.get(name)) is not None else None for name in "abcd")
    assert c is not None
    direction = 1 if said.get("up") or said.get("up_") else -1 if said.get("down") else 0
    return Told(c, b, a, direction, said.get("base") or "", passage.text[start : (d or c).start])
