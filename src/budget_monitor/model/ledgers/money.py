"""Amounts of money, made in one strict place.

py-moneyed accepts binary floats and takes a missing amount for 0; `money` refuses both. `figure_text` writes
an amount with as many digits as it has, so that two unequal amounts never print alike.
"""

from __future__ import annotations

from decimal import Context, Decimal
from fractions import Fraction
from functools import cache
from typing import TypeAlias

from moneyed import Currency, CurrencyDoesNotExist, Money, get_currency

from budget_monitor.errors import UsageError
from budget_monitor.model.ledgers.schema import SYMBOLS, Unit

Figure: TypeAlias = Money | Decimal
"""A figure of a ledger: money, or a plain number (a percentage, a count)."""


@cache
def currency(code: str) -> Currency:
    """The ISO 4217 currency of that code. Raises UsageError for an unknown one."""
    try:
        return get_currency(code)
    except CurrencyDoesNotExist as error:
        raise UsageError(f"{code!r} is not an ISO 4217 currency code such as GBP") from error


def money(amount: Decimal, code: str = "GBP") -> Money:
    """Exact money in currency units (pounds, not thousands). Raises TypeError for anything but a Decimal."""
    if not isinstance(amount, Decimal):
        raise TypeError(f"money needs a Decimal, not {type(amount).__name__}")
    return Money(amount, currency(code))


def decimal_of(number: Fraction) -> Decimal:
    """A rational number as a decimal, to 60 digits whatever the ambient context says: exact for any printed figure."""
    return _SIXTY_DIGITS.divide(Decimal(number.numerator), Decimal(number.denominator))


_SIXTY_DIGITS = Context(prec=60)


def plain(figure: Figure) -> Decimal:
    """The number in a figure: currency units for money."""
    return figure.amount if isinstance(figure, Money) else figure


def unit_text(unit: Unit, code: str = "GBP") -> str:
    """A unit in a currency: £000, €m, CHF 000."""
    sign, size = SYMBOLS.get(code), unit.value.removeprefix("£")
    return f"{sign}{size}" if sign else f"{code} {size}".strip()


def decimal_text(number: Decimal) -> str:
    """A decimal without exponent or trailing zeros, as the JSON writes it: 16000, 0.1, -0.05."""
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def thousands_text(number: Decimal) -> str:
    """The same with commas between thousands: 16,000, 0.1, -0.05."""
    whole, point, decimals = decimal_text(number).partition(".")
    return f"{'-' if whole.startswith('-') else ''}{abs(int(whole)):,}{point}{decimals}"


def figure_text(figure: Figure) -> str:
    """A figure for people: £61,000, −£45,000.50, 93.06. Pence appear when there are any.

    The minus is the real sign (U+2212), before the currency symbol.
    """
    number = plain(figure)
    whole, _, digits = decimal_text(abs(number)).partition(".")
    if isinstance(figure, Money) and digits:
        digits = digits.ljust(2, "0")
    text = f"{int(whole):,}" + (f".{digits}" if digits else "")
    if isinstance(figure, Money):
        code = str(figure.currency.code)
        text = f"{SYMBOLS[code]}{text}" if code in SYMBOLS else f"{code} {text}"
    return f"−{text}" if number < 0 else text


MIN_PLACES_BESIDE = 2
"""Decimal places that a number which does not end is cut to at least: 100 × 61 / 179 is 34.08."""


def near_text(figure: Figure, other: Figure | None) -> str:
    """A figure for people, with no more digits than it takes to see how it differs from another: 93.06 beside 93.0.

    A figure of two decimal places or fewer is written whole.
    """
    number = plain(figure)
    exponent = number.normalize().as_tuple().exponent
    places = -exponent if isinstance(exponent, int) else 0
    if places <= MIN_PLACES_BESIDE:
        return figure_text(figure)
    beside = None if other is None else plain(other)
    shown = number
    for kept in range(MIN_PLACES_BESIDE, places):
        shown = round(number, kept)
        if shown != beside:
            break
    else:
        shown = number
    return figure_text(money(shown, str(figure.currency.code)) if isinstance(figure, Money) else shown)
