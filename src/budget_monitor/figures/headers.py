"""What a header says: the name of a column, the unit of its figures, and how surely it stands for one of a ledger."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from difflib import SequenceMatcher
from functools import lru_cache

from budget_monitor.model.ledgers.names import bare_words
from budget_monitor.model.ledgers.period import MONTH_BEGINNINGS, parse_financial_year, start_year
from budget_monitor.model.ledgers.schema import SYMBOLS, LedgerSchema, Unit

UNIT_WORDS = {
    "": Unit.POUNDS, "1": Unit.WHOLE_POUNDS, "000": Unit.THOUSANDS, "000s": Unit.THOUSANDS, "k": Unit.THOUSANDS,
    "m": Unit.MILLIONS,
}  # fmt: skip
SURE = 0.76
"""The likeness beyond which a header is a column's own name, or another that is known for it."""
MIN_LIKENESS = 0.85
"""How alike a misspelt header must be."""
MAX_LIKENESSES_KEPT = 10_000
"""The same few headings are held against the same columns again and again, table after table."""
MIN_LETTERS_INSIDE = 3
"""Shorter words for a value, such as a for amber, stand for it alone only."""
MAX_COVERED = 3
"""Words of a longer header that speak for a column: no more of them make it surer."""


def plain_name(text: str) -> str:
    """A header without case, and with one underscore for every run of spaces, hyphens and underscores."""
    return re.sub(r"[\s_‐‑–-]+", "_", text.strip().casefold()).strip("_")


_SYMBOLS = "|".join(re.escape(sign) for sign in (*SYMBOLS.values(), *SYMBOLS))
_ENDS_WITH_UNIT = re.compile(
    rf"(?i)(.*\S)\s*[(\[]?\s*(?:{_SYMBOLS})\s*['’,]?(000s?|1|k|m|)\s*[)\]]?|(.*\S)\s*[(\[]%[)\]]"
)

_DAY = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)? ({MONTH_BEGINNINGS})([a-z]*) ((?:19|20)?\d\d)\b")
_ISO_DAY = re.compile(r"(?<![\w/.-])((?:19|20)\d\d)-(\d{1,2})-(\d{1,2})(?!\d)")
_NUMBERS = re.compile(r"(?<![\w/.-])(\d{1,2})\s*[/.–-]\s*(\d{1,2})\s*[/.–-]\s*((?:19|20)?\d\d)(?![\w/])")
_MONTH = re.compile(rf"\b({MONTH_BEGINNINGS})[a-z]*\.?(?:,? *[-–/]? *((?:19|20)\d\d)| *[-–/'’] *(\d\d))\b")
_YEARS = re.compile(r"(?<![\w/.-])(?:(?:19|20)\d\d|\d\d)\s*[/–-]\s*(?:20)?\d\d(?![\w/])")
_YEAR_ALONE = re.compile(r"(?<![\w/.£$€,-])(?:19|20)\d\d(?![\w/,]|[.–-]\d)")
_OPENING = re.compile(r"\b(?:opening|brought|b f|bf|start|beginning)\b")
_CLOSING = re.compile(r"\b(?:closing|carried|c f|cf|end)\b")
_SAYS_WHICH = re.compile(
    rf"{_OPENING.pattern}|{_CLOSING.pattern}|\b(?:last|previous|prior|current|this|next|(?:{MONTH_BEGINNINGS})[a-z]*)\b"
)
_TO_DATE = re.compile(r"\b(?:to date|ytd)\b")
"""Part of a year, which a column of a whole year's figures is not."""
_BALANCE = re.compile(
    r"\b(?:opening|closing)\b.*\b(?:balances?|reserves?)\b|^(?:balances?|reserves?) at\b"
    r"|\b(?:balances?|reserves?) (?:opening|closing|brought|carried|b f|c f)\b"
)
"""What there was or is at a day, which no column of what moved is: opening reserves are no use of reserves."""
_OF_BALANCES = re.compile(r"\b(?:opening|closing|balances?|brought|carried)\b")
_SCALE = re.compile(r"(?i)[£$€]\s*['’,]?(000s?|k|m)\b")
_SCALES = {"0": Unit.THOUSANDS, "k": Unit.THOUSANDS, "m": Unit.MILLIONS}
BALANCES = ("opening", "closing")
"""The columns of a balance at the beginning and at the end, whose headings may be told apart by their days alone."""


def text_and_unit(text: str) -> tuple[str, Unit | None]:
    """A header without the unit at its end, in any currency, and that unit: `Net budget (£000)` is £000."""
    match = _ENDS_WITH_UNIT.fullmatch(text.strip())
    if match is None:
        return text, None
    bare = (match[1] or match[3]).rstrip("([ ")
    return bare, None if match[2] is None else UNIT_WORDS[match[2].casefold()]


@lru_cache(MAX_LIKENESSES_KEPT)
def likeness(header: str, column: str, others: tuple[str, ...] = ()) -> float:
    """How surely a header stands for a column of a ledger: 1 for its own name, 0 where nothing says so.

    `others` are what else the ledger says that the column may be called, the likeliest first.
    """
    text = words_of(header)
    name = column.replace("_", " ")
    if not text or (_TO_DATE.search(text) and not any(map(_TO_DATE.search, others))):
        return 0.0
    if names_a_balance(text) and not any(map(_OF_BALANCES.search, (name, *others))):
        return 0.0
    if text == name:
        return 1.0
    if text in others:
        return 0.9 - others.index(text) / 100
    words = set(text.split())
    if set(name.split()) <= words:
        return 0.75 - len(words) / 200
    inside = [
        (len(other.split()) if f" {other} " in f" {text} " else 1, -place)
        for place, other in enumerate(others)
        if set(other.split()) <= words
    ]
    if inside:
        covered, place = max(inside)
        return 0.55 + min(covered, MAX_COVERED) / 20 + place / 100 - len(words) / 200
    return 0.5 if SequenceMatcher(None, text, name).ratio() >= MIN_LIKENESS else 0.0


def names_a_balance(words: str) -> bool:
    """True if the words of a header say that its figures are what there was, or is, at a day: opening reserves."""
    return _BALANCE.search(words) is not None


def words_of(header: str) -> str:
    """A header's words without capitals, marks, its unit and the year behind a day: "Income / (Expenditure) £000" is
    income expenditure, and "Balance at 1 April 2026" is balance at 1 april.
    """
    return _DAY.sub(r"\1 \2\3", bare_words(text_and_unit(header)[0]))


def units_in(text: str) -> set[Unit]:
    """The units that a text names anywhere, of thousands and millions."""
    return {_SCALES[match[1].casefold()[0]] for match in _SCALE.finditer(text)}


def unit_of_titles(titles: Iterable[str]) -> Unit | None:
    """The one unit that texts above a table name; None where they name none, or several."""
    found = {unit for text in titles for unit in units_in(text)}
    return found.pop() if len(found) == 1 else None


def day_in(header: str) -> date | None:
    """The day that a header names, with its year: Forecast balance at 31 March 2027, or 31/03/2027, the day before the
    month; None where it names none.
    """
    if match := _DAY.search(bare_words(header)):
        return _day(match[4], MONTH_BEGINNINGS.split("|").index(match[2]) + 1, match[1])
    if match := _ISO_DAY.search(header):
        return _day(match[1], match[2], match[3])
    match = _NUMBERS.search(header)
    return (_day(match[3], match[2], match[1]) or _day(match[3], match[1], match[2])) if match else None


def days_in(header: str) -> tuple[date, date] | None:
    """The first and the last day of when a header says: a day, a month (Mar 2027, Mar-27), a financial year or a year
    with their years; None where it says none.
    """
    if day := day_in(header):
        return day, day
    if match := _MONTH.search(header.casefold()):
        year, month = _full_year(match[2] or match[3]), MONTH_BEGINNINGS.split("|").index(match[1]) + 1
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    for one in _YEARS.finditer(header):
        if of := parse_financial_year(one[0]):
            return date(start_year(of), 4, 1), date(start_year(of) + 1, 3, 31)
    match = _YEAR_ALONE.search(header)
    return (date(int(match[0]), 1, 1), date(int(match[0]), 12, 31)) if match else None


def _day(year: str, month: str | int, day: str) -> date | None:
    with suppress(ValueError):
        return date(_full_year(year), int(month), int(day))
    return None


def _full_year(text: str) -> int:
    return int(text) + (2000 if len(text) == len("21") else 0)


def are_exchanged(opening: str, closing: str, *, stands_after: bool) -> bool:
    """True if the header that was taken for an opening balance is of a later time than that of the closing one, unless
    both say which they are. Where neither a time nor a word tells them apart, the column that stands first is the
    opening one: `stands_after` says that it was taken for the closing one.
    """
    words = bare_words(opening), bare_words(closing)
    if _OPENING.search(words[0]) and _CLOSING.search(words[1]):
        return False
    first, last = days_in(opening), days_in(closing)
    if first is not None and last is not None and (first[0] > last[1] or first[1] < last[0]):
        return first[0] > last[1]
    return stands_after and not any(map(_SAYS_WHICH.search, words))


def are_two_ends(one: str, other: str) -> bool:
    """True if two headers name balances at different times, neither of which is called the opening or the closing one:
    Balance Mar-26 and Balance Mar-27.
    """
    words = bare_words(one), bare_words(other)
    first, last = days_in(one), days_in(other)
    is_said = any(_OPENING.search(text) or _CLOSING.search(text) for text in words)
    return all(map(_OF_BALANCES.search, words)) and not is_said and None not in {first, last} and first != last


def choice_of(text: str, name: str, schema: LedgerSchema, *, inside: bool = False) -> str:
    """The value of a choice that a text equals, or the first that it mentions; empty if it mentions none."""
    plain = f" {bare_words(text)} "
    places = []
    for value in schema.columns[name].of:
        words = (value.replace("_", " ").casefold(), *schema.words.get(f"{name}.{value}", ()))
        if plain.strip() in words:
            return value
        places += [(plain.index(f" {one} "), value) for one in words
                   if inside and len(one) >= MIN_LETTERS_INSIDE and f" {one} " in plain]  # fmt: skip
    return min(places)[1] if places else ""


def header_rows(rows: Iterable[Iterable[str]]) -> list[list[str]]:
    """The texts of a header's rows. A text over several columns, which stands in the first of them only, is repeated in
    the blanks beside it, where a lower row has a text.
    """
    texts = [[" ".join(text.split()) for text in row] for row in rows]
    for number, row in enumerate(texts[:-1], start=1):
        carried = ""
        for place, text in enumerate(row):
            carried = text or carried
            if any(below[place] for below in texts[number:]):
                row[place] = carried
    return texts
