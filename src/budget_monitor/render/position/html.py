"""The monitoring position as one HTML file: tables, bars, and how the figures go from report to report.

Like a report's page it has no script and loads nothing, and all text is escaped in one place.
"""

from __future__ import annotations

from datetime import date

from budget_monitor.model.results.position import MonitoringPosition, ReportPosition
from budget_monitor.render.position.shapes import marks_of, names_of
from budget_monitor.render.position.trends import plots_of
from budget_monitor.render.position.view import absent_text, legend, overview, report_view
from budget_monitor.render.text.words import place_of
from budget_monitor.render.web.page import day_text, page


def to_summary_html(position: MonitoringPosition, *, lines: bool = True, on: date | None = None) -> str:
    """The position as a page; `on` is the day of the run. Without `lines` no single reserve, proposal, scheme or change
    is shown.
    """
    groups: dict[str, list[ReportPosition]] = {}
    for report in position.reports:
        groups.setdefault(names_of(report.key), []).append(report)
    plots = {name: plots_of(reports) for name, reports in groups.items()}
    whole, views = overview(position), [report_view(report, position) for report in position.reports]
    return page(
        "position.html.j2",
        place=place_of(position.checks),
        on=day_text(on),
        absent=absent_text(position),
        overview=whole,
        plots={name: found for name, found in plots.items() if found},
        views=views,
        sections=[whole, *(section for view in views for section in view.sections)],
        lines=lines,
        legend=legend,
        marks_of=marks_of,
    )
