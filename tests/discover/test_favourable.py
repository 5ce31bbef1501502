"""Variances in which what is to the good is positive: more income than the budget, and less cost."""

from __future__ import annotations

from pathlib import Path

import pytest

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
