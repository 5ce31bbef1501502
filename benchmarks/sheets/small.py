"""Many small tables, each right, and each with one figure typed wrong.

    python -m benchmarks.sheets.small --tables 400 --seed 1

Two to six lines, one to five columns, with or without a total below, a total or a variance beside; whole pounds, pence,
thousands and millions. Even seeds were looked at while the mechanism was made; odd ones are kept aside.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from random import Random

from benchmarks.sheets.sheet import Place, Sheets, Truth, number
from budget_monitor.diagnose.diagnosis import diagnose
from budget_monitor.discover.discovery import discover
from budget_monitor.load.documents.reading import read_document
from budget_monitor.model.ledgers.cell import CellRef
from budget_monitor.model.results.correction import CellChange, Certainty, Correction
from budget_monitor.model.results.outcome import Finding, Verdict
from budget_monitor.pipeline.run.tables import discover_tables

NAMES = (
    "Libraries", "Parks", "Highways", "Housing", "Waste", "Planning", "Leisure", "Schools", "Museums", "Cemeteries",
    "Car parks", "Markets", "Street lighting", "Licensing", "Elections",
)  # fmt: skip
SCALES = (
    ("tens", 50, 0, 0), ("hundreds", 900, 0, 0), ("thousands", 9_000, 0, 0), ("large", 400_000, 0, 0),
    ("pence", 5_000, 2, 2), ("millions", 60, 1, 4), ("rounded", 9_000, 0, 3), ("round", 90_000, -2, -2),
)  # fmt: skip
"""What figures are like: how large they get, the decimals that are written, and those that there are."""
BESIDE = ("none", "none", "total", "variance", "variance", "net", "closing")


PLAIN = 0.4
"""The share of tables whose headings say nothing of what adds up."""
TOTALS = ("Total", "Total", "Totals", "Grand total", "Total expenditure", "All services", "Sum")


def tables(seed: int, count: int) -> Iterator[Sheets]:
    """Right tables."""
    rng = Random(seed)
    for _ in range(count):
        yield table(rng)


def table(rng: Random) -> Sheets:
    """One right table."""
    scale, most, decimals, hidden = rng.choice(SCALES)
    lines, beside, below = rng.randint(2, 6), rng.choice(BESIDE), rng.random() < 0.75
    heads, made = _columns(rng, beside)
    plain = len(heads) - bool(made)
    unit = Decimal(1).scaleb(-hidden)
    rows = [[Decimal(rng.randint(1, int(most / unit))) * unit for _ in range(plain)] for _ in range(lines)]
    if beside == "net":
        rows = [[row[0], -abs(row[1]) / 4 // unit * unit] for row in rows]
    elif beside in ("variance", "closing"):
        rows = [[row[0], (row[0] * rng.randint(85, 120) / 100) // unit * unit] for row in rows]
    elif beside == "closing":
        rows = [[row[0], (row[0] * rng.randint(-40, 40) / 100) // unit * unit] for row in rows]
    if below:
        rows.append([sum(column, Decimal(0)) for column in zip(*rows, strict=True)])
    for row in rows:
        if made:
            row.append(sum((sign * row[at] for at, sign in made), Decimal(0)))
    step = Decimal(1).scaleb(-decimals)
    commas = rng.random() < 0.5
    written = [[_written(one, step, commas=commas) for one in row] for row in rows]
    labels = rng.sample(NAMES, lines) + ([rng.choice(TOTALS)] * below)
    body = [[label, *row] for label, row in zip(labels, written, strict=True)]
    return Sheets(
        f"{scale} {lines}x{len(heads)} {beside} {'total' if below else 'no total'}",
        {"": [["Service", *heads], *body]},
        list(_truths(lines, len(heads), made, below=below)),
        is_rounded=decimals < hidden,
        step=step,
    )


def _columns(rng: Random, beside: str) -> tuple[list[str], list[tuple[int, int]]]:
    """The headings, and what the last column is made of, with signs."""
    if beside in ("variance", "closing", "net") and rng.random() < PLAIN:
        signs = [(1, 1), (0, -1)] if beside == "variance" else [(0, 1), (1, 1)]
        return rng.choice((["A", "B", "C"], ["This", "That", "Rest"], ["Plan", "Spend", "Difference"])), signs
    if beside == "variance":
        return rng.choice((["Budget", "Actual", "Variance"], ["Cash limit", "Outturn", "Variance"])), [(1, 1), (0, -1)]
    if beside == "closing":
        return ["Opening balance", "Movement", "Closing balance"], [(0, 1), (1, 1)]
    if beside == "net":
        return ["Gross expenditure", "Income", "Net"], [(0, 1), (1, 1)]
    count = rng.randint(1, 5) if beside == "none" else rng.randint(2, 4)
    heads = (
        [f"Q{at + 1}" for at in range(count)] if rng.random() < 0.5 else [f"202{at}/2{at + 1}" for at in range(count)]
    )
    if beside == "total":
        return [*heads, "Total"], [(at, 1) for at in range(count)]
    return heads, []


def _truths(lines: int, columns: int, made: Sequence[tuple[int, int]], *, below: bool) -> Iterator[Truth]:
    if below:
        for column in range(1, columns + 1):
            yield Truth(("", lines + 1, column), frozenset(("", row, column) for row in range(1, lines + 1)))
    if made:
        for row in range(1, lines + 1 + below):
            yield Truth(("", row, columns), frozenset(("", row, at + 1) for at, _ in made))


def _written(value: Decimal, step: Decimal, *, commas: bool) -> str:
    rounded = (value / step).quantize(Decimal(1), ROUND_HALF_UP) * step
    places = max(0, -int(step.as_tuple().exponent))
    return f"{rounded:,.{places}f}" if commas else f"{rounded:.{places}f}"


def is_hidden_by_rounding(sheet: Sheets) -> bool:
    """True if what is wrong is no more than rounding would make of figures written so."""
    assert sheet.wrong is not None
    if sheet.step == Decimal("0.01"):
        return False
    off = abs(number(sheet.text(sheet.wrong)) - number(sheet.right))
    most = max(len(truth.terms) + 1 for truth in sheet.truths if sheet.wrong in (truth.target, *truth.terms))
    return off <= most * min(sheet.step, Decimal(1)) / 2


class Scored(Counter[str]):
    """Tables by what became of them."""

    def add_right(self, said: Said) -> None:
        """A table without a mistake."""
        self["right"] += 1
        self["false alarm"] += bool(said.failed)

    def add_wrong(self, sheet: Sheets, said: Said) -> None:
        """A table with one."""
        assert sheet.wrong is not None
        small = " (as small as rounding)" if is_hidden_by_rounding(sheet) else ""
        self[f"wrong{small}"] += 1
        self[f"found{small}"] += any(sheet.wrong in finding for finding in said.failed)
        self[f"{said.advice(sheet.wrong, number(sheet.right))}{small}"] += 1
        self[f"in silence{small}"] += not said.failed and not said.doubted


class Said:
    """What was said of a table: failed checks by their cells, corrections, and whether any doubt was told."""

    def __init__(self, findings: Sequence[Finding], corrections: Sequence[Correction], told: int) -> None:
        self.failed = [self._cells(one) for one in findings if one.verdict is Verdict.FAIL]
        self.doubted = any(one.verdict is Verdict.UNDECIDED for one in findings) or told > 0
        self.corrections = corrections

    def advice(self, place: Place, right: Decimal) -> str:
        """How good the advice is: the cell and its value named first, or among as likely ones, or something else."""
        acts = [(one.certainty, _corrected(one.cells)) for one in self.corrections]
        rest = [_corrected(other.cells) for one in self.corrections for other in one.alternatives]
        if not acts:
            return "advice: none"
        if acts[0][1] == {place: right}:
            return "advice: right, alone" if acts[0][0] is not Certainty.TIED else "advice: right, first of a tie"
        if {place: right} in rest or {place: right} in [cells for _, cells in acts]:
            return "advice: right, among others" if acts[0][0] is Certainty.TIED else "advice: right, behind another"
        if acts[0][0] in (Certainty.ONLY, Certainty.LIKELY):
            return "advice: WRONG, alone"
        return "advice: wrong, with others" if acts[0][0] is Certainty.TIED else "advice: cannot tell"

    def _cells(self, finding: Finding) -> set[Place]:
        return {_place(cell.ref) for cell in finding.cells}


def _place(ref: CellRef) -> Place:
    return ("", ref.line - 1, ord(ref.column[0]) - ord("A"))


def _corrected(cells: Sequence[CellChange]) -> dict[Place, Decimal]:
    return {_place(change.cell.ref): number(change.type_as or "0") for change in cells}


def said_of(sheet: Sheets, folder: Path) -> Said:
    """What `check` says of a table."""
    file = folder / "table.csv"
    file.write_text(sheet.csv(), encoding="utf-8")
    report = discover_tables(file)
    return Said(report.findings, report.corrections, len(report.no_sums) + len(report.input_problems))


def said_of_document(sheet: Sheets, folder: Path) -> Said:
    """What `scrutinise` says of it."""
    file = folder / "report.md"
    file.write_text(sheet.markdown(), encoding="utf-8")
    grids = [block.grid for block in read_document(file).tables if block.grid is not None]
    found = discover(grids, is_document=True)
    diagnosis = diagnose(found.constraints, found.findings)
    return Said(diagnosis.findings, diagnosis.corrections, len(found.no_sums) + len(found.problems))


def main() -> None:
    """Prints what was found."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--tables", type=int, default=400)
    asked.add_argument("--seed", type=int, default=2)
    asked.add_argument("--documents", action="store_true", help="as tables of documents, too")
    asked.add_argument("--show", default="", help="the tables that were: missed, alarm, silent, misled")
    given = asked.parse_args()
    ways = [("check", said_of)] + ([("scrutinise", said_of_document)] if given.documents else [])
    with tempfile.TemporaryDirectory() as folder:
        for name, asking in ways:
            rng, scored, kinds = Random(given.seed + 1000), Scored(), Counter[str]()
            for sheet in tables(given.seed, given.tables):
                if not sheet.truths:
                    continue
                right = asking(sheet, Path(folder))
                scored.add_right(right)
                if given.show == "alarm" and right.failed:
                    print(f"--- {sheet.name}\n{sheet.csv()}{right.failed}")
                wrong = sheet.mistyped(rng)
                if wrong is None or wrong.wrong is None:
                    continue
                said = asking(wrong, Path(folder))
                scored.add_wrong(wrong, said)
                found = any(wrong.wrong in one for one in said.failed)
                if not is_hidden_by_rounding(wrong):
                    kinds[f"{sheet.name.partition(' ')[2].partition(' ')[2]}: {'found' if found else 'missed'}"] += 1
                    silent = not said.failed and not said.doubted
                    misled = said.advice(wrong.wrong, number(wrong.right)) == "advice: WRONG, alone"
                    if {"missed": not found, "silent": silent, "misled": misled}.get(given.show, False):
                        print(f"--- {wrong.name}, {wrong.slip} at {wrong.wrong}: {wrong.right}\n{wrong.csv()}")
            print(name)
            for what, count in sorted(scored.items()):
                print(f"  {count:5}  {what}")
            for what, count in sorted(kinds.items()):
                print(f"  {count:5}  {what}")


if __name__ == "__main__":
    main()
