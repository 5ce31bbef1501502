"""A sheet that is written like a spreadsheet: texts, figures, and cells made of others, which are the truth of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeAlias

from benchmarks.sheets.sheet import Place, Sheets, Truth

Cell: TypeAlias = tuple[int, int]


@dataclass(frozen=True)
class Made:
    """What a cell is made of: a `sum` of cells with signs, a `ratio`, a `product`, an `average`, the `share` in percent
    or the `change` in percent of two cells, or what another says (`same`).
    """

    kind: str
    terms: tuple[tuple[Cell, int], ...]
    is_told: bool = True
    """False where nobody could tell it from the sheet, or it says nothing."""


def plus(cells: Iterable[Cell]) -> Made:
    """The sum of cells."""
    return Made("sum", tuple((cell, 1) for cell in cells))


def less(first: Cell, *others: Cell) -> Made:
    """One cell less others."""
    return Made("sum", ((first, 1), *((other, -1) for other in others)))


def of(kind: str, *cells: Cell) -> Made:
    """A ratio, product, average, share or change of cells."""
    return Made(kind, tuple((cell, 1) for cell in cells))


@dataclass
class Page:
    """A sheet while it is written. Figures have `decimals`, and with `hidden` more that are not shown."""

    decimals: int = 0
    hidden: int = 0
    commas: bool = True
    brackets: bool = False
    cells: dict[Cell, str | Decimal | Made] = field(default_factory=dict)
    formats: dict[Cell, str] = field(default_factory=dict)
    """Of cells that are no plain amounts: `%` with its decimals, such as `%1`, or a number of decimals."""

    def row(self, row: int, cells: Sequence[str | int | Decimal | Made | None], first: int = 0) -> None:
        """Writes a row from a column on; None leaves a cell blank."""
        for at, one in enumerate(cells, first):
            if one is not None and one != "":
                self.cells[row, at] = Decimal(one) if isinstance(one, int) else one

    def value(self, cell: Cell) -> Decimal:
        """What a cell is worth before it is rounded."""
        one = self.cells.get(cell, Decimal(0))
        if isinstance(one, str):
            return Decimal(0)
        if isinstance(one, Decimal):
            return one
        values = [(self.value(term), sign) for term, sign in one.terms]
        if one.kind in ("sum", "same"):
            return sum((sign * value for value, sign in values), Decimal(0))
        figures = [value for value, _ in values]
        if one.kind == "product":
            return figures[0] * figures[1]
        if one.kind == "average":
            return sum(figures, Decimal(0)) / len(figures)
        if not figures[1]:
            return Decimal(0)
        ratio = figures[0] / figures[1]
        return {"ratio": ratio, "share": 100 * ratio, "change": 100 * (ratio - 1)}[one.kind]

    def text(self, cell: Cell) -> str:
        """What stands in a cell."""
        one = self.cells.get(cell, "")
        if isinstance(one, str):
            return one
        shape = self.formats.get(cell, str(self.decimals))
        places = int(shape.strip("%") or 0)
        value = self.value(cell).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        written = f"{abs(value):,.{places}f}" if self.commas else f"{abs(value):.{places}f}"
        written += "%" if shape.startswith("%") else ""
        return (f"({written})" if self.brackets else f"-{written}") if value < 0 else written

    def texts(self) -> list[list[str]]:
        """All of it."""
        height = max(row for row, _ in self.cells) + 1
        width = max(column for _, column in self.cells) + 1
        return [[self.text((row, column)) for column in range(width)] for row in range(height)]

    def truths(self, sheet: str = "") -> list[Truth]:
        """What is made of what, where that says something: of two or more cells that are not nil."""
        found = []
        for cell, one in self.cells.items():
            if isinstance(one, Made) and one.is_told and self.value(cell):
                terms = [term for term, _ in one.terms if self.value(term)]
                if len(terms) > 1:
                    found.append(Truth(_place(sheet, cell), frozenset(_place(sheet, term) for term, _ in one.terms)))
        return found


def _place(sheet: str, cell: Cell) -> Place:
    return (sheet, *cell)


def sheets_of(name: str, pages: dict[str, Page], ties: Iterable[Truth] = ()) -> Sheets:
    """Pages as the sheets of a file, with what one takes over from another."""
    truths = [truth for sheet, page in pages.items() for truth in page.truths(sheet)]
    first = next(iter(pages.values()))
    texts = {sheet: page.texts() for sheet, page in pages.items()}
    step = Decimal(1).scaleb(-first.decimals)
    return Sheets(name, texts, [*truths, *ties], is_rounded=first.hidden > first.decimals, step=step)
