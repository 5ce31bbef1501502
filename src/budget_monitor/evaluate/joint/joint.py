"""Finds checks that hold one by one within rounding and that no unrounded figures satisfy together.

Where every check of some figures is exact the printed figures are the proof that they can be, so only checks within
rounding, and those that share rounded figures with them, are looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from budget_monitor.evaluate.joint.feasible import CutOffError, Equation, contradiction
from budget_monitor.evaluate.verdicts.check import CheckOfCells
from budget_monitor.evaluate.verdicts.constraints import Constraints
from budget_monitor.evaluate.verdicts.findings import identifier
from budget_monitor.model.checks.rule import Rule
from budget_monitor.model.ledgers.cell import Cell, CellRef
from budget_monitor.model.results.outcome import Finding, Outcome, Verdict
from budget_monitor.model.running.limits import limits
from budget_monitor.model.running.patience import clock, is_over

MAX_ROUNDED_CHECKS = 1_000
"""With more checks within rounding than these nothing is tested: it would take longer than all the rest."""


class Together(Struct, frozen=True):
    """What the test came to. `left_out` says in words why some checks were not tested; it is empty where all were."""

    findings: tuple[Finding, ...] = ()
    left_out: str = ""


def contradictions(constraints: Constraints, rule: Rule) -> Together:
    """A finding for each set of checks that contradict one another."""
    number = constraints.rounded_checks
    if number > MAX_ROUNDED_CHECKS:
        return Together((), f"{number:,} checks are within rounding, and at most {MAX_ROUNDED_CHECKS:,} are tested")
    if number < 1:
        return Together()
    until = clock() + limits().joint_seconds
    found: list[Finding] = []
    try:
        for component in _components(_equations(constraints, until)):
            equations = [Equation(check.coefficients, check.gap) for check in component]
            half = {ref: constraints.half(ref) for check in component for ref in check.coefficients}
            if places := contradiction(equations, half, until):
                finding = _finding(constraints, rule, [component[place].check for place in places])
                found += [finding] if finding is not None else []
    except CutOffError:
        left_out = f"the test was cut off after {limits().joint_seconds} seconds (limits.joint_seconds)"
        return Together(tuple(found), left_out)
    return Together(tuple(found))


class _Linear(Struct, frozen=True):
    """An equation that holds, over its rounded figures alone."""

    check: CheckOfCells
    coefficients: dict[CellRef, Fraction]
    gap: Fraction


def _equations(constraints: Constraints, until: float) -> list[_Linear]:
    """The checks within rounding, and all that are joined to them by figures that were rounded."""
    known: dict[tuple[int, int, int], _Linear] = {}
    seen: set[CellRef] = set()
    checks: Sequence[CheckOfCells] = constraints.rounded()
    while checks:
        fresh: dict[CellRef, None] = {}
        for check in checks:
            if check.id in known or (equation := _equation(constraints, check)) is None:
                continue
            known[check.id] = equation
            fresh |= dict.fromkeys(ref for ref in equation.coefficients if ref not in seen)
        if is_over(until):
            raise CutOffError
        seen |= fresh.keys()
        checks = constraints.touching(list(fresh)) if fresh else ()
    return [known[place] for place in sorted(known)]


def _equation(constraints: Constraints, check: CheckOfCells) -> _Linear | None:
    """A check as an equation; None if it fails, is undecided, has a tolerance of its own, or is no equation."""
    if check.finding is not None or check.tolerance is not None:
        return None
    linear = check.linear
    if linear is None or linear.is_tangent or linear.is_partial or linear.blanks or abs(linear.gap) > linear.allowed:
        return None
    rounded = {ref: number for ref, number in linear.coefficients.items() if constraints.half(ref)}
    return _Linear(check, rounded, linear.gap) if rounded else None


def _components(equations: Sequence[_Linear]) -> Iterator[list[_Linear]]:
    """Equations that share figures, directly or through one another."""
    using: dict[CellRef, list[int]] = {}
    for place, equation in enumerate(equations):
        for ref in equation.coefficients:
            using.setdefault(ref, []).append(place)
    left = set(range(len(equations)))
    for first in range(len(equations)):
        if first not in left:
            continue
        left.discard(first)
        reached, todo = [first], [first]
        while todo:
            for ref in equations[todo.pop()].coefficients:
                beside = [place for place in using[ref] if place in left]
                left.difference_update(beside)
                reached += beside
                todo += beside
        yield [equations[place] for place in sorted(reached)]


def _finding(constraints: Constraints, rule: Rule, checks: Sequence[CheckOfCells]) -> Finding | None:
    """The checks in words with their figures; None where one of their figures fails a check by itself: that comes
    first, and may be all there is.
    """
    failing = {ref for check in constraints.failing() for ref in check.cells}
    if any(not failing.isdisjoint(check.cells) for check in checks):
        return None
    told = [constraints.told(check) for check in checks]
    cells: dict[CellRef, Cell] = {cell.ref: cell for one in told for cell in one.cells}
    said = "; ".join(f"{one.rule} ({one.place.place}): {one.message}" for one in told)
    first = told[0]
    return replace(
        first,
        id=identifier(rule.id, first.ledger, first.key, ""),
        rule=rule.id,
        title=rule.title,
        severity=rule.severity,
        verdict=Verdict.FAIL,
        outcome=Outcome.WRONG,
        cells=tuple(cells.values()),
        message=f"each of these holds within rounding, and they cannot all be true: {said}",
        reported=None, computed=None, gap=None, allowed=None, comparison="", terms=(), cast="",
    )  # fmt: skip
