"""The position by report: what each portfolio's report states, and how many of its checks did not hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from rich.console import RenderableType

from budget_monitor.model.money import Figure, figure_text
from budget_monitor.model.outcome import Position, Verdict
from budget_monitor.render.text.page import Page
from budget_monitor.render.text.words import key_text, variance_text

COLUMNS = (
    ("period", "left"), ("cash limit", "right"), ("outturn", "right"), ("variance", "right"),
    ("fail", "right"), ("undecided", "right"),
)  # fmt: skip

FAILED = 4
"""The place of the count of failed checks among the columns."""

GAP = 2


def position_section(positions: Sequence[Position], page: Page) -> Iterable[RenderableType]:
    """A small table for each portfolio; a list instead, where the page is too narrow to keep figures whole."""
    if not positions:
        return
    yield page.heading("Position by report")
    groups: dict[str, list[Position]] = {}
    for position in positions:
        names = {name: text for name, text in position.key.items() if name not in ("financial_year", "period")}
        groups.setdefault(key_text(names), []).append(position)
    rows = {portfolio: [_row(position) for position in group] for portfolio, group in groups.items()}
    headers = tuple(header for header, _ in COLUMNS)
    widths = [
        max(cell_len(page.words(row[at])) for row in [headers, *(row for group in rows.values() for row in group)])
        for at in range(len(COLUMNS))
    ]
    if sum(widths) + GAP * (len(widths) - 1) + 2 <= page.width:
        yield from _tables(rows, widths, page)
    else:
        yield from _lists(rows, page)
    yield ""


def _row(position: Position) -> tuple[str, ...]:
    when = key_text({name: position.key.get(name, "") for name in ("financial_year", "period")})
    if position.basis and position.basis != "outturn":
        when = f"{when} {position.basis}"
    return (
        when,
        _figure(position.cash_limit),
        _figure(position.outturn),
        "not given" if position.variance is None else variance_text(position.variance),
        _count(position.counts.get(Verdict.FAIL, 0)),
        _count(position.counts.get(Verdict.UNDECIDED, 0)),
    )


def _figure(figure: Figure | None) -> str:
    return "not given" if figure is None else figure_text(figure)


def _count(count: int) -> str:
    """A count, with a dash for none so that the others stand out."""
    return f"{count:,}" if count else "-"


def _tables(rows: dict[str, list[tuple[str, ...]]], widths: Sequence[int], page: Page) -> Iterable[RenderableType]:
    """The columns stand in the same place for every portfolio."""
    header = page.grid(*(side for _, side in COLUMNS), gap=GAP)
    for column, width in zip(header.columns, widths, strict=True):
        column.width = width
    header.add_row(*(page.text(name, "dim") for name, _ in COLUMNS))
    yield page.indented(header)
    for portfolio, group in rows.items():
        yield page.text(portfolio, "bold")
        grid = page.grid(*(side for _, side in COLUMNS), gap=GAP)
        for column, width in zip(grid.columns, widths, strict=True):
            column.width = width
        for row in group:
            failed = row[FAILED] != "-"
            styles = ["bold red" if failed and at == FAILED else "" for at in range(len(row))]
            grid.add_row(*(page.text(text, style) for text, style in zip(row, styles, strict=True)))
        yield page.indented(grid)


def _lists(rows: dict[str, list[tuple[str, ...]]], page: Page) -> Iterable[RenderableType]:
    """Each report as a short list, its figures one below the other."""
    for portfolio, group in rows.items():
        yield page.text(portfolio, "bold")
        for row in group:
            yield page.indented(page.text(row[0]))
            labels = (header for header, _ in COLUMNS[1:])
            yield page.indented(page.labelled(zip(labels, row[1:], strict=True)), 4)
