"""Which lines each sub-total covers: sub-totals of lines, sub-totals of those, and the totals that are sub-totals.

Rows belong together that share the key apart from the label. Within such a group, a sub-total that follows another
with no line between them is of the next level: it covers all lines since the last one of its own level or a higher.
Of several totals in one group, only one is of everything; the others (`Total corporate reserves`) are sub-totals.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct, field

from budget_monitor.load.cells.distinct import constant, encode, plain
from budget_monitor.model.ledgers.ledger import BLOCKS, SUBTOTALS, RowType
from budget_monitor.model.ledgers.schema import ColumnType, LedgerSchema

_Numbers = npt.NDArray[np.int64]


class GroupColumns(Struct, frozen=True):
    """The columns that the rows of one table share: `fixed` ones of the key, which are no text (the report, the year of
    a programme), and `named` ones before the label, which a total of everything may leave blank.
    """

    fixed: Sequence[str]
    named: Sequence[str]

    @staticmethod
    def of(schema: LedgerSchema) -> GroupColumns:
        """Those of a ledger."""
        is_text = {name: schema.columns[name].type is ColumnType.TEXT for name in schema.key if name in schema.columns}
        before = schema.key[: schema.key.index(schema.label)] if schema.label in schema.key else schema.key
        return GroupColumns(
            [name for name, text in is_text.items() if not text and name != schema.label],
            [name for name in before if is_text.get(name)],
        )


class _Group(Struct):
    """How many sub-totals of each level, or a higher one, a group has had, and how many it ends in."""

    counts: list[int] = field(default_factory=lambda: [0] * len(BLOCKS))
    run: int = 0


class Nesting:
    """Finds, block by block, the level of each sub-total and the one that each row stands before."""

    def __init__(self) -> None:
        self._groups: dict[tuple[object, ...], _Group] = {}

    def nested(
        self,
        types: pa.Array,
        may_be_part: Callable[[pa.Array], pa.Array] | None,
        fixed: Sequence[pa.Array],
        named: Sequence[pa.Array],
    ) -> tuple[pa.Array, Mapping[str, pa.Array]]:
        """The row types (string) with levels, and for each of BLOCKS how many sub-totals of its level or a higher one
        stand above each row in its group (int64).

        `may_be_part` says (bool) which of some rows of totals may be of a part only; for the rest see GroupColumns.
        """
        words, parts = _words_of(types), list[int]()
        if may_be_part is not None and RowType.TOTAL in words:
            parts = _parts_of_totals(types, may_be_part, fixed, named)
        if not len(types) or not (self._groups or parts or RowType.SUBTOTAL in words):
            return types, _none(len(types))
        rows = plain(types).to_numpy(zero_copy_only=False).astype(object)
        rows[parts] = RowType.SUBTOTAL.value
        codes, signatures = _coded(fixed, len(rows))
        blocks = [np.zeros(len(rows), np.int64) for _ in BLOCKS]
        order = np.argsort(codes, kind="stable")
        starts = np.flatnonzero(np.diff(codes[order], prepend=-1))
        for start, members in zip(starts, np.split(order, starts[1:]), strict=True):
            group = self._groups.setdefault(signatures[codes[order[start]]], _Group())
            _walk(group, members, rows, blocks)
        levels = pa.array(rows.tolist(), pa.string())
        if pa.types.is_dictionary(types.type):  # every block of a file is held alike
            levels = encode(levels)
        return levels, {name: _column(numbers) for name, numbers in zip(BLOCKS, blocks, strict=True)}


def _column(numbers: _Numbers) -> pa.Array:
    """The same numbers as a column (int64). `pa.array` would import numpy's arrays with gaps, to look for those."""
    return pa.Array.from_buffers(pa.int64(), len(numbers), [None, pa.py_buffer(numbers)])


def _words_of(types: pa.Array) -> set[str]:
    """The row types that there are among some."""
    return set((types.dictionary if pa.types.is_dictionary(types.type) else pc.unique(types)).to_pylist())


def _none(count: int) -> dict[str, pa.Array]:
    return dict.fromkeys(BLOCKS, constant(0, pa.int64(), count))


def _coded(groups: Sequence[pa.Array], count: int) -> tuple[_Numbers, list[tuple[object, ...]]]:
    """A number for each row's group, and what each number stands for."""
    codes: _Numbers = np.zeros(count, np.int64)
    for column in groups:
        encoded = plain(column).dictionary_encode("encode")
        size = len(encoded.dictionary) or 1
        _, codes = np.unique(codes * size + encoded.indices.to_numpy(), return_inverse=True)
    _, first = np.unique(codes, return_index=True)
    columns = [plain(column).take(first.tolist()).to_pylist() for column in groups]
    return codes, list(zip(*columns, strict=True)) if columns else [()]


def _parts_of_totals(
    types: pa.Array, may_be_part: Callable[[pa.Array], pa.Array], fixed: Sequence[pa.Array], named: Sequence[pa.Array]
) -> list[int]:
    """The rows of totals of a part: those whose group has a total of everything besides. They are sub-totals."""
    totals = pc.indices_nonzero(pc.equal(types, RowType.TOTAL.value))
    signatures, words = (_rows_of(columns, totals) for columns in (fixed, named))
    may_be = may_be_part(totals).to_pylist()
    groups: dict[tuple[object, ...], list[int]] = {}
    for place, signature in enumerate(signatures):
        groups.setdefault(signature, []).append(place)
    found = []
    for group in groups.values():
        for number, place in enumerate(group):
            wider = (
                (not may_be[other] or after > number)
                and all(one is None or one == own for one, own in zip(words[other], words[place], strict=True))
                for after, other in enumerate(group)
                if other != place
            )
            if may_be[place] and any(wider):
                found.append(totals[place].as_py())
    return found


def _rows_of(columns: Sequence[pa.Array], rows: pa.Array) -> list[tuple[object, ...]]:
    """The values of some rows in some columns, row by row."""
    if not columns:
        return [()] * len(rows)
    return list(zip(*(plain(column.take(rows)).to_pylist() for column in columns), strict=True))


def _walk(group: _Group, members: _Numbers, rows: npt.NDArray[np.object_], blocks: Sequence[_Numbers]) -> None:
    """Goes down one group's rows from sub-total to sub-total."""
    at = 0
    kinds = rows[members]
    for place in np.flatnonzero(kinds == RowType.SUBTOTAL.value):
        group.run = 1 if place > at else group.run + 1
        for level, numbers in enumerate(blocks):
            numbers[members[at : place + 1]] = group.counts[level]
        reached = min(group.run, len(SUBTOTALS))
        rows[members[place]] = SUBTOTALS[reached - 1].value
        for below in range(reached):
            group.counts[below] += 1
        at = int(place) + 1
    if at < len(members):
        group.run = 0
    for level, numbers in enumerate(blocks):
        numbers[members[at:]] = group.counts[level]
