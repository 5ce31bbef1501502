"""The rows of ledgers that one report should state, as rows of a report: figures with their texts and places."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from budget_monitor.errors import shorten
from budget_monitor.model.documents.scrutiny import Spot
from budget_monitor.model.documents.transcript import Edition, Placed, PlacedRow
from budget_monitor.model.ledgers.ledger import LINE, ROW_TYPE, LedgerSet, LedgerTable, negated_column
from budget_monitor.model.ledgers.names import plain
from budget_monitor.model.ledgers.schema import ColumnType

THOUSANDS, MILLIONS = 3, 6
MAX_LABEL_SHOWN = 60
_REPORT = ("financial_year", "period", "portfolio")


def rows_of(ledgers: LedgerSet, edition: Edition) -> list[PlacedRow]:
    """All rows of a report's year, period and portfolio, and of all portfolios where it names none."""
    return [row for table in ledgers.ledgers.values() for row in _rows(table, edition)]


def _rows(table: LedgerTable, edition: Edition) -> Iterator[PlacedRow]:
    chosen = _chosen(table, edition)
    if chosen is None:
        return
    names = [name for name in table.column_names if not name.startswith("__")]
    flags = [one for name in names if (one := negated_column(name)) in table.column_names]
    typed = table.select([*names, *flags, LINE, ROW_TYPE]).filter(chosen).to_pydict()
    texts = table.text.filter(chosen).to_pydict()
    words = [one for one in table.schema.key if one not in _REPORT and one in typed]
    for place, line in enumerate(typed[LINE]):
        cells = {}
        label = ", ".join(str(typed[one][place]) for one in words if typed[one][place])
        for name in names:
            value = typed[name][place]
            if value is not None:
                negated = bool(typed.get(negated_column(name), {place: False})[place])
                cells[name] = _placed(table, name, line, label, value, texts, place, negated=negated)
        kind = str(typed[ROW_TYPE][place])
        yield PlacedRow(table.schema.name, cells, f"{table.file}, line {line}", "subtotal" if "sub" in kind else kind)


def _chosen(table: LedgerTable, edition: Edition) -> pa.ChunkedArray | None:
    """bool: the rows of the report; None where the ledger is not kept by reports, or has none of them."""
    wanted = {"financial_year": edition.financial_year, "period": edition.period}
    if any(name not in table.column_names for name in wanted) or table.schema.repeats:
        return None
    found = None
    for name, text in wanted.items():
        own = pc.equal(table.select([name])[name], text)
        found = own if found is None else pc.and_(found, own)
    if edition.portfolio and "portfolio" in table.column_names:
        column = table.select(["portfolio"])["portfolio"]
        same = [name for name in pc.unique(column).to_pylist() if name and plain(name) == plain(edition.portfolio)]
        found = pc.and_(found, pc.is_in(column, pa.array(same, pa.string())))
    found = pc.fill_null(found, False)
    return found if pc.any(found).as_py() else None


def _placed(
    table: LedgerTable,
    name: str,
    line: int,
    label: str,
    value: object,
    texts: dict[str, list[str]],
    place: int,
    *,
    negated: bool,
) -> Placed:
    column = table.schema.columns.get(name)
    stand_in = column.negated_by if column is not None and negated else None
    header = table.headers.get(stand_in or name, name)
    text = texts[header][place] if header in texts else str(value)
    figure = value if isinstance(value, Decimal) and column is not None and column.type.is_numeric else None
    is_money = column is not None and column.type is ColumnType.MONEY
    has_own = text.strip().rstrip(")").casefold().endswith(("m", "k", "million"))
    shift = _shift(table.unit) if is_money and not has_own else -1
    shown = -figure if figure is not None and negated else figure
    row = shorten(label, MAX_LABEL_SHOWN)
    where = ", ".join(filter(None, (f"{table.file}, line {line}", row, header)))
    spot = Spot(table.file, where, text.strip(), shown, line)
    return Placed(text.strip(), spot, figure, shift)


def _shift(unit: str) -> int:
    """The power of ten by which bare figures in a unit are multiplied: 3 for £000."""
    return THOUSANDS if unit.endswith("000") else MILLIONS if unit.endswith("m") else 0
