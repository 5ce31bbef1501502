"""What a further round of published tables taught: totals that stand elsewhere, and how precise figures are."""

from __future__ import annotations

import pytest

from budget_monitor.discover.adding import sums as adding
from budget_monitor.discover.adding.identity import Identity
from budget_monitor.discover.discovery import Discovery, discover
from budget_monitor.discover.effort import Effort
from budget_monitor.discover.matrix import Mask, Matrix, matrix_of
from budget_monitor.model.ledgers.grid import Grid
from budget_monitor.model.results.outcome import Verdict
from tests.support.grids import grid_of


def found_in(text: str) -> Discovery:
    return discover([grid_of([line.split(";") for line in text.strip().splitlines()])])


def sums(found: Discovery) -> dict[str, str]:
    """By the total, its terms, of all that is checked."""
    return {one.cells[0].place: " ".join(cell.place for cell in one.cells[1:]) for one in found.relations}


def failed(found: Discovery) -> set[str]:
    return {one.place.address for one in found.findings if one.place and one.verdict is Verdict.FAIL}


def test_the_total_of_the_first_years_stands_behind_all_years() -> None:
    rows = [(1683, 1756, 1837, 1910, 1991, 2084), (1170, 1233, 1280, 1329, 1382, 1444), (204, 245, 274, 292, 319, 358)]
    lines = [";".join(map(str, (f"Tax {a[0]}", *a, sum(a[:3]), sum(a)))) for a in rows]
    found = found_in("\n".join(["Revenue;Yr 1;Yr 2;Yr 3;Yr 4;Yr 5;Yr 6;First three;All", *lines]))
    assert sums(found)["H2"] == "B2 C2 D2"
    assert sums(found)["I3"] == "E3 F3 G3 H3"


def test_lines_told_as_of_which_are_read_in_a_table_that_is_wider_than_long() -> None:
    header = ";".join(["Year", *(f"Function {at}" for at in range(30)), "of which: debt"])
    found = found_in("\n".join([header, *(";".join([str(year), *["17"] * 31]) for year in (2023, 2024))]))
    assert not found.findings


def test_a_figure_with_an_exponent_is_as_precise_as_its_digits() -> None:
    rows = [(2965210224, 2237236560943), (410000125, 1200310411), (73, 998), (51200, 300144)]
    lines = [f"Ministry {a};{a};{b};{a + b}" for a, b in rows]
    text = "\n".join(["Ministry;Capital;Personnel;Total", *lines]).replace("2240201771167", "2.240202e+12")
    found = found_in(text)
    assert sums(found)["D2"] == "B2 C2"
    assert failed(found) == set()
    assert failed(found_in(text.replace("2.240202e+12", "2.250202e+12"))) == {"D2"}


def test_amounts_of_one_decimal_are_rounded_also_where_ratios_have_two() -> None:
    found = found_in("""
;Q1;Q2;Q3;Q4;Q5
Wholesale trade;503.6;504.9;521.9;523.9;528.9
Durable goods;277.9;282.3;286.7;290.5;299.8
Other goods;225.7;222.6;235.2;233.4;229.2
Sales of the quarter;890.7;900.5;911.9;922.2;952.8
Trade to sales;0.57;0.56;0.57;0.57;0.56
""")
    assert sums(found)["F2"] == "F3 F4"
    assert failed(found) == set()


def test_percentages_beside_amounts_do_not_speak_against_codes() -> None:
    lines = ["id;name;total;own;share"]
    for top in range(1, 5):
        parts = [(1000 * top + 17 * part, 400 * part + 3) for part in (1, 2, 3)]
        whole = [sum(one) for one in zip(*parts, strict=True)]
        lines.append(f"{top};Function;{whole[0]};{whole[1]};{100 * whole[1] / whole[0]:.2f}")
        lines += [f"{top}-{at};Task;{a};{b};{100 * b / a:.2f}" for at, (a, b) in enumerate(parts, 1)]
    amounts = [line.split(";")[2:4] for line in lines[1:] if "Function" in line]
    whole = [sum(int(one[at]) for one in amounts) for at in (0, 1)]
    lines.insert(1, f"total;Total;{whole[0]};{whole[1]};{100 * whole[1] / whole[0]:.2f}")
    found = found_in("\n".join(lines))
    assert sums(found)["C3"] == "C4 C5 C6"
    assert sums(found)["D2"] == "D3 D7 D11 D15"
    assert failed(found) == set()


def test_a_group_of_one_line_is_not_counted_twice_where_its_other_lines_have_only_a_number() -> None:
    found = found_in("""
Department;Grp;1080;2240;Grand Total
01 - Court;51;2048;13;2061
;52;26;;26
01 - Court Total;;2074;13;2087
06 - Emergency;53;144;;144
;54;;;
06 - Emergency Total;;144;;144
07 - Parks;51;5427;107;5534
;53;8964;63;9027
07 - Parks Total;;14391;170;14561
Grand Total;;16609;183;16792
""")
    assert sums(found)["C11"] == "C4 C7 C10"
    assert failed(found) == set()


def test_a_block_told_again_in_percent_of_one_line_is_found_whole() -> None:
    income = {
        "Taxes": (1683.5, 1756.442, 1837.07, 1910.4),
        "Grants": (204.733, 245.088, 274.2, 292.07825),
        "Fees": (269.77521, 279.887, 294.3, 308.4),
    }
    whole = (20235.913, 21139.36, 22053.7, 22936.1)
    lines = ["Line;2018;2019;2020;2021"]
    lines += [";".join([name, *map(str, figures)]) for name, figures in income.items()]
    lines += [";".join(["All output", *map(str, whole)]), "In percent of all output;;;;"]
    for name, figures in income.items():
        lines.append(";".join([name, *(f"{100 * a / b:.6f}" for a, b in zip(figures, whole, strict=True))]))
    assert {sums(found_in("\n".join(lines)))[f"B{row}"] for row in (7, 8, 9)} == {"B2 B5", "B3 B5", "B4 B5"}


def test_what_is_left_is_checked_though_it_is_also_the_whole_of_two_parts() -> None:
    found = found_in("""
;Yr 1;Yr 2;Yr 3;Yr 4;Yr 5
Taxes;2473997;2612576;2745420;2862453;2997057
Fees;854747;902335;940397;978052;1015255
Total income;3328744;3514911;3685817;3840505;4012312
Pay;3260103;3550471;3788811;4031452;4333106
Grants;848036;860990;896100;941221;990771
Total spending;4108139;4411461;4684911;4972673;5323877
Surplus or deficit;-779395;-896550;-999094;-1132168;-1311565
General fund;-786106;-937895;-1043391;-1168999;-1336049
Other funds;6711;41345;44297;36831;24484
""")
    relations = {" ".join(cell.place for cell in one.cells) for one in found.relations}
    assert {"B8 B4 B7", "B8 B9 B10"} <= relations


def test_a_long_table_does_not_take_the_time_of_a_short_one(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[int] = []

    def matrix_noted(grid: Grid, effort: Effort | None = None) -> Matrix | None:
        looked_at.append(len(grid.rows))
        return matrix_of(grid, effort)

    monkeypatch.setattr("budget_monitor.discover.table.looking.matrix_of", matrix_noted)
    discover([grid_of([["a", "1", "2"], *[["b", "3", "4"]] * times]) for times in (50, 3)])
    assert looked_at == [4, 51]


def test_sums_that_were_found_are_kept_where_the_time_does_not_do_for_a_second_look(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lines = [
        ("A", 17, 4, 31),
        ("B", 25, 9, 12),
        ("Total", 42, 13, 77),
        ("C", 31, 8, 54),
        ("D", 16, 5, 23),
        ("Total", 47, 13, 5),
    ]
    lines += [("E", 11, 3, 91), ("F", 90, 2, 8), ("Total", 101, 5, 63)]
    matrix = matrix_of(grid_of([["Line", "Budget", "Actual", "Mark"], *lines]))
    assert matrix is not None
    looks = []

    def look(given: Matrix, additive: Mask, *, is_typed: bool) -> tuple[list[Identity], list[int]]:
        looks.append(given)
        matrix.effort.is_cut_off = len(looks) > 1
        return both_ways(given, additive, is_typed=is_typed)

    both_ways = adding._both_ways
    monkeypatch.setattr(adding, "_both_ways", look)
    found = adding.sums_of(matrix)
    assert len(looks) > 1
    assert {one.target for one in found.identities} == {2, 5, 8}
    assert not any(one.says[2] for one in found.identities)
