"""The columns by which rows are grouped and joined: a blank is a word like any other, and "~" folds words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias

import narwhals as nw

from budget_monitor.evaluate.engines import Frame
from budget_monitor.evaluate.frames import Frames
from budget_monitor.model.ledger import AUTHORITY, LINE, ROW_TYPE, ColumnType, LedgerSchema, RowType, rank_column
from budget_monitor.model.rule import Pair

Pairs: TypeAlias = tuple[Pair, ...]
Columns: TypeAlias = Mapping[str, str | nw.Expr]
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


def key_of(frames: Frames, ledger: str, column: str, *, folded: bool = False) -> str | nw.Expr:
    """A grouping column of a ledger's own frame; `folded` takes case and spacing away."""
    if column == WHOLE.own:
        return nw.lit("")
    schema = frames.schemas[ledger]
    if column != AUTHORITY and not (column in schema.columns and is_text(schema, column)):
        return column
    words = nw.col(column).fill_null("")
    if folded:
        return words.str.to_lowercase().str.replace_all(" ", "", literal=True)
    return words if frames.has_blanks(ledger, column) else column


def own_key(frames: Frames, ledger: str, pair: Pair) -> str | nw.Expr:
    """What `key_name` stands for, of a run's own ledger."""
    return rank_column(pair.own) if pair.ordered else key_of(frames, ledger, pair.own, folded=pair.folded)


def own_keys(frames: Frames, ledger: str, by: Pairs) -> dict[str, str | nw.Expr]:
    """The grouping columns of a ledger whose own lines are grouped, named `__k0`, `__k1` and so on."""
    return {f"__k{number}": own_key(frames, ledger, pair) for number, pair in enumerate(by)}


def shaped(frame: Frame, columns: Columns) -> Frame:
    """A frame with just these columns. Plain ones are picked and renamed, which costs next to nothing; one that is
    wanted under several names is copied.
    """
    times = Counter(column for column in columns.values() if isinstance(column, str))
    columns = {
        name: nw.col(column) if isinstance(column, str) and times[column] > 1 else column
        for name, column in columns.items()
    }
    made = [column.alias(name) for name, column in columns.items() if isinstance(column, nw.Expr)]
    picked = [name if isinstance(column, nw.Expr) else column for name, column in columns.items()]
    renamed = {column: name for name, column in columns.items() if isinstance(column, str) and column != name}
    if made:
        frame = frame.with_columns(*made)
    frame = frame.select(*picked)
    return frame.rename(renamed) if renamed else frame


LINES = (RowType.LINE,)


def rows_of(
    frames: Frames, ledger: str, row_types: tuple[str, ...], columns: Columns, source: Frame | None = None
) -> Frame:
    """Some columns of a ledger's rows of some types. `source` is the ledger's frame, or a selection of it.

    The columns are picked first: filtering a wide ledger would copy all of it.
    """
    plain = [column for column in columns.values() if isinstance(column, str)]
    needed = {ROW_TYPE, *plain} if len(plain) == len(columns) else None
    frame = frames.frame(ledger, needed) if source is None else source
    if not frames.rows_of_type(ledger, tuple(kind for kind in RowType if kind not in row_types)):
        return shaped(frame, columns)
    return shaped(frame, {**columns, ROW_TYPE: ROW_TYPE}).filter(nw.col(ROW_TYPE).is_in(list(row_types)))


def joined(frames: Frames, left: Frame, right: Frame, left_on: list[str], right_on: list[str]) -> Frame:
    """`left` with what `right` has for its keys, null where that is nothing. A side that is plainly empty costs no
    join: a ledger of a million lines often has no other side at all.
    """
    nulls = {name: _null(dtype) for name, dtype in right.collect_schema().items() if name not in right_on}
    if any(null is None for null in nulls.values()) or not frames.is_empty(right):
        return left.join(right, left_on=left_on, right_on=right_on, how="left")
    return left.with_columns(*(null.alias(name) for name, null in nulls.items() if null is not None))


def _null(dtype: nw.dtypes.DType) -> nw.Expr | None:
    """A null of a type, made so that every engine agrees on the type; None for a type of no lookup's."""
    never = nw.when(nw.col(LINE).is_null())
    if dtype.is_integer():
        return never.then(nw.lit(0).cast(dtype))
    if dtype.is_decimal():
        return never.then(nw.lit(Decimal(0)).cast(dtype))
    return never.then(nw.lit("")) if dtype == nw.String else None
