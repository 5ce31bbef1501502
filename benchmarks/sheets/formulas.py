"""Which cell is blamed for a slip in a workbook of formulas, of which no rule is known.

    python -m benchmarks.sheets.formulas --books 40

A slip is planted in a workbook whose totals, variances and percentages are formulas, and all formulas are worked out
anew, so that what they give follows. "wrong" counts answers that name another cell and stand alone.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import TypeAlias
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook

from benchmarks.sheets.sheet import SLIPS, mistype
from benchmarks.sheets.shown import NAMES
from budget_monitor.load.sources.sheets.formulas.values import exact_value_of
from budget_monitor.model.ledgers.grid import cell_address, cell_place
from budget_monitor.model.results.correction import CellChange, Certainty
from budget_monitor.model.results.outcome import Report
from budget_monitor.pipeline.run.tables import discover_tables

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
            return f"SUM({_name(places[0])}:{_name(places[-1])})"
        joined = "".join(f"{'+' if sign > 0 else '-'}{_name(place)}" for sign, place in self.terms)
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
        return f"{_name(self.part)}/{_name(self.whole)}"

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
        given: Mapping[Place, object] = {
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


def _name(place: Place) -> str:
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
        way = ways.get(left + column)
        if isinstance(way, Share):
            book.made[total, left + column] = _down(way, lines)
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


def overtyped(book: Book, rng: Random) -> Book | None:
    """A total or a difference typed as a number, with a slip."""
    wrong = book.copy()
    places = [place for place, way in book.made.items() if isinstance(way, Sum)]
    if not places:
        return None
    place = rng.choice(places)
    value = wrong.right[place]
    if rng.random() < 0.5:  # as it stood before something changed
        typed = int(value) + rng.choice([-1, 1]) * rng.randint(100, 50_000)
    else:
        text = mistype(str(int(value)), rng.choice(SLIPS), rng)
        if text is None:
            return None
        typed = int(text)
    del wrong.made[place]
    wrong.typed[place] = typed
    wrong.wrong, wrong.slip = frozenset([place]), "overtyped"
    return wrong


def _input(book: Book, rng: Random, slips: tuple[str, ...], name: str) -> Book | None:
    wrong = book.copy()
    place = rng.choice(sorted(wrong.typed))
    text = mistype(str(wrong.typed[place]), rng.choice(slips), rng)
    if text is None:
        return None
    wrong.typed[place] = int(text)
    wrong.wrong, wrong.slip = frozenset([place]), name
    return wrong


def mistyped(book: Book, rng: Random) -> Book | None:
    """A typed figure wrong."""
    return _input(book, rng, SLIPS[:-1], "input mistyped")


def turned(book: Book, rng: Random) -> Book | None:
    """A typed figure with its sign turned."""
    return _input(book, rng, ("sign",), "sign turned")


def short(book: Book, rng: Random) -> Book | None:
    """A sum that misses its first or its last line."""
    wrong = book.copy()
    places = [place for place, way in book.made.items() if isinstance(way, Sum) and len(way.terms) > 3]
    if not places:
        return None
    place = rng.choice(places)
    way = book.made[place]
    assert isinstance(way, Sum)
    wrong.made[place] = Sum(way.terms[1:] if rng.random() < 0.5 else way.terms[:-1])
    wrong.wrong, wrong.slip = frozenset([place]), "range short"
    return wrong


def misread(book: Book, rng: Random) -> Book | None:
    """A formula with a wrong sign, or of the row above or the column beside."""
    wrong = book.copy()
    places = [place for place, way in book.made.items() if isinstance(way, Sum)]
    if not places:
        return None
    place = rng.choice(places)
    way = book.made[place]
    assert isinstance(way, Sum)
    at = rng.randrange(len(way.terms))
    sign, (row, column) = way.terms[at]
    if len(way.terms) > 2:
        rows = len({one[0] for _, one in way.terms}) == 1
        step = rng.choice([-1, 1])
        moved = tuple((s, (r + step, c) if rows else (r, c + step)) for s, (r, c) in way.terms)
        if any(one not in wrong.right or one == place for _, one in moved):
            return None
        wrong.made[place] = Sum(moved)
    else:
        other = (-sign, (row, column)) if rng.random() < 0.5 else (sign, (row - 1, column))
        if other[1] not in wrong.right:
            return None
        wrong.made[place] = Sum((*way.terms[:at], other, *way.terms[at + 1 :]))
    wrong.wrong, wrong.slip = frozenset([place]), "formula wrong"
    try:
        wrong.values()
    except RecursionError:
        return None
    return wrong


def pasted(book: Book, rng: Random) -> Book | None:
    """A total typed as a number that was right, and a figure that it takes in typed wrong."""
    places = [place for place, way in book.made.items() if isinstance(way, Sum)]
    if not places:
        return None
    place = rng.choice(places)
    way = book.made[place]
    assert isinstance(way, Sum)
    inputs = [one for _, one in way.terms if one in book.typed]
    if not inputs:
        return None
    wrong = book.copy()
    del wrong.made[place]
    wrong.typed[place] = int(wrong.right[place])
    at = rng.choice(inputs)
    text = mistype(str(book.typed[at]), rng.choice(SLIPS), rng)
    if text is None:
        return None
    wrong.typed[at] = int(text)
    wrong.wrong, wrong.slip = frozenset([at]), "total pasted"
    return wrong


def twice(book: Book, rng: Random) -> Book | None:
    """Two totals typed as numbers or made wrong."""
    first = rng.choice((overtyped, short, misread, mistyped))(book, rng)
    second = None if first is None else rng.choice((overtyped, short, misread))(first, rng)
    if first is None or second is None or first.wrong == second.wrong:
        return None
    second.right, second.wrong, second.slip = book.values(), first.wrong | second.wrong, "two slips"
    return second


KINDS = (overtyped, mistyped, turned, short, misread, pasted, twice)


def judged(book: Book, report: Report) -> str:
    """right: the cell is named alone; among: it is one of several told as likely; wrong: others are named alone."""
    failed = [one for one in report.findings if one.verdict.value == "fail"]
    if not failed:
        return "not told"
    if not report.corrections:
        return "cannot tell"
    worst = "cannot tell"
    for one in report.corrections:
        first = _root(one.cells)
        if one.certainty in (Certainty.ONLY, Certainty.LIKELY):
            if first not in book.wrong or not _is_right(book, first, one.cells[0]):
                return "wrong"
            worst = "right"
        elif one.certainty is Certainty.TIED and worst != "right":
            told = {first, *(_root(other.cells) for other in one.alternatives if other.certainty is Certainty.TIED)}
            worst = "among" if told & book.wrong else "not among"
    return worst


def _is_right(book: Book, place: Place, told: CellChange) -> bool:
    """Whether what is to be typed is right, once all else is: a figure, a formula or nothing."""
    if not told.type_as.startswith("="):
        return told.proposed is None or told.proposed == book.right[place]
    number = exact_value_of(told.type_as[1:], lambda _, one: book.right.get(one, Fraction()))
    return number == book.right[place]


def _root(cells: object) -> Place:
    first = next(iter(cells))  # type: ignore[call-overload]
    return cell_place(first.address.rpartition("!")[2]) if first.address else (-1, -1)


def main() -> None:
    """Prints what was said of each kind of slip."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--books", type=int, default=25, help="of each shape and kind")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--show", default="", help="the books that were judged so: wrong")
    asked.add_argument("--keep", type=Path, default=None, help="a folder for these")
    given = asked.parse_args()
    found: dict[str, Counter[str]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for shape in SHAPES:
            for number in range(given.books):
                book = shape(Random(f"{given.seed} {shape.__name__} {number}"))
                report = discover_tables(book.write(folder))
                alarms = [one for one in report.findings if one.verdict.value == "fail"]
                found.setdefault("right books", Counter())["alarm" if alarms else "no alarm"] += 1
                for kind in KINDS:
                    rng = Random(f"{given.seed} {shape.__name__} {number} {kind.__name__}")
                    wrong = kind(book, rng)
                    if wrong is None or wrong.values() == wrong.right:
                        continue
                    file = wrong.write(folder)
                    report = discover_tables(file)
                    verdict = judged(wrong, report)
                    found.setdefault(wrong.slip, Counter())[verdict] += 1
                    if given.show == verdict:
                        print(shape.__name__, number, wrong.slip, sorted(map(_name, wrong.wrong)))
                        for place in wrong.wrong:
                            print("    right:", wrong.right[place], "now:", wrong.values()[place])
                        for one in report.findings:
                            print("    finding:", one.message)
                        for one in report.corrections:
                            cells = [(c.address, c.cell.text, str(c.proposed)) for c in one.cells]
                            print("   ", one.certainty, one.kind, cells, one.sentence)
                            for o in one.alternatives[:6]:
                                print(
                                    "        ",
                                    o.certainty,
                                    o.kind,
                                    [(c.address, str(c.proposed)) for c in o.cells],
                                    o.sentence,
                                )
                        if given.keep:
                            given.keep.mkdir(exist_ok=True)
                            (given.keep / f"{shape.__name__}-{number}-{kind.__name__}.xlsx").write_bytes(
                                file.read_bytes()
                            )
    for slip, counts in found.items():
        print(f"{slip:16} {sum(counts.values()):4}  " + "  ".join(f"{n} {c}" for n, c in sorted(counts.items())))


if __name__ == "__main__":
    main()
