"""The monitoring position as lines of text, for a terminal or a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct
from rich.cells import cell_len
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from budget_monitor.model.results.position import MonitoringPosition, Rating
from budget_monitor.render.position.shapes import MARK, Line, ReportView, Section, Share, Shown, marks_of
from budget_monitor.render.position.view import (
    absent_text,
    legend,
    overview,
    report_view,
)
from budget_monitor.render.text.bars import bar, sparkline
from budget_monitor.render.text.page import Page

GAP = 2
SHORTEST_LABEL = 20
"""Columns a label needs to be read; where the figures leave less, each line becomes a list."""

BAR_WIDTH = 20
STYLES = {Rating.GREEN: "green", Rating.AMBER: "yellow", Rating.RED: "bold red", None: ""}


def to_summary_table(position: MonitoringPosition, page: Page | None = None, *, lines: bool = True) -> str:
    """The position as text no wider than the page (80 columns without colour unless given).

    Without `lines` no single budget change, reserve, proposal, scheme or source is shown.
    """
    page = page or Page()
    return page.render(_Sheet(page, lines).parts(position))


class _Sheet(Struct, frozen=True):
    page: Page
    lines: bool

    def parts(self, position: MonitoringPosition) -> Iterable[RenderableType]:
        summary = overview(position)
        yield self.page.heading("Position")
        yield from self.section(summary)
        yield from self.key([summary])
        if absent := absent_text(position):
            yield ""
            yield self.page.text(absent, "yellow")
        for report in position.reports:
            yield ""
            yield from self.report(report_view(report, position))

    def report(self, view: ReportView) -> Iterable[RenderableType]:
        yield self.page.heading(view.title)
        for place, section in enumerate(view.sections):
            if place:
                yield ""
            yield from self.section(section)
        yield from self.key(view.sections)
        for footnote in view.footnotes:
            yield self.page.indented(self.page.text(footnote))

    def section(self, section: Section) -> Iterable[RenderableType]:
        lines = [line for line in section.lines if self.lines or line.depth < 2]
        columns = [self.column(section, lines, place) for place in range(len(section.headers))]
        left = self.page.width - sum(cell_len(column[0]) + GAP for column in columns)
        if left >= SHORTEST_LABEL:
            yield from self.grids(section, lines, columns, left)
        else:
            yield from self.lists(section, lines)
        if section.shares:
            yield self.page.indented(self.bars(section.shares))
        if section.remark:
            yield self.page.indented(self.page.text(section.remark, "dim"))

    def bars(self, shares: Sequence[Share]) -> Table:
        grid = self.page.grid("fixed", "fixed", "left", gap=GAP)
        for share in shares:
            drawn = bar(share.part, min(BAR_WIDTH, self.page.width // 4), self.page.encoding)
            grid.add_row(
                self.page.text(share.label), self.page.text(drawn), self.page.text(share.text + marks_of(share))
            )
        return grid

    def column(self, section: Section, lines: Sequence[Line], place: int) -> list[str]:
        """The header and the figures of a column, all as wide as the widest; marks stand in a place of their own."""
        figures = [line.figures[place] if place < len(line.figures) else Shown() for line in lines]
        texts = [self.page.words(text) for text in (section.headers[place], *(figure.text for figure in figures))]
        marks = [self.page.words(marks_of(figure)) for figure in (Shown(), *figures)]
        wide, room = max(map(cell_len, texts)), max(map(len, marks))
        return [
            " " * (wide - cell_len(text)) + text + mark.ljust(room) for text, mark in zip(texts, marks, strict=True)
        ]

    def grids(
        self, section: Section, lines: Sequence[Line], columns: Sequence[list[str]], left: int
    ) -> Iterable[RenderableType]:
        """One grid, or several with the same columns: a line without figures runs across the page between them."""
        grid = self.grid(columns, left)
        grid.add_row(self.page.text(section.title, "bold"), *(Text(column[0], "dim") for column in columns))
        for row, line in enumerate(lines, start=1):
            if line.depth == 0:
                yield grid
                yield self.label(line)
                grid = self.grid(columns, left)
                continue
            cells = [Text(column[row], self.style(line, place)) for place, column in enumerate(columns)]
            grid.add_row(self.page.indented(self.label(line), 2 * line.depth), *cells)
        yield grid

    def grid(self, columns: Sequence[list[str]], left: int) -> Table:
        grid = self.page.grid("left", *("fixed" for _ in columns), gap=GAP)
        for column, width in zip(grid.columns, (left, *(cell_len(cells[0]) for cells in columns)), strict=True):
            column.width = width
        return grid

    def lists(self, section: Section, lines: Sequence[Line]) -> Iterable[RenderableType]:
        """Each line as its label, with its figures one below the other under their headers."""
        yield self.page.text(section.title, "bold")
        for line in lines:
            yield self.page.indented(self.label(line), 2 * line.depth)
            figures = [
                (header, figure.text + marks_of(figure))
                for header, figure in zip(section.headers, line.figures, strict=False)
            ]
            yield self.page.indented(
                self.page.labelled((header, text) for header, text in figures if text), 2 * line.depth + 2
            )

    def label(self, line: Line) -> Text:
        label = self.page.text(line.label, "bold" if line.depth == 0 else "")
        for trend in line.trends:
            drawn = sparkline(trend.values, self.page.encoding)
            label.append_text(self.page.text(f"  {trend.name} {drawn}", "dim"))
        return label

    def style(self, line: Line, place: int) -> str:
        figure = line.figures[place] if place < len(line.figures) else Shown()
        return " ".join(filter(None, ["bold" if line.is_total else "", STYLES[figure.rating]]))

    def key(self, sections: Sequence[Section]) -> Iterable[RenderableType]:
        """What the marks mean, where there are any."""
        explained = legend(sections)
        if explained:
            yield ""
        for mark, meaning in explained:
            strong = mark == MARK
            yield self.page.line((mark, "bold red" if strong else "bold"), (f" {meaning}", "" if strong else "dim"))
