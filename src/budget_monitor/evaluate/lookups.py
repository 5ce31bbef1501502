"""Sums, counts and single rows of a ledger by group: what a run's lookups need before, in and after the grouping."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

import narwhals as nw

from budget_monitor.evaluate.frames import Frames
from budget_monitor.evaluate.keys import is_text
from budget_monitor.evaluate.normal import Atom, Condition, Lookup, Own, normalise
from budget_monitor.evaluate.normal import atoms as atoms_of
from budget_monitor.evaluate.truth import AtomColumn, Mode, Truth
from budget_monitor.model.ledger import LINE, half_column

AMOUNT = nw.Decimal(24, 6)
COUNT = nw.Decimal(25, 6)  # as wide as any whole number


@dataclass
class Grouping:
    """What lookups of one ledger add to its grouping. `rows` counts a group's lines, `line` is its last one."""

    ledger: str
    columns: dict[str, str | nw.Expr] = field(default_factory=dict)
    sums: list[nw.Expr] = field(default_factory=list)
    finished: list[nw.Expr] = field(default_factory=list)

    @property
    def rows(self) -> str:
        """The column that counts a group's lines; null after a join where there is no group."""
        return f"__n_{self.ledger}"

    @property
    def line(self) -> str:
        """The column with the last line of a group."""
        return f"__l_{self.ledger}"


def where_of(frames: Frames, lookup: Lookup) -> Condition | None:
    """The normal form of a lookup's `where`."""
    return None if lookup.where is None else normalise(lookup.where, lookup.ledger, frames.schemas)


def selected(frames: Frames, lookup: Lookup) -> nw.Expr | None:
    """A lookup's `where`, as an expression over its ledger's own frame; None where it takes every line."""
    condition = where_of(frames, lookup)
    if condition is None:
        return None
    schema = frames.schemas[lookup.ledger]
    columns: dict[Atom, AtomColumn] = {
        atom: AtomColumn(atom.column, frames.half(lookup.ledger, atom.column), is_text(schema, atom.column))
        for atom in atoms_of(condition)
        if isinstance(atom, Own)
    }
    return Truth(columns, Decimal(0)).of(condition, Mode.HOLDS)


def lookup_column(frames: Frames, atom: Lookup, number: int) -> AtomColumn:
    """Where a lookup will stand in the run's frame."""
    value = f"__a{number}"
    if atom.function == "count":
        return AtomColumn(value, Decimal(0))
    if is_text(frames.schemas[atom.ledger], atom.column):
        return AtomColumn(value, Decimal(0), is_text=True)
    half = frames.half(atom.ledger, atom.column)
    if half == 0 or (isinstance(half, Decimal) and atom.function == "one"):
        return AtomColumn(value, half)
    return AtomColumn(value, f"__h{number}")


def grouping(frames: Frames, ledger: str, wanted: dict[Lookup, AtomColumn]) -> Grouping:
    """All that some lookups of a ledger need, besides the columns to group by."""
    group = Grouping(ledger)
    group.sums.append(nw.len().alias(group.rows))
    for atom, column in wanted.items():
        match atom.function:
            case "one":
                _one(atom, column, group)
            case "count":
                _count(frames, atom, column, group)
            case _:
                _sum(frames, atom, column, group)
    return group


def _one(atom: Lookup, column: AtomColumn, group: Grouping) -> None:
    """Several rows may share the key: what they state is known as long as they all state the same."""
    value, half = column.value, column.half
    least = f"{value}_least"
    if group.line not in group.columns:
        group.columns[group.line] = nw.col(LINE)
        group.sums.append(nw.col(group.line).max())
    group.columns[value] = nw.col(atom.column)
    group.sums += [nw.col(value).min().alias(least), nw.col(value).max()]
    if isinstance(half, str):
        group.columns[half] = nw.col(half_column(atom.column))
        group.sums.append(nw.col(half).max())
    group.finished.append(nw.when(nw.col(value) == nw.col(least)).then(nw.col(value)).alias(value))


def _count(frames: Frames, atom: Lookup, column: AtomColumn, group: Grouping) -> None:
    value = column.value
    where = selected(frames, atom)
    if where is None and not atom.column:
        group.finished.append(nw.col(group.rows).cast(COUNT).fill_null(Decimal(0)).alias(value))
        return
    counted = nw.lit(1) if not atom.column else nw.when(~nw.col(atom.column).is_null()).then(nw.lit(1))
    group.columns[value] = counted if where is None else nw.when(where).then(counted)
    group.sums.append(nw.col(value).sum())
    group.finished.append(nw.col(value).cast(COUNT).fill_null(Decimal(0)).alias(value))


def _sum(frames: Frames, atom: Lookup, column: AtomColumn, group: Grouping) -> None:
    """A sum is null where the group does not exist, or where a figure it should take in is blank."""
    value, half = column.value, column.half
    where = selected(frames, atom)
    figure = nw.col(atom.column)
    group.columns[value] = figure if where is None else nw.when(where).then(figure)
    group.sums.append(nw.col(value).sum())
    summed = nw.col(value).cast(AMOUNT)
    if where is not None or frames.has_blanks(atom.ledger, atom.column):
        blanks = f"{value}_blanks"
        blank = figure.is_null() if where is None else (where & figure.is_null()) | where.is_null()
        group.columns[blanks] = blank.cast(nw.Int64)
        group.sums.append(nw.col(blanks).sum())
        summed = nw.when(nw.col(blanks) == 0).then(summed.fill_null(Decimal(0)))
    group.finished.append(summed.alias(value))
    if isinstance(half, str):
        unit = frames.half(atom.ledger, atom.column)
        each = nw.lit(unit).cast(AMOUNT) if isinstance(unit, Decimal) else nw.col(unit)
        taken = ~figure.is_null() if where is None else where & ~figure.is_null()
        group.columns[half] = nw.when(taken).then(each)
        group.sums.append(nw.col(half).sum())
        group.finished.append(nw.col(half).cast(AMOUNT).fill_null(Decimal(0)).alias(half))
