"""The checks around a suspected cell, fetched as they are needed and kept."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cached_property

from budget_monitor.model.cell import CellRef
from budget_monitor.model.constraint import Constraint, ConstraintSource
from budget_monitor.model.money import plain

MAX_TIES = 6
"""Failed checks of a table that holds by itself."""
MAX_FIGURES_OF_A_TABLE = 5_000
"""The most figures of one column that an act moves."""

MIN_FIGURES_OF_ONE_LENGTH = 5
"""So many figures of a column tell how many digits after the point are usual in it."""

Changes = Mapping[CellRef, Fraction]
"""By how much each corrected cell changes, in currency units and in its own sign. `line_like(cell)` stands for a line
that is missing from every sum that the cell stands in; removing a row takes its figures from these sums in the same
way.
"""


def line_like(cell: CellRef) -> CellRef:
    """A line that would stand in every sum that a cell stands in, and nowhere else."""
    return CellRef(cell.file, -cell.line, cell.column)


def is_line_like(ref: CellRef) -> bool:
    """Whether a change is one of a whole line, not of a cell."""
    return ref.line < 0


def cell_of(ref: CellRef) -> CellRef:
    """The cell that a line is like; any other cell itself."""
    return CellRef(ref.file, abs(ref.line), ref.column)


def coefficient_of(constraint: Constraint, ref: CellRef) -> Fraction:
    """By how much the gap of an equation changes for each unit that a cell, or a line like it, changes."""
    linear = constraint.linear
    if linear is None:
        return Fraction(0)
    if is_line_like(ref):
        cell = cell_of(ref)
        return linear.coefficients.get(cell, Fraction(0)) if cell in linear.summed else Fraction(0)
    return linear.coefficients.get(ref, Fraction(0))


class Web:
    """Checks joined by the cells they share."""

    def __init__(self, source: ConstraintSource) -> None:
        self.source = source
        self.failing = tuple(source.failing())
        self._known = {one.id: one for one in self.failing}
        self._touching: dict[CellRef, list[Constraint]] = {}
        self._numbers: dict[CellRef, Fraction | None] = {}
        self._units: dict[CellRef, Fraction] = {}
        self._written: dict[tuple[str, str], Mapping[tuple[str, int], int]] = {}

    @cached_property
    def failing_columns(self) -> frozenset[tuple[str, str]]:
        """The columns, each with its file, that stand in a failed check."""
        return frozenset((cell.file, cell.column) for one in self.failing for cell in one.cells)

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

    def usual_unit(self, cell: CellRef) -> Fraction:
        """The unit that a rounded figure would be printed to with as many digits after the point as its column has."""
        unit = self.unit(cell)
        if self.source.is_exact(cell):
            return unit
        usual = self._usual_decimals(cell)
        return unit if usual is None else unit * Fraction(10) ** (_decimals(self.source.cell(cell).text) - usual)

    def _usual_decimals(self, cell: CellRef) -> int | None:
        """How many digits after the point nearly all figures of a column have, of those in the notation of a cell."""
        counts = self._forms(cell)
        own = notation_of(self.source.cell(cell).text)
        alike = Counter({decimals: often for (notation, decimals), often in counts.items() if notation == own})
        most, often = alike.most_common(1)[0] if alike else (0, 0)
        return most if often >= MIN_FIGURES_OF_ONE_LENGTH and often * 10 >= 9 * alike.total() else None

    def usual_notation(self, cell: CellRef) -> str:
        """The letters and signs that most figures of a column, and of its row, have besides their digits."""
        beside = [self.source.cell(ref).text for ref in self.source.row(cell).figures.values() if ref != cell]
        counts = Counter(notation_of(text) for text in beside if _is_figure(text))
        for (notation, _), often in self._forms(cell).items():
            counts[notation] += often
        most, often = counts.most_common(1)[0] if counts else ("", 0)
        return most if often * 2 > counts.total() else ""

    def _forms(self, cell: CellRef) -> Mapping[tuple[str, int], int]:
        """How often figures of a column are written in each notation, with so many digits after the point."""
        if (cell.file, cell.column) not in self._written:
            texts = [self.source.cell(ref).text for ref in self.source.column(cell, MAX_FIGURES_OF_A_TABLE)]
            forms = ((notation_of(text), _decimals(text)) for text in texts if _is_figure(text))
            self._written[cell.file, cell.column] = Counter(forms)
        return self._written[cell.file, cell.column]

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


def _decimals(text: str) -> int:
    """How many digits a figure has after its point."""
    return sum(map(str.isdigit, text.partition(".")[2]))


def notation_of(text: str) -> str:
    """The letters and signs of a figure besides its digits: `£m` of £0.163m."""
    return "".join(sign for sign in text.casefold() if sign.isalpha() or sign in "£%")


def _is_figure(text: str) -> bool:
    """Whether a text has digits other than nought: what is nil may be written shorter."""
    return any(sign in "123456789" for sign in text)


def gap_after(constraint: Constraint, changes: Changes) -> Fraction | None:
    """What the gap of an equation becomes; None for a check that is none."""
    linear = constraint.linear
    if linear is None:
        return None
    if not changes:
        return linear.gap
    moved = changes.keys() & linear.coefficients.keys()  # as long as the shorter of the two
    gap = linear.gap + sum((linear.coefficients[cell] * changes[cell] for cell in moved), Fraction(0))
    lines = [ref for ref in changes if is_line_like(ref)] if linear.summed else []
    return gap + sum((coefficient_of(constraint, ref) * changes[ref] for ref in lines), Fraction(0))


def holds_after(constraint: Constraint, changes: Changes) -> bool:
    """Whether a check holds once cells are changed. A check that cannot be decided stands in nobody's way."""
    gap = gap_after(constraint, changes)
    if constraint.linear is not None and constraint.linear.blanks:
        return True
    if gap is not None and constraint.linear is not None and not constraint.linear.is_tangent:
        return abs(gap) <= constraint.linear.allowed
    return constraint.possible({ref: change for ref, change in changes.items() if not is_line_like(ref)}) is not False


def equation_cells(constraint: Constraint) -> list[CellRef]:
    """The figures of an equation, blanks left out."""
    linear = constraint.linear
    return [] if linear is None else [cell for cell in linear.coefficients if cell not in linear.blanks]


def is_casting(constraint: Constraint) -> bool:
    """Whether all figures of an equation stand in one column: what is done to the whole column leaves it as it is."""
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
