"""Keeping the rows of a ledger while it is read: in memory, until they become too many and go to disk."""

from __future__ import annotations

import errno
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa

from budget_monitor.errors import MachineError
from budget_monitor.load.cells.distinct import plain
from budget_monitor.load.cells.numbers import FIGURE, halves_of
from budget_monitor.load.tables.store import InMemory, OnDisk, ParquetKeeper, TypedBlock

MAX_ROWS_IN_MEMORY = 200_000
"""A ledger of more rows goes to disk, where there is a folder for it."""


class Keeping:
    """The blocks of one ledger. `path` is the Parquet file for a long one, None where all stay in memory."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._blocks: list[TypedBlock] = []
        self._powers: list[Mapping[str, pa.Array]] = []
        self._rows = 0
        self._file: ParquetKeeper | None = None

    def add(self, block: TypedBlock, powers: Mapping[str, pa.Array]) -> None:
        """Keep a block; `powers` says, by the name of the column of halves, how coarsely its figures were rounded.

        Raises MachineError when there is no room on the disk.
        """
        self._rows += block.row_count
        if self._file is None and (self._path is None or self._rows <= MAX_ROWS_IN_MEMORY):
            if block.row_count:
                self._blocks.append(block)
                self._powers.append(powers)
            return
        with _no_room(self._path):
            for earlier, its_powers in zip(self._blocks, self._powers, strict=True):
                self._write(earlier, its_powers)
            self._blocks, self._powers = [], []
            self._write(block, powers)

    def _write(self, block: TypedBlock, powers: Mapping[str, pa.Array]) -> None:
        assert self._path is not None
        halved = _with_halves(block, powers, frozenset(powers))
        if self._file is None:
            self._file = ParquetKeeper(self._path, halved)
        self._file.add(halved)

    def finished(self, like: TypedBlock, header: tuple[str, ...], varying: frozenset[str]) -> InMemory | OnDisk:
        """All that was kept. `like` shows the columns; `varying` names the columns of halves that vary by row.

        Raises MachineError when there is no room on the disk.
        """
        types = {name: plain(column).type for name, column in like.columns.items()} | dict.fromkeys(
            sorted(varying), FIGURE
        )
        if self._file is not None:
            with _no_room(self._path):
                return self._file.finished(tuple(types), header)
        blocks = [
            _with_halves(block, powers, varying) for block, powers in zip(self._blocks, self._powers, strict=True)
        ]
        return InMemory(blocks, types, header)

    def abandon(self) -> None:
        """Leave no half-written file behind."""
        if self._file is not None:
            self._file.abandon()


def _with_halves(block: TypedBlock, powers: Mapping[str, pa.Array], names: frozenset[str]) -> TypedBlock:
    if not names:
        return block
    return TypedBlock({**block.columns, **{name: halves_of(powers[name]) for name in sorted(names)}}, block.text)


@contextmanager
def _no_room(path: Path | None) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        folder = path.parent if path is not None else ""
        full = error.errno in (errno.ENOSPC, errno.EDQUOT) or "No space left" in str(error)
        reason = "no room is left on the disk" if full else error.strerror or str(error)
        raise MachineError(f"{folder}: cannot keep a long ledger there: {reason}") from error
