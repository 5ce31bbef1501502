"""Claims about a column in another unit: said where the digits say so, not of figures so short that any would fit."""

from __future__ import annotations

from pathlib import Path

import pytest

from budget_monitor import Certainty, check

HEADER = "financial_year,period,portfolio,reserve,purpose,opening,usage,closing\n"


def kinds(folder: Path, rows: list[tuple[str, str]]) -> list[tuple[Certainty, str]]:
    lines = "".join(f"2026/27,Q1,P,R,n{place},{one},0,{other}\n" for place, (one, other) in enumerate(rows))
    (folder / "reserve_movements.csv").write_text(HEADER + lines, encoding="utf-8")
    return [(one.certainty, one.kind.value) for one in check(folder, select=["RM01"]).corrections]


@pytest.mark.parametrize("figures", [("97", "1"), ("1049", "1"), ("520", "1")])
def test_single_digits_are_no_column_in_another_unit(tmp_path: Path, figures: tuple[str, str]) -> None:
    found = kinds(tmp_path, [figures, figures])
    assert found
    assert all(kind != "unit_of_column" and certainty is not Certainty.ONLY for certainty, kind in found), found


def test_figures_of_several_digits_are(tmp_path: Path) -> None:
    found = kinds(tmp_path, [("501000", "501"), ("1200000", "1200"), ("70400", "70")])
    assert found == [(Certainty.ONLY, "unit_of_column")]
