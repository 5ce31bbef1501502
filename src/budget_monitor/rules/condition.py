"""What a check comes to: plain logic over comparisons of polynomials in atoms.

An atom is one figure or word a check looks up: a cell of its own row, a sum or a single row of another ledger, an
earlier row of the same key. This is the form that interval arithmetic, and the search for culprits, need;
`normal` brings expressions into it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TypeAlias

from msgspec import Struct

from budget_monitor.rules.syntax import Expression


class Own(Struct, frozen=True):
    """The row's own cell."""

    column: str


class Lookup(Struct, frozen=True):
    """A figure of the rows of a ledger that share the check's group: `sum`, `count`, or the `one` row's cell.

    `where` (already resolved) selects among them; sums and counts take lines only.
    """

    function: str
    ledger: str
    column: str
    where: Expression | None = None


class Step(Struct, frozen=True):
    """The cell of the same key at an earlier place of the sequence: `previous` or `previous_year`."""

    function: str
    column: str


Atom: TypeAlias = Own | Lookup | Step
Monomial: TypeAlias = tuple[Atom, ...]
Polynomial: TypeAlias = Mapping[Monomial, Fraction]
ONE: Monomial = ()


class Ratio(Struct, frozen=True):
    """A numerator over a denominator; the denominator is a non-zero polynomial."""

    numerator: Polynomial
    denominator: Polynomial

    @property
    def is_whole(self) -> bool:
        """Whether it divides by nothing: a constant denominator is always 1."""
        return len(self.denominator) == 1 and ONE in self.denominator


class Comparison(Struct, frozen=True):
    """`gap.numerator / gap.denominator op 0`, the gap being the reported side minus the computed one."""

    op: str
    gap: Ratio
    reported: Ratio


class WordTest(Struct, frozen=True):
    """`left == right` of text or dates, or their inequality or order."""

    op: str
    left: Atom | str
    right: Atom | str


class OneOf(Struct, frozen=True):
    """Whether an atom is one of some words."""

    atom: Atom
    options: tuple[str, ...]


class Missing(Struct, frozen=True):
    """Whether an atom is blank, or there is no row to take it from."""

    atom: Atom


class All(Struct, frozen=True):
    """Every part holds."""

    parts: tuple[Condition, ...]


class AnyOf(Struct, frozen=True):
    """Some part holds."""

    parts: tuple[Condition, ...]


class Never(Struct, frozen=True):
    """The part does not hold."""

    part: Condition


Condition: TypeAlias = Comparison | WordTest | OneOf | Missing | All | AnyOf | Never


def atoms(condition: Condition) -> tuple[Atom, ...]:
    """Every atom of a condition, in the order of first use."""
    return tuple(dict.fromkeys(_atoms(condition)))


def comparisons(condition: Condition) -> Iterator[Comparison]:
    """Every comparison of figures in a condition, left to right."""
    match condition:
        case Comparison():
            yield condition
        case All() | AnyOf():
            for part in condition.parts:
                yield from comparisons(part)
        case Never():
            yield from comparisons(condition.part)


def polynomial_atoms(polynomial: Polynomial) -> tuple[Atom, ...]:
    """The atoms of a polynomial, in order of first use."""
    return tuple(dict.fromkeys(atom for monomial in polynomial for atom in monomial))


def _atoms(condition: Condition) -> Iterator[Atom]:
    match condition:
        case Comparison():
            yield from polynomial_atoms(condition.gap.numerator)
            yield from polynomial_atoms(condition.gap.denominator)
        case WordTest():
            yield from (side for side in (condition.left, condition.right) if not isinstance(side, str))
        case OneOf() | Missing():
            yield condition.atom
        case All() | AnyOf():
            for part in condition.parts:
                yield from _atoms(part)
        case Never():
            yield from _atoms(condition.part)
