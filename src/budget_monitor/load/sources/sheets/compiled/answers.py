"""What the compiled reader answers, wherever it runs: the sheets and their cells, or why there is no answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeAlias

from msgspec import Struct

Merged: TypeAlias = Sequence[tuple[tuple[int, int], tuple[int, int]]]
"""First and last cells that are merged into one: their rows and columns, counted from 0."""


class ProtectedError(Exception):
    """The workbook asks for a password."""


class DamagedError(Exception):
    """The reader cannot make sense of the workbook, and says why."""


class TooMuchError(Exception):
    """The reader takes longer, or more memory, than it may."""


class SheetInfo(Struct, frozen=True):
    """A sheet of a workbook: its name, and whether it is hidden."""

    name: str
    is_hidden: bool


class SheetCells(Struct):
    """The cells of a sheet. `values` gives them row by row, made anew each time it is called."""

    height: int
    width: int
    merged: Merged
    values: Callable[[], list[list[object]]]


class Read(Protocol):
    """A workbook that the reader has opened."""

    @property
    def sheets(self) -> list[SheetInfo]:
        """The sheets that hold cells, in their order; charts and macros are none."""

    def sheet(self, name: str) -> SheetCells:
        """The cells of a sheet. Raises DamagedError."""
