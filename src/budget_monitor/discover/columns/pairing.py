"""Columns that are made of two others: what such an identity is, and which of several readings is meant."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from budget_monitor.discover.matrix import Mask, Whole
from budget_monitor.model.checks.relation import RelationKind


class Pairing(Struct, frozen=True):
    """Column `target` is made of `first` and `second`: their sum or difference (as `sign` says), `first / second`
    (times `factor`; with `is_change` less one), or their product, times the `third` where there is one; or it is
    `first` of the row before.

    `gap` and `allowed` are in steps of the matrix, by row; `says` marks the rows that tell anything.
    """

    kind: RelationKind
    target: int
    first: int
    second: int
    gap: Whole
    allowed: Whole
    says: Mask
    factor: int = 1
    lag: int = 0
    sign: int = -1
    is_change: bool = False
    is_named: bool = False
    """The target is called a percentage."""
    excused: int = 0
    """In how many rows it does not hold, but would if a sum that does not hold there either were put right."""
    third: int | None = None
    is_complement: bool = False
    """It is what is left of one figure in every row, such as 100%: that says less than of what it is a percentage."""

    @property
    def holds(self) -> Mask:
        """In which rows it holds, within rounding."""
        within: Mask = np.abs(self.gap) <= self.allowed
        return within & self.says

    @property
    def strength(self) -> int:
        """In how many."""
        return int(self.holds.sum())


def columns_of(one: Pairing) -> frozenset[int]:
    """All its columns, whichever is made of the others."""
    return frozenset((one.target, one.first, one.second, *(() if one.third is None else (one.third,))))


def _reach(one: Pairing) -> int:
    columns = columns_of(one)
    return max(columns) - min(columns)


def _leeway(one: Pairing) -> float:
    """How much rounding allows a quotient: that of two amounts goes before the same one of two shares."""
    return float(one.allowed[one.holds].sum()) if one.kind is RelationKind.RATIO else 0.0


def one_reading(found: list[Pairing]) -> list[Pairing]:
    """The strongest of each three columns: a - b = c and c = a / b say more than what can be turned out of them. An
    average that was rounded is a ratio in every row, and a product of the other two in most.
    """
    most: dict[frozenset[int], int] = {}
    for one in found:
        columns = columns_of(one)
        most[columns] = max(most.get(columns, 0), one.strength)
    found = [one for one in found if one.strength == most[columns_of(one)]]
    order = {
        RelationKind.SUM: 0,
        RelationKind.DIFFERENCE: 0,
        RelationKind.PRODUCT: 1,
        RelationKind.RATIO: 2,
        RelationKind.RUNNING: 3,
    }
    taken: set[frozenset[int]] = set()
    targets: set[int] = set()
    chosen, products = list[Pairing](), list[Pairing]()
    for one in sorted(
        found,
        key=lambda one: (
            one.is_complement,
            order[one.kind],
            -one.strength - one.excused,  # with a slip in what they are of, percentages are still of that
            one.is_change,  # a variance in percent is read of the variance where that has its own column
            _leeway(one),
            _reach(one),
            -one.target,
            one.first,
        ),
    ):
        columns = columns_of(one)
        is_turned = any(each.target == one.first and one.target in (each.first, each.second) for each in products)
        if columns in taken or one.target in targets or (is_turned and one.kind is RelationKind.RATIO):
            continue
        products += [one] if one.kind is RelationKind.PRODUCT else []
        taken.add(columns)
        targets.add(one.target)
        chosen.append(one)
    return chosen
