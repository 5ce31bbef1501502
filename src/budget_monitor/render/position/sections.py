"""The sections of a report: revenue, reserves, savings, capital."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from msgspec.structs import replace

from budget_monitor.model.ledgers.ledger import RowType
from budget_monitor.model.ledgers.money import plain
from budget_monitor.model.results.position import (
    CapitalLine,
    CapitalYear,
    CashLimit,
    Movement,
    Outturn,
    PositionFigure,
    ReportPosition,
    Reserves,
    Savings,
    SavingsOfRating,
)
from budget_monitor.render.position.shapes import (
    Line,
    Section,
    Share,
    Shown,
    number,
    percent_text,
    share_of,
    shown,
    shown_movement,
    shown_variance,
    shown_worsening,
    size_text,
    variance_findings,
    variance_percent,
    when_of,
)

AT_RISK = "At risk is what is not achieved of Amber and Red savings: all of it, where nothing is stated as achieved."


def sections_of(report: ReportPosition) -> Iterable[Section]:
    """The sections that the report has anything for."""
    if report.cash_limit is not None or report.outturn is not None:
        yield revenue(report)
    if report.reserves is not None:
        yield reserves(report.reserves)
    if report.savings is not None:
        yield savings(report.savings)
    if report.capital:
        yield capital(report.capital)


def revenue(report: ReportPosition) -> Section:
    """Cash limit, outturn and variance, one below the other, and beside them their movement since the last report."""
    movement, outturn = report.movement, report.outturn
    lines: list[Line] = []
    shares: list[Share] = []
    if report.cash_limit is not None:
        lines += _cash_limit(report.cash_limit, movement)
    if outturn is not None:
        lines += _outturn(report, outturn, movement)
        shares += _bar(outturn.basis or "outturn", outturn.outturn, outturn.cash_limit, "of the cash limit")
    since = (f"since {' '.join(movement.since)}",) if movement else ()
    return Section("Revenue", (when_of(report), *since), tuple(lines), tuple(shares))


def _cash_limit(limit: CashLimit, movement: Movement | None) -> Iterable[Line]:
    before = f" ({limit.previous_period})" if limit.previous_period else ""
    yield Line(f"Previously reported{before}", (shown(limit.previously_reported),))
    for change in limit.changes:
        is_total = change.row_type is not RowType.LINE
        category = f" ({change.category})" if change.category and not is_total else ""
        yield Line(f"{change.description}{category}", (shown(change.amount),), 2, is_total)
    yield Line("Change", (shown(limit.change, may_be_stated=True),))
    moved = (shown_movement(movement.cash_limit),) if movement else ()
    yield Line("Cash limit", (shown(limit.current), *moved), is_total=True)


def _outturn(report: ReportPosition, outturn: Outturn, movement: Movement | None) -> Iterable[Line]:
    limit = report.cash_limit
    if limit is None or limit.current.amount != outturn.cash_limit.amount:
        name = "Cash limit" if limit is None else "Cash limit beside the outturn"
        yield Line(name, (shown(outturn.cash_limit),), is_total=limit is None)
    yield Line("Net expenditure", (shown(outturn.net_expenditure),))
    yield Line("Appropriations", (shown(outturn.appropriations),))
    moved = (shown_movement(movement.outturn),) if movement else ()
    yield Line((outturn.basis or "outturn").capitalize(), (shown(outturn.outturn), *moved), is_total=True)
    variance = report.variance
    asides = ", ".join(filter(None, [variance_percent(variance), variance.rating and variance.rating.value]))
    worse = (shown_worsening(movement.variance),) if movement else ()
    figure = replace(shown_variance(variance), findings=variance_findings(variance))
    yield Line(f"Variance ({asides})" if asides else "Variance", (figure, *worse), is_total=True)


def reserves(reserves: Reserves) -> Section:
    """Opening, used and remaining, by reserve and in total."""
    lines = [
        Line(
            " – ".join(filter(None, [line.category, line.reserve, line.purpose])),
            (shown(line.opening), shown(line.used), shown(line.remaining)),
            2,
            line.row_type is not RowType.LINE,
        )
        for line in reserves.lines
        if line.row_type is not RowType.TOTAL
    ]
    figures = (reserves.opening, reserves.used, reserves.remaining)
    lines.append(Line("Total", tuple(shown(figure, may_be_stated=True) for figure in figures), is_total=True))
    used = _bar("used", reserves.used, reserves.opening, "of what there was")
    return Section("Reserves", ("opening", "used", "remaining"), tuple(lines), tuple(used))


def savings(savings: Savings) -> Section:
    """Value, achieved and at risk, by rating with the proposals of each, and in total."""
    lines = [line for group in savings.ratings for line in _of_rating(group, savings)]
    figures = (savings.value, savings.achieved)
    total = (*(shown(figure, may_be_stated=True) for figure in figures), shown(savings.at_risk))
    lines.append(Line("Total", total, is_total=True))
    is_risky = bool(number(savings.at_risk))
    shares = [
        *_bar("achieved", savings.achieved, savings.value, "of the value"),
        *(_bar("at risk", savings.at_risk, savings.value, "of the value") if is_risky else ()),
    ]
    headers = ("value", "achieved", "at risk")
    return Section("Savings", headers, tuple(lines), tuple(shares), AT_RISK if is_risky else "")


def _of_rating(group: SavingsOfRating, savings: Savings) -> Iterable[Line]:
    name = group.rating.value if group.rating else "Not rated"
    sums = (shown(group.value), shown(group.achieved), shown(group.at_risk))
    yield Line(f"{name} ({group.number:,})", sums, is_total=True)
    for line in savings.lines:
        if line.row_type is RowType.LINE and line.rating is group.rating:
            yield Line(line.proposal, (shown(line.value), shown(line.achieved)), 2)


def capital(years: Sequence[CapitalYear]) -> Section:
    """Schemes and sources by programme year, the programme against its funding, and a bar for each year."""
    lines = (
        *_by_year([year.schemes for year in years]),
        Line("Programme", tuple(shown(year.programme, may_be_stated=True) for year in years), is_total=True),
        *_by_year([year.sources for year in years]),
        Line("Funding", tuple(shown(year.funding, may_be_stated=True) for year in years), is_total=True),
        Line("Not funded", tuple(shown(year.unfunded) for year in years), is_total=True),
    )
    sizes = [number(year.programme) or Fraction(0) for year in years]
    shares = [
        Share(year.programme_year, size / max(sizes), _funded(year), year.unfunded.findings)
        for year, size in zip(years, sizes, strict=True)
        if size > 0
    ]
    return Section("Capital programme", tuple(year.programme_year for year in years), lines, tuple(shares))


def _by_year(years: Sequence[Sequence[CapitalLine]]) -> Iterable[Line]:
    """A line for each scheme or source, with its figure in every year; nothing where a year has no row of it.

    Several rows of one name (sub-totals) are told apart by their order within the year.
    """
    rows: dict[tuple[str, str, int], dict[int, CapitalLine]] = {}
    for place, year in enumerate(years):
        seen: dict[tuple[str, str], int] = {}
        for line in year:
            if line.row_type is not RowType.TOTAL:
                name = (line.sector, line.name)
                seen[name] = seen.get(name, 0) + 1
                rows.setdefault((*name, seen[name]), {})[place] = line
    for (sector, label, _), cells in rows.items():
        is_total = any(line.row_type is not RowType.LINE for line in cells.values())
        figures = tuple(shown(cells[place].amount) if place in cells else Shown() for place in range(len(years)))
        yield Line(f"{sector} – {label}" if sector else label, figures, 2, is_total)


def _funded(year: CapitalYear) -> str:
    amount = year.unfunded.amount
    if amount is None:
        return "funding not given"
    missing = plain(amount)
    if not missing:
        return "fully funded"
    return f"{size_text(amount)} {'not funded' if missing > 0 else 'more funding than programme'}"


def _bar(label: str, part: PositionFigure, whole: PositionFigure, of: str) -> Iterable[Share]:
    share = share_of(part, whole)
    if share is not None:
        yield Share(label, share, f"{percent_text(share)} {of}", (*part.findings, *whole.findings))
