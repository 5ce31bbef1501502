"""The monitoring position: what each report of a set states, and what follows from it.

A report is a portfolio at a period. All amounts are money in currency units. Signs are those of the ledgers:
expenditure is positive; appropriations that draw on reserves are negative; a variance is outturn minus cash limit,
positive when over budget; `used` is positive when a reserve falls.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct, field

from budget_monitor.model.ledgers.cell import CellRef
from budget_monitor.model.ledgers.ledger import RowType
from budget_monitor.model.results.outcome import Finding, Report

if TYPE_CHECKING:  # py-moneyed costs more than all else that `--help` imports
    from moneyed import Money


class PositionFigure(Struct, frozen=True):
    """A figure of the position, and where it comes from.

    `amount` None is missing: there is no such row, or its cell is blank. It is never taken for zero. `cells` are
    the cell it is stated in, or those it was worked out from where `is_computed`. `findings` holds the ids of the
    failing checks that use any of these cells, in the order of the run's findings.
    """

    amount: Money | None = None
    cells: tuple[CellRef, ...] = ()
    is_computed: bool = False
    findings: tuple[str, ...] = ()


MISSING = PositionFigure()
"""A figure that no ledger states."""


class Direction(StrEnum):
    """Which way a variance goes, in words."""

    OVER = "over budget"
    UNDER = "under budget"
    ON = "on budget"


class Rating(StrEnum):
    """How much a variance, or a saving, gives cause for concern."""

    GREEN = "Green"
    AMBER = "Amber"
    RED = "Red"


class BudgetChange(Struct, frozen=True):
    """A line, sub-total or total of the budget changes since the last report."""

    description: str
    category: str
    row_type: RowType
    amount: PositionFigure


class CashLimit(Struct, frozen=True):
    """The cash limit: previously reported + change = current.

    `previous_period` is the report that "previously reported" means, as the ledger names it; "" where it names none.
    A change that is blank is worked out from the two others.
    """

    previous_period: str
    previously_reported: PositionFigure
    change: PositionFigure
    current: PositionFigure
    changes: tuple[BudgetChange, ...] = ()


class Outturn(Struct, frozen=True):
    """The outturn, or the forecast of it: net expenditure + appropriations = outturn. `basis` says which it is."""

    basis: str
    cash_limit: PositionFigure
    net_expenditure: PositionFigure
    appropriations: PositionFigure
    outturn: PositionFigure


class Variance(Struct, frozen=True):
    """Outturn minus cash limit; where the ledger leaves it blank, it is worked out.

    `percent` is the variance in percent of the size of `cash_limit`, to one place; None where that is missing or
    nothing. `direction` and `rating` are None where the figures they need are missing.
    """

    amount: PositionFigure = MISSING
    cash_limit: PositionFigure = MISSING
    percent: Decimal | None = None
    direction: Direction | None = None
    rating: Rating | None = None


class Movement(Struct, frozen=True):
    """What has changed since the last report of the same portfolio in the same year: this report's figure minus that
    one's. The figures of another year are another budget's.

    `since` is that report's financial year and period. A variance that moves up has become worse.
    """

    since: tuple[str, str]
    cash_limit: PositionFigure
    outturn: PositionFigure
    variance: PositionFigure


class ReserveLine(Struct, frozen=True):
    """A line, sub-total or total of the reserves: opening - used = remaining."""

    category: str
    reserve: str
    purpose: str
    row_type: RowType
    opening: PositionFigure
    used: PositionFigure
    remaining: PositionFigure


class Reserves(Struct, frozen=True):
    """The reserves of a report, and their total: as it is stated, or else the sum of the lines."""

    lines: tuple[ReserveLine, ...]
    opening: PositionFigure
    used: PositionFigure
    remaining: PositionFigure


class SavingLine(Struct, frozen=True):
    """A proposal, or a total of them. `rating` is None on a total, or where the cell is blank."""

    proposal: str
    rating: Rating | None
    row_type: RowType
    value: PositionFigure
    achieved: PositionFigure


class SavingsOfRating(Struct, frozen=True):
    """The proposals of one rating: how many, and their sums. A sum with a blank in it is missing.

    `at_risk` is what is not achieved of Amber and Red proposals; of one that states nothing achieved, the whole
    value. It is nothing for Green ones, and missing where there is no rating to go by.
    """

    rating: Rating | None
    number: int
    value: PositionFigure
    achieved: PositionFigure
    at_risk: PositionFigure


class Savings(Struct, frozen=True):
    """The savings programme of a report: by proposal, by rating, and in total (as stated, or else the sum)."""

    lines: tuple[SavingLine, ...]
    ratings: tuple[SavingsOfRating, ...]
    value: PositionFigure
    achieved: PositionFigure
    at_risk: PositionFigure


class CapitalLine(Struct, frozen=True):
    """A scheme of the capital programme or a source of its funding, in one programme year, or a total of them.

    `sector` is "" for a source.
    """

    name: str
    sector: str
    row_type: RowType
    amount: PositionFigure


class CapitalYear(Struct, frozen=True):
    """The capital programme of one year against its funding. `unfunded` is programme minus funding."""

    programme_year: str
    schemes: tuple[CapitalLine, ...]
    sources: tuple[CapitalLine, ...]
    programme: PositionFigure
    funding: PositionFigure
    unfunded: PositionFigure


class ReportPosition(Struct, frozen=True):
    """One report: a portfolio at a period. A part that no ledger has a row for is None, or empty."""

    key: Mapping[str, str]
    """portfolio, financial_year and period, with the authority before them where the set has one."""
    cash_limit: CashLimit | None = None
    outturn: Outturn | None = None
    variance: Variance = field(default_factory=Variance)
    movement: Movement | None = None
    reserves: Reserves | None = None
    savings: Savings | None = None
    capital: tuple[CapitalYear, ...] = ()


class MonitoringPosition(Struct, frozen=True):
    """Every chosen report, by portfolio and then in order of time, and the run of the checks behind the marks.

    `absent` names the ledgers that the position would show and the set does not have. The checks were run on the
    whole set, whichever reports were chosen, so that a mark does not depend on the choice.
    """

    reports: tuple[ReportPosition, ...]
    checks: Report
    absent: tuple[str, ...] = ()

    @property
    def marked(self) -> tuple[Finding, ...]:
        """The failing checks that any figure names, in the order of the run."""
        return self.marked_in(self.reports)

    def marked_in(self, part: object) -> tuple[Finding, ...]:
        """The failing checks that the figures in a part of the position name, in the order of the run."""
        names = {name for figure in figures_in(part) for name in figure.findings}
        return tuple(finding for finding in self.checks.findings if finding.id in names)


def figures_in(part: object) -> Iterator[PositionFigure]:
    """Every figure in a part of the position, however deep, in the order of its fields."""
    if isinstance(part, PositionFigure):
        yield part
    elif isinstance(part, tuple):
        for piece in part:
            yield from figures_in(piece)
    elif isinstance(part, Struct) and not isinstance(part, Report):
        for name in part.__struct_fields__:
            yield from figures_in(getattr(part, name))
