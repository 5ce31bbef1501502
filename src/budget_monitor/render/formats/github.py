"""A report as workflow commands, which a run on GitHub shows as annotations beside the lines of the files.

There is one annotation for each thing that the report numbers, the likeliest first: a host shows only the first of
many. A figure to put right is an error, or a warning where its rule is one; what is restated is a warning, what is to
notice a notice.
"""

from __future__ import annotations

from collections.abc import Iterator

from budget_monitor.model.checks.rule import Severity
from budget_monitor.model.ledgers.cell import CellRef
from budget_monitor.model.results.numbered import contents, untold_files
from budget_monitor.model.results.outcome import Report
from budget_monitor.render.report.summary import answer
from budget_monitor.render.report.view import Item, Line, items_of, lines_of, remedy_of
from budget_monitor.render.text.literal import literal
from budget_monitor.render.text.words import path_text, problem_message, sheet_place

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
PROBLEM_LEVELS = {"error": "error", "warning": "warning"}

_ESCAPES = (("%", "%25"), ("\r", "%0D"), ("\n", "%0A"))
_ESCAPES_OF_PROPERTIES = (*_ESCAPES, (":", "%3A"), (",", "%2C"))


def to_github(report: Report) -> str:
    """An annotation a line, and a last line that says what the run came to."""
    return "".join(f"{line}\n" for line in [*_lines(report), literal(answer(report))])


def _lines(report: Report) -> Iterator[str]:
    told = contents(report)
    for problem in report.input_problems:
        level = PROBLEM_LEVELS.get(problem.severity, "notice")
        yield _command(report, level, problem.ref, "Input problem", problem_message(problem))
    for broken in lines_of(told.broken):
        yield _told(report, "error", broken, "could not run")
    for item in items_of(report):
        yield _item(report, item)
    for line in lines_of(told.restated):
        yield _told(report, "warning", line, f"restated {line.where}")
    for line in lines_of(told.notices):
        yield _told(report, "notice", line, "to notice")
    for file in untold_files(report):
        yield _command(report, "warning", CellRef(file, 0, ""), "Input problem", "no rule reads this file")


def _item(report: Report, item: Item) -> str:
    severities = [finding.severity for finding in item.findings]
    level = LEVELS[min(severities, key=list(Severity).index)]
    title = f"{item.rules}: put right {item.number}, {item.label}"
    if item.is_unexplained:
        return _command(report, level, item.place, title, item.why)
    lines = [remedy_of(item), item.why, item.less_likely]
    return _command(report, level, item.place, title, "\n".join(filter(None, lines)))


def _told(report: Report, level: str, line: Line, title: str) -> str:
    finding = line.finding
    said = line.text if line.text == finding.message else f"{line.text}\n{finding.message}"
    whole = f"{finding.rule}: {title}{f', {line.label}' if line.label else ''}"
    return _command(report, level, finding.place, whole, said)


def _command(report: Report, level: str, ref: CellRef, title: str, message: str) -> str:
    place = [f"file={_escaped(path_text(report.folder, ref.file), _ESCAPES_OF_PROPERTIES)}"] if ref.file else []
    place += [f"line={ref.line}"] if ref.line else []
    properties = ",".join([*place, f"title={_escaped(title, _ESCAPES_OF_PROPERTIES)}"])
    cell = "" if report.subject == "document" else sheet_place(ref)
    said = message if message.startswith(cell) else f"{cell}: {message}"
    shown = "\n".join(map(literal, said.split("\n")))
    return f"::{level} {properties}::{_escaped(shown, _ESCAPES)}"


def _escaped(text: str, escapes: tuple[tuple[str, str], ...]) -> str:
    for sign, code in escapes:
        text = text.replace(sign, code)
    return literal(text)
