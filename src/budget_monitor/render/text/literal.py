"""Text from ledgers, rule files and file names, made safe to print.

Whatever a cell holds is shown as the characters it consists of: it can neither move the cursor, nor colour the
screen, nor hide or reorder what stands beside it. Every text that is printed goes through `literal`.
"""

from __future__ import annotations

import re
import unicodedata

NEWLINE = re.compile(r"\r\n|\r|\n")

_HIDDEN_CATEGORIES = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
"""Controls, format characters (bidirectional overrides, zero width), halves of pairs, unassigned, separators."""

_INVISIBLE = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0\ufe00-\ufe0f\U000e0100-\U000e01ef]")
"""Characters of other categories that print as nothing."""

_PLAINER = {
    "−": "-", "–": "-", "—": "-", "─": "-", "‘": "'", "’": "'", "“": '"', "”": '"',
    "£": "GBP ", "€": "EUR ", "×": "x", "…": "...", "≤": "<=", "≥": ">=", "≠": "!=", "\xa0": " ", "†": "^", "→": "->",
}  # fmt: skip
"""What stands for a character where the stream's encoding has none."""


def literal(text: str, encoding: str = "utf-8") -> str:
    r"""The text with nothing in it that a terminal would act on, and nothing `encoding` lacks.

    A line break is shown as ⏎, a control character as its picture (escape is ␛), any other character that
    cannot be seen as its code. literal("a\x1b[31m") is "a␛[31m"; in ASCII it is "a\x1b[31m", spelt out.
    """
    if text.isprintable() and _INVISIBLE.search(text) is None and can_encode(text, encoding):
        return text
    return "".join(_visible(character, encoding) for character in NEWLINE.sub("\n", text))


def can_encode(text: str, encoding: str) -> bool:
    """Whether a stream of that encoding takes the text."""
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _visible(character: str, encoding: str) -> str:
    shown = character
    if picture := _picture(character):
        shown = picture if can_encode(picture, encoding) else _code(character)
    elif unicodedata.category(character) in _HIDDEN_CATEGORIES or _INVISIBLE.match(character):
        shown = _code(character)
    if can_encode(shown, encoding):
        return shown
    return _PLAINER.get(shown) or _code(shown)


def _picture(character: str) -> str | None:
    """The visible sign for a control character, if there is one."""
    if character == "\n":
        return "⏎"
    if character == "\x7f":
        return "␡"
    return chr(0x2400 + ord(character)) if character < " " else None


def _code(character: str) -> str:
    r"""A character by its number: \n, \x1b, \u202e."""
    if character == "\n":
        return r"\n"
    number = ord(character)
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
