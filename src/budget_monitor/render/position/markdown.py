"""The monitoring position as Markdown, to be pasted into a committee paper."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from budget_monitor.model.results.position import MonitoringPosition
from budget_monitor.render.formats.markdown import escaped
from budget_monitor.render.position.shapes import Line, Section, Share, Shown, marks_of
from budget_monitor.render.position.view import (
    absent_text,
    legend,
    overview,
    report_view,
)


def to_summary_markdown(position: MonitoringPosition, *, lines: bool = True) -> str:
    """The position as headings and tables. Without `lines` no single reserve, proposal, scheme or change is shown."""
    summary = overview(position)
    parts = ["# Monitoring position", *_table(summary, summary.lines), *_key([summary])]
    if absent := absent_text(position):
        parts.append(escaped(absent))
    for report in position.reports:
        view = report_view(report, position)
        parts.append(f"## {escaped(view.title)}")
        for section in view.sections:
            parts.append(f"### {section.title}")
            parts += _table(section, [line for line in section.lines if lines or line.depth < 2])
            parts += [
                "\n".join(f"- {escaped(f'{share.label}: {share.text}')}{_marks(share)}" for share in section.shares)
            ]
            parts.append(escaped(section.remark))
        parts += _key(view.sections)
        parts.append("\n".join(f"- {escaped(footnote)}" for footnote in view.footnotes))
    return "\n\n".join(filter(None, parts)) + "\n"


def _table(section: Section, lines: Sequence[Line]) -> Iterable[str]:
    """A table; what runs across the page stands bold in its first column, and so do totals."""
    rows = [_row([section.title, *section.headers], bold=False), _row([":--", *("--:" for _ in section.headers)])]
    for line in lines:
        figures = [figure.text and f"{escaped(figure.text)}{_marks(figure)}" for figure in line.figures]
        figures += [""] * (len(section.headers) - len(figures))
        rows.append(_row([escaped(line.label), *figures], bold=line.is_total or line.depth == 0))
    yield "\n".join(rows)


def _row(cells: Sequence[str], *, bold: bool = False) -> str:
    return "| " + " | ".join(f"**{cell}**" if bold and cell else cell for cell in cells) + " |"


def _marks(figure: Shown | Share) -> str:
    return escaped(marks_of(figure))


def _key(sections: Sequence[Section]) -> Iterable[str]:
    for mark, meaning in legend(sections):
        yield f"{escaped(mark)} {meaning}"
