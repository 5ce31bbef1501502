"""When the figures of a column are of, as its heading says, and which columns the words of a comparison mean."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from msgspec import Struct

from budget_monitor.model.ledgers.period import MONTHS
from budget_monitor.scrutinise.sentences.roles import Role, role_of_heading
from budget_monitor.scrutinise.table_figures import TableFigure
from budget_monitor.scrutinise.words import content

_MONTH = rf"(?P<month>{'|'.join(rf'{one[:3]}(?:{one[3:]})?' for one in MONTHS)}|sept)\.?"
_DAY = re.compile(
    rf"(?i)\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)? )?{_MONTH} ?['’]?(?P<year>(?:20)?\d\d)\b"
    r"|\b(?P<day_>\d{1,2})[./](?P<month_>\d{1,2})[./](?P<year_>(?:20)?\d\d)\b"
)
_YEAR = re.compile(r"(?<![\d./])(?P<year>20\d\d)(?: ?(?P<to>[/–-]) ?(?:20)?\d\d)?\b(?![./]\d)")
_TURN = re.compile(r"(?i)\b(?:(?P<last>last|previous|prior)|this|current|present) year\b")
_MONTH_ALONE = re.compile(rf"\b(?=[A-Z])(?i:{_MONTH})(?![a-z])")
_YEAR_BEFORE = re.compile(
    r"(?i)\b(?:(?:the )?(?:last|previous|prior|preceding) year|(?:an?|one|the) year (?:ago|before|earlier|previously)"
    r"|(?:twelve|12) months (?:ago|before|earlier))\b"
)
_PLAN = re.compile(r"(?i)\b(?:budget(?:ed|s)?|plan(?:ned)?|estimate[ds]?)\b")
_NO_PLAN = re.compile(r"(?i)\b(?:varian\w+|over|under|difference|change|latest|remaining|left)|%")
_ACTUAL = re.compile(r"(?i)\b(?:actuals?|outturn|forecast|projected|projection|spent)\b")
_THE_ACTUAL = re.compile(
    r"(?i)(?:the|its|our|this) (?:(?:(?:present|current) )?year['’]s )?(?P<word>outturn|forecast|actual)"
)
_TARGET = re.compile(r"(?i)\btarget\b")
_CHANGE = re.compile(r"(?i)\b(?:changes?|increase|decrease|movement|growth|difference|varian\w+|over|under|effect)\b")
_FIRST_OF_APRIL = (4, 1)
_LAST_OF_MONTH = 31


class Moment(Struct, frozen=True):
    """A day (`month` and `day` are not 0), a year, or a financial year by the calendar year in which it begins."""

    kind: str
    year: int
    month: int = 0
    day: int = 0

    @property
    def before(self) -> Moment:
        """The same a year earlier."""
        return Moment(self.kind, self.year - 1, self.month, self.day)

    def is_before(self, other: Moment) -> bool:
        """True if both are of one kind, and this is the earlier."""
        return self.kind == other.kind and (self.year, self.month, self.day) < (other.year, other.month, other.day)


@cache
def moments_in(text: str) -> frozenset[Moment]:
    """The days and years that a text names. The first of April is the end of March."""
    found = {_day(match) for match in _DAY.finditer(text)}
    rest = _DAY.sub("", text)
    return frozenset(found) | {
        Moment("year to" if match["to"] else "year", int(match["year"])) for match in _YEAR.finditer(rest)
    }


@cache
def moment_of(text: str) -> Moment | None:
    """The one time that a text names, by itself or as this year or the last; None where it names none or several."""
    found = moments_in(text) or {Moment("turn", 0 if match["last"] else 1) for match in _TURN.finditer(text)}
    return next(iter(found)) if len(found) == 1 else None


def _day(match: re.Match[str]) -> Moment:
    year = int(match["year"] or match["year_"])
    month = _number(match["month"]) if match["month"] else int(match["month_"])
    day = int(match["day"] or match["day_"] or _LAST_OF_MONTH)
    if (month, day) == _FIRST_OF_APRIL:
        month, day = 3, _LAST_OF_MONTH
    return Moment("day", year % 100 + 2000, month, _LAST_OF_MONTH if day >= _LAST_OF_MONTH - 1 else day)


def _number(month: str) -> int:
    return next(at for at, name in enumerate(MONTHS, 1) if name.startswith(month[:3].casefold()))


def is_change_column(name: str) -> bool:
    """True if what stands under a name is what others leave of one another."""
    return _CHANGE.search(name) is not None or role_of_heading(name) is Role.VARIANCE


def is_earlier(first: str, second: str) -> bool:
    """True if what stands under one name is surely of an earlier time than under another, or the plan of it."""
    if is_earlier_in_time(first, second) or is_earlier_in_time(second, first):
        return is_earlier_in_time(first, second)
    return is_plan(first) and is_actual(second) and moment_of(first) == moment_of(second)


def is_earlier_in_time(first: str, second: str) -> bool:
    """True if both names tell their time, and the first the earlier."""
    one, other = moment_of(first), moment_of(second)
    return one is not None and other is not None and one.is_before(other)


def is_actual(name: str) -> bool:
    """True if what stands under a name is what came of a plan, or is to."""
    is_known = _ACTUAL.search(name) is not None or moment_of(name) is not None
    return is_known and not is_plan(name) and not is_change_column(name)


def is_of_target(words: str) -> bool:
    """True if words are about a target, which is no budget."""
    return _TARGET.search(words) is not None


def is_plan(name: str) -> bool:
    """True if what stands under a name was planned."""
    return _PLAN.search(name) is not None and not _NO_PLAN.search(name)


def meant_by(base: str, now: str, named: Sequence[tuple[str, TableFigure]]) -> list[TableFigure]:
    """The figures, each beside the name of its column, that the words of a comparison mean: than the budget, than a
    year earlier, than in 2023/24. `now` is the name of the column of what is compared with them.
    """
    at = moment_of(base)
    if _TARGET.search(base):
        return [one for name, one in named if _TARGET.search(name)]
    if _PLAN.search(base):
        plans = [(name, one) for name, one in named if is_plan(name)]
        if at is None or at.kind == "turn":
            same = [one for name, one in plans if moment_of(name) == moment_of(now)]
            return same or [one for _, one in plans]
        return [one for name, one in plans if moment_of(name) == at]
    if at is None or at.kind == "turn":
        own = moment_of(now)
        if _YEAR_BEFORE.search(base):
            return alike(now, [(name, one) for name, one in named if own is not None and moment_of(name) == own.before])
        month = _MONTH_ALONE.search(base)
        if month is None:
            return _called(base, named)
        number = _number(month["month"])
        times = [(moment_of(name), one) for name, one in named]
        return [one for time, one in times if time is not None and time.month == number]
    return [one for name, one in named if moment_of(name) == at]


def _called(base: str, named: Sequence[tuple[str, TableFigure]]) -> list[TableFigure]:
    """The one figure of a column that a comparison calls so, and no more: than the present year's forecast."""
    said = _THE_ACTUAL.fullmatch(base.strip())
    word = said["word"].casefold() if said is not None else None
    found = [one for name, one in named if word in {match[0].casefold() for match in _ACTUAL.finditer(name)}]
    return found if len(found) == 1 else []


def alike(now: str, named: Sequence[tuple[str, TableFigure]]) -> list[TableFigure]:
    """Of several figures those under the same name as another, but for its time and for being planned: kWh 2023/24."""
    words = _of_what(now)
    same = [one for name, one in named if _of_what(name) == words]
    return same if same and len(named) > 1 else [one for _, one in named]


def _of_what(name: str) -> frozenset[str]:
    return content(_DAY.sub("", name)) - _WHETHER_PLANNED


_WHETHER_PLANNED = content("budget plan planned estimate actual outturn forecast projected")
