"""Claims about mappings: tables laid out any way become ledgers, and every place stays the officer's own cell."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from budget_monitor.load.ledger_set import load_set
from budget_monitor.load.settings.settings import read_settings
from budget_monitor.model.ledgers.ledger import LedgerSet
from budget_monitor.model.ledgers.schema import Column, ColumnType, LedgerSchema
from budget_monitor.model.results.outcome import Verdict
from budget_monitor.pipeline import check, check_set
from tests.support.small_ledgers import ledger

BUDGETS = ledger(
    "budgets", Column("financial_year", ColumnType.FINANCIAL_YEAR), Column("period", ColumnType.PERIOD),
    Column("service", ColumnType.TEXT), Column("budget", ColumnType.MONEY),
    Column("actual", ColumnType.MONEY, required=False), label="service", key=("financial_year", "period", "service"),
)  # fmt: skip
SCHEMAS: dict[str, LedgerSchema] = {"budgets": BUDGETS}
USUAL = '[source]\nledger = "budgets"\nfile = "a.csv"\n'
MONTHS = "Service,Apr,May,Total\nParks,1,2,3\nRoads,10,20,30\n"


def mapped(folder: Path, toml: str, **files: str) -> LedgerSet:
    """The ledgers of a folder with these CSV files and that mapping in its settings."""
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    (folder / "budget-monitor.toml").write_text(toml, encoding="utf-8")
    return load_set(folder, SCHEMAS)


def rows(found: LedgerSet, *columns: str) -> list[tuple[str, ...]]:
    """The texts of some columns of the budgets, row by row."""
    table = found.ledgers["budgets"].select(columns)
    return [tuple("" if cell is None else f"{cell}" for cell in row.values()) for row in table.to_pylist()]


def messages(found: LedgerSet) -> list[str]:
    return [problem.message for problem in found.problems]


def places(found: LedgerSet, column: str) -> list[str]:
    """The cells that a column's figures stand in."""
    table = found.ledgers["budgets"]
    header = table.headers[column]
    return [table.ref(line, header).address for line in table.select(["__line"])["__line"].to_pylist()]


def test_months_across_become_rows_each_with_its_own_cell(tmp_path: Path) -> None:
    toml = """
        [source]
        ledger = "budgets"
        file = "months.csv"
        columns = { service = "Service", budget = "{period}" }
        constants = { financial_year = "2026/27" }
    """
    found = mapped(tmp_path, toml, months=MONTHS)
    assert not found.problems
    assert rows(found, "financial_year", "period", "service", "budget") == [
        ("2026/27", "P01", "Parks", "1.000000"), ("2026/27", "P01", "Roads", "10.000000"),
        ("2026/27", "P02", "Parks", "2.000000"), ("2026/27", "P02", "Roads", "20.000000"),
    ]  # fmt: skip
    assert places(found, "budget") == ["B2", "B3", "C2", "C3"]


def test_several_measures_stand_under_each_period(tmp_path: Path) -> None:
    """The upper row of the header goes for the columns beside it; a title above it is no header."""
    text = "Monitoring report,,,,\n,Q1,,Q2,\nService,Budget,Actual,Budget,Actual\nParks,10,11,20,22\n"
    toml = """
        [source]
        ledger = "budgets"
        file = "quarters.csv"
        columns = { budget = "{period} Budget", actual = "{period} Actual" }
        constants = { financial_year = "2026/27" }
    """
    found = mapped(tmp_path, toml, quarters=text)
    assert rows(found, "period", "budget", "actual") == [
        ("Q1", "10.000000", "11.000000"),
        ("Q2", "20.000000", "22.000000"),
    ]
    assert places(found, "actual") == ["C4", "E4"]


def test_headers_stand_for_what_the_mapping_says(tmp_path: Path) -> None:
    text = "Service,2025/26 first half,2026/27 first half\nParks,1,2\n"
    toml = """
        [source]
        ledger = "budgets"
        file = "halves.csv"
        columns.budget = "{financial_year} {period}"
        values.period = { "first half" = "Q2" }
    """
    found = mapped(tmp_path, toml, halves=text)
    assert rows(found, "financial_year", "period") == [("2025/26", "Q2"), ("2026/27", "Q2")]


@pytest.mark.parametrize(
    ("header", "period"), [("31 July", "P04"), ("Sept 30", "P06"), ("Apr-26", "P01"), ("2026-12-31", "P09")]
)
def test_a_day_in_a_header_is_its_month(tmp_path: Path, header: str, period: str) -> None:
    toml = USUAL + 'columns.budget = "{period}"\nconstants.financial_year = "2026/27"\n'
    assert rows(mapped(tmp_path, toml, a=f"Service,{header}\nParks,1\n"), "period") == [(period,)]


def test_several_files_are_one_ledger_and_each_figure_keeps_its_file(tmp_path: Path) -> None:
    toml = """
        [[source]]
        ledger = "budgets"
        file = "north*.csv"
        constants = { financial_year = "2026/27", period = "Q1" }
        [[source]]
        ledger = "budgets"
        file = "south.csv"
        columns = { service = "Name", budget = "Money" }
        constants = { financial_year = "2026/27", period = "Q1" }
    """
    found = mapped(
        tmp_path,
        toml,
        north1="Service,Budget\nParks,1\n",
        north2="Service,Budget\nRoads,2\n",
        south="Name,Money\nBins,3\n",
    )
    assert rows(found, "service", "budget") == [("Parks", "1.000000"), ("Roads", "2.000000"), ("Bins", "3.000000")]
    table = found.ledgers["budgets"]
    assert table.places is not None
    lines = table.select(["__line"])["__line"].to_pylist()
    refs = [table.places.ref(line, "budget") for line in lines]
    assert [(ref.file, ref.line, ref.column) for ref in refs if ref] == [
        ("north1.csv", 2, "Budget"), ("north2.csv", 2, "Budget"), ("south.csv", 2, "Money"),
    ]  # fmt: skip


def test_tables_below_one_another_are_told_by_range_or_by_their_titles(tmp_path: Path) -> None:
    text = "Revenue,\nService,Budget\nParks,1\n,\nCapital,\nService,Budget\nBridge,5\n"
    toml = """
        [[source]]
        ledger = "budgets"
        file = "both.csv"
        below = "Capital"
        constants = { financial_year = "2026/27", period = "Q1" }
        [[source]]
        ledger = "budgets"
        file = "both.csv"
        range = "A2:B3"
        constants = { financial_year = "2026/27", period = "Q2" }
    """
    found = mapped(tmp_path, toml, both=text)
    assert rows(found, "service", "period") == [("Bridge", "Q1"), ("Parks", "Q2")]
    assert places(found, "budget") == ["B7", "B3"]


def test_a_transposed_table_has_a_line_to_each_column(tmp_path: Path) -> None:
    text = "£000,Parks,Roads,Total\nBudget,10,20,30\nActual,11,19,30\n"
    toml = """
        [source]
        ledger = "budgets"
        file = "across.csv"
        layout = "transposed"
        columns = { service = "row 1" }
        unit = "£000"
        constants = { financial_year = "2026/27", period = "Q1" }
    """
    found = mapped(tmp_path, toml, across=text)
    assert rows(found, "service", "budget", "actual", "__row_type")[:2] == [
        ("Parks", "10000.000000", "11000.000000", "line"), ("Roads", "20000.000000", "19000.000000", "line"),
    ]  # fmt: skip
    assert rows(found, "__row_type")[2] == ("total",)
    assert places(found, "actual") == ["B3", "C3", "D3"]
    named = toml.replace('"row 1"', '"row 1", actual = "Actuals"')
    found = mapped(tmp_path, named, across=text.replace("Actual", "Spent"))
    said = "no row 'Actuals' for actual; the header here: £000, Budget, Spent (budget-monitor.toml:2)"
    assert said in messages(found)


def test_income_that_is_positive_is_reversed_and_shown_as_typed(tmp_path: Path) -> None:
    toml = """
        [source]
        ledger = "budgets"
        file = "a.csv"
        reversed = ["budget"]
        constants = { financial_year = "2026/27", period = "Q1" }
    """
    found = mapped(tmp_path, toml, a="Service,Budget\nFees,5\n")
    assert rows(found, "budget") == [("-5.000000",)]
    assert found.ledgers["budgets"].has_negated == {"budget"}


def test_rows_are_filled_headed_chosen_and_named(tmp_path: Path) -> None:
    """A parent named on the first line only; headings between the lines; filters; totals without a total word."""
    text = (
        "Fund,Service,Kind,Budget\nGeneral,Parks,Rev,1\n,Roads,Rev,2\n,Roads,Cap,9\nHRA,Homes,Rev,4\n"
        ",Net cost,Rev,7\nNote: draft,,,\n"
    )
    toml = """
        [source]
        ledger = "budgets"
        file = "a.csv"
        columns = { service = ["Fund", "Service"] }
        only = { Kind = "Rev" }
        leave_out = { service = ["Homes"] }
        totals = ["Net*"]
        constants = { financial_year = "2026/27", period = "Q1" }
    """
    found = mapped(tmp_path, toml, a=text)
    assert rows(found, "service", "__row_type") == [("Parks", "line"), ("Roads", "line"), ("Net cost", "total")]
    assert messages(found) == ["words without a figure are taken for a heading or a note, no line: row 7"]


def test_headings_between_the_rows_can_be_the_values_of_a_column(tmp_path: Path) -> None:
    text = "Item,Q,Budget\nParks,,\nGrass,Q1,1\nTrees,Q1,2\nRoads,,\nTar,Q1,3\n"
    toml = """
        [source]
        ledger = "budgets"
        file = "a.csv"
        headings = "service"
        columns = { period = "Q" }
        constants = { financial_year = "2026/27" }
    """
    assert rows(mapped(tmp_path, toml, a=text), "service", "budget") == [
        ("Parks", "1.000000"), ("Parks", "2.000000"), ("Roads", "3.000000"),
    ]  # fmt: skip


def test_a_column_is_filled_down_as_long_as_the_one_before_it_stays(tmp_path: Path) -> None:
    text = "Year,Service,Period,Budget\n2025/26,Parks,Q1,1\n,,Q2,2\n2026/27,,Q1,3\n"
    toml = USUAL + 'columns.financial_year = "Year"\nfill = ["financial_year", "service"]\n'
    assert rows(mapped(tmp_path, toml, a=text), "financial_year", "service") == [
        ("2025/26", "Parks"), ("2025/26", "Parks"), ("2026/27", ""),
    ]  # fmt: skip


def test_months_to_come_are_said_and_not_read(tmp_path: Path) -> None:
    toml = USUAL + 'columns.budget = "{period}"\nconstants.financial_year = "2026/27"\n'
    found = mapped(tmp_path, toml, a="Service,Apr,May,June\nParks,1,,2\nRoads,,,3\n")
    assert rows(found, "service", "budget") == [
        ("Parks", "1.000000"), ("Roads", ""), ("Parks", "2.000000"), ("Roads", "3.000000"),
    ]  # fmt: skip
    assert messages(found) == ["no figures yet, so not read: May"]


def test_blanks_are_nil_where_the_mapping_says_so(tmp_path: Path) -> None:
    toml = USUAL + 'blanks = "nil"\nconstants = { financial_year = "2026/27", period = "Q1" }\n'
    assert rows(mapped(tmp_path, toml, a="Service,Budget\nParks,\n"), "budget") == [("0.000000",)]


def test_a_mapping_stands_beside_its_file_and_takes_a_sheet_by_name(tmp_path: Path) -> None:
    save(
        tmp_path / "quarter.xlsx",
        {"Notes": [["read me"]], "Q1 data": [["x"], ["", "Service", "Budget"], ["", "Parks", 7]]},
    )
    (tmp_path / "quarter.source.toml").write_text(
        '[source]\nledger = "budgets"\nsheet = "Q1*"\nconstants = { financial_year = "2026/27", period = "Q1" }\n',
        encoding="utf-8",
    )
    for place in (tmp_path, tmp_path / "quarter.xlsx"):
        found = load_set(place, SCHEMAS)
        assert rows(found, "service", "budget") == [("Parks", "7.000000")]
        assert places(found, "budget") == ["Q1 data!C3"]
        assert [read.file for read in found.inputs] == ["quarter.xlsx:Q1 data"]


def save(path: Path, sheets: dict[str, Sequence[Sequence[object]]]) -> None:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, lines in sheets.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(list(line))
    book.save(path)


def test_the_nearest_of_a_pattern_is_the_header_as_a_pattern(tmp_path: Path) -> None:
    text = """[source]
        ledger = "budgets"
        file = "a.csv"
        columns.budget = "{period} Budgt"
        constants.financial_year = "2026/27"
    """
    found = mapped(tmp_path, text, a="Service,Q1 Budget,Q2 Budget,Q1 Actual\nParks,1,2,3\n")
    said = "no column '{period} Budgt' for budget; did you mean '{period} Budget'? (budget-monitor.toml:1)"
    assert said in messages(found)


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ('columns.budget = "Budgte"', "no column 'Budgte' for budget; did you mean 'Budget'? (budget-monitor.toml:1)"),
        ('columns.actual = "x"', "no column 'x' for actual; the header here: Service, Budget (budget-monitor.toml:1)"),
        ('sheet = "x"', "a.csv has no sheet 'x'"),
        ('below = "Capitel"', "no cell has the text 'Capitel' (budget-monitor.toml:1)"),
        ('only = { Servce = "x" }', "only: there is no column 'Servce'; did you mean 'Service'?"),
        ('columns.servce = "Service"', "columns: budgets has no column 'servce'; did you mean 'service'?"),
        ('columns.actual = "{perid}"', "columns: budgets has no column 'perid'; did you mean 'period'?"),
        ('fill = ["servise"]', "fill: budgets has no column 'servise'; did you mean 'service'?"),
        ("header = 9", "the header, line 9, is not among the cells looked at (budget-monitor.toml:1)"),
        ('range = "B9:A3"', "there is nothing here; expected a header and rows (budget-monitor.toml:1)"),
        ("rang = 1", "unknown field 'rang'; did you mean 'range'?"),
        ('range = "5-9"', "range must be cells such as A5:H40, A:H or 5:40, not '5-9'"),
        ("header = [3, 1]", "header must be a line, or the first and the last, such as 5 or [5, 6]"),
        ('layout = "sideways"', 'layout must be "rows" or "transposed", not "sideways"'),
        ('file = "b.csv"', "there is no file 'b.csv' here; did you mean 'a.csv'?"),
        ('ledger = "budgts"', "budget-monitor.toml:1: unknown ledger 'budgts'; did you mean 'budgets'?"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_mapping_is_said_with_the_nearest(tmp_path: Path, toml: str, message: str) -> None:
    own = {"file", "ledger"} & {toml.partition(" ")[0]}
    usual = "".join(
        f'{name} = "{value}"\n' for name, value in (("ledger", "budgets"), ("file", "a.csv")) if name not in own
    )
    text = f'[source]\n{usual}{toml}\nconstants = {{ financial_year = "2026/27", period = "Q1" }}\n'
    found = mapped(tmp_path, text, a="Service,Budget\nParks,1\n")
    (said,) = messages(found)
    assert said.startswith(message)


def test_a_column_that_nothing_gives_is_named(tmp_path: Path) -> None:
    found = mapped(
        tmp_path,
        '[source]\nledger = "budgets"\nfile = "a.csv"\nconstants.period = "Q1"\n',
        a="Service,Budget\nParks,1\n",
    )
    assert messages(found) == [
        (
            "nothing gives financial_year: name its header under columns, or its value under constants;"
            " the header here: Service, Budget (budget-monitor.toml:1)"
        )
    ]


def test_two_files_of_one_name_are_not_read_twice(tmp_path: Path) -> None:
    save(tmp_path / "q.xlsx", {"Sheet": [["Service", "Budget"], ["Parks", 1]]})
    (tmp_path / "q.csv").write_text("Service,Budget\nParks,1\n")
    (tmp_path / "q.source.toml").write_text(
        '[source]\nledger = "budgets"\nconstants = { financial_year = "2026/27", period = "Q1" }\n'
    )
    found = load_set(tmp_path, SCHEMAS)
    assert messages(found) == ["q.xlsx is a second file of that name: say which is meant with file"]
    assert rows(found, "service") == [("Parks",)]


def test_mappings_are_no_settings(tmp_path: Path) -> None:
    (tmp_path / "budget-monitor.toml").write_text('unit = "£000"\n[[source]]\nledger = "x"\n', encoding="utf-8")
    assert read_settings(tmp_path)[1] == ()


MONITORING = (
    "Portfolio,Q1 Budget,Q1 Spend,Q1 Over,Q2 Budget,Q2 Spend,Q2 Over\n"
    "Parks,100,110,10,100,95,-50\nTotal,100,110,10,100,95,-5\n"
)
OUTTURNS = """
    [source]
    ledger = "outturns"
    columns.cash_limit = "{period} Budget"
    columns.net_expenditure = "{period} Spend"
    columns.outturn = "{period} Spend"
    columns.variance = "{period} Over"
    constants = { financial_year = "2026/27", basis = "forecast", appropriations = 0 }
"""


def test_findings_and_corrections_stand_in_the_officers_cells(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text(MONITORING, encoding="utf-8")
    (tmp_path / "m.source.toml").write_text(OUTTURNS, encoding="utf-8")
    report = check(tmp_path / "m.csv")
    (correction,) = report.corrections
    (change,) = correction.cells
    assert (change.cell.ref.file, change.cell.ref.line, change.cell.ref.column) == ("m.csv", 2, "Q2 Over")
    assert change.cell.ref.address == "G2"
    assert {finding.place.line for finding in report.findings} <= {2, 3}
    assert all("0000000000" not in finding.message for finding in report.findings)


def test_the_history_keeps_the_officers_cells(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text(MONITORING, encoding="utf-8")
    (tmp_path / "m.source.toml").write_text(OUTTURNS, encoding="utf-8")
    checked = check_set(tmp_path)
    assert all(finding.place.line > 10**9 for finding in checked.as_loaded.findings if finding.key["period"] == "Q2")
    assert all(finding.place.line < 10 for finding in checked.report.findings)


@pytest.mark.parametrize("code", ["20874929777", "20000000012345", "7000000000002", "9000000000000000000000003"])
def test_long_numbers_of_the_officers_own_stay_as_typed(tmp_path: Path, code: str) -> None:
    (tmp_path / "m.csv").write_text(MONITORING.replace("Parks", f"Order {code}"), encoding="utf-8")
    (tmp_path / "m.source.toml").write_text(OUTTURNS, encoding="utf-8")
    report = check(tmp_path)
    failed = [finding for finding in report.findings if finding.verdict is Verdict.FAIL]
    assert any(f"Order {code}" in finding.key.values() for finding in failed)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(remark=st.text("0123456789", min_size=1, max_size=40))
def test_the_digest_of_a_mapped_file_is_that_of_its_bytes(tmp_path: Path, remark: str) -> None:
    (tmp_path / "m.csv").write_text(f"{MONITORING}Remark {remark},,,,,,\n", encoding="utf-8")
    (tmp_path / "m.source.toml").write_text(OUTTURNS, encoding="utf-8")
    assert {one.sha256 for one in check(tmp_path).inputs} == {sha256((tmp_path / "m.csv").read_bytes()).hexdigest()}


DOCUMENT = """# Quarter 2

## Budgets

| Service | Apr | May |
|---|---|---|
| Parks | 1 | 2 |
| Roads | 10 | 20 |

## Others

| Service | Apr |
|---|---|
| Pools | 5 |
"""
WEB_PAGE = """<h2>Budgets</h2><table><tr><th>Service</th><th>Apr</th><th>May</th></tr>
<tr><td>Parks</td><td>1</td><td>2</td></tr><tr><td>Roads</td><td>10</td><td>20</td></tr></table>"""


@pytest.mark.parametrize(("name", "text"), [("q2.md", DOCUMENT), ("q2.html", WEB_PAGE)])
@pytest.mark.parametrize("table", ["Budgets", "table 1"])
def test_a_table_of_a_document_feeds_a_ledger(tmp_path: Path, name: str, text: str, table: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    toml = f'[source]\nledger = "budgets"\nfile = "{name}"\nsheet = "{table}"\ncolumns = {{ budget = "{{period}}" }}\n'
    found = mapped(tmp_path, toml + 'constants = { financial_year = "2026/27" }\n')
    assert rows(found, "service", "period", "budget") == [
        ("Parks", "P01", "1.000000"), ("Roads", "P01", "10.000000"), ("Parks", "P02", "2.000000"),
        ("Roads", "P02", "20.000000"),
    ]  # fmt: skip
    assert places(found, "budget")[:2] == ["table 1!B2", "table 1!B3"]


def test_a_document_named_like_a_workbook_is_not_read_for_its_mapping(tmp_path: Path) -> None:
    (tmp_path / "q2.md").write_text(DOCUMENT, encoding="utf-8")
    (tmp_path / "q2.csv").write_text("Service,Apr\nPools,7\n", encoding="utf-8")
    toml = (
        '[source]\nledger = "budgets"\ncolumns = { budget = "{period}" }\nconstants = { financial_year = "2026/27" }\n'
    )
    (tmp_path / "q2.source.toml").write_text(toml, encoding="utf-8")
    assert rows(load_set(tmp_path, SCHEMAS), "service", "budget") == [("Pools", "7.000000")]


def test_a_table_that_a_document_has_not_is_named_with_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "q2.md").write_text(DOCUMENT, encoding="utf-8")
    found = mapped(tmp_path, '[source]\nledger = "budgets"\nfile = "q2.md"\nsheet = "Budget"\n')
    assert messages(found) == ["q2.md has no table 'Budget'; did you mean 'Budgets'?"]
