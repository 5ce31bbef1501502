"""Years and periods inside longer texts: headers, titles, names of sheets and files."""

from __future__ import annotations

import re
from collections.abc import Sequence

from budget_monitor.figures.headers import day_in
from budget_monitor.load.sources.mapping.templates import month_in
from budget_monitor.model.ledgers.period import MONTH_BEGINNINGS, financial_year_of, parse_financial_year, parse_period
from budget_monitor.model.ledgers.schema import ColumnType

_YEAR = r"(?:19|20)\d{2}\s*[/–-]\s*(?:20)?\d{2}"
_MONTH = rf"(?:\d{{1,2}}(?:st|nd|rd|th)? )?(?:{MONTH_BEGINNINGS})[a-z]*\.?(?:[ -]?\d{{1,2}}(?!\d))?(?:[ -]\d{{4}})?"
_PERIOD = rf"(?:q(?:uarter)? ?[1-4]|p(?:eriod)? ?\d{{1,2}}|\d{{4}}-\d{{2}}-\d{{2}}|{_MONTH})"
WHEN = {
    ColumnType.FINANCIAL_YEAR: re.compile(rf"(?i)(?<![\w/]){_YEAR}(?![\w/])"),
    ColumnType.PERIOD: re.compile(rf"(?i)(?<![\w]){_PERIOD}(?![\w])"),
}
"""How a financial year and a period may be written in a text."""


YEAR_END = (31, 3)
"""The day and the month of a day that names the year it ends; any other may be that of a meeting."""


def stated_in(places: Sequence[tuple[str, str]], kind: ColumnType) -> tuple[str, str]:
    """A year or a period that a text states, and where: "Year ending 31 March 2025" is 2024/25."""
    if kind not in WHEN:
        return "", ""
    for text, where in places:
        for match in WHEN[kind].finditer(text):
            value = parse_financial_year(match[0]) if kind is ColumnType.FINANCIAL_YEAR else parse_period(match[0])
            value = value or (month_in(match[0]) if kind is ColumnType.PERIOD else None)
            if value:
                return value, where
        ends = day_in(text) if kind is ColumnType.FINANCIAL_YEAR else None
        if ends is not None and (ends.day, ends.month) == YEAR_END:
            return financial_year_of(ends), where
    return "", ""


def all_stated(cells: Sequence[str], kind: ColumnType) -> dict[str, str]:
    """The years, or periods, that headings state among other words, if each of several states one of its own."""
    found = {text: value for text in cells if (value := stated_in([(text, "")], kind)[0])}
    return found if len(found) >= MIN_STATED and len(set(found.values())) == len(found) else {}


MIN_STATED = 2
"""One alone may be anything."""
