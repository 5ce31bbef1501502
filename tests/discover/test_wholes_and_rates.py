"""Percentages and what they are of, rates among amounts that add up, and lines of which only a total was filled in."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from budget_monitor.discover.discovery import Discovery, discover
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.checks.verdict import HELD
from budget_monitor.model.results.outcome import Verdict
from tests.support.grids import grid_of


def found_in(text: str) -> Discovery:
    return discover([grid_of([line.split(";") for line in text.strip().splitlines()])])


def made_of(found: Discovery, kind: RelationKind) -> dict[str, str]:
    """By the figure, what it is made of, of all checks of a kind that hold."""
    held = [one for one in found.relations if one.kind is kind and one.verdict in HELD]
    return {one.cells[0].place: " ".join(cell.place for cell in one.cells[1:]) for one in held}


POLL = """
State;In favour;%;Against;%;Total;%
North;2374362;57.8;1736838;42.2;4111200;100
South;2145629;64.9;1161098;35.1;3306727;100
East;1487060;60.7;961015;39.3;2448075;100
West;592528;62.5;356247;37.5;948775;100
Hills;801575;63.7;455924;36.3;1257499;100
All;7401154;61.3;4671122;38.7;12072276;100
"""


def test_percentages_are_of_the_amounts_beside_them_rather_than_what_others_leave_of_a_hundred() -> None:
    ratios = made_of(found_in(POLL), RelationKind.RATIO)
    assert {ratios["C2"], ratios["E2"], ratios["C7"]} == {"B2 F2", "D2 F2", "B7 F7"}


def test_a_sum_of_lines_is_found_though_half_of_the_columns_are_percentages() -> None:
    assert made_of(found_in(POLL), RelationKind.SUM)["D7"] == "D2 D3 D4 D5 D6"


CRIME = """
Area;Year;Burglary;Theft;Vehicles;All property
North;2024;1587564;5723488;713063;8024115
;2025;1515096;5638455;765484;7919035
Percent change;;-4.6;-1.5;7.4;-1.3
South;2024;157910;737087;56943;951940
;2025;142720;709721;57456;909897
Percent change;;-9.6;-3.7;0.9;-4.4
East;2024;46260;193051;17762;257073
;2025;42095;182985;18689;243769
Percent change;;-9.0;-5.2;5.2;-5.2
"""


def test_rows_of_percentages_are_no_exceptions_to_what_columns_of_amounts_come_to() -> None:
    found = found_in(CRIME)
    sums = made_of(found, RelationKind.SUM)
    assert {sums["F2"], sums["F9"]} == {"C2 D2 E2", "C9 D9 E9"}
    assert not found.findings


def test_margins_of_error_do_not_add_up() -> None:
    found = found_in("""
;2025 number;Margin of error;2026 number;Margin of error
Men;160233;0.3;161777;0.4
Women;165405;0.4;165744;0.3
Total;325638;0.3;327521;0.3
""")
    assert made_of(found, RelationKind.SUM) == {"B4": "B2 B3", "D4": "D2 D3"}
    assert not found.findings


def test_shares_with_two_decimals_are_rounded_to_them() -> None:
    amounts = [531511, 212277, 186580, 147966, 132035, 109487, 109041, 65973]
    whole = sum(amounts)
    lines = [f"Country {at};{amount};{100 * amount / whole:.2f}%" for at, amount in enumerate(amounts)]
    found = found_in("\n".join(["Country;Arrivals;Share", *lines, f"Total;{whole};100.00%"]))
    ratios = made_of(found, RelationKind.RATIO)
    assert {ratios[f"C{row}"] for row in range(2, 10)} == {f"B{row} B10" for row in range(2, 10)}


def test_index_numbers_are_percentages_of_the_line_that_is_a_hundred() -> None:
    people = [9748526, 10091928, 10484725, 10850685, 11210084, 11574942, 11949260]
    lines = [f"Year {at};{one};{100 * one / people[0]:.2f}" for at, one in enumerate(people)]
    ratios = made_of(found_in("\n".join([";People;Index", *lines])), RelationKind.RATIO)
    assert ratios == {f"C{row}": f"B{row} B2" for row in range(3, 9)}


def test_shares_of_a_total_whose_parts_overlap_are_found() -> None:
    whole = 327521
    kinds = {"Any plan": 299230, "Private": 217896, "By work": 178737, "Bought": 33869, "Public": 112925, "None": 28291}
    lines = [f"{kind};{one};{100 * one / whole:.1f}" for kind, one in kinds.items()]
    ratios = made_of(found_in("\n".join([";Number;Percent", f"Total;{whole};", *lines])), RelationKind.RATIO)
    assert ratios == {f"C{row}": f"B{row} B2" for row in range(3, 9)}


@pytest.mark.parametrize("note", ["1", "(r)"])
def test_years_of_which_one_has_a_note_are_headings(note: str) -> None:
    found = found_in(f"""
;2025 {note};2026
Rates;4171;4303
Grants;2034;2117
Total;6205;6420
""")
    assert made_of(found, RelationKind.SUM) == {"B4": "B2 B3", "C4": "C2 C3"}


def test_a_first_amount_that_could_be_a_year_is_none() -> None:
    found = found_in("""
Item;Amount
Rent;2000
Heat;475
Cleaning;310
Total;2785
""")
    assert made_of(found, RelationKind.SUM) == {"B5": "B2 B3 B4"}


def test_a_total_of_totals_leaves_out_lines_that_none_of_them_adds_up() -> None:
    blocks = [
        ("A", [[3, 0, 4], [5, 2, 0]], [8, 2, 4]),
        ("B", [[0, 0, 0], [0, 0, 11]], [6, 5, 21]),  # sums were typed for lines that were not
        ("C", [[7, 9, 1], [2, 6, 8]], [9, 15, 9]),
        ("D", [[12, 4, 3], [1, 1, 13]], [13, 5, 16]),
    ]
    lines = []
    for name, parts, total in blocks:
        lines += [";".join(map(str, [f"{name} task", *part])) for part in parts]
        lines.append(";".join(map(str, [f"{name} total", *total])))
    whole = [sum(total[at] for *_, total in blocks) for at in range(3)]
    found = found_in("\n".join([";Here;There;Elsewhere", *lines, ";".join(map(str, ["Total", *whole]))]))
    sums = made_of(found, RelationKind.SUM)
    assert {sums["B14"], sums["D14"]} == {"B4 B7 B10 B13", "D4 D7 D10 D13"}
    assert "D14" not in {one.cells[0].place for one in found.relations if one.verdict not in HELD}


CENSUS = """
;Men;Women;All
North;3358657;3467637;6826291
South;102826;104428;207257
East;24916;23538;48454
West;20551;20300;40849
Total;3506947;3615904;7122851
"""


@pytest.mark.parametrize(("note", "fails"), [("", True), ("Cells in this table have been randomly adjusted", False)])
def test_figures_that_were_altered_at_random_need_not_add_up(note: str, *, fails: bool) -> None:
    found = found_in(f"{CENSUS}{note};;;" if note else CENSUS)
    assert any(one.verdict is Verdict.FAIL for one in found.relations) is fails


def test_what_a_summary_takes_over_includes_lines_that_look_like_totals() -> None:
    """The third line of Youth comes to its first two: where nothing is a total, that is no sum."""
    groups = {"Music": [410, 2375, 1190], "Youth": [150, 322, 472], "Care": [905, 88, 1604], "Office": [77, 2310, 640]}
    lines = [
        [f"Item {at}{group}", group, amount] for group, amounts in groups.items() for at, amount in enumerate(amounts)
    ]
    summary = [[group, sum(amounts)] for group, amounts in groups.items()]
    books = [
        replace(grid_of([["Group", "Budget"], *summary]), sheet="Summary"),
        replace(grid_of([["Account", "Group", "Budget"], *lines]), sheet="Lines"),
    ]
    found = discover(books)
    assert "Lines!C5 Lines!C6 Lines!C7" in made_of(found, RelationKind.SUM)["Summary!B3"]
    assert not found.findings


def test_numbers_of_accounts_are_no_amounts() -> None:
    found = found_in("""
AccountNum;Account;Spent
4001;Wages;900
4002;Rent;300
8003;Total;1200
""")
    assert made_of(found, RelationKind.SUM) == {"C4": "C2 C3"}
