"""Slips that people make in workbooks of formulas, planted in right ones."""

from __future__ import annotations

from random import Random

from benchmarks.sheets.formulas.books import Book, Place, Sum
from benchmarks.sheets.sheet import SLIPS, mistype


def _any_sum(book: Book, rng: Random, least: int = 0) -> Place | None:
    """A total or a difference of so many terms at least; None where there is none."""
    places = [place for place, way in book.made.items() if isinstance(way, Sum) and len(way.terms) >= least]
    return rng.choice(places) if places else None


def overtyped(book: Book, rng: Random) -> Book | None:
    """A total or a difference typed as a number, with a slip."""
    wrong = book.copy()
    place = _any_sum(book, rng)
    if place is None:
        return None
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
    place = _any_sum(book, rng, least=4)
    if place is None:
        return None
    way = book.made[place]
    assert isinstance(way, Sum)
    wrong.made[place] = Sum(way.terms[1:] if rng.random() < 0.5 else way.terms[:-1])
    wrong.wrong, wrong.slip = frozenset([place]), "range short"
    return wrong


def misread(book: Book, rng: Random) -> Book | None:
    """A formula with a wrong sign, or of the row above or the column beside."""
    wrong = book.copy()
    place = _any_sum(book, rng)
    if place is None:
        return None
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
    place = _any_sum(book, rng)
    if place is None:
        return None
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


def takes_in(book: Book, rng: Random) -> Book | None:
    """A sum of lines that takes in the figure above them, too: an opening balance, another total."""
    values = book.values()
    ranges = [
        (place, way)
        for place, way in sorted(book.made.items())
        if isinstance(way, Sum) and len({one[1] for _, one in way.terms} | {place[1]}) == 1 and len(way.terms) > 1
        and all(sign > 0 for sign, _ in way.terms)
        and [one[0] for _, one in way.terms] == list(range(way.terms[0][1][0], way.terms[-1][1][0] + 1))
        and (way.terms[0][1][0] - 1, place[1]) in values
    ]  # fmt: skip
    if not ranges:
        return None
    place, way = rng.choice(ranges)
    wrong = book.copy()
    row, column = way.terms[0][1]
    wrong.made[place] = Sum(((1, (row - 1, column)), *way.terms))
    wrong.wrong, wrong.slip = frozenset([place]), "takes in more"
    return wrong


KINDS = (overtyped, mistyped, turned, short, misread, pasted, twice, takes_in)
