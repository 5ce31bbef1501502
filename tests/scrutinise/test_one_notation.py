"""One document has one notation: beside 1.234.567 the figure 234.567 is a number of thousands."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from budget_monitor.load.documents.reading import read_document
from tests.support.typed_sentences import scrutinised


def _table(*figures: str) -> str:
    rows = "".join(f"| {'abcdefgh'[at]} | {one} |\n" for at, one in enumerate(figures[:-1]))
    return f"# Bericht\n\n| Posten | € |\n|---|--:|\n{rows}| Total | {figures[-1]} |\n\n"


def _values(folder: Path, text: str) -> list[Decimal | None]:
    path = folder / "report.md"
    path.write_text(text, encoding="utf-8")
    grids = [block.grid for block in read_document(path).tables if block.grid is not None]
    return [row[1].value for grid in grids for row in grid.rows[1:]]


@pytest.mark.parametrize(
    ("figures", "values"),
    [
        (("1.234.567", "234.567", "1.469.134"), (1234567, 234567, 1469134)),
        (("1.234.567", "(234.567)", "1.000.000"), (1234567, -234567, 1000000)),
        (("12.345,50", "234.567", "246.912,50"), (Decimal("12345.50"), 234567, Decimal("246912.50"))),
        (("1.234.567", "-234.567", "1.000.000"), (1234567, -234567, 1000000)),
    ],
)
def test_points_between_thousands_are_that_in_every_figure(
    tmp_path: Path, figures: tuple[str, ...], values: tuple[Decimal, ...]
) -> None:
    assert _values(tmp_path, _table(*figures)) == list(values)
    assert scrutinised(tmp_path, _table(*figures)).slips == ()


def test_a_table_of_small_figures_has_the_notation_of_the_others(tmp_path: Path) -> None:
    text = _table("1.234.567", "100.000", "1.334.567") + _table("234.567", "100.000", "334.567")
    assert _values(tmp_path, text)[3:] == [Decimal(234567), Decimal(100000), Decimal(334567)]
    assert scrutinised(tmp_path, text).slips == ()
    (told,) = scrutinised(tmp_path, text.replace("334.567", "334.657", 2).replace("1.334.657", "1.334.567")).wrong
    assert told.where.text == "334.657"
    assert "comes to 334,567" in told.sentence


@pytest.mark.parametrize(
    ("figures", "value"),
    [
        (("0.251", "0.125", "0.376"), Decimal("0.251")),
        (("234.567", "100.000", "334.567"), Decimal("234.567")),
        (("1.234.567", "234.567", "12.5"), Decimal(1234567)),
    ],
)
def test_without_such_a_figure_or_beside_a_decimal_point_nothing_changes(
    tmp_path: Path, figures: tuple[str, ...], value: Decimal
) -> None:
    assert _values(tmp_path, _table(*figures))[0] == value
    if "12.5" in figures:
        assert _values(tmp_path, _table(*figures))[1] == Decimal("234.567")
