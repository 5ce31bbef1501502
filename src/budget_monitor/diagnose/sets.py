"""The smallest sets of cells and lines that can make a cluster of checks hold, all of them, or as many as time allows.

A set is right when its cells can be given values so that every check that touches any of them holds: exactly decided,
over sets and not over values. Each equation that cannot hold with the cells chosen so far, or each group of equations
that contradict one another, must be met by one more cell of theirs (a hitting set: Reiter 1987), so the search
branches there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from budget_monitor.diagnose.feasible import Strip, feasible
from budget_monitor.diagnose.web import Changes, Web, coefficient_of, gap_after
from budget_monitor.model.checks.constraint import Constraint
from budget_monitor.model.ledgers.cell import CellRef
from budget_monitor.model.running.patience import clock, is_over

MAX_CELLS = 6
"""Cells of the largest sets that are looked for."""
MAX_ANSWERS = 40
"""Equally small sets that are told; of more, it is said that there are more."""
SECONDS_OF_A_CLUSTER = 2.0
"""Time for one cluster of checks."""

Set = tuple[CellRef, ...]


class Sets:
    """The search in one cluster. `is_cut_off` says afterwards whether there may be more answers than were found."""

    def __init__(self, web: Web, cluster: Sequence[Constraint], applied: Changes, seconds: float) -> None:
        self.web = web
        self.cluster = {one.id: one for one in cluster}
        self.applied = applied
        self.until = clock() + seconds
        self.is_cut_off = False

    def smallest(self) -> list[Set]:
        """All sets of the least size, in a stable order; none where none was found."""
        for size in range(1, MAX_CELLS + 1):
            found = list(dict.fromkeys(tuple(sorted(one, key=_place)) for one in self._of(size, (), frozenset())))
            if found or self.is_cut_off:
                return sorted(found, key=lambda cells: [_place(cell) for cell in cells])
        return []

    def _of(self, size: int, chosen: Set, barred: frozenset[CellRef]) -> Iterator[Set]:
        if is_over(self.until):
            self.is_cut_off = True
            return
        conflict = self._conflict(chosen)
        if conflict is None:
            yield chosen
            return
        left = size - len(chosen)
        if left <= 0 or self._least(chosen, barred) > left:
            return
        bar = set(barred)
        for cell in self._meeting(conflict, chosen):
            if cell in bar:
                continue
            yield from self._of(size, (*chosen, cell), frozenset(bar))
            if self.is_cut_off:
                return
            bar.add(cell)

    def _conflict(self, chosen: Set) -> list[Constraint] | None:
        """Checks that cannot all hold with values for the chosen cells alone; None where they can."""
        concerned = {**self.cluster, **{one.id: one for one in self.web.around(chosen)}}
        equations = [one for one in concerned.values() if _is_equation(one)]
        untouched = [
            one
            for one in self.cluster.values()
            if _is_equation(one) and not any(coefficient_of(one, cell) for cell in chosen) and self._fails(one)
        ]
        if untouched:
            return [min(untouched, key=lambda one: (len(one.cells), one.id))]
        strips = [self._strip(one, place, chosen) for place, one in enumerate(equations)]
        answer = feasible(strips)
        if answer.is_open:
            self.is_cut_off = True
            return []
        return None if answer.conflict is None else [equations[place] for place in sorted(answer.conflict)]

    def _fails(self, one: Constraint) -> bool:
        gap = gap_after(one, self.applied)
        return gap is not None and one.linear is not None and abs(gap) > one.linear.allowed

    def _strip(self, one: Constraint, place: int, chosen: Set) -> Strip[CellRef]:
        gap = gap_after(one, self.applied)
        linear = one.linear
        assert gap is not None
        assert linear is not None
        coefficients = {cell: number for cell in chosen if (number := coefficient_of(one, cell))}
        return Strip(coefficients, -linear.allowed - gap, linear.allowed - gap, frozenset((place,)))

    def _least(self, chosen: Set, barred: frozenset[CellRef]) -> int:
        """How many more cells are needed at least: failed checks without a chosen cell that share no cell."""
        taken: set[CellRef] = set()
        count = 0
        open_checks = [
            one for one in self.cluster.values()
            if _is_equation(one) and not any(coefficient_of(one, cell) for cell in chosen) and self._fails(one)
        ]  # fmt: skip
        for one in sorted(open_checks, key=lambda check: (len(check.cells), check.id)):
            cells = set(one.linear.coefficients if one.linear else ()) - barred
            if taken.isdisjoint(cells):
                count += 1
                taken |= cells
        return count

    def _meeting(self, conflict: Sequence[Constraint], chosen: Set) -> list[CellRef]:
        """The cells of some checks, those that most failed checks of the cluster share first."""
        found: dict[CellRef, int] = {}
        for one in conflict:
            for cell in one.linear.coefficients if one.linear else ():
                if cell not in chosen and cell not in self.applied:
                    found[cell] = sum(bool(coefficient_of(other, cell)) for other in self.cluster.values())
        return sorted(found, key=lambda cell: (-found[cell], _place(cell)))

    def interval(self, cells: Set, cell: CellRef, fixed: Changes) -> tuple[Fraction, Fraction] | None:
        """The changes of one cell of a set that leave values for the others, some being fixed; None for an open end."""
        others = tuple(one for one in cells if one != cell and one not in fixed)
        concerned = {**self.cluster, **{one.id: one for one in self.web.around(cells)}}
        strips = []
        for place, one in enumerate(check for check in concerned.values() if _is_equation(check)):
            strip = self._strip(one, place, (*others, cell))
            moved = sum((coefficient_of(one, ref) * change for ref, change in fixed.items()), Fraction(0))
            strips.append(Strip(strip.coefficients, strip.low - moved, strip.high - moved, strip.of))
        return _range_of(strips, cell)


def _range_of(strips: list[Strip[CellRef]], cell: CellRef) -> tuple[Fraction, Fraction] | None:
    """What is left for one variable once all others are eliminated."""
    from budget_monitor.diagnose.feasible import MAX_STRIPS

    while True:
        others = {name for strip in strips for name in strip.coefficients if name != cell}
        if not others:
            break
        uses = {name: sum(name in strip.coefficients for strip in strips) for name in others}
        name = min(sorted(uses, key=_place), key=uses.__getitem__)
        having = [strip for strip in strips if name in strip.coefficients]
        exact = next((strip for strip in having if strip.low == strip.high), None)
        rest = [strip for strip in strips if name not in strip.coefficients]
        if exact is not None:
            strips = [*rest, *(one.without(name, exact) for one in having if one is not exact)]
        else:
            pairs = [one.without(name, other) for at, one in enumerate(having) for other in having[at + 1 :]]
            strips = [*rest, *pairs]
        if len(strips) > MAX_STRIPS:
            return None
    low = high = None
    for strip in strips:
        if cell in strip.coefficients:
            ends = sorted((strip.low / strip.coefficients[cell], strip.high / strip.coefficients[cell]))
            low = ends[0] if low is None else max(low, ends[0])
            high = ends[1] if high is None else min(high, ends[1])
    return None if low is None or high is None or low > high else (low, high)


def _is_equation(one: Constraint) -> bool:
    linear = one.linear
    return linear is not None and not linear.blanks and not linear.is_tangent


def _place(cell: CellRef) -> tuple[str, int, str]:
    return cell.file, cell.line, cell.column


def uses_open_cells(one: Constraint, cells: Sequence[CellRef], cell: CellRef, fixed: Changes) -> bool:
    """Whether a check uses another cell of a set whose value is not fixed yet: it says nothing of this one so far."""
    linear = one.linear
    return linear is None or any(
        other in linear.coefficients for other in cells if other != cell and other not in fixed
    )
