"""Years and dates of ledgers that lie years away from all others of their column, such as 2062/63 among 2026/27.

Nothing stands beside such a row that it could be compared with, which looks as if it held.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from budget_monitor.errors import hint
from budget_monitor.evaluate.engines.frames import Frames
from budget_monitor.figures.far_dates import FAR_IN_DAYS, FarDate, far_dates
from budget_monitor.model.ledgers.ledger import LINE, InputProblem, LedgerTable
from budget_monitor.model.ledgers.period import start_year
from budget_monitor.model.ledgers.schema import ColumnType

MAX_TOLD = 5
"""Of one column of a ledger; the others are counted."""


def far_years(frames: Frames) -> Iterator[InputProblem]:
    """A warning for each row with a year or a date that lies years away from all others in columns called the same."""
    columns: dict[tuple[str, ColumnType], list[LedgerTable]] = defaultdict(list)
    for ledger in frames.schemas:
        table = frames.table(ledger)
        if table is not None and table.row_count:
            for name, column in table.schema.columns.items():
                if column.type in (ColumnType.FINANCIAL_YEAR, ColumnType.DATE) and name in table.headers:
                    columns[name, column.type].append(table)
    for (name, kind), tables in columns.items():
        read = [(table, table.select([name, LINE])) for table in tables]
        if _may_have_far(kind, [rows[name] for _, rows in read]):
            days = [[_day(kind, one) for one in rows[name].to_pylist()] for _, rows in read]
            far = far_dates((day for some in days for day in some if day is not None), date.today())
            for (table, rows), own in zip(read, days, strict=True):
                if far:
                    yield from _told(table, name, kind, rows[LINE], own, far)


def _may_have_far(kind: ColumnType, columns: list[pa.ChunkedArray]) -> bool:
    """Whether the first and the last of all are years apart: most columns need not be gone through."""
    ends = [pc.min_max(column).as_py() for column in columns]
    known = [day for end in ends for one in end.values() if (day := _day(kind, one)) is not None]
    return bool(known) and max(known) - min(known) > FAR_IN_DAYS


def _day(kind: ColumnType, value: str | date | None) -> int | None:
    """The day of a date; of a financial year, a day by which years can be compared."""
    if value is None:
        return None
    if kind is ColumnType.FINANCIAL_YEAR:
        return date(start_year(str(value)), 1, 1).toordinal()
    return value.toordinal() if isinstance(value, date) else None


def _told(
    table: LedgerTable, name: str, kind: ColumnType, lines: pa.ChunkedArray, days: list[int | None],
    far: dict[int, FarDate],
) -> Iterator[InputProblem]:  # fmt: skip
    def text(day: date | None) -> str:
        if day is None:
            return ""
        return f"{day.year}/{(day.year + 1) % 100:02d}" if kind is ColumnType.FINANCIAL_YEAR else day.isoformat()

    header = table.headers[name]
    places = [(far[day], line) for day, line in zip(days, lines.to_pylist(), strict=True) if day in far]
    for slip, line in places[:MAX_TOLD]:
        where = f"{slip.years} years {'after' if slip.after else 'before'} all others"
        message = f"likely a slip: {where}{hint(text(slip.meant))}"
        yield InputProblem(table.file, line, header, "warning", text(slip.day), message)
    if len(places) > MAX_TOLD:
        message = f"{len(places) - MAX_TOLD:,} more of {header} are years from all others, and likely slips"
        yield InputProblem(table.file, 0, header, "warning", "", message)
