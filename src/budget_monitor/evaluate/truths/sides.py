"""A side of a comparison in words, as a message names it: closing, a + b, the sum of amount, 100 × a / b."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from budget_monitor.model.ledgers.money import decimal_text
from budget_monitor.rules.condition import Atom, Lookup, Own, Polynomial, Ratio

Cells = Callable[[str], str]
"""What the row's own cell of a column is called."""


def side_text(side: Ratio, cells: Cells) -> str:
    """The side as arithmetic that a reader can redo; like terms are collected already."""
    above = _sum_text(side.numerator, cells)
    if side.is_whole:
        return above
    return f"{_bracketed(above)} / {_bracketed(_sum_text(side.denominator, cells))}"


def _sum_text(polynomial: Polynomial, cells: Cells) -> str:
    text = ""
    for atoms, number in polynomial.items():
        size = [] if abs(number) == 1 and atoms else [_number_text(abs(number))]
        sign = "−" if number < 0 else "+"
        term = " × ".join([*size, *(_atom_text(atom, cells) for atom in atoms)])
        text = f"{text} {sign} {term}" if text else f"{sign}{term}".removeprefix("+")
    return text or "0"


def _atom_text(atom: Atom, cells: Cells) -> str:
    if isinstance(atom, Own):
        return cells(atom.column)
    if isinstance(atom, Lookup):
        kinds = {"sum": f"the sum of {atom.column}", "count": "the number of lines"}
        return kinds.get(atom.function, f"{atom.ledger}.{atom.column}")
    return f"{atom.function}({atom.column})"


def _number_text(number: Fraction) -> str:
    """A coefficient as a decimal where it is a short one: 0.9, 100, 1/3."""
    places = next((place for place in range(7) if not 10**place % number.denominator), None)
    return (
        str(number)
        if places is None
        else decimal_text(Decimal(number.numerator * 10**places // number.denominator).scaleb(-places))
    )


def _bracketed(text: str) -> str:
    return f"({text})" if " + " in text or " − " in text else text
