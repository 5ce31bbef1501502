"""Claims about how a table is seen: its header, the roles of its rows, what its columns hold and are made of."""

from __future__ import annotations

from pathlib import Path

from budget_monitor.discover.readings.layout import layout_of
from budget_monitor.load.sources.grids import grids_in
from budget_monitor.model.ledgers.layout import ColumnKind, Layout

STATEMENT = """Cash flow statement,,,,
,,,,
,2025/26,,2026/27,
£000,Budget,Actual,Budget,Actual
Income,,,,
Grants,100,90,80,85
Fees,20,25,30,35
Total income,120,115,110,120
,,,,
Pay,60,61,62,63
Other,15,14,13,12
Total spend,75,75,75,75
"Note: all figures are provisional",,,,
"""


def seen(tmp_path: Path, text: str) -> Layout:
    file = tmp_path / "table.csv"
    file.write_text(text, encoding="utf-8")
    (grid,) = grids_in(file)[0]
    return layout_of(grid)


def roles(layout: Layout) -> dict[int, str]:
    return {layout.grid.lines[row.place]: row.role.value for row in layout.rows}


def test_each_row_has_a_role(tmp_path: Path) -> None:
    layout = seen(tmp_path, STATEMENT)
    assert roles(layout) == {
        1: "title", 3: "header", 4: "header", 5: "heading", 6: "line", 7: "line", 8: "total", 10: "line", 11: "line",
        12: "total", 13: "note",
    }  # fmt: skip
    assert layout.header_lines == (3, 4)
    assert {row.label: row.sum_of for row in layout.rows if row.sum_of} == {
        "Total income": "6 + 7",
        "Total spend": "10 + 11",
    }


def test_each_column_is_told_by_what_it_holds(tmp_path: Path) -> None:
    text = "Code,Day,Name,Opening,Change,Closing,Share\n" + "".join(
        f"{100 + n},2026-04-{n:02d},Fund {n},{n * 137},{n * 31},{n * 168},{n}.5%\n" for n in range(1, 9)
    )
    layout = seen(tmp_path, text)
    kinds = {column.header: column.kind for column in layout.columns}
    assert kinds == {
        "Code": ColumnKind.NAMES, "Day": ColumnKind.DATES, "Name": ColumnKind.TEXT, "Opening": ColumnKind.FIGURES,
        "Change": ColumnKind.FIGURES, "Closing": ColumnKind.FIGURES, "Share": ColumnKind.PERCENTAGES,
    }  # fmt: skip
    assert {column.header: column.sum_of for column in layout.columns if column.sum_of} == {"Closing": "D + E"}


def test_a_row_that_numbers_the_columns_is_no_header(tmp_path: Path) -> None:
    layout = seen(tmp_path, "0,1,2,3\n,July,Aug,Sept\nRent,10,20,7\nFees,30,40,8\nSum,40,60,15\n")
    assert layout.header_lines == (2,)
    assert [column.header for column in layout.columns] == ["", "July", "Aug", "Sept"]


def test_marks_left_by_a_scanner_are_spacers(tmp_path: Path) -> None:
    layout = seen(tmp_path, 'Item |,Budget |\n----,----\nRent |,"1,000 |"\nI,j\nFees |,"2,000 j"\nTotal |,"3,000 |"\n')
    assert roles(layout) == {1: "header", 2: "spacer", 3: "line", 4: "spacer", 5: "line", 6: "total"}


def test_a_table_without_figures_has_lines(tmp_path: Path) -> None:
    layout = seen(tmp_path, "Name,Role\nAnn,Clerk\nBob,Chair\n")
    assert roles(layout) == {1: "header", 2: "line", 3: "line"}
