"""How figures are written in ledgers: the patterns, and what to say of a cell that fits none.

The patterns are for RE2 (through pyarrow) and for Python alike, and are matched against text whose spaces have
been made single and plain.
"""

from __future__ import annotations

import re
from functools import cached_property

from msgspec import Struct

from budget_monitor.model.ledgers.schema import SYMBOLS, ColumnType, Unit

MAX_DECIMALS = 6
"""Decimals an amount may have once it is in currency units."""
MAX_WHOLE_DIGITS = 18
MAX_WRITTEN_DECIMALS = 12
MAX_HALF_DECIMALS = 5
"""Decimals a rounded figure may have, so that half its last digit has no more than MAX_DECIMALS."""

SIGN = "[-−–]"
ZERO_WORD = r"(?i:[-−–—]|nil)"
ABOUT = "≈"
"""Stands before a figure that is rounded to its last digit, whatever its unit: a workbook computed it, and shows so
much of it."""

MULTIPLIERS = {
    "k": 3, "thousand": 3, "thousands": 3, "m": 6, "mn": 6, "mln": 6, "million": 6, "millions": 6,
    "bn": 9, "billion": 9, "billions": 9,
}  # fmt: skip
"""The powers of ten that stand after a figure, in capitals or not."""
MULTIPLIER = "(?i:k|thousands?|m|mn|mln|millions?|bn|billions?)"
PREFIX = "(?:=?'?)"
"""What spreadsheets put before a figure that is to stay as it is typed: `=97`, `'97`."""
MARK = r"(?: ?\((?i:[AFEPR]|fav(?:ourable)?|adv(?:erse)?)\)| ?(?i:fav(?:ourable)?|adv(?:erse)?)\.?| ?[*†‡⁰¹²³⁴-⁹]+)"
"""What says of a figure that it is actual, a forecast, an estimate, provisional or revised, or that there is a note;
of a variance, whether it is to the good (`figures.letters`)."""
_NO_NAME = (
    r"n ?/ ?[ak]|n\.[ak]\.?|na|(?:data )?not (?:yet )?(?:available|applicable)|tb[acd]"
    r"|to (?:follow|be (?:confirmed|advised|announced|determined))|new measure|\.{2,}|…"
)
_NAMES_TOO = r"not (?:yet )?(?:known|reported|assessed)|no (?:data|figure)s?(?: available)?|awaited|pending|unknown"
"""Words that say the same of a figure, and that columns are called by, too: Green, Amber, Red, No data."""
MISSING = f"^(?i:{_NO_NAME}|{_NAMES_TOO})$"
"""Words for a figure that is missing, as a blank is."""
_ONLY_MISSING = f"^(?i:{_NO_NAME})$"

_WHOLE = "(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+)"
NUMBER = rf"(?:{_WHOLE}(?:\.[0-9]+)?|\.[0-9]+)"

_EXAMPLES = {
    ColumnType.MONEY: "expected an amount such as 4,971, (97), -97 or £0.163m, or a blank where it is missing",
    ColumnType.NUMBER: "expected a number such as 1,250.5, or a blank where it is missing",
    ColumnType.PERCENT: "expected a percentage such as 93.0 or 93.0%, or a blank where it is missing",
    ColumnType.INTEGER: "expected a whole number such as 1,250, or a blank where it is missing",
}


class Notation(Struct, frozen=True, dict=True):
    """What a figure in a column means: the column's type and, for money, the unit of a bare number."""

    type: ColumnType
    unit: Unit = Unit.POUNDS
    currency: str = "GBP"

    @property
    def shift(self) -> int:
        """The power of ten a bare number is multiplied by: 3 in thousands."""
        if self.type is not ColumnType.MONEY:
            return 0
        return {Unit.POUNDS: 0, Unit.WHOLE_POUNDS: 0, Unit.THOUSANDS: 3, Unit.MILLIONS: 6}[self.unit]

    @property
    def is_exact(self) -> bool:
        """Whether a bare number stands for itself, not for an interval around it."""
        return self.type is ColumnType.INTEGER or (self.type is ColumnType.MONEY and self.unit is Unit.POUNDS)

    @property
    def allowed_decimals(self) -> int | None:
        """How many decimals the unit allows a bare number; None where each figure states its own precision."""
        if self.type is not ColumnType.MONEY:
            return None
        return {Unit.POUNDS: 2, Unit.WHOLE_POUNDS: 0, Unit.THOUSANDS: 0, Unit.MILLIONS: None}[self.unit]

    @property
    def plain_decimals(self) -> int:
        """The decimals that a figure may have and need no warning."""
        if self.type is ColumnType.INTEGER:
            return 0
        return MAX_HALF_DECIMALS + self.shift if self.allowed_decimals is None else self.allowed_decimals

    @cached_property
    def plain(self) -> str:
        """Figures that arrow can cast as they stand, and that need no warning."""
        decimals = self.plain_decimals
        fraction = rf"(?:\.[0-9]{{1,{decimals}}})?" if decimals else ""
        return rf"^-?[0-9]{{1,{MAX_WHOLE_DIGITS - self.shift}}}{fraction}$"

    @cached_property
    def figure(self) -> str:
        """Every way of writing a figure, apart from the words for zero; at most one sign marker fits."""
        if self.type is ColumnType.INTEGER:
            number, suffix, money = rf"{_WHOLE}(?:\.0+)?", "", ""
        else:
            number = NUMBER
            suffix = f"(?: ?{MULTIPLIER})?" + ("(?: ?%)?" if self.type is ColumnType.PERCENT else "")
            money = f"(?:{self.sign_of_currency} ?)"
        optional = f"{money}?" if money else ""
        after_bracket = "|".join(
            [rf"\( ?{optional}{number}{suffix} ?\)", *([rf"\( ?{optional}{number} ?\){suffix}"] if suffix else [])]
        )
        after = f"(?: ?{money})?" if money else ""
        forms = [
            f"{optional}(?:(?:{SIGN}|\\+) ?)?{number}{suffix}{after}",
            f"(?:{SIGN}|\\+) ?{optional}{number}{suffix}{after}",
            f"{optional}{number}{suffix} ?(?:{SIGN}|(?i:CR|DR)){after}",
            f"{optional}(?:{after_bracket}){after}",
        ]
        return f"^{PREFIX}(?:{ABOUT} ?)?(?:{'|'.join(forms)}){MARK}?$"

    @cached_property
    def decoration(self) -> str:
        """What stands around a figure and is no part of it: taken away, digits, sign and multiplier are left."""
        return f"^{PREFIX}|{MARK}$| ?{self.sign_of_currency} ?"

    @cached_property
    def zero(self) -> str:
        """The words for zero; an accounting format writes one after the currency symbol."""
        money = "" if self.type is ColumnType.INTEGER else f"(?:{self.sign_of_currency} ?)?"
        return f"^{money}{ZERO_WORD}$"

    @property
    def sign_of_currency(self) -> str:
        """A pattern for the currency's symbol or its code."""
        names = [f"(?i:{re.escape(self.currency)})"]
        if self.currency in SYMBOLS:
            names.insert(0, re.escape(SYMBOLS[self.currency]))
        return f"(?:{'|'.join(names)})"

    @property
    def expected(self) -> str:
        """What the column wants, for the end of a message."""
        return _EXAMPLES[self.type].replace("£", SYMBOLS.get(self.currency, f"{self.currency} "))

    @property
    def noun(self) -> str:
        """What a figure of the column is called in a message."""
        return {
            ColumnType.MONEY: "an amount",
            ColumnType.NUMBER: "a number",
            ColumnType.PERCENT: "a percentage",
            ColumnType.INTEGER: "a whole number",
        }[self.type]


def says_missing(text: str) -> bool:
    """True if a cell says that its figure is missing: it is blank, or has a word for that."""
    return _says(MISSING, text)


def is_in_error(text: str) -> bool:
    """True of what a spreadsheet shows where a formula fails or a column is too narrow: #REF!, Err:540, ####."""
    return _IN_ERROR.fullmatch(text.strip()) is not None


_IN_ERROR = re.compile(r"#(?:#+|[A-Z][A-Z/0_]*[!?]?)|Err:[0-9]{3}")


def is_no_name(text: str) -> bool:
    """True if a text says that a figure is missing, and nothing is called so: it is blank, or tbc, but not Unknown."""
    return _says(_ONLY_MISSING, text)


def _says(pattern: str, text: str) -> bool:
    plain = " ".join(text.split())
    return not plain or re.match(pattern, plain) is not None
