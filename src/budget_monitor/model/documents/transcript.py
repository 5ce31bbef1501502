"""A report written down as ledgers: rows, each figure with the place where the report has it, and what was left."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from msgspec import Struct, field

from budget_monitor.model.documents.document import Document
from budget_monitor.model.documents.scrutiny import Spot


class Edition(Struct, frozen=True):
    """Which report it is; what cannot be told is empty. Financial year and period are written as in ledgers."""

    financial_year: str = ""
    period: str = ""
    portfolio: str = ""
    authority: str = ""

    @property
    def missing(self) -> tuple[str, ...]:
        """What a ledger needs and the report does not say."""
        named = {"financial_year": self.financial_year, "period": self.period}
        return tuple(name for name, text in named.items() if not text)


class Placed(Struct, frozen=True):
    """A cell of a drafted ledger: its text, and where the report has it. `shift` is the power of ten by which a bare
    amount is multiplied (3 under a heading of £000), and -1 for what is no amount; `value` is that of a figure, in its
    own unit: pounds for money.
    """

    text: str
    spot: Spot
    value: Decimal | None = None
    shift: int = -1
    is_read: bool = True
    """False for a word that stands for the text, such as the report's own portfolio."""


class PlacedRow(Struct, frozen=True):
    """A row of a drafted ledger. `row_type` is line, subtotal or total; `place` says where the report has it."""

    ledger: str
    cells: Mapping[str, Placed]
    place: str
    row_type: str = "line"

    def text(self, column: str) -> str:
        """What stands in a column; empty where nothing does."""
        return self.cells[column].text if column in self.cells else ""


class Left(Struct, frozen=True):
    """Figures of the report that were not placed, all in one table or sentence, and why."""

    place: str
    texts: tuple[str, ...]
    why: str
    line: int = 0


class Transcript(Struct, frozen=True):
    """One report as ledgers. `notes` say what was decided against a heading."""

    document: Document
    edition: Edition
    rows: tuple[PlacedRow, ...]
    left: tuple[Left, ...] = ()
    notes: tuple[str, ...] = field(default=())

    @property
    def figures(self) -> int:
        """How many figures were placed."""
        return sum(1 for row in self.rows for cell in row.cells.values() if cell.value is not None)
