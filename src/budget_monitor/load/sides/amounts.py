"""The amounts of a list in the sign that both sides share, whichever columns they stand in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct, field

from budget_monitor.load.cells.columns import Reading, column_reader
from budget_monitor.load.cells.numbers import FIGURE
from budget_monitor.load.sides.tables import Columns
from budget_monitor.model.ledgers.ledger import InputProblem
from budget_monitor.model.ledgers.schema import Column, ColumnType, Unit

Counts = npt.NDArray[np.int64]
_OUT = frozenset(("dr", "debit", "d", "out", "payment", "payments", "paid", "paid out", "money out", "expenditure",
                  "expense", "expenses", "p", "withdrawal", "debits"))  # fmt: skip
_IN = frozenset(("cr", "credit", "c", "in", "receipt", "receipts", "received", "paid in", "money in", "income", "r",
                 "deposit", "credits"))  # fmt: skip
MAX_DECIMALS = 6


class Figures(Struct):
    """The columns of a table as figures, each read once."""

    found: Columns
    currency: str
    _read: dict[int, tuple[pa.Array, list[InputProblem]]] = field(default_factory=dict)

    def column(self, place: int) -> pa.Array:
        """A column's figures in currency units (decimal128, null for a blank and for what could not be read)."""
        return self._both(place)[0]

    def problems(self, place: int) -> list[InputProblem]:
        """What could not be read in a column."""
        return self._both(place)[1]

    def _both(self, place: int) -> tuple[pa.Array, list[InputProblem]]:
        if place not in self._read:
            found = self.found
            header = found.header[place]
            reader = column_reader(Column(header, ColumnType.MONEY), Reading(Unit.POUNDS, self.currency))
            values = reader.read(found.cells[place], found.lines).values
            values = values.dictionary_decode() if pa.types.is_dictionary(values.type) else values
            problems = [
                InputProblem(
                    found.file, one.line, header, one.severity, one.text, one.message, found.address(place, one.line)
                )
                for one in reader.problems()
            ]
            self._read[place] = values, problems
        return self._read[place]

    def net(self, roles: Mapping[str, int]) -> pa.Array:
        """What each row adds: money in is positive. Null where it has no amount."""
        if "amount" in roles:
            values = self.column(roles["amount"])
            signs = self._directions(roles, values)
            return values if signs is None else pc.multiply_checked(values, signs).cast(FIGURE)
        ins = self.column(roles["paid_in"]) if "paid_in" in roles else None
        outs = _outgoing(self.column(roles["paid_out"])) if "paid_out" in roles else None
        if ins is None or outs is None:
            return outs if ins is None else ins
        both = pc.add(pc.fill_null(ins, Decimal(0)), pc.fill_null(outs, Decimal(0))).cast(FIGURE)
        return pc.if_else(pc.and_(pc.is_null(ins), pc.is_null(outs)), pa.scalar(None, FIGURE), both)

    def has_directions(self, roles: Mapping[str, int]) -> bool:
        """Whether a column says which way the amounts go."""
        return self._directions(roles, self.column(roles["amount"])) is not None

    def _directions(self, roles: Mapping[str, int], values: pa.Array) -> pa.Array | None:
        """1 or -1 for each row of a column that says which way an amount goes; None where no column does."""
        if "direction" not in roles or pc.any(pc.less(values, Decimal(0)), min_count=0).as_py():
            return None
        encoded = self.found.cells[roles["direction"]].dictionary_encode()
        words = [text.casefold().strip(" .") for text in encoded.dictionary.to_pylist()]
        if not {*words} - {""} or not all(word in _OUT or word in _IN or not word for word in words):
            return None
        signs = pa.array([Decimal(-1 if word in _OUT else 1) for word in words], pa.decimal128(2, 0))
        return signs.take(encoded.indices)


def _outgoing(values: pa.Array) -> pa.Array:
    """A column of payments as they count: a list may write them with or without the minus sign."""
    below, above = (pc.sum(compared(values, Decimal(0))).as_py() or 0 for compared in (pc.less, pc.greater))
    return values if below > above else pc.negate(values)


def decimals_of(values: Sequence[pa.Array]) -> int:
    """How many decimals figures have, at least two."""
    for places in range(2, MAX_DECIMALS):
        if all(pc.all(pc.equal(pc.round(one, places), one), min_count=0).as_py() for one in values):
            return places
    return MAX_DECIMALS


def counts_of(values: pa.Array, places: int) -> Counts:
    """Figures without nulls as whole numbers of the smallest unit. Raises ArrowInvalid beyond 64 bits."""
    scaled = pc.multiply(values, pa.scalar(Decimal(10**places), pa.decimal128(7, 0)))
    counts: Counts = scaled.cast(pa.decimal128(38, 0)).cast(pa.int64()).to_numpy(zero_copy_only=False)
    return counts
