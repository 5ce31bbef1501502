"""`map` of forms: labels down the side, years or bodies across."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from budget_monitor.cli import app

RETURN = """Section 2 - Accounting Statements 2025/26 for Little Wetherby Parish Council,,,
,Year ending 31 March 2025 £,Year ending 31 March 2026 £,Notes and guidance
1. Balances brought forward,31250,66127,Must agree to box 7 of the year before.
2. (+) Precept or Rates and Levies,58581,54915,
3. (+) Total other receipts,9585,9988,
4. (-) Staff costs,9562,10655,
5. (-) Loan interest/capital repayments,1240,1240,
6. (-) All other payments,22487,21419,
7. (=) Balances carried forward,66127,97716,
8. Total value of cash and short term investments,66127,97716,
9. Total fixed assets plus long term investments and assets,118400,121950,
10. Total borrowings,14800,13960,
"""
SHORT = """Box,2024/25,2025/26,Variance £,Variance %,Explanation
1. Balances b/f,2999,2719,-280,-9%,
2. Precept,2525,2608,83,3%,
3. Other receipts,275,290,15,5%,
4. Staff costs,1328,1348,20,2%,
5. Loan repayments,0,0,0,0%,
6. Other payments,1752,1752,0,0%,
7. Balances c/f,2719,2517,-202,-7%,
8. Cash and investments,2719,2517,-202,-7%,
"""
PROVISIONS = """Provisions £000,Appeals,Insurance,Total
Opening balance,2410,890,3300
Made in year,640,120,760
Used,-580,-95,-675
Reversed,-110,0,-110
Closing balance,2360,915,3275
Short-term,900,300,1200
Long-term,1460,615,2075
"""


def drafted(folder: Path, text: str, *words: str) -> Path:
    """A file beside its drafted mapping, which must read it."""
    file = folder / "form.csv"
    file.write_text(text, encoding="utf-8")
    ran = CliRunner().invoke(app, ["map", str(file), *words, "--output", str(folder / "form.source.toml")])
    assert ran.exit_code == 0, ran.stderr
    return file


def source_of(file: Path) -> dict[str, object]:
    source: dict[str, object] = tomllib.loads(file.with_suffix(".source.toml").read_text(encoding="utf-8"))["source"]
    return source


def checked(file: Path, text: str) -> Result:
    """Another file of the same layout, by the same mapping."""
    file.write_text(text, encoding="utf-8")
    return CliRunner().invoke(app, ["check", str(file)])


def test_the_form_of_a_parishs_annual_return_is_drafted_transposed_with_its_years_and_boxes(tmp_path: Path) -> None:
    source = source_of(drafted(tmp_path, RETURN))
    assert source["ledger"] == "annual_return"
    assert source["layout"] == "transposed"
    assert source["range"] == "A:C"  # the guidance is no year
    assert source["columns"] == {
        "financial_year": "row 2",
        "box_1": "1. Balances brought forward",
        "box_2": "2. (+) Precept or Rates and Levies",
        "box_3": "3. (+) Total other receipts",
        "box_4": "4. (-) Staff costs",
        "box_5": "5. (-) Loan interest/capital repayments",
        "box_6": "6. (-) All other payments",
        "box_7": "7. (=) Balances carried forward",
        "box_8": "8. Total value of cash and short term investments",
        "box_9": "9. Total fixed assets plus long term investments and assets",
        "box_10": "10. Total borrowings",
    }
    assert source["values"] == {
        "financial_year": {"Year ending 31 March 2025 £": "2024/25", "Year ending 31 March 2026 £": "2025/26"}
    }


@pytest.mark.parametrize(
    ("wrong", "right", "told"),
    [
        ("66127,97716,\n8", "66127,97176,\n8", "C9 7. (=) Balances carried forward 97176 → 97716"),
        ("31250,66127", "31250,66217", "C3 1. Balances brought forward 66217 → 66127"),
        ("58581,54915", "58851,54915", "B4 2. (+) Precept or Rates and Levies 58851 → 58581"),
    ],
)
def test_a_slip_in_a_box_is_told_at_its_cell(tmp_path: Path, wrong: str, right: str, told: str) -> None:
    file = drafted(tmp_path, RETURN)
    assert "Put right" not in checked(file, RETURN).stdout
    found = checked(file, RETURN.replace(wrong, right))
    assert found.exit_code == 1
    assert told in " ".join(found.stdout.split())


def test_short_names_of_the_boxes_are_known_and_variances_are_no_years(tmp_path: Path) -> None:
    file = drafted(tmp_path, SHORT)
    source = source_of(file)
    assert source["columns"] == {
        "financial_year": "Box",
        "box_1": "1. Balances b/f", "box_2": "2. Precept", "box_3": "3. Other receipts", "box_4": "4. Staff costs",
        "box_5": "5. Loan repayments", "box_6": "6. Other payments", "box_7": "7. Balances c/f",
        "box_8": "8. Cash and investments",
    }  # fmt: skip
    assert source["leave_out"] == {"financial_year": ["Variance £", "Variance %"]}
    assert checked(file, SHORT).exit_code == 0
    found = checked(file, SHORT.replace("2719,2517,-202,-7%,\n8", "2719,2571,-202,-7%,\n8"))
    assert "C8 7. Balances c/f 2571 → 2517" in " ".join(found.stdout.split())


def test_provisions_across_with_their_movements_down_are_drafted_transposed(tmp_path: Path) -> None:
    """What stands across may be names, with their total; thousands by the words above the labels."""
    file = drafted(tmp_path, PROVISIONS)
    source = source_of(file)
    assert (source["ledger"], source["layout"]) == ("provisions", "transposed")
    assert source["columns"] == {
        "provision": "Provisions £000", "opening": "Opening balance", "made": "Made in year", "used": "Used",
        "reversed": "Reversed", "closing": "Closing balance", "short_term": "Short-term", "long_term": "Long-term",
    }  # fmt: skip
    found = checked(file, PROVISIONS.replace("2360,915", "2630,915"))
    assert "B6 Closing balance 2630 → 2360" in " ".join(found.stdout.split())


def test_a_choice_that_nothing_tells_is_named_in_the_draft(tmp_path: Path) -> None:
    file = drafted(tmp_path, RETURN)
    text = file.with_suffix(".source.toml").read_text(encoding="utf-8")
    assert '"receipts and payments" or "income and expenditure"' in text


def test_a_list_is_not_drafted_transposed(tmp_path: Path) -> None:
    """Lines called as columns of a ledger are still lines where the columns fit."""
    text = "Portfolio,Cash limit,Outturn,Variance\nOutturn service,100,110,10\nVariance team,200,190,-10\n"
    assert "layout" not in source_of(drafted(tmp_path, text, "--ledger", "outturns"))
