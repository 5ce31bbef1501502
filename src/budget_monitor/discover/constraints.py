"""The checks of a table as the search for what to put right sees them (model.constraint.ConstraintSource)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import prod

from msgspec import Struct

from budget_monitor.discover.belief.halves import MAX_DECIMALS
from budget_monitor.discover.belief.rounding import half_of
from budget_monitor.discover.checks import STANDS_TWICE, Check, Part, ref_of, value_of
from budget_monitor.figures.grammar import is_in_error, says_missing
from budget_monitor.model.checks.constraint import Linear, Row
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.ledgers.cell import Cell, CellRef
from budget_monitor.model.ledgers.formulas import Formulas
from budget_monitor.model.ledgers.grid import Grid, GridCell, column_number
from budget_monitor.model.ledgers.money import Figure
from budget_monitor.model.ledgers.names import is_total
from budget_monitor.model.results.outcome import Verdict


class CheckOfGrid(Struct, frozen=True, dict=True):
    """A check with the id of its finding, where it is one (model.constraint.Constraint)."""

    number: int
    check: Check
    finding: str | None

    @property
    def id(self) -> tuple[int, int, int]:
        """The place of the check among all."""
        return (self.number, 0, 0)

    @property
    def rule(self) -> str:
        """The kind of relation, which stands for a rule."""
        return self.check.kind.value

    @cached_property
    def cells(self) -> Sequence[CellRef]:
        """The target, then the terms."""
        return tuple(ref_of(self.check.grid, part) for part in self.check.parts)

    @property
    def summed(self) -> frozenset[CellRef]:
        """Those of a total among whose lines one stands twice; else none: whether rows may be missing is not known."""
        return frozenset(self.cells[1:]) if self.check.evidence.endswith(STANDS_TWICE) else frozenset()

    @cached_property
    def linear(self) -> Linear | None:
        """The equation, where the check adds; of a product or a ratio, what one figure alone would change."""
        check = self.check
        coefficients: dict[CellRef, Fraction] = defaultdict(Fraction)
        coefficients[self.cells[0]] += 1
        if check.kind is RelationKind.RATIO:
            target, part_of_it, whole = (value_of(check.grid, one) for one in check.parts)
            if not whole:
                return None
            coefficients[self.cells[1]] -= Fraction(check.factor) / whole
            coefficients[self.cells[2]] += _slope_of_whole(check, target, part_of_it, whole)
            return Linear(coefficients, check.gap, check.allowed, result=self.cells[0])
        if check.kind is RelationKind.PRODUCT:
            factors = [value_of(check.grid, part) for part in check.terms]
            for at, ref in enumerate(self.cells[1:]):
                coefficients[ref] -= Fraction(prod(factors[:at] + factors[at + 1 :]))
            return Linear(coefficients, check.gap, check.allowed, result=self.cells[0])
        share = len(check.terms) if check.kind is RelationKind.AVERAGE else 1
        for ref, part in zip(self.cells[1:], check.terms, strict=True):
            coefficients[ref] -= Fraction(part.sign, share)
        return Linear(coefficients, check.gap, check.allowed, result=self.cells[0])

    def sorted_by(self, file: str) -> frozenset[str]:  # noqa: ARG002 - no column of a table is known to be a key
        """None: no key is known."""
        return frozenset()

    def possible(self, changes: Mapping[CellRef, Fraction]) -> bool | None:
        """Whether it could hold once cells are changed."""
        check = self.check
        values = [
            value_of(check.grid, part) + changes.get(ref, Fraction(0))
            for ref, part in zip(self.cells, check.parts, strict=True)
        ]
        if check.kind is RelationKind.RATIO:
            if not values[2]:
                return None
            computed = check.factor * (values[1] / values[2] - check.is_change)
        elif check.kind is RelationKind.PRODUCT:
            computed = Fraction(prod(values[1:]))
        elif check.kind is RelationKind.AVERAGE:
            computed = sum(values[1:], Fraction()) / len(check.terms)
        else:
            computed = sum((part.sign * value for part, value in zip(check.terms, values[1:], strict=True)), Fraction())
        return abs(values[0] - computed) <= check.allowed


def _slope_of_whole(check: Check, target: Fraction, part: Fraction, whole: Fraction) -> Fraction:
    """By how much the gap of a ratio changes for each one that is added to its whole, on the way to where it holds."""
    share = target / check.factor + check.is_change
    meant = part / share if share else whole
    return -check.gap / (meant - whole) if meant != whole else check.factor * part / whole**2


class _Places:
    """The checks by cell, which is named by its row, the file and line, and its column, counted from 0. References to
    cells are made of those that are asked for: a long table has many that nobody asks for.
    """

    def __init__(self, checks: Sequence[CheckOfGrid]) -> None:
        self.rows: dict[tuple[str, int], tuple[Grid, int]] = {}
        self._by_row: dict[tuple[str, int], dict[int, list[CheckOfGrid]]] = {}
        own: dict[tuple[int, int], dict[int, list[CheckOfGrid]]] = {}
        for one in checks:
            grid = one.check.grid
            for part in one.check.parts:
                place = id(grid), part.row
                if (row := own.get(place)) is None:
                    ref = ref_of(grid, part)
                    self.rows[ref.file, ref.line] = grid, part.row
                    row = own[place] = self._by_row.setdefault((ref.file, ref.line), {})
                row.setdefault(part.column, []).append(one)
        self._in_row: dict[tuple[str, int], dict[str, CellRef]] = {}
        self._in_column: dict[tuple[str, str], list[CellRef]] = {}
        self._lines: dict[str, list[int]] = {}
        for file, line in sorted(self._by_row):
            self._lines.setdefault(file, []).append(line)

    def checks_of(self, ref: CellRef) -> Sequence[CheckOfGrid]:
        """Those that use a cell."""
        return self._by_row.get((ref.file, ref.line), {}).get(column_number(ref.column), ())

    def in_row(self, file: str, line: int) -> dict[str, CellRef]:
        """The cells of a row that checks use, by column, from left to right."""
        if (file, line) not in self._in_row:
            grid, row = self.rows[file, line]
            refs = (ref_of(grid, Part(row, column)) for column in sorted(self._by_row[file, line]))
            self._in_row[file, line] = {ref.column: ref for ref in refs}
        return self._in_row[file, line]

    def in_column(self, file: str, column: str) -> list[CellRef]:
        """The cells of a column that checks use, from top to bottom."""
        if (file, column) not in self._in_column:
            number = column_number(column)
            lines = (line for line in self._lines.get(file, ()) if number in self._by_row[file, line])
            rows = (self.rows[file, line] for line in lines)
            self._in_column[file, column] = [ref_of(grid, Part(row, number)) for grid, row in rows]
        return self._in_column[file, column]


class GridConstraints:
    """All checks of some grids."""

    def __init__(self, checks: Sequence[Check], findings: Sequence[str | None]) -> None:
        together = zip(checks, findings, strict=True)
        self._all = [CheckOfGrid(number, check, finding) for number, (check, finding) in enumerate(together)]
        self._accepted: dict[str, str] = {}
        self.formulas: Formulas | None = None
        self._empty = {ref_of(one.grid, one.empty) for one in checks if one.empty and one.verdict is Verdict.FAIL}

    @cached_property
    def _places(self) -> _Places:
        """What is where: gathered once something is asked, which in a table without failures nobody does."""
        return _Places(self._all)

    @cached_property
    def _targets(self) -> Mapping[tuple[str, str], Sequence[CellRef]]:
        """What checks make up, by file and column, in the order of the checks."""
        targets: dict[tuple[str, str], list[CellRef]] = {}
        for one in self._all:
            target = ref_of(one.check.grid, one.check.target)
            targets.setdefault((target.file, target.column), []).append(target)
        return targets

    def accept(self, findings: Mapping[str, str]) -> None:
        """Leaves out the checks of some findings from now on, each by its id with why."""
        self._accepted |= findings

    def why_left_out(self, finding: str) -> str:
        """Why the check of a finding is left out; empty where it is not."""
        return self._accepted.get(finding, "")

    def failing(self) -> Sequence[CheckOfGrid]:
        """Every check that failed."""
        return [one for one in self._all if one.check.verdict is Verdict.FAIL and one.finding not in self._accepted]

    def undecided(self) -> Sequence[CheckOfGrid]:
        """None: what is not understood as a sum is no blank to fill in."""
        return []

    def touching(self, cells: Collection[CellRef]) -> Sequence[CheckOfGrid]:
        """Every check that holds or failed and uses any of these cells."""
        found = {
            one.number: one
            for ref in cells
            for one in self._places.checks_of(ref)
            if one.check.verdict is not Verdict.UNDECIDED and one.finding not in self._accepted
        }
        return [found[number] for number in sorted(found)]

    def cell(self, ref: CellRef) -> Cell:
        """A cell's text and value, and where it stands in full: a reference to it may lack the sheet. A blank in which
        a figure belongs is worth nothing.
        """
        grid, row = self._places.rows[ref.file, ref.line]
        part = Part(row, column_number(ref.column))
        cell = grid.rows[row][part.column]
        return Cell(ref_of(grid, part), cell.text, Decimal(0) if ref in self._empty else cell.value, cell.letter)

    def _grid_cell(self, ref: CellRef) -> GridCell:
        """Any cell of a row that takes part in a check, whether it does so itself or not."""
        grid, row = self._places.rows[ref.file, ref.line]
        return grid.rows[row][column_number(ref.column)]

    def name(self, ref: CellRef) -> tuple[str, str]:
        """A cell's file, which stands for a ledger, and its column."""
        return ref.file, ref.column

    def figure(self, ref: CellRef, number: Decimal) -> Figure:  # noqa: ARG002 - a table says no currency
        """A number as the plain figure that it is here."""
        return number

    def unit(self, ref: CellRef) -> Fraction:
        """The unit a cell was printed to: that of its last digit, at most that of pounds in millions."""
        grid, part = self._written_like(ref)
        cell = grid.rows[part.row][part.column]
        written = 1 if cell.text.strip().endswith(".0") else 0  # a figure that is read as a whole number
        return Fraction(1, 10 ** min(MAX_DECIMALS, max(written, cell.decimals)))

    def is_exact(self, ref: CellRef) -> bool:
        """Whether a cell was printed as it is: pounds and pence, or what is counted."""
        grid, part = self._written_like(ref)
        return half_of(grid, part.row, part.column) == 0

    def _written_like(self, ref: CellRef) -> tuple[Grid, Part]:
        """A cell; of a blank or a nought that with most decimals among those that it is added up with."""
        grid, row = self._places.rows[ref.file, ref.line]
        itself = (grid, Part(row, column_number(ref.column)))
        if grid.rows[row][itself[1].column].value:
            return itself
        beside = ((one.check.grid, other) for one in self._places.checks_of(ref) for other in one.check.parts)
        return max(beside, key=lambda one: one[0].rows[one[1].row][one[1].column].decimals, default=itself)

    def is_empty(self, ref: CellRef) -> bool:
        """Whether a figure belongs in a cell that is blank or nought."""
        return ref in self._empty

    def earlier(self, ref: CellRef) -> Fraction | None:  # noqa: ARG002 - rows of a table have no periods
        """None: nothing is known of periods."""
        return None

    def so_far(self, ref: CellRef) -> Fraction | None:  # noqa: ARG002 - rows of a table have no periods
        """None: nothing is known of periods."""
        return None

    def absent(self, ref: CellRef) -> Sequence[Row]:  # noqa: ARG002 - rows of a table have no periods
        """None: nothing is known of periods."""
        return ()

    def column(self, ref: CellRef, most: int) -> Sequence[CellRef]:
        """The figures of a cell's column that take part in checks."""
        found = self._places.in_column(ref.file, ref.column)
        return found if len(found) <= most else ()

    def address(self, ref: CellRef) -> str:
        """A cell's address in a spreadsheet, such as `I5`."""
        return f"{ref.column}{ref.line}"

    def row(self, ref: CellRef) -> Row:
        """The row that a cell stands in."""
        grid, row = self._places.rows[ref.file, ref.line]
        label = label_of(grid, Part(row, 0))
        return Row(ref.file, ref.line, {}, self._places.in_row(ref.file, ref.line), label, not is_total(label))

    def subtotals(self, ref: CellRef) -> Sequence[CellRef]:
        """The figures of a cell's column that are sums themselves."""
        return [one for one in self._targets.get((ref.file, ref.column), ()) if one != ref]


def label_of(grid: Grid, part: Part) -> str:
    """A row in words: the texts in it that are no figures."""
    texts = [" ".join(cell.text.split()) for cell in grid.rows[part.row] if cell.value is None]
    words = [text for text in texts if _is_word(text)]
    return ", ".join(words[:MAX_LABEL_CELLS]) or f"line {grid.lines[part.row]}"


def _is_word(text: str) -> bool:
    is_said = any(one.isalpha() for one in text) and len(text) <= MAX_LABEL_CHARACTERS
    return is_said and not says_missing(text) and not is_in_error(text)


MAX_LABEL_CHARACTERS = 80
MAX_LABEL_CELLS = 3
