"""Two versions of one table, such as a draft and the final one, and in what they differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

Key = tuple[str, ...]


class KeyedColumn(Struct, frozen=True):
    """A column: its header, the place of it in the file, its texts, and their values in currency units (or units of
    their own); None where a text is no figure.

    `precision` is how many decimals its figures are written with, -3 for £000. `is_added` says that its sum means
    something: figures throughout, no percentages, no years.
    """

    header: str
    place: int
    texts: Sequence[str]
    values: Sequence[Decimal | None]
    precision: int
    is_added: bool


class KeyedTable(Struct, frozen=True):
    """A table whose rows are told apart by `keys`. Columns are called by their headers without capitals and units."""

    name: str
    sheet: str
    keys: Sequence[Key]
    lines: Sequence[int]
    columns: Mapping[str, KeyedColumn]


class CellDifference(Struct, frozen=True):
    """A cell that is not the same in both. `change` is right less left; None where one is no figure.

    `is_rounding`: one side is written more coarsely, and the change is no more than that explains.
    """

    key: Key
    column: str
    left: str
    right: str
    left_row: int
    right_row: int
    change: Decimal | None
    is_rounding: bool


class RepeatedKey(Struct, frozen=True):
    """A key that stands in several rows of a side: they are not compared, for which belongs to which is not known."""

    key: Key
    left_rows: tuple[int, ...]
    right_rows: tuple[int, ...]


class Renamed(Struct, frozen=True):
    """A row only left and one only right that may be one row whose key was written in another way; `why` says so."""

    left_row: int
    right_row: int
    why: str


class ColumnTotal(Struct, frozen=True):
    """The sums of a column on both sides, total rows left out, and that of what is listed as different in it."""

    column: str
    left: Decimal
    right: Decimal
    explained: Decimal

    @property
    def holds(self) -> bool:
        """Whether the listed differences make the difference of the sums, to the penny."""
        return self.right - self.left == self.explained


class Versions(Struct, frozen=True):
    """The comparison. Rows are numbered from 0, as in the tables. Without `keeps_texts` JSON has no words of theirs."""

    left: KeyedTable
    right: KeyedTable
    same_rows: int
    only_left: tuple[int, ...]
    only_right: tuple[int, ...]
    differences: tuple[CellDifference, ...]
    repeated: tuple[RepeatedKey, ...]
    renamed: tuple[Renamed, ...]
    totals: tuple[ColumnTotal, ...]
    columns_only_left: tuple[str, ...]
    columns_only_right: tuple[str, ...]
    currency: str = "GBP"
    keeps_texts: bool = True
    cut_off: str = ""
    """What was not compared, and why: there are no totals then. Empty where all was."""

    @property
    def exit_code(self) -> int:
        """0 the same but for rounding; 1 something differs; 2 the sums prove that a row was lost, or not all of it was
        compared.
        """
        if self.cut_off or not all(total.holds for total in self.totals):
            return 2
        beyond = any(not one.is_rounding for one in self.differences)
        return 1 if beyond or self.only_left or self.only_right or self.repeated else 0
