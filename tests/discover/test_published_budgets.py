"""What budgets, loans and returns as governments publish them taught: shapes, and what is no failure in them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from budget_monitor.discover.discovery import Discovery, discover
from budget_monitor.load.sources.grids import grids_in
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.results.outcome import Verdict
from tests.support.grids import grid_of


def found_in(lines: list[str]) -> Discovery:
    return discover([grid_of([line.split(";") for line in lines])])


def sums(found: Discovery) -> dict[str, set[str]]:
    """By the cell, what it is the sum or difference of, one text for each way."""
    by_cell: dict[str, set[str]] = {}
    for one in found.relations:
        by_cell.setdefault(one.cells[0].place, set()).add(" ".join(cell.place for cell in one.cells[1:]))
    return by_cell


def failed(found: Discovery) -> set[str]:
    return {one.place.address for one in found.findings if one.place and one.verdict is Verdict.FAIL}


@pytest.mark.parametrize(
    ("figures", "values"),
    [
        (('"$6,508"', "-$10"), (6508, -10)),
        (("€ 1.50", "€2"), (Decimal("1.5"), 2)),
        (("459.00€", "-4€"), (459, -4)),
        (("£5", "$7"), (5, None)),
        (("€5", "$7"), (None, None)),
    ],
    ids=["dollars", "euros", "euros behind", "pounds among dollars", "two other currencies"],
)
def test_amounts_are_in_the_one_currency_of_a_table(
    tmp_path: Path, figures: tuple[str, str], values: tuple[object, object]
) -> None:
    path = tmp_path / "table.csv"
    path.write_text("item,amount\n" + "".join(f"a,{one}\n" for one in figures))
    assert tuple(row[1].value for row in grids_in(path)[0][0].rows[1:]) == values


def loans(random: Random, count: int = 60) -> list[str]:
    """Loans that were mostly drawn whole, before the year or in it; a few were paid back, a few drawn in part."""
    lines = ["loan;opening;drawn;repaid;closing"]
    for at in range(count):
        loan = random.randint(100, 900)
        drawn = loan if at % 3 == 0 else 0
        opening = 0 if drawn else loan
        if at % 20 == 7:
            opening, drawn = loan // 2, 13
        repaid = random.randint(10, 90) if at % 5 == 2 else 0
        lines.append(f"{loan};{opening};{drawn};{repaid};{opening + drawn - repaid}")
    return lines


@pytest.mark.parametrize("seed", range(4))
def test_a_loan_is_what_was_opened_and_drawn_less_what_was_repaid(seed: int) -> None:
    found = found_in(loans(Random(seed)))
    assert not failed(found)
    assert "B9 C9 D9" in sums(found)["E9"]


def test_loans_of_which_a_part_was_paid_back_before_the_year_were_not_left_empty() -> None:
    random = Random(9)
    lines = ["loan;opening;drawn;interest"]
    for at in range(400):
        loan = random.randint(100, 900)
        drawn = loan if at % 2 else 0
        lines.append(f"{loan};{loan - drawn - (10 if at % 40 == 4 else 0)};{drawn};{random.randint(1, 30)}")
    assert not failed(found_in(lines))


def test_a_balance_that_is_wrong_fails_among_loans() -> None:
    lines = loans(Random(1))
    *before, closing = lines[8].split(";")
    lines[8] = ";".join([*before, str(int(closing) + 100)])
    assert failed(found_in(lines)) == {"E9"}


def test_where_all_but_one_budget_was_spent_as_voted_the_one_moved_is_no_failure() -> None:
    rows = [(500, 500, 480), (770, 770, 701), (93, 93, 80), (4100, 4100, 4010), (660, 660, 655), (350, 350, 290)]
    rows += [(880, 880, 871), (194, 174, 115), (241, 241, 232)]
    lines = [f"Office {at};{voted};{moved};{paid};{moved - paid}" for at, (voted, moved, paid) in enumerate(rows)]
    found = found_in(["office;voted;modified;paid;reserved", *lines])
    assert not failed(found)
    assert {"C5", "D5", "E5"} in [{target, *way.split()} for target, ways in sums(found).items() for way in ways]


def test_figures_are_no_percentages_of_a_hundred() -> None:
    random = Random(3)
    rows = [(one := random.randint(1000, 9999), one if at % 9 else one + 100) for at in range(40)]
    found = found_in(["name;fund;proposed;adopted", *(f"Line {at};100;{a};{b}" for at, (a, b) in enumerate(rows))])
    assert not found.relations


def test_a_column_that_was_not_filled_in_is_no_nil() -> None:
    random = Random(6)
    rows = [(random.randint(1000, 9999), random.randint(100, 999)) for _ in range(16)]
    lines = [f"Line {at};{a};{b};{a + b}" for at, (a, b) in enumerate(rows[:12])]
    lines += [f"Again {at};{a};;{a + b}" for at, (a, b) in enumerate(rows[12:])]
    assert not failed(found_in(["line;2024;change;2025", *lines]))


def test_rows_of_a_list_that_nearly_add_up_are_no_total() -> None:
    random = Random(5)
    rows = [(random.randint(10_000, 99_999), random.randint(1000, 9999)) for _ in range(60)]
    rows[40:43] = [(12_995, 101), (12_995, 101), (25_989, 202)]
    found = found_in(["no;spent;budget;over", *(f"{at};{a};{b};{a - b}" for at, (a, b) in enumerate(rows))])
    assert not failed(found)


def test_a_quotient_somebody_rounded_stands_among_computed_ones() -> None:
    random = Random(2)
    rows = [(random.randint(1000, 90_000), random.randint(1_000_000, 9_000_000)) for _ in range(20)]
    lines = [f"Town {at};{a};{b};{a / b:.{4 if at == 9 else 14}f}" for at, (a, b) in enumerate(rows)]
    found = found_in(["town;debt;valuation;share", *lines])
    assert len(found.relations) == 20
    assert not failed(found)


def test_parts_told_again_in_one_column_alone_are_not_added() -> None:
    found = found_in(
        """item;2023;2024;2025
Salaries;531;547;561
Premises;120;131;142
Total running;651;678;703
Other treatment;-;-;158
of which: grants;-;-;95
of which: loans;-;-;63
Total;651;678;861""".splitlines()
    )
    assert sums(found)["D8"] == {"D4 D5"}
    assert not failed(found)


def test_what_comes_near_the_lines_above_in_one_column_of_six_is_not_their_total() -> None:
    first, second = [476, 444, 508, 670, 694, 236], [307, 182, 276, 306, 321, 375]
    totals = [-882, -2633, 919, 976 - 100, -111, 949]
    lines = [";".join(["Adjustments", *map(str, one)]) for one in (first, second)]
    found = found_in([";".join(["item", *"abcdef"]), *lines, ";".join(["Total", *map(str, totals)])])
    assert not failed(found)


def test_a_whole_by_function_and_by_fund_is_checked_twice() -> None:
    random = Random(4)
    columns = [[random.randint(1000, 9999) for _ in range(5)] for _ in range(6)]
    rows = [["year", *(f"20{at + 10}" for at in range(6))]]
    rows += [[f"Function {at}", *(str(one[at]) for one in columns)] for at in range(5)]
    rows.append(["Total outlays", *(str(sum(one)) for one in columns)])
    rows.append(["(trust funds)", *(str(one[0] + 17) for one in columns)])
    rows.append(["(other funds)", *(str(sum(one[1:]) - 17) for one in columns)])
    found = discover([grid_of(rows)])
    assert sums(found)["B7"] == {"B2 B3 B4 B5 B6", "B8 B9"}


def test_what_is_left_is_taken_the_way_in_which_something_is_left() -> None:
    rows = [(400 + 17 * at, 400 + 17 * at) for at in range(20)]
    rows += [(812, 700), (640, 911), (555, 380)]
    lines = [f"Line {at};{voted};{funded};{funded - voted}" for at, (voted, funded) in enumerate(rows)]
    found = found_in(["line;voted;funded;difference", *lines])
    assert not failed(found)
    assert {one.verdict for one in found.relations} <= {Verdict.EXACT, Verdict.WITHIN_ROUNDING}


def departments(random: Random) -> list[str]:
    """Three rows for each department, many of which moved in one class alone, and some not at all."""
    lines = [";".join(["line", *(f"class {at}" for at in range(1, 7)), "total"])]
    for at in range(9):
        before = [random.randint(1000, 99_999) if at < 4 or place == 2 else 0 for place in range(6)]
        moved = [random.randint(-900, 900) if before[place] and at != 6 else 0 for place in range(6)]
        after = [one + change for one, change in zip(before, moved, strict=True)]
        named = (("ESTIMATE", before), ("REQUEST", after), ("INCREASE", moved))
        lines += [f"DEPARTMENT {at}", *(";".join([name, *map(str, one), str(sum(one))]) for name, one in named)]
    return lines


def test_what_holds_in_several_blocks_holds_in_those_that_say_little() -> None:
    found = found_in(departments(Random(7)))
    assert all(f"D{line - 2} D{line - 1}" in sums(found)[f"D{line}"] for line in range(5, 38, 4))
    assert not failed(found)


def test_an_increase_that_is_wrong_fails_in_a_block_that_says_little() -> None:
    lines = departments(Random(7))
    name, one, two, three, *rest = lines[24 + 4].split(";")
    lines[28] = ";".join([name, one, two, str(int(three) + 1000), *rest])
    assert lines[28].startswith("INCREASE")
    assert "D29" in failed(found_in(lines))


def shares(random: Random) -> list[list[str]]:
    """Outlays by function, and below them their shares of the whole, to a tenth of a per cent."""
    years = [[random.randint(5, 90_000) for _ in range(4)] for _ in range(12)]
    rows = [["function", *(str(2000 + at) for at in range(12))]]
    rows += [[f"Function {at}", *(str(one[at]) for one in years)] for at in range(4)]
    rows += [["Total", *(str(sum(one)) for one in years)], ["As percentages of the total:"]]
    rows += [[f"Function {at}", *(f"{100 * one[at] / sum(one):.1f}" for one in years)] for at in range(4)]
    return [[*row, *[""] * (13 - len(row))] for row in rows]


def test_shares_in_rows_of_their_own_are_quotients_of_rows_far_above() -> None:
    found = discover([grid_of(shares(Random(8)))])
    assert {f"{column}{at} {column}6" for at in (2, 3, 4, 5) for column in "BM"} <= {
        way for place, ways in sums(found).items() if place[1:] in ("8", "9", "10", "11") for way in ways
    }
    assert not failed(found)


def test_a_share_in_a_row_that_is_wrong_fails() -> None:
    rows = shares(Random(8))
    rows[9][5] = f"{float(rows[9][5]) + 10:.1f}"
    assert "F10" in failed(discover([grid_of(rows)]))


def test_a_table_of_shares_alone_has_no_quotients_of_its_rows() -> None:
    random = Random(11)
    years = [[random.randint(10, 300) for _ in range(8)] for _ in range(30)]
    years = [[*one, 1000 - sum(one)] for one in years]  # tenths of a per cent
    rows = [["agency", *(str(1990 + at) for at in range(30))]]
    rows += [[f"Agency {at}", *(f"{one[at] / 10:g}" for one in years)] for at in range(9)]
    rows.append(["Total", *["100"] * 30])
    found = discover([grid_of(rows)])
    assert {one.kind for one in found.relations} == {RelationKind.SUM}
    assert not failed(found)


def test_round_figures_among_rounded_ones_are_chance() -> None:
    random = Random(12)
    years = [(random.randint(201, 499), random.randint(201, 499)) for _ in range(30)]
    totals = [a + b + (at % 3 - 1) for at, (a, b) in enumerate(years)]
    years[17], totals[17] = (400, 201), 600
    rows = [["line", *(str(1990 + at) for at in range(30))]]
    rows += [[f"Line {at}", *(f"{one[at] / 10:g}" for one in years)] for at in range(2)]
    rows.append(["Total", *(f"{one / 10:g}" for one in totals)])
    assert not failed(discover([grid_of(rows)]))


def test_of_two_columns_that_are_nearly_equal_a_share_is_of_the_one_that_it_fits() -> None:
    random = Random(13)
    before = [random.randint(10_000, 900_000) for _ in range(15)]
    after = [one + (random.randint(1000, 9000) if at % 5 == 2 else 0) for at, one in enumerate(before)]
    lines = [
        f"Band {at};{a};{b};{100 * b / sum(after):.1f}" for at, (a, b) in enumerate(zip(before, after, strict=True))
    ]
    found = found_in(["band;before credits;total tax;percent", *lines, f"Total;{sum(before)};{sum(after)};100"])
    assert "C4 C17" in sums(found)["D4"]
    assert not failed(found)
