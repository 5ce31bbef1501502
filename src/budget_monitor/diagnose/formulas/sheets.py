"""The formulas of a workbook around failed checks: what is worked out from what, and what a change carries with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property

from msgspec import Struct

from budget_monitor.diagnose.web import Changes, Web
from budget_monitor.model.checks.constraint import Constraint
from budget_monitor.model.ledgers.cell import CellRef, Kind
from budget_monitor.model.ledgers.formulas import Formula, Formulas
from budget_monitor.model.ledgers.grid import cell_address, column_letters, column_number

MAX_FOLLOWERS = 5_000
"""A figure with more cells worked out from it is not looked at."""
MAX_STEPS_TO_A_NEIGHBOUR = 3
"""A formula so many cells away may be what a cell should hold."""


class Meant(Struct, frozen=True):
    """A formula that a cell may have been meant to hold, and why, in words that end before what it gives. It is not
    sure where as many beside it are like its own, or theirs leave out what its own takes in: they may be wrong.

    `beside` are the cells that hold it, as it reads there; none where it is the cell's own.
    """

    formula: Formula
    text: str
    kind: Kind
    beside: tuple[CellRef, ...] = ()
    is_sure: bool = True


class Sheets:
    """The formulas around some checks, and what changes with a figure after the changes made so far (`applied`)."""

    def __init__(self, web: Web, formulas: Formulas, applied: Changes, is_over: Callable[[], bool]) -> None:
        self.web = web
        self.formulas = formulas
        self.applied = applied
        self.is_over = is_over

    @cached_property
    def _readers(self) -> Mapping[CellRef, Sequence[CellRef]]:
        """By cell the formulas that take it in."""
        found: dict[CellRef, list[CellRef]] = defaultdict(list)
        for ref, formula in self.formulas.made.items():
            for read in formula.reads:
                found[read].append(ref)
        return found

    def number(self, ref: CellRef) -> Fraction | None:
        """The figure of a cell as it is stored once it is put right."""
        value, change = self.formulas.number(ref), self.applied.get(ref)
        return value if value is None or change is None else value + self.formulas.as_stored(ref, change)

    def after(self, moved: Changes) -> dict[CellRef, Fraction]:
        """All changes, once some more are made."""
        after = dict(self.applied)
        for ref, change in moved.items():
            after[ref] = after.get(ref, Fraction(0)) + change
        return after

    def above(self, ref: CellRef) -> set[CellRef]:
        """A cell and everything that it is worked out from."""
        return _reached([ref], lambda one: self.formulas.made[one].reads if one in self.formulas.made else ())

    def changed_with(self, root: CellRef, change: Fraction) -> dict[CellRef, Fraction] | None:
        """A change and what follows from it by formulas; None where what one of them gives is not known."""
        formulas = self.formulas
        below = _reached([root], lambda one: self._readers.get(one, ()))
        if len(below) > MAX_FOLLOWERS:
            return None
        known = {root: (self.number(root) or Fraction(0)) + formulas.as_stored(root, change)}

        def after(ref: CellRef) -> Fraction | None:
            return known[ref] if ref in known else self.number(ref)

        moved = {root: change}
        for ref in self._in_order(root, below):
            formula, now = formulas.made[ref], self.number(ref)
            before, then = formula.gives(self.number), formula.gives(after)
            if before is None or then is None or now is None:
                return None
            known[ref] = now + then - before
            if then != before:
                moved[ref] = formulas.as_read(ref, then - before)
        return moved if len(known) == len(below) else None  # else one is worked out from itself

    def _in_order(self, root: CellRef, below: Collection[CellRef]) -> Iterator[CellRef]:
        """What follows from a figure, each after all that it is worked out from."""
        waiting = {ref: sum(read in below for read in self.formulas.made[ref].reads) for ref in below if ref != root}
        ready = [root]
        while ready:
            for reader in self._readers.get(ready.pop(), ()):
                if reader in waiting:
                    waiting[reader] -= 1
                    if not waiting[reader]:
                        del waiting[reader]
                        ready.append(reader)
                        yield reader

    def meant(self, ref: CellRef) -> Iterator[Meant]:
        """What a cell may have been meant to hold: its formula, where that gives another figure than was saved; and the
        formulas beside it, unless more of them are like its own.
        """
        made = self.formulas.made
        own = made.get(ref)
        if own is not None:
            yield Meant(own, f"it was not worked out again: ={own.text} gives", Kind.NOT_WORKED_OUT)
        beside: dict[str, list[tuple[CellRef, Formula]]] = defaultdict(list)
        for near in map(self.formulas.at, _neighbours(self.formulas.spot(ref))):
            if near in made and (copied := made[near].in_place_of(ref)) is not None and ref not in copied.reads:
                beside[copied.text].append((near, copied))
        alike = {text: found for text, found in beside.items() if len(found) > 1 or self._is_next(ref, found[0][0])}
        like_own = 0 if own is None else len(alike.pop(own.text, ()))
        for several in alike.values():
            (near, copied), *_ = several
            cells = tuple(one for one, _ in several)
            spot = self.formulas.spot(near)
            address = cell_address("", column_number(spot.column), spot.line)
            if own is None:
                text = f"it is typed, and {address} beside it is a formula, which here would be ={copied.text} and give"
                yield Meant(copied, text, Kind.FORMULA_OVERTYPED, cells)
            elif len(several) >= like_own:
                text = f"it is ={own.text}, where the formula of {address} beside it would be ={copied.text} and give"
                is_sure = len(several) > like_own and not self._may_leave_out(ref, own, several)
                yield Meant(copied, text, Kind.FORMULA_WRONG, cells, is_sure=is_sure)

    def _is_next(self, ref: CellRef, near: CellRef) -> bool:
        """Whether no typed figure stands between two cells of a row or column: what is beyond it is another thing."""
        between = map(self.formulas.at, _between(self.formulas.spot(ref), self.formulas.spot(near)))
        return not any(one not in self.formulas.made and self.formulas.number(one) for one in between)

    def _may_leave_out(self, ref: CellRef, own: Formula, beside: Sequence[tuple[CellRef, Formula]]) -> bool:
        """Whether formulas beside a cell may be those that are wrong, as they leave out what its own takes in: a line
        of typed figures. What is worked out itself, there or beside it, is no line: a total, an opening balance.
        """
        _, copied = beside[0]
        more = set(own.reads) - set(copied.reads)
        if set(copied.reads) - set(own.reads) or not more:
            return False
        if any(self.formulas.number(one) and not self._is_made(one, ref, beside) for one in more):
            return True
        return len(beside) == 1 and not all(self._is_taken_in_again(one, ref) for one in more)

    def _is_taken_in_again(self, one: CellRef, ref: CellRef) -> bool:
        """Whether a formula that takes in a cell takes in, beside it, a figure that the cell itself takes in."""
        return any(one in self.formulas.made[reader].reads for reader in self._readers.get(ref, ()))

    def is_used_like(self, ref: CellRef, near: CellRef) -> bool:
        """Whether a formula takes in a cell as one of the same form takes in another, which stands to it alike."""
        made = self.formulas.made
        for reader in self._readers.get(near, ()):
            there = self._moved(reader, near, ref)
            copied = made[reader].in_place_of(there) if there in made and there != reader else None
            if copied is not None and copied.text == made[there].text and ref in copied.reads:
                return True
        return False

    def _is_made(self, one: CellRef, ref: CellRef, beside: Iterable[tuple[CellRef, Formula]]) -> bool:
        """Whether a cell is worked out, or all that stand to those beside as it does to `ref`."""
        made = self.formulas.made
        return one in made or all(self._moved(one, ref, near) in made for near, _ in beside)

    def _moved(self, one: CellRef, start: CellRef, end: CellRef) -> CellRef:
        """The cell that stands to one as another does to a third."""
        one, start, end = (self.formulas.spot(ref) for ref in (one, start, end))
        column = column_number(one.column) + column_number(end.column) - column_number(start.column)
        return self.formulas.at(CellRef(one.file, one.line + end.line - start.line, column_letters(max(column, 0))))


def _between(one: CellRef, other: CellRef) -> Iterator[CellRef]:
    lines, columns = sorted((one.line, other.line)), sorted(column_number(ref.column) for ref in (one, other))
    for line in range(lines[0], lines[1] + 1):
        for column in range(columns[0], columns[1] + 1):
            if (ref := CellRef(one.file, line, column_letters(column))) not in (one, other):
                yield ref


def holds_exactly(check: Constraint, changes: Changes) -> bool:
    """Whether a check holds once cells are changed, worked out with the figures themselves: percentages too."""
    return check.possible(changes) is not False


def _reached(first: Iterable[CellRef], following: Callable[[CellRef], Iterable[CellRef]]) -> set[CellRef]:
    found = set(first)
    frontier = list(found)
    while frontier and len(found) <= MAX_FOLLOWERS:
        frontier = [other for one in frontier for other in following(one) if other not in found]
        frontier = list(dict.fromkeys(frontier))
        found.update(frontier)
    return found


def _neighbours(ref: CellRef) -> Iterator[CellRef]:
    """The cells on each side, the nearest first."""
    column = column_number(ref.column)
    for step in range(1, MAX_STEPS_TO_A_NEIGHBOUR + 1):
        for down, right in ((0, -step), (0, step), (-step, 0), (step, 0)):
            if ref.line + down > 0 and column + right >= 0:
                yield CellRef(ref.file, ref.line + down, column_letters(column + right))
