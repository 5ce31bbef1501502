"""Fills the templates in: the years, the portfolio, and amounts in the unit the set is to have."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from decimal import Decimal
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import StringIO

from budget_monitor.errors import UsageError
from budget_monitor.model.money import decimal_text
from budget_monitor.model.period import start_year
from budget_monitor.model.schema import ColumnType, LedgerSchema, Unit

PORTFOLIO = "Libraries and Museums"
"""The portfolio of the worked example, unless another is named."""

_UNIT_WORDS = {Unit.POUNDS: "pounds", Unit.THOUSANDS: "thousands of pounds", Unit.MILLIONS: "millions of pounds"}


def starter_files(
    schemas: Mapping[str, LedgerSchema], year: str, portfolio: str = PORTFOLIO, unit: Unit = Unit.POUNDS
) -> Mapping[str, bytes]:
    """The files of a new ledger set by name. `year` is a financial year as `2026/27`.

    Raises UsageError for a portfolio that no ledger could have: it would be taken for a total, or for a formula.
    """
    _check_portfolio(portfolio)
    first = start_year(year)
    words = {
        "{year}": year,
        "{last}": _financial_year(first - 1),
        "{next}": _financial_year(first + 1),
        "{start}": str(first),
        "{portfolio}": portfolio,
    }
    root = files("budget_monitor.starter")
    underline = "=" * len(f"A ledger set for {portfolio}, {year}")
    readme = {**words, "{unit}": _UNIT_WORDS[unit], "{underline}": underline}
    written = {
        "README.txt": _filled(_text(root / "README.txt"), readme).encode(),
        "budget-monitor.toml": _text(root / "budget-monitor.toml").replace("{unit}", unit.value).encode(),
    }
    for template in sorted((root / "ledgers").iterdir(), key=lambda found: found.name):
        if template.name.endswith(".csv"):
            schema = schemas[template.name.removesuffix(".csv")]
            written[template.name] = _ledger(_text(template), schema, words, unit)
    return written


def _check_portfolio(portfolio: str) -> None:
    """What a portfolio may be called, so that every tool that reads the ledgers takes it for a name."""
    if not portfolio.strip() or portfolio != " ".join(portfolio.split()) or not portfolio.isprintable():
        raise UsageError(f"{portfolio!r} is no name of a portfolio: write it on one line, with single spaces")
    if portfolio[0] in "=+-@":
        raise UsageError(f"a portfolio cannot be called {portfolio!r}: a spreadsheet would take it for a formula")
    if portfolio.casefold().rstrip(" :").endswith("total"):
        raise UsageError(f"a portfolio cannot be called {portfolio!r}: its rows would be taken for totals")


def _ledger(template: str, schema: LedgerSchema, words: Mapping[str, str], unit: Unit) -> bytes:
    """A ledger with its words filled in and its money in the unit.

    With any letter beyond ASCII it begins with a byte order mark, without which a spreadsheet misreads it.
    """
    header, *rows = csv.reader(StringIO(template))
    money = [name in schema.columns and schema.columns[name].type is ColumnType.MONEY for name in header]
    written = StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(header)
    for row in rows:
        cells = zip(row, money, strict=True)
        writer.writerow(
            [_in_unit(cell, unit) if cell and is_money else _filled(cell, words) for cell, is_money in cells]
        )
    text = written.getvalue()
    return text.encode("utf-8" if text.isascii() else "utf-8-sig")


def _in_unit(pounds: str, unit: Unit) -> str:
    return decimal_text(Decimal(pounds) / unit.factor)


def _filled(text: str, words: Mapping[str, str]) -> str:
    """The text with its `{words}` filled in, in one pass: a portfolio's name is never read as a template."""
    return re.sub(r"\{\w+\}", lambda found: words.get(found[0], found[0]), text)


def _financial_year(first: int) -> str:
    return f"{first}/{(first + 1) % 100:02d}"


def _text(file: Traversable) -> str:
    return file.read_text(encoding="utf-8")
