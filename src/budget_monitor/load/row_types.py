"""Which rows are lines and which are totals, by their label or by the file's own `row_type` column."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from budget_monitor.errors import nearest
from budget_monitor.load.distinct import Distinct, distinct
from budget_monitor.load.row_problems import RowProblem, row_problems
from budget_monitor.model.ledger import RowType

_SUBTOTAL_WORD = "(?i)^(?:.* )?sub[ –-]?total ?:?$"
_TOTAL_WORD = "(?i)^(?:.* )?(?:sub[ –-]?)?total ?:?$"


@dataclass(frozen=True, slots=True)
class RowTypes:
    """A RowType by row, as strings."""

    values: pa.ChunkedArray
    problems: tuple[RowProblem, ...] = ()


def is_total_word(text: str) -> bool:
    """Whether a label (with single spaces) makes its row a total or a sub-total: `Total`, `Schools total:`."""
    return re.match(_TOTAL_WORD, text) is not None


def label_types(label: Distinct) -> pa.Array:
    """The RowType each distinct label stands for."""
    total = pc.match_substring_regex(label.tidy, _TOTAL_WORD)
    subtotal = pc.match_substring_regex(label.tidy, _SUBTOTAL_WORD)
    return pc.if_else(subtotal, RowType.SUBTOTAL.value, pc.if_else(total, RowType.TOTAL.value, RowType.LINE.value))


def row_types(count: int, label: pa.ChunkedArray | None, stated: pa.ChunkedArray | None) -> RowTypes:
    """The type of each of `count` rows: as `stated` in the file's row_type column, or else by its label."""
    if label is None:
        by_label = pa.chunked_array([pa.repeat(RowType.LINE.value, count)])
    else:
        labels = distinct(label)
        by_label = labels.spread(label_types(labels))
    if stated is None:
        return RowTypes(by_label)
    words = distinct(stated)
    known = {str(row_type.value): row_type for row_type in RowType} | {"sub-total": RowType.SUBTOTAL}
    values = [known.get(text.casefold()) for text in words.tidy.to_pylist()]
    types = pa.array([value and value.value for value in values], pa.string())
    wrong = pc.and_(pc.is_null(types), pc.not_equal(words.tidy, ""))
    problems = row_problems(words.rows(wrong), stated, _explain)
    return RowTypes(pc.coalesce(words.spread(types), by_label), tuple(problems))


def subtotals_above(types: pa.ChunkedArray) -> pa.ChunkedArray:
    """int64: how many sub-totals stand above each row."""
    is_subtotal = pc.equal(types, RowType.SUBTOTAL.value).cast(pa.int64())
    return pc.subtract(pc.cumulative_sum(is_subtotal), is_subtotal)


def _explain(text: str) -> str:
    near = nearest(text, list(RowType))
    return "not a row type: expected line, subtotal or total" + (f"; did you mean '{near}'?" if near else "")
