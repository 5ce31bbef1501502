"""A ledger set in the making: exact hidden amounts, how they are printed, and the equations that hold between them.

Amounts are whole pence. The equations are written down as the set is built, so that what a slip breaks is known
without asking the tool that is measured.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from random import Random
from typing import NamedTuple

THOUSAND = 100_000
"""A thousand pounds in pence."""


class Place(NamedTuple):
    """A cell: `row` counts from 0, in the order of the file."""

    ledger: str
    row: int
    column: str


@dataclass(frozen=True)
class Equation:
    """`sum of coefficient × value = 0`. Without one of its `own` rows there is nothing to compare."""

    rule: str
    terms: Mapping[Place, int]
    own: frozenset[tuple[str, int]]


@dataclass(frozen=True)
class Ratio:
    """`value = 100 × numerator / denominator`, to the decimals printed."""

    rule: str
    value: Place
    numerator: Place
    denominator: Place

    @property
    def terms(self) -> Mapping[Place, int]:
        """The cells it uses."""
        return {self.value: 1, self.numerator: 1, self.denominator: 1}

    @property
    def own(self) -> frozenset[tuple[str, int]]:
        """Its one row."""
        return frozenset({(self.value.ledger, self.value.row)})


@dataclass
class Row:
    """`amounts` are pence, None where the cell is blank; `counts` are plain numbers, as written. `group` is what a
    total of this row's kind stands for, `block` the sub-total within it.
    """

    labels: dict[str, str]
    amounts: dict[str, int | None]
    role: str = "line"
    group: tuple[str, ...] = ()
    block: str = ""
    counts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Style:
    """How a council prints its figures: `unit` is £, £000 or £m (with so many `decimals`); `millions` names the ledgers
    printed as £0.163m in a set of £000.
    """

    unit: str
    pence: bool
    commas: bool
    brackets: bool
    millions: frozenset[str] = frozenset()
    decimals: int = 0

    @classmethod
    def drawn(cls, rng: Random, unit: str) -> Style:
        """A style at random."""
        millions = ["budget_changes", "appropriations"] if unit == "£000" and rng.random() < 0.25 else []
        pence = unit != "£" or rng.random() < 0.3
        commas, brackets = rng.random() < 0.5, rng.random() < 0.5
        return cls(unit, pence, commas, brackets, frozenset(millions), rng.choice([2, 3, 3]) if unit == "£m" else 0)

    @property
    def grid(self) -> int:
        """The pence that printed figures are multiples of."""
        return {"£": 1, "£000": THOUSAND, "£m": 1000 * THOUSAND // 10**self.decimals}[self.unit]

    def text(self, ledger: str, amount: int | None) -> str:
        """An amount as the ledger prints it, rounded on its own."""
        if amount is None:
            return ""
        size = (2 * abs(amount) + self.grid) // (2 * self.grid)
        if self.unit == "£":
            digits = f"{size // 100}.{size % 100:02d}" if self.pence else str(size // 100)
        elif self.unit == "£m":
            whole = 10**self.decimals
            digits = f"{size // whole}.{size % whole:0{self.decimals}d}"
        elif ledger in self.millions:
            digits = f"£{size // 1000}.{size % 1000:03d}m"
        else:
            digits = str(size)
        if self.commas and ledger not in self.millions:
            digits = with_commas(digits)
        return self.signed(digits, negative=amount < 0 and size > 0)

    def signed(self, digits: str, *, negative: bool) -> str:
        """Digits with the sign of the house."""
        if not negative:
            return digits
        return f"({digits})" if self.brackets else f"-{digits}"


def with_commas(digits: str) -> str:
    """1234.50 as 1,234.50."""
    whole, point, decimals = digits.partition(".")
    return f"{int(whole):,}{point}{decimals}"


@dataclass
class Draft:
    """A ledger set with what must hold in it."""

    style: Style
    columns: dict[str, list[str]] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    equations: list[Equation | Ratio] = field(default_factory=list)

    def add(self, ledger: str, labels: Mapping[str, str], amounts: Mapping[str, int | None], **more: object) -> int:
        """A row at the end of a ledger; returns its place."""
        self.rows[ledger].append(Row(dict(labels), dict(amounts), **more))  # type: ignore[arg-type]
        return len(self.rows[ledger]) - 1

    def equal(self, rule: str, left: Iterable[Place], right: Iterable[Place], own: Iterable[Place]) -> None:
        """Left adds up to right. A cell of a `movement` column counts with its sign turned, as usage."""
        terms: dict[Place, int] = defaultdict(int)
        for sign, places in ((1, left), (-1, right)):
            for place in places:
                terms[place] += -sign if place.column == "movement" else sign
        self.equations.append(Equation(rule, dict(terms), frozenset((place.ledger, place.row) for place in own)))

    def casts(self, rule: str, ledger: str, total: int, lines: Iterable[int], columns: Iterable[str]) -> None:
        """A total row covers lines, column by column."""
        lines = list(lines)
        for column in columns:
            cell = Place(ledger, total, column)
            self.equal(rule, [cell], (Place(ledger, line, column) for line in lines), [cell])

    def amount(self, place: Place) -> int:
        """The exact amount of a cell, in pence; a blank is 0."""
        return self.rows[place.ledger][place.row].amounts[place.column] or 0

    def sum(self, ledger: str, rows: Iterable[int], column: str) -> int:
        """What some cells of a column add up to, in pence."""
        return sum(self.amount(Place(ledger, row, column)) for row in rows)

    @property
    def size(self) -> int:
        """All rows of all ledgers."""
        return sum(len(rows) for rows in self.rows.values())

    @cached_property
    def by_place(self) -> Mapping[Place, list[Equation | Ratio]]:
        """The equations that each cell takes part in."""
        found: dict[Place, list[Equation | Ratio]] = defaultdict(list)
        for equation in self.equations:
            for place in equation.terms:
                found[place].append(equation)
        return found

    def header(self, ledger: str) -> list[str]:
        """The columns that the ledger's rows have, in the order of the first row."""
        row = self.rows[ledger][0]
        return [*row.labels, *row.amounts, *row.counts]

    def texts(self) -> dict[str, list[list[str]]]:
        """All cells as printed, row by row, without the header."""
        printed: dict[str, list[list[str]]] = {}
        for ledger, rows in self.rows.items():
            printed[ledger] = [
                [*row.labels.values(), *(self.style.text(ledger, one) for one in row.amounts.values()),
                 *row.counts.values()]
                for row in rows
            ]  # fmt: skip
        return printed


def write(draft: Draft, texts: Mapping[str, list[list[str]]], folder: Path) -> None:
    """Writes a ledger set: one CSV file a ledger, and the settings."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "budget-monitor.toml").write_text(f'unit = "{draft.style.unit}"\n', encoding="utf-8")
    for ledger, rows in texts.items():
        with (folder / f"{ledger}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([draft.header(ledger), *rows])


def reading(text: str, unit: str, *, plain: bool = False) -> tuple[Fraction, Fraction] | None:
    """What a printed figure means and half the unit it was rounded to, in pounds; `plain` numbers have no unit."""
    if not text:
        return None
    digits = text.strip("()-£m").replace(",", "")
    decimals = len(digits.partition(".")[2])
    scale, half = Fraction(1), Fraction(0)
    if plain:
        half = Fraction(1, 2 * 10**decimals) if decimals else Fraction(0)
    elif text.strip("()-").endswith("m"):
        scale, half = Fraction(10**6), Fraction(10**6, 2 * 10**decimals)
    elif unit == "£000":
        scale, half = Fraction(1000), Fraction(1000, 2 * 10**decimals)
    elif unit == "£m":
        scale, half = Fraction(10**6), Fraction(10**6, 2 * 10**decimals)
    return Fraction(digits) * scale * (-1 if text[0] in "(-" else 1), half
