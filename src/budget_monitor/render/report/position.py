"""The position by report: what each portfolio's report states, and how many of its checks did not hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from rich.console import RenderableType

from budget_monitor.model.ledgers.money import figure_text
from budget_monitor.model.results.outcome import Position, Verdict
from budget_monitor.render.text.page import Page
from budget_monitor.render.text.words import key_text, variance_text

COLUMNS = (
    ("period", "left"), ("cash limit", "right"), ("outturn", "right"), ("variance", "right"),
    ("fail", "right"), ("undecided", "right"),
)  # fmt: skip

FAILED = 4
"""The place of the count of failed checks among the columns."""

GAP = 2

MARK = "†"
WHAT_MARKS = "† A check that failed uses this figure."


def position_section(positions: Sequence[Position], page: Page) -> Iterable[RenderableType]:
    """A small table for each portfolio; a list instead, where the page is too narrow to keep figures whole."""
    if not positions:
        return
    yield page.heading("Position by report")
    groups: dict[str, list[Position]] = {}
    for position in positions:
        groups.setdefault(portfolio_of(position), []).append(position)
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
    if any(position.doubtful for position in positions):
        yield page.text(WHAT_MARKS, "dim")
    yield ""


def _row(position: Position) -> tuple[str, ...]:
    return (
        when_of(position),
        *figures_of(position),
        _count(position.counts.get(Verdict.FAIL, 0)),
        _count(position.counts.get(Verdict.UNDECIDED, 0)),
    )


def portfolio_of(position: Position) -> str:
    """Whose report it is, with the authority where there is one."""
    return key_text({name: text for name, text in position.key.items() if name not in ("financial_year", "period")})


def when_of(position: Position) -> str:
    """Which report it is: `2021/22 Q4`, `2021/22 Q2 forecast`."""
    when = key_text({name: position.key.get(name, "") for name in ("financial_year", "period")})
    return f"{when} {position.basis}" if position.basis not in ("", "outturn") else when


def figures_of(position: Position) -> tuple[str, str, str]:
    """Cash limit, outturn and variance in words, each with a mark where a failed check uses it."""
    said = (
        ("cash_limit", None if position.cash_limit is None else figure_text(position.cash_limit)),
        ("outturn", None if position.outturn is None else figure_text(position.outturn)),
        ("variance", None if position.variance is None else variance_text(position.variance)),
    )
    limit, outturn, variance = (
        "not given" if text is None else f"{text} {MARK}" if name in position.doubtful else text for name, text in said
    )
    return limit, outturn, variance


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
