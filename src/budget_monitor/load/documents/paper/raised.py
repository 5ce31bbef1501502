"""Small raised words of a page: the marks of notes are left out, and what belongs to the word before joins it."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from budget_monitor.load.documents.looks import is_note_mark
from budget_monitor.load.documents.paper.words import Word

ENDINGS = ("st", "nd", "rd", "th", "2", "3")
"""What belongs to the word before it when it is raised: 1st, m2."""
MAX_CHARACTERS = 6
SIZE = 0.82
"""A raised word is at most so many times as large as the word beside it,"""
RAISED_BY = 0.15
"""ends so many times the size of that word above where it ends,"""
SPACE = 0.2
"""and stands at most so many times its size after it."""


def lowered(words: Sequence[Word]) -> list[Word]:
    """The words of a page without raised ones: `£4.8m` and a raised 1 are `£4.8m`, `1` and a raised st are `1st`."""
    left = list(words)
    for word in words:
        if len(word.text) > MAX_CHARACTERS or not (word.text in ENDINGS or is_note_mark(word.text, "")):
            continue
        before = next((one for one in left if _is_raised(word, one) and _is_after(word, one)), None)
        if before is not None:
            left.remove(word)
            if not is_note_mark(word.text, before.text):
                left[left.index(before)] = replace(before, text=before.text + word.text, right=word.right)
        elif any(_is_raised(word, one) and 0 <= one.left - word.right <= one.size for one in left):
            left.remove(word)  # the mark that a note begins with
    return left


def _is_raised(word: Word, beside: Word) -> bool:
    """True if a word is smaller than another and ends above where it ends, on one line."""
    is_above = beside.bottom - word.bottom > RAISED_BY * beside.size and word.bottom > beside.top
    return is_above and word.size <= SIZE * beside.size


def _is_after(word: Word, before: Word) -> bool:
    return abs(word.left - before.right) <= SPACE * before.size
