"""The other parts of a report: reserves, savings, and the capital programme against its funding."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from moneyed import Money

from budget_monitor.model.ledgers.ledger import RowType
from budget_monitor.model.ledgers.money import money
from budget_monitor.model.results.position import (
    MISSING,
    CapitalLine,
    CapitalYear,
    PositionFigure,
    Rating,
    ReserveLine,
    Reserves,
    SavingLine,
    Savings,
    SavingsOfRating,
)
from budget_monitor.position.rows import Row
from budget_monitor.position.sums import Sums

AT_RISK = (Rating.AMBER, Rating.RED)


def reserves_of(rows: Sequence[Row], sums: Sums) -> Reserves | None:
    """The reserves, line by line and in total."""
    if not rows:
        return None
    return Reserves(
        lines=tuple(
            ReserveLine(
                category=row.text("category"),
                reserve=row.text("reserve"),
                purpose=row.text("purpose"),
                row_type=row.row_type,
                opening=row.figure("opening"),
                used=row.figure("usage"),
                remaining=row.figure("closing"),
            )
            for row in rows
        ),
        opening=sums.stated_total(rows, "opening"),
        used=sums.stated_total(rows, "usage"),
        remaining=sums.stated_total(rows, "closing"),
    )


def savings_of(rows: Sequence[Row], currency: str, sums: Sums) -> Savings | None:
    """The savings programme by proposal, by rating and in total."""
    if not rows:
        return None
    lines = tuple(
        SavingLine(
            proposal=row.text("proposal"),
            rating=_rating(row),
            row_type=row.row_type,
            value=row.figure("value"),
            achieved=row.figure("achieved"),
        )
        for row in rows
    )
    nothing = money(Decimal(0), currency)
    proposals = [line for line in lines if line.row_type is RowType.LINE]
    return Savings(
        lines=lines,
        ratings=tuple(
            _of_rating(rating, chosen, nothing, sums)
            for rating in (*Rating, None)
            if (chosen := [line for line in proposals if line.rating is rating])
        ),
        value=sums.stated_total(rows, "value"),
        achieved=sums.stated_total(rows, "achieved"),
        at_risk=_at_risk(proposals, nothing, sums),
    )


def capital_of(schemes: Sequence[Row], sources: Sequence[Row], sums: Sums) -> tuple[CapitalYear, ...]:
    """The capital programme of each programme year against its funding, in order of the years."""
    years = sorted({row.text("programme_year") for row in (*schemes, *sources)})
    return tuple(
        _capital_year(
            year,
            [row for row in schemes if row.text("programme_year") == year],
            [row for row in sources if row.text("programme_year") == year],
            sums,
        )
        for year in years
    )


def _capital_year(year: str, schemes: Sequence[Row], sources: Sequence[Row], sums: Sums) -> CapitalYear:
    programme, funding = sums.stated_total(schemes, "amount"), sums.stated_total(sources, "amount")
    return CapitalYear(
        programme_year=year,
        schemes=tuple(
            CapitalLine(row.text("scheme"), row.text("sector"), row.row_type, row.figure("amount")) for row in schemes
        ),
        sources=tuple(CapitalLine(row.text("source"), "", row.row_type, row.figure("amount")) for row in sources),
        programme=programme,
        funding=funding,
        unfunded=sums.difference(programme, funding),
    )


def _rating(row: Row) -> Rating | None:
    text = row.text("risk_rating")
    return Rating(text) if row.row_type is RowType.LINE and text in list(Rating) else None


def _of_rating(rating: Rating | None, proposals: Sequence[SavingLine], nothing: Money, sums: Sums) -> SavingsOfRating:
    return SavingsOfRating(
        rating=rating,
        number=len(proposals),
        value=sums.total([line.value for line in proposals]),
        achieved=sums.total([line.achieved for line in proposals]),
        at_risk=_at_risk(proposals, nothing, sums),
    )


def _at_risk(proposals: Sequence[SavingLine], nothing: Money, sums: Sums) -> PositionFigure:
    """What is not achieved of the Amber and Red proposals; missing where a proposal has no rating to go by."""
    if not proposals or any(line.rating is None for line in proposals):
        return MISSING
    risky = [_not_achieved(line, nothing, sums) for line in proposals if line.rating in AT_RISK]
    return sums.total(risky) if risky else PositionFigure(nothing, is_computed=True)


def _not_achieved(line: SavingLine, nothing: Money, sums: Sums) -> PositionFigure:
    """Value less achieved, and never below nothing; the whole value where nothing is stated as achieved."""
    if line.achieved.amount is None:
        return sums.total([line.value])
    left = sums.difference(line.value, line.achieved)
    if left.amount is not None and left.amount < nothing:
        return PositionFigure(nothing, left.cells, True, left.findings)
    return left
