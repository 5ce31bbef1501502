"""The challenge sheet: questions that a member of a scrutiny committee is likely to ask, with the figures they rest on.

Nothing is judged here: each question follows from figures that the ledgers state, and says where they stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from msgspec import Struct

from budget_monitor.model.ledgers.cell import CellRef
from budget_monitor.model.ledgers.ledger import RowType
from budget_monitor.model.ledgers.money import figure_text, plain
from budget_monitor.model.results.numbered import contents
from budget_monitor.model.results.outcome import Report
from budget_monitor.model.results.position import (
    CapitalYear,
    MonitoringPosition,
    PositionFigure,
    Rating,
    ReportPosition,
    ReserveLine,
    Reserves,
    SavingLine,
    Savings,
)
from budget_monitor.render.position.shapes import (
    current_cash_limit,
    names_of,
    number,
    percent_text,
    share_of,
    size_text,
    variance_percent,
    when_of,
)
from budget_monitor.render.report.sentences import where_text
from budget_monitor.render.report.view import items_of, lines_of
from budget_monitor.render.text.words import plural, variance_text, with_file

Thing = TypeVar("Thing")

MIN_VARIANCE_PERCENT = Decimal(1)
"""A variance of so much of the cash limit is asked about."""
MIN_SHARE_OF_A_RESERVE_USED = Fraction(4, 5)
MAX_QUESTIONS_OF_A_KIND = 8


class Question(Struct, frozen=True):
    """A question, the figures behind it (what each is, and the figure), and where those stand."""

    text: str
    figures: tuple[tuple[str, str], ...] = ()
    where: str = ""


def questions(position: MonitoringPosition | None, checks: Report) -> list[Question]:
    """What may be asked, of the latest report of each portfolio, and of the checks; the largest amounts first."""
    reports = _latest(position) if position is not None else []
    return [
        *_of_variances(reports),
        *_of_changes(reports),
        *_of_reserves(reports),
        *_of_savings(reports),
        *_of_capital(reports),
        *_of_restatements(checks),
        *_of_findings(checks),
    ]


def _latest(position: MonitoringPosition) -> list[ReportPosition]:
    """The last report of each portfolio: they stand in order of time."""
    return list({names_of(report.key): report for report in position.reports}.values())


def _of_variances(reports: Sequence[ReportPosition]) -> Iterator[Question]:
    large = [one for one in reports if abs(one.variance.percent or Decimal(0)) >= MIN_VARIANCE_PERCENT]
    for report in _largest(large, [one.variance.amount for one in large]):
        variance, basis = report.variance, _basis(report)
        amount = variance.amount.amount
        assert amount is not None
        yield Question(
            f"{_of(report)}: the {basis} is {variance_text(amount)} its cash limit ({variance_percent(variance)}). What"
            " is the cause, and does it recur next year?",
            _figures(("Cash limit", current_cash_limit(report)), (basis.capitalize(), _outturn(report))),
            _where([variance.amount, current_cash_limit(report)]),
        )
    for report in reports:
        drawn = report.outturn.appropriations if report.outturn else PositionFigure()
        if (number(drawn) or 0) < 0 and drawn.amount is not None:
            yield Question(
                f"{_of(report)}: {size_text(drawn.amount)} is drawn from reserves to meet what is spent. What would the"
                " position be without it, and how long can it go on?",
                _figures(("Drawn from reserves", drawn), ("Variance", report.variance.amount)),
                _where([drawn]),
            )


def _of_changes(reports: Sequence[ReportPosition]) -> Iterator[Question]:
    for report in reports:
        moved = report.movement
        if moved is None:
            continue
        since = " ".join(moved.since)
        if (number(moved.variance) or 0) > 0 and moved.variance.amount is not None:
            yield Question(
                f"{_of(report)}: the variance is {size_text(moved.variance.amount)} worse than in {since}. What has"
                " happened since, and when was it known?",
                _figures(("Variance now", report.variance.amount), (f"Change since {since}", moved.variance)),
                _where([report.variance.amount]),
            )
        if number(moved.cash_limit) and moved.cash_limit.amount is not None:
            size = f"{size_text(moved.cash_limit.amount)} {_way(moved.cash_limit)}"
            yield Question(
                f"{_of(report)}: the cash limit is {size} than in {since}. Which decisions changed it?",
                _figures(("Cash limit now", current_cash_limit(report)), (f"Change since {since}", moved.cash_limit)),
                _where([current_cash_limit(report)]),
            )


def _way(figure: PositionFigure) -> str:
    return "higher" if (number(figure) or 0) > 0 else "lower"


def _of_reserves(reports: Sequence[ReportPosition]) -> Iterator[Question]:
    for report in reports:
        lines = [line for line in report.reserves.lines if line.row_type is RowType.LINE] if report.reserves else []
        low = [line for line in lines if _is_low(line)]
        for line in _largest(low, [line.used for line in low])[:MAX_QUESTIONS_OF_A_KIND]:
            name = " – ".join(filter(None, [line.reserve, line.purpose]))
            yield Question(
                f"{_of(report)}: {name} {_how_low(line)}. What pays for this next year?",
                _figures(("Opening", line.opening), ("Used", line.used), ("Remaining", line.remaining)),
                _where([line.opening, line.used, line.remaining]),
            )


def _is_low(line: ReserveLine | Reserves) -> bool:
    share = share_of(line.used, line.opening)
    return (number(line.remaining) or 0) < 0 or (share is not None and share >= MIN_SHARE_OF_A_RESERVE_USED)


def _how_low(line: ReserveLine) -> str:
    remaining, share = number(line.remaining), share_of(line.used, line.opening)
    if remaining is not None and remaining < 0:
        return "is overdrawn"
    return "is used up" if remaining == 0 else f"is nearly used up ({percent_text(share)})" if share else "is low"


def _of_savings(reports: Sequence[ReportPosition]) -> Iterator[Question]:
    for report in reports:
        savings = report.savings
        if savings is None:
            continue
        late = [line for line in savings.lines if line.rating is Rating.GREEN and _short(line)]
        for line in _largest(late, [line.value for line in late])[:MAX_QUESTIONS_OF_A_KIND]:
            yield Question(
                f"{_of(report)}: the saving “{line.proposal}” is rated Green and not achieved in full. When will the"
                " rest be achieved?",
                _figures(("Value", line.value), ("Achieved", line.achieved)),
                _where([line.value, line.achieved]),
            )
        yield from _at_risk(report, savings)


def _short(line: SavingLine) -> bool:
    value, achieved = number(line.value), number(line.achieved)
    return line.row_type is RowType.LINE and value is not None and achieved is not None and achieved < value


def _at_risk(report: ReportPosition, savings: Savings) -> Iterator[Question]:
    if number(savings.at_risk) and savings.at_risk.amount is not None:
        yield Question(
            f"{_of(report)}: {size_text(savings.at_risk.amount)} of savings rated Amber or Red is not achieved. What"
            " replaces it if it does not come?",
            _figures(("Savings in total", savings.value), ("Achieved", savings.achieved), ("At risk", savings.at_risk)),
            _where([savings.at_risk]),
        )


def _of_capital(reports: Sequence[ReportPosition]) -> Iterator[Question]:
    for report in reports:
        for year in report.capital:
            if (number(year.unfunded) or 0) > 0 and year.unfunded.amount is not None:
                yield _unfunded(report, year)


def _unfunded(report: ReportPosition, year: CapitalYear) -> Question:
    assert year.unfunded.amount is not None
    return Question(
        f"{_of(report)}: {size_text(year.unfunded.amount)} of the capital programme of {year.programme_year} has no"
        " funding. How will it be met?",
        _figures(("Programme", year.programme), ("Funding", year.funding)),
        _where([year.programme, year.funding]),
    )


def _of_restatements(checks: Report) -> Iterator[Question]:
    for line in lines_of(contents(checks).restated)[:MAX_QUESTIONS_OF_A_KIND]:
        yield Question(
            f"{line.label}: this was reported otherwise before ({line.text}). Why has it changed, and where is that"
            " said?",
            (),
            with_file(line.file, line.where),
        )


def _of_findings(checks: Report) -> Iterator[Question]:
    items = items_of(checks)
    if items:
        where = ", ".join(with_file(one.file, where_text(one.place)) for one in items[:MAX_QUESTIONS_OF_A_KIND])
        more = f" and {len(items) - MAX_QUESTIONS_OF_A_KIND:,} more" if len(items) > MAX_QUESTIONS_OF_A_KIND else ""
        yield Question(
            f"The checks found {plural(len(items), 'thing')} to put right, as this paper lists. Has that been done in"
            " what the committee is given?",
            (),
            f"{where}{more}",
        )


def _of(report: ReportPosition) -> str:
    return f"{names_of(report.key)}, {when_of(report)}"


def _basis(report: ReportPosition) -> str:
    return (report.outturn.basis if report.outturn else "") or "outturn"


def _outturn(report: ReportPosition) -> PositionFigure:
    return report.outturn.outturn if report.outturn else PositionFigure()


def _figures(*named: tuple[str, PositionFigure]) -> tuple[tuple[str, str], ...]:
    return tuple((name, figure_text(one.amount)) for name, one in named if one.amount is not None)


def _where(figures: Iterable[PositionFigure]) -> str:
    """The cells in which figures stand, each file once."""
    cells: dict[str, list[CellRef]] = {}
    for ref in (ref for figure in figures for ref in figure.cells):
        cells.setdefault(ref.file, []).append(ref)
    return "; ".join(with_file(file, ", ".join(dict.fromkeys(map(where_text, refs)))) for file, refs in cells.items())


def _largest(things: Sequence[Thing], amounts: Sequence[PositionFigure]) -> list[Thing]:
    """The things by the size of their amounts, the largest first."""
    sizes = [Decimal(0) if one.amount is None else abs(plain(one.amount)) for one in amounts]
    return [things[at] for at in sorted(range(len(things)), key=lambda at: -sizes[at])]
