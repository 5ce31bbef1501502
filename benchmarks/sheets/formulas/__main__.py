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

from benchmarks.sheets.formulas.books import Book, Place, name_of
from benchmarks.sheets.formulas.shapes import FEW_FIGURES, MANY_FIGURES, RIGHT_ALONE, Shape
from benchmarks.sheets.formulas.slips import KINDS
from budget_monitor.load.sources.sheets.formulas.values import exact_value_of
from budget_monitor.model.ledgers.grid import cell_place
from budget_monitor.model.results.correction import Alternative, CellChange, Certainty, Correction
from budget_monitor.model.results.outcome import Report, Verdict
from budget_monitor.pipeline.run.tables import discover_tables


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
    asked.add_argument("--of", choices=GROUPS, help="books of one group alone")
    asked.add_argument("--show", default="", help="the books that were judged so: wrong, among, ...")
    asked.add_argument("--keep", type=Path, default=None, help="a folder for these")
    given = asked.parse_args()
    for title, shapes in GROUPS.items():
        if given.of not in (None, title):
            continue
        print(title)
        found = _judged_all(shapes, given)
        for slip, counts in found.items():
            told = "  ".join(f"{name} {count}" for name, count in sorted(counts.items()))
            print(f"  {slip:16} {sum(counts.values()):4}  {told}")


GROUPS = {"many figures": MANY_FIGURES, "few figures": FEW_FIGURES, "right alone": RIGHT_ALONE}


def _judged_all(shapes: Sequence[Shape], given: argparse.Namespace) -> dict[str, Counter[str]]:
    """By slip, how often what was said."""
    found: dict[str, Counter[str]] = {}
    with tempfile.TemporaryDirectory() as name:
        for shape in shapes:
            for number in range(given.books):
                seed = f"{given.seed} {shape.__name__} {number}"
                book = shape(Random(seed))
                for kind, made in _slips(book, seed) if shape not in RIGHT_ALONE else [("right", book)]:
                    file = made.write(Path(name))
                    report = discover_tables(file)
                    verdict = judged(made, report)
                    found.setdefault(made.slip or "right books", Counter())[verdict] += 1
                    if given.show == verdict:
                        print(f"{shape.__name__} {number} {kind}", *_told(made, report), sep="\n    ")
                        if given.keep:
                            given.keep.mkdir(exist_ok=True)
                            shutil.copy(file, given.keep / f"{shape.__name__}-{number}-{kind}.xlsx")
    return found


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
