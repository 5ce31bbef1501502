"""A report as CSV: one row for each check it lists and each problem of the input, to sort and filter in a spreadsheet.

The columns are always the same, whatever was found. Figures are plain numbers in currency units, so that they can be
summed; `currency` says which, and is blank where the figures are no money. The file is UTF-8 with a byte-order mark
and ends its lines with CR LF, as Excel needs it.

Text that a spreadsheet would run as a formula gets an apostrophe before it, which spreadsheets take for "this is
text".
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from io import StringIO

from moneyed import Money

from budget_monitor.model.ledgers.cell import CellRef
from budget_monitor.model.ledgers.money import Figure, decimal_text, plain
from budget_monitor.model.results.numbered import untold_files
from budget_monitor.model.results.outcome import Finding, Report
from budget_monitor.render.report.review import standings
from budget_monitor.render.report.view import Item, items_of, remedy_of, settling
from budget_monitor.render.text.literal import literal
from budget_monitor.render.text.plain import listed
from budget_monitor.render.text.words import problem_message

COLUMNS = (
    "id", "rule", "title", "severity", "verdict", "ledger", "file", "line", "column",
    "financial_year", "period", "portfolio", "key",
    "reported", "computed", "gap", "allowed", "currency", "message", "likely", "proposed", "known", "authority",
    "outcome", "cell", "certainty", "label",
)  # fmt: skip
"""`key` has what else names the row or group: `reserve: Earmarked; purpose: Libraries Open Plus`. `likely` is what
would put it right; `proposed` the figure of that, where it is one cell; `certainty` how sure it is. `known` says of a
difference that does not count that it is accepted (by whom, until when, why) or immaterial. `authority` is blank where
the ledgers name none. `outcome` is wrong, restated, notice, blank or not_here; `input` on the rows of what could not be
read, or was not as it should be, which have neither rule nor verdict. `cell` is the spreadsheet's name of the place,
`label` the row in words.
"""

OWN_COLUMNS = ("financial_year", "period", "portfolio", "authority")
"""The parts of a key that officers sort by; each has its own column."""

# Full-width signs count too: some spreadsheets read them as the plain ones. So do signs after quotes or spaces.
_FORMULA = re.compile(r"[\s'\"‘’“”]*[=+\-@\u2212\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")


def to_csv(report: Report) -> bytes:
    """The checks that the report lists, by file, line and rule, with a header row."""
    sheet = StringIO()
    writer = csv.writer(sheet, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    known = standings(report)
    items = settling(items_of(report))
    writer.writerows(_row(one, known.get(one.id, ""), items.get(one.id)) for one in listed(report))
    writer.writerows(_problem(one.ref, one.severity, problem_message(one)) for one in report.input_problems)
    writer.writerows(
        _problem(CellRef(file, 0, ""), "warning", "no rule reads this file") for file in untold_files(report)
    )
    return sheet.getvalue().encode("utf-8-sig")


def might_run(text: str) -> bool:
    """Whether a spreadsheet might take the text for a formula: "=1+1", but not "a = b"."""
    return _FORMULA.match(text) is not None


def harmless(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet might run it: "'=1+1"."""
    return f"'{text}" if might_run(text) else text


def _problem(ref: CellRef, severity: str, message: str) -> Iterable[str]:
    """A row for something wrong with a file, in the same columns."""
    said = {
        "severity": severity, "file": ref.file, "line": str(ref.line) if ref.line else "", "column": ref.column,
        "message": message, "outcome": "input", "cell": ref.address,
    }  # fmt: skip
    return (_text(said.get(column, "")) for column in COLUMNS)


def _row(finding: Finding, known: str, item: Item | None) -> Iterable[str]:
    rest = "; ".join(f"{name}: {text}" for name, text in finding.key.items() if text and name not in OWN_COLUMNS)
    texts = [
        finding.id, finding.rule, finding.title, finding.severity.value, finding.verdict.value,
        finding.ledger, finding.place.file,
    ]  # fmt: skip
    yield from map(_text, texts)
    yield str(finding.place.line) if finding.place.line else ""
    yield _text(finding.place.column)
    yield from (_text(finding.key.get(name, "")) for name in OWN_COLUMNS[:3])
    yield _text(rest)
    yield from map(_number, (finding.reported, finding.computed, finding.gap, finding.allowed))
    yield _currency(finding)
    yield _text(finding.message)
    yield _text("" if item is None else remedy_of(item))
    yield _number(_proposed(item))
    yield _text(known)
    yield _text(finding.key.get("authority", ""))
    yield finding.outcome.value if finding.outcome else ""
    yield _text(finding.place.address)
    yield "" if item is None or item.correction is None else item.correction.certainty.value
    yield _text(finding.label)


def _proposed(item: Item | None) -> Figure | None:
    """What should stand in the cell, where one cell is to change and it holds a figure."""
    cells = item.correction.cells if item is not None and item.correction is not None else ()
    proposed = cells[0].proposed if len(cells) == 1 else None
    return None if isinstance(proposed, str) else proposed


def _currency(finding: Finding) -> str:
    return str(finding.gap.currency.code) if isinstance(finding.gap, Money) else ""


def _number(figure: Figure | None) -> str:
    """A figure as spreadsheets read numbers, whatever their language: no commas, no symbol, a plain minus."""
    return "" if figure is None else decimal_text(plain(figure))


def _text(text: str) -> str:
    """A text on one line, with nothing in it that cannot be seen, and nothing that runs."""
    return harmless(literal(text))
