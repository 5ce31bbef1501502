"""Claims about ledgers in Parquet files and DuckDB databases: the same cells as in a CSV, and what is refused."""

from __future__ import annotations

import builtins
import hashlib
import os
import time
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from budget_monitor.errors import UsageError
from budget_monitor.load.folder import sources_in
from budget_monitor.load.ledger_set import ledger_folders, load_set
from budget_monitor.load.settings.settings import InForce, Settings
from budget_monitor.load.sources.arrow_cells import as_text
from budget_monitor.model.ledgers.ledger import LINE, LedgerSet
from budget_monitor.model.ledgers.schema import Column, ColumnType, LedgerSchema
from tests.support.packages import workbook
from tests.support.small_ledgers import AMOUNTS, PERIOD, RESERVES, YEAR, ledger, values

duckdb = pytest.importorskip("duckdb")

DAYS = ledger(
    "days", YEAR, PERIOD, Column("day", ColumnType.DATE), Column("count", ColumnType.INTEGER),
    Column("share", ColumnType.PERCENT), Column("amount", ColumnType.MONEY), sequence=("day",),
)  # fmt: skip
SCHEMAS: dict[str, LedgerSchema] = {schema.name: schema for schema in (RESERVES, AMOUNTS, DAYS)}

CSV = """financial_year,period,day,count,share,amount,note
2021/22,Q4,2022-03-31,3,93.5,1234567.89,x
,,,,,,
2021/22,Q3,2021-12-31,-4,100,,
"""
COLUMNS: Mapping[str, Sequence[object]] = {
    "financial_year": ["2021/22", None, "2021/22"],
    "period": ["Q4", None, "Q3"],
    "day": [date(2022, 3, 31), None, date(2021, 12, 31)],
    "count": [3, None, -4],
    "share": [Decimal("93.50"), None, Decimal("100.00")],
    "amount": [Decimal("1234567.890000"), None, None],
    "note": ["x", None, ""],
}


def write_parquet(path: Path, columns: Mapping[str, object]) -> None:
    pq.write_table(pa.table(dict(columns)), path)


def write_database(path: Path, **tables: Mapping[str, object]) -> None:
    with duckdb.connect(str(path)) as connection:
        for name, columns in tables.items():
            connection.register("given", pa.table(dict(columns)))
            connection.execute(f"create table {name} as select * from given")
            connection.unregister("given")


def assert_same_rows(one: LedgerSet, other: LedgerSet) -> None:
    """The same figures on the same lines, of the same texts."""
    first, second = one.ledgers["days"], other.ledgers["days"]
    assert first.table.equals(second.table)
    assert first.text.equals(second.text)
    assert (first.halves, first.headers, first.facts) == (second.halves, second.headers, second.facts)


def test_a_parquet_file_gives_the_rows_and_lines_of_the_same_csv(tmp_path: Path) -> None:
    (tmp_path / "csv").mkdir()
    (tmp_path / "csv" / "days.csv").write_text(CSV)
    path = tmp_path / "days.parquet"
    write_parquet(path, COLUMNS)
    found = load_set(tmp_path, SCHEMAS)
    assert_same_rows(found, load_set(tmp_path / "csv", SCHEMAS))
    assert found.ledgers["days"].table[LINE].to_pylist() == [2, 4]
    (read,) = found.inputs
    assert (read.file, read.rows, read.sha256) == ("days.parquet", 2, hashlib.sha256(path.read_bytes()).hexdigest())


@pytest.mark.parametrize("name", ["council.duckdb", "council.db"])
def test_a_database_gives_the_rows_and_lines_of_the_same_csv(tmp_path: Path, name: str) -> None:
    (tmp_path / "csv").mkdir()
    (tmp_path / "csv" / "days.csv").write_text(CSV)
    (tmp_path / "budget-monitor.toml").write_text("year_start = 1\n")
    path = tmp_path / name
    write_database(path, days=COLUMNS, contacts={"name": ["x"]})
    found = load_set(path, SCHEMAS)
    assert_same_rows(found, load_set(tmp_path / "csv", SCHEMAS))
    (read,) = found.inputs
    assert (read.file, read.sha256) == (f"{name}:days", hashlib.sha256(path.read_bytes()).hexdigest())
    assert found.unread_files == (f"{name}:contacts",)
    assert (found.folder, found.year_start) == (str(tmp_path), 1)


def test_a_folder_may_hold_files_of_every_kind(tmp_path: Path) -> None:
    (tmp_path / "amounts.csv").write_text("amount\n97\n")
    write_parquet(tmp_path / "days.parquet", COLUMNS)
    row = {"financial_year": ["2021/22"], "period": ["Q4"], "reserve": ["A"], "opening": [5], "usage": [3]}
    write_database(tmp_path / "council.duckdb", reserve_movements=row)
    found = load_set(tmp_path, SCHEMAS)
    assert [read.file for read in found.inputs] == ["amounts.csv", "council.duckdb:reserve_movements", "days.parquet"]
    assert found.problems == ()


def test_a_ledger_in_two_files_is_read_from_the_first(tmp_path: Path) -> None:
    (tmp_path / "amounts.csv").write_text("amount\n97\n")
    write_parquet(tmp_path / "amounts.parquet", {"amount": ["98"]})
    found = load_set(tmp_path, SCHEMAS)
    assert values(found.ledgers["amounts"], "amount") == [97]
    assert [(each.file, each.message) for each in found.problems] == [
        ("amounts.parquet", "a second file for the ledger amounts; it is not read")
    ]


def test_folders_of_authorities_may_hold_any_kind_of_file(tmp_path: Path) -> None:
    for name in ("stockport", "trafford"):
        (tmp_path / name).mkdir()
    write_parquet(tmp_path / "stockport" / "amounts.parquet", {"amount": ["98"]})
    write_database(tmp_path / "trafford" / "council.duckdb", amounts={"amount": ["98"]})
    assert ledger_folders(sources_in(tmp_path), SCHEMAS) == [tmp_path / "stockport", tmp_path / "trafford"]
    found = load_set(tmp_path / "trafford", SCHEMAS, authority="trafford")
    assert found.ledgers["amounts"].file == "trafford/council.duckdb:amounts"


@pytest.mark.parametrize("kind", [pa.float64(), pa.float32(), pa.bool_()])
def test_floats_and_booleans_are_no_amounts(tmp_path: Path, kind: pa.DataType) -> None:
    write_parquet(tmp_path / "amounts.parquet", {"Amount": pa.array([1]).cast(kind), "name": pa.array([1.5])})
    found = load_set(tmp_path, SCHEMAS)
    (problem,) = found.problems
    assert (problem.file, problem.line, problem.column, problem.text) == ("amounts.parquet", 1, "Amount", str(kind))
    assert "store decimals or text" in problem.message
    assert found.unreadable == {"amounts"}


def test_floats_say_why_they_are_refused(tmp_path: Path) -> None:
    write_database(tmp_path / "a.duckdb", amounts={"amount": pa.array([0.1])})
    (problem,) = load_set(tmp_path, SCHEMAS).problems
    assert problem.file == "a.duckdb:amounts"
    assert problem.message == (
        "amount holds binary floats (double), which are not exact amounts: store decimals or text"
    )


def test_a_cell_that_is_a_list_is_none(tmp_path: Path) -> None:
    write_parquet(tmp_path / "amounts.parquet", {"amount": ["1"], "name": pa.array([[1, 2]])})
    (problem,) = load_set(tmp_path, SCHEMAS).problems
    assert "name holds lists or records" in problem.message


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (pa.array([Decimal(10) ** 30], pa.decimal128(38, 0)), "too large"),
        (pa.array([2**64 - 1], pa.uint64()), "too large"),
        (pa.array([Decimal("1e40")], pa.decimal256(60, 8)), "too large"),
        (pa.array([Decimal("0.1234567")], pa.decimal128(20, 7)), "too many decimals"),
        (pa.array(["1000000000000000000000"]), "too large"),
    ],
)
@pytest.mark.parametrize("kind", ["csv", "parquet", "duckdb"])
def test_an_amount_that_does_not_fit_is_a_problem_of_its_cell(
    tmp_path: Path, amount: pa.Array, words: str, kind: str
) -> None:
    if kind == "csv":
        (tmp_path / "amounts.csv").write_text(f"amount\n{as_text(amount)[0]}\n")
    elif kind == "parquet":
        write_parquet(tmp_path / "amounts.parquet", {"amount": amount})
    elif pa.types.is_decimal256(amount.type):
        with duckdb.connect(str(tmp_path / "a.duckdb")) as connection:
            connection.execute(f"create table amounts as select {2**127 - 1}::hugeint as amount")
    else:
        write_database(tmp_path / "a.duckdb", amounts={"amount": amount})
    found = load_set(tmp_path, SCHEMAS)
    (problem,) = found.problems
    assert (problem.line, problem.column, problem.severity) == (2, "amount", "error")
    assert words in problem.message
    assert values(found.ledgers["amounts"], "amount") == [None]


@pytest.mark.parametrize(
    ("cells", "texts"),
    [
        (pa.array([Decimal("93.00"), Decimal("-0.50"), None], pa.decimal128(9, 2)), ["93", "-0.5", ""]),
        (pa.array([Decimal("1.25"), Decimal(0)], pa.decimal128(30, 12)), ["1.25", "0"]),
        (pa.array([Decimal("0.000000001"), Decimal(7)], pa.decimal128(30, 12)), ["0.000000001", "7"]),
        (pa.array([Decimal("1200")], pa.decimal128(5, -2)), ["1200"]),
        (pa.array([100, None], pa.int8()), ["100", ""]),
        (pa.array([date(2021, 4, 1)]), ["2021-04-01"]),
        (pa.array([datetime(2021, 4, 1), datetime(2021, 4, 1, 9, 30)], pa.timestamp("us")),
         ["2021-04-01", "2021-04-01 09:30:00.000000"]),
        (pa.array(["a", None, "a"]).dictionary_encode(), ["a", "", "a"]),
        (pa.array([" x "], pa.large_string()), [" x "]),
        (pa.array([b"x"], pa.binary()), ["x"]),
        (pa.array([True]), ["true"]),
        (pa.nulls(1), [""]),
    ],
)  # fmt: skip
def test_values_become_the_text_that_a_person_would_type(cells: pa.Array, texts: list[str]) -> None:
    assert as_text(cells).to_pylist() == texts


def test_types_that_only_the_database_has_are_text(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "a.duckdb")) as connection:
        connection.execute("create table amounts as select 97::hugeint as amount, 'A'::enum('A') as name")
    table = load_set(tmp_path, SCHEMAS).ledgers["amounts"]
    assert (values(table, "amount"), values(table, "name")) == ([97], ["A"])


def test_a_corrupt_parquet_file_is_a_problem(tmp_path: Path) -> None:
    write_parquet(tmp_path / "days.parquet", COLUMNS)
    whole = (tmp_path / "days.parquet").read_bytes()
    for content in (b"", b"amount\n97\n", whole[:-30], whole[:20] + bytes(200) + whole[220:]):
        (tmp_path / "days.parquet").write_bytes(content)
        found = load_set(tmp_path, SCHEMAS)
        assert found.unreadable == {"days"}
        (problem,) = found.problems
        assert problem.message.startswith("the file cannot be read as Parquet: ")


def test_a_broken_database_is_a_problem_with_its_reason(tmp_path: Path) -> None:
    path = tmp_path / "council.duckdb"
    path.write_bytes(b"not a database")
    found = load_set(path, SCHEMAS)
    assert [(each.file, each.severity, each.message) for each in found.problems] == [
        ("council.duckdb", "error", "the file is not a DuckDB database")
    ]
    path.write_bytes(bytes(8) + b"DUCK" + bytes(100))
    (problem,) = load_set(tmp_path, SCHEMAS).problems
    assert problem.message.startswith("the database cannot be read: ")


def test_a_database_without_ledgers_stops_everything(tmp_path: Path) -> None:
    write_database(tmp_path / "a.duckdb", contacts={"name": ["x"]})
    with pytest.raises(UsageError, match=r"no ledger in this file; found a\.duckdb:contacts"):
        load_set(tmp_path / "a.duckdb", SCHEMAS)


def test_a_table_that_is_no_ledger_is_told_with_the_command_that_checks_it(tmp_path: Path) -> None:
    (table := tmp_path / "table.xlsx").write_bytes(workbook())
    with pytest.raises(UsageError, match=r"checked file by file: budget-monitor check .*table\.xlsx$"):
        load_set(table, SCHEMAS)


def test_a_link_to_itself_is_no_file_and_has_none_near(tmp_path: Path) -> None:
    (loop := tmp_path / "loop.csv").symlink_to("loop.csv")
    with pytest.raises(UsageError, match=r"loop\.csv: it is a link that leads to no file$"):
        load_set(loop, SCHEMAS)


def test_without_duckdb_the_message_says_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_database(tmp_path / "a.duckdb", amounts={"amount": ["1"]})
    importing = builtins.__import__

    def without(name: str, *rest: object) -> object:
        if name == "duckdb":
            raise ImportError
        return importing(name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(UsageError, match=r"pip install 'budget-monitor\[duckdb\]'"):
        load_set(tmp_path, SCHEMAS)


def with_view(path: Path, query: str) -> None:
    """A database whose ledger `amounts` is a view."""
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"create view amounts as {query}")


def reading_views(**limits: object) -> InForce:
    return InForce(msgspec.convert({"database": {"views": True, **limits}}, Settings))


def test_a_view_is_not_read_unless_asked_for(tmp_path: Path) -> None:
    with_view(tmp_path / "a.duckdb", "select 97 as amount")
    found = load_set(tmp_path, SCHEMAS)
    (problem,) = found.problems
    assert (problem.file, sorted(found.unreadable)) == ("a.duckdb:amounts", ["amounts"])
    assert "set database.views = true" in problem.message
    assert values(load_set(tmp_path, SCHEMAS, reading_views()).ledgers["amounts"], "amount") == [97]


@pytest.mark.parametrize(
    "query",
    [
        "select content as name, 97 as amount from read_text('{folder}/secret.txt')",
        "select column0 as name, 97 as amount from read_csv('{folder}/secret.txt', header = false)",
        "select * from '{folder}/secret.csv'",
        "select getenv('HOME') as name, 97 as amount",
    ],
)
def test_nothing_else_is_in_the_reach_of_a_view(tmp_path: Path, query: str) -> None:
    (tmp_path / "secret.txt").write_text("TOPSECRET\n")
    (tmp_path / "secret.csv").write_text("name,amount\nTOPSECRET,1\n")
    (tmp_path / "set").mkdir()
    try:
        with_view(tmp_path / "set" / "a.duckdb", query.format(folder=tmp_path))
    except duckdb.Error:
        pytest.skip("this DuckDB cannot make such a view")
    found = load_set(tmp_path / "set", SCHEMAS, reading_views())
    assert "amounts" in found.unreadable
    assert "TOPSECRET" not in str(found.problems)


def test_tables_computed_by_names_of_the_database_are_not_taken_for_tables(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "a.duckdb")) as connection:
        connection.execute("create table amounts as select 97 as amount")
        connection.execute("create macro duckdb_tables() as table select 'days' table_name, 'main' schema_name")
    assert set(load_set(tmp_path, SCHEMAS).ledgers) == {"amounts"}


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("select range as amount from range(100000000000)", "rows; store it as a table"),
        ("select count(*) as amount from range(100000000000) a, range(100000) b where a.range <> b.range", "1 seconds"),
    ],
)
def test_a_view_without_an_end_is_cut_off(tmp_path: Path, query: str, words: str) -> None:
    with_view(tmp_path / "a.duckdb", query)
    began = time.monotonic()
    (problem,) = load_set(tmp_path, SCHEMAS, reading_views(seconds=1)).problems
    assert time.monotonic() - began < 8
    assert ("1 seconds" in problem.message) or (words in problem.message)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes there")
@pytest.mark.parametrize("name", ["amounts.csv", "amounts.parquet", "amounts.duckdb"])
def test_a_pipe_that_is_named_like_a_ledger_is_a_problem(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    (problem,) = load_set(tmp_path, SCHEMAS).problems
    assert (problem.file, problem.message) == (
        name, "this is no file (a pipe, a device or a folder); it is not read"
    )  # fmt: skip
