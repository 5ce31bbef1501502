"""Why a rule could not run: figures too large to be computed with exactly, by name; or what its engine says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal, Inexact, InvalidOperation

from budget_monitor.errors import one_line
from budget_monitor.evaluate.engines.expr import col, lit
from budget_monitor.evaluate.verdicts.findings import FindingMaker
from budget_monitor.model.ledgers.cell import Cell
from budget_monitor.model.ledgers.ledger import LINE
from budget_monitor.model.ledgers.money import plain
from budget_monitor.model.ledgers.schema import ColumnType
from budget_monitor.rules.compiled import Run
from budget_monitor.rules.condition import Lookup

LARGE = Decimal(10) ** 10
"""From here on a figure may be too large to be multiplied by another."""
MAX_ROWS_LOOKED_AT = 1_000
_TOO_LARGE = re.compile(r"(?i)fit in precision|out of (?:range|bounds)|out_of_range|overflow|cannot be represented")
"""What engines say of a number that has more digits than its type."""


def why_broken(error: Exception, runs: Iterable[Run], maker: FindingMaker) -> str:
    """Why a rule could not run that raised an error, with the largest figure that it reads where that is the cause."""
    if not isinstance(error, (Inexact, InvalidOperation, OverflowError)) and not _TOO_LARGE.search(str(error)):
        return f"the rule could not run: {said_by(error)}"
    largest = max(_large_figures(runs, maker), key=_size, default=None)
    which = "its own numbers are too large"
    if largest is not None:
        place = f"{largest.ref.file}:{largest.ref.line}"
        which = f"the largest figure that it reads is {largest.ref.column} ({place}) `{largest.text.strip()}`"
    return (
        "the rule could not run: it comes to numbers of more than the 38 digits that are kept; two figures that are"
        f" multiplied by each other must be under 10^14 and 10^10; {which}"
    )


def said_by(error: Exception) -> str:
    """What an engine says, on one line."""
    return one_line(error) if str(error).strip() else "no memory left"


def _size(cell: Cell) -> Decimal:
    return Decimal(0) if cell.value is None or isinstance(cell.value, str) else abs(plain(cell.value))


def _large_figures(runs: Iterable[Run], maker: FindingMaker) -> Iterator[Cell]:
    for ledger, column in dict.fromkeys(read for run in runs for read in _reads(run)):
        table = maker.frames.table(ledger)
        schema = None if table is None else table.schema.columns.get(column)
        if schema is None or schema.type not in (ColumnType.MONEY, ColumnType.NUMBER):
            continue
        frame = maker.frames.for_cells([ledger]).frame(ledger, [LINE, column])
        is_large = (col(column) >= lit(LARGE)) | (col(column) <= lit(-LARGE))
        for row in frame.filter(is_large).select(LINE).first(LINE, MAX_ROWS_LOOKED_AT):
            yield maker.reader(ledger).signed(row[LINE], column).cell


def _reads(run: Run) -> Sequence[tuple[str, str]]:
    """The ledgers and columns that a run takes figures from."""
    return [(atom.ledger if isinstance(atom, Lookup) else run.schema.name, atom.column) for atom in run.atoms]
