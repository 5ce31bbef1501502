"""Cells as they stand in a file, block by block: what every kind of file becomes before anything is interpreted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Protocol, TypeVar

import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct

from budget_monitor.load.cells.row_problems import ERROR
from budget_monitor.load.cells.row_problems import WARNING as WARNING  # told from here, where it is looked for
from budget_monitor.model.running.limits import limits

B = TypeVar("B", bound="Block")

BLANK = r"^[\s\p{Z}\x0b\x1c-\x1f\x{85}]*$"


class RecordProblem(Struct, frozen=True):
    """A record that is left out, or what else there is to say of a file: where it begins, the text at fault and why.
    Line 0 is the file as a whole.

    `is_lost` says that the record, or some of its figures, may be missing from every sum it belongs to.
    """

    line: int
    text: str
    message: str
    column: str = ""
    severity: str = ERROR
    is_lost: bool = False
    cell: str = ""
    """The cell that it is about, as spreadsheets name it, where that is no column of a ledger: F12."""


class Unreadable(Exception):  # noqa: N818 - a file that cannot be read is a problem of the set, not an error of ours
    """A file that cannot be read at all; `problems` say why. It never leaves the loading of its file."""

    def __init__(self, *problems: RecordProblem) -> None:
        super().__init__(*(problem.message for problem in problems))
        self.problems = problems


class Block(Struct, frozen=True):
    """Some rows of a file: `columns` (string, without nulls) go with the header, and `lines` (int64) with the rows."""

    columns: tuple[pa.Array, ...]
    lines: pa.Array


class Cells(Protocol):
    """The cells of a file. The blocks can be gone through once; `problems` and `sha256` are complete after that.

    Header texts have single spaces; blank ones at the end are dropped, others are called by their place. Rows blank
    in every cell are dropped too.
    """

    header: tuple[str, ...]
    header_line: int

    @property
    def problems(self) -> list[RecordProblem]:
        """What is wrong with the rows read so far."""

    @property
    def odd_lines(self) -> Collection[int]:
        """The lines of rows that were longer or shorter than the header, and were read all the same."""

    def blocks(self) -> Iterator[Block]:
        """The rows in their order. Raises Unreadable where the file turns out to be no ledger at all."""

    @property
    def sha256(self) -> str:
        """Of the file's bytes, in hexadecimal."""


def header_names(cells: Sequence[str]) -> tuple[str, ...]:
    """The texts of a header; none where all of them are blank. Raises Unreadable for more than any ledger has."""
    most = limits().columns
    if len(cells) > most and any(cell.strip() for cell in cells[most:]):
        message = f"it has {len(cells):,} columns; ledgers of up to {most:,} are read (limits.columns)"
        raise Unreadable(RecordProblem(0, "", message))
    names = [" ".join(cell.split()) for cell in cells]
    while names and not names[-1]:
        names.pop()
    return tuple(name or f"column {place}" for place, name in enumerate(names, start=1))


def lines_from(first: int, count: int) -> pa.Array:
    """int64: that many numbers from the first one on."""
    return pa.array(range(first, first + count), pa.int64()) if count < 64 else _arange(first, count)


def _arange(first: int, count: int) -> pa.Array:
    return pc.cumulative_sum(pa.repeat(pa.scalar(1, pa.int64()), count), start=first - 1)


def without_blank_rows(block: Block) -> Block:
    """The same without rows blank in every cell, such as the `,,,,` that spreadsheets leave behind."""
    rows = _blanks(block.columns[0])
    for column in block.columns[1:]:
        if not len(rows):
            return block
        rows = rows.take(_blanks(column.take(rows)))
    if not len(rows):
        return block
    keep = pc.invert(pc.is_in(lines_from(0, len(block.lines)), value_set=rows.cast(pa.int64())))
    return Block(tuple(column.filter(keep) for column in block.columns), block.lines.filter(keep))


def _blanks(cells: pa.Array) -> pa.Array:
    """The rows of blank cells."""
    # A blank is empty or begins with a space; comparing is much quicker than matching a pattern.
    rows = pc.indices_nonzero(pc.or_(pc.less(cells, "!"), pc.greater(cells, "\x7f")))
    return rows.filter(pc.match_substring_regex(cells.take(rows), BLANK)) if len(rows) else rows


def is_all_blank(cells: pa.Array) -> bool:
    """Whether every cell is blank."""
    return bool(pc.all(pc.match_substring_regex(cells, BLANK), min_count=0).as_py())


def ahead(blocks: Iterator[B]) -> Iterator[B]:
    """The same blocks; the next one is made in a thread of its own while the last is worked on."""
    with ThreadPoolExecutor(1) as pool:
        own = copy_context()  # the limits in force go into the thread

        def following() -> B | None:
            return own.run(lambda: next(blocks, None))

        coming = pool.submit(following)
        while (block := coming.result()) is not None:
            coming = pool.submit(following)
            yield block


def in_one(blocks: Iterable[Block]) -> Iterator[Block]:
    """All rows of a short file as one block: which totals are of a part is told from the rows that follow."""
    every = list(blocks)
    if len(every) > 1:
        columns = zip(*(block.columns for block in every), strict=True)
        every = [
            Block(
                tuple(
                    pa.concat_arrays(
                        [part.dictionary_decode() if pa.types.is_dictionary(part.type) else part for part in parts]
                    )
                    for parts in columns
                ),
                pa.concat_arrays([block.lines for block in every]),
            )
        ]
    yield from every
