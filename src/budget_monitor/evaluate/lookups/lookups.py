"""Sums, counts and single rows of a ledger by group: what a run's lookups need before, in and after the grouping."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from msgspec import Struct, field

from budget_monitor.evaluate.engines.expr import WHOLE_NUMBER, Expr, Fixed, col, lit, rows, when
from budget_monitor.evaluate.engines.frames import Frames
from budget_monitor.evaluate.lookups.keys import WHOLE, is_text
from budget_monitor.evaluate.truths.truth import AtomColumn, Mode, Truth
from budget_monitor.model.checks.rule import Pairs
from budget_monitor.model.ledgers.ledger import LINE, half_column
from budget_monitor.rules.compiled import Run
from budget_monitor.rules.condition import Atom, Condition, Lookup, Own
from budget_monitor.rules.condition import atoms as atoms_of
from budget_monitor.rules.normal import normalise

AMOUNT = Fixed(24, 6)
COUNT = Fixed(25, 6)  # as wide as any whole number


class Grouping(Struct):
    """What lookups of one ledger add to its grouping. `rows` counts a group's lines, `line` is its last one.

    `sums` group lines by `columns`, and `again` groups those groups once more into larger ones.
    """

    ledger: str
    columns: dict[str, str | Expr] = field(default_factory=dict)
    sums: list[Expr] = field(default_factory=list)
    again: list[Expr] = field(default_factory=list)
    finished: list[Expr] = field(default_factory=list)

    @property
    def rows(self) -> str:
        """The column that counts a group's lines; null after a join where there is no group."""
        return f"__n_{self.ledger}"

    @property
    def line(self) -> str:
        """The column with the last line of a group."""
        return f"__l_{self.ledger}"

    def add_up(self, column: str) -> None:
        """A column's sum over the group."""
        self.sums.append(col(column).sum())
        self.again.append(col(column).sum())

    def greatest(self, column: str) -> None:
        """A column's greatest value in the group."""
        self.sums.append(col(column).max())
        self.again.append(col(column).max())

    def least(self, column: str, name: str) -> None:
        """A column's least value in the group, under a name of its own."""
        self.sums.append(col(column).min().alias(name))
        self.again.append(col(name).min())


def where_of(frames: Frames, lookup: Lookup) -> Condition | None:
    """The normal form of a lookup's `where`."""
    return None if lookup.where is None else normalise(lookup.where, lookup.ledger, frames.schemas)


def sorts_of(frames: Frames, run: Run, sums: Iterable[Atom], by: Pairs) -> dict[str, frozenset[str]]:
    """The columns by which sums of a run choose their lines, by ledger: those that they are grouped by, the key of a
    mapping for what is looked up in it, and those that they, or the run, set a condition on. A group of everything
    chooses nothing.
    """
    found: dict[str, frozenset[str]] = {}
    for atom in sums:
        if isinstance(atom, Lookup) and atom.function == "sum":
            is_own = atom.ledger == run.schema.name
            conditions = (where_of(frames, atom), run.lines if is_own else None)
            used = (one for condition in conditions if condition is not None for one in atoms_of(condition))
            names = {one.column for one in used if isinstance(one, Own)}
            for pair in (one for one in by if one != WHOLE):
                names |= set(frames.schemas[pair.mapping].key) if pair.mapping else {pair.own if is_own else pair.other}
            found[atom.ledger] = found.get(atom.ledger, frozenset()) | names
    return found


def selected(frames: Frames, lookup: Lookup) -> Expr | None:
    """A lookup's `where`, as an expression over its ledger's own frame; None where it takes every line."""
    condition = where_of(frames, lookup)
    return None if condition is None else holding(frames, lookup.ledger, condition)


def holding(frames: Frames, ledger: str, condition: Condition) -> Expr:
    """A condition on a line's own cells, as an expression over its ledger's frame."""
    schema = frames.schemas[ledger]
    columns: dict[Atom, AtomColumn] = {
        atom: AtomColumn(atom.column, frames.half(ledger, atom.column), is_text(schema, atom.column))
        for atom in atoms_of(condition)
        if isinstance(atom, Own)
    }
    return Truth(columns, Decimal(0)).of(condition, Mode.HOLDS)


def taken(frames: Frames, run: Run, lookup: Lookup) -> list[Expr]:
    """What holds for the lines that a lookup takes in: its `where`, and what a run asks of lines of its groups."""
    conditions = [selected(frames, lookup)]
    if run.lines is not None and lookup.ledger == run.schema.name:
        conditions.append(holding(frames, lookup.ledger, run.lines))
    return [condition.fill_null(False) for condition in conditions if condition is not None]


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
    group.sums.append(rows().alias(group.rows))
    group.again.append(col(group.rows).sum())
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
        group.columns[group.line] = col(LINE)
        group.greatest(group.line)
    group.columns[value] = col(atom.column)
    group.least(value, least)
    group.greatest(value)
    if isinstance(half, str):
        group.columns[half] = col(half_column(atom.column))
        group.greatest(half)
    group.finished.append(when(col(value) == col(least), col(value)).alias(value))


def _count(frames: Frames, atom: Lookup, column: AtomColumn, group: Grouping) -> None:
    value = column.value
    where = selected(frames, atom)
    if where is None and not atom.column:
        group.finished.append(col(group.rows).cast(COUNT).fill_null(Decimal(0)).alias(value))
        return
    counted = lit(1) if not atom.column else when(~col(atom.column).is_null(), lit(1))
    group.columns[value] = counted if where is None else when(where, counted)
    group.add_up(value)
    group.finished.append(col(value).cast(COUNT).fill_null(Decimal(0)).alias(value))


def _sum(frames: Frames, atom: Lookup, column: AtomColumn, group: Grouping) -> None:
    """A sum is null where the group does not exist, or where a figure it should take in is blank."""
    value, half = column.value, column.half
    where = selected(frames, atom)
    figure = col(atom.column)
    group.columns[value] = figure if where is None else when(where, figure)
    group.add_up(value)
    summed = col(value).cast(AMOUNT)
    if where is not None or frames.has_blanks(atom.ledger, atom.column):
        blanks = f"{value}_blanks"
        blank = figure.is_null() if where is None else (where & figure.is_null()) | where.is_null()
        group.columns[blanks] = blank.cast(WHOLE_NUMBER)
        group.add_up(blanks)
        summed = when(col(blanks) == 0, summed.fill_null(Decimal(0)))
    group.finished.append(summed.alias(value))
    if isinstance(half, str):
        unit = frames.half(atom.ledger, atom.column)
        each = lit(unit).cast(AMOUNT) if isinstance(unit, Decimal) else col(unit)
        known = ~figure.is_null() if where is None else where & ~figure.is_null()
        group.columns[half] = when(known, each)
        group.add_up(half)
        group.finished.append(col(half).cast(AMOUNT).fill_null(Decimal(0)).alias(half))
