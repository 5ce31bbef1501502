"""Fills the templates in: the years, the portfolio, and amounts in the unit the set is to have."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import StringIO

from budget_monitor.errors import UsageError, did_you_mean
from budget_monitor.model.ledgers.money import decimal_text
from budget_monitor.model.ledgers.period import start_year
from budget_monitor.model.ledgers.schema import ColumnType, LedgerSchema, Unit

PORTFOLIO = "Libraries and Museums"
"""The portfolio of the worked example, unless another is named."""

_UNIT_WORDS = {
    Unit.POUNDS: "pounds", Unit.WHOLE_POUNDS: "whole pounds", Unit.THOUSANDS: "thousands of pounds",
    Unit.MILLIONS: "millions of pounds",
}  # fmt: skip


def starter_files(
    schemas: Mapping[str, LedgerSchema],
    year: str,
    portfolio: str = PORTFOLIO,
    unit: Unit = Unit.POUNDS,
    only: Sequence[str] = (),
) -> Mapping[str, bytes]:
    """The files of a new ledger set by name. `year` is a financial year as `2026/27`; `only` names the ledgers that are
    wanted, none being those of a portfolio's report; the further ledgers come by name alone.

    Raises UsageError for a portfolio that no ledger could have: it would be taken for a total, or for a formula; and
    for a ledger that has no example, with the nearest that has.
    """
    _check_portfolio(portfolio)
    root = files("budget_monitor.starter")
    report, further = _templates(root / "ledgers"), _templates(root / "by_name")
    chosen = _chosen(only, report, [*report, *further])
    first = start_year(year)
    words = {
        "{year}": year,
        "{last}": _financial_year(first - 1),
        "{next}": _financial_year(first + 1),
        "{start}": str(first),
        "{portfolio}": portfolio,
    }
    underline = "=" * len(f"A ledger set for {portfolio}, {year}")
    readme = {**words, "{unit}": _UNIT_WORDS[unit], "{underline}": underline}
    written = {
        "README.txt": _filled(_listing(_text(root / "README.txt"), chosen), readme).encode(),
        "budget-monitor.toml": _text(root / "budget-monitor.toml").replace("{unit}", unit.value).encode(),
    }
    for name, template in {**report, **further}.items():
        if name in chosen:
            written[template.name] = _ledger(_text(template), schemas[name], words, unit)
    return written


def _templates(folder: Traversable) -> Mapping[str, Traversable]:
    """The worked examples of a folder by their ledgers."""
    found = sorted(folder.iterdir(), key=lambda one: one.name)
    return {one.name.removesuffix(".csv"): one for one in found if one.name.endswith(".csv")}


def _listing(readme: str, chosen: Sequence[str]) -> str:
    """The text without the lines of ledgers that are not there."""
    listed = re.compile(r"  (\w+)\.csv ")
    lines = readme.splitlines(keepends=True)
    return "".join(line for line in lines if (found := listed.match(line)) is None or found[1] in chosen)


def _chosen(only: Sequence[str], usual: Iterable[str], known: Sequence[str]) -> Sequence[str]:
    wanted = [name.strip().casefold().removesuffix(".csv") for name in only if name.strip()]
    for name in wanted:
        if name not in known:
            raise UsageError(f"nothing was written: there is no ledger {name!r}{did_you_mean(name, known)}")
    beside = [GOES_WITH[name] for name in wanted if name in GOES_WITH]
    return list(dict.fromkeys([*wanted, *beside])) or list(usual)


GOES_WITH = {"annual_return": "annual_return_explanations"}
"""A ledger whose rules ask for another one: its example is not complete alone."""


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
