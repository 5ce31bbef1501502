"""Financial years and reporting periods, as councils write them.

A financial year is written `2021/22`. Periods, in order: `B` (the budget, or agreement), `Q1`, `Q1.5`, `Q2`,
`Q3`, `Q4`, and `P01`…`P13` for monthly ledgers; `P03` is the last month before `Q1` is reported.
"""

from __future__ import annotations

import re
from datetime import date

PERIODS = ("B", "Q1", "Q1.5", "Q2", "Q3", "Q4", *(f"P{n:02d}" for n in range(1, 14)))

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
MONTH_BEGINNINGS = "|".join(name[:3] for name in MONTHS)
"""A pattern (in small letters) of what a month's name begins with, short or not."""

_NAMED = {
    "b": "B", "budget": "B", "agreement": "B", "originalbudget": "B", "approvedbudget": "B",
    "midyear": "Q2", "halfyear": "Q2",
    "annual": "Q4", "outturn": "Q4", "yearend": "Q4", "endofyear": "Q4", "fullyear": "Q4",
    **{f"{how}outturn": "Q4" for how in ("provisional", "draft", "final", "actual", "annual")},
    **{f"{which}{word}": f"Q{number}"
       for number, names in enumerate(("first 1st", "second 2nd", "third 3rd", "fourth 4th"), start=1)
       for which in names.split() for word in ("quarter", "qtr")},
    **{f"{word}{name}": f"Q{number}"
       for number, name in enumerate(("one", "two", "three", "four"), start=1) for word in ("quarter", "qtr")},
}  # fmt: skip

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Calendar years in which a financial year may begin; others are slips."""
_YEAR = re.compile(r"(?:fy|f/y)?\s*(\d{4}|\d{2})\s*[/\-–]\s*(\d{2}|\d{4})", re.IGNORECASE)
_FIRST_YEAR_OF_1900S = 70
"""Of years written with two digits: 26/27 is 2026/27, and 99/00 is 1999/00."""


YEAR_AMONG_WORDS = re.compile(r"(?<![\w/])(?:19|20)\d\d\s*[/–-]\s*(?:20)?\d\d(?![\w/])")
"""A financial year in a heading or a title: 2026/27, 2026 – 2027."""
CALENDAR_YEARS = range(1900, 2101)


def is_calendar_year(text: str) -> bool:
    """True if a text is a calendar year, and a number of four digits at that: 2021."""
    return len(text) == len("2021") and text.isdecimal() and int(text) in CALENDAR_YEARS


def parse_financial_year(text: str) -> str | None:
    """`2021/22` from `2021/22`, `2021-22`, `2021/2022`, `21/22` or `FY2021/22`; None when it is none of these.

    The second year must follow the first: `2021/23` is no financial year.
    """
    match = _YEAR.fullmatch(text.strip())
    if match is None:
        return None
    first, second = int(match[1]), match[2]
    if len(match[1]) == 2:
        first += 2000 if first < _FIRST_YEAR_OF_1900S else 1900
    if not FIRST_YEAR <= first <= LAST_YEAR or int(second) != (first + 1) % (100 if len(second) == 2 else 10_000):
        return None
    return f"{first}/{(first + 1) % 100:02d}"


def start_year(financial_year: str) -> int:
    """The calendar year in which a financial year begins: 2021 for 2021/22."""
    return int(financial_year[:4])


def financial_year_of(day: date, year_start: int = 4) -> str:
    """The financial year a day is in: 2021/22 for 31 March 2022, where years start in April."""
    first = day.year if day.month >= year_start else day.year - 1
    return f"{first:04d}/{(first + 1) % 100:02d}"


_YEAR_OF_MONTH = re.compile(r"(?<=[a-z])'?(\d{4}|\d{2})$")
"""The year that a spreadsheet shows with a month."""


def year_of_month(text: str, year_start: int = 4) -> str | None:
    """The financial year that a month with its year is in: 2026/27 for `Mar-27`; None for any other period."""
    word = re.sub(r"[\s\-–_]+", "", text).casefold()
    found = _YEAR_OF_MONTH.search(word)
    month = next((at for at, name in enumerate(MONTHS, start=1) if word[:3] == name[:3]), 0)
    if found is None or not month or parse_period(text, year_start) is None:
        return None
    year = int(found[1]) + (2000 if len(found[1]) == 2 else 0)
    return financial_year_of(date(year, month, 1), year_start) if FIRST_YEAR <= year <= LAST_YEAR else None


def parse_period(text: str, year_start: int = 4) -> str | None:
    """The period a cell names, or None: `Mid-Year` and `Second quarter` are Q2, `P3` and `M3` are P03, and with the
    year starting in April (`year_start` 4) `June` and `Jun-26` are P03 too.
    """
    word = re.sub(r"[\s\-–_]+", "", text).casefold()
    if word in _NAMED:
        return _NAMED[word]
    if match := re.fullmatch(r"(?:q|qtr|quarter)(1\.5|[1-4])|([1-4])q", word):
        return f"Q{match[1] or match[2]}"
    if match := re.fullmatch(r"(?:p|pd|period|m|mth|month)0?(\d{1,2})", word):
        name = f"P{int(match[1]):02d}"
        return name if name in PERIODS else None
    named = _YEAR_OF_MONTH.sub("", word)
    for month, name in enumerate(MONTHS, start=1):
        if named in (name, name[:3], name[:4]):
            return f"P{(month - year_start) % 12 + 1:02d}"
    return None


def parse_step(text: str, year_start: int = 4) -> tuple[str | None, str] | None:
    """An earlier period, with its year when it names one: `2020/21 Q3` is ("2020/21", "Q3"), `Q3` (None, "Q3")."""
    head, _, tail = text.strip().partition(" ")
    if year := parse_financial_year(head):
        period = parse_period(tail, year_start)
        return (year, period) if period else None
    period = parse_period(text, year_start)
    return (None, period) if period else None


def period_rank(period: str) -> int:
    """The place of a period in its year, from 0 for the budget; a quarter comes just after its last month, and the
    last one, in which the year's outturn is reported, after the closing entries of P13.
    """
    if period == "B":
        return 0
    if period[0] == "P":
        return int(period[1:]) * 4
    return 13 * 4 + 1 if period == "Q4" else int(float(period[1:]) * 12) + 1
