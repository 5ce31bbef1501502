"""The position of each report in a set: cash limit, outturn and variance as reported, beside what its checks found."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from budget_monitor.evaluate.engines.frames import Frames
from budget_monitor.evaluate.lookups.attach import Selection
from budget_monitor.evaluate.verdicts.cells import CellReader
from budget_monitor.model.ledger import AUTHORITY, LINE, LedgerTable
from budget_monitor.model.money import Figure
from budget_monitor.model.outcome import Finding, Position, Verdict
from budget_monitor.model.period import period_rank

REPORT = (AUTHORITY, "portfolio", "financial_year", "period")


def positions(frames: Frames, findings: Sequence[Finding], selection: Selection) -> tuple[Position, ...]:
    """A position for each report that has a cash limit or an outturn, by portfolio and then in order of time.

    `counts` counts the findings of the report, by verdict.
    """
    found: dict[tuple[str, ...], dict[str, tuple[CellReader, int]]] = defaultdict(dict)
    for ledger in ("cash_limits", "outturns"):
        table = frames.table(ledger)
        if table is None:
            continue
        reader = CellReader(table, frames.ledger_set.currency)
        for line, report in zip(table.select([LINE])[LINE].to_pylist(), _reports(table), strict=True):
            found[report].setdefault(ledger, (reader, line))
    verdicts: dict[tuple[str, ...], Counter[Verdict]] = defaultdict(Counter)
    for finding in findings:
        verdicts[tuple(finding.key.get(name, "") for name in REPORT)][finding.verdict] += 1
    return tuple(
        Position(
            key={name: value for name, value in zip(REPORT, report, strict=True) if value or name != AUTHORITY},
            cash_limit=_figure(found[report], "cash_limit", "outturns", "cash_limits"),
            outturn=_figure(found[report], "outturn", "outturns"),
            variance=_figure(found[report], "variance", "outturns"),
            basis=_basis(found[report]),
            counts=verdicts[report],
        )
        for report in sorted(found, key=_in_order)
        if _is_chosen(report, selection)
    )


def _reports(table: LedgerTable) -> list[tuple[str, ...]]:
    rows = table.select([name for name in REPORT if name in table.column_names])
    names = set(rows.column_names)
    columns = [rows[name].to_pylist() if name in names else [""] * table.row_count for name in REPORT]
    return [tuple(value or "" for value in row) for row in zip(*columns, strict=True)]


def _in_order(report: tuple[str, ...]) -> tuple[str, str, str, int]:
    authority, portfolio, year, period = report
    return authority, portfolio, year, period_rank(period) if period else -1


def _is_chosen(report: tuple[str, ...], selection: Selection) -> bool:
    _, portfolio, year, period = report
    return (
        selection.year in (None, year)
        and selection.period in (None, period)
        and (selection.portfolio or "").casefold() in portfolio.casefold()
    )


def _figure(rows: dict[str, tuple[CellReader, int]], column: str, *ledgers: str) -> Figure | None:
    """The first of the ledgers' figures that is not blank."""
    for ledger in ledgers:
        if ledger in rows:
            reader, line = rows[ledger]
            value = reader.signed(line, column).cell.value
            if value is not None and not isinstance(value, str):
                return value
    return None


def _basis(rows: dict[str, tuple[CellReader, int]]) -> str:
    if "outturns" not in rows:
        return ""
    reader, line = rows["outturns"]
    basis = reader.typed(line, "basis")
    return "" if basis is None else str(basis)
