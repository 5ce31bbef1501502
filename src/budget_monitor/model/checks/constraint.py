"""Checks as the search for culprits sees them: what each cell contributes, and what a correction would do."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from msgspec import Struct

from budget_monitor.model.ledgers.cell import Cell, CellRef
from budget_monitor.model.ledgers.formulas import Formulas
from budget_monitor.model.ledgers.money import Figure


class Linear(Struct, frozen=True):
    """An equation over cells: the gap changes by `coefficients[cell]` for each unit that a cell changes.

    The check holds when the gap's size is at most `allowed`. All in currency units, exactly; a cell's own sign
    counts (a `movement` read as `usage` has its coefficient turned). A blank counts as nothing here; `blanks` lists
    the blank cells, and while there is one the check itself is undecided.
    """

    coefficients: Mapping[CellRef, Fraction]
    gap: Fraction
    allowed: Fraction
    blanks: tuple[CellRef, ...] = ()
    is_tangent: bool = False
    """The check multiplies cells (a percentage of two counts): the coefficients are true of one changed cell at a
    time, and `possible` has the last word."""
    is_partial: bool = False
    """It takes in more lines than were gone through: any of those that have no coefficient may be the wrong one."""
    result: CellRef | None = None
    """The cell that the check works out from the others, where its reported side is one cell: a total, a closing."""


class Row(Struct, frozen=True):
    """A row of a ledger, for slips of whole rows. `key` has the texts of its key by column, `figures` its figures by
    column as the rules call them, blanks left out. `label` says in words which row it is.
    """

    file: str
    line: int
    key: Mapping[str, Cell]
    figures: Mapping[str, CellRef]
    label: str
    is_line: bool
    """A line, not a total."""


class Constraint(Protocol):
    """One check of one row or group, holding or not."""

    @property
    def id(self) -> tuple[int, int, int]:
        """The same for the same check, however it was reached."""

    @property
    def rule(self) -> str:
        """The id of its rule."""

    @property
    def finding(self) -> str | None:
        """The id of the finding it is, or None where it holds."""

    @property
    def cells(self) -> Sequence[CellRef]:
        """The figures it uses, in the order of the check. Blank cells are among them."""

    @property
    def summed(self) -> frozenset[CellRef]:
        """The cells that stand in a sum over rows: a row more or less would change the sum."""

    @property
    def linear(self) -> Linear | None:
        """Its equation, or None for an inequality, a rating, or a ratio of cells."""

    def sorted_by(self, file: str) -> frozenset[str]:
        """The columns by which its sums choose their lines in a file: grouping columns, and those of conditions."""

    def possible(self, changes: Mapping[CellRef, Fraction]) -> bool | None:
        """Whether it could hold, within rounding, once cells are changed by these amounts; None is undecided."""


class ConstraintSource(Protocol):
    """Where the search finds checks, and the figures around them: checks of rules about figures alone."""

    formulas: Formulas | None
    """How the figures came about, where they stand in a workbook and that was looked up."""

    def accept(self, findings: Mapping[str, str]) -> None:
        """Leaves out the checks of some findings from now on, each by its id with why: what is accepted is no slip."""

    def why_left_out(self, finding: str) -> str:
        """Why the check of a finding is left out, as a clause; empty where it is not."""

    def failing(self) -> Sequence[Constraint]:
        """Every check that failed, in a stable order."""

    def undecided(self) -> Sequence[Constraint]:
        """Every check that a blank leaves undecided, in a stable order."""

    def touching(self, cells: Collection[CellRef]) -> Sequence[Constraint]:
        """Every check, holding or not, that uses any of these cells, in a stable order."""

    def cell(self, ref: CellRef) -> Cell:
        """A cell's text and value."""

    def name(self, ref: CellRef) -> tuple[str, str]:
        """A cell's ledger, and its column as the rules call it, whatever the file's header says."""

    def figure(self, ref: CellRef, number: Decimal) -> Figure:
        """A number as a figure of a cell's column: money in the set's currency, or the plain number."""

    def unit(self, ref: CellRef) -> Fraction:
        """The unit a cell was printed to, in currency units: 1000 for £000, a penny for pounds."""

    def is_exact(self, ref: CellRef) -> bool:
        """Whether a cell was printed as it is: money in pounds and pence, or a count."""

    def is_empty(self, ref: CellRef) -> bool:
        """Whether checks say that a figure belongs in a cell that is blank or nought, which is then worth nothing."""

    def earlier(self, ref: CellRef) -> Fraction | None:
        """The figure of the same key and column one step back along the ledger's sequence; None if there is none."""

    def so_far(self, ref: CellRef) -> Fraction | None:
        """What the figures of the same key and column come to earlier in the same year; None if there are none."""

    def absent(self, ref: CellRef) -> Sequence[Row]:
        """The lines of the report before a cell's own and of the one after whose key no line of its own report has."""

    def column(self, ref: CellRef, most: int) -> Sequence[CellRef]:
        """Every figure of a cell's column, in the order of lines, blanks left out; none of a column of more than
        `most`.
        """

    def address(self, ref: CellRef) -> str:
        """A cell's address in a spreadsheet, such as `I5`."""

    def row(self, ref: CellRef) -> Row:
        """The row that a cell stands in."""

    def subtotals(self, ref: CellRef) -> Sequence[CellRef]:
        """The figures of a cell's column that stand on sub-total rows."""
