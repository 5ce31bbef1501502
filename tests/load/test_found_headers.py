"""Claims about CSV files whose header is not their first row, or whose cells no comma separates."""

from __future__ import annotations

from pathlib import Path

import pytest

from budget_monitor.load.ledger_set import load_set
from budget_monitor.model.ledgers.ledger import LINE, LedgerSet
from tests.support.small_ledgers import RESERVES, values

HEADER = "financial_year,period,reserve,opening,usage,closing"


def loaded(folder: Path, text: str) -> LedgerSet:
    (folder / "reserve_movements.csv").write_text(text, encoding="utf-8")
    return load_set(folder, {"reserve_movements": RESERVES})


@pytest.mark.parametrize(
    ("above", "line"), [("", 2), ("Reserves 2026/27\n\n", 4), ("sep=,\n", 3), ("Draft,,,,,\nNot audited,,,,,\n", 4)]
)
def test_the_header_is_found_below_titles(tmp_path: Path, above: str, line: int) -> None:
    found = loaded(tmp_path, f"{above}{HEADER}\n2026/27,Q1,Trees,100,30,70\n")
    assert not found.problems
    table = found.ledgers["reserve_movements"]
    assert values(table, LINE) == [line]
    assert [str(one) for one in values(table, "closing")] == ["70.000000"]


@pytest.mark.parametrize("mark", [";", "\t"])
def test_tabs_and_semicolons_separate_cells_too(tmp_path: Path, mark: str) -> None:
    text = f"{HEADER}\n2026/27,Q1,Trees,100,30,70\n".replace(",", mark)
    found = loaded(tmp_path, text)
    assert not found.problems
    assert values(found.ledgers["reserve_movements"], "reserve") == ["Trees"]


def test_a_header_of_two_rows_is_joined(tmp_path: Path) -> None:
    header = "Earmarked reserves\nfinancial,period,reserve,opening,usage,closing\nyear,,,(£000),(£000),(£000)\n"
    text = f"{header}2026/27,Q1,Trees,1,0,1\n"
    found = loaded(tmp_path, text)
    assert not found.problems
    assert [str(one) for one in values(found.ledgers["reserve_movements"], "opening")] == ["1000.000000"]


def test_decimal_commas_are_read_where_no_point_stands_for_one(tmp_path: Path) -> None:
    text = f"{HEADER}\n2026/27,Q1,Trees,1.100@50,30@5,1.070\n2026/27,Q1,Paths,1@00,0,(1@00)\n".replace(
        ",", ";"
    ).replace("@", ",")
    found = loaded(tmp_path, text)
    assert [problem.severity for problem in found.problems] == ["warning"]
    table = found.ledgers["reserve_movements"]
    assert [f"{one:.2f}" for one in map(float, map(str, values(table, "opening")))] == ["1100.50", "1.00"]
    assert [f"{one:.2f}" for one in map(float, map(str, values(table, "closing")))] == ["1070.00", "-1.00"]


def test_thousands_stay_thousands(tmp_path: Path) -> None:
    found = loaded(tmp_path, f"{HEADER}\n2026/27,Q1,Trees,1@100.50,0,1@100.50\n".replace(",", ";").replace("@", ","))
    assert not found.problems
    assert [str(one) for one in values(found.ledgers["reserve_movements"], "opening")] == ["1100.500000"]


def test_a_file_without_such_a_header_is_told_of_as_before(tmp_path: Path) -> None:
    found = loaded(tmp_path, "name,amount\nTrees,1\n")
    assert {problem.line for problem in found.problems} == {1}
    assert any("expected financial_year, period, reserve, opening" in one.message for one in found.problems)


@pytest.mark.parametrize("mark", [";", "\t", ","])
def test_a_quotation_mark_that_is_never_closed_takes_its_line_alone_and_is_told(tmp_path: Path, mark: str) -> None:
    text = f'Reserves\n\n{HEADER}\n2026/27,Q1,"Trees,100,30,70\n2026/27,Q1,Parks,5,1,3\n'.replace(",", mark)
    found = loaded(tmp_path, text)
    assert [(one.line, one.severity, "never closed" in one.message) for one in found.problems] == [(4, "error", True)]
    assert values(found.ledgers["reserve_movements"], "reserve") == ["Parks"]


def test_a_stray_byte_is_told_whatever_separates_the_cells(tmp_path: Path) -> None:
    text = f"{HEADER}\n2026/27,Q1,Café,100,30,70\n2026/27,Q1,Caf?,5,1,4\n".replace(",", ";").encode()
    (tmp_path / "reserve_movements.csv").write_bytes(text.replace(b"?", b"\xe9"))
    found = load_set(tmp_path, {"reserve_movements": RESERVES})
    assert [(one.line, "byte E9 is no UTF-8" in one.message) for one in found.problems] == [(3, True)]
