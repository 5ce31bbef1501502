"""Which cell is blamed for a slip in a workbook of formulas, of which no rule is known.

    python -m benchmarks.sheets.formulas --books 40

A slip is planted in a workbook whose totals, variances and percentages are formulas, and all formulas are worked out
anew, so that what they give follows. "wrong" counts answers that name another cell and stand alone.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from random import Random

from benchmarks.sheets.books import SHAPES, Book, Place, Sum, name_of
from benchmarks.sheets.sheet import SLIPS, mistype
from budget_monitor.load.sources.sheets.formulas.values import exact_value_of
from budget_monitor.model.ledgers.grid import cell_place
from budget_monitor.model.results.correction import Alternative, CellChange, Certainty, Correction
from budget_monitor.model.results.outcome import Report, Verdict
from budget_monitor.pipeline.run.tables import discover_tables


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


KINDS = (overtyped, mistyped, turned, short, misread, pasted, twice)


def judged(book: Book, report: Report) -> str:
    """right: the cell is named alone; among: it is one of several told as likely; wrong: another is named alone."""
    failed = [one for one in report.findings if one.verdict is Verdict.FAIL]
    if not book.wrong:
        return "alarm" if failed else "no alarm"
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


def _root(cells: Sequence[CellChange]) -> Place:
    first = cells[0]
    return cell_place(first.address.rpartition("!")[2]) if first.address else (-1, -1)


def main() -> None:
    """Prints what was said of each kind of slip."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--books", type=int, default=25, help="of each shape")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--show", default="", help="the books that were judged so: wrong, among, ...")
    asked.add_argument("--keep", type=Path, default=None, help="a folder for these")
    given = asked.parse_args()
    found: dict[str, Counter[str]] = {}
    with tempfile.TemporaryDirectory() as name:
        for shape in SHAPES:
            for number in range(given.books):
                book = shape(Random(f"{given.seed} {shape.__name__} {number}"))
                for kind, made in _slips(book, f"{given.seed} {shape.__name__} {number}"):
                    file = made.write(Path(name))
                    report = discover_tables(file)
                    verdict = judged(made, report)
                    found.setdefault(made.slip or "right books", Counter())[verdict] += 1
                    if given.show == verdict:
                        print(f"{shape.__name__} {number} {kind}", *_told(made, report), sep="\n    ")
                        if given.keep:
                            given.keep.mkdir(exist_ok=True)
                            shutil.copy(file, given.keep / f"{shape.__name__}-{number}-{kind}.xlsx")
    for slip, counts in found.items():
        print(f"{slip:16} {sum(counts.values()):4}  " + "  ".join(f"{n} {c}" for n, c in sorted(counts.items())))


def _slips(book: Book, seed: str) -> Iterator[tuple[str, Book]]:
    """The book as it is, and with each kind of slip in it that its values tell of."""
    yield "right", book
    for kind in KINDS:
        wrong = kind(book, Random(f"{seed} {kind.__name__}"))
        if wrong is not None and wrong.values() != wrong.right:
            yield kind.__name__, wrong


def _told(book: Book, report: Report) -> Iterator[str]:
    now = book.values()
    yield from (f"truth: {name_of(place)} {now[place]} for {book.right[place]}" for place in sorted(book.wrong))
    yield from (f"finding: {one.message}" for one in report.findings)
    for one in report.corrections:
        several: list[Correction | Alternative] = [one, *one.alternatives]
        for told in several:
            cells = [f"{change.address} {change.cell.text} -> {change.type_as}" for change in told.cells]
            yield f"{told.certainty} {told.kind} {cells} {told.sentence}"


if __name__ == "__main__":
    main()
