"""A made-up table with its truth: which cells make up which, and what stood in the cell that was typed wrong."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field, replace
from decimal import Decimal
from io import StringIO
from itertools import pairwise
from random import Random
from typing import TypeAlias

Place: TypeAlias = tuple[str, int, int]
"""A sheet's name, empty in a CSV file, and a row and column, both from 0."""


@dataclass(frozen=True)
class Truth:
    """`target` is what the `terms` come to."""

    target: Place
    terms: frozenset[Place]


@dataclass(frozen=True)
class Sheets:
    """The sheets of one file, by name; a CSV file has one without a name."""

    name: str
    sheets: dict[str, list[list[str]]]
    truths: list[Truth]
    is_rounded: bool = False
    """The figures are rounded from others that are not shown: a last digit may be out."""
    wrong: Place | None = None
    right: str = ""
    slip: str = ""
    step: Decimal = field(default=Decimal(1))
    """The unit that figures are written to."""

    def text(self, place: Place) -> str:
        """What is written in a cell."""
        sheet, row, column = place
        return self.sheets[sheet][row][column]

    def mistyped(self, rng: Random) -> Sheets | None:
        """The same with one figure typed wrong that takes part in what adds up; None where none can be."""
        places = sorted({place for truth in self.truths for place in (truth.target, *truth.terms)})
        for _ in range(20):
            if not places:
                return None
            place = rng.choice(places)
            kind = rng.choice(SLIPS)
            typed = mistype(self.text(place), kind, rng)
            if typed is not None and typed != self.text(place):
                sheets = {name: [list(row) for row in rows] for name, rows in self.sheets.items()}
                sheets[place[0]][place[1]][place[2]] = typed
                return replace(self, sheets=sheets, wrong=place, right=self.text(place), slip=kind)
        return None

    def csv(self) -> str:
        """The one sheet as a CSV file has it."""
        out = StringIO()
        (rows,) = self.sheets.values()
        csv.writer(out, lineterminator="\n").writerows(rows)
        return out.getvalue()

    def markdown(self) -> str:
        """The one sheet as a table of a document."""
        ((first, *rest),) = self.sheets.values()
        lines = [first, ["---"] * len(first), *rest]
        return "# Report\n\n" + "\n".join("| " + " | ".join(row) + " |" for row in lines) + "\n"


SLIPS = ("digit", "digit", "exchanged", "exchanged", "dropped", "added", "sign")


def mistype(text: str, kind: str, rng: Random) -> str | None:
    """A figure with one slip of the pen in it; None where it does not lend itself to that."""
    digits = [at for at, one in enumerate(text) if one.isdigit()]
    if not digits or number(text) == 0:
        return None
    at = rng.choice(digits)
    if kind == "digit":
        changed = text[:at] + rng.choice([one for one in "0123456789" if one != text[at]]) + text[at + 1 :]
    elif kind == "exchanged":
        pairs = [(a, b) for a, b in pairwise(digits) if text[a] != text[b]]
        if not pairs:
            return None
        a, b = rng.choice(pairs)
        marks = list(text)
        marks[a], marks[b] = marks[b], marks[a]
        changed = "".join(marks)
    elif kind == "dropped":
        changed = text[:at] + text[at + 1 :] if len(digits) > 1 else ""
    elif kind == "added":
        changed = text[:at] + rng.choice("0123456789") + text[at:]
    else:
        changed = text.strip("-()") if text.startswith(("-", "(")) else f"-{text}"
    plain = re.sub("[-,()%]", "", changed)
    if not plain or not plain[0].isdigit() or not plain[-1].isdigit() or number(changed) == number(text):
        return None
    if len(plain.split(".")[0]) > 1 and plain[0] == "0":
        return None
    return changed


def number(text: str) -> Decimal:
    """A figure's value; a blank is nothing, and brackets make it negative."""
    plain = re.sub(r"[,£%()]", "", text).strip()
    value = Decimal(plain) if plain not in ("", "-") else Decimal(0)
    return -value if text.startswith("(") else value
