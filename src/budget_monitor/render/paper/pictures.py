"""Charts as pictures, for documents that draw nothing themselves."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from budget_monitor.errors import shorten
from budget_monitor.render.formats.charts import VarianceChart
from budget_monitor.render.position.shapes import Share

DOTS_PER_INCH = 160
WIDTH_INCHES = 6.4
ROW_INCHES = 0.3
LONGEST_LABEL = 44
OVER, UNDER, PART, REST, INK = "#c2571a", "#2b6cb0", "#2b6cb0", "#e3e8ef", "#1c2430"


def variance_picture(chart: VarianceChart) -> bytes:
    """Bars to the right of the line where a report is over its cash limit, to the left where it is under. PNG."""
    height = ROW_INCHES * len(chart.bars) + 0.4
    figure = Figure(figsize=(WIDTH_INCHES, height))
    axes = figure.add_axes((0.42, 0.06, 0.4, 0.88))
    for row, bar in enumerate(chart.bars):
        size = float(bar.width) * (1 if bar.over else -1)
        axes.barh(row, size, height=0.62, color=OVER if bar.over else UNDER)
        label, text = shorten(bar.label, LONGEST_LABEL), f"{bar.text}{' †' if bar.doubtful else ''}"
        _beside(axes, row, label, text)
    axes.axvline(0, color=INK, linewidth=0.8)
    axes.set_ylim(len(chart.bars) - 0.5, -0.5)
    axes.set_axis_off()
    return _png(figure)


def shares_picture(shares: Sequence[Share]) -> bytes:
    """Parts of wholes as bars, with what they come to behind them. PNG."""
    figure = Figure(figsize=(WIDTH_INCHES, ROW_INCHES * len(shares) + 0.3))
    axes = figure.add_axes((0.2, 0.06, 0.4, 0.88))
    for row, share in enumerate(shares):
        axes.barh(row, 1, height=0.55, color=REST)
        axes.barh(row, min(float(share.part), 1), height=0.55, color=PART)
        _beside(axes, row, share.label, share.text)
    axes.set_xlim(0, 1)
    axes.set_ylim(len(shares) - 0.5, -0.5)
    axes.set_axis_off()
    return _png(figure)


def _beside(axes: Axes, row: int, before: str, after: str) -> None:
    """Words to the left and to the right of a row."""
    for place, text, side in ((-0.02, before, "right"), (1.02, after, "left")):
        axes.text(place, row, text, transform=axes.get_yaxis_transform(), ha=side, va="center", fontsize=8, color=INK)


def _png(figure: Figure) -> bytes:
    """The picture's bytes, the same for the same chart."""
    written = BytesIO()
    figure.savefig(written, format="png", dpi=DOTS_PER_INCH, metadata={"Software": None})
    return written.getvalue()
