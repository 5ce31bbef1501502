"""Dates as bank statements and cash books write them: two-digit years, months by name, no year at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise

from msgspec import Struct, field

from budget_monitor.errors import UsageError, hint, nearest
from budget_monitor.load.cells.times import EARLIEST_YEAR
from budget_monitor.model.ledgers.period import MONTHS
from budget_monitor.model.lists.matching import NO_DATE

_FORMS = "expected 2026-04-03, 03/04/2026 (the day first), 3.4.26, 3 Apr 2026 or 3 Apr"
MIN_DATES_IN_ORDER = 3
"""So many different dates must stand in the order of one reading, and not of the other, to show which it is."""
_MONTHS = {name[:size]: number for number, name in enumerate(MONTHS, start=1) for size in (3, 4, len(name))}
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[ ,.]+)?"
_TIME = r"(?:[ t]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[ap]m)?(?:z|[+-]\d{2}:?\d{2})?)?"
_END = rf"{_TIME}$"
_YEAR_FIRST = re.compile(rf"^{_WEEKDAY}(\d{{4}})[-/. ](\d{{1,2}})[-/. ](\d{{1,2}}){_END}")
_TOGETHER = re.compile(r"^(20\d{2})(\d{2})(\d{2})$")
_NUMBERS = re.compile(rf"^{_WEEKDAY}(\d{{1,2}})[-/. ](\d{{1,2}})[-/. ](\d{{4}}|\d{{2}}){_END}")
_NO_YEAR = re.compile(r"^(\d{1,2})[-/](\d{1,2})$")
_NAMED = re.compile(rf"^{_WEEKDAY}(\d{{1,2}})(?:st|nd|rd|th)?[-/. ]*([a-z]{{3,}})\.?[-/., ]*(\d{{4}}|'?\d{{2}})?{_END}")
_NAMED_FIRST = re.compile(rf"^{_WEEKDAY}([a-z]{{3,}})\.? +(\d{{1,2}})(?:st|nd|rd|th)?(?:,? +(\d{{4}}))?{_END}")
_SERIAL = re.compile(r"^[3-6]\d{4}(?:\.0+)?$")
_FIRST_SERIAL = date(1899, 12, 30).toordinal()


class Days(Struct, frozen=True):
    """`days` are ordinals, NO_DATE for a blank or what could not be read; those stand in `wrong`, by their place.

    `lacks_year`: dates without a year, and nothing in the column says which: the days are of the year that was given.
    """

    days: list[int]
    wrong: Mapping[int, str] = field(default_factory=dict)
    lacks_year: bool = False
    is_month_first: bool = False


class _Parts(Struct, frozen=True):
    """A date as written; `year` is None where it has none, and `is_open` says that day and month may be exchanged."""

    year: int | None
    month: int
    day: int
    is_open: bool = False

    def ordinal(self, year: int, *, month_first: bool) -> int | None:
        month, day = (self.day, self.month) if self.is_open and month_first else (self.month, self.day)
        try:
            value = date(self.year or year, month, day)
        except ValueError:
            return None
        return value.toordinal() if value.year >= EARLIEST_YEAR else None

    def is_only(self, *, month_first: bool) -> bool:
        """True if day and month may be exchanged and it is a day in this order alone: 31/02 is one in neither."""
        own, other = (self.ordinal(LEAP_YEAR, month_first=order) for order in (month_first, not month_first))
        return self.is_open and own is not None and other is None


LEAP_YEAR = 2000
"""In which 29/02 without a year is a day."""


def days_of(texts: Sequence[str], file: str, month_first: bool | None = None, year: int | None = None) -> Days:
    """The days of a column. A date without a year follows on from the one above it; the first is of `year`.

    Raises UsageError where some dates have the day first and others the month, and `month_first` does not say which.
    """
    known = {text: _parts(text) for text in dict.fromkeys(texts)}
    first = _is_month_first(list(known.values()), file, known) if month_first is None else month_first
    if all(one is not None and one.year is not None for one in known.values()):
        ordinals = {text: one.ordinal(0, month_first=first) for text, one in known.items() if one}
        if None not in ordinals.values():
            return Days([ordinals[text] or NO_DATE for text in texts], is_month_first=first)
    days, wrong, last, lacks = [], {}, None, False
    for place, text in enumerate(texts):
        parts = known[text]
        if parts is None:
            days.append(NO_DATE)
            if text.strip():
                wrong[place] = text
            continue
        if parts.year is None and last is None:
            lacks = True
        ordinal = parts.ordinal(_year_after(last, parts) or year or 2000, month_first=first)
        days.append(NO_DATE if ordinal is None else ordinal)
        if ordinal is None:
            wrong[place] = text
        else:
            last = date.fromordinal(ordinal)
    return Days(days, wrong, lacks, first)


def is_date(text: str) -> bool:
    """Whether a text is a date of any form that is read."""
    return _parts(text) is not None


def explain_date(text: str, *, month_first: bool) -> str:
    """What is said of a text that is no date: why it is no day, or the month that it may mean."""
    parts = _parts(text)
    if parts is None:
        words = {word: nearest(word, _MONTHS) for word in re.findall(r"[a-z]{3,}", text.casefold())}
        near = next((re.sub(word, one[:3].title(), text, flags=re.I) for word, one in words.items() if one), None)
        return f"not a date: {_FORMS}{hint(near if near and is_date(near) else None)}"
    month, day = (parts.day, parts.month) if parts.is_open and month_first else (parts.month, parts.day)
    if parts.year is not None and parts.year < EARLIEST_YEAR:
        return f"not a date: its year is {parts.year}"
    if not 1 <= month <= len(MONTHS):
        return f"not a date: there is no month {month}; {_FORMS}"
    return f"not a date: {MONTHS[month - 1].capitalize()} has no day {day}"


def _year_after(last: date | None, parts: _Parts) -> int | None:
    """The year of a date without one, below another: that in which it is nearest to it."""
    if last is None or parts.year is not None:
        return None
    months = parts.month - last.month
    return last.year + (1 if months < -6 else -1 if months > 6 else 0)


def _parts(text: str) -> _Parts | None:
    plain = " ".join(text.casefold().split())
    if found := _YEAR_FIRST.match(plain) or _TOGETHER.match(plain):
        return _Parts(int(found[1]), int(found[2]), int(found[3]))
    if found := _NUMBERS.match(plain):
        return _Parts(_full_year(found[3]), int(found[2]), int(found[1]), is_open=True)
    if found := _NO_YEAR.match(plain):
        return _Parts(None, int(found[2]), int(found[1]), is_open=True)
    if (found := _NAMED.match(plain)) and found[2] in _MONTHS:
        return _Parts(_full_year(found[3]), _MONTHS[found[2]], int(found[1]))
    if (found := _NAMED_FIRST.match(plain)) and found[1] in _MONTHS:
        return _Parts(_full_year(found[3]), _MONTHS[found[1]], int(found[2]))
    if _SERIAL.match(plain):  # a day as spreadsheets count them
        day = date.fromordinal(_FIRST_SERIAL + int(plain.partition(".")[0]))
        return _Parts(day.year, day.month, day.day)
    return None


def _full_year(text: str | None) -> int | None:
    if not text:
        return None
    year = int(text.lstrip("'"))
    return year if year > 99 else year + (1900 if year >= 80 else 2000)


def _is_month_first(column: Sequence[_Parts | None], file: str, known: Mapping[str, _Parts | None]) -> bool:
    late_day, late_month = (
        next((text for text, one in known.items() if one and one.is_only(month_first=month_first)), None)
        for month_first in (False, True)
    )
    if late_day and late_month:
        raise UsageError(
            f"{file}: {late_day.strip()} has the day first and {late_month.strip()} the month;"
            " say which it is with dates=day-first or dates=month-first"
        )
    if late_day or late_month:
        return late_month is not None
    orders = [list(_ordinals(column, month_first=order)) for order in (False, True)]
    return not _runs(orders[0]) and _runs(orders[1])


def _ordinals(column: Sequence[_Parts | None], *, month_first: bool) -> Iterator[int]:
    for parts in column:
        if parts is not None and (ordinal := parts.ordinal(LEAP_YEAR, month_first=month_first)) is not None:
            yield ordinal


def _runs(ordinals: Sequence[int]) -> bool:
    """Whether enough different dates stand in order, upwards or downwards."""
    if len(set(ordinals)) < MIN_DATES_IN_ORDER:
        return False
    steps = [later - earlier for earlier, later in pairwise(ordinals)]
    return all(step >= 0 for step in steps) or all(step <= 0 for step in steps)
