"""Number formats of spreadsheets: how many decimals one shows, and whether it shows a percentage."""

from __future__ import annotations

import re
from functools import cache

from msgspec import Struct

_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_DIGITS = re.compile(r"[0#?][0#?, ]*(?:\.(?P<decimals>[0#? ]*))?,*")
_DATES = re.compile(r"[dmyhs]", re.IGNORECASE)
_MONTHS = re.compile(r"(?:m+[^dhsm]*y+|y+[^dhsm]*m+)", re.IGNORECASE)


class NumberFormat(Struct, frozen=True):
    """`decimals` is None where the format leaves it to the figure, as `General` does, or shows fractions.

    `thousands` is how many times it leaves three digits away, as `#,##0,` does once. `is_month` is true
    of a date that is shown as `Apr-26`.
    """

    decimals: int | None = None
    is_percent: bool = False
    thousands: int = 0
    is_month: bool = False


GENERAL = NumberFormat()


@cache
def number_format(code: str) -> NumberFormat:
    """What a format's code says of positive figures: `#,##0.0;(#,##0.0)` shows one decimal."""
    first = _QUOTED.sub("", code.partition(";")[0] if not code.startswith("[") else code.split(";")[0])
    if _MONTHS.fullmatch(first.strip()):
        return NumberFormat(is_month=True)
    digits = _DIGITS.search(first)
    if digits is None or _DATES.search(first) or "E" in first.upper() or "/" in first:
        return GENERAL
    written = digits[0].rstrip()
    left_away = len(written) - len(written.rstrip(","))
    return NumberFormat(len((digits["decimals"] or "").replace(" ", "")), "%" in first, left_away)
