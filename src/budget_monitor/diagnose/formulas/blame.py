"""Failed checks of a workbook whose formulas are known: what was typed wrong, or which formula is, and what follows.

A figure that a formula works out is not where a slip was typed. So a suspect is a figure that was typed, or a formula
that is not what its neighbours' would be in its place; whatever formulas work out from it changes with it. Where
several would do and nothing tells them apart, all are told and none is preferred.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from msgspec.structs import replace

from budget_monitor.diagnose.answers import Answer, Solution
from budget_monitor.diagnose.formulas.sheets import Sheets, holds_exactly
from budget_monitor.diagnose.formulas.unlike import cells_unlike, moved_gap, suspects
from budget_monitor.diagnose.values.proposal import Proposal
from budget_monitor.diagnose.values.ranges import Range, propose
from budget_monitor.diagnose.web import Changes, Web, gap_after
from budget_monitor.model.checks.constraint import Constraint
from budget_monitor.model.ledgers.cell import CellRef, Kind
from budget_monitor.model.ledgers.money import decimal_of, figure_text

MAX_ROOTS = 400
"""More figures than these are not tried one by one for a slip of the pen."""
MEANT_WEIGHT = -60
"""Tenths of bits: that a figure stands among formulas, or a formula among others, and theirs gives what every check
asks for, says more than that another figure could have come of a slip of the pen.
"""
MAX_CHANCE = 0.15
"""How likely it may be that one of the other figures looks like a slip by chance, for that to be told as likely."""
EVEN = 0.5
"""How sure a formula is that may be right, and those beside it wrong."""
FORMULA_WEIGHT = 1_000
"""A formula of which nothing says that it is wrong, but that a check fails."""


def by_formulas(
    web: Web, failed: Sequence[Constraint], applied: Changes, is_over: Callable[[], bool]
) -> Iterator[Solution]:
    """What was typed wrong, or which formula is, for the failed checks of workbooks whose formulas are known.

    `applied` is to hold the changes of what was told once more is asked for.
    """
    formulas = web.source.formulas
    if formulas is None or not formulas.made:
        return
    sheets = Sheets(web, formulas, applied, is_over)
    rest = list(failed)
    while rest and (found := _of_cell_unlike(sheets, rest)) is not None:
        yield found
        settled = {one.id for one in found.resolved}
        rest = [one for one in rest if one.id not in settled]
    rest = [one for one in rest if not holds_exactly(one, sheets.applied)]
    for part in _clusters(sheets, rest):
        if answers := _of_roots(sheets, part):
            yield Solution(tuple(answers), tuple(part))


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


def _of_cell_unlike(sheets: Sheets, failed: Sequence[Constraint]) -> Solution | None:
    """A cell that is unlike those beside it, where the formula of these resolves failed checks and breaks none; and
    others that do so for the same checks. What it is worked out from goes first.
    """
    found: dict[CellRef, tuple[Answer, list[Constraint]]] = {}
    for one in cells_unlike(sheets, failed):
        if one.cell not in found:
            cell, meant = one.cell, one.meant
            said = f"{meant.text} {_figure_after(sheets.web, cell, one.change)}"
            said += "" if meant.is_sure else "; those beside it may be the wrong ones"
            sure, typed = 1.0 if meant.is_sure else EVEN, f"={meant.formula.text}"
            proposal = Proposal(one.change, meant.kind, said, MEANT_WEIGHT, sure=sure, type_as=typed)
            found[cell] = Answer(_with_followers(cell, proposal, one.moved), 1), list(one.settled)
    if not found:
        return None
    first = [cell for cell in found if sheets.above(cell).isdisjoint(found.keys() - {cell})] or list(found)
    best = max(first, key=lambda cell: len(found[cell][1]))
    checks = found[best][1]
    same = [cell for cell in found if {one.id for one in found[cell][1]} == {one.id for one in checks}]
    answers = [found[best][0], *(found[cell][0] for cell in same if cell != best)]
    if any(found[cell][0].proposals[cell].kind is Kind.FORMULA_OVERTYPED for cell in same):
        answers += _instead_of_typed(sheets, checks, set(same))
    return Solution(tuple(answers), tuple(checks))


def _figure_after(web: Web, cell: CellRef, change: Fraction) -> str:
    value = (web.number(cell) or Fraction(0)) + change
    return figure_text(web.source.figure(cell, decimal_of(value)))


def _instead_of_typed(sheets: Sheets, settled: Sequence[Constraint], known: set[CellRef]) -> Iterator[Answer]:
    """Other typed figures that would do in place of one that was typed over a formula: that one may be right, and keep
    what stood there before another was mistyped. Those that a slip of the pen explains are as likely, and told alone.
    """
    others = [one for one in _of_roots(sheets, settled, with_made=False) if known.isdisjoint([*one.proposals][:1])]
    slips = [one for one in others if _is_slip(one, len(others))]
    weight = MEANT_WEIGHT + 1 if slips else FORMULA_WEIGHT
    for one in slips or others:
        yield Answer({ref: replace(each, weight=weight) for ref, each in one.proposals.items()}, 1)


def _is_slip(answer: Answer, many: int) -> bool:
    first, *_ = answer.proposals.values()
    return first.kind is not Kind.UNEXPLAINED and first.chance * many <= MAX_CHANCE


def _with_followers(root: CellRef, proposal: Proposal, moved: Changes) -> dict[CellRef, Proposal]:
    told = {root: proposal}
    for cell, change in moved.items():
        if cell != root:
            told[cell] = Proposal(change, Kind.FOLLOWS_BY_FORMULA, "follows by its formula", proposal.weight)
    return told


def _of_roots(sheets: Sheets, cluster: Sequence[Constraint], *, with_made: bool = True) -> list[Answer]:
    """The figures that resolve a cluster with all that follows: what is typed, or else the formulas."""
    typed: list[Answer] = []
    made: list[Answer] = []
    cells = suspects(sheets, cluster)
    for cell in cells if len(cells) <= MAX_ROOTS else ():
        is_made = cell in sheets.formulas.made
        if (is_made and (typed or not with_made)) or cell in sheets.applied or sheets.is_over():
            continue
        if (answer := _of_root(sheets, cell, cluster)) is not None:
            (made if is_made else typed).append(answer)
    return typed or made


def _of_root(sheets: Sheets, cell: CellRef, cluster: Sequence[Constraint]) -> Answer | None:
    web, unit = sheets.web, sheets.web.unit(cell)
    found = _range(cluster, sheets.applied, sheets.changed_with(cell, unit) or {}, unit)
    if found is not None and any(ref in sheets.formulas.made for check in cluster for ref in check.cells):
        found = found.exact(unit)  # formulas do not round
    proposal = None if found is None else propose(web, cell, found, cluster, changes=sheets.applied)
    moved = None if proposal is None or not proposal.change else sheets.changed_with(cell, proposal.change)
    if proposal is None or moved is None:
        return None
    after = sheets.after(moved)
    if not all(holds_exactly(check, after) for check in (*cluster, *web.around(moved))):
        return None
    if cell in sheets.formulas.made:
        text = f"its formula is ={sheets.formulas.made[cell].text}"
        proposal = Proposal(proposal.change, Kind.UNEXPLAINED, text, FORMULA_WEIGHT)
    return Answer(_with_followers(cell, proposal, moved), 1)


def _range(cluster: Sequence[Constraint], applied: Changes, moved: Changes, unit: Fraction) -> Range | None:
    """The changes of a figure with which all checks hold; where it changes by `unit`, all of `moved` changes."""
    found: Range | None = None
    for check in cluster:
        linear, gap = check.linear, gap_after(check, applied)
        slope = moved_gap(check, moved) / unit
        if linear is None or gap is None or not slope:
            return None
        ends = sorted(((-linear.allowed - gap) / slope, (linear.allowed - gap) / slope))
        own = Range(ends[0], ends[1])
        found = own if found is None else found.meet(own)
        if found is None:
            return None
    return found
