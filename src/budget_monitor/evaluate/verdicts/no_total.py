"""Castings that meet lines and no total: nothing was added up, which must not look as if it had been."""

from __future__ import annotations

from collections.abc import Sequence

from budget_monitor.evaluate.engines import Row
from budget_monitor.evaluate.engines.expr import WHOLE_NUMBER, col, rows
from budget_monitor.evaluate.engines.frames import EVERY_TYPE, Frames
from budget_monitor.evaluate.lookups.attach import Selection
from budget_monitor.evaluate.lookups.keys import WHOLE, key_of, rows_of
from budget_monitor.model.checks.rule import Rows
from budget_monitor.model.ledgers.cell import CellRef
from budget_monitor.model.ledgers.label import label_of
from budget_monitor.model.ledgers.ledger import AUTHORITY, LINE, ROW_TYPE, LedgerTable, RowType
from budget_monitor.model.results.outcome import Finding, Outcome, Verdict
from budget_monitor.rules.compiled import Run

_ROWS = "__rows"
_TOTALS = "__totals"
MAX_ROWS_GROUPED = 1_000_000
"""Rows of a ledger that are looked through for tables without a total; a longer one is a list of transactions."""


def without_total(frames: Frames, run: Run, selection: Selection) -> list[tuple[str, Finding]]:
    """The undecided findings of a casting whose ledger has tables of several lines and no total, by authority.

    Tables of one line need none. The finding stands at the first table that is without.
    """
    table = frames.table(run.schema.name)
    if run.rows != Rows.GRAND_TOTALS or not run.checks[0].column or table is None or not table.row_count:
        return []
    if table.row_count > MAX_ROWS_GROUPED or (not frames.has_authority and table.row_types != {RowType.LINE}):
        return []
    names = [pair.own for pair in run.by if pair.own in table.schema.columns]
    by_authority: dict[str, list[Row]] = {}
    for row in _tables(frames.for_run([run.schema.name]), run, names, selection):
        by_authority.setdefault(str(row.get(AUTHORITY) or ""), []).append(row)
    found = []
    for authority, groups in sorted(by_authority.items()):
        long = [group for group in groups if group[_ROWS] > 1]
        if long and not any(group[_TOTALS] for group in groups):
            found.append((authority, _finding(run, table, authority, names, long)))
    return found


def _tables(frames: Frames, run: Run, names: Sequence[str], selection: Selection) -> list[Row]:
    """The tables of the reports that are checked, in order: the keys of each, its first line, and how many rows and
    how many totals it has.
    """
    ledger = run.schema.name
    wanted = {"financial_year": selection.year, "period": selection.period}
    chosen = [col(name) == value for name, value in wanted.items() if value and name in run.schema.columns]
    keys = [AUTHORITY, *names] if frames.has_authority else names or [WHOLE.own]
    is_total = (col(ROW_TYPE) != RowType.LINE.value).cast(WHOLE_NUMBER)
    columns = {key: key_of(frames, ledger, key) for key in keys} | {LINE: LINE, _TOTALS: is_total}
    lines = rows_of(frames, ledger, EVERY_TYPE, columns, chosen)
    tables = lines.grouped(keys, rows().alias(_ROWS), col(LINE).min(), col(_TOTALS).sum())
    return sorted(tables.rows(), key=lambda row: int(row[LINE]))


def _finding(run: Run, table: LedgerTable, authority: str, names: list[str], groups: Sequence[Row]) -> Finding:
    first = min(groups, key=lambda group: tuple(str(group[name] or "") for name in names))
    key = {name: str(first[name] or "") for name in names} | ({AUTHORITY: authority} if authority else {})
    columns = ", ".join(check.column for check in run.checks)
    label = table.schema.label or ""
    where = f" in the column {table.headers[label]}" if label in table.headers else ""
    more = f", and {len(groups) - 1:,} tables like it" if len(groups) > 1 else ""
    return Finding(
        id="-".join(part for part in (run.rule.id, "no-total", authority.casefold().replace(" ", "-")) if part),
        rule=run.rule.id,
        title=run.rule.title or run.rule.id,
        severity=run.rule.severity,
        verdict=Verdict.UNDECIDED,
        ledger=run.schema.name,
        key=key,
        place=CellRef(table.file, first[LINE], ""),
        cells=(),
        message=f"{first[_ROWS]:,} lines and no total{where}{more}: {columns} could not be cast",
        outcome=Outcome.NOT_HERE,
        label=label_of(run.schema, key),
    )
