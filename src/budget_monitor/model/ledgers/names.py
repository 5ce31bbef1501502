"""What makes two names the same, though they are not the same characters: how they were typed is no difference."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

_APOSTROPHES = "‘’‛`´ʹʻʼʽˈ′＇"
_QUOTES = "“”„‟″＂"
_DASHES = "‐‑‒–—―−⁃﹘﹣－˗"
_INVISIBLE = (
    0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, *range(0x180B, 0x1810), *range(0x200B, 0x2010),
    *range(0x202A, 0x202F), *range(0x2060, 0x2070), *range(0xFE00, 0xFE10), 0xFEFF, *range(0xFFF9, 0xFFFC),
    *range(0xE0000, 0xE0200),
)  # fmt: skip
_FOLDS: dict[int, str | None] = {
    **dict.fromkeys(map(ord, _APOSTROPHES), "'"),
    **dict.fromkeys(map(ord, _QUOTES), '"'),
    **dict.fromkeys(map(ord, _DASHES), "-"),
    **dict.fromkeys(_INVISIBLE),
}
SUBTOTAL_WORDS = "sub[ –-]?totals?"
TOTAL_WORDS = "(?:(?:grand|overall)[ –-])?totals?|overall"
"""Patterns, for RE2 and Python, in small letters: what people call a row or column that others add up to."""
_WORDS = f"(?:{SUBTOTAL_WORDS}|{TOTAL_WORDS})"
_SUBTOTAL = re.compile(rf"(?i)\b{SUBTOTAL_WORDS}\b")
_BEGINS = re.compile(rf"(?i){_WORDS}\b")
_CALLED_TOTAL = re.compile(rf"(?i)^\W*{_WORDS}\b|\b{_WORDS}\W*$")
_FOLDED = re.compile(r"[^ -_a-~]")
MAX_NAMES_AT_HAND = 4_096
"""Names that are compared with many others are taken apart once."""


def is_total(text: str) -> bool:
    """True if a label or heading calls its row or column a total or a sub-total: it begins or ends with the word."""
    return _CALLED_TOTAL.search(in_words(text)) is not None


def is_subtotal(text: str) -> bool:
    """True if a label that calls its row a total calls it one of a part only."""
    return _SUBTOTAL.search(text) is not None


def begins_as_total(text: str) -> bool:
    """True if a text begins with the word total: all that is asked where payees and accounts are named, which may end
    with it, or be called TotalEnergies.
    """
    return _BEGINS.match(text) is not None


_JOINED = re.compile(r"_+|(?<=[a-z])(?=[A-Z])")


def in_words(name: str) -> str:
    """A name as a program writes it, in words: `_Total` and `TotalCost` are ` Total` and `Total Cost`."""
    return _JOINED.sub(" ", name)


def folded(text: str) -> str:
    """A text composed (NFC), without characters that cannot be seen, and with one apostrophe, one quotation mark and
    one dash; its spaces are single. `Children’s` is `Children's`. Capitals stay here; those of
    names in keys are joined while a set is read.
    """
    if _FOLDED.search(text):
        text = unicodedata.normalize("NFC", text).translate(_FOLDS)
    return " ".join(text.split())


def digest_of(text: str) -> str:
    """What stands for a name that is not kept, `#3f2a91c0d4e5`: the same for the same name however it was typed, and
    empty for a blank. A total is still called one. Who knows a name can tell whether it is meant.
    """
    name = folded(text)
    digest = hashlib.sha256(name.encode("utf-8", "backslashreplace")).hexdigest()[:12]
    return "" if not name else f"Total #{digest}" if begins_as_total(name) else f"#{digest}"


def plain(name: str) -> str:
    """A name without capitals, accents, punctuation and spaces: two names that have the same were meant to be one."""
    return "".join(_words(name))


def bare_words(text: str) -> str:
    """A heading's words without capitals and marks, with single spaces: `Surplus/(Deficit)` is `surplus deficit`."""
    return " ".join(re.sub(r"[^a-z0-9 ]", " ", text.casefold()).split())


@lru_cache(maxsize=MAX_NAMES_AT_HAND)
def _words(name: str) -> Sequence[str]:
    letters = unicodedata.normalize("NFKD", folded(name).casefold()).replace("&", " and ").replace("'", "")
    kept = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return tuple("".join(letter if letter.isalnum() else " " for letter in kept).split())


def are_near(one: str, other: str) -> bool:
    """True if one name looks like the other mistyped: the same but for capitals and punctuation, or a letter or two of
    a word missing, doubled, wrong or exchanged. Names that differ in their digits are no slips of each other, nor are
    short words: `North` is not `South`.
    """
    lefts, rights = _words(one), _words(other)
    if "".join(lefts) == "".join(rights):
        return True
    if len(lefts) != len(rights):
        lefts, rights = ("".join(lefts),), ("".join(rights),)
    return all(left == right or _is_slip(left, right) for left, right in zip(lefts, rights, strict=True))


def _is_slip(left: str, right: str) -> bool:
    shortest = min(len(left), len(right))
    most = 0 if shortest < MIN_LETTERS else 1 if shortest < MIN_LETTERS_OF_TWO_SLIPS else 2
    if not most or abs(len(left) - len(right)) > most or _digits(left) != _digits(right):
        return False
    return _differ_by(left, right, most)


MIN_LETTERS = 5
"""Shorter words are not mistyped for one another: `East` and `West` are two."""
MIN_LETTERS_OF_TWO_SLIPS = 10
"""Words of so many letters may have two."""


@lru_cache(maxsize=MAX_NAMES_AT_HAND)
def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())


def _differ_by(left: str, right: str, most: int) -> bool:
    """True if so many letters added, left out, changed or exchanged with their neighbour turn one text into the
    other.
    """
    before: list[int] = []
    row = list(range(len(right) + 1))
    for place, letter in enumerate(left, start=1):
        last, before, row = before, row, [place] + [0] * len(right)
        for at, other in enumerate(right, start=1):
            row[at] = min(before[at] + 1, row[at - 1] + 1, before[at - 1] + (letter != other))
            if at > 1 and place > 1 and letter == right[at - 2] and left[place - 2] == other:
                row[at] = min(row[at], last[at - 2] + 1)
        if min(row) > most:
            return False
    return row[-1] <= most
