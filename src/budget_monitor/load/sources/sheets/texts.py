"""The cells of a sheet as texts, each figure as it was typed, or as precise as it is shown where it was computed.

A workbook stores binary numbers of up to 15 digits. What was typed has few of them and is taken as it stands:
5215.0 is 5215. What was computed has a tail of digits that nobody typed and no sheet shows: 33140.4444444444, shown
without decimals, is "≈33140", which stands for anything that rounds to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from msgspec import Struct

from budget_monitor.figures.grammar import ABOUT, MAX_HALF_DECIMALS
from budget_monitor.load.sources.sheets.number_formats import GENERAL, NumberFormat
from budget_monitor.model.ledgers.period import MONTHS
from budget_monitor.model.ledgers.schema import ColumnType

Place = tuple[int, int]
MAX_DIGITS = 15
"""Digits that a spreadsheet keeps of a number; what is beyond is dust of binary arithmetic."""
PENCE = 2
"""Decimals that an amount may have that was typed; with more it was computed."""
MAX_DUST = 5e-7
"""An amount that is so near to whole pence is that amount."""


class Manner(Struct, frozen=True):
    """How the figures of a column are told: percentages and plain numbers are as precise as they are shown. A date in a
    column of periods is the month that its cell shows, where it shows no day.
    """

    states_precision: bool = False
    has_percents: bool = False
    shows_months: bool = False


AMOUNTS = Manner()
NUMBERS = Manner(states_precision=True)
PERCENTS = Manner(states_precision=True, has_percents=True)
PERIODS = Manner(shows_months=True)
MANNERS = {ColumnType.NUMBER: NUMBERS, ColumnType.PERCENT: PERCENTS, ColumnType.PERIOD: PERIODS}
"""Of the columns that are no amounts."""


def exact_text(value: float) -> str:
    """A number as plain digits, without dust: 5215.0 is "5215", 0.1 + 0.2 is "0.3"."""
    if value == int(value) and abs(value) < 10**MAX_DIGITS:
        return str(int(value))
    text = f"{value:.{MAX_DIGITS}g}"
    return f"{Decimal(text):f}" if "e" in text else text


def amount_text(value: float) -> str:
    """The same of a figure in a table of which nothing is known: one of a pound or more that a sum of pence left some
    billionths beside whole pence is those.
    """
    text = exact_text(value)
    is_long = len(text.partition(".")[2]) > PENCE and abs(value) >= 1
    return (_if_typed(value) if is_long else None) or text


def figure_text(value: float, shown: NumberFormat, manner: Manner = AMOUNTS) -> str:
    """A number as its cell states it, given the number format: see above."""
    if shown.is_percent:
        return _percent(value, shown, manner)
    if manner.states_precision:
        text = exact_text(value)
        written = len(text.partition(".")[2])
        decimals = min(written, MAX_HALF_DECIMALS) if shown.decimals is None else shown.decimals
        return f"{Decimal(text):.{decimals}f}"
    return _if_typed(value) or f"{ABOUT}{Decimal(exact_text(value)):.{_decimals(shown)}f}"


def _percent(value: float, shown: NumberFormat, manner: Manner) -> str:
    percent = Decimal(exact_text(value)) * 100
    text = f"{percent:.{_decimals(shown)}f}"
    return text if manner.states_precision and not manner.has_percents else f"{text}%"


def _decimals(shown: NumberFormat) -> int:
    return PENCE if shown.decimals is None else min(shown.decimals, MAX_HALF_DECIMALS)


def rows_of_texts(
    rows: Sequence[Sequence[object]],
    manners: Mapping[int, Manner],
    formats: Callable[[], Callable[[Place], NumberFormat]],
    given: Mapping[Place, str],
) -> list[list[str]]:
    """The texts of all cells. `manners` are those of columns that are no amounts; `formats` is asked for the number
    formats only where a figure needs one; `given` has the texts of cells in error.
    """
    format_of: Callable[[Place], NumberFormat] | None = None
    typed: dict[float, str | None] = {}
    texts: list[list[str]] = []
    for at, row in enumerate(rows):
        line: list[str] = []
        for place, value in enumerate(row):
            if type(value) is str:
                line.append(value)
            elif type(value) is float or type(value) is int:
                text = None
                if not manners.get(place, AMOUNTS).states_precision:
                    if value not in typed:
                        typed[value] = _if_typed(value)
                    text = typed[value]
                if text is None:
                    format_of = format_of or formats()
                    text = figure_text(value, format_of((at, place)), manners.get(place, AMOUNTS))
                line.append(text)
            elif isinstance(value, date) and manners.get(place, AMOUNTS).shows_months:
                format_of = format_of or formats()
                line.append(month_text(value) if format_of((at, place)).is_month else word(value))
            else:
                line.append(word(value))
        texts.append(line)
    for (at, place), text in given.items():
        if at < len(texts) and place < len(texts[at]):
            texts[at][place] = text
    return texts


def _if_typed(value: float) -> str | None:
    """The text of a number that was typed; None for one that was computed."""
    if value == int(value) and abs(value) < 10**MAX_DIGITS:
        return str(int(value))
    pence = round(value, PENCE)
    # a sum of pence is off by some billionths, far less than any division leaves
    return f"{pence:.{PENCE}f}".rstrip("0").rstrip(".") if abs(value - pence) < MAX_DUST else None


def word(value: object) -> str:
    """A date, a time or a truth value as people write it; the text of any other cell."""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, timedelta):
        return str(value)
    return str(value)


def month_text(day: date) -> str:
    """The month of a day as a spreadsheet shows it: Apr-26."""
    return f"{MONTHS[day.month - 1][:3].capitalize()}-{day.year % 100:02d}"


def no_formats() -> Callable[[Place], NumberFormat]:
    """Where a workbook's form does not say them: every figure shows what it has."""
    return lambda _: GENERAL
