"""The marks of notes: small raised figures, letters and signs, no part of the figure or the word they stand beside."""

from __future__ import annotations

import re

_ONE = r"(?:\d{1,2}|[A-Za-z]|[ivx]{1,4}|[*†‡§#]{1,3})"
_MARK = re.compile(rf"^[(\[]?{_ONE}(?:, ?{_ONE})*[)\]]?$")
_LENGTH = re.compile(r"(?:^|[\s(/]|(?<![£€$\d.,])[\d.,]+)(?:[kcm]?m|ft|yd)$")
_AMOUNT = re.compile(r"[£€$]\s?[\d.,]+\s?\w*$")
_POWERS = ("2", "3")
MAX_CHARACTERS_BEFORE = 40
"""So many characters before a mark are looked at."""


def is_note_mark(raised: str, before: str) -> bool:
    """True for a raised text that is the mark of a note: `1`, `(a)`, `*`. False for what belongs to the word before it:
    the `st` of 1st, and the power of a length (`120 m` with a raised 2).
    """
    text, before = raised.strip(), before[-MAX_CHARACTERS_BEFORE:]
    if not _MARK.match(text):
        return False
    return text not in _POWERS or _LENGTH.search(before) is None or _AMOUNT.search(before) is not None
