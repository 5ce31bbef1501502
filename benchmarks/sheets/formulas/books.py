"""Made-up workbooks of formulas, with what each of them gives, as a spreadsheet saves them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import TypeAlias
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook

from budget_monitor.model.ledgers.grid import cell_address, cell_place

Place: TypeAlias = tuple[int, int]
"""A row and a column, both from 0."""


@dataclass(frozen=True)
class Sum:
    """A formula that adds cells with their signs; written as SUM where they stand side by side with the same sign."""

    terms: tuple[tuple[int, Place], ...]

    def text(self) -> str:
        """As a workbook has it."""
        places = [place for _, place in self.terms]
        beside = {(row - top, column - left) for (top, left), (row, column) in pairwise(places)}
        if len(places) > 2 and all(sign == 1 for sign, _ in self.terms) and beside in ({(0, 1)}, {(1, 0)}):
            return f"SUM({name_of(places[0])}:{name_of(places[-1])})"
        joined = "".join(f"{'+' if sign > 0 else '-'}{name_of(place)}" for sign, place in self.terms)
        return joined.removeprefix("+")

    def value(self, at: Callable[[Place], Fraction]) -> Fraction:
        """What it comes to."""
        return sum((sign * at(place) for sign, place in self.terms), Fraction())


@dataclass(frozen=True)
class Share:
    """A formula that divides one cell by another."""

    part: Place
    whole: Place

    def text(self) -> str:
        """As a workbook has it."""
        return f"{name_of(self.part)}/{name_of(self.whole)}"

    def value(self, at: Callable[[Place], Fraction]) -> Fraction:
        """What it comes to."""
        return at(self.part) / at(self.whole) if at(self.whole) else Fraction()


Made: TypeAlias = Sum | Share


@dataclass
class Book:
    """One sheet: its words, the figures that are typed, and the formulas."""

    words: dict[Place, str] = field(default_factory=dict)
    typed: dict[Place, int] = field(default_factory=dict)
    made: dict[Place, Made] = field(default_factory=dict)
    slip: str = ""
    wrong: frozenset[Place] = frozenset()
    """The cells any of which may be told: one, but where a row of totals leaves out the same line all of them."""
    right: dict[Place, Fraction] = field(default_factory=dict)

    def copy(self) -> Book:
        """The same, to plant a slip in."""
        return Book(dict(self.words), dict(self.typed), dict(self.made), right=self.values())

    def values(self) -> dict[Place, Fraction]:
        """All figures, worked out."""
        known: dict[Place, Fraction] = {place: Fraction(value) for place, value in self.typed.items()}

        def at(place: Place) -> Fraction:
            if place not in known:
                known[place] = self.made[place].value(at)
            return known[place]

        for place in self.made:
            at(place)
        return known

    def write(self, folder: Path) -> Path:
        """The workbook with what each formula gives, as a spreadsheet saves it."""
        book = Workbook()
        page = book.worksheets[0]
        page.title = "Monitoring"
        given: Mapping[Place, str | int] = {
            **self.words,
            **self.typed,
            **{p: f"={m.text()}" for p, m in self.made.items()},
        }
        for (row, column), value in given.items():
            cell = page.cell(row + 1, column + 1, value)
            if isinstance(self.made.get((row, column)), Share):
                cell.number_format = "0.0%"
        plain, file = folder / "plain.xlsx", folder / "book.xlsx"
        book.save(plain)
        values = self.values()

        def worked_out(found: re.Match[str]) -> str:
            value = values[cell_place(found[1])]
            return (
                f"{found[0].removesuffix('<v></v>').removesuffix('<v />').removesuffix('<v/>')}<v>{float(value)!r}</v>"
            )

        with ZipFile(plain) as before, ZipFile(file, "w", ZIP_DEFLATED) as after:
            for name in before.namelist():
                content = before.read(name)
                if name.startswith("xl/worksheets/sheet"):
                    text = content.decode()
                    text = re.sub(r'<c r="([A-Z]+\d+)"[^>]*><f>[^<]*</f><v ?/?>(?:</v>)?', worked_out, text)
                    content = text.encode()
                after.writestr(name, content)
        return file


def name_of(place: Place) -> str:
    """A cell as spreadsheets name it."""
    return cell_address("", place[1], place[0] + 1)
