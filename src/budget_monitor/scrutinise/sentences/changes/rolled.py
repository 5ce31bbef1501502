"""What a figure opened with, several movements in and out, and what it closed with, each told by its verb: a budget of
£14.26m was increased by £0.38m and reduced by £0.15m to £14.49m; 842 cases were open, 2,316 were opened, 2,209 closed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from budget_monitor.figures.prose import Unit
from budget_monitor.scrutinise.passages import Notes, Passage
from budget_monitor.scrutinise.sentences.changes.balances import is_plain, note_rolled
from budget_monitor.scrutinise.sentences.shapes import FIGURE, frame, is_sharp, shapes_of, without_percents

_WORDS = {
    "THEN": r"(?: (?!(?:and|of|to|from)\b)[a-z-]+){0,2}?(?: (?:was|were|has been|have been|had been))? ",
    "OF_IT": r"(?:(?!and\b)[a-z-]+ ){0,5}",
}
_BEFORE = frame(
    r"(?:\b(?:(?P<up>increased|rose|grew|grown|risen|raised)|(?P<down>reduced|decreased|fell|fallen|cut))\b"
    r"[^⟨⟩.;,]{0,20}\b(?:by|with) <OF_IT>"
    r"|\b(?:(?P<up_>additions|contributions|transfers in|receipts|a surplus)"
    r"|(?P<down_>use|drawdowns?|withdrawals|transfers out|a deficit)) of )$",
    _WORDS,
)
_AFTER = frame(
    r"<THEN>(?:(?P<up>added|billed|opened|built|received|joined|arose|bought|recruited)"
    r"|(?P<down>collected|closed|used|spent|sold|slipped|repaid|left|demolished|written off|resigned))\b",
    _WORDS,
)
_AND_MORE = frame(r"(?: of(?: (?!and\b)[a-z-]+){1,4})?,? and $")
_OPENS = re.compile(
    r"(?i)\b(?:was|were|stood at|open(?:ed|ing)?|began|started|original|budget|programme|reserve|debt|approved|1 April"
    r"|held)\b"
)
_CLOSES = re.compile(
    r"(?i)\b(?:leav(?:es?|ing)|giving|to|so [^⟨⟩.;]{2,30} (?:is|are|was|were|stands?|stood at)|is|are|now|stood at"
    r"|closed at|and)(?: (?:an?|the|revised|programme|balance|total|of|at|now)){0,4} $"
)
_IS_LEFT = re.compile(
    r"(?i)(?: [a-z]+)? (?:remain(?:ed|s)?|(?:was|were|is|are) (?:held|left|open)|at the (?:year )?end)\b"
)
FIGURE_ALONE = re.compile(r"⟨\d+⟩")
"""A figure of a shape, whichever."""
MIN_FIGURES = 4


def note_rolled_forward(passage: Passage, notes: Notes) -> set[int]:
    """Notes each figure that a sentence rolls forward by two movements or more; the places of its figures."""
    done: set[int] = set()
    for shape, figures in shapes_of(passage):
        text = without_percents(shape, figures)
        own = [figures[int(number)] for number in FIGURE.findall(text)]
        if len(own) < MIN_FIGURES or len({one.unit for one in own}) != 1 or own[0].unit is Unit.PERCENT:
            continue
        *gaps, rest = FIGURE_ALONE.split(text)
        signs = _signs(gaps, rest)
        if signs is not None and is_sharp(*own):
            moves = list(zip(own[1:-1], signs, strict=True))
            if note_rolled(passage, own[0], moves, own[-1], notes, may_fail=is_plain(text, ())):
                done |= {one.start for one in own}
    return done


def _signs(gaps: Sequence[str], rest: str) -> list[int] | None:
    """Which way each figure between the first and the last moves it, by the words in the gaps before each figure and
    the rest after the last; None where some words say nothing of it.
    """
    is_open = _OPENS.search(gaps[0]) or _OPENS.search(gaps[1])
    is_closed = _CLOSES.search(gaps[-1]) or (gaps[-1].rstrip().endswith("and") and _IS_LEFT.match(rest))
    if not is_open or not is_closed:
        return None
    signs: list[int] = []
    for before, after in pairwise(gaps[1:]):
        match = _AFTER.match(after) or _BEFORE.search(before)
        said = match.groupdict() if match else {}
        if any(said.get(one) for one in ("up", "up_")):
            signs.append(1)
        elif any(said.get(one) for one in ("down", "down_")):
            signs.append(-1)
        elif signs and _AND_MORE.fullmatch(before):
            signs.append(signs[-1])
        else:
            return None
    return signs
