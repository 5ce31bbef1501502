"""How much of what adds up in made-up sheets is found, and what is called wrong that is right.

    python -m benchmarks.sheets                  # the shapes that were looked at
    python -m benchmarks.sheets --kept-aside     # the others: not for tuning
    python -m benchmarks.sheets --annotated FILE # tables that others have annotated (AggreCol's dataset.jl.gz)

Every shape is made with several seeds, right and with one figure typed wrong.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random

from benchmarks.sheets import kept_aside, looked_at
from benchmarks.sheets.annotated import score_annotated
from benchmarks.sheets.sheet import Place, Sheets, Truth
from benchmarks.sheets.small import is_hidden_by_rounding
from benchmarks.sheets.workbook import write
from budget_monitor.model.checks.relation import Relation
from budget_monitor.model.ledgers.grid import cell_place
from budget_monitor.model.results.outcome import Report, Verdict
from budget_monitor.pipeline.run.tables import discover_tables


def main() -> None:
    """Prints what was found of each shape."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--kept-aside", action="store_true")
    asked.add_argument("--seeds", type=int, default=4)
    asked.add_argument("--annotated", type=Path)
    asked.add_argument("--show", action="store_true", help="what was not found, and what failed though it is right")
    given = asked.parse_args()
    if given.annotated:
        print(score_annotated(given.annotated))
        return
    shapes = kept_aside.SHAPES if given.kept_aside else looked_at.SHAPES
    total: Counter[str] = Counter()
    for shape in shapes:
        own = scored(shape, range(given.seeds), show=given.show)
        print(f"{shape.__name__:18}", line_of(own))
        total += own
    print(f"{'all':18}", line_of(total))


def scored(shape: Callable[[Random], Sheets], seeds: Iterable[int], *, show: bool = False) -> Counter[str]:
    """What was found of one shape, with figures of several seeds."""
    own: Counter[str] = Counter()
    for seed in seeds:
        right = shape(Random(f"{shape.__name__} {seed}"))
        report = checked(right)
        found = {_cells(one) for one in report.relations if one.verdict is not Verdict.UNDECIDED}
        missed = [truth for truth in right.truths if _all(truth) not in found]
        failed = [one for one in report.relations if one.verdict is Verdict.FAIL]
        own += Counter(sheets=1, truths=len(right.truths), found=len(right.truths) - len(missed))
        own["false failure"] += bool(failed)
        if show:
            for truth in missed[:3]:
                print("   missed", shape.__name__, seed, truth.target, sorted(truth.terms)[:5])
            for one in failed[:3]:
                print("   failed", shape.__name__, seed, one.sentence)
        wrong = right.mistyped(Random(seed))
        if wrong is not None and wrong.wrong is not None and not is_hidden_by_rounding(wrong):
            own["wrong"] += 1
            report = checked(wrong)
            told = any(wrong.wrong in _cells(one) for one in report.relations if one.verdict is Verdict.FAIL)
            own["told"] += told
            own["value named"] += any(_names(wrong, report))
            if show and not told:
                print(
                    "   not told", shape.__name__, seed, wrong.wrong, wrong.slip, wrong.right, wrong.text(wrong.wrong)
                )
    return own


def checked(sheets: Sheets) -> Report:
    """What `check` finds in them."""
    with tempfile.TemporaryDirectory() as folder:
        return discover_tables(write(sheets, Path(folder)))


def _names(sheets: Sheets, report: Report) -> Iterable[bool]:
    """For the first advice and those as likely, whether the one cell is the wrong one."""
    for one in report.corrections[:1]:
        for cells in (one.cells, *(other.cells for other in one.alternatives)):
            yield len(cells) == 1 and _place(cells[0].address, cells[0].cell.ref.file) == sheets.wrong


def _cells(relation: Relation) -> frozenset[Place]:
    return frozenset(_place(cell.place, "") for cell in relation.cells)


def _place(address: str, file: str) -> Place:
    sheet, _, cell = address.rpartition("!")
    return (sheet or file.partition(":")[2], *cell_place(cell))


def _all(truth: Truth) -> frozenset[Place]:
    return truth.terms | {truth.target}


def line_of(own: Counter[str]) -> str:
    """The counts of a shape in a line."""
    recall = own["found"] / max(1, own["truths"])
    found = f"{own['found']:5} of {own['truths']:5} ({recall:6.1%})  false failures {own['false failure']:2}"
    told = f"wrong told {own['told']:3} of {own['wrong']:3}, cell named {own['value named']:3}"
    return f"{found} in {own['sheets']:3} sheets  {told}"


if __name__ == "__main__":
    main()
