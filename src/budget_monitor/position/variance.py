"""The variance in percent and in words, and how it is rated."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from budget_monitor.model.checks.criteria import CRITERIA
from budget_monitor.model.ledgers.money import plain
from budget_monitor.model.results.position import Direction, PositionFigure, Rating, Variance


def variance_of(amount: PositionFigure, cash_limit: PositionFigure, criteria: Mapping[str, Decimal]) -> Variance:
    """What a variance comes to beside its cash limit. `criteria` are those that differ from the defaults."""
    if amount.amount is None:
        return Variance(amount, cash_limit)
    over = plain(amount.amount)
    direction = Direction.OVER if over > 0 else Direction.UNDER if over < 0 else Direction.ON
    if cash_limit.amount is None:
        return Variance(amount, cash_limit, None, direction, Rating.GREEN if over <= 0 else None)
    limit = abs(plain(cash_limit.amount))
    rating = rating_of(over, limit, {**CRITERIA, **criteria})
    return Variance(amount, cash_limit, _percent(over, limit), direction, rating)


def rating_of(over: Decimal, limit: Decimal, criteria: Mapping[str, Decimal]) -> Rating:
    """The rating of an overspend (negative: underspend) beside the size of a cash limit, in currency units.

    With Amber above 0.5% and Red above 2%, an overspend of 20,000 on 1,000,000 is Amber. Any overspend of a cash
    limit of nothing is Red.
    """
    amber, red = (Fraction(criteria[name]) / 100 * Fraction(limit) for name in CRITERIA)
    if over <= amber:
        return Rating.GREEN
    return Rating.AMBER if over <= red else Rating.RED


def _percent(over: Decimal, limit: Decimal) -> Decimal | None:
    """`over` in percent of `limit`, to one place; None where the limit is nothing."""
    return Decimal(round(Fraction(over) * 1000 / Fraction(limit))).scaleb(-1) if limit else None
