"""Claims about figures that a workbook keeps as text, and the formulas that leave them out."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from random import Random
from zipfile import ZipFile

import pytest

from benchmarks.sheets.formulas.books import Book, name_of
from budget_monitor.model.ledgers.cell import Kind
from budget_monitor.pipeline.run.tables import discover_tables
from tests.discover.test_blame_by_formulas import LINES, monthly, typed_over
from tests.support.command import run


def with_texts(book: Book, folder: Path, *places: tuple[int, int]) -> Path:
    """The workbook with some of its typed figures as texts, and what its formulas come to without them."""
    texts = {name_of(place): book.typed[place] for place in places}
    book.typed |= dict.fromkeys(places, 0)
    file = book.write(folder)
    with ZipFile(file) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    sheet = contents["xl/worksheets/sheet1.xml"].decode()
    for name, figure in texts.items():
        sheet, made = re.subn(
            rf'<c r="{name}"[^>]*><v>0</v></c>',
            f'<c r="{name}" t="inlineStr"><is><t>{figure}</t></is></c>',
            sheet,
        )
        assert made == 1
    with ZipFile(file, "w") as archive:
        for part, content in contents.items():
            archive.writestr(part, sheet if part == "xl/worksheets/sheet1.xml" else content)
    return file


@pytest.mark.parametrize("seed", range(6))
def test_a_figure_kept_as_text_is_the_one_thing_to_put_right_and_its_formulas_are_not(
    tmp_path: Path, seed: int
) -> None:
    book, rng = monthly(), Random(seed)
    place = rng.randint(1, len(LINES)), rng.randint(1, 3)
    figure = book.typed[place]
    report = discover_tables(with_texts(book, tmp_path, place))
    (told,) = report.corrections
    assert told.kind is Kind.KEPT_AS_TEXT
    assert [(one.address, one.proposed, one.type_as) for one in told.cells] == [
        (f"Monitoring!{name_of(place)}", Decimal(figure), str(figure))
    ]
    assert set(told.resolves) == {one.id for one in report.findings}
    assert len(told.resolves) == 2
    assert not [one for one in report.input_problems if "kept as text" in one.message]  # it is told once


def test_of_several_kept_as_text_in_one_column_one_item_names_all(tmp_path: Path) -> None:
    report = discover_tables(with_texts(monthly(), tmp_path, (2, 2), (4, 2)))
    (told,) = report.corrections
    assert [one.address for one in told.cells] == ["Monitoring!C3", "Monitoring!C5"]
    assert set(told.resolves) == {one.id for one in report.findings}


def test_a_total_that_was_typed_without_it_is_to_be_put_right_itself(tmp_path: Path) -> None:
    """Typing the figure as a number would not change it."""
    book = monthly()
    without = sum(book.typed[row, 2] for row in range(1, len(LINES) + 1)) - book.typed[3, 2]
    report = discover_tables(with_texts(typed_over(book, len(LINES) + 1, 2, without), tmp_path, (3, 2)))
    (told,) = [one for one in report.corrections if one.kind is Kind.KEPT_AS_TEXT]
    places = {one.id: one.place.address for one in report.findings}
    assert [places[name] for name in told.resolves] == ["Monitoring!E4"]


def test_check_and_explain_say_which_cell_to_type_as_a_number(tmp_path: Path) -> None:
    book = monthly()
    figure = book.typed[3, 2]
    file = str(with_texts(book, tmp_path, (3, 2)))
    checked = run("check", file)
    assert checked.exit_code == 1
    assert f"C4  {figure} (text) → type it as a number" in checked.stdout
    assert "Put right: 1 figure" in checked.stdout
    explained = " ".join(run("explain", "1", file).stdout.split())
    assert f"No figure was tried by itself: Monitoring!C4 `{figure}` is kept as text" in explained
    assert "book.xlsx:Monitoring!C4 as a number" in explained
