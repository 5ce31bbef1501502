"""Which of the figures before a list of parts is their whole: spending was £1,647k (budget £1,719k), made up of …"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from budget_monitor.figures.prose import ProseFigure
from budget_monitor.model.ledgers.period import MONTHS
from budget_monitor.scrutinise.sentences.shapes import FIGURE, frame

_WORDS = {
    "PLAN": (
        r"(?:budget(?:ed)?|cash limit|target|plan(?:ned)?|limit|forecast|estimated?|expected|approved|original(?:ly)?"
        r"|allocation|establishment)"
    ),
    "EARLIER": (
        r"(?:before|previous(?:ly)?|last|earlier|ago|was|were|in|at|on|20\d\d(?:[/–-]\d\d)?"
        rf"|{'|'.join(MONTHS)})"
    ),
}
_COMPARED_BEFORE = frame(
    r"(?:\((?=[^()⟨⟩]*\b(?:<PLAN>|<EARLIER>|from|against|compared)\b)[^()⟨⟩]*|\b(?:<PLAN>|<EARLIER>)[^⟨⟩,;()]{0,20} \("
    r"|\b(?:against|compared (?:to|with)|versus|rather than|instead of|not|than|(?:up|down|risen?|rose|grown|grew|fell"
    r"|fallen|increased|decreased|reduced) (?:from|on))\b[^⟨⟩,;()]{0,40}"
    r"|\b(?:of|under|over|above|below|within|exceed(?:s|ed|ing)) (?:the|an?|its|our|their) [^⟨⟩,;()]{0,30}<PLAN>"
    r"[^⟨⟩,;()]{0,20}|\bfrom (?:the |an? )?(?:total of )?)$",
    _WORDS,
)
"""What stands before a figure that the whole is only compared with."""
_COMPARED = frame(
    r"(?:(?<=\()⟨\d+⟩ [^()⟨⟩]{0,40}\b(?:<PLAN>|<EARLIER>)|⟨\d+⟩ (?:[a-z]+ ){0,2}?(?:more|fewer|less|higher|lower|above"
    r"|below|over|under|short|up|down|before|ago|earlier|last year|previously|budgeted|planned|forecast"
    r"|(?:approved|applied) (?:in|for)))\b",
    _WORDS,
)
"""Such a figure with what follows it, or one by which the whole differs from it."""


def called_whole(
    shape: str, end: int, figures: Sequence[ProseFigure], parts: Sequence[ProseFigure]
) -> ProseFigure | None:
    """The whole of parts that follow what ends at `end`: a figure before them which they come to, else the nearest that
    nothing says is only compared with it; None where they come to several of these figures together.
    """
    computed = sum((one.value for one in parts), Decimal(0))
    allowed = sum((one.half for one in parts), Decimal(0))
    found = [
        match
        for match in FIGURE.finditer(shape, 0, end)
        if figures[int(match[1])].unit is parts[0].unit and not figures[int(match[1])].is_word
    ]
    wholes = [figures[int(match[1])] for match in reversed(found)]
    for one in wholes:
        if abs(one.value - computed) <= one.half + allowed:
            return one
    runs = (wholes[at:last] for at in range(len(wholes)) for last in range(at + 2, len(wholes) + 1))
    if any(sum(one.value for one in run) == computed for run in runs):
        return None
    own = (figures[int(match[1])] for match in reversed(found) if not _is_compared(shape, match))
    return next(own, wholes[0])


def _is_compared(shape: str, match: re.Match[str]) -> bool:
    before = _COMPARED_BEFORE.search(shape, 0, match.start())
    return before is not None or _COMPARED.match(shape, match.start()) is not None
