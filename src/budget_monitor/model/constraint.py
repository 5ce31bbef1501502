"""Checks as the search for culprits sees them: what each cell contributes, and what a correction would do."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from budget_monitor.model.outcome import CellRef


@dataclass(frozen=True, slots=True)
class Linear:
    """An equation over cells: the gap changes by `coefficients[cell]` for each unit that a cell changes.

    The check holds when the gap's size is at most `allowed`. All in currency units, exactly; a cell's own sign
    counts (a `movement` read as `usage` has its coefficient turned).
    """

    coefficients: Mapping[CellRef, Fraction]
    gap: Fraction
    allowed: Fraction


class Constraint(Protocol):
    """One check of one row or group, holding or not."""

    @property
    def id(self) -> tuple[int, int, int]:
        """The same for the same check, however it was reached."""

    @property
    def rule(self) -> str:
        """The id of its rule."""

    @property
    def finding(self) -> str | None:
        """The id of the finding it is, or None where it holds or is undecided."""

    @property
    def cells(self) -> Sequence[CellRef]:
        """The figures it uses, in the order of the check. Blank cells are among them."""

    @property
    def linear(self) -> Linear | None:
        """Its equation, or None for an inequality, a rating, a ratio of cells, or where a figure is blank."""

    def possible(self, changes: Mapping[CellRef, Fraction]) -> bool | None:
        """Whether it could hold, within rounding, once cells are changed by these amounts; None is undecided."""


class ConstraintSource(Protocol):
    """Where the search finds checks."""

    def failing(self) -> Sequence[Constraint]:
        """Every check that failed, in a stable order."""

    def touching(self, cells: Collection[CellRef]) -> Sequence[Constraint]:
        """Every check, holding or not, that uses any of these cells, in a stable order."""
