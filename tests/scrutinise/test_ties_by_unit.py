"""Figures whose unit stands elsewhere than in the heading of their column: in the name of a row, in the heading of the
column before, in a caption, or in what the rows are called.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from budget_monitor.load.documents.building import Building
from budget_monitor.load.documents.plain import read_plain
from budget_monitor.model.documents.scrutiny import DocumentScrutiny, TieStatus
from budget_monitor.pipeline.documents.scrutinising import scrutinise
from tests.support.document_files import WRITERS
from tests.support.typed_sentences import scrutinised

INDICATORS = """| Indicator | 31 March | 30 September | Change |
|---|--:|--:|--:|
| External borrowing (£m) | 318.4 | 331.9 | 13.5 |
| Investments (£m) | 41.7 | 36.2 | -5.5 |
| Loans made | 31 | 34 | 3 |
"""
RETURNS = """| Counterparty | Limit (£m) | Balance (£m) | Rate (%) | Income (£000) | Budget (£000) | Better/(worse) |
|---|--:|--:|--:|--:|--:|--:|
| Money market funds | 40.0 | 17.4 | 4.06 | 884 | 720 | 164 |
| Banks | 15.0 | 5.3 | 3.70 | 206 | 225 | (19) |
| Total | 55.0 | 22.7 | 3.98 | 1,090 | 945 | 145 |
"""
MEASURES = """| Measure (%) | 2023/24 | 2024/25 | National |
|---|--:|--:|--:|
| Attendance | 86.1 | 87.3 | 85.5 |
| Retention | 91.2 | 90.9 | 91.0 |
"""
PUNCTUALITY = """Table 2: Punctuality (% of departures on time)

| Operator | Target | 2024 | 2025 |
|---|--:|--:|--:|
| Hillside Travel | 92.0 | 93.4 | 92.2 |
| Tram | 95.0 | 95.2 | 96.4 |
"""
JOURNEYS = """Table 1: Journeys (thousands)

| Mode | 2024 | 2025 | Change | % |
|---|--:|--:|--:|--:|
| Bus | 22,415 | 23,060 | 645 | 2.9 |
| Tram | 5,236 | 5,581 | 345 | 6.6 |
"""


@pytest.mark.parametrize(
    ("table", "text", "figure", "cell"),
    [
        (INDICATORS, "Investments fell by £5.5m in the half year.", "£5.5m", "-5.5"),
        (INDICATORS, "External borrowing was £331.9m in September.", "£331.9m", "331.9"),
        (RETURNS, "Money market funds are £164k better than budget.", "£164k", "164"),
        (RETURNS, "Income from banks is £19k worse than its budget.", "£19k", "(19)"),
        (MEASURES, "Attendance was 87.3% in 2024/25.", "87.3%", "87.3"),
        (MEASURES, "Retention is now 90.9%.", "90.9%", "90.9"),
        (PUNCTUALITY, "Hillside Travel was on time with 92.2% of departures.", "92.2%", "92.2"),
        (JOURNEYS, "Bus journeys came to 23,060 thousand.", "23,060 thousand", "23,060"),
        (JOURNEYS, "Tram journeys rose to 5.581 million.", "5.581 million", "5,581"),
        (JOURNEYS, "Tram journeys rose by 6.6%.", "6.6%", "6.6"),
    ],
)
def test_a_figure_is_tied_whatever_says_its_unit(tmp_path: Path, table: str, text: str, figure: str, cell: str) -> None:
    found = scrutinised(tmp_path, f"# Report\n\n{table}\n{text}\n")
    assert found.slips == ()
    (tie,) = [one for one in found.ties if one.figure.text == figure]
    assert tie.status is TieStatus.TIED
    assert tie.to is not None
    assert tie.to.text == cell


@pytest.mark.parametrize(
    ("table", "text"),
    [
        (RETURNS, "Money market funds are £164m better than budget."),
        (JOURNEYS, "Trams carried 6,600 people on New Year's Eve."),
        (INDICATORS, "We made 13.5 visits on average."),
    ],
)
def test_a_figure_of_another_unit_is_not_tied(tmp_path: Path, table: str, text: str) -> None:
    found = scrutinised(tmp_path, f"# Report\n\n{table}\n{text}\n")
    assert [one for one in found.ties if one.to is not None and one.to.row >= 0] == []


SPENDING = """| Category | 2023/24 | 2024/25 |
|---|--:|--:|
| Social care | 34.18 | 36.92 |
| Construction | 18.66 | 14.35 |
| All | 52.84 | 51.27 |
"""


def led_to_by(folder: Path, lead: str, form: str) -> DocumentScrutiny:
    """A report in which these words stand above a table, and a sentence states one of its figures."""
    text = f"# Report\n\n## Spending\n\n{lead}\n\n{SPENDING}\nIn 2024/25 construction came to £14.35m.\n"
    path = folder / f"report.{form}"
    if form == "md":
        path.write_text(text, encoding="utf-8")
    else:
        building = Building("report.md")
        read_plain(text, building)
        WRITERS[f".{form}"](path, building.blocks)
    (found,) = scrutinise([path]).documents
    return found


@pytest.mark.parametrize("form", ["md", "docx", "odt", "html"])
@pytest.mark.parametrize(
    "lead",
    [
        "Payments of £500 or more, April to September, in £ million:",
        "What was paid to suppliers, in £m:",
        "Payments to suppliers in millions of pounds:",
        "**Payments by category (£m)**",
        "Table 1 gives £m to two places. The second year is not final.",
        "Tables in this section are in £ million.",
        "What was paid (£m, before rebates):",
    ],
)
def test_the_words_that_lead_to_a_table_tell_its_unit(tmp_path: Path, lead: str, form: str) -> None:
    found = led_to_by(tmp_path, lead, form)
    assert found.slips == ()
    (tie,) = found.ties[-1:]
    assert tie.to is not None
    assert (tie.figure.text, tie.to.text, tie.to.value) == ("£14.35m", "14.35", Decimal(14_350_000))


def test_a_bold_line_above_a_table_of_a_page_tells_its_unit(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    rows = "".join(
        f"<tr><td>{name}</td><td>{one}</td></tr>" for name, one in (("Target", "Delivered"), ("Homes", "905"))
    )
    path.write_text(
        f"<p><strong>Savings by status (£k)</strong></p><table>{rows}</table><p>Homes delivered £905k.</p>", "utf-8"
    )
    (found,) = scrutinise([path]).documents
    assert [one.to.value for one in found.ties if one.to is not None] == [905_000]


@pytest.mark.parametrize(
    "lead",
    [
        "Payments, rounded to the nearest £m:",
        "Payments came to £51.27m:",
        "It costs much. Payments in £m are in the annex. Here are the hours by category.",
        "Payments in £m, and in £000 where they are small:",
    ],
)
def test_words_above_a_table_that_tell_no_unit(tmp_path: Path, lead: str) -> None:
    found = led_to_by(tmp_path, lead, "md")
    assert [one for one in found.ties if one.figure.text == "£14.35m" and one.to is not None] == []
