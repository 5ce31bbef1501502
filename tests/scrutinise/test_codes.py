"""A code that stands for two things is told; one that rows share is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from budget_monitor.pipeline.documents.scrutinising import scrutinise

TOTAL = "| | Total | 2,325 |"
NAMES = ("Market square", "Leisure centre roof", "Play areas", "Signs", "Bridges", "Car parks", "Cemetery wall")


def found(folder: Path, text: str) -> list[tuple[str, str, str]]:
    """Of each code used twice: where it is to be put right, what is said, and what is proposed."""
    path = folder / "report.md"
    path.write_text(f"# Capital programme\n\n{text}\n", encoding="utf-8")
    slips = scrutinise([path]).documents[0].wrong
    return [
        (f"{one.where.text} in row {one.where.row}", one.sentence, one.proposed)
        for one in slips
        if one.title == "One code for two things"
    ]


def table(headings: str, rows: list[str]) -> str:
    return "\n".join([headings, "|" + "---|" * (headings.count("|") - 1), *rows])


def coded(codes: list[str], heading: str = "Code") -> str:
    """A table of schemes, the sum of which is right, with a total that has no code."""
    rows = [f"| {code} | {name} | {100 + at} |" for at, (code, name) in enumerate(zip(codes, NAMES, strict=False))]
    return table(f"| {heading} | Scheme | Budget |", [*rows, f"| | Total | {sum(range(100, 100 + len(codes)))} |"])


@pytest.mark.parametrize(
    ("codes", "proposed"),
    [
        (["C101", "C102", "C102", "C104"], "C103"),
        (["A1", "A2", "A2", "A4"], "A3"),
        (["CS12", "CS13", "CS13", "CS15"], "CS14"),
        (["4.2.1", "4.2.2", "4.2.2", "4.2.4"], "4.2.3"),
        (["30417", "30418", "30418", "30420"], "30419"),
        (["S08", "S09", "S09", "S11"], "S10"),
        (["C 101", "C 102", "C 102", "C 104"], "C 103"),
    ],
)
def test_a_code_is_used_twice_where_the_next_is_left_out(tmp_path: Path, codes: list[str], proposed: str) -> None:
    assert found(tmp_path, coded(codes)) == [
        (
            f"{codes[2]} in row 3",
            f"{codes[2]} stands for “Leisure centre roof” and for “Play areas”, and {proposed} for nothing",
            proposed,
        )
    ]


def test_the_first_of_the_two_may_be_the_wrong_one(tmp_path: Path) -> None:
    assert [(where, proposed) for where, _, proposed in found(tmp_path, coded(["C1", "C3", "C3"]))] == [
        ("C3 in row 2", "C2")
    ]


def test_below_codes_in_order_the_next_is_known(tmp_path: Path) -> None:
    assert [proposed for *_, proposed in found(tmp_path, coded(["C1", "C2", "C3", "C3"]))] == ["C4"]


@pytest.mark.parametrize("heading", ["Code", "Scheme no", "Ref", ""])
def test_where_all_others_have_their_own_a_code_is_not_shared(tmp_path: Path, heading: str) -> None:
    codes = ["C117", "C204", "C305", "C411", "C204", "C560", "C702"]
    assert found(tmp_path, coded(codes, heading)) == [
        ("C204 in row 5", "C204 stands for “Leisure centre roof” and for “Bridges”", "")
    ]


def test_code_and_name_may_stand_in_one_cell_and_headings_between(tmp_path: Path) -> None:
    rows = ["| Roads | |", "| C101 Market square | 10 |", "| C102 Bridges | 20 |", "| Sub-total | 30 |", "| Parks | |"]
    rows += ["| C102 Play areas | 30 |", "| C104 Signs | 40 |", "| Sub-total | 70 |", "| Total | 100 |"]
    assert [said for _, said, _ in found(tmp_path, table("| Code and scheme | Budget |", rows))] == [
        "C102 stands for “Bridges” and for “Play areas”, and C103 for nothing"
    ]


def test_a_register_without_figures_has_codes_too(tmp_path: Path) -> None:
    rows = ["| R1 | Flooding | High |", "| R2 | Staff leave | Low |", "| R2 | Cyber attack | High |"]
    assert [said for _, said, _ in found(tmp_path, table("| Ref | Risk | Rating |", rows))] == [
        "R2 stands for “Staff leave” and for “Cyber attack”"
    ]


@pytest.mark.parametrize(
    ("headings", "rows"),
    [
        pytest.param(
            "| Code | Scheme | Year | Budget |",
            ["| C1 | Roof | 2023/24 | 5 |", "| C1 | Roof | 2024/25 | 6 |", "| C2 | Park | 2024/25 | 7 |"],
            id="the same scheme in two years",
        ),
        pytest.param(
            "| Code | Scheme | Budget |",
            ["| C1 | Roof, phase 1 | 5 |", "| C1 | Roof, phase 2 | 6 |", "| C2 | Park | 7 |", "| C3 | Road | 7 |"],
            id="two parts of one scheme",
        ),
        pytest.param(
            "| Date | Cost centre | Paid to | Amount |",
            [f"| {day}/4/2024 | {4100 + day % 8} | {name} | 5 |" for day, name in enumerate((*NAMES, "Ink"), 1)]
            + ["| 12/4/2024 | 4103 | Stamps | 5 |"],
            id="a list of postings",
        ),
        pytest.param(
            "| Cost centre | Description | Budget |",
            [f"| {4100 + at} | {name} | 5 |" for at, name in enumerate(NAMES)] + ["| 4103 | Stamps | 5 |"],
            id="a cost centre with two lines",
        ),
        pytest.param(
            "| Code | Item | Amount |",
            ["| 4101 | Paper | 5 |", "| 4102 | Pens | 6 |", "| 4101 | Ink | 7 |", "| 4101 | Stamps | 7 |"],
            id="what each was for",
        ),
        pytest.param(
            "| No | Item | Amount |",
            ["| 1 | Desk | 5 |", "| 2 | Chairs | 6 |", "| 2 | Lamps | 7 |", "| 4 | Shelves | 7 |"],
            id="how many there are",
        ),
        pytest.param(
            "| Number of homes | Where | Cost |",
            ["| 11 | Mill Lane | 5 |", "| 12 | Station | 6 |", "| 12 | Castle | 7 |", "| 14 | Quay | 7 |"],
            id="how many homes",
        ),
        pytest.param(
            "| | What | Visits |",
            ["| Q1 | Library | 5 |", "| Q2 | Museum | 6 |", "| Q2 | Pools | 7 |", "| Q4 | Parks | 7 |"],
            id="quarters",
        ),
        pytest.param(
            "| Code | Scheme | Budget |",
            ["| C1 | Roof | 5 |", "| | of which grants | 2 |", "| C2 | Park | 6 |", "| C2 | Total | 11 |"],
            id="a total under a code, and lines without",
        ),
        pytest.param(
            "| KPI | | 2023/24 | 2024/25 |",
            [f"| K{one} | {what} | 5 | 6 |" for one in range(1, 5) for what in ("Target", "Actual")],
            id="two lines for each measure",
        ),
    ],
)
def test_a_code_that_rows_share_is_no_slip(tmp_path: Path, headings: str, rows: list[str]) -> None:
    assert found(tmp_path, table(headings, rows)) == []


def test_in_other_tables_a_code_stands_for_the_same(tmp_path: Path) -> None:
    budget, spending = coded(["C101", "C102", "C103"]), coded(["C101", "C104", "C102"]).replace("Budget", "Spent")
    assert [said for _, said, _ in found(tmp_path, f"{budget}\n\nSo far:\n\n{spending}")] == [
        "C102 stands for “Leisure centre roof” and for “Play areas”"
    ]
    actions = coded(["A1", "A2", "A3"]), coded(["A3", "A2", "A1"])
    assert found(tmp_path, "\n\nSo far:\n\n".join(actions)) == []


@pytest.mark.parametrize(
    ("codes", "told"),
    [
        (["H201", "H202", "H202", "H204"], True),
        (["P101", "P102", "P102", "P104"], True),
        (["W31A", "W32A", "W32A", "W34A"], False),
        (["Q1", "Q2", "Q2", "Q4"], False),
        (["H1", "H2", "H1", "H2"], False),
        (["P01", "P02", "P02", "P04"], False),
        (["FY22", "FY23", "FY23", "FY25"], False),
        (["Q1 2024", "Q2 2024", "Q2 2024", "Q4 2024"], False),
    ],
)
def test_a_letter_that_may_begin_a_period_begins_a_code_where_the_number_is_too_high(
    tmp_path: Path, codes: list[str], told: bool
) -> None:
    assert bool(found(tmp_path, coded(codes, "Line"))) is told
