"""A wrong figure that formulas carried on: the root is corrected, and what was worked out from it follows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from budget_monitor.diagnose.values.proposal import Proposal
from budget_monitor.diagnose.values.ranges import (
    NOT_EXPLAINED,
    UNEXPLAINED_WEIGHT,
    propose,
    range_of,
    telling_earlier,
)
from budget_monitor.diagnose.web import Changes, Web, coefficient_of, holds_after
from budget_monitor.model.checks.constraint import Constraint
from budget_monitor.model.ledgers.cell import CellRef, Kind

MAX_STEPS = 24
"""Figures that may follow from one."""
MAX_ROOTS = 40
"""Suspected roots of one cluster."""
FOLLOWS_WEIGHT = 25
"""Tenths of bits that a chain costs besides its root."""


def carried_on(web: Web, cluster: Sequence[Constraint], applied: Changes) -> Iterator[Mapping[CellRef, Proposal]]:
    """Roots in the failed checks whose correction, with all that follows from it, would resolve them."""
    if any(one.linear is not None and one.linear.is_partial for one in cluster):
        return  # not all lines of the sum are known
    roots = list(dict.fromkeys(cell for one in cluster if one.linear for cell in one.linear.coefficients))[:MAX_ROOTS]
    web.fetch(roots)
    for root in roots:
        failed = [one for one in cluster if coefficient_of(one, root)]
        if len(failed) < len(cluster):
            continue
        found = range_of(failed[0], root, applied)
        for one in failed[1:]:
            other = range_of(one, root, applied)
            found = None if found is None or other is None else found.meet(other)
        proposal = None if found is None else propose(web, root, found, failed, changes=applied)
        if proposal is None or not proposal.change:
            continue
        if proposal.kind is Kind.STALE_FIGURE and telling_earlier(web, root, web.touching(root)) is None:
            proposal = Proposal(proposal.change, Kind.UNEXPLAINED, NOT_EXPLAINED, UNEXPLAINED_WEIGHT)
        chain = _chain(web, root, proposal.change, {one.id for one in cluster}, applied)
        if chain is not None and len(chain) > 1:
            weight = proposal.weight + FOLLOWS_WEIGHT
            told = {root: Proposal(proposal.change, proposal.kind, proposal.text, weight)}
            for cell, change in chain.items():
                if cell != root:
                    told[cell] = Proposal(change, Kind.FOLLOWS_FROM, f"follows from {root.column}", weight)
            yield told


def _chain(
    web: Web, root: CellRef, change: Fraction, failed: set[tuple[int, int, int]], applied: Changes
) -> dict[CellRef, Fraction] | None:
    """The root and what follows, or None where something that holds could not follow."""
    changes = {root: change}
    for _ in range(MAX_STEPS):
        around = web.around(changes)
        broken = next((one for one in around if not holds_after(one, {**applied, **changes})), None)
        if broken is None:
            return changes
        follower = None if broken.id in failed else _follower(broken, changes)
        linear = broken.linear
        if follower is None or linear is None:
            return None
        moved = sum((linear.coefficients.get(cell, Fraction(0)) * one for cell, one in changes.items()), Fraction(0))
        changes[follower] = -moved / linear.coefficients[follower]
    return None


def _follower(broken: Constraint, changes: Changes) -> CellRef | None:
    """The figure that a check works out from those that change; of a figure printed twice, the other place."""
    linear = broken.linear
    if linear is None or linear.blanks or linear.is_tangent:
        return None
    if linear.result is not None and linear.result not in changes and linear.result in linear.coefficients:
        return linear.result
    if len(linear.coefficients) == 2:
        others = [cell for cell in linear.coefficients if cell not in changes]
        return others[0] if len(others) == 1 else None
    return None
