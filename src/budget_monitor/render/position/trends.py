"""How variance, reserves and savings go from report to report of a portfolio."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from msgspec import Struct

from budget_monitor.model.results.position import PositionFigure, ReportPosition
from budget_monitor.render.position.shapes import Trend, number, shown, shown_variance, when_of

LEAST_POINTS = 2
"""Reports that state a figure, for a trend of it."""
MAX_BARS_LABELLED = 4
"""Bars of one plot whose figures have room."""
WIDTH, HEIGHT, LABEL_HEIGHT, GAP = 300, 90, 16, 10


class TrendBar(Struct, frozen=True):
    """A bar of a plot, above its zero line or below it; `text` is the figure, `when` the report."""

    x: int
    y: int
    width: int
    height: int
    is_below: bool
    when: str
    text: str


class TrendPlot(Struct, frozen=True):
    """Bars side by side, in order of time, on a zero line."""

    name: str
    bars: tuple[TrendBar, ...]
    zero: int
    is_labelled: bool
    """Whether the bars are wide enough for their figures to stand beside them."""
    width: int = WIDTH
    height: int = HEIGHT + 3 * LABEL_HEIGHT


def trends_of(reports: Sequence[ReportPosition]) -> tuple[Trend, ...]:
    """What two reports of a portfolio at least state, one value for each of its reports, None where it has none."""
    found = [Trend(name, tuple(number(figure) for figure in figures)) for name, figures in _series(reports)]
    return tuple(one for one in found if _is_trend(one.values))


def plots_of(reports: Sequence[ReportPosition]) -> tuple[TrendPlot, ...]:
    """The same as plots."""
    return tuple(
        _plot(name, figures, reports)
        for name, figures in _series(reports)
        if _is_trend([number(figure) for figure in figures])
    )


def _series(reports: Sequence[ReportPosition]) -> list[tuple[str, list[PositionFigure]]]:
    nothing = PositionFigure()
    return [
        ("variance", [report.variance.amount for report in reports]),
        ("reserves", [report.reserves.remaining if report.reserves else nothing for report in reports]),
        ("savings", [report.savings.achieved if report.savings else nothing for report in reports]),
    ]


def _is_trend(values: Sequence[Fraction | None]) -> bool:
    return sum(value is not None for value in values) >= LEAST_POINTS


def _plot(name: str, figures: Sequence[PositionFigure], reports: Sequence[ReportPosition]) -> TrendPlot:
    values = [number(figure) for figure in figures]
    known = [value for value in values if value is not None]
    high, low = max(*known, Fraction(0)), min(*known, Fraction(0))
    scale = Fraction(HEIGHT) / (high - low) if high != low else Fraction(0)
    zero = LABEL_HEIGHT + round(high * scale)
    wide = (WIDTH - GAP * (len(values) - 1)) // len(values)
    bars = []
    for at, (value, figure, report) in enumerate(zip(values, figures, reports, strict=True)):
        text = shown_variance(report.variance).text if name == "variance" else shown(figure).text
        size = round(abs(value) * scale) if value is not None else 0
        size = max(size, 1) if value else size
        is_below = value is not None and value < 0
        top = zero if is_below else zero - size
        bars.append(TrendBar(at * (wide + GAP), top, wide, size, is_below, when_of(report), text))
    return TrendPlot(name, tuple(bars), zero, len(bars) <= MAX_BARS_LABELLED)
