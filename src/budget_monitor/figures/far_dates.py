"""Dates that lie years away from all others of their kind, such as one of 2062 among those of 2026: likely slips."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise

from msgspec import Struct

DAYS_TOGETHER = 366
"""Dates that follow one another by no more days than this belong together."""
FAR_IN_DAYS = 9 * 365
"""So far from those that most belong to is years away: one of 2016 among those of 2026 is, a cheque of 2021 is not."""
FAR_AHEAD_IN_DAYS = 10 * 366
"""So far after today is years away whatever the others are."""
OTHERS_FOR_EACH = 5
"""Of several dates far away, so many times as many must lie together."""


class FarDate(Struct, frozen=True):
    """A date that is likely a slip, by how many years it lies `after` (or before) the others, and the nearest likely
    date that is meant, if any. Where all lie years ahead they are compared with today.
    """

    day: date
    years: int
    after: bool
    meant: date | None


def far_dates(days: Iterable[int], today: date, *, none_ahead: bool = False) -> dict[int, FarDate]:
    """The days (`date.toordinal()`, one for each entry) that lie years away from those that most belong to.

    Of two with nothing else beside them the one further from `today` is told. Where `none_ahead`, as in a list of
    payments, what is more than a year after both `today` and the others is far as well, and what is ten years after
    today, however many they are. Otherwise none is told where the others reach over years themselves, as the last
    days of loans do.
    """
    counts, now = Counter(days), today.toordinal()
    ahead = {day for day in counts if none_ahead and day > now + FAR_AHEAD_IN_DAYS}
    groups = list(_together(sorted(counts.keys() - ahead)))

    def weight(group: list[int]) -> tuple[int, int]:
        return sum(counts[day] for day in group), -min(abs(day - now) for day in group)

    most = max(groups, key=weight, default=[now])
    first, last = most[0], most[-1]
    if not none_ahead and last - first > FAR_IN_DAYS:
        return {}
    far = {day: _far(day, first, last) for day in ahead}
    for group in groups:
        gap = max(group[0] - last, first - group[-1])
        is_ahead = none_ahead and group[0] > max(last, now) + DAYS_TOGETHER
        is_few = len(group) == 1 == counts[group[0]] or weight(group)[0] * OTHERS_FOR_EACH <= weight(most)[0]
        if group is not most and is_few and (gap > FAR_IN_DAYS or is_ahead):
            far |= {day: _far(day, first, last) for day in group}
    return far


def _far(day: int, first: int, last: int) -> FarDate:
    own, other = date.fromordinal(day), date.fromordinal(last if day > last else first)
    return FarDate(own, abs(own.year - other.year), day > last, _meant(day, first, last))


def _together(days: list[int]) -> Iterator[list[int]]:
    """The days in groups of those that belong together."""
    ends = [place for place, (one, other) in enumerate(pairwise(days), start=1) if other - one > DAYS_TOGETHER]
    for begin, end in pairwise([0, *ends, len(days)]):
        if begin < end:
            yield days[begin:end]


def _meant(day: int, first: int, last: int) -> date | None:
    """The same day of a year among the others' that one slip turns into this: two digits exchanged, before one digit
    mistaken, before another century; the nearest to the others, the later of two.
    """
    own = date.fromordinal(day)

    def likeness(year: int) -> tuple[int, int, int] | None:
        try:
            meant = own.replace(year=year).toordinal()
        except ValueError:  # 29 February
            return None
        away = max(first - meant, meant - last, 0)
        slip = _slip(str(own.year), str(year))
        return None if slip is None or away > DAYS_TOGETHER else (slip, away, -year)

    years = range(date.fromordinal(first).year - 1, date.fromordinal(last).year + 2)
    found = {year: rank for year in years if year != own.year and (rank := likeness(year)) is not None}
    return own.replace(year=min(found, key=found.__getitem__)) if found else None


def _slip(one: str, other: str) -> int | None:
    """How unlikely it is that one year was written for another; None where that takes more than a slip."""
    wrong = [place for place, (left, right) in enumerate(zip(one, other, strict=True)) if left != right]
    if len(wrong) == 2 and (one[wrong[0]], one[wrong[1]]) == (other[wrong[1]], other[wrong[0]]):
        return 0
    return 1 if len(wrong) == 1 else 2 if one[2:] == other[2:] else None
