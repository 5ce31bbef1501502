"""How figures are written in ledgers: the patterns, and what to say of a cell that fits none.

The patterns are for RE2 (through pyarrow) and for Python alike, and are matched against text whose spaces have
been made single and plain.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from budget_monitor.model.money import SYMBOLS, unit_text
from budget_monitor.model.schema import ColumnType, Unit

MAX_DECIMALS = 6
"""Decimals an amount may have once it is in currency units."""
MAX_WHOLE_DIGITS = 18
MAX_WRITTEN_DECIMALS = 12
MAX_CHARACTERS_EXPLAINED = 120
"""Longer cells are no figures; what is wrong with them is not looked into, since that takes time."""
MAX_HALF_DECIMALS = 5
"""Decimals a rounded figure may have, so that half its last digit has no more than MAX_DECIMALS."""

SIGN = "[-−–]"
ZERO_WORD = r"(?i:[-−–—]|nil)"
ABOUT = "≈"
"""Stands before a figure that is rounded to its last digit, whatever its unit: a workbook computed it, and shows so
much of it."""

_WHOLE = "(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+)"
_NUMBER = rf"(?:{_WHOLE}(?:\.[0-9]+)?|\.[0-9]+)"

_EXAMPLES = {
    ColumnType.MONEY: "expected an amount such as 4,971, (97), -97 or £0.163m, or a blank where it is missing",
    ColumnType.NUMBER: "expected a number such as 1,250.5, or a blank where it is missing",
    ColumnType.PERCENT: "expected a percentage such as 93.0 or 93.0%, or a blank where it is missing",
    ColumnType.INTEGER: "expected a whole number such as 1,250, or a blank where it is missing",
}


@dataclass(frozen=True)
class Notation:
    """What a figure in a column means: the column's type and, for money, the unit of a bare number."""

    type: ColumnType
    unit: Unit = Unit.POUNDS
    currency: str = "GBP"

    @property
    def shift(self) -> int:
        """The power of ten a bare number is multiplied by: 3 in thousands."""
        if self.type is not ColumnType.MONEY:
            return 0
        return {Unit.POUNDS: 0, Unit.THOUSANDS: 3, Unit.MILLIONS: 6}[self.unit]

    @property
    def is_exact(self) -> bool:
        """Whether a bare number stands for itself, not for an interval around it."""
        return self.type is ColumnType.INTEGER or (self.type is ColumnType.MONEY and self.unit is Unit.POUNDS)

    @property
    def allowed_decimals(self) -> int | None:
        """How many decimals the unit allows a bare number; None where each figure states its own precision."""
        if self.type is not ColumnType.MONEY:
            return None
        return {Unit.POUNDS: 2, Unit.THOUSANDS: 0, Unit.MILLIONS: None}[self.unit]

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
            number, suffix, money = _WHOLE, "", ""
        else:
            number = _NUMBER
            suffix = "(?: ?[kKmM])?" + ("(?: ?%)?" if self.type is ColumnType.PERCENT else "")
            money = f"(?:{self.sign_of_currency} ?)"
        optional = f"{money}?" if money else ""
        after_bracket = "|".join(
            [rf"\( ?{optional}{number}{suffix} ?\)", *([rf"\( ?{optional}{number} ?\){suffix}"] if suffix else [])]
        )
        forms = [
            f"{optional}(?:{SIGN} ?)?{number}{suffix}",
            f"{SIGN} ?{optional}{number}{suffix}",
            f"{optional}{number}{suffix} ?(?:{SIGN}|(?i:CR|DR))",
            f"{optional}(?:{after_bracket})",
        ]
        return f"^(?:{ABOUT} ?)?(?:{'|'.join(forms)})$"

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


def why_unreadable(text: str, notation: Notation) -> str:
    """What keeps `text` from being a figure of the column, and what is expected."""
    text = " ".join(text.split())
    if len(text) > MAX_CHARACTERS_EXPLAINED:
        return f"not {notation.noun}, but {len(text):,} characters; {notation.expected}"
    if re.fullmatch(notation.figure, text):
        return _beyond_limits(text)
    return f"{_misfit(text, notation)}; {notation.expected}"


def why_too_fine(notation: Notation) -> str:
    """What to say of a figure with more digits than its unit allows."""
    unit = unit_text(notation.unit, notation.currency)
    if notation.unit is Unit.POUNDS:
        return f"more than two decimals in a column in {unit}; the figure is kept as it stands"
    return f"decimals in a column in {unit}; the figure is kept, and is as precise as it is written"


def _beyond_limits(text: str) -> str:
    whole = re.sub(r"[^0-9.]", "", text).partition(".")[0].lstrip("0")
    if len(whole) > MAX_WHOLE_DIGITS or not re.search(r"\.[0-9]{6}", text):
        return f"too large: a figure must be under 10^{MAX_WHOLE_DIGITS} in size"
    return (
        f"too many decimals: amounts are kept to {MAX_DECIMALS} decimals,"
        f" and figures rounded as written to {MAX_HALF_DECIMALS}"
    )


def _misfit(text: str, notation: Notation) -> str:
    if text.startswith("#"):
        return f"a spreadsheet error or a cell too narrow to show its figure, not {notation.noun}"
    if foreign := [symbol for code, symbol in SYMBOLS.items() if symbol in text and code != notation.currency]:
        return f"{foreign[0]} is not the currency of the ledgers, {notation.currency}"
    signs = len(re.findall(rf"{SIGN}|\(|(?i:[cd]r(?=[cd]r|\b))", text))
    digits = re.sub(rf"(?i)^[^0-9.]*|\s*(?:[km]|cr|dr|%|{SIGN}|\)|\s)*$", "", text)
    if signs > 1 and re.fullmatch(r"[0-9][0-9., ]*", digits):
        return "more than one sign: write -97 or (97), not both"
    if "%" in text and notation.type is not ColumnType.PERCENT:
        return f"a percentage, not {notation.noun}"
    if re.fullmatch(r"[0-9][0-9, ]*[, ][0-9, ]*(?:\.[0-9]*)?", digits) and not re.fullmatch(_NUMBER, digits):
        return "misplaced thousands separators: they stand before every third digit from the right, as in 4,971"
    if notation.type is ColumnType.INTEGER and re.fullmatch(_NUMBER, digits):
        return "not a whole number"
    return f"not {notation.noun}"
