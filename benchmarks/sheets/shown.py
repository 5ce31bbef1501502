"""Right tables in workbooks whose cells show fewer digits than they store, and each with one figure typed wrong.

    python -m benchmarks.sheets.shown --tables 400 --seed 1

What is stored are pence, or figures with a tail of digits that a formula left; what is shown are pounds, or tenths. The
totals are what the stored figures come to, that rounded and typed, what the shown figures come to, or rounded to pence
from figures that stand nowhere.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from random import Random

from openpyxl import Workbook

from benchmarks.sheets.sheet import SLIPS, mistype, number
from benchmarks.sheets.small import NAMES, TOTALS
from budget_monitor.model.ledgers.grid import cell_place
from budget_monitor.model.results.outcome import Report, Verdict
from budget_monitor.pipeline.run.tables import discover_tables

STORED = ("pence", "tails")
TOTALLED = ("as stored", "rounded", "as shown", "on its own")
CODES = {0: "#,##0", 1: "#,##0.0"}
PENNY = Decimal("0.01")
Figures = list[list[Decimal]]


@dataclass(frozen=True)
class Shown:
    """A table: what its cells store, the last row being the total, and how many decimals they show."""

    kind: str
    figures: Figures
    decimals: int
    labels: Sequence[str]
    wrong: tuple[int, int] | None = None

    def write(self, folder: Path) -> Path:
        """The workbook, with a heading for each column."""
        book = Workbook()
        page = book.worksheets[0]
        page.append(["Service", *(f"202{at}/2{at + 1}" for at in range(len(self.figures[0])))])
        for label, row in zip(self.labels, self.figures, strict=True):
            page.append([label, *map(float, row)])
        for cells in page.iter_rows(min_row=2, min_col=2):
            for cell in cells:
                cell.number_format = CODES[self.decimals]
        file = folder / "table.xlsx"
        book.save(file)
        return file

    def mistyped(self, rng: Random) -> Shown | None:
        """The same with one figure typed wrong: as it is shown, or as it is stored."""
        row, column = rng.randrange(len(self.figures)), rng.randrange(len(self.figures[0]))
        stored = self.figures[row][column]
        text = f"{rounded(stored, self.decimals) if rng.random() < 0.5 else stored.quantize(PENNY)}"
        typed = mistype(text, rng.choice(SLIPS), rng)
        if typed is None or abs(number(typed) - stored) <= len(self.figures):
            return None
        figures = [list(one) for one in self.figures]
        figures[row][column] = number(typed)
        return Shown(self.kind, figures, self.decimals, self.labels, (row + 1, column + 1))


def rounded(value: Decimal, decimals: int) -> Decimal:
    """A figure as a cell shows it."""
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def tables(seed: int, count: int) -> Iterator[Shown]:
    """Right tables."""
    rng = Random(seed)
    for _ in range(count):
        stored, totalled, decimals = rng.choice(STORED), rng.choice(TOTALLED), rng.choice(list(CODES))
        lines, columns = rng.randint(2, 12), rng.randint(1, 5)
        truth = [[Decimal(rng.randint(10**8, 10**12)) / 10**6 for _ in range(columns)] for _ in range(lines)]
        rows = truth if stored == "tails" else [[one.quantize(PENNY) for one in row] for row in truth]
        if totalled == "on its own":
            total = [sum(column).quantize(PENNY, ROUND_HALF_UP) for column in zip(*truth, strict=True)]
        elif totalled == "as shown":
            total = [sum(rounded(one, decimals) for one in column) for column in zip(*rows, strict=True)]
        else:
            total = [sum(column) for column in zip(*rows, strict=True)]
            total = [rounded(one, decimals) for one in total] if totalled == "rounded" else total
        labels = [*rng.sample(NAMES, lines), rng.choice(TOTALS)]
        yield Shown(f"{stored}, total {totalled}", [*rows, total], decimals, labels)


def main() -> None:
    """Prints what was found."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--tables", type=int, default=400)
    asked.add_argument("--seed", type=int, default=2)
    asked.add_argument("--show", default="", help="the tables that were: missed, alarm")
    given = asked.parse_args()
    scored: dict[str, Counter[str]] = {}
    rng = Random(given.seed + 1000)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for table in tables(given.seed, given.tables):
            own = scored.setdefault(table.kind, Counter())
            report = discover_tables(table.write(folder))
            failed = _failed(report)
            own += Counter(right=1, columns=len(table.figures[0]), alarms=bool(failed), held=_held(report))
            wrong = table.mistyped(rng)
            if wrong is not None:
                report = discover_tables(wrong.write(folder))
                told = any(wrong.wrong in cells for cells in _failed(report))
                own += Counter(wrong=1, told=told)
                if given.show == "missed" and not told:
                    print(table.kind, wrong.wrong, wrong.figures)
            if given.show == "alarm" and failed:
                print(table.kind, table.figures, [one.message for one in report.findings])
    total = sum(scored.values(), Counter[str]())
    for kind, own in [*sorted(scored.items()), ("all", total)]:
        print(
            f"{kind:26} right {own['right']:4}  false failures {own['alarms']:3}"
            f"  totals that hold {own['held']:5} of {own['columns']:5}  slips told {own['told']:4} of {own['wrong']:4}"
        )


def _failed(report: Report) -> list[set[tuple[int, int]]]:
    return [
        {cell_place(cell.place.rpartition("!")[2]) for cell in one.cells}
        for one in report.relations
        if one.verdict is Verdict.FAIL
    ]


def _held(report: Report) -> int:
    return sum(one.verdict in (Verdict.EXACT, Verdict.WITHIN_ROUNDING) for one in report.relations)


if __name__ == "__main__":
    main()
