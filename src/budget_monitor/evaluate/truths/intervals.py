"""Figures as printed with the intervals they stand for, and their arithmetic in decimals of bounded width."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from msgspec import Struct

from budget_monitor.evaluate.engines.expr import Expr, Fixed, greatest, least, lit


class Interval(Struct, frozen=True):
    """A figure as printed, and how far below and above it the true one may lie; None is not at all."""

    printed: Expr
    under: Expr | None = None
    over: Expr | None = None

    @property
    def is_exact(self) -> bool:
        """Whether the figure was not rounded."""
        return self.under is None and self.over is None

    @property
    def low(self) -> Expr:
        """The least the figure may be."""
        return self.printed if self.under is None else self.printed - self.under

    @property
    def high(self) -> Expr:
        """The most the figure may be."""
        return self.printed if self.over is None else self.printed + self.over


SUM = Fixed(30, 6)
"""Sums are brought back to this type now and then: each addition widens a decimal by a digit, and 38 is the most."""
FACTOR = Fixed(20, 6)
OTHER_FACTOR = Fixed(16, 6)
"""Two factors of these types have an exact product. One that does not fit stops the rule, with a message. The first
has over 18 digits because DuckDB multiplies shorter ones as 64-bit numbers.
"""
PRODUCTS = Fixed(32, 12)
"""The same for sums with products of figures in them, which have twice the places."""
TERMS_BEFORE_CAST = 4
"""How many terms are added before the sum is brought back to its type."""
MAX_FACTOR_DIGITS = 5
"""How many digits a whole factor may have before its product must be brought back too."""


def times(term: Expr, size: int, kind: Fixed) -> Expr:
    """A term of a sum, times a whole number; one that does not fit stops the rule, with a message."""
    digits = len(str(size))
    if kind is SUM and digits <= MAX_FACTOR_DIGITS:
        return term if size == 1 else term * lit(Decimal(size))
    if size > 1:
        term = term.cast(Fixed(max(37 - digits, kind.scale), kind.scale)) * lit(Decimal(size))
    return term.cast(kind)


def added(terms: Sequence[tuple[int, Expr]], kind: Fixed) -> Expr:
    """The sum of signed terms, kept from growing wider than a decimal can be."""
    if not terms:
        return lit(Decimal(0))
    ordered = sorted(terms, key=lambda term: -term[0])
    sign, total = ordered[0]
    if sign < 0:
        total = lit(Decimal(-1)) * total
    for count, (sign, term) in enumerate(ordered[1:], start=1):
        if count % TERMS_BEFORE_CAST == 0:
            total = total.cast(kind)
        total = total + term if sign > 0 else total - term
    return total.cast(kind) if kind is PRODUCTS else total


def multiplied(left: Interval, right: Interval) -> Interval:
    """The product of two figures: its interval reaches from the least product of their ends to the greatest.

    It is brought back to its type: a third factor would make it wider than a decimal can be.
    """
    printed = left.printed.cast(FACTOR) * right.printed.cast(OTHER_FACTOR)
    if left.is_exact and right.is_exact:
        return Interval(printed.cast(PRODUCTS))
    corners = [
        one.cast(FACTOR) * other.cast(OTHER_FACTOR)
        for one in ([left.printed] if left.is_exact else [left.low, left.high])
        for other in ([right.printed] if right.is_exact else [right.low, right.high])
    ]
    under, over = printed - least(*corners), greatest(*corners) - printed
    return Interval(printed.cast(PRODUCTS), under.cast(PRODUCTS), over.cast(PRODUCTS))
