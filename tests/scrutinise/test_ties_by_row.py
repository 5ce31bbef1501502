"""Figures that their own words do not place: by the row that is meant, and none where that cannot be told."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from budget_monitor.model.documents.scrutiny import TieStatus
from budget_monitor.pipeline.documents.scrutinising import scrutinise

CLUBS = """| Club | Members 2023/24 | Members 2024/25 | Hours a member | Change |
|---|--:|--:|--:|--:|
| Chess | 184 | 207 | 4.25 | 23 |
| Rowing | 312 | 295 | 7.5 | -17 |
| Fell running | 96 | 131 | 9.75 | 35 |
| R14, Archery | 58 | 47 | 3.4 | -11 |
| Total | 650 | 680 | 6.35 | 30 |
"""
GRANTS = """| Scheme | Homes | Budget £000 | Spent £000 | Share (%) |
|---|--:|--:|--:|--:|
| Insulation | 431 | 862 | 790 | 62 |
| Solar roofs | 118 | 531 | 514 | 38 |
| Total | 549 | 1,393 | 1,304 | 100 |
"""
TRAFFIC = """| Month | Flights | Passengers (thousands) |
|---|--:|--:|
| April | 5,412 | 486.2 |
| May | 5,968 | 541.7 |
| Quarter | 11,380 | 1,027.9 |
"""


def ties(folder: Path, text: str, table: str = CLUBS, title: str = "The year") -> dict[str, str]:
    """The figures of a text that are tied to a cell, with its row and column."""
    path = folder / "report.md"
    path.write_text(f"# {title}\n\nTable 1: By line\n\n{table}\n{text}\n", encoding="utf-8")
    (document,) = scrutinise([path]).documents
    assert document.wrong == ()
    tied = [one for one in document.ties if one.status is TieStatus.TIED and one.to is not None and one.to.row >= 0]
    return {one.figure.text: one.to.place.split("table 1, ")[1] for one in tied if one.to is not None}


@pytest.mark.parametrize(
    ("text", "figure", "cell"),
    [
        ("Chess gained 23.", "23", "Chess, Change"),
        ("R14 lost 11, alas.", "11", "R14, Archery, Change"),
        ("Rowing has 295 now, having shed 17.", "17", "Rowing, Change"),
        ("The 207 of Chess came for 4.25 each.", "4.25", "Chess, Hours a member"),
        ("Fell running is liked. It drew 131 in the end.", "131", "Fell running, Members 2024/25"),
        ("There were 680 members in total. That is 6.35 for each.", "6.35", "Total, Hours a member"),
    ],
)
def test_a_row_tells_the_cell(tmp_path: Path, text: str, figure: str, cell: str) -> None:
    assert ties(tmp_path, text).get(figure) == cell


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("Chess gained 35.", "35"),
        ("Somebody gained 35.", "35"),
        ("Chess lends boards. The bus seats 47.", "47"),
        ("Rowing began with up to 17.", "17"),
        ("Chess paid £23.", "£23"),
        ("In 2023/24 Chess had 207 in view.", "207"),
        ("Rowing lost 9.", "9"),
    ],
)
def test_no_cell_where_none_is_surely_meant(tmp_path: Path, text: str, figure: str) -> None:
    assert figure not in ties(tmp_path, text)


def test_counts_and_shares_in_a_table_of_amounts(tmp_path: Path) -> None:
    text = "Insulation reached 431. It takes 62% of them. Of £531,000 for solar roofs £514,000 is spent, on 118."
    assert ties(tmp_path, text, GRANTS) == {
        "431": "Insulation, Homes", "62%": "Insulation, Share (%)", "£531,000": "Solar roofs, Budget £000",
        "£514,000": "Solar roofs, Spent £000", "118": "Solar roofs, Homes",
    }  # fmt: skip
    assert ties(tmp_path, "We helped 549 homes.", GRANTS) == {"549": "Total, Homes"}


def test_what_is_headed_as_amounts_is_no_count(tmp_path: Path) -> None:
    assert ties(tmp_path, "Insulation was asked for by 862, and 790 had it.", GRANTS) == {}


def test_counts_under_a_heading_of_thousands(tmp_path: Path) -> None:
    text = "May had 541,700 passengers; the quarter came to 1.028 million. In April 5,412 flights left, all told."
    assert ties(tmp_path, text, TRAFFIC) == {
        "541,700": "May, Passengers (thousands)", "1.028 million": "Quarter, Passengers (thousands)",
        "5,412": "April, Flights",
    }  # fmt: skip


WARDS = """| £m | Plan | Actual | Over |
|---|--:|--:|--:|
| Drugs | 8.1 | 7.8 | (0.3) |
| Ward staff | 41.6 | 42.3 | 0.7 |
"""


def test_a_single_digit_is_enough_where_the_table_is_as_coarse(tmp_path: Path) -> None:
    assert ties(tmp_path, "Drugs are £0.3m under plan.", WARDS) == {"£0.3m": "Drugs, Over"}
    assert ties(tmp_path, "Ward staff are £0.3m dearer than was thought in May.", WARDS) == {}
    finer = WARDS.replace("£m", "£000").replace("8.1", "8,114").replace("7.8", "7,802").replace("(0.3)", "(312)")
    finer = finer.replace("41.6", "41,630").replace("42.3", "42,345").replace("0.7", "715")
    assert ties(tmp_path, "Drugs are £0.3m under.", finer) == {}


PROJECTS = """| £m | Approved | Spent to Q3 | Forecast |
|---|--:|--:|--:|
| Metro line | 31.2 | 19.1 | 31.8 |
| Vehicle charging | 2.5 | 0.6 | 2.4 |
"""


def test_a_single_digit_is_not_of_a_row_where_another_is_named(tmp_path: Path) -> None:
    text = "The Metro line has spent £19.1m to the end of Q3 and will exceed what was approved by £0.6m."
    assert ties(tmp_path, text, PROJECTS, "Business of the office") == {"£19.1m": "Metro line, Spent to Q3"}
    text = "On charging £0.6m was spent to the end of Q3, on the Metro line £19.1m."
    assert ties(tmp_path, text, PROJECTS)["£0.6m"] == "Vehicle charging, Spent to Q3"


def test_a_word_that_one_row_alone_has_names_it(tmp_path: Path) -> None:
    assert ties(tmp_path, "Our staff were £0.7m dearer.", WARDS) == {"£0.7m": "Ward staff, Over"}
    assert ties(tmp_path, "Staff who give out drugs were £0.7m dearer.", WARDS) == {}
    assert ties(tmp_path, "The cleaners were £0.7m dearer.", WARDS) == {}


def test_what_a_table_is_of_names_its_total(tmp_path: Path) -> None:
    table = CLUBS.replace("| Total | 650 | 680 |", "| Total | 650 | 681 |").replace("131", "132").replace("35", "36")
    table = table.replace("| Club |", "| Archers and others |").replace("| 30 |", "| 31 |")
    assert ties(tmp_path, "So 681 archers are with us.", table) == {"681": "Total, Members 2024/25"}
    assert ties(tmp_path, "So 681 stamps were bought.", table) == {}


NAMES = ("Aster", "Birch", "Cedar", "Dahlia", "Elder")
VALUES = st.lists(st.integers(13, 999), min_size=17, max_size=17, unique=True)


@settings(max_examples=60)
@given(VALUES, st.integers(0, 4), st.integers(0, 2), st.integers(0, 4))
def test_only_the_cell_of_the_row_that_is_named(
    tmp_path_factory: pytest.TempPathFactory, values: list[int], row: int, column: int, other: int
) -> None:
    """A figure of the named row is tied to its own cell; one of another row, or of none, is not tied by that name."""
    rows = [values[3 * at : 3 * at + 3] for at in range(5)]
    lines = [f"| {name} | {' | '.join(map(str, cells))} |" for name, cells in zip(NAMES, rows, strict=True)]
    table = "\n".join(["| Ward | Elm | Fir | Yew |", "|---|--:|--:|--:|", *lines, ""])
    stated = rows[row][column]
    assume({stated, values[16]}.isdisjoint({*map(sum, rows), *map(sum, zip(*rows, strict=True))}))
    found = ties(tmp_path_factory.mktemp("ward"), f"{NAMES[row]} took {stated}; {values[16]} left.", table)
    assert str(values[16]) not in found
    if stated % 10:
        assert found == {str(stated): f"{NAMES[row]}, {('Elm', 'Fir', 'Yew')[column]}"}
    if other != row and rows[other][column] < 100:
        text = f"{NAMES[row]} lost some. The bus took {rows[other][column]}."
        assert ties(tmp_path_factory.mktemp("ward"), text, table) == {}


@pytest.mark.parametrize(
    "caption",
    [
        "Table 2: Revenue (£'000). F/(A) = favourable/(adverse)", "Table A: Revenue (£'000; brackets are underspends)",
        "Table 2: Revenue, £ thousand", "Table 2 Revenue, £000 (overspends with a plus)", "Table 2: Revenue, £k.",
    ],
)  # fmt: skip
def test_a_caption_tells_the_unit_also_before_more(tmp_path: Path, caption: str) -> None:
    table = "| | Budget | Forecast |\n|---|--:|--:|\n| Waste | 4,812 | 4,967 |\n| Parks | 1,236 | 1,204 |\n"
    assert ties_under(tmp_path, caption, table, "Waste is forecast at £4.967m.") == {"£4.967m": "Waste, Forecast"}


def test_a_nil_of_millions_states_no_pounds(tmp_path: Path) -> None:
    table = "| | Budget | Change |\n|---|--:|--:|\n| Legacy grants | 4.81 | 0.00 |\n| Other | 1.2 | 0.1 |\n"
    assert ties_under(tmp_path, "Table 2: Grants, £m", table, "The change in legacy grants is £14.00 a head.") == {}


def ties_under(folder: Path, caption: str, table: str, text: str) -> dict[str, str]:
    """The figures of a text that are tied to a cell of a table with this caption, with its row and column."""
    path = folder / "report.md"
    path.write_text(f"# The year\n\n{caption}\n\n{table}\n{text}\n", encoding="utf-8")
    (document,) = scrutinise([path]).documents
    return {one.figure.text: one.to.place.split("table 1, ")[1] for one in document.ties if one.to and one.to.row >= 0}


FLEET = """| Year | Refuse vehicles | Vans | Tippers | Cars | Plant | Vehicles | Cost £k |
|---|--:|--:|--:|--:|--:|--:|--:|
| 2026/27 | 12 | 24 | 7 | 9 | 3 | 55 | 5,186 |
| 2027/28 | 16 | 31 | 14 | 11 | 8 | 80 | 6,861 |
| Four years | 54 | 98 | 39 | 46 | 11 | 248 | 23,306 |
"""
STOCK = """| Class | Lorries | Of which electric | Worth (£k each) | Bought |
|---|--:|--:|--:|--:|
| Heavy | 84 | 6 | 248 | 11 |
| Light | 266 | 90 | 36 | 28 |
| {} | 350 | 96 | | 39 |
"""


@pytest.mark.parametrize(
    "text",
    [
        "In 2026/27 the 55 vehicles are 12 refuse vehicles, 24 vans, 7 tippers, 9 cars and 3 pieces of plant.",
        "Due in 2026/27 are 12 refuse vehicles, 9 cars, 24 vans, 3 plant items and 7 tippers, 55 vehicles together.",
    ],
)
def test_a_list_whose_nouns_are_the_columns_is_tied_to_the_row_down_to_single_digits(tmp_path: Path, text: str) -> None:
    tied = ties(tmp_path, text, FLEET)
    named = {"12": "Refuse vehicles", "24": "Vans", "7": "Tippers", "9": "Cars", "55": "Vehicles"}
    assert {figure: tied.get(figure) for figure in named} == {  # the row has no words for a name
        figure: f"row 2, {name}" for figure, name in named.items()
    }


@pytest.mark.parametrize("name", ["All", "All lorries", "Total", "Whole fleet", "All classes"])
@pytest.mark.parametrize(
    ("text", "figure", "heading"),
    [
        ("The council runs 350 lorries.", "350", "Lorries"),
        ("96 are electric.", "96", "Of which electric"),
        ("39 were bought this year.", "39", "Bought"),
    ],
)
def test_a_count_of_all_is_tied_to_the_table_of_its_section(
    tmp_path: Path, name: str, text: str, figure: str, heading: str
) -> None:
    assert ties(tmp_path, text, STOCK.format(name)).get(figure) == f"{name}, {heading}"


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("About 350 people came.", "350"),
        ("We have 7 depots.", "7"),
        ("The garage of 11 bays, 6 lifts and 28 posts is let.", "6"),
        ("It costs £96.", "£96"),
        ("It took 39 letters.", "39"),
    ],
)
def test_a_count_of_something_else_is_not_tied_to_all(tmp_path: Path, text: str, figure: str) -> None:
    assert figure not in ties(tmp_path, text, STOCK.format("All"))


@pytest.mark.parametrize("name", ["All other lorries", "Overnight, all day"])
def test_a_row_with_all_in_its_name_that_is_not_all(tmp_path: Path, name: str) -> None:
    assert "39" not in ties(tmp_path, "39 were bought this year.", STOCK.format(name))
