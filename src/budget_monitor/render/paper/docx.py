"""The committee's paper as a Word document: in short, the position, what was found, restated figures, and the challenge
sheet.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from budget_monitor.model.results.numbered import contents
from budget_monitor.model.results.outcome import Report
from budget_monitor.model.results.position import MonitoringPosition
from budget_monitor.render.formats.charts import variance_chart
from budget_monitor.render.paper.pictures import shares_picture, variance_picture
from budget_monitor.render.paper.questions import Question, questions
from budget_monitor.render.paper.word import Paper
from budget_monitor.render.position.shapes import Line as PositionLine
from budget_monitor.render.position.shapes import Section, Share, marks_of
from budget_monitor.render.position.view import absent_text, legend, overview, report_view
from budget_monitor.render.report.authorities import shown_positions
from budget_monitor.render.report.details import problem_text
from budget_monitor.render.report.position import WHAT_MARKS as WHAT_MARKS_IN_POSITION
from budget_monitor.render.report.position import figures_of, portfolio_of, when_of
from budget_monitor.render.report.review import standings
from budget_monitor.render.report.summary import answer, checks_text
from budget_monitor.render.report.view import (
    Item,
    Line,
    figures_to_put_right,
    items_of,
    lines_of,
    look_at_text,
    not_checked,
)
from budget_monitor.render.text.plain import column_place, headline_of, pressing
from budget_monitor.render.text.words import place_of, plural, with_file
from budget_monitor.render.web.page import day_text

TITLE = "Budget monitoring: the position and the checks"
MAX_REPORTS = 100
"""Reports that the paper goes through one by one; the overview before them has all."""
MAX_ROWS = 100
"""Rows of a table of what was found; a paper is read, and a longer list belongs in a workbook."""


def to_docx(
    report: Report,
    position: MonitoringPosition | None = None,
    *,
    on: date | None = None,
    lines: bool = True,
) -> bytes:
    """The paper's bytes; `on` is the day of the run.

    With a `position` the paper has it report by report; without, what the checks know of it. Without `lines` no single
    reserve, proposal, scheme or change is shown.
    """
    paper = Paper(TITLE, ", ".join(filter(None, [place_of(report), day_text(on)])), on)
    paper.heading("In short")
    paper.text(f"{answer(report)}.", bold=True)
    paper.text(f"{checks_text(report)}.")
    paper.text(" ".join(filter(None, [look_at_text(report), not_checked(report)])))
    _position(paper, report, position, lines=lines)
    _found(paper, report)
    asked = questions(position, report)
    if asked:
        paper.page_break()
        _challenge(paper, asked)
    return paper.written()


def _position(paper: Paper, report: Report, position: MonitoringPosition | None, *, lines: bool) -> None:
    positions = shown_positions(report)
    if position is None and not positions:
        return
    paper.heading("The position")
    if position is None:
        rows = [(portfolio_of(one), when_of(one), *figures_of(one)) for one in positions]
        paper.table(("Portfolio", "Report", "Cash limit >", "Outturn >", "Variance >"), rows)
        if any(one.doubtful for one in positions):
            paper.text(WHAT_MARKS_IN_POSITION)
    else:
        _section(paper, overview(position), lines=True)
        _key(paper, [overview(position)])
        paper.text(absent_text(position))
    if chart := variance_chart(positions):
        said = "; ".join(f"{bar.label}: {bar.text}" for bar in chart.bars)
        paper.picture(variance_picture(chart), f"Variance of each report from its cash limit. {said}")
        paper.text(
            "Variance of each report from its cash limit: to the right over, to the left under.", style="Caption"
        )
    views = [report_view(one, position) for one in position.reports] if position is not None else []
    for view in views[:MAX_REPORTS]:
        paper.heading(view.title, 2)
        for section in view.sections:
            paper.heading(section.title, 3)
            _section(paper, section, lines=lines)
            _shares(paper, section.shares)
            paper.text(section.remark)
        _key(paper, view.sections)
        for footnote in view.footnotes:
            paper.text(footnote, style="List Bullet")
    if len(views) > MAX_REPORTS:
        more = plural(len(views) - MAX_REPORTS, "more report")
        paper.text(f"And {more}, which budget-monitor summary writes (--output position.xlsx).")


def _section(paper: Paper, section: Section, *, lines: bool) -> None:
    shown_lines = [line for line in section.lines if lines or line.depth < 2]
    headers = (section.title, *(f"{header} >" for header in section.headers))
    rows = [_row(line, len(section.headers)) for line in shown_lines]
    paper.table(headers, rows, [line.is_total or line.depth == 0 for line in shown_lines])


def _row(line: PositionLine, width: int) -> Sequence[str]:
    figures = [f"{one.text}{marks_of(one)}" for one in line.figures]
    return [f"{'   ' * max(line.depth - 1, 0)}{line.label}", *figures, *([""] * (width - len(figures)))]


def _shares(paper: Paper, shares: Sequence[Share]) -> None:
    if shares:
        said = "; ".join(f"{share.label}: {share.text}" for share in shares)
        paper.picture(shares_picture(shares), said)


def _key(paper: Paper, sections: Sequence[Section]) -> None:
    for mark, meaning in legend(sections):
        paper.text(f"{mark} {meaning}")


def _found(paper: Paper, report: Report) -> None:
    """What the checks found: to put right, restated, to notice, accepted, and what could not be read."""
    told, items = contents(report), items_of(report)
    paper.heading("Found, and to put right")
    if not items:
        paper.text("No figure was found that is to be put right.")
    else:
        count = figures_to_put_right(items)
        paper.text(f"{plural(count, 'figure')} {'is' if count == 1 else 'are'} to be put right, the likeliest first.")
        rows = [row for item in items[:MAX_ROWS] for row in _item_rows(item)]
        paper.table(("No.", "Where", "Typed now >", "Type >", "What it is, and why"), rows)
        _more(paper, len(items))
    if told.restated:
        paper.heading("Restated")
        paper.text(
            "Two reports state these values of the past differently. Neither need be mistyped: each wants a note in the"
            " later report."
        )
        _lines(paper, "Was and is", lines_of(told.restated))
    if told.notices:
        paper.heading("To notice")
        _lines(paper, "What", lines_of(told.notices))
    if told.broken:
        paper.heading("Rules that could not run")
        _lines(paper, "Why", lines_of(told.broken))
    why = standings(report)
    known = [finding for finding in pressing(report) if finding.id in why]
    if known:
        paper.heading("Accepted and immaterial differences")
        rows = [(column_place(one), one.label, headline_of(one), why[one.id]) for one in known[:MAX_ROWS]]
        paper.table(("Where", "Row", "Difference", "Why it does not count"), rows)
        _more(paper, len(known))
    if report.input_problems:
        paper.heading("Problems in the input files")
        for problem in report.input_problems[:MAX_ROWS]:
            paper.text(problem_text(problem), style="List Bullet")
        _more(paper, len(report.input_problems))


def _item_rows(item: Item) -> Iterable[Sequence[str]]:
    happened = item.what if item.is_unexplained else f"{item.what} ({item.certainty})"
    said = ". ".join(filter(None, [item.label, f"{happened[:1].upper()}{happened[1:]}", item.why, item.less_likely]))
    for at, change in enumerate(item.changes):
        where = f"{with_file(item.file, change.address)} {change.column}".strip()
        yield (str(item.number), where, change.now, change.then, said if at == 0 else "as above")
    if item.more_cells:
        yield (str(item.number), f"and {plural(item.more_cells, 'more figure')}", "", "", "as above")


def _lines(paper: Paper, header: str, lines: Sequence[Line]) -> None:
    rows = [(str(one.number), with_file(one.file, one.where), one.text, one.label) for one in lines[:MAX_ROWS]]
    paper.table(("No.", "Where", header, "What it is"), rows)
    _more(paper, len(lines))


def _more(paper: Paper, count: int) -> None:
    if count > MAX_ROWS:
        paper.text(f"And {count - MAX_ROWS:,} more, which the workbook (--output findings.xlsx) lists.")


def _challenge(paper: Paper, asked: Sequence[Question]) -> None:
    paper.heading("Challenge sheet")
    paper.text("Questions that a member is likely to ask, with the figures they rest on and where those stand.")
    for question in asked:
        paper.text(question.text, style="List Number")
        figures = "; ".join(f"{name} {figure}" for name, figure in question.figures)
        paper.text(figures, style="List Continue")
        paper.text(f"Where: {question.where}" if question.where else "", style="List Continue")
