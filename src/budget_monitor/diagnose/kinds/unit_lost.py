"""An m, a k or a bn that is missing, or another than was meant, and a comma typed for the point before it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from budget_monitor.diagnose.kinds.slip import Slip, Suspect
from budget_monitor.model.ledgers.cell import Kind

_SIZES = {"m": 10**6, "k": 10**3, "bn": 10**9}
_COMMA = re.compile(r"(\d{1,3}),(\d{3})(?=\s*(?:m|k|bn))", re.IGNORECASE)
_NUMBER = re.compile(r"(\d[\d,]*\.?\d*)(\s*(?:m|k|bn)\b)?", re.IGNORECASE)
WEIGHT = 0
"""Hardly by chance: the very digits make the checks hold."""


def unit_lost(suspect: Suspect) -> Slip | None:
    """£115,350m for £115.350m; 66.205 and £0.118k among figures in m; £0.15bn for £0.15m."""
    for text, size in _readings(suspect.cell.text, suspect.notation):
        truth = size if suspect.value > 0 else -size
        if suspect.low <= truth <= suspect.high and truth != suspect.value:
            return Slip(Kind.UNIT_LOST, truth, f"{text} typed as {suspect.cell.text}", WEIGHT)
    return None


def retyped(text: str, notation: str, truth: Fraction) -> str:
    """A figure with the point, or the unit, with which it is what it should be."""
    return next((new for new, size in _readings(text, notation) if size == abs(truth)), text)


def _readings(text: str, notation: str) -> Iterator[tuple[str, Fraction]]:
    """What a text may have been meant for, and the size of the figure. `notation` holds the letters usual beside it."""
    if _COMMA.search(text):
        new = _COMMA.sub(r"\1.\2", text, count=1)
        yield from ((new, size) for _, size in _read(new))
    usual = next((letter for letter in _SIZES if letter in notation), "")
    for letter, _ in _read(text):
        for other in [usual] if usual else [*_SIZES] if letter else []:
            if letter != other:
                new = _NUMBER.sub(rf"\g<1>{other}", text, count=1)
                yield from ((new, size) for _, size in _read(new))


def _read(text: str) -> Iterator[tuple[str, Fraction]]:
    """The letter of a figure's unit, and what it comes to."""
    match = _NUMBER.search(text)
    if match is not None:
        letter = (match[2] or "").strip().casefold()
        yield letter, Fraction(match[1].replace(",", "")) * _SIZES.get(letter, 1)
