"""Claims about whole ledgers: headers, units, totals, stand-ins, and the columns the loader adds."""

from __future__ import annotations

from decimal import Decimal

import pyarrow as pa
import pytest

from budget_monitor.model.ledgers.ledger import (
    BLOCK,
    BLOCKS,
    LINE,
    ROW_TYPE,
    SEQ,
    STEP,
    half_column,
    negated_column,
    rank_column,
)
from budget_monitor.model.ledgers.ledger import YEAR as YEAR_COLUMN
from budget_monitor.model.ledgers.schema import Column, ColumnType, Unit
from tests.support.small_ledgers import AMOUNTS, PERIOD, RESERVES, YEAR, ledger, problem, read, table, values

HEADER = "financial_year,period,reserve,opening,usage,closing\n"


def test_a_ledger_as_the_rest_of_the_program_sees_it() -> None:
    """Figures are in pounds, optional columns are there, and every row knows its line, year and place."""
    found = table(HEADER + '2021-22,Annual," Libraries  Open Plus","4,971",(97),\n', unit=Unit.THOUSANDS)
    (row,) = found.table.to_pylist()
    assert row == {
        "financial_year": "2021/22",
        "period": "Q4",
        "reserve": "Libraries Open Plus",
        "opening": Decimal(4_971_000),
        "usage": Decimal(-97_000),
        "closing": None,
        LINE: 2,
        ROW_TYPE: "line",
        **dict.fromkeys(BLOCKS, 0),
        YEAR_COLUMN: 2021,
        SEQ: 2021053,
        STEP: None,
        rank_column("financial_year"): 2021,
        rank_column("period"): 53,
    }
    assert found.halves == {"opening": 500, "usage": 500, "closing": 500}
    assert (found.file, found.unit, found.has_authority) == ("reserve_movements.csv", "£000", False)


def test_the_types_of_the_table_are_fixed() -> None:
    schema = table(HEADER).table.schema
    assert schema.field("opening").type == pa.decimal128(24, 6)
    assert schema.field("period").type == pa.string()
    assert {str(schema.field(name).type) for name in (LINE, BLOCK, YEAR_COLUMN, SEQ, STEP)} == {"int64"}
    assert schema.field(ROW_TYPE).type == pa.string()


def test_the_text_of_every_cell_is_kept_under_the_files_own_headers() -> None:
    found = table("Note,Amount\n x ,£97-\n", AMOUNTS)
    assert found.text.to_pydict() == {"Note": [" x "], "Amount": ["£97-"]}
    assert found.headers == {"amount": "Amount"}
    assert "Note" not in found.table.column_names
    assert values(found, "name") == [None]


def test_columns_come_in_any_order_case_and_spacing() -> None:
    found = table("USAGE,Reserve,Financial Year,opening ,PERIOD\n5,A,2021/22,7,Q1\n")
    assert values(found, "usage") == [5]
    assert values(found, "opening") == [7]
    assert found.headers["financial_year"] == "Financial Year"


@pytest.mark.parametrize("header", ["net-expenditure", "Net  Expenditure", " NET_EXPENDITURE", "net - expenditure"])
def test_a_header_is_known_by_its_words(header: str) -> None:
    schema = ledger("outturns", Column("net_expenditure", ColumnType.MONEY))
    assert values(table(f"{header}\n97\n", schema), "net_expenditure") == [97]


@pytest.mark.parametrize(
    ("header", "unit", "pounds", "half"),
    [
        ("amount (£000)", Unit.POUNDS, 97_000, 500),
        ("Amount £000", Unit.POUNDS, 97_000, 500),
        ("amount (£'000)", Unit.POUNDS, 97_000, 500),
        ("amount (£m)", Unit.THOUSANDS, 97_000_000, 500_000),
        ("Amount £k", Unit.POUNDS, 97_000, 500),
        ("amount (£)", Unit.MILLIONS, 97, 0),
        ("amount", Unit.THOUSANDS, 97_000, 500),
    ],
)
def test_a_unit_in_a_header_overrides_the_sets(header: str, unit: Unit, pounds: int, half: int) -> None:
    found = table(f"{header}\n97\n", AMOUNTS, unit)
    assert values(found, "amount") == [pounds]
    assert found.halves == {"amount": half}
    assert found.headers["amount"] == header
    assert found.unit == unit


def test_a_unit_in_the_header_of_something_else_is_reported() -> None:
    schema = ledger("counts", Column("number", ColumnType.NUMBER))
    found = problem("Number (£000)\n97\n", schema)
    assert (found.line, found.column, found.severity) == (1, "Number (£000)", "warning")


def test_a_percent_sign_in_a_header_is_no_part_of_the_name() -> None:
    schema = ledger("rates", Column("rate", ColumnType.PERCENT))
    assert values(table("Rate (%)\n93.0\n", schema), "rate") == [Decimal("93.0")]


def test_two_columns_of_one_name_are_an_error_that_names_both() -> None:
    found = read("Net Amount,amount,Amount (£000)\n1,2,3\n", AMOUNTS)
    (duplicate,) = found.problems
    assert (duplicate.file, duplicate.line, duplicate.severity) == ("amounts.csv", 1, "error")
    assert "'amount' and 'Amount (£000)'" in duplicate.message
    assert found.unreadable == {"amounts"}
    assert found.ledgers == {}


def test_a_missing_column_is_an_error_that_names_the_nearest_unknown_one() -> None:
    """`opening` is like `openning`, and never mind that `usage` is there too."""
    found = problem("\nfinancial_year,period,reserve,openning,usage\n2021/22,Q1,A,1,2\n")
    assert (found.line, found.column, found.text) == (2, "opening", "openning")
    assert found.message == "no column 'opening'; is it 'openning'?"


def test_several_missing_columns_are_one_problem_but_for_those_that_a_header_looks_like() -> None:
    found = read("financial_year,period,fund,usage\n2021/22,Q1,A,1\n")
    (told,) = found.problems
    assert told.message.startswith("no column 'reserve', 'opening'; columns not known: fund")
    found = read("financial_year,period,fund,resrve,usage\n2021/22,Q1,A,1,2\n")
    assert [each.column for each in found.problems] == ["reserve", "opening"]
    assert "columns not known: fund" in found.problems[1].message


def test_cells_separated_by_bars_are_called_so() -> None:
    """Tabs and semicolons are read."""
    found = read("financial_year|period|reserve|opening|usage\n2021/22|Q1|A|1|2\n")
    assert "separated by bars" in found.problems[0].message


@pytest.mark.parametrize("above", ["Reserves\n", "Reserves\n\n", 'Reserves,,,,\n"For, say",,,,\n,,,,\n'])
def test_lines_above_the_header_are_passed_over(above: str) -> None:
    text = "financial_year,period,reserve,opening,usage\n2021/22,Q1,A,1,2\n2021/22,Q1,C,3,4\n"
    assert values(read(above + text).ledgers["reserve_movements"], "opening") == [1, 3]


def test_a_header_without_any_of_the_columns_is_said_once() -> None:
    found = problem("who,what,when\n2021/22,Q1,A\n")
    assert found.message.startswith("no column of reserve_movements is in the header, which is 'who, what, when'")


def test_an_unreadable_cell_is_null_and_its_place_is_told() -> None:
    found = read("Reserve,financial_year,period,Opening (£),usage\nA,2021/22,Q1,1,2\n\nB,2021/22,Q1,12..3,4\n")
    (bad,) = found.problems
    assert (bad.file, bad.line, bad.column, bad.text) == ("reserve_movements.csv", 4, "Opening (£)", "12..3")
    assert bad.severity == "error"
    assert values(found.ledgers["reserve_movements"], "opening") == [1, None]
    assert values(found.ledgers["reserve_movements"], "usage") == [2, 4]


def test_problems_are_in_the_order_of_the_page() -> None:
    found = read(HEADER + "2021/22,Q1,A,x,y,\n2021/22,Q1\n2021/22,Q9,A,1,z,\n")
    assert [(each.line, each.column) for each in found.problems] == [
        (2, "opening"),
        (2, "usage"),
        (3, ""),
        (4, "period"),
        (4, "usage"),
    ]
    assert values(found.ledgers["reserve_movements"], LINE) == [2, 4]


STANDING_IN = "financial_year,period,reserve,opening,{}\n"


def test_a_stand_in_is_read_with_the_sign_reversed() -> None:
    found = table(STANDING_IN.format("Movement") + "2021/22,Q1,A,300,-239\n2021/22,Q1,B,1,\n", unit=Unit.THOUSANDS)
    assert values(found, "usage") == [239_000, None]
    assert values(found, negated_column("usage")) == [True, False]
    assert found.has_negated == {"usage"}
    assert found.headers["usage"] == found.headers["movement"] == "Movement"
    assert found.halves["usage"] == 500
    assert "movement" not in found.table.column_names


def test_a_column_and_its_stand_in_may_both_be_there() -> None:
    found = table(STANDING_IN.format("usage,movement") + "2021/22,Q1,A,1,5,\n2021/22,Q1,B,1,,7\n2021/22,Q1,C,1,5,-5\n")
    assert values(found, "usage") == [5, -7, 5]
    assert values(found, negated_column("usage")) == [False, True, False]
    assert found.headers["usage"] == "usage"


def test_a_column_that_contradicts_its_stand_in_is_an_error() -> None:
    found = read(STANDING_IN.format("usage,movement") + "2021/22,Q1,A,1,5,5\n")
    (bad,) = found.problems
    assert (bad.line, bad.column, bad.text, bad.severity) == (2, "movement", "5", "error")
    assert "disagrees with usage" in bad.message
    assert values(found.ledgers["reserve_movements"], "usage") == [None]


def test_neither_a_column_nor_its_stand_in_is_an_error() -> None:
    found = problem("financial_year,period,reserve,opening,movment\n2021/22,Q1,A,1,5\n")
    assert found.message == "no column 'usage' (or 'movement'); is it 'movment'?"


@pytest.mark.parametrize(
    ("label", "row_type"),
    [
        ("Total", "total"),
        ("TOTAL", "total"),
        ("Total:", "total"),
        (" Grand  total ", "total"),
        ("Schools Total", "total"),
        ("Sub-total", "subtotal"),
        ("Subtotal", "subtotal"),
        ("SUB TOTAL", "subtotal"),
        ("Housing sub-total:", "subtotal"),
        ("Totals", "total"),
        ("TOTAL INCOME", "total"),
        ("Total Directorate Savings", "total"),
        ("Total*", "total"),
        ("Total (net)", "total"),
        ("Overall", "total"),
        ("Total reserves (1)", "total"),
        ("Sub-totals", "subtotal"),
        ("Subtotals", "subtotal"),
        ("Sub-total: corporate reserves", "subtotal"),
        ("Totally Local", "line"),
        ("Subtotalling", "line"),
        ("", "line"),
    ],
)
def test_the_label_says_which_rows_are_totals(label: str, row_type: str) -> None:
    assert values(table(HEADER + f"2021/22,Q1,{label},1,2,\n"), ROW_TYPE) == [row_type]


def test_a_line_with_a_total_word_in_it_is_said_to_be_read_as_a_line() -> None:
    found = problem(HEADER + "2021/22,Q1,Pay (total budget),1,2,\n", RESERVES)
    assert (found.line, found.column, found.severity) == (2, "reserve", "warning")
    assert "read as a line" in found.message
    stated = table(
        "name,row_type,amount\nPay total budget,line,1\n", ledger("amounts", *AMOUNTS.columns.values(), label="name")
    )
    assert values(stated, ROW_TYPE) == ["line"]


def test_a_row_type_column_overrides_the_label() -> None:
    rows = "A,Total,\nTotal,line,\nB,Sub-total,\nTotal,,\n"
    found = table("name,Row Type,amount\n" + rows, ledger("amounts", *AMOUNTS.columns.values(), label="name"))
    assert values(found, ROW_TYPE) == ["total", "line", "subtotal", "total"]
    assert "row_type" not in found.table.column_names


def test_an_unknown_row_type_is_an_error() -> None:
    found = problem("name,row_type,amount\nA,subttal,1\n", AMOUNTS)
    assert (found.line, found.column, found.text) == (2, "row_type", "subttal")
    assert "did you mean 'subtotal'?" in found.message


def test_a_row_knows_how_many_sub_totals_stand_above_it() -> None:
    rows = "".join(f"2021/22,Q1,{name},1,2,\n" for name in ("A", "Sub-total", "B", "C", "Subtotal", "Total"))
    assert values(table(HEADER + rows), BLOCK) == [0, 0, 1, 1, 1, 2]


def test_the_authority_column_is_kept_as_text() -> None:
    found = table("Authority,amount\n Stockport ,1\n", AMOUNTS)
    assert found.has_authority
    assert values(found, "authority") == ["Stockport"]


MEANING = ledger(
    "investments",
    Column("investment", ColumnType.TEXT),
    Column("purpose", ColumnType.TEXT, required=False, blank_means="investment"),
    Column("first", ColumnType.MONEY),
    Column("second", ColumnType.MONEY, required=False, blank_means="first"),
)


def test_a_blank_may_mean_what_another_column_says() -> None:
    found = table("investment,purpose,first,second\nA,,1,\nB,C,2,3\n", MEANING)
    assert values(found, "purpose") == ["A", "C"]
    assert values(found, "second") == [1, 3]


def test_a_column_that_is_not_there_is_blank_throughout() -> None:
    found = table("investment,first (£000)\nA,1\n", MEANING)
    assert values(found, "purpose") == ["A"]
    assert values(found, "second") == [1000]
    assert found.halves == {"first": 500, "second": 500}


def test_a_cell_that_cannot_be_read_does_not_count_as_blank() -> None:
    found = read("investment,first,second\nA,1,x\n", MEANING)
    assert len(found.problems) == 1
    assert values(found.ledgers["investments"], "second") == [None]


def test_what_a_blank_means_keeps_its_own_precision() -> None:
    found = table("investment,first (£000),second\nA,1,\nB,2,3\n", MEANING)
    assert found.halves == {"first": 500, "second": None}
    assert values(found, half_column("second")) == [500, 0]


def test_figures_rounded_differently_have_a_column_of_halves() -> None:
    found = table("amount\n97\n163k\n\n", AMOUNTS)
    assert found.halves == {"amount": None}
    assert values(found, half_column("amount")) == [0, 500]


def test_a_plain_file_and_a_quoted_one_give_the_same_table() -> None:
    plain = HEADER + "2021/22,Q1, A ,1,2,\n,,,,,\n2020/21,P3,Total,(3),£4m,-\n"
    quoted = plain.replace(" A ", '" A "')
    one, other = table(plain), table(quoted)
    assert one.table.to_pydict() == other.table.to_pydict()
    assert one.text.to_pydict() == other.text.to_pydict()
    assert one.table.schema == other.table.schema
    assert one.halves == other.halves


def test_a_ledger_without_years_has_none() -> None:
    found = table("amount\n97\n", AMOUNTS)
    assert values(found, YEAR_COLUMN) == [None]
    assert values(found, SEQ) == [None]


def test_a_header_alone_is_a_ledger_without_rows() -> None:
    found = table(HEADER)
    assert found.table.num_rows == 0
    assert set(found.table.column_names) > set(RESERVES.columns)


def test_a_long_ledger_is_typed_like_a_short_one() -> None:
    """Long ones are typed in several threads and chunks."""
    schema = ledger("long", YEAR, PERIOD, Column("amount", ColumnType.MONEY), key=("financial_year", "period"))
    count = 120_000
    rows = "".join(f"20{10 + row % 10}/{11 + row % 10},Q{row % 4 + 1},{row}.{row % 100:02d}\n" for row in range(count))
    found = table("financial_year,period,amount\n" + rows, schema)
    last = found.table.slice(count - 1).to_pylist()[0]
    assert last["amount"] == Decimal("119999.99")
    assert (last["financial_year"], last["period"], last[LINE]) == ("2019/20", "Q4", count + 1)
    assert found.table["amount"].null_count == 0


def test_a_month_of_another_year_than_its_row_names_is_told() -> None:
    rows = "".join(f"2021/22,{month},General,1,2,3\n" for month in ("Apr-21", "Mar-22", "May-22", "June"))
    one = problem(HEADER + rows)
    assert (one.line, one.column, one.text, one.severity) == (4, "period", "May-22", "warning")
    assert (
        one.message
        == "this month is in 2022/23, not in the year of its row; it is read as that month of the row's year"
    )


def test_several_months_of_another_year_are_told_once_and_counted() -> None:
    rows = "".join(f"2021/22,{month}-24,General,1,2,3\n" for month in ("Apr", "May", "Jun"))
    problems = read(HEADER + rows).problems
    assert [one.text for one in problems] == ["Apr-24", "May-24"]
    assert problems[1].message.endswith("(2 cells of this column from here on are like it)")
