"""The sheet in front: what it comes to, the likeliest culprits, and every check that the report lists, with links."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from budget_monitor.model.money import Figure
from budget_monitor.model.outcome import CellRef, Correction, Finding, InputProblem, Report, Verdict
from budget_monitor.render.csv import OWN_COLUMNS
from budget_monitor.render.plain import finding_order, guesses, pressing
from budget_monitor.render.slips import Slip, how, slips
from budget_monitor.render.words import VERDICT_WORDS, place_text, value_text
from budget_monitor.render.workbook.ledger_sheets import fill, lay_out
from budget_monitor.render.workbook.marks import MEANINGS, Colour
from budget_monitor.render.workbook.styles import HEADER, Look, Styles

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

Target: TypeAlias = Callable[[CellRef], str]
"""Where a cell of a file stands in the workbook: 'outturns'!D5; empty where its file is no sheet."""

IN_FRONT = 6
"""Corrections on the front sheet, which stay in sight above the findings; more of them have a sheet of their own."""

COLUMNS = (
    ("where", 27), ("column", 17), ("verdict", 14), ("severity", 14), ("rule", 8), ("title", 46),
    ("financial_year", 10), ("period", 8), ("portfolio", 30), ("key", 34),
    ("reported", 13), ("computed", 13), ("gap", 13), ("allowed", 11),
    ("likely", 60), ("should be", 13), ("message", 60), ("id", 15),
)  # fmt: skip
"""Headers of the findings, and their widths in characters."""

CULPRIT_COLUMNS = ("where", "column", "says now", "should probably be", "one of", "how, and what it settles")

_COLOURS = {Verdict.FAIL: Colour.FAILED, Verdict.BROKEN: Colour.FAILED, Verdict.UNDECIDED: Colour.UNDECIDED}


@dataclass(frozen=True, slots=True)
class Front:
    """What the run as a whole came to, in sentences."""

    headline: str
    counts: str
    exit_line: str


def write_findings(sheet: Worksheet, report: Report, front: Front, target: Target, to: Styles) -> None:
    """Fill the front sheet."""
    for at, (_, width) in enumerate(COLUMNS):
        sheet.set_column(at, at, width)
    to.text(sheet, 0, 0, front.headline, {"bold": True, "font_size": 14})
    to.text(sheet, 1, 0, f"{front.counts}. {front.exit_line}.")
    to.text(sheet, 2, 0, "In the sheets of the ledgers:", {"font_color": "#556070"})
    for at, (colour, meaning) in enumerate(MEANINGS.items(), start=1):
        to.text(sheet, 2, at, meaning, fill(colour), {"font_size": 9, "text_wrap": True, "valign": "vcenter"})
    sheet.set_row(2, 26)
    row = 4
    found = slips(report)
    corrections = sum(len(change) for slip in found for change in slip.corrections)
    if found:
        to.text(sheet, row, 0, "Most likely culprits", {"bold": True, "font_size": 12})
        row = _culprit_rows(sheet, row + 1, found, IN_FRONT, target, to)
        if corrections > IN_FRONT:
            to.text(sheet, row, 0, f"and {corrections - IN_FRONT:,} more on the next sheet", {"italic": True})
            row += 1
        row += 1
    to.text(sheet, row, 0, "Findings", {"bold": True, "font_size": 12})
    _finding_rows(sheet, row + 1, report, target, to)


def needs_own_sheet(report: Report) -> bool:
    """Whether there are more culprits than the front sheet shows."""
    return sum(len(culprit.corrections) for culprit in report.culprits) > IN_FRONT


def write_culprits(sheet: Worksheet, report: Report, target: Target, to: Styles) -> None:
    """Fill a sheet with all culprits."""
    for at, width in enumerate((27, 17, 14, 18, 8, 120)):
        sheet.set_column(at, at, width)
    last = _culprit_rows(sheet, 0, slips(report), None, target, to) - 1
    sheet.autofilter(0, 0, last, len(CULPRIT_COLUMNS) - 1)
    lay_out(sheet, 0)


def write_problems(sheet: Worksheet, problems: Sequence[InputProblem], unread: Sequence[str], target: Target, to: Styles) -> None:
    """Fill a sheet with what was wrong with the input files."""
    for at, (header, width) in enumerate((("where", 30), ("column", 18), ("severity", 10), ("text", 30), ("message", 80))):
        sheet.set_column(at, at, width)
        to.text(sheet, 0, at, header, HEADER)
    row = 1
    for problem in problems:
        ref = CellRef(problem.file, problem.line, problem.column)
        to.link(sheet, row, 0, target(ref), place_text(ref))
        for at, text in enumerate((problem.column, problem.severity, problem.text, problem.message), start=1):
            to.text(sheet, row, at, text)
        row += 1
    for file in unread:
        for at, text in ((0, file), (2, "warning"), (4, "no rule reads this file")):
            to.text(sheet, row, at, text)
        row += 1
    sheet.autofilter(0, 0, row - 1, 4)
    lay_out(sheet, 0)


def _culprit_rows(
    sheet: Worksheet, row: int, found: Sequence[Slip], most: int | None, target: Target, to: Styles
) -> int:
    """A header and a row for each correction, at most so many of them; returns the row beneath."""
    for at, header in enumerate(CULPRIT_COLUMNS):
        to.text(sheet, row, at, header, HEADER, *([{"align": "right"}] if at in (2, 3) else []))
    row += 1
    all_rows = [(slip, correction) for slip in found for change in slip.corrections for correction in change]
    for slip, correction in all_rows[:most]:
        _culprit_row(sheet, row, slip, correction, target, to)
        row += 1
    return row


def _culprit_row(sheet: Worksheet, row: int, slip: Slip, correction: Correction, target: Target, to: Styles) -> None:
    cell = correction.cell
    to.link(sheet, row, 0, target(cell.ref), place_text(cell.ref))
    to.text(sheet, row, 1, cell.ref.column)
    if cell.value is None or isinstance(cell.value, str):
        to.text(sheet, row, 2, value_text(cell), {"align": "right"})
    else:
        to.figure(sheet, row, 2, cell.value)
    to.figure(sheet, row, 3, correction.proposed, {"bold": True})
    to.text(sheet, row, 4, f"{slip.offered:,}" if slip.offered > 1 else "", {"align": "right"})
    to.text(sheet, row, 5, f"{how(correction)}; settles {', '.join(slip.settles)}")


def _finding_rows(sheet: Worksheet, header: int, report: Report, target: Target, to: Styles) -> None:
    """The findings with a header that filters, the pressing ones first; then what else the report lists."""
    figures = [at for at, (name, _) in enumerate(COLUMNS) if name in ("reported", "computed", "gap", "allowed", "should be")]
    for at, (name, _) in enumerate(COLUMNS):
        to.text(sheet, header, at, name, HEADER, *([{"align": "right"}] if at in figures else []))
    holding = sorted([*report.within_rounding, *report.exact], key=finding_order)
    findings = [*pressing(report), *holding]
    for row, finding in enumerate(findings, start=header + 1):
        _finding_row(sheet, row, finding, target, to)
    if not findings:
        to.text(sheet, header + 1, 0, "none", {"italic": True})
    sheet.autofilter(header, 0, header + max(len(findings), 1), len(COLUMNS) - 1)
    lay_out(sheet, header)


def _finding_row(sheet: Worksheet, row: int, finding: Finding, target: Target, to: Styles) -> None:
    change = finding.explanations[0].correction if finding.explanations else None
    rest = "; ".join(text for name, text in finding.key.items() if text and name not in OWN_COLUMNS)
    colour: list[Look] = [fill(_COLOURS[finding.verdict])] if finding.verdict in _COLOURS else []
    to.link(sheet, row, 0, target(finding.place), place_text(finding.place))
    to.text(sheet, row, 1, finding.place.column)
    to.text(sheet, row, 2, VERDICT_WORDS[finding.verdict], *colour)
    texts = [
        finding.severity.value, finding.rule, finding.title,
        *(finding.key.get(name, "") for name in OWN_COLUMNS), rest,
    ]  # fmt: skip
    for at, text in enumerate(texts, start=3):
        to.text(sheet, row, at, text)
    figures: list[Figure | None] = [finding.reported, finding.computed, finding.gap, finding.allowed]
    for at, figure in enumerate(figures, start=10):
        to.figure(sheet, row, at, figure)
    to.text(sheet, row, 14, " / ".join(guesses(finding)))
    to.figure(sheet, row, 15, change.proposed if change else None)
    to.text(sheet, row, 16, finding.message)
    to.text(sheet, row, 17, finding.id)
