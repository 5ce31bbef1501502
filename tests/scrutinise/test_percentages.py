"""A percentage that its own row denies is told where it holds in all other rows; a small table has few of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from budget_monitor.pipeline.documents.scrutinising import scrutinise
from budget_monitor.pipeline.run.tables import discover_tables

REPAIRS = """| Trade | Orders | In time | % |
|---|--:|--:|--:|
| Plumbing | 4,210 | 3,957 | 94.0 |
| Electrical | 2,865 | 2,751 | 96.0 |
| Joinery | 3,140 | 2,732 | 87.0 |
| Roofing | 785 | 612 | 78.0 |
| Total | 11,000 | 10,052 | 91.4 |
"""
SPENDING = """| | Budget £ | Spend £ | % spent |
|---|--:|--:|--:|
| Roads | 1,000 | 780 | 78.0 |
| Parks | 1,450 | 811 | 55.9 |
| Pools | 930 | 611 | 65.7 |
"""
SHARES = """| Source | £000 | % of total |
|---|--:|--:|
| Grants | 1,243 | 30.9 |
| Council tax | 1,617 | 40.2 |
| Rates | 520 | 12.9 |
| Fees | 640 | 15.9 |
| Total | 4,020 | 100.0 |
"""
VISITS = """| | 2023/24 | 2024/25 | Change % |
|---|--:|--:|--:|
| Library | 41,210 | 43,897 | 6.5 |
| Museum | 12,030 | 10,981 | -8.7 |
| Pools | 88,404 | 91,022 | 3.0 |
| Theatre | 7,015 | 7,704 | 9.8 |
"""


def found(folder: Path, text: str) -> list[tuple[str, str, str]]:
    """What is wrong in a report with this table: what is said, the first cell, and what is proposed for it."""
    path = folder / "report.md"
    path.write_text(f"# Report\n\n{text}\n", encoding="utf-8")
    slips = scrutinise([path]).documents[0].wrong
    return [(one.sentence.partition(" (")[0], one.where.text, one.proposed) for one in slips]


@pytest.mark.parametrize(
    ("table", "right", "wrong", "said"),
    [
        (REPAIRS, "78.0", "87.0", "612 of 785 is 77.962%"),
        (SPENDING, "55.9", "59.5", "811 of 1,450 is 55.931%"),
        (SHARES, "12.9", "19.2", "520 of 4,020 is 12.935%"),
        (VISITS, "-8.7", "-7.8", "from 12,030 to 10,981 is a change of -8.72%"),
    ],
)
def test_a_percentage_that_its_row_denies(tmp_path: Path, table: str, right: str, wrong: str, said: str) -> None:
    assert found(tmp_path, table) == []
    sentence, text, proposed = found(tmp_path, table.replace(f"{right} |", f"{wrong} |"))[0]
    assert (sentence.partition(", but")[0], text) == (said, wrong)
    assert proposed in (right, "")


def test_where_another_slip_would_explain_it_nothing_is_proposed(tmp_path: Path) -> None:
    """Spend of 870 would make 87.0% right, as 78.0 would; the same two digits are exchanged in either."""
    said = found(tmp_path, SPENDING.replace("78.0 |", "87.0 |"))
    assert said == [("780 of 1,000 is 78%, but 87.0 is written", "87.0", "")]


COLLECTED = """| | Due | Collected last year | Collected this year | % collected |
|---|--:|--:|--:|--:|
| Parks | 2,881 | 1,807 | 1,741 | 60.4 |
| Planning | 7,045 | 4,556 | 6,763 | 96.0 |
| Children | 6,984 | 6,328 | 4,305 | 61.6 |
| Housing | 3,430 | 2,367 | 2,143 | 62.5 |
| Culture | 2,765 | 2,448 | 1,717 | 62.1 |
"""


@pytest.mark.parametrize(
    ("table", "right", "wrong", "why"),
    [
        (COLLECTED, "62.5", "69.0", "it is that of 2,367 and 3,430"),
        (COLLECTED, "61.6", "38.4", "it is what is left of 100%"),
        (COLLECTED, "62.5", "90.5", "it is that of 2,143 and 2,367"),
        (VISITS, "-8.7", "-9.6", "it is in percent of 10,981"),
        (VISITS, "-8.7", "91.3", "it is 10,981 in percent of 12,030"),
    ],
)
def test_a_percentage_of_a_wrong_year_or_base(tmp_path: Path, table: str, right: str, wrong: str, why: str) -> None:
    assert found(tmp_path, table) == []
    path = tmp_path / "wrong.md"
    path.write_text(f"# Report\n\n{table.replace(f'{right} |', f'{wrong} |')}\n", encoding="utf-8")
    (slip,) = scrutinise([path]).documents[0].wrong
    assert (slip.where.text, slip.proposed in (right, "")) == (wrong, True)
    assert why in slip.sentence


def test_a_percentage_that_no_other_figures_of_its_row_give_is_of_something_else(tmp_path: Path) -> None:
    assert found(tmp_path, COLLECTED.replace("62.5 |", "47.1 |")) == []


def test_where_an_amount_may_be_wrong_as_well_as_its_percentage_nothing_is_proposed(tmp_path: Path) -> None:
    """825 of 1,450 would be 56.9% as well as 811 of 1,425; no figure of three has more against it than the others."""
    said = found(tmp_path, SPENDING.replace("55.9 |", "56.9 |"))
    assert [(text, proposed) for _, text, proposed in said] == [("56.9", "")]


def test_two_slips_in_one_table_do_not_hide_one_another(tmp_path: Path) -> None:
    """The total, put right as its column says, makes its own percentage hold: so it is one row that does not."""
    both = found(tmp_path, REPAIRS.replace("78.0 |", "87.0 |").replace("11,000", "11,100"))
    assert "612 of 785 is 77.962%, but 87.0 is written" in [sentence for sentence, *_ in both]


def test_a_total_that_its_percentage_denies_is_to_be_put_right(tmp_path: Path) -> None:
    ((said, *rest),) = found(tmp_path, REPAIRS.replace("11,000", "11,100"))
    assert "4,210 + 2,865 + 3,140 + 785 comes to 11,000, but 11,100 is written" in said
    assert "10,052 of 11,100 is 90.559%, but 91.4 is written" in said
    assert rest == ["11,100", "11,000"]


def test_of_figures_that_are_counted_the_last_digit_counts(tmp_path: Path) -> None:
    rows = "| | All | Done | % |\n|---|--:|--:|--:|\n| A | 73 | 53 | 72.6 |\n| B | 66 | 31 | 47.0 |\n"
    rows += "| C | 65 | 49 | 75.4 |\n| D | 35 | 27 | 77.1 |\n| E | 48 | 10 | 20.8 |\n"
    assert found(tmp_path, rows) == []
    assert found(tmp_path, rows.replace("77.1", "77.3"))[0][1:] == ("77.3", "77.1")


@pytest.mark.parametrize(
    "table",
    [
        pytest.param(SHARES.replace("15.9 |", "16.0 |"), id="a share made larger so that all come to 100"),
        pytest.param(
            "| | All | Done | % |\n|---|--:|--:|--:|\n| A | 14 | 14 | 100.0 |\n| B | 21 | 21 | 100.0 |\n"
            "| C | 28 | 28 | 100.0 |\n| Total | 63 | 63 | 100.0 |\n",
            id="all of each",
        ),
        pytest.param(
            "| | All | Done | Satisfied % |\n|---|--:|--:|--:|\n| A | 8,014 | 5,172 | 90.0 |\n"
            "| B | 1,556 | 1,502 | 90.0 |\n| C | 6,098 | 5,903 | 90.0 |\n| Total | 15,668 | 12,577 | 90.0 |\n",
            id="percentages of something else",
        ),
        pytest.param(
            SPENDING.replace("% spent", "Target %").replace("65.7", "90.0").replace("55.9", "85.0"), id="targets"
        ),
        pytest.param(SPENDING.replace("65.7 |", "30.0 |"), id="far off, and no slip of the pen"),
    ],
)
def test_these_are_no_slips(tmp_path: Path, table: str) -> None:
    assert found(tmp_path, table) == []


def test_in_a_file_as_in_a_document(tmp_path: Path) -> None:
    rows = [line.strip("| ").replace(",", "").replace(" | ", ",") for line in SHARES.splitlines() if "--" not in line]
    path = tmp_path / "income.csv"
    path.write_text("\n".join(rows).replace("12.9", "19.2"), encoding="utf-8")
    assert [one.place.line for one in discover_tables(path).findings if one.rule == "ratio"] == [4]


TEAMS = [("North", 1250, 1182), ("South", 980, 913), ("East", 1432, 1207), ("West", 764, 741), ("Isles", 311, 254)]


def _teams(count: int, *, is_turned: bool, sign: str, shares: list[str] | None = None) -> str:
    """A short table of calls and how many were answered; `shares` in place of the right ones."""
    rows = [f"{asked:,} | {met:,}" if not is_turned else f"{met:,} | {asked:,}" for _, asked, met in TEAMS[:count]]
    shares = shares or [f"{100 * met / asked:.1f}" for _, asked, met in TEAMS[:count]]
    lines = [f"| {name} | {row} | {share}{sign} |" for (name, *_), row, share in zip(TEAMS, rows, shares, strict=False)]
    head = f"| Team | {'Answered | Calls' if is_turned else 'Calls | Answered'} | Answered {'' if sign else '%'} |"
    return "\n".join([head, "|---|--:|--:|--:|", *lines]) + "\n"


@pytest.mark.parametrize("count", [2, 3, 4, 5])
@pytest.mark.parametrize("is_turned", [False, True])
@pytest.mark.parametrize("sign", ["%", ""])
@pytest.mark.parametrize("typed", ["9.46", "946"])
def test_a_point_moved_in_a_short_table_is_told_by_its_own_row(
    tmp_path: Path, count: int, is_turned: bool, sign: str, typed: str
) -> None:
    assert found(tmp_path, _teams(count, is_turned=is_turned, sign=sign)) == []
    shares = [typed, *(f"{100 * met / asked:.1f}" for _, asked, met in TEAMS[1:count])]
    (told,) = found(tmp_path, _teams(count, is_turned=is_turned, sign=sign, shares=shares))
    assert told[0].startswith("1,182 of 1,250 is 94.56%")
    assert told[1] == f"{typed}{sign}"
    assert told[2] in (f"94.6{sign}", "")


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(1, 999), min_size=2, max_size=3))
def test_percentages_of_something_else_in_a_short_table_are_no_moved_points(tmp_path: Path, tenths: list[int]) -> None:
    shares = [f"{one / 10:.1f}" for one in tenths]
    assert found(tmp_path, _teams(len(shares), is_turned=False, sign="%", shares=shares)) == []
