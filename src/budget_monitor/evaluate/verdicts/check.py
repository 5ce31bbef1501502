"""One check of one row or group, with the cells that its figures were taken from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import cached_property

from msgspec import Struct

from budget_monitor.evaluate.truths.scalar import Printed, Value, deciding, numerator_of, slope_of, truth
from budget_monitor.evaluate.truths.truth import Mode
from budget_monitor.evaluate.verdicts.cells import SignedCell, number_of
from budget_monitor.model.checks.constraint import Linear
from budget_monitor.model.checks.rule import Tolerance
from budget_monitor.model.ledgers.cell import CellRef
from budget_monitor.rules.condition import All, Atom, Comparison, Condition, Lookup, Own, polynomial_atoms


class CheckOfCells(Struct, frozen=True, dict=True):
    """One check of one row or group, with the cells its atoms were taken from (model.constraint.Constraint).

    Of the sums in `partial`, which take in very many lines, only those lines are among the cells that were asked about.
    """

    id: tuple[int, int, int]
    rule: str
    finding: str | None
    condition: Condition
    tolerance: Tolerance
    values: Mapping[Atom, Value]
    sources: Mapping[Atom, list[SignedCell]]
    half: Callable[[CellRef], Fraction]
    sorts: Mapping[str, frozenset[str]]
    partial: frozenset[Atom] = frozenset()

    def sorted_by(self, file: str) -> frozenset[str]:
        """The columns by which its sums choose their lines in a file."""
        return self.sorts.get(file, frozenset())

    def take_in(self, other: CheckOfCells) -> None:
        """Adds the cells of the same check that were asked about another time."""
        for atom in self.partial:
            known = {signed.cell.ref for signed in self.sources[atom]}
            self.sources[atom].extend(signed for signed in other.sources[atom] if signed.cell.ref not in known)
        for name in ("cells", "summed", "linear"):
            self.__dict__.pop(name, None)

    @cached_property
    def cells(self) -> Sequence[CellRef]:
        """The figures it uses, in the order of the check."""
        found = (signed.cell.ref for sources in self.sources.values() for signed in sources)
        return tuple(dict.fromkeys(found))

    @cached_property
    def summed(self) -> frozenset[CellRef]:
        """The cells that stand in a sum over rows: a row more or less would change the sum."""
        sums = (atom for atom in self.sources if isinstance(atom, Lookup) and atom.function == "sum")
        return frozenset(signed.cell.ref for atom in sums for signed in self.sources[atom])

    @cached_property
    def linear(self) -> Linear | None:
        """Its equation over cells, where it is one; blank cells count as nothing in it."""
        blanks = tuple(
            signed.cell.ref for sources in self.sources.values() for signed in sources if signed.cell.value is None
        )
        values = self._without_blanks() if blanks else self.values
        comparison = _equation(self.condition, values, self.tolerance)
        if comparison is None:
            return None
        coefficients: dict[CellRef, Fraction] = defaultdict(Fraction)
        polynomial = comparison.gap.numerator
        for atom in polynomial_atoms(polynomial):
            if isinstance(atom, Lookup) and atom.function == "count":
                return None
            slope = slope_of(polynomial, atom, values)
            if slope is None:
                return None
            for signed in self.sources[atom]:
                coefficients[signed.cell.ref] += slope * signed.sign
        gap = numerator_of(comparison, values, self.tolerance)
        if gap is None:
            return None
        used = {ref: number for ref, number in coefficients.items() if number}
        is_tangent = any(len(monomial) > 1 for monomial in polynomial)
        blank = tuple(ref for ref in blanks if ref in used)
        return Linear(used, gap.printed, gap.allowed, blank, is_tangent, bool(self.partial), self._result(comparison))

    def _result(self, comparison: Comparison) -> CellRef | None:
        """The cell on the reported side, where it stands there alone."""
        reported = polynomial_atoms(comparison.reported.numerator)
        found = [signed.cell.ref for atom in reported for signed in self.sources[atom]]
        return found[0] if len(found) == 1 and isinstance(reported[0], Own) else None

    def _without_blanks(self) -> Mapping[Atom, Value]:
        """The atoms with blank cells taken as nothing; where that leaves an atom unknown it stays so."""
        values = dict(self.values)
        for atom, sources in self.sources.items():
            if values[atom] is None and sources and atom not in self.partial:
                known = [signed for signed in sources if signed.cell.value is not None]
                figures = [number_of(signed.cell.value) * signed.sign for signed in known]
                halves = [self.half(signed.cell.ref) for signed in sources]
                values[atom] = Printed(sum(figures, Fraction(0)), sum(halves, Fraction(0)))
        return values

    def possible(self, changes: Mapping[CellRef, Fraction]) -> bool | None:
        """Whether it could hold once cells are changed by these amounts."""
        values = dict(self.values)
        for atom, sources in self.sources.items():
            moved = [changes[signed.cell.ref] * signed.sign for signed in sources if signed.cell.ref in changes]
            value = values[atom]
            if moved and isinstance(value, Printed):
                values[atom] = Printed(value.value + sum(moved), value.half)
        return truth(self.condition, values, Mode.POSSIBLE, self.tolerance)


def _equation(condition: Condition, values: Mapping[Atom, Value], tolerance: Tolerance) -> Comparison | None:
    """The equation a check comes to on its row: itself, or the one that its conditions select there."""
    if isinstance(condition, Comparison):
        return condition if condition.op == "==" else None
    parts = getattr(condition, "parts", ())
    if isinstance(condition, All) or not parts:
        return None
    for part in parts:
        guards = part.parts[:-1] if isinstance(part, All) else ()
        last = part.parts[-1] if isinstance(part, All) else part
        if not isinstance(last, Comparison) or last.op != "==":
            return None
        if any(isinstance(guard, Comparison) for guard in guards):
            return None  # which equation holds depends on figures that a correction may change
        if all(truth(guard, values, Mode.HOLDS, tolerance) for guard in guards):
            return last if guards else None
    return deciding(condition, values, tolerance) if len(parts) == 1 else None
