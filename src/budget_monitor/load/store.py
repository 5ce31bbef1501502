"""Where the rows of a ledger are kept while and after it is read: in memory or, where it is long, in a Parquet file."""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from budget_monitor.load.distinct import plain
from budget_monitor.model.ledger import LINE, text_column

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow.parquet as pq

GROUP = 131_072
"""The most rows of a row group, which is what is read to look a cell up."""
_AT_HAND = 8


@dataclass(frozen=True, slots=True)
class TypedBlock:
    """Some rows as typed: the columns of `LedgerTable.table` by name, and the file's cells, in the order of its
    header. Values may be held as dictionaries.
    """

    columns: Mapping[str, pa.Array]
    text: tuple[pa.Array, ...]

    @property
    def row_count(self) -> int:
        """How many rows there are."""
        return len(self.columns[LINE])


class InMemory:
    """A ledger in memory. What repeats itself is held as a dictionary, and decoded for whoever asks."""

    parquet = None

    def __init__(self, blocks: Sequence[TypedBlock], types: Mapping[str, pa.DataType], header: tuple[str, ...]) -> None:
        self.column_names = tuple(types)
        self.header = header
        self._types = types
        self._blocks = blocks
        self._first_lines = [block.columns[LINE][0].as_py() for block in blocks]

    def columns(self, names: Sequence[str]) -> pa.Table:
        """Some of the typed columns."""
        columns = [
            pa.chunked_array([plain(block.columns[name]) for block in self._blocks], self._types[name])
            for name in names
        ]
        return pa.table(columns, names=list(names))

    def text(self) -> pa.Table:
        """The cells as they stand."""
        columns = [
            pa.chunked_array([plain(block.text[place]) for block in self._blocks], pa.string())
            for place in range(len(self.header))
        ]
        return pa.table(columns, names=list(self.header))

    def rows_around(self, line: int) -> _BlockRows:
        """The block with that line."""
        place = max(0, bisect_right(self._first_lines, line) - 1)
        return _BlockRows(self._blocks[place], self.header)


@dataclass(frozen=True, slots=True)
class _BlockRows:
    block: TypedBlock
    header: tuple[str, ...]

    @property
    def lines(self) -> npt.NDArray[np.int64]:
        numbers: npt.NDArray[np.int64] = self.block.columns[LINE].to_numpy()
        return numbers

    def value(self, column: str, row: int) -> object:
        value: object = self.block.columns[column][row].as_py()
        return value

    def text(self, header: str, row: int) -> str:
        text: str = self.block.text[self.header.index(header)][row].as_py()
        return text


@dataclass(frozen=True)
class OnDisk:
    """A ledger in a Parquet file. Only what is asked for is read. `first_lines` are those of its row groups."""

    parquet: Path
    column_names: tuple[str, ...]
    header: tuple[str, ...]
    first_lines: Sequence[int]
    _groups: OrderedDict[int, _GroupRows] = field(default_factory=OrderedDict, compare=False, repr=False)

    def columns(self, names: Sequence[str]) -> pa.Table:
        """Some of the typed columns."""
        return self._file().read(columns=list(names)).select(list(names))

    def text(self) -> pa.Table:
        """The cells as they stand."""
        places = [text_column(place) for place in range(len(self.header))]
        return self._file().read(columns=places).select(places).rename_columns(list(self.header))

    def rows_around(self, line: int) -> _GroupRows:
        """The row group with that line; a few are kept at hand."""
        place = max(0, bisect_right(self.first_lines, line) - 1)
        if place not in self._groups:
            self._groups[place] = _GroupRows(self._file(), place, self.header)
            while len(self._groups) > _AT_HAND:
                self._groups.popitem(last=False)
        self._groups.move_to_end(place)
        return self._groups[place]

    def _file(self) -> pq.ParquetFile:
        import pyarrow.parquet as pq  # only long ledgers need it

        return pq.ParquetFile(self.parquet, memory_map=False)


class _GroupRows:
    """The columns of a row group, each read when it is first asked for."""

    def __init__(self, file: pq.ParquetFile, group: int, header: tuple[str, ...]) -> None:
        self._file = file
        self._group = group
        self._header = header
        self._columns: dict[str, pa.Array] = {}

    @property
    def lines(self) -> npt.NDArray[np.int64]:
        numbers: npt.NDArray[np.int64] = self._column(LINE).to_numpy()
        return numbers

    def value(self, column: str, row: int) -> object:
        value: object = self._column(column)[row].as_py()
        return value

    def text(self, header: str, row: int) -> str:
        text: str = self._column(text_column(self._header.index(header)))[row].as_py()
        return text

    def _column(self, name: str) -> pa.Array:
        if name not in self._columns:
            table = self._file.read_row_group(self._group, columns=[name])
            self._columns[name] = table[name].combine_chunks()
        return self._columns[name]


def on_disk_types(block: TypedBlock) -> pa.Schema:
    """The columns of the Parquet file for blocks like this one."""
    fields = [(name, plain(column.slice(0, 0)).type) for name, column in block.columns.items()]
    return pa.schema([*fields, *((text_column(place), pa.string()) for place in range(len(block.text)))])


class ParquetKeeper:
    """Writes blocks to a Parquet file, each as a row group or more. A file that is not finished is removed."""

    def __init__(self, path: Path, like: TypedBlock) -> None:
        import pyarrow.parquet as pq

        self.path = path
        self.first_lines: list[int] = []
        self._schema = on_disk_types(like)
        plain_columns = [
            name for name, kind in zip(self._schema.names, self._schema.types, strict=True)
            if kind == pa.int64() and name == LINE
        ]  # fmt: skip
        repeating = [
            name
            for name, kind in zip(self._schema.names, self._schema.types, strict=True)
            if name not in plain_columns and (not pa.types.is_decimal(kind) or name.startswith("__"))
        ]
        self._writer = pq.ParquetWriter(
            path,
            self._schema,
            compression="snappy",
            use_dictionary=repeating,
            column_encoding={LINE: "DELTA_BINARY_PACKED"},
            store_schema=False,
        )

    def add(self, block: TypedBlock) -> None:
        """Write a block."""
        arrays = [*block.columns.values(), *block.text]
        for start in range(0, block.row_count, GROUP):
            part = pa.table([plain(array.slice(start, GROUP)) for array in arrays], schema=self._schema)
            self.first_lines.append(block.columns[LINE][start].as_py())
            self._writer.write_table(part, row_group_size=GROUP)

    def finished(self, column_names: tuple[str, ...], header: tuple[str, ...]) -> OnDisk:
        """The whole, once all blocks are written."""
        self._writer.close()
        return OnDisk(self.path, column_names, header, self.first_lines)

    def abandon(self) -> None:
        """Leave nothing behind."""
        try:
            self._writer.close()
        except (OSError, pa.ArrowException):
            pass
        finally:
            self.path.unlink(missing_ok=True)
