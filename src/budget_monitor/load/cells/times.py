"""Cells that name a time: years, periods, earlier periods and dates, and what to say of those that name none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple, TypeGuard

from budget_monitor.errors import LIKENESS_OF_SHORT_WORDS, hint, nearest
from budget_monitor.model.ledgers.period import (
    FIRST_YEAR,
    LAST_YEAR,
    MONTHS,
    PERIODS,
    financial_year_of,
    is_calendar_year,
    parse_financial_year,
    parse_period,
    parse_step,
    period_rank,
    start_year,
)

_MONTH_NUMBERS = {name[:size]: place for place, name in enumerate(MONTHS, start=1) for size in (3, len(name))}
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})([/-])(\d{1,2})\5(\d{4})|(\d{1,2})[ -]([a-z]+)[ -](\d{4})")
_MIDNIGHT = re.compile(r"[ t]00:00(?::00(?:\.0+)?)?z?$")
"""What programs write after a date that has no time."""
_PERIOD_FORMS = "B, Q1, Q1.5, Q2, Q3, Q4, P01 to P13, Budget, Mid-Year, Annual, Outturn, Year-end or a month's name"
_PERIOD_WORDS = (
    *PERIODS, "Budget", "Agreement", "Mid-Year", "Annual", "Outturn", "Year-end",
    *(month.capitalize() for month in MONTHS),
)  # fmt: skip


class Value(NamedTuple):
    """What one text stands for: the typed value, its place in order, and the year a step names."""

    value: str | date
    ordinal: int
    step_year: int | None = None


def read_year(text: str) -> Value | None:
    """A financial year."""
    year = parse_financial_year(text)
    return Value(year, start_year(year)) if _is_plausible(year) else None


def _is_plausible(year: str | None) -> TypeGuard[str]:
    """Not `0201/02`, a slip of the keyboard: a year has four digits once its leading zeros are gone."""
    return year is not None and year[:4].isdigit()


def explain_year(text: str, good: Sequence[str], year_start: int) -> str:
    """What is said of a text that is no year; `good` are those that the column has, and years start in that month."""
    near = _year_meant(text, year_start)
    if near is not None:
        return f"{_NO_YEAR}{hint(near)}"
    near = nearest(text, good)
    if digits := re.match(r"(?:\d{2})?\d{2}(?!\d)", text):
        first = int(digits[0]) + (2000 if len(digits[0]) == 2 else 0)
        near = f"{first}/{(first + 1) % 100:02d}" if FIRST_YEAR <= first <= LAST_YEAR else None
    return f"{_NO_YEAR}{hint(near)}"


_NO_YEAR = "not a financial year: expected 2021/22, 2021-22 or 2021/2022"
_YEAR_IT_ENDS_IN = re.compile(r"(?:fy|f/y)\s*'?(?:20)?(\d{2})", re.IGNORECASE)
_BOTH_YEARS = re.compile(r"(?:fy)?\s*(?:20)?(\d{2})(?:20)?(\d{2})", re.IGNORECASE)


def _year_meant(text: str, year_start: int) -> str | None:
    """The financial year that a text means in another form: 2026/27 of `FY27`, `2627`, `202627` and `30/09/2026`."""
    day = read_date(text)
    if day is not None and isinstance(day.value, date):
        return financial_year_of(day.value, year_start)
    if ending := _YEAR_IT_ENDS_IN.fullmatch(text):
        last = 2000 + int(ending[1])
        return parse_financial_year(f"{last - 1}/{last}")
    both = None if is_calendar_year(text) else _BOTH_YEARS.fullmatch(text)
    return parse_financial_year(f"{both[1]}/{both[2]}") if both else None


def read_period(text: str, year_start: int) -> Value | None:
    """A period, where years start in that month."""
    period = parse_period(text, year_start)
    return Value(period, period_rank(period)) if period else None


def explain_period(text: str, good: Sequence[str], year_start: int) -> str:
    """What is said of a text that is no period; `good` are those that the column has, and years start in that month."""
    near = _period_meant(text, good, year_start) or nearest(text, _PERIOD_WORDS, LIKENESS_OF_SHORT_WORDS)
    return f"not a period: expected {_PERIOD_FORMS}{hint(near)}"


def _period_meant(text: str, good: Sequence[str], year_start: int) -> str | None:
    """The period that a text means which is a date, or a year: `30/09/2026` is Q2, or P06 among months, where years
    start in April.
    """
    day = read_date(text)
    if day is not None and isinstance(day.value, date):
        month = (day.value.month - year_start) % 12 + 1
        is_monthly = month % 3 != 0 or any(one.startswith("P") for one in good)
        return f"P{month:02d}" if is_monthly else f"Q{month // 3}"
    return "Annual" if parse_financial_year(text) or _year_meant(text, year_start) else None


def read_step(text: str, year_start: int) -> Value | None:
    """An earlier period, perhaps with its year."""
    step = parse_step(text, year_start)
    if step is None:
        return None
    year, period = step
    if year is None:
        return Value(text, period_rank(period))
    return Value(text, period_rank(period), start_year(year)) if _is_plausible(year) else None


def explain_step(text: str) -> str:
    """What is said of a text that is none."""
    near = nearest(text.rpartition(" ")[2], _PERIOD_WORDS)
    return f"not an earlier period: expected a period such as Q3, or 2020/21 Q3 with its year{hint(near)}"


EARLIEST_YEAR = 1000
"""A date before is a slip of the keyboard, such as 0217 for 2017."""
EXPLAIN_DATE = "not a date: expected 2021-11-12, 12/11/2021 (the day first), 12-11-2021 or 12 Nov 2021"


def read_date(text: str) -> Value | None:
    """A date, the day first."""
    match = _DATE.fullmatch(_MIDNIGHT.sub("", text.casefold()))
    if match is None:
        return None
    year, month, day = match[1] or match[7] or match[10], match[2] or match[6], match[3] or match[4] or match[8]
    month_number = _MONTH_NUMBERS.get(match[9]) if match[9] else int(month)
    try:
        value = date(int(year), month_number or 0, int(day))
    except ValueError:
        return None
    return Value(value, value.toordinal()) if value.year >= EARLIEST_YEAR else None
