"""A single amount, as settings and entries of `accepted.toml` write it: `£5,000`, `-45000`, `(£1.2m)`."""

from __future__ import annotations

import re
from decimal import Decimal

from budget_monitor.figures.grammar import Notation
from budget_monitor.model.schema import ColumnType

_SPACE = re.compile(r"\s+")
_SUFFIXES = {"k": 3, "m": 6}


def parse_amount(text: str, currency: str = "GBP") -> Decimal | None:
    """The amount in currency units, exactly; None when it is none, or one of another currency.

    Written as in a ledger in pounds: a bare number means currency units, `k` and `m` thousands and millions.
    """
    notation = Notation(ColumnType.MONEY, currency=currency)
    plain = _SPACE.sub(" ", text).strip()
    if re.match(notation.zero, plain):
        return Decimal(0)
    if not re.match(notation.figure, plain):
        return None
    digits = re.sub(r"[^0-9.]+", "", plain)
    suffix = re.search(r"[0-9] ?\)? ?([kKmM])", plain)
    amount = Decimal(digits).scaleb(_SUFFIXES[suffix[1].casefold()] if suffix else 0)
    amount = Decimal(f"{amount:f}")  # without an exponent: 5E+3 is 5000
    return -amount if re.search(r"[-−–(]|(?i:cr)$", plain) else amount
