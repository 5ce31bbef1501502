"""Made-up workbooks of formulas, with what each of them gives, as a spreadsheet saves them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import TypeAlias
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook

from benchmarks.sheets.small import NAMES
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
        if len(places) > 2 and all(sign == 1 for sign, _ in self.terms):
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


def _figure(rng: Random) -> int:
    return rng.randint(1_000, 999_999)


def _block(
    book: Book, rng: Random, at: Place, lines: int, columns: list[str], *, typed_columns: int, ways: Mapping[int, Made]
) -> int:
    """Lines of figures below headings at a place, then their total; what a column is made of is told for the first
    line by `ways`. Returns the row of the total.
    """
    top, left = at
    for column, heading in enumerate(columns):
        book.words[top, left + column] = heading
    for line, name in enumerate(rng.sample(NAMES, lines)):
        row = top + 1 + line
        book.words[row, left - 1] = name
        for column in range(typed_columns):
            book.typed[row, left + column] = _figure(rng)
        for column, way in ways.items():
            book.made[row, column] = _down(way, line)
    total = top + 1 + lines
    book.words[total, left - 1] = "Total"
    for column in range(len(columns)):
        share = ways.get(left + column)
        if isinstance(share, Share):
            book.made[total, left + column] = _down(share, lines)
        else:
            book.made[total, left + column] = Sum(tuple((1, (row, left + column)) for row in range(top + 1, total)))
    return total


def _down(way: Made, rows: int) -> Made:
    if isinstance(way, Share):
        return Share((way.part[0] + rows, way.part[1]), (way.whole[0] + rows, way.whole[1]))
    return Sum(tuple((sign, (row + rows, column)) for sign, (row, column) in way.terms))


def months(rng: Random) -> Book:
    """Months across, with a total of each line, and of each month."""
    book, many, lines = Book(), rng.randint(3, 6), rng.randint(3, 9)
    top = rng.randint(0, 3)
    if top:
        book.words[0, 0] = "Spending by month"
    names = [*["Apr", "May", "Jun", "Jul", "Aug", "Sep"][:many], "Total"]
    row_total = Sum(tuple((1, (top + 1, 1 + one)) for one in range(many)))
    _block(book, rng, (top, 1), lines, names, typed_columns=many, ways={1 + many: row_total})
    return book


def variances(rng: Random) -> Book:
    """Budget, outturn, the variance and its percentage."""
    book, lines = Book(), rng.randint(4, 10)
    ways: dict[int, Made] = {3: Sum(((1, (1, 2)), (-1, (1, 1)))), 4: Share((1, 3), (1, 1))}
    _block(book, rng, (0, 1), lines, ["Budget", "Outturn", "Variance", "Variance %"], typed_columns=2, ways=ways)
    for line in range(lines):
        book.typed[1 + line, 2] = max(1, book.typed[1 + line, 1] + rng.randint(-90_000, 90_000))
    return book


def groups(rng: Random) -> Book:
    """Two groups of lines with a sub-total each, a total of both, and a total of each line."""
    book, many = Book(), rng.randint(2, 4)
    names = [*["Staff", "Premises", "Transport", "Supplies"][:many], "All"]
    totals = []
    top = 0
    for name in ("People", "Place"):
        lines = rng.randint(3, 6)
        way = Sum(tuple((1, (top + 1, 1 + one)) for one in range(many)))
        total = _block(book, rng, (top, 1), lines, names, typed_columns=many, ways={1 + many: way})
        book.words[total, 0] = f"Total {name}"
        if top:
            for column in range(len(names)):
                del book.words[top, 1 + column]
            book.words[top, 0] = name
        totals.append(total)
        top = total + 1
    book.words[top, 0] = "Grand total"
    for column in range(1, 2 + many):
        book.made[top, column] = Sum(tuple((1, (total, column)) for total in totals))
    return book


def controls(rng: Random) -> Book:
    """Months across, with the totals of both ways typed from the ledger, and a grand total of formulas."""
    book = months(rng)
    last, right = max(book.made)
    values = book.values()
    for place in list(book.made):
        if place != (last, right):
            book.typed[place] = int(values[place])
            del book.made[place]
    return book


SHAPES = (months, variances, groups, controls)
