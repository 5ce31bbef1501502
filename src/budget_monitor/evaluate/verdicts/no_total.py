"""Castings that meet lines and no total: nothing was added up, which must not look as if it had been."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from budget_monitor.evaluate.engines.frames import Frames
from budget_monitor.evaluate.lookups.attach import Selection
from budget_monitor.model.checks.rule import Rows
from budget_monitor.model.ledgers.cell import CellRef
from budget_monitor.model.ledgers.label import label_of
from budget_monitor.model.ledgers.ledger import AUTHORITY, LINE, ROW_TYPE, LedgerTable, RowType
from budget_monitor.model.results.outcome import Finding, Outcome, Verdict
from budget_monitor.rules.compiled import Run

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
    rows = _selected(table, names, selection)
    rows = rows.append_column("__total", pc.not_equal(rows[ROW_TYPE], RowType.LINE.value).cast(pa.int64()))
    tables = rows.group_by([AUTHORITY, *names]).aggregate([(LINE, "count"), (LINE, "min"), ("__total", "sum")])
    by_authority: dict[str, list[dict[str, object]]] = {}
    for row in tables.sort_by(f"{LINE}_min").to_pylist():
        by_authority.setdefault(str(row[AUTHORITY] or ""), []).append(row)
    found = []
    for authority, groups in sorted(by_authority.items()):
        long = [group for group in groups if int(str(group[f"{LINE}_count"])) > 1]
        if long and not any(group["__total_sum"] for group in groups):
            found.append((authority, _finding(run, table, authority, names, long)))
    return found


def _selected(table: LedgerTable, names: list[str], selection: Selection) -> pa.Table:
    """The rows of the reports that are checked, with what groups them."""
    has_own = AUTHORITY in table.column_names
    wanted = {"financial_year": selection.year, "period": selection.period}
    filters = {name: value for name, value in wanted.items() if value and name in table.schema.columns}
    columns = dict.fromkeys([*names, *filters, LINE, ROW_TYPE, *([AUTHORITY] if has_own else [])])
    rows = table.select(list(columns))
    for name, value in filters.items():
        rows = rows.filter(pc.equal(rows[name], value))
    return rows if has_own else rows.append_column(AUTHORITY, pa.repeat("", rows.num_rows))


def _finding(
    run: Run, table: LedgerTable, authority: str, names: list[str], groups: list[dict[str, object]]
) -> Finding:
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
        place=CellRef(table.file, int(str(first[f"{LINE}_min"])), ""),
        cells=(),
        message=f"{first[f'{LINE}_count']:,} lines and no total{where}{more}: {columns} could not be cast",
        outcome=Outcome.NOT_HERE,
        label=label_of(run.schema, key),
    )
