"""What was left open in a document: words and signs that stand for something still to be written."""

from __future__ import annotations

import re
from collections.abc import Sequence

from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.results.outcome import Outcome
from budget_monitor.scrutinise.passages import Notes, Passage

_SHAPES = (
    r"£ ?(?:\d[\d.,]*)?x+(?:[.,]x+)*(?:m|k|bn)?\b",  # £x, £X.Xm, £xxx,xxx, £0.0Xm
    r"£ ?(?:\?|\[ ?\])(?:m|k|bn)?(?![\w?])",  # £?m, £[ ]
    r"(?<![\w?)\]])(?:\?|\[ ?x? ?\]|x|n{2,})\s?%",  # ?%, [ ]%, nn%
    r"\bx{2,}(?:[.,]x+)*\s?%",
    r"\b(?:xx|dd)([/.-])(?:xx|mm)\1(?:\d{2,4}|x{2,4}|y{2,4})\b",  # XX/XX/2022, DD/MM/YYYY
    r"(?<![\w/.,-])x{2,}(?![\w/-]|[.,]x)",
    r"\?\?\?+|#{4,}",
    r"[\[<](?:insert|add|to be|tbc|xx|date|name|figure|amount)\b[^\]>]{0,60}[\]>]",
    r"\[[^\]]{0,60}\b(?:to (?:check|confirm|add|update)|check this|update (?:before|this))\b[^\]]{0,40}\]",
    r"<<[^<>]{1,40}>>|«[^«»]{1,40}»|\blorem ipsum\b",
    r"#(?:REF!|DIV/0!|N/A\b|VALUE!|NAME\?)",
    r"\bError! (?:Reference source|Bookmark) not (?:found|defined)",
)
_UNFINISHED = re.compile("|".join(_SHAPES), re.IGNORECASE)
_NOTES_TO_SELF = re.compile(r"\b(?:TODO|FIXME)\b")
_NUMERAL = re.compile(r"(?i)\b(?:part|schedule|chapter|article|title|volume|louis)\s$")
"""What XX and XXX after it are numbers of: of acts, and of kings."""
_OPEN = re.compile(
    r"(?<!\w)(?:TBC|TBD|TBA|T\.B\.C\.|to be confirmed)(?!\w)"
    r"|\((?:[\w ]{1,30} )?(?:to follow|to be (?:added|inserted|completed|updated))\)"
)
MAX_LISTED = 8


def note_placeholders(passages: Sequence[Passage], notes: Notes) -> None:
    """Notes unfinished places, which are wrong in a report, and those that say that they are open, which is told."""
    opened = []
    for passage in passages:
        for match in (*_UNFINISHED.finditer(passage.text), *_NOTES_TO_SELF.finditer(passage.text)):
            if match[0] in ("XX", "XXX") and _is_numeral(passage.text, match):
                continue
            spot = passage.words_at(match.start(), match.end())
            notes.slip(
                RelationKind.ORDER,
                "Something is still to be written",
                [spot],
                f"“{match[0].strip()}” stands in the text",
            )
        opened += [passage.words_at(*match.span()) for match in _OPEN.finditer(passage.text)]
    if opened:
        count = f"{len(opened)} place{'s' if len(opened) > 1 else ''} left open: {opened[0].text}"
        notes.slip(RelationKind.ORDER, "Left open", opened[:MAX_LISTED], count, outcome=Outcome.NOTICE)


def _is_numeral(text: str, match: re.Match[str]) -> bool:
    """True if XX is twenty: of an act, or of a century."""
    before, after = text[max(0, match.start() - len("schedule ")) : match.start()], text[match.end() :]
    return _NUMERAL.search(before) is not None or after.startswith(" century")
