"""What is the same on every row of a table, from its headers and titles, its sheet's name and its file's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from budget_monitor.figures.headers import choice_of
from budget_monitor.load.sources.mapping.drafts.when import stated_in
from budget_monitor.model.ledgers.layout import ColumnKind, Layout, RowRole
from budget_monitor.model.ledgers.schema import Column, ColumnType, LedgerSchema


class Constant(Struct, frozen=True):
    """A column's one value, and where it was found: nowhere, of a guess."""

    name: str
    value: str
    where: str

    @property
    def remark(self) -> str:
        """What the draft says of it."""
        return f"from {self.where}" if self.where else "NOT FOUND, a guess: correct it"


def constants_of(
    layout: Layout, schema: LedgerSchema, wanted: Mapping[str, Column], headers: Sequence[str], this_year: str
) -> Iterator[Constant]:
    """The values of columns that nothing gives, but those of figures. `headers` are those of the figures that were
    taken: a choice such as forecast is told by them first.
    """
    file = layout.grid.file.rpartition(".")[0].replace("_", " ")
    said = [row.label for row in layout.rows if row.role is RowRole.TITLE]
    corner = next((one.header for one in layout.columns if one.kind is ColumnKind.TEXT), "")
    places = [
        *((text, "the title") for text in said),
        (corner, f"the header {corner}"),
        (layout.grid.sheet, "the sheet's name"),
        (file, "the file's name"),
    ]
    for name, column in wanted.items():
        if column.type is ColumnType.CHOICE:
            is_rating = {*column.of} >= RATINGS
            own = [] if is_rating else [(text, f"the header {text}") for text in headers]
            value, where = _choice_in([*own, *places], name, schema)
        else:
            value, where = stated_in(places, column.type)
        if value:
            yield Constant(name, value, where)
        elif column.required:
            yield Constant(name, _guess(column, this_year) or file, "")


RATINGS = frozenset(("Green", "Amber", "Red"))
"""Each row has one of its own, whatever columns of figures are called: "Savings delivered"."""


def _choice_in(places: Sequence[tuple[str, str]], name: str, schema: LedgerSchema) -> tuple[str, str]:
    for text, where in places:
        if value := choice_of(text, name, schema, inside=True):
            return value, where
    return "", ""


def _guess(column: Column, this_year: str) -> str:
    if column.type is ColumnType.FINANCIAL_YEAR:
        return this_year
    if column.type is ColumnType.PERIOD:
        return "Q4"
    if column.type is ColumnType.CHOICE:
        return column.of[0]
    return f"{int(this_year[:4]) + 1}-03-31" if column.type is ColumnType.DATE else ""
