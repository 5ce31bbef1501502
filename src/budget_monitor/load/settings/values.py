"""Settings that are written in more than one way: units, amounts, percentages.

Each function returns what a value stands for, or None where it is nothing of the kind. The set's currency is known
by then, so that `€000` can be a unit.
"""

from __future__ import annotations

import re
from decimal import Decimal

from budget_monitor.errors import UsageError
from budget_monitor.figures.amounts import parse_amount
from budget_monitor.model.ledgers.money import currency
from budget_monitor.model.ledgers.schema import SYMBOLS, Unit
from budget_monitor.toml.numbers import MAX_DECIMALS, MAX_WHOLE_DIGITS

READS = "reads"
"""Under which name a setting's type carries its function."""


def unit_setting(value: object, code: str) -> Unit | None:
    """`£000`, `€000`, `EUR 000`, `$m`: the currency's symbol or code, then nothing, 000 or m.

    The pound sign is understood in every currency: it is how the units are named.
    """
    if not isinstance(value, str):
        return None
    signs = "|".join(re.escape(sign) for sign in {"£", SYMBOLS.get(code, code), code})
    match = re.fullmatch(rf"(?i)(?:{signs})\s*(.*)", value.strip())
    size = match[1].casefold() if match else None
    return next((unit for unit in Unit if unit.value.removeprefix("£") == size), None)


def currency_setting(value: object, _code: str) -> str | None:
    """A currency's code, in capitals or not."""
    try:
        return str(currency(value.strip().upper()).code) if isinstance(value, str) else None
    except UsageError:
        return None


def amount_setting(value: object, code: str) -> Decimal | None:
    """An amount in currency units: 5000, or text as in a ledger, `£5,000` or `£5k`."""
    amount = parse_amount(value, code) if isinstance(value, str) else _number(value)
    return amount if amount is not None and amount >= 0 else None


def percent_setting(value: object, _code: str) -> Decimal | None:
    """A number that is not negative; as text, with or without a percent sign."""
    if isinstance(value, str):
        match = re.fullmatch(rf"\s*([0-9]{{1,{MAX_WHOLE_DIGITS}}}(?:\.[0-9]{{1,{MAX_DECIMALS}}})?)\s*%?\s*", value)
        return Decimal(match[1]) if match else None
    number = _number(value)
    return number if number is not None and number >= 0 else None


def number_setting(value: object, _code: str) -> Decimal | None:
    """Any number."""
    return _number(value)


def share_setting(value: object, code: str) -> Decimal | None:
    """A percentage of at most 100."""
    percent = percent_setting(value, code)
    return percent if percent is not None and percent <= 100 else None


def list_setting(value: object, _code: str) -> list[str] | None:
    """Texts; on the command line, where there are no lists, with commas between them."""
    words = value.split(",") if isinstance(value, str) else value
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        return None
    return [word.strip() for word in words if word.strip()]


def _number(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    number = Decimal(value)
    return number if number.is_finite() else None
