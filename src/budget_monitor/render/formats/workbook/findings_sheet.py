"""The sheet in front: what it comes to, the likeliest culprits, and every check that the report lists, with links."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from budget_monitor.model.cell import CellRef
from budget_monitor.model.ledger import InputProblem
from budget_monitor.model.outcome import CellCorrection, Finding, Report, Verdict
from budget_monitor.render.formats.csv import OWN_COLUMNS
from budget_monitor.render.formats.workbook.ledger_sheets import fill
from budget_monitor.render.formats.workbook.marks import MEANINGS, Colour
from budget_monitor.render.formats.workbook.styles import Sheet
from budget_monitor.render.report.authorities import HEADERS, Row
from budget_monitor.render.report.review import standings
from budget_monitor.render.report.slips import Slip, how, slips
from budget_monitor.render.text.plain import finding_order, guesses, pressing
from budget_monitor.render.text.words import VERDICT_WORDS, place_text, value_text

Target: TypeAlias = Callable[[CellRef], str]
"""Where a cell of a file stands in the workbook: 'outturns'!D5; empty where its file is no sheet."""

IN_FRONT = 4
"""Corrections on the front sheet, which stay in sight above the findings, the surest of them; where there are more,
all have a sheet of their own.
"""

COLUMNS = (
    ("findings", 25), ("column", 14), ("verdict", 11), ("severity", 11), ("rule", 7), ("title", 42),
    ("reported", 13), ("computed", 13), ("gap", 12), ("allowed", 10), ("likely", 62), ("message", 52),
    ("report", 11), ("portfolio", 28), ("row", 36), ("known", 30), ("id", 15),
)  # fmt: skip
"""Headers of the findings, and their widths in characters. `known` says that a difference is accepted or immaterial."""

FIGURES = ("reported", "computed", "gap", "allowed")

CULPRIT_COLUMNS = ("most likely culprits", "column", "says now", "should be", "one of", "how, and what it settles")

PROBLEM_COLUMNS = (("where", 30), ("column", 18), ("severity", 10), ("text", 30), ("message", 80))

_COLOURS = {Verdict.FAIL: Colour.FAILED, Verdict.BROKEN: Colour.FAILED, Verdict.UNDECIDED: Colour.UNDECIDED}


MARKED = "In the sheets of the ledgers:"
LEFT_OUT = "The ledgers of several authorities would be too many sheets: check one authority to have its ledgers here."


@dataclass(frozen=True, slots=True)
class Front:
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
    found = slips(report)
    if found:
        row = _culprit_rows(sheet, row, found, IN_FRONT, target)
        if needs_own_sheet(report):
            sheet.text(row, 0, "more on the next sheet", {"italic": True, "font_color": "#556070"})
        row += 1
    _finding_rows(sheet, row, report, target)


def needs_own_sheet(report: Report) -> bool:
    """Whether there are more culprits than the front sheet shows."""
    return sum(len(change) for slip in slips(report) for change in slip.corrections) > IN_FRONT


def write_culprits(sheet: Sheet, report: Report, target: Target) -> None:
    """Fill a sheet with all culprits."""
    sheet.widths((27, 17, 14, 18, 8, 120))
    last = _culprit_rows(sheet, 0, slips(report), None, target) - 1
    sheet.lay_out(0, last, len(CULPRIT_COLUMNS))


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
        sheet.link(row, 0, target(problem.ref), place_text(problem.ref))
        for at, text in enumerate((problem.column, problem.severity, problem.text, problem.message), start=1):
            sheet.text(row, at, text)
        row += 1
    for file in unread:
        for at, text in ((0, file), (2, "warning"), (4, "no rule reads this file")):
            sheet.text(row, at, text)
        row += 1
    sheet.lay_out(0, row - 1, len(PROBLEM_COLUMNS))


def _culprit_rows(sheet: Sheet, row: int, found: Sequence[Slip], most: int | None, target: Target) -> int:
    """A header and a row for each correction, at most so many of them; returns the row beneath."""
    sheet.headers(row, CULPRIT_COLUMNS, right=(2, 3))
    row += 1
    if most is not None:
        found = sorted(found, key=lambda slip: (slip.offered, -len(slip.settles)))
    all_rows = [(slip, correction) for slip in found for change in slip.corrections for correction in change]
    for slip, correction in all_rows[:most]:
        _culprit_row(sheet, row, slip, correction, target)
        row += 1
    return row


def _culprit_row(sheet: Sheet, row: int, slip: Slip, correction: CellCorrection, target: Target) -> None:
    cell = correction.cell
    sheet.link(row, 0, target(cell.ref), place_text(cell.ref))
    sheet.text(row, 1, cell.ref.column)
    if cell.value is None or isinstance(cell.value, str):
        sheet.text(row, 2, value_text(cell), {"align": "right"})
    else:
        sheet.figure(row, 2, cell.value)
    sheet.figure(row, 3, correction.proposed, {"bold": True})
    sheet.text(row, 4, f"{slip.offered:,}" if slip.offered > 1 else "", {"align": "center"})
    sheet.text(row, 5, f"{how(correction)}; settles {', '.join(slip.settles)}")


def _finding_rows(sheet: Sheet, header: int, report: Report, target: Target) -> None:
    """The findings with a header that filters, the pressing ones first; then what else the report lists."""
    figures = [at for at, (name, _) in enumerate(COLUMNS) if name in FIGURES]
    sheet.headers(header, (name for name, _ in COLUMNS), right=figures)
    holding = sorted([*report.within_rounding, *report.exact], key=finding_order)
    findings = [*pressing(report), *holding]
    excuses = standings(report)
    for row, finding in enumerate(findings, start=header + 1):
        _finding_row(sheet, row, finding, excuses.get(finding.id, ""), target)
    if not findings:
        sheet.text(header + 1, 0, "none", {"italic": True})
    last = header + max(len(findings), 1)
    sheet.lay_out(header, last, len(COLUMNS))
    sheet.sheet.print_area(0, 0, last, len(COLUMNS) - 2)  # the ids are for filters, not for paper


def _finding_row(sheet: Sheet, row: int, finding: Finding, known: str, target: Target) -> None:
    key = finding.key
    report = " ".join(key[name] for name in ("financial_year", "period") if key.get(name))
    rest = "; ".join(text for name, text in key.items() if text and name not in OWN_COLUMNS[:3])
    colour = Colour.KNOWN if known else _COLOURS.get(finding.verdict)
    sheet.link(row, 0, target(finding.place), place_text(finding.place))
    sheet.text(row, 1, finding.place.column)
    sheet.text(row, 2, VERDICT_WORDS[finding.verdict], *([fill(colour)] if colour else []))
    for at, text in enumerate((finding.severity.value, finding.rule, finding.title), start=3):
        sheet.text(row, at, text)
    for at, figure in enumerate((finding.reported, finding.computed, finding.gap, finding.allowed), start=6):
        sheet.figure(row, at, figure)
    likely = " / ".join(guesses(finding))
    remarks = (likely, finding.message, report, key.get("portfolio", ""), rest, known, finding.id)
    for at, text in enumerate(remarks, start=10):
        sheet.text(row, at, text)
