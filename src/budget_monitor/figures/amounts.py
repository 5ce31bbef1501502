"""A single amount, as settings and entries of `accepted.toml` write it: `£5,000`, `-45000`, `(£1.2m)`."""

from __future__ import annotations

from decimal import Decimal

from budget_monitor.figures.written import read_figure


def parse_amount(text: str, currency: str = "GBP") -> Decimal | None:
    """The amount in currency units, exactly; None when it is none, or one of another currency.

    Written as in a ledger in pounds: a bare number means currency units, `k` and `m` thousands and millions.
    """
    figure = read_figure(text, currency)
    return None if figure is None or figure.is_percent or figure.read_as else figure.value
