"""Results of results in one column, names as programs write them, marks beside codes, and rates per so many."""

from __future__ import annotations

from random import Random

import pytest

from budget_monitor.discover.discovery import Discovery, discover
from budget_monitor.discover.labels import per_how_many
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.checks.verdict import HELD
from budget_monitor.model.ledgers.names import is_total
from budget_monitor.model.results.outcome import Verdict
from tests.support.grids import grid_of

Rows = list[list[str]]
TABLES = 12


def found_in(rows: Rows) -> Discovery:
    return discover([grid_of(rows)])


def made_of(found: Discovery, kind: RelationKind | None = None) -> dict[str, set[str]]:
    """By the place of a figure, the places of those that it comes of, of all checks that hold."""
    held = [one for one in found.relations if one.verdict in HELD and kind in (None, one.kind)]
    return {one.cells[0].place: {cell.place for cell in one.cells[1:]} for one in held}


def failed(found: Discovery) -> list[set[str]]:
    """The places of each check that fails."""
    return [{cell.place for cell in one.cells} for one in found.relations if one.verdict is Verdict.FAIL]


def account(rng: Random) -> Rows:
    """Sales, two groups of costs that are kept negative, and results between and after them."""
    sales, goods, freight, wages, rent = (rng.randint(10_000_000, 900_000_000) for _ in range(5))
    cost, margin, overheads = -goods - freight, sales - goods - freight, -wages - rent
    lines = [
        ("Sales", sales), ("Goods", -goods), ("Freight", -freight), ("Cost of sales", cost), ("Margin", margin),
        ("Wages", -wages), ("Rent", -rent), ("Total overheads", overheads), ("Other income", 41_250),
        ("All costs", cost + overheads),
    ]  # fmt: skip
    return [["", "Budget"], *([label, str(value)] for label, value in lines)]


@pytest.mark.parametrize("seed", range(TABLES))
def test_a_result_far_below_the_two_totals_that_make_it_is_found(seed: int) -> None:
    found = found_in(account(Random(seed)))
    assert made_of(found)["B11"] == {"B5", "B9"}
    assert not failed(found)


@pytest.mark.parametrize("name", ["_Total", "Grand_Total", "TotalCost", "SubTotal", "Total_2025"])
def test_a_name_as_a_program_writes_it_calls_a_row_a_total(name: str) -> None:
    assert is_total(name)


@pytest.mark.parametrize("name", ["Totality", "total_recall of products by makers", "Subtotalled_items not"])
def test_a_name_that_only_holds_the_letters_does_not(name: str) -> None:
    assert is_total(name) == is_total(name.replace("_", " "))


def test_totals_of_groups_are_found_beside_codes_and_a_column_of_marks() -> None:
    rng = Random(5)
    rows = [["Group", "Account", "Budget", "Actual", "flag"]]
    for group in range(1, 7):
        lines = [(rng.randint(900, 99_000), rng.randint(900, 99_000)) for _ in range(4)]
        mark = str(group % 2)
        rows += [[f"0{group}", f"{group}0{at} Line", str(a), str(b), mark] for at, (a, b) in enumerate(lines)]
        rows.append([f"0{group}", "_Total", str(sum(a for a, _ in lines)), str(sum(b for _, b in lines)), mark])
    found = found_in(rows)
    assert made_of(found)["C6"] == {"C2", "C3", "C4", "C5"}
    assert not failed(found)


def rates(rng: Random, count: int) -> Rows:
    """Offences per so many residents of some areas."""
    rows = [["Area", "Residents", "Offences", f"Offences per {count:,} residents"]]
    for area in range(8):
        people = rng.randint(40_000, 900_000)
        cases = rng.randint(people // 90, people // 20)
        rows.append([f"Area {area}", str(people), str(cases), f"{cases * count / people:.1f}"])
    return rows


@pytest.mark.parametrize("seed", range(TABLES))
@pytest.mark.parametrize("count", [1_000, 10_000, 100_000])
def test_a_rate_per_so_many_is_what_its_heading_says(count: int, seed: int) -> None:
    found = found_in(rates(Random(seed), count))
    assert made_of(found, RelationKind.RATIO)["D5"] == {"B5", "C5"}
    assert not failed(found)


@pytest.mark.parametrize("seed", range(TABLES))
def test_a_slip_in_a_rate_is_told_with_its_cell(seed: int) -> None:
    rows = rates(Random(seed), 100_000)
    text = rows[4][3]
    rows[4][3] = text[1] + text[0] + text[2:] if text[0] != text[1] else f"9{text[1:]}"
    assert failed(found_in(rows)) == [{"B5", "C5", "D5"}]


@pytest.mark.parametrize(
    ("heading", "count"),
    [
        ("Rate per 100,000 inhabitants", 100_000), ("per 1 000", 1_000), ("Deaths per million", 1_000_000),
        ("Cost per head", 1), ("per 12 months", 1), ("", 1), ("per 1,000,000 trips", 1_000_000),
    ],
)  # fmt: skip
def test_per_how_many_is_read_from_a_heading(heading: str, count: int) -> None:
    assert per_how_many(heading) == count


def blocks(rng: Random, count: int) -> Rows:
    """Groups with blank lines between them, each with its sum in its first row, which no word calls a total."""
    rows = [["Item", "Cost"]]
    for block in range(count):
        lines = [rng.randint(200, 9_000) for _ in range(rng.randint(3, 6))]
        rows += [
            [f"Group {block}", str(sum(lines))],
            *([f"Item {block}{at}", str(one)] for at, one in enumerate(lines)),
        ]
        rows.append(["", ""])
    return rows


@pytest.mark.parametrize("seed", range(TABLES))
def test_the_first_row_of_every_block_is_found_to_be_the_sum_of_the_others(seed: int) -> None:
    rows = blocks(Random(seed), 3)
    found = found_in(rows)
    firsts = [at for at, row in enumerate(rows, start=1) if row[0].startswith("Group")]
    assert {f"B{at}" for at in firsts} <= set(made_of(found))
    assert not failed(found)


@pytest.mark.parametrize("seed", range(TABLES))
def test_a_slip_in_one_of_many_blocks_is_told_with_its_cell(seed: int) -> None:
    rows = blocks(Random(seed), 6)
    at = next(at for at, row in enumerate(rows) if row[0] == "Group 3")
    text = rows[at + 2][1]
    rows[at + 2][1] = f"{text[0]}{(int(text[1]) + 4) % 10}{text[2:]}"
    assert any({f"B{at + 1}", f"B{at + 3}"} <= one for one in failed(found_in(rows)))


@pytest.mark.parametrize("seed", range(TABLES))
def test_totals_of_groups_of_which_some_have_one_line_are_held_against_no_others(seed: int) -> None:
    rng = Random(seed)
    rows = [["Group", "Line", "2024", "2025"]]
    for group in "ABCDE":
        lines = [(rng.randrange(0, 1000, 50), rng.randrange(0, 1000, 50)) for _ in range(rng.randint(1, 3))]
        rows += [[group, f"Line {at}", str(a), str(b)] for at, (a, b) in enumerate(lines)]
        rows.append([group, "TOTAL", str(sum(a for a, _ in lines)), str(sum(b for _, b in lines))])
    assert not failed(found_in(rows))
