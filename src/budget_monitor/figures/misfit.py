"""What is said of a cell that is no figure of its column: why, what is expected, and what it most likely means."""

from __future__ import annotations

import re

from budget_monitor.errors import hint_at
from budget_monitor.figures.grammar import (
    MAX_DECIMALS,
    MAX_HALF_DECIMALS,
    MAX_WHOLE_DIGITS,
    NUMBER,
    SIGN,
    Notation,
)
from budget_monitor.figures.written import likeliest
from budget_monitor.model.ledgers.money import unit_text
from budget_monitor.model.ledgers.schema import SYMBOLS, ColumnType, Unit

MAX_CHARACTERS_EXPLAINED = 120
"""Longer cells are no figures; what is wrong with them is not looked into, since that takes time."""


def why_unreadable(text: str, notation: Notation) -> str:
    """What keeps `text` from being a figure of the column, and what is expected."""
    text = " ".join(text.split())
    if len(text) > MAX_CHARACTERS_EXPLAINED:
        return f"not {notation.noun}, but {len(text):,} characters; {notation.expected}"
    if re.fullmatch(notation.figure, text):
        return _beyond_limits(text)
    meant = likeliest(text, notation.currency)
    return f"{_misfit(text, notation)}; {notation.expected}{hint_at(meant) if meant else ''}"


def why_too_fine(notation: Notation, like_thousands: str = "") -> str:
    """What to say of a figure with more digits than its unit allows. `like_thousands` is one of a column in which all
    have three digits behind the point.
    """
    unit = unit_text(notation.unit, notation.currency)
    if notation.unit is Unit.POUNDS and like_thousands:
        read, meant = like_thousands.strip(), like_thousands.strip().replace(".", ",")
        return (
            f"does the point stand between thousands? Every figure with one has three digits behind it, and {read} is"
            f" read as {read} {unit}, not as {meant}; write {meant} where that is meant"
        )
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
    if text.startswith("=") and not re.fullmatch(r"='?[-+£€$]?[0-9.,]+", text):
        return "a formula, not its value: save the file with its values"
    others = [name for code, symbol in SYMBOLS.items() if code != notation.currency for name in (symbol, code)]
    if foreign := [name for name in others if name in text]:
        return f"{foreign[0]} is not the currency of the ledgers, {notation.currency}"
    signs = len(re.findall(rf"{SIGN}|\(|(?i:[cd]r(?=[cd]r|\b))", text))
    digits = re.sub(rf"(?i)^[^0-9.]*|\s*(?:[km]|cr|dr|%|{SIGN}|\)|\s)*$", "", text)
    if signs > 1 and re.fullmatch(r"[0-9][0-9., ]*", digits):
        return "more than one sign: write -97 or (97), not both"
    if "%" in text and notation.type is not ColumnType.PERCENT:
        return f"a percentage, not {notation.noun}"
    if re.fullmatch(r"[0-9][0-9, ]*[, ][0-9, ]*(?:\.[0-9]*)?", digits) and not re.fullmatch(NUMBER, digits):
        return "misplaced thousands separators: they stand before every third digit from the right, as in 4,971"
    if notation.type is ColumnType.INTEGER and re.fullmatch(NUMBER, digits):
        return "not a whole number"
    return f"not {notation.noun}"
