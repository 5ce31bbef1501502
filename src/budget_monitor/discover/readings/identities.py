"""What checks have in common that a rule can say: one identity of lines, wherever in the table it is checked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from budget_monitor.discover.checks import Check, Part
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.checks.verdict import DECIDED


class Identity(Struct, frozen=True):
    """An identity of columns (`is_of_columns`), made in rows, or of rows, made in columns: the row or column `target`
    is made of `terms`, with their signs. The last term of a share is always taken from the row or column `of_line`; it
    is -1 for what is not.

    The first term of a balance that runs is from the place before.
    """

    is_of_columns: bool
    kind: RelationKind
    factor: int
    is_change: bool
    target: int
    terms: tuple[tuple[int, int], ...]
    of_line: int = -1

    def own(self, part: Part) -> int:
        """Which column, or row, of the identity a cell stands in."""
        return part.column if self.is_of_columns else part.row

    def line(self, part: Part) -> int:
        """In which row, or column, a cell stands: the place where the identity is checked."""
        return part.row if self.is_of_columns else part.column


def identities_of(checks: Iterable[Check]) -> tuple[list[tuple[Identity, list[Check]]], list[list[Check]]]:
    """The identities of a table with the checks of each, where any of them is claimed; and the checks of what is none,
    because its cells do not lie as a rule can say it.
    """
    groups: dict[Identity, list[Check]] = {}
    others: dict[tuple[object, ...], list[Check]] = {}
    for one in checks:
        found = _identity(one, is_of_columns=one.is_of_columns) or _identity(one, is_of_columns=not one.is_of_columns)
        if found is None:
            others.setdefault((one.kind, one.is_of_columns), []).append(one)
        else:
            groups.setdefault(found, []).append(one)
    claimed = [(_with_moves(one, group), group) for one, group in groups.items() if _is_claimed(group)]
    return claimed, [group for group in others.values() if _is_claimed(group)]


def _is_claimed(group: Sequence[Check]) -> bool:
    return any(one.verdict in DECIDED for one in group)


def _identity(check: Check, *, is_of_columns: bool) -> Identity | None:
    bare = Identity(is_of_columns, check.kind, check.factor, check.is_change, 0, ())
    terms = tuple((bare.own(part), part.sign) for part in check.terms)
    beside = [bare.line(part) == bare.line(check.target) for part in check.terms]
    of_line = -1
    if check.kind is RelationKind.RUNNING:
        if beside[:1] != [False] or not all(beside[1:]):
            return None
        terms = terms[:1]  # what moved differs from place to place: a move of nil is none
    elif check.kind is RelationKind.RATIO and beside == [True, False] and terms[0] == terms[1]:
        of_line = bare.line(check.terms[1])
    elif not all(beside):
        return None
    return Identity(is_of_columns, check.kind, check.factor, check.is_change, bare.own(check.target), terms, of_line)


def _with_moves(one: Identity, group: Iterable[Check]) -> Identity:
    """The identity of a balance with all that moves it, wherever it is checked; any other as it is."""
    if one.kind is not RelationKind.RUNNING:
        return one
    moves = {(one.own(part), part.sign) for check in group for part in check.terms[1:]}
    return replace(one, terms=(*one.terms, *sorted(moves)))
