"""Where the rows of a ledger are kept while and after it is read: in memory or, where it is long, in a Parquet file."""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
from msgspec import Struct, field

from budget_monitor.load.cells.distinct import coded, plain
from budget_monitor.model.ledgers.ledger import LINE, text_column

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow.parquet as pq

GROUP = 131_072
"""The most rows of a row group, which is what is read to look a cell up."""
_AT_HAND = 8


class TypedBlock(Struct, frozen=True):
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
        self._packed: dict[str, pa.DictionaryArray] = {}
        self._first_lines = [block.columns[LINE][0].as_py() for block in blocks]

    def columns(self, names: Sequence[str]) -> pa.Table:
        """Some of the typed columns."""
        columns = [
            pa.chunked_array([plain(block.columns[name]) for block in self._blocks], self._types[name])
            for name in names
        ]
        return pa.table(columns, names=list(names))

    def packed(self, name: str) -> pa.DictionaryArray:
        """A column of words as one dictionary and the place of each row's word in it."""
        if name not in self._packed:
            chunks = [block.columns[name] for block in self._blocks]
            encoded = [one if pa.types.is_dictionary(one.type) else one.dictionary_encode() for one in chunks]
            whole = [coded(one.indices.cast(pa.int32()), one.dictionary) for one in encoded]
            self._packed[name] = pa.chunked_array(whole, pa.dictionary(pa.int32(), pa.string())).combine_chunks()
        return self._packed[name]

    def with_column(self, name: str, values: pa.Array) -> InMemory:
        """The same with other values in a column, from the first row to the last."""
        blocks, start = [], 0
        for block in self._blocks:
            part = values.slice(start, block.row_count)
            blocks.append(TypedBlock({**block.columns, name: part}, block.text))
            start += block.row_count
        return InMemory(blocks, self._types, self.header)

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


class _BlockRows(Struct, frozen=True):
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


class OnDisk(Struct, frozen=True):
    """A ledger in a Parquet file. Only what is asked for is read. `first_lines` are those of its row groups."""

    parquet: Path
    column_names: tuple[str, ...]
    header: tuple[str, ...]
    first_lines: Sequence[int]
    _groups: OrderedDict[int, _GroupRows] = field(default_factory=OrderedDict)

    def columns(self, names: Sequence[str]) -> pa.Table:
        """Some of the typed columns."""
        return self._file().read(columns=list(names)).select(list(names))

    def packed(self, name: str) -> pa.DictionaryArray:
        """A column of words as one dictionary and the place of each row's word in it."""
        return self.columns([name])[name].dictionary_encode().combine_chunks()

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


class ParquetKeeper:
    """Writes blocks to a Parquet file, each as a row group or more, in a thread of its own while the next is read.

    A file that is not finished is removed. Raises OSError where it cannot be written.
    """

    def __init__(self, path: Path, like: TypedBlock) -> None:
        import pyarrow.parquet as pq

        self.path = path
        self.first_lines: list[int] = []
        arrays = _arrays(like)
        self._schema = pa.schema([(name, _stored_type(array)) for name, array in arrays.items()])
        # what differs from row to row would only fill a dictionary for nothing
        repeating = [
            name
            for name, array in arrays.items()
            if pa.types.is_dictionary(array.type) or (name.startswith("__") and not pa.types.is_string(array.type))
        ]
        self._writer = pq.ParquetWriter(
            path,
            self._schema,
            compression="snappy",
            use_dictionary=[name for name in repeating if name != LINE],
            column_encoding={LINE: "DELTA_BINARY_PACKED"},
            write_statistics=list(like.columns),
            store_schema=False,
        )
        self._pool = ThreadPoolExecutor(1)
        self._writing: Future[None] | None = None

    def add(self, block: TypedBlock) -> None:
        """Write a block, once the one before is written."""
        self._wait()
        self._writing = self._pool.submit(self._write, block)

    def _wait(self) -> None:
        if self._writing is not None:
            self._writing.result()

    def _write(self, block: TypedBlock) -> None:
        arrays = _arrays(block).values()
        for start in range(0, block.row_count, GROUP):
            columns = [
                _as_stored(array.slice(start, GROUP), kind)
                for array, kind in zip(arrays, self._schema.types, strict=True)
            ]
            self.first_lines.append(block.columns[LINE][start].as_py())
            self._writer.write_table(pa.table(columns, schema=self._schema), row_group_size=GROUP)

    def finished(self, column_names: tuple[str, ...], header: tuple[str, ...]) -> OnDisk:
        """The whole, once all blocks are written."""
        self._wait()
        self._pool.shutdown()
        self._writer.close()
        return OnDisk(self.path, column_names, header, self.first_lines)

    def abandon(self) -> None:
        """Leave nothing behind."""
        self._pool.shutdown()
        try:
            self._writer.close()
        except (OSError, pa.ArrowException):
            pass
        finally:
            self.path.unlink(missing_ok=True)


def _arrays(block: TypedBlock) -> dict[str, pa.Array]:
    """The columns of the Parquet file."""
    return {**block.columns, **{text_column(place): array for place, array in enumerate(block.text)}}


def _stored_type(array: pa.Array) -> pa.DataType:
    """Dictionaries of texts are written as they are; others must be unpacked first."""
    kind = array.type
    if not pa.types.is_dictionary(kind):
        return kind
    return pa.dictionary(pa.int32(), pa.string()) if pa.types.is_string(kind.value_type) else kind.value_type


def _as_stored(array: pa.Array, kind: pa.DataType) -> pa.Array:
    if not pa.types.is_dictionary(kind):
        return plain(array)
    return coded(array.indices.cast(pa.int32()), array.dictionary)
