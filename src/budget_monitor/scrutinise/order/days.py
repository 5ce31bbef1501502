"""Days that cannot be: 31 April, 29 February of a year that has none, a Tuesday that is a Monday."""

from __future__ import annotations

import re
from calendar import day_name, monthrange
from datetime import date

from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.ledgers.period import MONTHS
from budget_monitor.scrutinise.passages import Notes, Passage

_WEEKDAY = "|".join(day_name)
_ONE = rf"(\d{{1,2}})(st|nd|rd|th)?(?: of)? ({'|'.join(MONTHS)})\b(?:,? ((?:19|20)\d\d)\b(?![/–-]?\d|,\d))?"
_DAY = re.compile(rf"(?i)(?:\b({_WEEKDAY}),? (?:the )?)?(?<![\d/.,£$€:–-]){_ONE}")
_PRINTED = re.compile(r"(?<![\w/.,£-])(\d{1,2})([/.])(\d{1,2})\2((?:19|20)\d\d)(?![\w/]|[.,-]\d)")
_LEADS = re.compile(r"(?i)\b(?:on|at|by|to|until|till|from|since|ended|ending|dated) $")
"""What stands before a day of a month, and not before how many of something there were in it."""
_REFERS = re.compile(
    r"(?i)\b(?:no\.?|number|issue|page|item|minute|paragraph|para\.?|note|table|appendix|volume|vol\.?|week|section)\s$"
)
MAX_CHARACTERS_BEFORE = 20
MONTHS_OF_YEAR = 12
LONGEST_MONTH = 31
LEAP_YEAR = 2000
"""Stands in where no year is told: February may then have 29 days."""


def note_days(passage: Passage, notes: Notes) -> None:
    """Notes days that their month does not have, and days that are another weekday. A 31st is likely the 30th; of the
    others the day, the month, the year or the weekday may be wrong, so that nothing is proposed.
    """
    for match in _DAY.finditer(passage.text):
        day, month, year = int(match[2]), MONTHS.index(match[4].casefold()) + 1, int(match[5] or 0)
        before = passage.text[max(0, match.start(2) - MAX_CHARACTERS_BEFORE) : match.start(2)]
        is_day = match[1] or match[3] or match[5] or _LEADS.search(before)
        if not 1 <= day <= LONGEST_MONTH or not is_day or _REFERS.search(before):
            continue
        notes.order_checks += 1
        last = monthrange(year or LEAP_YEAR, month)[1]
        if day > last:
            _note_missing(passage, (match.start(2), match.end()), match[2], last, notes)
        elif match[1] and year and (is_a := day_name[date(year, month, day).weekday()]) != match[1].capitalize():
            spot = passage.words_at(*match.span())
            said = f"{passage.text[match.start(2) : match.end()]} is a {is_a}, not a {match[1]}"
            notes.slip(RelationKind.ORDER, "A day that cannot be", [spot], said)
    for match in _PRINTED.finditer(passage.text):
        day, month, year = int(match[1]), int(match[3]), int(match[4])
        if not (1 <= month <= MONTHS_OF_YEAR and 1 <= day <= LONGEST_MONTH):
            continue
        notes.order_checks += 1
        last = monthrange(year, month)[1]
        if day > last:
            _note_missing(passage, match.span(), match[1], last, notes)


def _note_missing(passage: Passage, place: tuple[int, int], typed: str, last: int, notes: Notes) -> None:
    text = passage.text[slice(*place)]
    after = text[len(typed) :]
    rest = after.removeprefix("st")
    ordinal = "th" if rest != after else ""
    meant = f"{last}{ordinal}{rest}" if int(typed) == last + 1 == LONGEST_MONTH else ""
    said = f"there is no {text}: the month ends on the {last}{'st' if last % 10 == 1 else 'th'}"
    notes.slip(RelationKind.ORDER, "A day that cannot be", [passage.words_at(*place)], said, meant)
