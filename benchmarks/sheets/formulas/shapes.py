"""The shapes of made-up workbooks of formulas, as councils and clubs keep them; all of them are right."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import TypeAlias

from benchmarks.sheets.formulas.books import Book, Made, Place, Share, Sum
from benchmarks.sheets.small import NAMES


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


def _sums(book: Book, row: int, columns: Sequence[int], terms: Sequence[tuple[int, int]]) -> None:
    """Makes a row of each column up of other rows, each with its sign."""
    for column in columns:
        book.made[row, column] = Sum(tuple((sign, (of, column)) for sign, of in terms))


def _typed_lines(book: Book, rng: Random, top: int, many: int, columns: Sequence[int]) -> list[int]:
    rows = list(range(top, top + many))
    for row, name in zip(rows, rng.sample(NAMES, many), strict=True):
        book.words[row, 0] = name
        for column in columns:
            book.typed[row, column] = _figure(rng)
    return rows


def two_years(rng: Random) -> Book:
    """Last year and this one, and the total of each; every other one is not called so."""
    book = Book(words={(0, 1): "2024/25", (0, 2): "2025/26"})
    rows = _typed_lines(book, rng, 1, rng.randint(3, 9), (1, 2))
    last = rows[-1] + 1
    book.words[last, 0] = rng.choice(("Total", "Cost of services"))
    _sums(book, last, (1, 2), [(1, row) for row in rows])
    return book


def statement(rng: Random) -> Book:
    """Income and expenditure of two years with their totals, and what is left."""
    book = Book(words={(0, 1): "Budget £", (0, 2): "Actual £"})
    totals = []
    top = 1
    for name in ("Total income", "Total expenditure"):
        rows = _typed_lines(book, rng, top, rng.randint(2, 5), (1, 2))
        top = rows[-1] + 2
        book.words[top - 1, 0] = name
        _sums(book, top - 1, (1, 2), [(1, row) for row in rows])
        totals.append(top - 1)
    book.words[top, 0] = "Surplus for the year"
    _sums(book, top, (1, 2), [(1, totals[0]), (-1, totals[1])])
    return book


def cash_flow(rng: Random) -> Book:
    """Months across: what there was, receipts, payments, and what is left, which the next month opens with."""
    months, book = rng.randint(3, 6), Book(words={(1, 0): "Opening balance"})
    columns = range(1, 1 + months)
    book.words |= {
        (0, column): name for column, name in zip(columns, ("Apr", "May", "Jun", "Jul", "Aug", "Sep"), strict=False)
    }
    book.words[0, 1 + months] = "Total"
    book.typed[1, 1] = _figure(rng)
    received = _typed_lines(book, rng, 2, rng.randint(2, 4), columns)
    paid = _typed_lines(book, rng, received[-1] + 2, rng.randint(2, 4), columns)
    totals = received[-1] + 1, paid[-1] + 1
    book.words |= {(totals[0], 0): "Total receipts", (totals[1], 0): "Total payments"}
    for total, rows in zip(totals, (received, paid), strict=True):
        _sums(book, total, columns, [(1, row) for row in rows])
    closing = totals[1] + 1
    book.words[closing, 0] = "Closing balance"
    _sums(book, closing, columns, [(1, 1), (1, totals[0]), (-1, totals[1])])
    for column in columns[1:]:
        book.made[1, column] = Sum(((1, (closing, column - 1)),))
    for row in (*received, *paid, *totals):
        book.made[row, 1 + months] = Sum(tuple((1, (row, column)) for column in columns))
    return book


def balance_sheet(rng: Random) -> Book:
    """Two years of assets and liabilities with sub-totals, the net of them, and the reserves that come to the same."""
    book = Book(words={(0, 1): "2026 £000", (0, 2): "2025 £000"})
    parts, top = [], 1
    for name, sign in (("Long-term assets", 1), ("Current assets", 1), ("Current liabilities", -1)):
        rows = _typed_lines(book, rng, top, rng.randint(2, 4), (1, 2))
        for row in rows:
            for column in (1, 2):
                book.typed[row, column] = sign * max(10_000, book.typed[row, column]) // (1 if sign > 0 else 4)
        top = rows[-1] + 2
        book.words[top - 1, 0] = name
        _sums(book, top - 1, (1, 2), [(1, row) for row in rows])
        parts.append(top - 1)
    net = top
    book.words[net, 0] = "Net assets"
    _sums(book, net, (1, 2), [(1, row) for row in parts])
    values = book.values()
    book.words |= {(net + 2, 0): "Usable reserves", (net + 3, 0): "Unusable reserves", (net + 4, 0): "Total reserves"}
    for column in (1, 2):
        book.typed[net + 2, column] = int(values[net, column]) * rng.randint(20, 70) // 100
        book.typed[net + 3, column] = int(values[net, column]) - book.typed[net + 2, column]
    _sums(book, net + 4, (1, 2), [(1, net + 2), (1, net + 3)])
    return book


def unlike_totals(rng: Random) -> Book:
    """Two columns of which only one is added up: of the other the average, the highest, the last, a rate or another
    list's figure is typed below it.
    """
    book = Book(words={(0, 1): "Cost £"})
    rows = _typed_lines(book, rng, 1, rng.randint(3, 9), (1,))
    last = rows[-1] + 1
    heading, typed = rng.choice(
        (("Average £", "mean"), ("Peak £", "highest"), ("Balance £", "last"), ("Per head", "rate"), ("Units", "other"))
    )
    book.words |= {(0, 2): heading, (last, 0): rng.choice(("Total", "Whole council"))}
    for row in rows:
        book.typed[row, 2] = rng.randint(100, 9_999) if typed in ("mean", "rate") else _figure(rng)
    figures = [book.typed[row, 2] for row in rows]
    below = {"mean": sum(figures) // len(figures), "highest": max(figures), "last": figures[-1]}
    below |= {"rate": rng.randint(min(figures), max(figures)), "other": sum(figures) * rng.randint(3, 9)}
    book.typed[last, 2] = below[typed]
    _sums(book, last, (1,), [(1, row) for row in rows])
    return book


Shape: TypeAlias = Callable[[Random], Book]

MANY_FIGURES: tuple[Shape, ...] = (months, variances, groups, controls)
"""Tables in which most sums hold in many places."""
FEW_FIGURES: tuple[Shape, ...] = (two_years, statement, cash_flow, balance_sheet)
"""Statements, of which most sums hold in one or two other places."""
RIGHT_ALONE: tuple[Shape, ...] = (unlike_totals,)
"""Tables that are right, in which a number where the formula beside it would give another one is none to put right."""
SHAPES = (*MANY_FIGURES, *FEW_FIGURES, *RIGHT_ALONE)
