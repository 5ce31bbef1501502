"""A report as an Excel workbook: a copy of the ledgers with the wrong cells coloured, and the findings in front.

Where the ledgers were one workbook in xlsx form, it is a copy of that one: the same sheets and formulas. Otherwise the
workbook is for looking and for sending on; the files stay the ledgers. Numbers are numbers, dates are dates,
and text is text, whatever it begins with: there is no formula in it. The same report gives the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from io import BytesIO

from xlsxwriter.workbook import Workbook

from budget_monitor.model.ledgers.cell import CellRef
from budget_monitor.model.ledgers.ledger import LedgerSet, LedgerTable
from budget_monitor.model.results.choices import FailOn
from budget_monitor.model.results.numbered import untold_files
from budget_monitor.model.results.outcome import Report
from budget_monitor.model.running.result_mark import RESULT_MARK
from budget_monitor.render.formats.marked.book import Where, marked_book
from budget_monitor.render.formats.workbook.findings_sheet import (
    DOCUMENTS_LEFT_OUT,
    LEFT_OUT,
    MARKED,
    TABLE_LEFT_OUT,
    Front,
    Target,
    needs_own_sheet,
    write_authorities,
    write_findings,
    write_problems,
    write_put_right,
)
from budget_monitor.render.formats.workbook.ledger_sheets import place, write_ledger
from budget_monitor.render.formats.workbook.marks import marks
from budget_monitor.render.formats.workbook.styles import Sheet, Styles
from budget_monitor.render.report.authorities import rows_of
from budget_monitor.render.report.summary import answer, checks_text, exit_line

MAX_CHARACTERS_OF_A_NAME = 31
"""Characters of a sheet's name."""

FINDINGS, AUTHORITIES, PUT_RIGHT, PROBLEMS = "Findings", "Authorities", "Put right", "Input problems"
"""The sheets that are no ledgers."""

_TAKEN = (FINDINGS, AUTHORITIES, PUT_RIGHT, PROBLEMS, "History")  # Excel keeps the last for itself
_FORBIDDEN = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "default_date_format": "yyyy-mm-dd",
}

_CREATED = datetime(2000, 1, 1)
"""Not when it was made, which would change from run to run."""


def to_xlsx(
    report: Report, ledgers: LedgerSet | None, *, fail_on: FailOn = FailOn.ERROR, strict: bool = False
) -> bytes:
    """The workbook's bytes; `fail_on` and `strict` are what the run was asked for.

    Without `ledgers` (a report on several sets, whose sheets would be too many) it has what was found, and says so.

    Raises UsageError when a ledger has more lines than a sheet has rows.
    """
    written = BytesIO()
    book = Workbook(written, _OPTIONS)
    book.set_properties(
        {"title": "Budget checks", "author": "budget-monitor", "created": _CREATED, "comments": RESULT_MARK}
    )
    tables = {} if ledgers is None else ledgers.ledgers
    names = sheet_names(tables)
    target = _target(tables, names)
    styles = Styles(book)

    def sheet(name: str) -> Sheet:
        return Sheet(book.add_worksheet(name), styles)

    write_findings(
        sheet(FINDINGS),
        report,
        _front(report, fail_on, strict=strict),
        target,
        MARKED if ledgers is not None else _left_out(report),
    )
    if report.authorities:
        write_authorities(sheet(AUTHORITIES), rows_of(report, fail_on, strict=strict))
    if needs_own_sheet(report):
        write_put_right(sheet(PUT_RIGHT), report, target)
    if report.input_problems or untold_files(report):
        write_problems(sheet(PROBLEMS), report.input_problems, untold_files(report), target)
    marked = marks(report)
    for name, ledger in tables.items():
        write_ledger(sheet(names[name]), ledger, ledgers.currency if ledgers else "", marked)
    book.close()
    return written.getvalue()


def _left_out(report: Report) -> str:
    """Why there are no sheets of what was checked."""
    if report.subject != "ledger":
        return DOCUMENTS_LEFT_OUT
    return TABLE_LEFT_OUT if report.file else LEFT_OUT


def to_marked(
    content: bytes, report: Report, where: Where, *, fail_on: FailOn = FailOn.ERROR, strict: bool = False
) -> bytes | None:
    """A copy of the workbook that was checked, its wrong cells marked and noted; None where it cannot be patched."""
    return marked_book(content, report, _front(report, fail_on, strict=strict), where)


def _front(report: Report, fail_on: FailOn, *, strict: bool) -> Front:
    return Front(answer(report), checks_text(report), exit_line(report, fail_on, strict=strict))


def sheet_names(ledgers: Iterable[str]) -> dict[str, str]:
    """By ledger, a name that a sheet can have: short enough, without signs that mean something, and its own."""
    taken = {name.casefold() for name in _TAKEN}
    names: dict[str, str] = {}
    for ledger in ledgers:
        stem = _FORBIDDEN.sub("_", ledger)
        name, number = stem[:MAX_CHARACTERS_OF_A_NAME], 1
        while name.casefold() in taken:
            number += 1
            name = f"{stem[: MAX_CHARACTERS_OF_A_NAME - len(str(number)) - 1]} {number}"
        taken.add(name.casefold())
        names[ledger] = name
    return names


def _target(tables: Mapping[str, LedgerTable], names: Mapping[str, str]) -> Target:
    """Where cells stand in this workbook."""
    from xlsxwriter.utility import xl_rowcol_to_cell

    by_file = {ledger.file: (names[name], ledger) for name, ledger in tables.items()}

    def target(ref: CellRef) -> str:
        if ref.file not in by_file:
            return ""
        name, ledger = by_file[ref.file]
        cell: str = xl_rowcol_to_cell(*place(ref, ledger))
        return f"'{name}'!{cell}"

    return target
