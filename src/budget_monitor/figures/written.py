"""One figure as people write it, read by itself: its exact value, its decimals, and the likeliest reading of a
malformed one.

Columns of a known type are read many cells at a time; here nothing is known but the cell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache

from msgspec import Struct

from budget_monitor.figures.grammar import MAX_WHOLE_DIGITS, MULTIPLIER, MULTIPLIERS, Notation
from budget_monitor.model.ledgers.names import folded
from budget_monitor.model.ledgers.schema import ColumnType

MAX_CHARACTERS_OF_A_FIGURE = 60
_EXPONENT = re.compile(r"^[£€$]?([-+]?[0-9]+(?:\.[0-9]+)?)[eE]([-+]?[0-9]{1,3})$")
_LETTERS = re.compile(r"^[-(£€$]*(?=[0-9OoIl,. ]*[0-9])[0-9OoIl][0-9OoIl,. ]*\)?$")
_DIGITS_FOR_LETTERS = str.maketrans("OoIl", "0011")
_TIDY: Sequence[tuple[re.Pattern[str], str]] = (
    (re.compile(r"^([-(]*[£€$])\s+"), r"\1"),
    (re.compile(r"^([-(]*)[£€$](?=[0-9.]+,[0-9]{1,2}\)?$)"), r"\1"),
    (re.compile(r"[,;:]+$"), ""),
    (re.compile(r"(?i)\b([cd]r)\.$"), r"\1"),
    (re.compile(r"^\(([^()]*)$|^([^()]*)\)$"), r"(\1\2)"),
    (re.compile(rf"^([-(£€$]*[0-9]+),([0-9]{{1,2}})(?= ?(?:{MULTIPLIER})\)?$)"), r"\1.\2"),
)
"""What stands around a figure, or is left out, where a hand slipped: a space, a stop, one bracket of two."""
_LAST_POINT = re.compile(r"^([-(£€$]*[0-9][0-9.,]*)[.,]([0-9]{1,2})$")
_SUFFIX = re.compile(rf"[0-9] ?\)? ?({MULTIPLIER})")
_PLAIN = re.compile(r"-?[0-9]{1,12}(?:\.([0-9]{1,4}))?", re.ASCII)
_DECIMAL_COMMA = re.compile(
    r"^([-(]?)([0-9]{1,3}(?:\.[0-9]{3})*|[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+|[0-9]+),([0-9]{1,2})(\)?)$"
)
_STRAY_MARKS = re.compile(r"^([-(£]?[0-9][0-9,. ]*[0-9)]) ?[|!\[\]IijJ]{1,2}$")
_APOSTROPHES = re.compile(r"^([-(£]?[0-9]{1,3}(?:['’][0-9]{3})+(?:[.,][0-9]{1,2})?\)?)$")
_MISPLACED = re.compile(r"^([-(£]*)([0-9]*(?:,[0-9]+)*,(?:[0-9]{3,}(?=[.)]|$)|[0-9]+(?=\.)))((?:\.[0-9]+)?)(\)?)$")
_SEVERAL_POINTS = re.compile(r"^([-(£]*)([0-9]{1,3}(?:[.,][0-9]{2,3})+)\.([0-9]{2})(\)?)$")
_YEARS = re.compile(r"(?:(?:19|20)[0-9]{2},)+(?:19|20)[0-9]{2}")
_POINTS_FOR_COMMAS = re.compile(r"^([-(]?[0-9]{1,3})((?:[.,][0-9]{3})+)(\.[0-9]{2})?(\)?)$")


class Written(Struct, frozen=True):
    """A figure's value in units of its own (`£2k` is 2000) and the decimals written, which `k` and `m` reduce."""

    value: Decimal
    decimals: int
    is_percent: bool = False
    read_as: str = ""
    unsaid: int = 0
    """How many digits before the point an exponent leaves unsaid: six in 2.25e+08."""

    @property
    def precision(self) -> int:
        """The decimals to which the figure is known: fewer than none where digits are unsaid."""
        return -self.unsaid if self.unsaid else self.decimals


def read_figure(text: str, currency: str = "GBP") -> Written | None:
    """The figure that a cell holds; None where it is none, or one of another currency."""
    if found := _PLAIN.fullmatch(text):  # as most are, and by far the quickest
        return Written(Decimal(text) + 0, len(found[1] or ""))  # nought has no sign
    plain = folded(text)
    if not plain or not _has_a_figure(plain):
        return None
    zero, figure, decoration = _patterns(ColumnType.PERCENT if "%" in plain else ColumnType.MONEY, currency)
    if zero.match(plain):
        return Written(Decimal(0), 0)
    if figure.match(plain):
        return _figure(decoration.sub("", plain))
    return _malformed(plain)


def is_unit(text: str) -> bool:
    """True for `£000` and the like: what the figures below it are counted in."""
    return _UNIT.fullmatch(text.strip()) is not None


_UNIT = re.compile(r"\(?£?\s?['’]?000['’]?s?\)?")


def likeliest(text: str, currency: str = "GBP") -> str:
    """What a malformed figure most likely means, as it should be written; empty where nothing can be told."""
    plain = folded(text)
    if not _has_a_figure(plain) or len(plain) > MAX_CHARACTERS_OF_A_FIGURE:
        return ""
    tidied = plain
    for pattern, instead in _TIDY:
        tidied = pattern.sub(instead, tidied)
    read = _malformed(tidied)
    if read is None and tidied != plain:
        read = read_figure(tidied, currency)
    if read is None and (letters := _LETTERS.match(plain)):
        plain = letters[0].translate(_DIGITS_FOR_LETTERS)
        read = read_figure(plain, currency)
    if read is None and (found := _LAST_POINT.match(plain)):
        plain = f"{found[1].replace('.', '').replace(',', '')}.{found[2]}"
        read = read_figure(plain, currency)
    return "" if read is None else f"{read.value:,f}{'%' if read.is_percent else ''}"


@cache
def _patterns(kind: ColumnType, currency: str) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """What the words for zero look like, the figures, and what stands around those."""
    notation = Notation(kind, currency=currency)
    return re.compile(notation.zero), re.compile(notation.figure), re.compile(notation.decoration)


def _has_a_figure(text: str) -> bool:
    return any(one.isdecimal() for one in text) or len(text) <= len("£ nil") + 1


def _figure(text: str) -> Written | None:
    digits = re.sub(r"[^0-9.]+", "", text)
    if len(digits.partition(".")[0]) > MAX_WHOLE_DIGITS:
        return None
    suffix = _SUFFIX.search(text)
    shift = MULTIPLIERS[suffix[1].casefold()] if suffix else 0
    amount = Decimal(f"{Decimal(digits).scaleb(shift):f}")  # without an exponent: 5E+3 is 5000
    is_negative = re.search(r"[-−–(]|(?i:cr)$", text) is not None
    return Written(-amount if is_negative else amount, len(digits.partition(".")[2]) - shift, "%" in text)


def _malformed(text: str) -> Written | None:
    """A figure whose comma is a decimal point, whose points are thousands separators, or whose marks stand elsewhere
    than between thousands.
    """
    if found := _STRAY_MARKS.match(text):
        inner = read_figure(found[1])
        return inner and Written(inner.value, inner.decimals, inner.is_percent, f"{found[1]} (stray marks beside it)")
    unsaid = 0
    if (found := _EXPONENT.match(text)) and abs(int(found[2])) <= MAX_WHOLE_DIGITS:
        plain, why = f"{Decimal(f'{found[1]}E{found[2]}'):f}", "with an exponent, digits may be lost"
        unsaid = max(0, int(found[2]) - len(found[1].partition(".")[2]))
    elif found := _DECIMAL_COMMA.match(text):
        plain, why = f"{found[1]}{re.sub('[., ]', '', found[2])}.{found[3]}{found[4]}", "a decimal comma"
    elif found := _APOSTROPHES.match(text):
        plain, why = re.sub("['’]", "", found[1]), "marks between thousands"
    elif (found := _POINTS_FOR_COMMAS.match(text)) and len(re.findall("[.,]", found[2])) + bool(found[3]) > 1:
        whole = re.sub("[.,]", "", found[1] + found[2])
        plain, why = f"{whole}{found[3] or ''}{found[4]}", "points or commas between thousands"
    elif (found := _SEVERAL_POINTS.match(text)) and re.search("[0-9]{3}", found[2]):
        whole = re.sub("[.,]", "", found[2])
        plain, why = f"{found[1]}{whole}.{found[3]}{found[4] or ''}", "several points"
    elif (found := _MISPLACED.match(text)) and not _YEARS.fullmatch(text):
        plain = f"{found[1]}{found[2].replace(',', '')}{found[3]}{found[4] or ''}"
        why = "a comma out of place"
    else:
        return None
    read = _figure(plain)
    return read and Written(read.value, read.decimals, read_as=f"{plain} ({why})", unsaid=unsaid)
