"""How well the figures of a set are tied: how far each can move before a check fails."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from msgspec import Struct

from budget_monitor.model.ledgers.cell import Cell
from budget_monitor.model.ledgers.ledger import InputProblem


class Room(Struct, frozen=True):
    """How far one figure can move unnoticed, all others staying as they are.

    `down` and `up` are sizes in currency units (or in the figure's own, where it is no money) within which every
    equation that uses the figure still holds; None is without limit: no equation uses it. Of the `slips` that put
    another digit in the place of one of its own, `shown` make some check fail, inequalities and ratings included.
    """

    cell: Cell
    ledger: str
    column: str
    down: Fraction | None
    up: Fraction | None
    slips: int
    shown: int

    @property
    def is_free(self) -> bool:
        """Whether no equation keeps the figure from moving without limit, one way or the other."""
        return self.down is None or self.up is None


class Coverage(Struct, frozen=True):
    """Every figure with its room, in the order of file, line and column; `left_out` figures were not looked at.

    `problems` are what the check could not read or run: that ties no figure.
    """

    rooms: tuple[Room, ...]
    left_out: int = 0
    problems: tuple[InputProblem, ...] = ()

    @property
    def by_column(self) -> dict[tuple[str, str], list[Room]]:
        """The figures of each ledger and column."""
        found: dict[tuple[str, str], list[Room]] = {}
        for room in self.rooms:
            found.setdefault((room.ledger, room.column), []).append(room)
        return found


def share_shown(rooms: Iterable[Room]) -> Fraction | None:
    """The share of single-digit slips that would show; None where there are none to make."""
    known = list(rooms)
    slips = sum(room.slips for room in known)
    return Fraction(sum(room.shown for room in known), slips) if slips else None
