"""The columns by which rows are grouped and joined: a blank is a word like any other, and "~" folds words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from budget_monitor.evaluate.engines import Frame
from budget_monitor.evaluate.engines.expr import Expr, col, lit
from budget_monitor.evaluate.engines.frames import Frames
from budget_monitor.model.checks.rule import Pair, Pairs
from budget_monitor.model.ledgers.ledger import AUTHORITY, RowType, rank_column
from budget_monitor.model.ledgers.schema import ColumnType, LedgerSchema
from budget_monitor.rules.compiled import Run

Columns: TypeAlias = Mapping[str, str | Expr]
"""What a frame is to hold: a column's new name, and the column it is or the expression that makes it."""


WHOLE = Pair("__whole", "__whole")
"""Where rows are grouped by nothing they are one group, as if all had the same blank word."""


def is_text(schema: LedgerSchema, column: str) -> bool:
    """Whether a column holds words (dates are no words: they have an order)."""
    kind = schema.columns[column].type
    return not kind.is_numeric and kind is not ColumnType.DATE


def key_name(pair: Pair) -> str:
    """What a grouping column is called in the frame of a run: a folded one stands beside the column itself, and of
    an ordered one it is the rank.
    """
    if pair.ordered:
        return rank_column(pair.own)
    return f"__folded_{pair.own}" if pair.folded else pair.own


def key_names(by: Sequence[Pair]) -> list[str]:
    """The grouping columns in the frame of a run."""
    return [key_name(pair) for pair in by]


def key_of(frames: Frames, ledger: str, column: str, *, folded: bool = False) -> str | Expr:
    """A grouping column of a ledger's own frame; `folded` takes case and spacing away."""
    if column == WHOLE.own:
        return lit("")
    schema = frames.schemas[ledger]
    if column != AUTHORITY and not (column in schema.columns and is_text(schema, column)):
        return column
    words = col(column).fill_null("")
    if folded:
        return words.lower().without_spaces()
    return words if frames.has_blanks(ledger, column) else column


def own_key(frames: Frames, ledger: str, pair: Pair) -> str | Expr:
    """What `key_name` stands for, of a run's own ledger."""
    return rank_column(pair.own) if pair.ordered else key_of(frames, ledger, pair.own, folded=pair.folded)


def own_keys(frames: Frames, ledger: str, by: Pairs) -> dict[str, str | Expr]:
    """The grouping columns of a ledger whose own lines are grouped, named `__k0`, `__k1` and so on."""
    return {f"__k{number}": own_key(frames, ledger, pair) for number, pair in enumerate(by)}


LINES = (RowType.LINE,)


def rows_reached(frames: Frames, run: Run, ledger: str) -> tuple[str, ...]:
    """Of which types the rows are that a run looks up in a ledger: lines; or any, where each has its label in common
    with the run's row, so that no total counts beside its lines.
    """
    return tuple(RowType) if run.reaches_totals and run.is_by_label(frames.schemas[ledger]) else LINES


def rows_of(
    frames: Frames, ledger: str, row_types: tuple[str, ...], columns: Columns, conditions: Sequence[Expr] = ()
) -> Frame:
    """Some columns of a ledger's rows of some types, of those rows that conditions on the ledger's columns hold for."""
    parts = [col(column) if isinstance(column, str) else column for column in columns.values()]
    frame = frames.rows_of(ledger, row_types, frozenset().union(*(part.columns for part in (*parts, *conditions))))
    return (frame.filter(*conditions) if conditions else frame).shaped(columns)
