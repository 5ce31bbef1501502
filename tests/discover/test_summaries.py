"""Lines of a summary sheet are held against the totals of the sheets that they are called after."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pytest
from msgspec.structs import replace

from budget_monitor.discover.discovery import Discovery, discover
from budget_monitor.model.ledgers.grid import Grid
from budget_monitor.model.results.outcome import Verdict
from tests.support.grids import grid_of

SERVICES = ("Parks", "Libraries", "Highways")
HEADINGS = ("Budget £", "Actual £")
SEEDS = range(8)
BUDGET = 0
ACTUAL = 1


def sheet(name: str, rows: Sequence[Sequence[object]]) -> Grid:
    return replace(grid_of(rows, file="book.xlsx"), sheet=name)


def book(seed: int, stale: int = 0, suffix: str = "") -> list[Grid]:
    """A summary and a sheet for each service. The actual of the last one's first line was changed after the summary
    was made, by `stale`, and that sheet's total with it.
    """
    chance = Random(seed)
    lines = {name: [[chance.randint(10_000, 900_000) for _ in HEADINGS] for _ in range(4)] for name in SERVICES}
    rows = [[name, *(sum(column) for column in zip(*lines[name], strict=True))] for name in SERVICES]
    total = ["Total", *(sum(int(row[at]) for row in rows) for at in (1, 2))]
    lines[SERVICES[-1]][0][ACTUAL] += stale
    sheets = [sheet("Summary", [["Service", *HEADINGS], *rows, total])]
    for name in SERVICES:
        body = [[f"Line {at}", *line] for at, line in enumerate(lines[name])]
        sums = [sum(column) for column in zip(*lines[name], strict=True)]
        sheets.append(sheet(name + suffix, [["Line", *HEADINGS], *body, ["Total", *sums]]))
    return sheets


def failed(found: Discovery) -> list[list[str]]:
    return [[cell.place for cell in one.cells] for one in found.relations if one.verdict is Verdict.FAIL]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("suffix", ["", " detail"])
def test_a_summary_of_the_sheets_totals_holds(seed: int, suffix: str) -> None:
    found = discover(book(seed, suffix=suffix))
    tied = {one.cells[0].place: one.cells[1].place for one in found.relations if len(one.cells) == 2}
    assert tied == {f"Summary!{at}{row}": f"{SERVICES[row - 2]}{suffix}!{at}6" for at in "BC" for row in (2, 3, 4)}
    assert not found.findings


@pytest.mark.parametrize("seed", SEEDS)
def test_a_summary_that_was_not_brought_up_to_date_fails_against_the_sheet(seed: int) -> None:
    assert failed(discover(book(seed, stale=4_500))) == [["Summary!C4", "Highways!C6"]]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_sheet_that_is_called_alike_and_tells_something_else_is_no_wrong_total(seed: int) -> None:
    first, *_ = book(seed)
    _, *others = book(seed + len(SEEDS))
    assert not discover([first, *others]).findings
