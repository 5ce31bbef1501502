"""Tables of documents in which one figure is wrong: which is told, and what is proposed."""

from __future__ import annotations

from pathlib import Path

import pytest

from budget_monitor.pipeline.documents.scrutinising import scrutinise


def told(folder: Path, *rows: str) -> list[tuple[str, str]]:
    """The figure of each finding, and what is proposed instead."""
    file = folder / "report.md"
    head, *lines = rows
    ruler = "|---" * (head.count("|") - 1) + "|"
    file.write_text("\n".join(["# Report", "", head, ruler, *lines, ""]), encoding="utf-8")
    (one,) = scrutinise([file]).documents
    return [(slip.spots[0].text, slip.proposed) for slip in one.wrong]


DEFICIT = [
    "| | 2023/24 | 2024/25 | 2025/26 |",
    "| Grant | 84.1 | 88.3 | 94.6 |",
    "| Transfer | 2.2 | 2.3 | 0.0 |",
    "| Resources | 86.3 | 90.6 | 94.6 |",
    "| Placements | 83.7 | 95.2 | 106.7 |",
    "| Support services | 9.4 | 10.1 | 10.8 |",
    "| Spending | 93.1 | 105.3 | 117.5 |",
    "| In-year position | -6.8 | -14.7 | -22.9 |",
    "| Deficit brought forward | -18.9 | -25.7 | -40.4 |",
]


def test_where_all_other_sums_are_exact_no_neighbour_of_the_right_figure_is_proposed(tmp_path: Path) -> None:
    right = "| Deficit carried forward | -25.7 | -40.4 | -63.3 |"
    assert told(tmp_path, *DEFICIT, right) == []
    assert told(tmp_path, *DEFICIT, right.replace("63.3", "62.3")) == [("-62.3", "-63.3")]


def test_a_negative_figure_is_proposed_with_one_sign(tmp_path: Path) -> None:
    rows = ["| Home | June | September | Change |", "| Ash | 66 | 62 | -4 |", "| Elm | 31 | 34 | +3 |"]
    rows += ["| Oak | 57 | 62 | +5 |", "| Yew | 14 | 19 | +5 |", "| Fir | 33 | 31 | +2 |", "| Total | 201 | 208 | +7 |"]
    assert told(tmp_path, *rows) == [("+2", "-2")]


FUNDING = [
    "| £ | Freeze | At 2.99% | At £5 |",
    "| Settlement | 14,806,300 | 14,806,300 | 14,806,300 |",
    "| Business rates | 4,418,700 | 4,418,700 | 4,418,700 |",
    "| Precept | 23,320,158 | 24,017,685 | 24,556,908 |",
    "| Total funding | 42,545,158 | 43,242,685 | 43,781,908 |",
]


def test_a_percentage_that_a_column_was_worked_out_at_makes_no_rates_of_it(tmp_path: Path) -> None:
    assert told(tmp_path, *FUNDING) == []
    wrong = [one.replace("24,017,685", "24,071,685") for one in FUNDING]
    assert told(tmp_path, *wrong) == [("24,071,685", "24,017,685")]


FINANCING = [
    "| | 2024/25 | 2025/26 | 2026/27 | 2027/28 | 2028/29 |",
    "| Opening requirement | 387.4 | 398.8 | 410.6 | 434.0 | 454.7 |",
    "| Net need | 16.4 | 20.4 | 32.7 | 30.7 | 18.0 |",
    "| Revenue provision | -5.0 | -8.6 | -9.3 | -10.0 | -10.8 |",
    "| Closing requirement | 398.8 | 410.6 | 434.0 | 454.7 | 461.9 |",
    "| External debt | 312.0 | 318.5 | 336.5 | 352.0 | 358.5 |",
    "| Under-borrowing | 86.8 | 92.1 | 97.5 | 102.7 | 103.4 |",
]


@pytest.mark.parametrize(("right", "typed"), [("-10.0", "10.0"), ("30.7", "37.0"), ("102.7", "107.2")])
def test_what_comes_of_the_lines_above_and_of_those_below_can_be_wrong_in_either(
    tmp_path: Path, right: str, typed: str
) -> None:
    assert told(tmp_path, *FINANCING) == []
    assert told(tmp_path, *(one.replace(right, typed) for one in FINANCING))


def test_digits_that_are_exchanged_need_not_be_neighbours(tmp_path: Path) -> None:
    rows = ["| Setting | 2023 | 2024 | 2025 |", "| Schools | 2,041 | 2,287 | 2,566 |", "| Colleges | 702 | 760 | 811 |"]
    rows += ["| Home | 143 | 172 | 205 |", "| Total | 2,886 | 3,219 | 3,582 |"]
    assert told(tmp_path, *rows) == []
    assert [figure for figure, _ in told(tmp_path, *rows[:-1], "| Total | 2,886 | 3,912 | 3,582 |")] == ["3,912"]
    assert [figure for figure, _ in told(tmp_path, *rows[:-1], "| Total | 2,886 | 9,213 | 3,582 |")] == ["9,213"]


PROVIDERS = [
    "| Provider | Request £000 | Learners | Cost per learner £ |",
    "| Ferry College | 415 | 332 | 1,250 |",
    "| Works CIC | 128 | 160 | 800 |",
    "| Tarrow Council | 306 | 255 | 1,200 |",
    "| Forge Ltd | 216 | 144 | 1,500 |",
    "| Total | 1,065 | 891 | 1,195 |",
]


def test_pounds_of_each_are_thousands_or_millions_of_pounds_over_their_number(tmp_path: Path) -> None:
    in_millions = [PROVIDERS[0].replace("000", "m")]
    for one in PROVIDERS[1:]:
        name, request, *rest = one.split("|")[1:]
        in_millions.append("|".join(["", name, f" {int(request.replace(',', '')) / 1000:.3f} ", *rest]))
    for rows in (PROVIDERS, in_millions):
        assert told(tmp_path, *rows) == []
        assert told(tmp_path, *(one.replace("1,200", "1,220") for one in rows)) == [("1,220", "1,200")]
        assert [figure for figure, _ in told(tmp_path, *(one.replace("| 800", "| 80") for one in rows))] == ["80"]


def test_pounds_of_each_may_be_worked_out_before_thousands_were_rounded(tmp_path: Path) -> None:
    rows = ["| Provider | Places | £000 | Cost each £ |", "| East | 82 | 4,178 | 50,954 |"]
    rows += ["| Outer | 1,835 | 80,421 | 43,826 |", "| Upper | 2,467 | 13,191 | 5,347 |"]
    rows += ["| South | 1,189 | 92,476 | 77,776 |", "| West | 539 | 13,866 | 25,725 |"]
    assert told(tmp_path, *rows) == []
