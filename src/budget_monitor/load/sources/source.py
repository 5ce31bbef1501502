"""One table of rows, wherever it is kept: what every kind of file offers to the loader."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import FileIO
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from budget_monitor.load.sources.cells import RecordProblem, Unreadable

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from budget_monitor.load.sources.cells import Cells
    from budget_monitor.model.ledgers.schema import LedgerSchema


class Source(Protocol):
    """One table of rows, wherever it is."""

    @property
    def file(self) -> str:
        """What it is called in findings and problems."""

    @property
    def name(self) -> str:
        """What may be the name of a ledger."""

    @property
    def other_name(self) -> str:
        """What else may be, where no table has that for a name of its own; empty where nothing is."""

    @property
    def sheet(self) -> str:
        """The workbook sheet that holds it; empty for other files."""

    @property
    def size(self) -> int:
        """How much there is to read, in bytes."""

    @property
    def encodings(self) -> Sequence[str]:
        """What it may be written in: the next is tried where reading says NotUtf8."""

    def cells(self, schema: LedgerSchema, encoding: str) -> AbstractContextManager[Cells]:
        """Its cells, as long as it is open. Raises Unreadable where there are none."""


def bytes_of(path: Path) -> int:
    """The bytes of a file; 0 for one that is not there to be asked, which reading it will say."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


@contextmanager
def opened_file(path: Path) -> Iterator[FileIO]:
    """The bytes of a file. Raises Unreadable where it cannot be opened or read.

    A pipe or a device that is named like a file is none: reading it could wait for ever, or never end.
    """
    try:
        # without waiting for somebody to write into a pipe
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with FileIO(descriptor) as stream:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise Unreadable(RecordProblem(0, "", "this is no file (a pipe, a device or a folder); it is not read"))
            yield stream
    except FileNotFoundError as error:
        message = "it is a link that leads to no file" if path.is_symlink() else "there is no such file"
        raise Unreadable(RecordProblem(0, "", message)) from error
    except OSError as error:
        raise Unreadable(RecordProblem(0, "", f"the file cannot be read: {error.strerror or error}")) from error


def content_of(path: Path, megabytes: int, setting: str = "") -> bytes:
    """All bytes of a file. Raises Unreadable as `opened_file` does, and for a file that has more than so many millions
    of them, which `setting` says.
    """
    with opened_file(path) as stream:
        size = os.fstat(stream.fileno()).st_size
        if size > megabytes * 10**6:
            named = f" ({setting})" if setting else ""
            message = f"the file has {size / 1e6:,.0f} MB; those of up to {megabytes:,} are read{named}"
            raise Unreadable(RecordProblem(0, "", message))
        return stream.readall()
