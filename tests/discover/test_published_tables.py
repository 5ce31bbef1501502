"""What tables that public bodies and clubs published taught: shapes, and coincidences that are no sums."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace

from budget_monitor.discover.discovery import Discovery, discover
from budget_monitor.load.sources.grids import grids_in
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.results.outcome import Verdict
from tests.support.grids import grid_of

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul")


def found_in(text: str) -> Discovery:
    return discover([grid_of([line.split(";") for line in text.strip().splitlines()])])


def sums(found: Discovery) -> dict[str, str]:
    """By the total, its terms, of all that is checked."""
    return {one.cells[0].place: " ".join(cell.place for cell in one.cells[1:]) for one in found.relations}


def test_costs_that_rise_by_one_each_month_are_no_row_numbers() -> None:
    lines = [
        f"{month};{2 * at + 28};{at + 22};{at + 6}"
        for at, month in enumerate(["Jan", "Feb", "Mar", "Apr", "May", "Jun"])
    ]
    found = found_in("\n".join(["Month;Revenue;Costs;EBITDA", *lines]))
    assert {sums(found)[f"B{line}"] for line in (2, 5)} == {"C2 D2", "C5 D5"}


def test_products_are_found_where_most_numbers_are_one() -> None:
    rows = [(6, 280), (2000, 1), (550, 31), (250, 1), (1000, 1), (2500, 2), (30, 35), (1500, 1), (700, 1)]
    found = found_in("\n".join(["Item;Price;Number;", *(f"Item {a};{a};{b};{a * b}" for a, b in rows)]))
    assert sums(found)["D4"] == "B4 C4"


def test_a_row_that_repeats_one_is_no_sum_in_which_two_others_cancel() -> None:
    found = found_in("""
item;number;price;total
Technician;1;40000;40000
Benefits;1;12000;12000
Survey technician;1;40000;40000
Survey benefits;1;12000;12000
Traps;100;40;4000
Lures;520;3.75;1950
Vehicle;1;2000;2000
Fuel;1;2000;2000
;;SUBTOTAL;113950
""")
    assert sums(found)["D10"] == "D2 D3 D4 D5 D6 D7 D8 D9"
    assert not found.findings


CODED = """
code;2024;2025
01 Education;1300;1360
0101 Schools;900;940
010110 Salaries;700;720
010120 Books;200;220
0102 Libraries;400;420
02 Roads;650;660
0201 Winter;150;150
0202 Repairs;500;510
020210 Bridges;480;500
020220 Signs;20;10
03 Parks;90;95
0301 Trees;40;45
0302 Lawns;50;50
Total;2040;2115
"""


def test_codes_say_what_a_line_is_the_sum_of() -> None:
    found = found_in(CODED)
    tens = {"2": "3 6", "3": "4 5", "7": "8 9", "9": "10 11", "12": "13 14", "15": "2 7 12"}
    assert sums(found) == {
        f"{column}{total}": " ".join(f"{column}{one}" for one in lines.split())
        for column in "BC"
        for total, lines in tens.items()
    }
    assert not found.findings


def test_a_wrong_figure_among_codes_fails_however_few_columns_there_are() -> None:
    found = found_in(CODED.replace("0302 Lawns;50;50", "0302 Lawns;50;52"))
    assert {one.place.address for one in found.findings if one.place and one.verdict is Verdict.FAIL} == {"C12"}


def test_lines_told_again_as_of_which_are_not_added() -> None:
    found = found_in("""
Service;Budget;Actual
Employees;500;480
of which: overtime;40;45
  agency;60;75
Premises;200;210
Transport;100;90
Total;800;780
""")
    assert sums(found) == {"B7": "B2 B5 B6", "C7": "C2 C5 C6"}


def test_an_account_is_cast_from_balance_to_balance_and_carried_on() -> None:
    found = found_in("""
text;year 1;year 2
Balances brought forward;16219;18962
Precept;32510;29340
Total other receipts;7773;8741
Staff costs;5284;5657
Loan repayments;0;0
Total other payments;32255;35255
Balances carried forward;18962;16130
Total fixed assets;354673;355159
""")
    checks = sums(found)
    assert checks == {"B8": "B2 B3 B4 B5 B6 B7", "C8": "C2 C3 C4 C5 C6 C7", "C2": "B8"}
    assert {one.verdict for one in found.relations} == {Verdict.EXACT, Verdict.WITHIN_ROUNDING}


def test_a_column_is_carried_on_only_from_rows_that_have_both() -> None:
    lines = [f"Line {at};{100 * at + 7};\nLine {at};;{100 * at + 7}" for at in range(1, 9)]
    assert not found_in("\n".join(["item;request;budget", *lines])).relations


def test_what_was_bought_is_no_copy_of_a_catalogue() -> None:
    items = [(f"Item {at}", 1000 + 37 * at) for at in range(12)]
    catalogue = grid_of([[name, str(price)] for name, price in items])
    bought = grid_of([[name, str(at % 2), str(price * (at % 2))] for at, (name, price) in enumerate(items)])
    sheets = [replace(catalogue, sheet="Catalogue"), replace(bought, sheet="Bought")]
    assert not [one for one in discover(sheets).relations if one.kind is RelationKind.TIE]


@pytest.mark.parametrize(
    ("text", "decimals", "value"),
    [("23018.0", 0, "23018"), ("0.49699999999999994", 3, "0.497"), ("33140.4444444444", 10, "33140.4444444444")],
)
def test_figures_as_a_program_writes_them(tmp_path: Path, text: str, decimals: int, value: str) -> None:
    path = tmp_path / "table.csv"
    path.write_text(f"item,amount\na,{text}\nb,{text}\n")
    cell = grids_in(path)[0][0].rows[1][1]
    assert (cell.decimals, cell.value) == (decimals, Decimal(value))
