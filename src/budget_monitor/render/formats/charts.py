"""Where the parts of a chart go. The templates draw them; nothing here is markup.

All measures are in the chart's own units, which are pixels at its natural size. Amounts stay decimals to the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

from budget_monitor.model.ledgers.money import plain
from budget_monitor.model.results.outcome import Position, Verdict
from budget_monitor.render.text.words import VERDICT_WORDS, key_text, variance_text

MIN_WIDTH_OF_A_PART = Decimal(6)
"""The least width of a part that stands for anything at all, so that one failure among thousands is seen."""

MAX_BARS = 24
"""Bars of a chart of variances; beyond that it has the latest report of each portfolio, the largest variances first."""

HEIGHT_OF_A_ROW = 26
"""Height of a bar with the space around it."""

WIDTH = 912
"""Width of a chart that has the page to itself."""

HEIGHT_ABOVE_THE_BARS = 24
"""Height above the bars, where the directions stand."""

LABEL_WIDTH, FIGURE_WIDTH = 330, 140


class Segment(Struct, frozen=True):
    """A part of a stacked bar: a verdict and how many checks came to it."""

    verdict: Verdict
    words: str
    count: int
    x: Decimal
    width: Decimal


class Bar(Struct, frozen=True):
    """A variance: to the right of the zero line when it is over the cash limit, to the left when under."""

    label: str
    text: str
    x: Decimal
    y: int
    width: Decimal
    over: bool
    doubtful: bool
    """True if a failed check uses the figure."""


class VarianceChart(Struct, frozen=True):
    """Bars one below the other around a zero line. `left_out` counts the reports that have no bar for want of room."""

    bars: tuple[Bar, ...]
    zero: Decimal
    width: int
    height: int
    left_out: int

    @property
    def under(self) -> bool:
        """Whether any report is under its cash limit."""
        return any(bar.width and not bar.over for bar in self.bars)

    @property
    def over(self) -> bool:
        """Whether any report is over its cash limit."""
        return any(bar.over for bar in self.bars)


def verdict_bar(counts: Mapping[Verdict, int], width: int = WIDTH) -> tuple[Segment, ...]:
    """The verdicts as parts of one bar, each as wide as its share; what there is none of has no part."""
    present = [(verdict, counts.get(verdict, 0)) for verdict in Verdict if counts.get(verdict, 0)]
    checks = sum(count for _, count in present)
    room = Decimal(width) - MIN_WIDTH_OF_A_PART * len(present)
    segments: list[Segment] = []
    x = Decimal(0)
    for verdict, count in present:
        own = _pixels(MIN_WIDTH_OF_A_PART + room * count / checks)
        segments.append(Segment(verdict, VERDICT_WORDS[verdict], count, x, own))
        x += own
    return tuple(segments)


def variance_chart(positions: Sequence[Position], width: int = WIDTH) -> VarianceChart | None:
    """A bar for each report that states a variance; None where none does."""
    stated = [position for position in positions if position.variance is not None]
    shown = _most_telling(stated)
    if not shown:
        return None
    amounts = [_amount(position) for position in shown]
    highest, lowest = max(*amounts, Decimal(0)), min(*amounts, Decimal(0))
    room = Decimal(width - LABEL_WIDTH - FIGURE_WIDTH)
    scale = room / (highest - lowest) if highest != lowest else Decimal(0)
    zero = _pixels(LABEL_WIDTH - lowest * scale)
    bars = []
    for at, (position, amount) in enumerate(zip(shown, amounts, strict=True)):
        length = _pixels(max(abs(amount) * scale, Decimal(2))) if amount else Decimal(0)
        bars.append(
            Bar(
                label=key_text(position.key),
                text="" if position.variance is None else variance_text(position.variance),
                x=zero if amount >= 0 else zero - length,
                y=HEIGHT_ABOVE_THE_BARS + at * HEIGHT_OF_A_ROW,
                width=length,
                over=amount > 0,
                doubtful="variance" in position.doubtful,
            )
        )
    return VarianceChart(
        tuple(bars), zero, width, HEIGHT_ABOVE_THE_BARS + len(bars) * HEIGHT_OF_A_ROW, len(stated) - len(shown)
    )


def _most_telling(positions: Sequence[Position]) -> list[Position]:
    """All of them where there is room, or else each portfolio's last, the largest of those."""
    if len(positions) <= MAX_BARS:
        return list(positions)
    latest = list({_portfolio(position): position for position in positions}.values())  # in order: the last one stays
    largest = sorted(latest, key=lambda position: -abs(_amount(position)))[:MAX_BARS]
    return [position for position in latest if position in largest]


def _portfolio(position: Position) -> tuple[tuple[str, str], ...]:
    names: Iterable[tuple[str, str]] = position.key.items()
    return tuple((name, text) for name, text in names if name not in ("financial_year", "period"))


def _amount(position: Position) -> Decimal:
    return Decimal(0) if position.variance is None else plain(position.variance)


def _pixels(length: Decimal) -> Decimal:
    return length.quantize(Decimal("0.1"))
