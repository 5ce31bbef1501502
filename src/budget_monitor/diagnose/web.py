"""The checks around a suspected cell, fetched as they are needed and kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import TypeVar, cast

from budget_monitor.model.checks.constraint import Constraint, ConstraintSource
from budget_monitor.model.ledgers.cell import CellRef
from budget_monitor.model.ledgers.money import plain

Kept = TypeVar("Kept")

MAX_TIES = 6
"""Failed checks of a table that holds by itself."""
MAX_FIGURES_OF_A_TABLE = 5_000
"""The most figures of one column that an act moves."""

Sums = frozenset[tuple[int, int, int]]
"""The checks, by id, whose sums a line stands in."""

Changes = Mapping[CellRef, Fraction]
"""By how much each corrected cell changes, in currency units and in its own sign. `line_like(cell)` stands for a line
that is missing from every sum that the cell stands in; removing a row takes its figures from these sums in the same
way.
"""


class LineRef(CellRef, frozen=True, eq=False):
    """A line like that of a cell, its number turned; with `only`, one that stands in those sums of the cell alone: a
    line of another reserve is in the list of the portfolio, and not in what that reserve was used for.
    """

    only: Sums | None = None
    unlike: tuple[str, ...] = ()
    """The keys in which it differs from the line that it is like."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LineRef) and self.only == other.only and super().__eq__(other)

    def __hash__(self) -> int:
        return hash((self.line, self.column, self.file, self.only))


def line_like(cell: CellRef, only: Sums | None = None, unlike: tuple[str, ...] = ()) -> LineRef:
    """A line that would stand in every sum that a cell stands in, or in some of these, and nowhere else."""
    return LineRef(cell.file, -cell.line, cell.column, only=only, unlike=unlike)


def is_line_like(ref: CellRef) -> bool:
    """Whether a change is one of a whole line, not of a cell."""
    return isinstance(ref, LineRef)


def cell_of(ref: CellRef) -> CellRef:
    """The cell that a line is like; any other cell itself."""
    return CellRef(ref.file, abs(ref.line), ref.column)


def coefficient_of(constraint: Constraint, ref: CellRef) -> Fraction:
    """By how much the gap of an equation changes for each unit that a cell, or a line like it, changes."""
    if isinstance(ref, LineRef):
        if ref.only is not None and constraint.id not in ref.only:
            return Fraction(0)
        ref = cell_of(ref)
        if ref not in constraint.summed:
            return Fraction(0)
    linear = constraint.linear
    return Fraction(0) if linear is None else linear.coefficients.get(ref, Fraction(0))


class Web:
    """Checks joined by the cells they share."""

    def __init__(self, source: ConstraintSource) -> None:
        self.source = source
        self.failing = tuple(source.failing())
        self._known = {one.id: one for one in self.failing}
        self._touching: dict[CellRef, list[Constraint]] = {}
        self._numbers: dict[CellRef, Fraction | None] = {}
        self._units: dict[CellRef, Fraction] = {}
        self._kept: dict[object, object] = {}

    @cached_property
    def failing_columns(self) -> frozenset[tuple[str, str]]:
        """The columns, each with its file, that stand in a failed check."""
        return frozenset((cell.file, cell.column) for one in self.failing for cell in one.cells)

    def kept(self, kind: Callable[[Web], Kept]) -> Kept:
        """An object that works something out about these checks, made once and kept."""
        if kind not in self._kept:
            self._kept[kind] = kind(self)
        return cast("Kept", self._kept[kind])

    def number(self, cell: CellRef) -> Fraction | None:
        """A cell's value as read, in its own sign; None for a blank or for words."""
        if cell not in self._numbers:
            value = self.source.cell(cell).value
            self._numbers[cell] = None if value is None or isinstance(value, str) else Fraction(plain(value))
        return self._numbers[cell]

    def unit(self, cell: CellRef) -> Fraction:
        """The unit that a cell was printed to, in currency units."""
        if cell not in self._units:
            self._units[cell] = self.source.unit(cell)
        return self._units[cell]

    def fetch(self, cells: Iterable[CellRef]) -> None:
        """Looks up the checks of many cells in one go."""
        wanted = [cell for cell in dict.fromkeys(map(cell_of, cells)) if cell not in self._touching]
        if not wanted:
            return
        for cell in wanted:
            self._touching[cell] = []
        chosen = set(wanted)
        for found in self.source.touching(wanted):
            constraint = self._known.setdefault(found.id, found)  # what it works out is worked out once
            for cell in constraint.cells:
                if cell in chosen:
                    self._touching[cell].append(constraint)

    def touching(self, cell: CellRef) -> Sequence[Constraint]:
        """Every check that uses a cell, holding or not."""
        if cell not in self._touching:
            self.fetch([cell])
            if is_line_like(cell):
                found = self._touching[cell_of(cell)]
                self._touching[cell] = [one for one in found if coefficient_of(one, cell)]
        return self._touching[cell]

    def around(self, cells: Iterable[CellRef]) -> list[Constraint]:
        """Every check that uses any of some cells, each once."""
        self.fetch(cells := list(cells))
        return list({constraint.id: constraint for cell in cells for constraint in self.touching(cell)}.values())


def gap_after(constraint: Constraint, changes: Changes) -> Fraction | None:
    """What the gap of an equation becomes; None for a check that is none."""
    linear = constraint.linear
    if linear is None:
        return None
    if not changes:
        return linear.gap
    moved = changes.keys() & linear.coefficients.keys()  # as long as the shorter of the two
    gap = linear.gap + sum((linear.coefficients[cell] * changes[cell] for cell in moved), Fraction(0))
    lines = [ref for ref in changes if is_line_like(ref)] if constraint.summed else []
    return gap + sum((coefficient_of(constraint, ref) * changes[ref] for ref in lines), Fraction(0))


def holds_after(constraint: Constraint, changes: Changes) -> bool:
    """Whether a check holds once cells are changed. A check that cannot be decided rejects no change."""
    gap = gap_after(constraint, changes)
    if constraint.linear is not None and constraint.linear.blanks:
        return True
    if gap is not None and constraint.linear is not None and not constraint.linear.is_tangent:
        return abs(gap) <= constraint.linear.allowed
    return constraint.possible(changes) is not False  # a line that would be put in is no cell of it


def equation_cells(constraint: Constraint) -> list[CellRef]:
    """The figures of an equation, blanks left out."""
    linear = constraint.linear
    return [] if linear is None else [cell for cell in linear.coefficients if cell not in linear.blanks]


def cells_to_change(constraint: Constraint) -> Sequence[CellRef]:
    """The figures a correction may change: those with a coefficient, blanks left out."""
    linear = constraint.linear
    if linear is None:
        return ()
    return [cell for cell in linear.coefficients if cell not in linear.blanks and not is_line_like(cell)]


def casting_of(constraint: Constraint) -> tuple[CellRef, list[CellRef]] | None:
    """The total of a casting and its lines, all of one column; None for any other equation."""
    linear = constraint.linear
    cells = equation_cells(constraint)
    if linear is None or len(cells) < 2 or len({(cell.file, cell.column) for cell in cells}) > 1:
        return None
    total, *lines = cells
    own = linear.coefficients[total]
    return (total, lines) if all(linear.coefficients[line] == -own for line in lines) else None


def is_casting(constraint: Constraint) -> bool:
    """Whether all figures of an equation stand in one column: a factor or a sign that all its cells get does not
    change whether it holds.
    """
    return len({(cell.file, cell.column) for cell in equation_cells(constraint)}) == 1


def ties_of(cluster: Sequence[Constraint]) -> Sequence[Constraint]:
    """The failed checks that tie a table to others, where nothing else fails: a casting, or many checks, mean that the
    table itself does not hold.
    """
    if len(cluster) > MAX_TIES or any(is_casting(one) for one in cluster):
        return ()
    return cluster


def linked(web: Web, cell: CellRef) -> set[CellRef]:
    """The figures of a cell's own column that checks set beside it, directly or through one another: a whole table."""
    found = {cell}
    frontier = [cell]
    while frontier and len(found) < MAX_FIGURES_OF_A_TABLE:
        beside = {
            other
            for around in web.around(frontier)
            for other in equation_cells(around)
            if other.file == cell.file and other.column == cell.column
        }
        frontier = sorted(beside - found, key=place_of)
        found |= beside
    return found


def place_of(cell: CellRef) -> tuple[str, int, str]:
    """For a stable order of cells."""
    return cell.file, cell.line, cell.column


def clusters(constraints: Sequence[Constraint]) -> list[list[Constraint]]:
    """Failed checks grouped by the cells they share, directly or through one another."""
    parent: dict[int, int] = {number: number for number in range(len(constraints))}

    def root(number: int) -> int:
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    first: dict[CellRef, int] = {}
    for number, constraint in enumerate(constraints):
        for cell in constraint.linear.coefficients if constraint.linear else ():
            parent[root(number)] = root(first.setdefault(cell, number))
    found: dict[int, list[Constraint]] = defaultdict(list)
    for number, constraint in enumerate(constraints):
        found[root(number)].append(constraint)
    return list(found.values())
