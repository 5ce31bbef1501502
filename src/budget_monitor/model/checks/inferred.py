"""Rules that were inferred from what adds up in a table, ready to be written down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.ledgers.schema import ColumnType, Layout


class InferredColumn(Struct, frozen=True):
    """A column of an inferred ledger: its name there, and what a mapping calls it by (a header, or `row 8`).

    `values` are texts in it that are no plain figures, with what they stand for.
    """

    name: str
    header: str
    type: ColumnType
    values: Mapping[str, str]


class InferredRule(Struct, frozen=True):
    """One identity: `target` is made of `terms`, each with its sign or, in a ratio, its part. `except_for` are the
    labels of lines of which it is not claimed ("" are lines without one). With `is_exact` nothing is put down to
    rounding.
    """

    kind: RelationKind
    target: str
    terms: Sequence[tuple[str, int]]
    factor: int
    is_change: bool
    is_exact: bool
    except_for: Sequence[str]
    title: str
    evidence: str


class InferredLedger(Struct, frozen=True):
    """A table as a ledger with rules. `item` is what its lines are called by; `only` are those lines that are read,
    where not all are. `header` are the lines of the header, of a transposed one the columns that label its rows.
    """

    name: str
    file: str
    sheet: str
    layout: Layout
    item: Sequence[str]
    header: Sequence[int]
    only: Sequence[str]
    columns: Sequence[InferredColumn]
    rules: Sequence[InferredRule]
    checks: int
