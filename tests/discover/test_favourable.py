"""Variances in which what is to the good is positive: more income than the budget, and less cost."""

from __future__ import annotations

from pathlib import Path

import pytest

from budget_monitor.model.results.outcome import Verdict
from budget_monitor.pipeline.documents.scrutinising import scrutinise

HEADER = "£000 | Budget to date | Actual to date | Variance | "
INCOME = (
    "Port dues | 5,940 | 6,213 | 273 | F", "Marina berths | 2,662 | 2,626 | (36) | A", "Rents | 1,573 | 1,604 | 31 | F",
    "Total income | 10,175 | 10,443 | 268 | F",
)  # fmt: skip
COSTS = (
    "Staff | 4,928 | 5,012 | (84) | A", "Dredging | 1,694 | 1,567 | 127 | F", "Other | 1,890 | 1,918 | (28) | A",
    "Total costs | 8,512 | 8,497 | 15 | F",
)  # fmt: skip
SURPLUS = "Surplus | 1,663 | 1,946 | 283 | F"
MEASURES = (
    "Measure | Target | Actual | Better/(worse)", "Days lost | 8.5 | 9.1 | (0.6)",
    "Calls answered % | 90.0 | 92.4 | 2.4",
    "Re-let days | 28.0 | 26.3 | 1.7", "Arrears % | 3.5 | 3.9 | (0.4)",
)  # fmt: skip


def _swapped(row: str) -> list[str]:
    """The first four cells of a row, the second and the third exchanged."""
    name, budget, actual, variance = row.split(" | ")[:4]
    return [name, actual, budget, variance]


def told(folder: Path, *rows: str) -> list[str]:
    """The figures that are told to be wrong."""
    header, *lines = rows
    rule = "|".join(["---"] * (header.count("|") + 1))
    path = folder / "accounts.md"
    path.write_text(
        "# Accounts\n\n" + "\n".join(f"| {row} |" for row in (header, rule, *lines)) + "\n", encoding="utf-8"
    )
    (one,) = scrutinise([path]).documents
    return [slip.where.text for slip in one.slips]


@pytest.mark.parametrize(
    "rows",
    [
        (HEADER, *INCOME, *COSTS, SURPLUS),
        (HEADER, *COSTS, *INCOME, SURPLUS),
        ("£000 | Budget | Actual | Better/(worse) | ", *INCOME, *COSTS, SURPLUS),
        (HEADER, *(row.replace("(", "").replace(")", "") for row in (*INCOME, *COSTS, SURPLUS))),
        MEASURES,
    ],
)
def test_signs_that_go_by_what_is_to_the_good_are_no_slips(tmp_path: Path, rows: tuple[str, ...]) -> None:
    assert told(tmp_path, *rows) == []


@pytest.mark.parametrize(("right", "typed"), [("(36)", "(63)"), ("127", "172"), ("(28)", "(82)"), ("268", "286")])
def test_a_slip_in_one_of_the_figures_is_told_all_the_same(tmp_path: Path, right: str, typed: str) -> None:
    rows = [row.replace(f"| {right} |", f"| {typed} |") for row in (*INCOME, *COSTS, SURPLUS)]
    assert typed in told(tmp_path, HEADER, *rows)


def test_one_sign_the_other_way_round_is_a_slip_where_all_others_go_one_way(tmp_path: Path) -> None:
    rows = [row.replace("| 31 |", "| (31) |") for row in INCOME]
    assert told(tmp_path, HEADER.removesuffix("| "), *(row.rpartition(" |")[0] for row in rows)) == ["(31)"]


def test_one_sign_that_all_figures_of_its_sum_speak_against_is_told(tmp_path: Path) -> None:
    rows = [row.rpartition(" |")[0].replace("| 127", "| (127)") for row in (*INCOME, *COSTS, SURPLUS)]
    assert told(tmp_path, "£000 | Budget | Actual | Better/(worse)", *rows) == ["15"], "the total of the costs"


PAY = (
    "Substantive | 131,250 | 128,415 | 2,835 (F) | 175,000", "Overtime | 6,480 | 8,205 | 1,725 (A) | 8,640",
    "Bank | 1,935 | 2,310 | 375 (A) | 2,580", "Agency | 3,375 | 4,160 | 785 (A) | 4,500",
    "Levy | 585 | 571 | 14 (F) | 780", "Total pay | 143,625 | 143,661 | 36 (A) | 191,500",
)  # fmt: skip
PAY_HEADER = "Pay (£000) | Budget to date | Actual to date | Variance | Budget 2025/26"
TRADING = (
    "Staff | 918 | 946 | 28 (A)", "Premises | 142 | 137 | 5 (F)", "Fees earned | (1,086) | (1,174) | 88 (F)",
    "Net | (26) | (91) | 65 (F)",
)  # fmt: skip
EARNED = ("Fees earned | 1,086 | 1,174 | 88 (F)", "Licences | 412 | 399 | 13 (A)", "Rents | 96 | 107 | 11 (F)")
MONTHS = (
    "Care | 212 (A) | 220 (F) | 432", "Roads | 118 (A) | 109 (F) | 227", "Parks | 64 (A) | 71 (F) | 135",
    "Total | 394 (A) | 400 (F) | 794",
)  # fmt: skip


@pytest.mark.parametrize(
    "rows",
    [
        (PAY_HEADER, *PAY),
        (PAY_HEADER, *(row.replace("(F)", "(f)").replace("(A)", "(a)") for row in PAY)),
        (PAY_HEADER, *PAY[:-1]),
        (PAY_HEADER.replace("Variance", "Over/under"), *PAY),
        (PAY_HEADER.replace("Variance", "Variance (A)/(F)"), *PAY),
        (PAY_HEADER.replace("Variance", "Difference from budget"), *PAY),
        (PAY_HEADER.replace("Actual to date", "Spent").replace("Variance", "Against budget"), *PAY),
        (PAY_HEADER.replace("Variance", "Movement"), *PAY),
        ("£000 | Actual | Budget | Variance", *(" | ".join(_swapped(row)) for row in PAY)),
        ("£'000 | Budget | Outturn | Variance", *TRADING),
        ("£'000 | Budget | Outturn | Variance", *reversed(TRADING[:3])),
        ("£'000 | Budget | Income received | Variance", *EARNED),
        ("£'000 | Budget | Income received | Variance", *EARNED, "All income | 1,594 | 1,680 | 86 (F)"),
        ("£'000 | Budget | Outturn | Variance", *TRADING[:2], "Grants | 50 | 50 | 0", "Sum | 1,110 | 1,133 | 23 (A)"),
        ("£'000 | April to June | July to September | Half year", *MONTHS),
        ("£m | Plan | Forecast | Variance", "Adults | 21.4 | 22.1 | 0.7 (A)", "Places | 9.6 | 9.3 | 0.3 (F)",
         "All | 31.0 | 31.4 | 0.4 (A)"),
    ],
)  # fmt: skip
def test_a_letter_beside_a_figure_says_its_sign(tmp_path: Path, rows: tuple[str, ...]) -> None:
    assert told(tmp_path, *rows) == []


@pytest.mark.parametrize(
    ("right", "typed"),
    [
        ("2,835 (F)", "2,385 (F)"), ("1,725 (A)", "1,275 (A)"), ("375 (A)", "375 (F)"), ("785 (A)", "758 (A)"),
        ("14 (F)", "14 (A)"), ("36 (A)", "63 (A)"), ("36 (A)", "36 (F)"), ("8,205", "8,025"),
    ],
)  # fmt: skip
def test_a_slip_in_a_figure_or_in_its_letter_is_told_of(tmp_path: Path, right: str, typed: str) -> None:
    rows = [row.replace(f"| {right} |", f"| {typed} |") for row in PAY]
    assert told(tmp_path, PAY_HEADER, *rows) == [typed]


def test_a_letter_the_other_way_is_to_look_at_though_another_figure_of_the_table_is_wrong(tmp_path: Path) -> None:
    rows = [row.replace("375 (A)", "375 (F)").replace("2,835 (F)", "2,385 (F)") for row in PAY[:-1]]
    assert told(tmp_path, PAY_HEADER, *rows) == ["2,385 (F)"]
    (one,) = scrutinise([tmp_path / "accounts.md"]).documents
    assert [look.cells[0].text for look in one.relations if look.verdict is Verdict.UNDECIDED] == ["375 (F)"]
