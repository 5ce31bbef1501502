"""One table of rows, wherever it is kept: what every kind of file offers to the loader."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from budget_monitor.load.sources.cells import Cells
    from budget_monitor.model.schema import LedgerSchema


class Source(Protocol):
    """One table of rows, wherever it is."""

    @property
    def file(self) -> str:
        """What it is called in findings and problems."""

    @property
    def name(self) -> str:
        """What may be the name of a ledger."""

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
