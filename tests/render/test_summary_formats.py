"""The monitoring position as a page, a workbook and a paper, from one small set."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from decimal import Decimal
from functools import cache

import pytest
from msgspec.structs import replace
from openpyxl import load_workbook

from budget_monitor import pipeline
from budget_monitor.load.ledger_set import set_from_text
from budget_monitor.model.ledgers.money import money
from budget_monitor.model.results.position import MonitoringPosition
from budget_monitor.position.monitoring import monitoring_position
from budget_monitor.render.paper.docx import to_docx
from budget_monitor.render.position.html import to_summary_html
from budget_monitor.render.position.trends import plots_of, trends_of
from budget_monitor.render.position.xlsx import to_summary_xlsx
from tests.support.papers import LEDGERS, read
from tests.support.web_page import Page


@cache
def position() -> MonitoringPosition:
    book, _ = pipeline.rule_book()
    checks = pipeline.check_texts(LEDGERS, book, pipeline.choose_rules(book, ["RM01", "OT02"], []))
    return monitoring_position(set_from_text(LEDGERS, book.ledgers), checks)


def test_the_page_has_every_report_with_its_figures_bars_and_trends() -> None:
    page = Page(to_summary_html(position(), on=date(2022, 5, 3)))
    for sentence in (
        "3 May 2022",
        "2021/22 Q2 forecast £4,971 £5,075 £104 over +2.1% Red",
        "Investment – Open Plus £300 £300 £0",
        "Posts £300 £200",
        "38.8% of what there was",
        "2021/22 Q1 forecast: on budget; 2021/22 Q2 forecast: £104 over",
    ):
        assert sentence in page.text, sentence
    assert len(page.all("h1")) == 1
    assert all("scope" in header for header in page.all("th"))
    ids = [of["id"] for _, of in page.elements if "id" in of]
    assert len(ids) == len(set(ids))
    assert {of["href"].removeprefix("#") for of in page.all("a")} <= set(ids)
    assert not page.all("script")
    assert not page.all("link")


def test_a_page_without_lines_has_the_totals_alone() -> None:
    text = Page(to_summary_html(position(), lines=False)).text
    assert "Posts" not in text
    assert "Total £400" in text


def test_hostile_text_is_printed_as_the_characters_it_is() -> None:
    hostile = "<script>alert(1)</script>&amp;{{ 7*7 }}"
    whole = position()
    odd = replace(whole, reports=tuple(replace(one, key={**one.key, "portfolio": hostile}) for one in whole.reports))
    written = to_summary_html(odd)
    assert "<script" not in written
    assert hostile in Page(written).text


def test_the_workbook_has_a_flat_table_for_each_part_with_numbers_as_numbers() -> None:
    book = load_workbook(io.BytesIO(to_summary_xlsx(position())))
    assert book.sheetnames == ["Revenue", "Reserves", "Savings"]
    revenue = [[cell.value for cell in row] for row in book["Revenue"].iter_rows()]
    assert revenue[0][:4] == ["portfolio", "report", "basis", "cash limit"]
    assert revenue[2] == ["Libraries", "2021/22 Q2", "forecast", 4971, 5172, -97, 5075, 104, 2.1, "Red"]
    reserves = [[cell.value for cell in row] for row in book["Reserves"].iter_rows()]
    assert reserves[1][3:] == [None, "Investment", "Open Plus", "line", 300, 300, 0]
    assert [row[6] for row in reserves[1:]] == ["line", "line", "total"]


def test_what_no_ledger_states_is_a_blank_cell() -> None:
    whole = position()
    bare = replace(whole, reports=tuple(replace(one, cash_limit=None, reserves=None) for one in whole.reports))
    book = load_workbook(io.BytesIO(to_summary_xlsx(bare)))
    assert book.sheetnames == ["Revenue", "Savings"]
    assert to_summary_xlsx(bare) == to_summary_xlsx(bare)


def test_the_paper_of_a_position_has_its_parts_as_headings() -> None:
    written = to_docx(position().checks, position(), on=date(2022, 5, 3))
    headings = [one.text for one in read(written).paragraphs if one.style and one.style.name == "Heading 3"]
    assert headings == ["Revenue", "Revenue", "Reserves", "Savings"]
    with zipfile.ZipFile(io.BytesIO(written)) as parts:
        assert [name for name in parts.namelist() if name.startswith("word/media/")]


def test_a_trend_takes_two_reports_that_state_the_figure() -> None:
    """Variance 0, then 104 over; of reserves and savings there is one report, and no trend."""
    (variance,) = trends_of(position().reports)
    assert variance.name == "variance"
    assert list(map(int, filter(None, variance.values))) == [104]
    (plot,) = plots_of(position().reports)
    first, second = plot.bars
    assert (first.height, second.height > 0, second.is_below) == (0, True, False)
    assert second.y + second.height == plot.zero


@pytest.mark.parametrize("amounts", [(-5, 10), (10, -5), (-3, -9), (0, 0)])
def test_bars_stand_on_the_zero_line_or_hang_from_it(amounts: tuple[int, int]) -> None:
    reports = [
        replace(one, variance=replace(one.variance, amount=replace(one.variance.amount, amount=money(Decimal(amount)))))
        for one, amount in zip(position().reports, amounts, strict=True)
    ]
    (plot,) = plots_of(reports)
    for bar, amount in zip(plot.bars, amounts, strict=True):
        assert bar.is_below == (amount < 0)
        assert (bar.y if bar.is_below else bar.y + bar.height) == plot.zero
        assert bar.y >= 0
        assert bar.y + bar.height <= plot.height
