"""What was left open in a document: words and signs that stand for something still to be written."""

from __future__ import annotations

import re
from collections.abc import Sequence

from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.results.outcome import Outcome
from budget_monitor.scrutinise.passages import Notes, Passage

_UNFINISHED = re.compile(
    r"£ ?[xX]+(?:\.[xX]+)?(?:m|k)?\b|\b[xX]{2,}(?:[.,][xX]+)*\s?%|(?<![\w/.-])[X]{2,}(?![\w/-])|\?\?\?+"
    r"|\[(?:insert|add|to be|tbc|xx|date|name|figure|amount)\b[^\]]{0,60}\]|\blorem ipsum\b|#REF!"
    r"|#DIV/0!|#N/A\b|#VALUE!|#NAME\?"
    r"|\bError! (?:Reference source|Bookmark) not (?:found|defined)",
    re.IGNORECASE,
)
_OPEN = re.compile(r"(?<![\w])(?:TBC|TBD|TBA|T\.B\.C\.|to be confirmed)(?![\w])")
MAX_LISTED = 8


def note_placeholders(passages: Sequence[Passage], notes: Notes) -> None:
    """Notes unfinished places, which are wrong in a report, and those that say that they are open, which is told."""
    opened = []
    for passage in passages:
        for match in _UNFINISHED.finditer(passage.text):
            spot = passage.words_at(match.start(), match.end())
            notes.slip(
                RelationKind.ORDER, "Something is still to be written", [spot], f"“{match[0]}” stands in the text"
            )
        opened += [passage.words_at(*match.span()) for match in _OPEN.finditer(passage.text)]
    if opened:
        count = f"{len(opened)} place{'s' if len(opened) > 1 else ''} left open: {opened[0].text}"
        notes.slip(RelationKind.ORDER, "Left open", opened[:MAX_LISTED], count, outcome=Outcome.NOTICE)
