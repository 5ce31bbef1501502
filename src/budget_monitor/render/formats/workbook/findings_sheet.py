"""The sheet in front: what it comes to, what to put right, and every check that the report lists, with links."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TypeAlias

from msgspec import Struct

from budget_monitor.model.ledgers.cell import CellRef
from budget_monitor.model.ledgers.ledger import InputProblem
from budget_monitor.model.ledgers.money import Figure
from budget_monitor.model.results.correction import CellChange
from budget_monitor.model.results.outcome import Finding, Outcome, Report, Verdict
from budget_monitor.render.formats.csv import OWN_COLUMNS
from budget_monitor.render.formats.workbook.ledger_sheets import fill
from budget_monitor.render.formats.workbook.marks import MEANINGS, Colour
from budget_monitor.render.formats.workbook.styles import HEADER, INDENT, Look, Sheet
from budget_monitor.render.report.authorities import HEADERS, Row
from budget_monitor.render.report.review import standings
from budget_monitor.render.report.view import Item, items_of, remedy_of, settling
from budget_monitor.render.text.plain import finding_order, pressing
from budget_monitor.render.text.words import VERDICT_WORDS

Target: TypeAlias = Callable[[CellRef], str]
"""Where a cell of a file stands in the workbook: 'outturns'!D5; empty where its file is no sheet."""

MAX_FIGURES_IN_FRONT = 4
"""Figures to put right on the front sheet, the likeliest; where there are more, all have a sheet of their own."""

COLUMNS = (
    ("findings", 25), ("column", 14), ("verdict", 11), ("outcome", 12), ("severity", 11), ("rule", 9), ("title", 28),
    ("reported", 13), ("computed", 13), ("gap", 12), ("allowed", 10), ("put right", 40), ("message", 40),
    ("report", 11), ("portfolio", 28), ("row", 36), ("known", 30), ("id", 15),
)  # fmt: skip
"""Headers of the findings, and their widths in characters. `known` says that a difference is accepted or immaterial."""

LAST_ON_PAPER = next(at for at, (name, _) in enumerate(COLUMNS) if name == "message")
"""What is behind it sorts and filters on the screen; on paper it would make all letters too small to read."""
WIDTHS = dict(COLUMNS)
TOLD = ("findings", "column", "outcome", "rule", "title", "put right", "message")
"""The columns on paper whose texts may be long."""
FROM_ITS_TOP: Look = {"valign": "top"}
WRAPPED: Look = {"valign": "top", "text_wrap": True}

FIGURES = ("reported", "computed", "gap", "allowed")

PUT_RIGHT_COLUMNS = ("to put right", "column", "says now", "should be", "type", "what happened, and what it resolves")
"""`type` is what to type in the file's own unit and notation."""

OUTCOME_NAMES = {
    Outcome.WRONG: "put right",
    Outcome.RESTATED: "restated",
    Outcome.NOTICE: "to notice",
    Outcome.BLANK: "blank",
    Outcome.NOT_HERE: "not here",
}

PROBLEM_COLUMNS = (("where", 30), ("column", 18), ("severity", 10), ("text", 30), ("message", 80))
PROBLEM_WIDTHS = (30, 30, 80)
"""Of those whose texts may be long: where, text and message."""

WIDTH_OF_REASONS = 90

_COLOURS = {Verdict.FAIL: Colour.FAILED, Verdict.BROKEN: Colour.FAILED, Verdict.UNDECIDED: Colour.UNDECIDED}


MARKED = "In the sheets of the ledgers:"
LEFT_OUT = "The ledgers of several authorities would be too many sheets: check one authority to have its ledgers here."
TABLE_LEFT_OUT = "Of a workbook saved as .xlsx or .xlsm this is a copy of it, with the wrong cells marked."
DOCUMENTS_LEFT_OUT = "Of a single report --output marked.docx, or .odt or .pdf as it is itself, writes a marked copy."


class Front(Struct, frozen=True):
    """What the run as a whole came to, in sentences."""

    headline: str
    counts: str
    exit_line: str


def write_findings(sheet: Sheet, report: Report, front: Front, target: Target, about_ledgers: str = "") -> None:
    """Fill the front sheet; `about_ledgers` says what became of their sheets."""
    about_ledgers = about_ledgers or MARKED
    sheet.widths(width for _, width in COLUMNS)
    sheet.text(0, 0, front.headline, {"bold": True, "font_size": 14})
    sheet.text(1, 0, f"{front.counts}. {front.exit_line}.")
    sheet.text(2, 0, about_ledgers, {"font_color": "#556070", "valign": "vcenter"})
    for at, (colour, meaning) in enumerate(MEANINGS.items() if about_ledgers == MARKED else (), start=1):
        sheet.text(2, at, meaning, fill(colour), {"font_size": 9, "text_wrap": True, "valign": "vcenter"})
    sheet.sheet.set_row(2, 26)
    row = 3
    items = items_of(report)
    if items:
        row = _item_rows(sheet, row, items, MAX_FIGURES_IN_FRONT, target)
        if needs_own_sheet(report):
            sheet.text(row, 0, "more on the next sheet", {"italic": True, "font_color": "#556070"})
        row += 1
    _finding_rows(sheet, row, report, target)


def needs_own_sheet(report: Report) -> bool:
    """Whether there is more to put right than the front sheet shows."""
    return sum(max(1, len(_changes(item))) for item in items_of(report)) > MAX_FIGURES_IN_FRONT


def write_put_right(sheet: Sheet, report: Report, target: Target) -> None:
    """Fill a sheet with all that is to be put right."""
    sheet.widths((27, 17, 14, 18, 14, WIDTH_OF_REASONS))
    last = _item_rows(sheet, 0, items_of(report), None, target) - 1
    sheet.lay_out(0, last, len(PUT_RIGHT_COLUMNS))


def write_authorities(sheet: Sheet, rows: Sequence[Row]) -> None:
    """Fill a sheet with a row for each authority, the worst first."""
    sheet.widths((40, 14, *(12 for _ in HEADERS[2:])))
    sheet.headers(0, HEADERS, right=range(2, len(HEADERS)))
    for at, row in enumerate(rows, start=1):
        sheet.text(at, 0, row.name)
        sheet.text(at, 1, row.result, *([fill(Colour.FAILED)] if row.code else []))
        for column, count in enumerate(row.counts, start=2):
            sheet.number(at, column, Decimal(count), "#,##0")
    sheet.lay_out(0, len(rows), len(HEADERS))


def write_problems(sheet: Sheet, problems: Sequence[InputProblem], unread: Sequence[str], target: Target) -> None:
    """Fill a sheet with what was wrong with the input files."""
    sheet.widths(width for _, width in PROBLEM_COLUMNS)
    sheet.headers(0, (header for header, _ in PROBLEM_COLUMNS))
    row = 1
    for problem in problems:
        sheet.link(row, 0, target(problem.ref), problem.ref.place, WRAPPED)
        for at, text in enumerate((problem.column, problem.severity, problem.text, problem.message), start=1):
            sheet.text(row, at, text, WRAPPED)
        sheet.height(row, zip((problem.ref.place, problem.text, problem.message), PROBLEM_WIDTHS, strict=True))
        row += 1
    for file in unread:
        for at, text in ((0, file), (2, "warning"), (4, "no rule reads this file")):
            sheet.text(row, at, text, WRAPPED)
        row += 1
    sheet.lay_out(0, row - 1, len(PROBLEM_COLUMNS))


def _changes(item: Item) -> Sequence[CellChange]:
    return item.correction.cells if item.correction is not None else ()


def _item_rows(sheet: Sheet, row: int, items: Sequence[Item], most: int | None, target: Target) -> int:
    """A header and a row for each figure to put right, at most so many of them; returns the row beneath."""
    sheet.headers(row, PUT_RIGHT_COLUMNS, right=(2, 3, 4))
    sheet.text(row, 5, PUT_RIGHT_COLUMNS[5], HEADER, INDENT, {"text_wrap": False})  # it runs on over its narrow column
    all_rows = [(item, change) for item in items for change in _changes(item) or (None,)]
    for at, (item, change) in enumerate(all_rows[:most], start=row + 1):
        ref = item.place if change is None else change.cell.ref
        sheet.link(at, 0, target(ref), f"{item.number}  {ref.place}")
        sheet.text(at, 1, ref.column)
        if change is not None:
            _figure(sheet, at, 2, change.cell.value)
            _figure(sheet, at, 3, change.proposed, {"bold": True})
            sheet.text(at, 4, change.type_as, {"align": "right"})
        sheet.text(at, 5, _why(item), INDENT, *([] if most else [WRAPPED]))
        if most is None:
            sheet.height(at, [(_why(item), WIDTH_OF_REASONS)])
    return row + 1 + len(all_rows[:most])


def _figure(sheet: Sheet, row: int, column: int, value: Figure | str | None, *looks: Look) -> None:
    """A figure as a number, a text or a blank as itself, on the right."""
    if value is None or isinstance(value, str):
        sheet.text(row, column, value or "", {"align": "right"}, *looks)
    else:
        sheet.figure(row, column, value, *looks)


def _why(item: Item) -> str:
    """What happened and how sure that is, why, what else would do, and which checks it resolves."""
    settled = ", ".join(f"{finding.rule} at {finding.place.place}" for finding in item.findings)
    if item.is_unexplained:
        return f"{item.what}: {item.why}"
    return "; ".join(filter(None, [item.what, item.certainty, item.why, item.less_likely, f"resolves {settled}"]))


def _finding_rows(sheet: Sheet, header: int, report: Report, target: Target) -> None:
    """The findings with a header that filters, the pressing ones first; then what else the report lists."""
    figures = [at for at, (name, _) in enumerate(COLUMNS) if name in FIGURES]
    sheet.headers(header, (name for name, _ in COLUMNS), right=figures, indented=(11,))
    holding = sorted([*report.within_rounding, *report.exact], key=finding_order)
    findings = [*pressing(report), *holding]
    excuses, items = standings(report), settling(items_of(report))
    for row, finding in enumerate(findings, start=header + 1):
        _finding_row(sheet, row, finding, excuses.get(finding.id, ""), items.get(finding.id), target)
    if not findings:
        sheet.text(header + 1, 0, "none", {"italic": True})
    last = header + max(len(findings), 1)
    sheet.lay_out(header, last, len(COLUMNS))
    sheet.sheet.print_area(0, 0, last, LAST_ON_PAPER)


def _finding_row(sheet: Sheet, row: int, finding: Finding, known: str, item: Item | None, target: Target) -> None:
    key = finding.key
    report = " ".join(key[name] for name in ("financial_year", "period") if key.get(name))
    rest = "; ".join(text for name, text in key.items() if text and name not in OWN_COLUMNS[:3])
    colour = Colour.KNOWN if known else _COLOURS.get(finding.verdict)
    sheet.link(row, 0, target(finding.place), finding.place.place, WRAPPED)
    sheet.text(row, 1, finding.place.column, WRAPPED)
    sheet.text(row, 2, VERDICT_WORDS[finding.verdict], WRAPPED, *([fill(colour)] if colour else []))
    outcome = OUTCOME_NAMES[finding.outcome] if finding.outcome else ""
    for at, text in enumerate((outcome, finding.severity.value, finding.rule, finding.title), start=3):
        sheet.text(row, at, text, WRAPPED)
    for at, figure in enumerate((finding.reported, finding.computed, finding.gap, finding.allowed), start=7):
        sheet.figure(row, at, figure, FROM_ITS_TOP)
    remedy = "" if item is None else remedy_of(item)
    remarks = (remedy, finding.message, report, key.get("portfolio", ""), rest, known, finding.id)
    for at, text in enumerate(remarks, start=11):
        sheet.text(row, at, text, WRAPPED, *([INDENT] if at == 11 else []))
    told = [finding.place.place, finding.place.column, outcome, finding.rule, finding.title, remedy, finding.message]
    sheet.height(row, zip(told, (WIDTHS[name] for name in TOLD), strict=True))
