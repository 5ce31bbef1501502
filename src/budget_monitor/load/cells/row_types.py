"""Which rows are lines and which are totals, by their label or by the file's own `row_type` column."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

from budget_monitor.errors import nearest
from budget_monitor.load.cells.distinct import Distinct, constant, distinct, plain
from budget_monitor.load.cells.row_problems import CellProblem, Faults
from budget_monitor.model.ledger import RowType

_SUBTOTAL_WORD = "(?i)^(?:.* )?sub[ –-]?total ?:?$"
_TOTAL_WORD = "(?i)^(?:.* )?(?:sub[ –-]?)?total ?:?$"


def is_total_word(text: str) -> bool:
    """Whether a label (with single spaces) makes its row a total or a sub-total: `Total`, `Schools total:`."""
    return re.match(_TOTAL_WORD, text) is not None


def label_types(label: Distinct) -> pa.Array:
    """The RowType each distinct label stands for."""
    total = pc.match_substring_regex(label.tidy, _TOTAL_WORD)
    subtotal = pc.match_substring_regex(label.tidy, _SUBTOTAL_WORD)
    return pc.if_else(subtotal, RowType.SUBTOTAL.value, pc.if_else(total, RowType.TOTAL.value, RowType.LINE.value))


class RowTypeReader:
    """Tells the type of each row, block by block: as the file's row_type column states it, or else by its label."""

    def __init__(self) -> None:
        self._wrong = Faults()
        self._subtotals = 0

    def read(self, label: pa.Array | None, stated: pa.Array | None, lines: pa.Array) -> pa.Array:
        """string, perhaps as a dictionary: a RowType for each line."""
        if label is None:
            by_label = constant(RowType.LINE.value, pa.string(), len(lines))
        else:
            labels = distinct(label)
            by_label = labels.spread(label_types(labels))
        if stated is None:
            return by_label
        words = distinct(stated)
        known = {str(row_type.value): row_type for row_type in RowType} | {"sub-total": RowType.SUBTOTAL}
        values = [known.get(text.casefold()) for text in words.tidy.to_pylist()]
        types = pa.array([value and value.value for value in values], pa.string())
        wrong = pc.and_(pc.is_null(types), pc.not_equal(words.tidy, ""))
        self._wrong.add(words.rows(wrong), stated, lines)
        return pc.coalesce(plain(words.spread(types)), plain(by_label))

    def problems(self) -> list[CellProblem]:
        """What was wrong with the row_type cells read so far."""
        return list(self._wrong.problems(_explain))

    def subtotals_above(self, types: pa.Array) -> pa.Array:
        """int64: how many sub-totals stand above each row of the next block."""
        known = types.dictionary if pa.types.is_dictionary(types.type) else types
        if not pc.any(pc.equal(known, RowType.SUBTOTAL.value), min_count=0).as_py():
            return constant(self._subtotals, pa.int64(), len(types))
        is_subtotal = pc.equal(plain(types), RowType.SUBTOTAL.value).cast(pa.int64())
        above = pc.add(pc.subtract(pc.cumulative_sum(is_subtotal), is_subtotal), self._subtotals)
        self._subtotals += pc.sum(is_subtotal).as_py()
        return above


def _explain(text: str) -> str:
    near = nearest(text, list(RowType))
    return "not a row type: expected line, subtotal or total" + (f"; did you mean '{near}'?" if near else "")
