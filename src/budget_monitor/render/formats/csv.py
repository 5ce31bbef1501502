"""A report as CSV: one row for each check it lists, to sort and filter in a spreadsheet.

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

from budget_monitor.model.money import Figure, decimal_text, plain
from budget_monitor.model.outcome import Finding, Report
from budget_monitor.render.report.review import standings
from budget_monitor.render.text.literal import literal
from budget_monitor.render.text.plain import likely, listed

COLUMNS = (
    "id", "rule", "title", "severity", "verdict", "ledger", "file", "line", "column",
    "financial_year", "period", "portfolio", "key",
    "reported", "computed", "gap", "allowed", "currency", "message", "likely", "proposed", "known", "authority",
)  # fmt: skip
"""`key` has what else names the row or group: `reserve: Earmarked; purpose: Libraries Open Plus`. `proposed` is
what the likeliest explanation would put in the cell. `known` says of a difference that does not count that it is
accepted (by whom, until when, why) or immaterial. `authority` is blank where the ledgers name none.
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
    writer.writerows(_row(finding, known.get(finding.id, "")) for finding in listed(report))
    return sheet.getvalue().encode("utf-8-sig")


def might_run(text: str) -> bool:
    """Whether a spreadsheet might take the text for a formula: "=1+1", but not "a = b"."""
    return _FORMULA.match(text) is not None


def harmless(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet might run it: "'=1+1"."""
    return f"'{text}" if might_run(text) else text


def _row(finding: Finding, known: str) -> Iterable[str]:
    rest = "; ".join(f"{name}: {text}" for name, text in finding.key.items() if text and name not in OWN_COLUMNS)
    change = finding.explanations[0].correction if finding.explanations else None
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
    yield _text(likely(finding))
    yield _number(change.proposed if change else None)
    yield _text(known)
    yield _text(finding.key.get("authority", ""))


def _currency(finding: Finding) -> str:
    return str(finding.gap.currency.code) if isinstance(finding.gap, Money) else ""


def _number(figure: Figure | None) -> str:
    """A figure as spreadsheets read numbers, whatever their language: no commas, no symbol, a plain minus."""
    return "" if figure is None else decimal_text(plain(figure))


def _text(text: str) -> str:
    """A text on one line, with nothing in it that cannot be seen, and nothing that runs."""
    return harmless(literal(text))
