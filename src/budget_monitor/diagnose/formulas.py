"""Failed checks of a workbook whose formulas are known: what was typed wrong, or which formula is, and what follows.

A figure that a formula works out is not where a slip was typed. So a suspect is a figure that was typed, or a formula
that is not what its neighbours' would be in its place; whatever formulas work out from it changes with it. Where
several would do and nothing tells them apart, all are told and none is preferred.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property

from msgspec import Struct

from budget_monitor.diagnose.answers import Answer
from budget_monitor.diagnose.values.proposal import Proposal
from budget_monitor.diagnose.values.ranges import Range, propose
from budget_monitor.diagnose.web import Changes, Web
from budget_monitor.model.checks.constraint import Constraint
from budget_monitor.model.ledgers.cell import CellRef, Kind
from budget_monitor.model.ledgers.formulas import Formula, Formulas
from budget_monitor.model.ledgers.grid import cell_address, column_letters, column_number

MAX_SUSPECTS = 400
"""More figures than these, with those that they are worked out from, are not looked at one by one."""
MAX_FOLLOWERS = 5_000
MAX_STEPS_TO_A_NEIGHBOUR = 3
"""A formula so many cells away may be what a cell should hold."""
MEANT_WEIGHT = -60
"""Tenths of bits: that a figure stands among formulas, or a formula among others, and theirs gives what every check
asks for, says more than that another figure could have come of a slip of the pen.
"""
FORMULA_WEIGHT = 1_000
"""A formula of which nothing says that it is wrong, but that a check fails."""


class Resolved(Struct, frozen=True):
    """Answers that resolve the same failed checks."""

    answers: tuple[Answer, ...]
    checks: tuple[Constraint, ...]


class Sheets:
    """The formulas around some checks, and what changes with a figure."""

    def __init__(self, web: Web, formulas: Formulas) -> None:
        self.web = web
        self.formulas = formulas

    @cached_property
    def _readers(self) -> Mapping[CellRef, Sequence[CellRef]]:
        """By cell the formulas that take it in."""
        found: dict[CellRef, list[CellRef]] = defaultdict(list)
        for ref, formula in self.formulas.made.items():
            for read in formula.reads:
                found[read].append(ref)
        return found

    def above(self, ref: CellRef) -> set[CellRef]:
        """A cell and everything that it is worked out from."""
        return _reached([ref], lambda one: self.formulas.made[one].reads if one in self.formulas.made else ())

    def changed_with(self, root: CellRef, change: Fraction) -> dict[CellRef, Fraction] | None:
        """A change and what follows from it by formulas; None where what one of them gives is not known."""
        formulas = self.formulas
        below = _reached([root], lambda one: self._readers.get(one, ()))
        if len(below) > MAX_FOLLOWERS:
            return None
        stored = formulas.as_stored(root, change)
        known: dict[CellRef, Fraction | None] = {root: (formulas.number(root) or Fraction(0)) + stored}
        open_ones: set[CellRef] = set()

        def after(ref: CellRef) -> Fraction | None:
            if ref not in below:
                return formulas.number(ref)
            if ref not in known:
                if ref in open_ones:
                    return None  # it is worked out from itself
                open_ones.add(ref)
                formula, now = formulas.made[ref], formulas.number(ref)
                before, then = formula.gives(formulas.number), formula.gives(after)
                known[ref] = None if before is None or then is None or now is None else now + then - before
            return known[ref]

        moved = {root: change}
        for ref in below - {root}:
            then, now = after(ref), formulas.number(ref)
            if then is None or now is None:
                return None
            if then != now:
                moved[ref] = formulas.as_read(ref, then - now)
        return moved

    def meant(self, ref: CellRef) -> Iterator[tuple[str, Formula, Kind]]:
        """What a cell may have been meant to hold: its formula, where that gives another figure than was saved; and
        the formulas beside it, where its own is none of these.
        """
        made = self.formulas.made
        own = made.get(ref)
        if own is not None:
            yield f"the figure saved is not what ={own.text} gives", own, Kind.NOT_WORKED_OUT
        beside: dict[str, tuple[CellRef, Formula]] = {}
        for near in _neighbours(ref):
            if near in made and (copied := made[near].in_place_of(ref)) is not None and ref not in copied.reads:
                beside.setdefault(copied.text, (near, copied))
        if own is not None and own.text in beside:
            return
        for near, copied in beside.values():
            address = cell_address("", column_number(near.column), near.line)
            if own is None:
                text = f"it is typed, and {address} beside it is a formula: ={copied.text} would stand here"
                yield text, copied, Kind.FORMULA_OVERTYPED
            else:
                text = f"its formula ={own.text} is not that of {address} beside it: ={copied.text} would stand here"
                yield text, copied, Kind.FORMULA_WRONG


def _holds(check: Constraint, changes: Changes) -> bool:
    """Whether a check holds once cells are changed, worked out with the figures themselves: percentages too."""
    return check.possible(changes) is not False


def _is_moved(check: Constraint, moved: Changes) -> bool:
    """Whether changes that keep each other in balance leave a sum as it was."""
    linear = check.linear
    return linear is None or bool(sum(linear.coefficients.get(ref, Fraction(0)) * by for ref, by in moved.items()))


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


def by_formulas(web: Web, failed: Sequence[Constraint], applied: Changes) -> Iterator[Resolved]:
    """What was typed wrong, or which formula is, for the failed checks of workbooks whose formulas are known."""
    formulas = web.source.formulas
    if formulas is None or not formulas.made:
        return
    sheets = Sheets(web, formulas)
    changes = dict(applied)
    settled: set[object] = set()
    for found in _of_cells_unlike(sheets, failed, changes):
        changes.update(found.answers[0].changes)
        settled |= {one.id for one in found.checks}
        yield found
    rest = [one for one in failed if one.id not in settled and not _holds(one, changes)]
    for part in _clusters(sheets, rest):
        answers = _of_roots(sheets, part, changes)
        if answers:
            changes.update(answers[0].changes)
            yield Resolved(tuple(answers), tuple(part))


def _clusters(sheets: Sheets, failed: Sequence[Constraint]) -> list[list[Constraint]]:
    """Failed checks that one figure could be behind, together."""
    found: list[tuple[set[CellRef], list[Constraint]]] = []
    for one in failed:
        cells = set[CellRef]().union(*(sheets.above(ref) for ref in one.cells))
        checks = [one]
        apart: list[tuple[set[CellRef], list[Constraint]]] = []
        for other in found:
            if cells.isdisjoint(other[0]):
                apart.append(other)
            else:
                cells |= other[0]
                checks = [*other[1], *checks]
        found = [*apart, (cells, checks)]
    return [checks for _, checks in found]


def _suspects(sheets: Sheets, failed: Sequence[Constraint]) -> list[CellRef]:
    """The figures of failed checks and those that they are worked out from, of those that checks know."""
    cells = dict.fromkeys(cell for one in failed for cell in one.cells)
    for one in list(cells):
        cells.update(dict.fromkeys(sorted(sheets.above(one), key=lambda ref: (ref.file, ref.line, ref.column))))
        if len(cells) > MAX_SUSPECTS:
            return []
    sheets.web.fetch(cells)
    return [cell for cell in cells if sheets.web.touching(cell) and sheets.web.number(cell) is not None]


def _of_cells_unlike(sheets: Sheets, failed: Sequence[Constraint], applied: Changes) -> Iterator[Resolved]:
    """Cells that are unlike those beside them, where the formula of these resolves failed checks and breaks none."""
    names = {one.id for one in failed}
    found: dict[frozenset[tuple[int, int, int]], list[tuple[Answer, list[Constraint]]]] = defaultdict(list)
    for cell in _suspects(sheets, failed):
        for text, formula, kind in sheets.meant(cell):
            value, now = formula.gives(sheets.formulas.number), sheets.formulas.number(cell)
            if value is None or now is None or value == now:
                continue
            change = sheets.formulas.as_read(cell, value - now)
            moved = sheets.changed_with(cell, change)
            if moved is None:
                continue
            around = sheets.web.around(moved)
            after = {**applied, **moved}
            settled = [one for one in around if one.id in names and _holds(one, after) and _is_moved(one, moved)]
            if settled and all(one.id in names or _holds(one, after) for one in around):
                proposal = Proposal(change, kind, text, MEANT_WEIGHT, type_as=f"={formula.text}")
                answer = Answer(_with_followers(cell, proposal, moved), 1)
                found[frozenset(one.id for one in settled)].append((answer, settled))
                break
    taken: set[tuple[int, int, int]] = set()
    for settled_ids, several in sorted(found.items(), key=lambda one: -len(one[0])):
        if taken.isdisjoint(settled_ids):
            taken |= settled_ids
            yield Resolved(tuple(answer for answer, _ in several), tuple(several[0][1]))


def _with_followers(root: CellRef, proposal: Proposal, moved: Changes) -> dict[CellRef, Proposal]:
    told = {root: proposal}
    for cell, change in moved.items():
        if cell != root:
            told[cell] = Proposal(change, Kind.FOLLOWS_BY_FORMULA, "follows by its formula", proposal.weight)
    return told


def _of_roots(sheets: Sheets, cluster: Sequence[Constraint], applied: Changes) -> list[Answer]:
    """The figures that resolve a cluster with all that follows: what is typed, or else the formulas."""
    typed: list[Answer] = []
    made: list[Answer] = []
    for cell in _suspects(sheets, cluster):
        is_made = cell in sheets.formulas.made
        answer = _of_root(sheets, cell, cluster, applied, is_made=is_made)
        if answer is not None:
            (made if is_made else typed).append(answer)
    return typed or made


def _of_root(
    sheets: Sheets, cell: CellRef, cluster: Sequence[Constraint], applied: Changes, *, is_made: bool
) -> Answer | None:
    web = sheets.web
    one = sheets.changed_with(cell, web.unit(cell))
    if one is None or cell in applied:
        return None
    found: Range | None = None
    for check in cluster:
        linear = check.linear
        assert linear is not None
        slope = sum((linear.coefficients.get(ref, Fraction(0)) * by for ref, by in one.items()), Fraction(0))
        slope /= web.unit(cell)
        if not slope:
            return None
        gap = linear.gap + sum(
            (linear.coefficients[ref] * by for ref, by in applied.items() if ref in linear.coefficients), Fraction(0)
        )
        ends = sorted(((-linear.allowed - gap) / slope, (linear.allowed - gap) / slope))
        own = Range(ends[0], ends[1])
        found = own if found is None else found.meet(own)
        if found is None:
            return None
    assert found is not None
    proposal = propose(web, cell, found, cluster, changes=applied)
    if proposal is None or not proposal.change:
        return None
    moved = sheets.changed_with(cell, proposal.change)
    if moved is None:
        return None
    changes = {**applied, **moved}
    if not all(_holds(check, changes) for check in (*cluster, *web.around(moved))):
        return None
    if is_made:
        text = f"its formula is ={sheets.formulas.made[cell].text}"
        proposal = Proposal(proposal.change, Kind.UNEXPLAINED, text, FORMULA_WEIGHT)
    return Answer(_with_followers(cell, proposal, moved), 1)
