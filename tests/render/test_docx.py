"""The committee's paper, read back by the library that knows Word documents."""

from __future__ import annotations

import io
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest
from docx.document import Document as Doc
from docx.table import Table
from msgspec.structs import replace
from typer.testing import CliRunner

from budget_monitor.cli import app
from budget_monitor.model.results.outcome import Report
from budget_monitor.model.results.position import MonitoringPosition
from budget_monitor.pipeline import check_set
from budget_monitor.pipeline.summarising import position_of
from budget_monitor.render.paper.docx import TITLE, to_docx
from budget_monitor.render.paper.questions import questions
from tests.support.papers import LEDGERS, read
from tests.support.told_report import told_report


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in LEDGERS.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def checked(folder: Path) -> tuple[Report, MonitoringPosition]:
    found = check_set(folder)
    position = position_of(found.ledger_set, found.report)
    assert position is not None
    return found.report, position


def outline(document: Doc) -> list[str]:
    """The headings, which are so by their style."""
    return [one.text for one in document.paragraphs if (one.style.name if one.style else "") == "Heading 1"]


def rows(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_the_paper_has_the_position_what_was_found_and_the_challenge_sheet(
    checked: tuple[Report, MonitoringPosition],
) -> None:
    report, position = checked
    document = read(to_docx(report, position, on=date(2022, 5, 3)))
    assert document.paragraphs[0].text == TITLE
    assert document.paragraphs[1].text.endswith("3 May 2022")
    parts = ["In short", "The position", "Found, and to put right", "To notice", "Challenge sheet"]
    assert [one for one in outline(document) if one != "Problems in the input files"] == parts
    overview = rows(document.tables[0])
    assert overview[0] == ["Report", "cash limit", "outturn", "variance", "%", "rating"]
    assert overview[3][:4] == ["2021/22 Q2 forecast", "£4,971", "£5,075", "£104 over"]
    (found,) = [
        rows(one) for one in document.tables if one.rows[0].cells[0].text == "No." and "Typed now" in rows(one)[0]
    ]
    assert found[1][1:4] == ["reserve_movements.csv H3 closing", "409", "490"]
    assert "Digits transposed" in found[1][4]


def test_headers_are_repeated_and_pictures_say_what_they_show(checked: tuple[Report, MonitoringPosition]) -> None:
    document = read(to_docx(*checked))
    assert all("w:tblHeader" in one.rows[0]._tr.xml for one in document.tables)
    assert all("w:cantSplit" in one.rows[-1]._tr.xml for one in document.tables)
    said = [shape._inline.docPr.get("descr") or "" for shape in document.inline_shapes]
    assert "Libraries, 2021/22 Q2: £104 over" in said[0]
    assert any("of what there was" in one for one in said)
    assert all(said)


def test_a_member_may_ask_about_what_stands_out(checked: tuple[Report, MonitoringPosition]) -> None:
    """Each question has its figures, and the cells in which they stand."""
    report, position = checked
    asked = questions(position, report)
    texts = " ".join(one.text for one in asked)
    for about in (
        "the forecast is £104 over its cash limit (+2.1%)",
        "£97 is drawn from reserves",
        "the variance is £104 worse than in 2021/22 Q1",
        "the cash limit is £163 higher than in 2021/22 Q1",
        "Investment – Open Plus is used up",
        "the saving “Posts” is rated Green and not achieved in full",
        "£100 of savings rated Amber or Red is not achieved",
        "The checks found 1 thing to put right",
    ):
        assert about in texts
    (reserve,) = [one for one in asked if "used up" in one.text]
    assert reserve.figures == (("Opening", "£300"), ("Used", "£300"), ("Remaining", "£0"))
    assert reserve.where == "reserve_movements.csv F2, G2, H2"


def test_figures_of_another_year_are_not_compared(folder: Path) -> None:
    text = LEDGERS["outturns"].replace("2021/22,Q1", "2019/20,Q1")
    (folder / "outturns.csv").write_text(text, encoding="utf-8")
    (folder / "cash_limits.csv").write_text(
        LEDGERS["cash_limits"].replace("2021/22,Q1", "2019/20,Q1"), encoding="utf-8"
    )
    found = check_set(folder)
    texts = " ".join(one.text for one in questions(position_of(found.ledger_set, found.report), found.report))
    assert "worse than" not in texts
    assert "higher than" not in texts


def test_of_very_many_reports_the_first_are_gone_through_and_the_number_of_the_others_is_said(
    checked: tuple[Report, MonitoringPosition], monkeypatch: pytest.MonkeyPatch
) -> None:
    report, position = checked
    assert len(position.reports) > 1
    monkeypatch.setattr("budget_monitor.render.paper.docx.MAX_REPORTS", 1)
    texts = [one.text for one in read(to_docx(report, position)).paragraphs]
    more = len(position.reports) - 1
    said = f"And {more} more report{'s' if more > 1 else ''}, which budget-monitor summary writes"
    assert any(text.startswith(said) for text in texts)


def test_without_ledgers_of_a_position_the_checks_alone_are_a_paper() -> None:
    document = read(to_docx(told_report()))
    assert "Restated" in outline(document)
    (restated,) = [rows(one) for one in document.tables if "Was and is" in rows(one)[0]]
    assert restated[1] == [
        "4", "performance_measures.csv J16 → J251", "36% → 29.8%", "Stage 2 complaints upheld, for 2019/20, 2021/22 Q4",
    ]  # fmt: skip
    assert any("the invoice came late" in cell for one in document.tables for row in rows(one) for cell in row)


def test_odd_characters_are_shown_and_the_same_report_gives_the_same_bytes() -> None:
    odd = replace(told_report(), folder="a\x00b\x1b<&>")
    written = to_docx(odd, on=date(2022, 5, 3))
    assert written == to_docx(odd, on=date(2022, 5, 3))
    assert read(written).paragraphs[1].text == "a␀b␛<&>, 3 May 2022"
    with zipfile.ZipFile(io.BytesIO(written)) as parts:
        assert {info.date_time[0] for info in parts.infolist()} == {1980}


def test_without_the_libraries_it_is_said_how_to_install_them(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "budget_monitor.render.paper.docx", None)
    file = folder.parent / "paper.docx"
    monkeypatch.setattr("budget_monitor.pipeline.check_ledgers", pytest.fail)
    result = CliRunner().invoke(app, ["check", str(folder), "--output", str(file)], prog_name="budget-monitor")
    assert result.exit_code == 2
    assert "pip install 'budget-monitor[docx]'" in result.stderr
    assert not file.exists()
