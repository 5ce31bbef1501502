"""Claims about reading block by block: it makes no difference to what is read, nor does keeping it on disk."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from budget_monitor import check
from budget_monitor.errors import MachineError
from budget_monitor.evaluate.verdicts.cells import CellReader
from budget_monitor.load.cells.row_problems import MAX_PROBLEMS_OF_A_COLUMN
from budget_monitor.load.ledger_set import load_set
from budget_monitor.load.sources import csv_file, csv_text, encoding
from budget_monitor.load.tables import keeping
from budget_monitor.load.tables.store import ParquetKeeper
from budget_monitor.model.ledgers.ledger import LINE, LedgerSet, LedgerTable, half_column
from budget_monitor.model.ledgers.schema import Column, ColumnType, LedgerSchema
from budget_monitor.model.results.outcome import Verdict
from tests.support.small_ledgers import AMOUNTS, PERIOD, RESERVES, YEAR, ledger, values

EVERYTHING = ledger(
    "everything", YEAR, PERIOD,
    Column("previous_period", ColumnType.PERIOD, required=False, names_previous=True),
    Column("reserve", ColumnType.TEXT),
    Column("purpose", ColumnType.TEXT, required=False, blank_means="reserve"),
    Column("day", ColumnType.DATE, required=False),
    Column("status", ColumnType.CHOICE, required=False, of=("Green", "Amber")),
    Column("count", ColumnType.INTEGER, required=False),
    Column("opening", ColumnType.MONEY),
    Column("usage", ColumnType.MONEY, negated_by="movement"),
    Column("share", ColumnType.PERCENT, required=False),
    Column("second", ColumnType.MONEY, required=False, blank_means="opening"),
    key=("financial_year", "period", "reserve"), label="reserve",
)  # fmt: skip
SCHEMAS: dict[str, LedgerSchema] = {schema.name: schema for schema in (EVERYTHING, RESERVES, AMOUNTS)}

CELLS = {
    "financial_year": ["2021/22", "2021-22", "2020/21", "", "2O21/22"],
    "period": ["Q4", "Q1", "Mid-Year", "Q9", "Anual"],
    "previous_period": ["Q3", "", "2020/21 Q3", "zz"],
    "reserve": ["A", "Total", " B  C", "Sub-total", "", "é"],
    "purpose": ["", "P"],
    "day": ["2021-01-02", "1/2/2021", "", "bad"],
    "status": ["green", "Amber", "", "Gren"],
    "count": ["1", "2,000", "", "1.5"],
    "opening": ["1", "2.5", "(3)", "163k", "", "x", "1.234", "99999999999999999999"],
    "usage": ["1", "", "-2"],
    "movement": ["-1", "", "2"],
    "share": ["93.0", "93", "", "5%"],
    "second": ["", "7", "y"],
    "row_type": ["line", "", "subtotal", "totl"],
    "extra": ["q", "", "\u00a0"],
}


@contextmanager
def pieces_of(size: int) -> Iterator[None]:
    """Files are read in pieces of about that many bytes."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(csv_file, "BYTES_OF_A_PIECE", size)
        patched.setattr(encoding, "_PROBE", min(size, 8192))
        patched.setattr(csv_text, "_BYTES_OF_THE_HEAD", min(size, 4096))
        yield


def text_of(choice: random.Random) -> str:
    """A file with many slips in it, some in quotation marks."""
    header = [name for name in CELLS if name not in ("row_type", "extra") or choice.random() < 0.5]
    lines = [",".join(name + " (£000)" * (name == "second") for name in header)]
    for _ in range(choice.randrange(25)):
        cells = [choice.choice(CELLS[name]) for name in header]
        marked = ['"' + cell + '"' if "," in cell or choice.random() < 0.1 else cell for cell in cells]
        if choice.random() < 0.05:
            marked = choice.choice([marked[:-1], [*marked, "x"], [""] * len(marked), ['"never closed', *marked[1:]]])
        lines.append(",".join(marked))
    return choice.choice(["\n", "\r\n", "\r"]).join(lines) + choice.choice(["", "\n"])


def everything_of(found: LedgerSet) -> object:
    """All that can be known of a set with one ledger."""
    table = found.ledgers["everything"]
    facts = (table.facts, table.headers, table.halves, table.row_count, table.column_names)
    return found.problems, found.inputs, facts, table.table.to_pydict(), table.text.to_pydict()


@settings(max_examples=60, deadline=None)
@given(choice=st.randoms(use_true_random=False), size=st.integers(1, 300), long=st.integers(0, 20))
def test_blocks_and_the_disk_make_no_difference(
    tmp_path_factory: pytest.TempPathFactory, choice: random.Random, size: int, long: int
) -> None:
    """Problems and their order, hints, halves and cells: all is as when the whole file is one block in memory."""
    folder, scratch = tmp_path_factory.mktemp("set"), tmp_path_factory.mktemp("scratch")
    (folder / "everything.csv").write_bytes(text_of(choice).encode())
    whole = everything_of(load_set(folder, SCHEMAS))
    with pieces_of(size), pytest.MonkeyPatch.context() as patched:
        assert everything_of(load_set(folder, SCHEMAS)) == whole
        patched.setattr(keeping, "MAX_ROWS_IN_MEMORY", long)
        assert everything_of(load_set(folder, SCHEMAS, scratch=scratch)) == whole


def test_the_facts_are_those_of_the_table(tmp_path: Path) -> None:
    text = "financial_year,period,reserve,opening,usage\n2021/22,Q1,A,1,\n2020/21,Q1,Total,2,3\n"
    (tmp_path / "reserve_movements.csv").write_text(text)
    found = load_set(tmp_path, SCHEMAS).ledgers["reserve_movements"]
    assert (found.row_count, set(found.years), set(found.row_types)) == (2, {2020, 2021}, {"line", "total"})
    assert [name for name in RESERVES.columns if found.has_blanks(name)] == ["usage", "closing"]
    assert (found.only_value("period"), found.only_value("reserve"), found.only_value("opening")) == ("Q1", None, None)


def long_ledger(folder: Path, rows: int) -> LedgerTable:
    """A ledger of many rows, kept on disk, in pieces of a few kilobytes."""
    lines = "".join(f"2021/22,Q{row % 4 + 1},Reserve {row % 7},{row}.5,{row % 9}k,\n" for row in range(rows))
    (folder / "reserve_movements.csv").write_text("financial_year,period,reserve,opening,usage,closing\n" + lines)
    scratch = folder / ".scratch"
    scratch.mkdir()
    with pieces_of(10_000), pytest.MonkeyPatch.context() as patched:
        patched.setattr(keeping, "MAX_ROWS_IN_MEMORY", 100)
        found = load_set(folder, SCHEMAS, scratch=scratch)
    assert found.problems == ()
    return found.ledgers["reserve_movements"]


def test_a_long_ledger_stands_in_a_parquet_file_for_other_engines(tmp_path: Path) -> None:
    found = long_ledger(tmp_path, 2_000)
    assert found.parquet is not None
    stored = pq.read_table(found.parquet)
    assert stored.select(found.column_names).equals(found.table)
    assert stored["__text_3"].to_pylist()[:2] == ["0.5", "1.5"]
    assert stored.schema.field("opening").type == pa.decimal128(24, 6)
    assert stored.schema.field(half_column("opening")).type == pa.decimal128(24, 6)
    assert found.halves == {"opening": Decimal(0), "usage": Decimal(500), "closing": Decimal(0)}
    assert half_column("opening") not in found.column_names
    assert pq.ParquetFile(found.parquet).num_row_groups > 3


def test_a_short_ledger_stays_in_memory(tmp_path: Path) -> None:
    (tmp_path / "amounts.csv").write_text("amount\n97\n")
    (tmp_path / "scratch").mkdir()
    found = load_set(tmp_path, SCHEMAS, scratch=tmp_path / "scratch")
    assert found.ledgers["amounts"].parquet is None
    assert list((tmp_path / "scratch").iterdir()) == []


def test_cells_on_disk_are_looked_up_by_their_line(tmp_path: Path) -> None:
    reader = CellReader(long_ledger(tmp_path, 2_000), "GBP")
    for line in (2, 700, 2_001, 3):
        row = line - 2
        assert reader.typed(line, LINE) == line
        assert reader.signed(line, "opening").cell.text == f"{row}.5"
        assert reader.key(line, ("reserve",)) == {"reserve": f"Reserve {row % 7}"}


def test_a_long_column_of_the_wrong_kind_is_counted_over_all_blocks(tmp_path: Path) -> None:
    (tmp_path / "amounts.csv").write_text("amount\n" + "x\n" * (MAX_PROBLEMS_OF_A_COLUMN + 500))
    with pieces_of(100):
        problems = load_set(tmp_path, SCHEMAS).problems
    assert len(problems) == MAX_PROBLEMS_OF_A_COLUMN + 1
    assert problems[-1].line == MAX_PROBLEMS_OF_A_COLUMN + 2
    assert "(500 cells of this column from here on are like it)" in problems[-1].message


def test_no_room_on_the_disk_is_said_and_nothing_is_left_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(keeper: ParquetKeeper, _: object) -> None:
        keeper.path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(ParquetKeeper, "add", full)
    with pytest.raises(MachineError, match="no room is left on the disk"):
        long_ledger(tmp_path, 2_000)
    assert list((tmp_path / ".scratch").iterdir()) == []


def test_a_scratch_folder_that_is_not_there_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "amounts.csv").write_text("amount\n97\n")
    monkeypatch.setattr(keeping, "MAX_ROWS_IN_MEMORY", 0)
    with pytest.raises(MachineError, match="cannot keep a long ledger there"):
        load_set(tmp_path, SCHEMAS, scratch=tmp_path / "gone")


def test_no_memory_left_is_said_with_the_file_and_a_way_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def out_of_memory(*_: object, **__: object) -> None:
        raise pa.ArrowMemoryError("malloc of size 64 failed")

    (tmp_path / "amounts.csv").write_text("amount\n97\n")
    monkeypatch.setattr("budget_monitor.load.ledger_set.read_table", out_of_memory)
    with pytest.raises(MachineError, match=r"no memory left for amounts\.csv; --engine duckdb works from disk"):
        load_set(tmp_path, SCHEMAS)
    with pytest.raises(MachineError, match=r"no memory left for amounts\.csv$"):
        load_set(tmp_path, SCHEMAS, scratch=tmp_path)


@pytest.mark.parametrize("tail", ["\x00", "\x81"])
def test_a_file_that_is_no_text_at_its_end_leaves_nothing_on_the_disk(tmp_path: Path, tail: str) -> None:
    """Whatever its header is like, it is said to be no text."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    for header in ("amount", "sum"):
        (tmp_path / "amounts.csv").write_bytes(f"{header}\n{'97' * 9}\n".encode() * 50 + tail.encode("latin-1") + b"\n")
        with pieces_of(100), pytest.MonkeyPatch.context() as patched:
            patched.setattr(keeping, "MAX_ROWS_IN_MEMORY", 1)
            (problem,) = load_set(tmp_path, SCHEMAS, scratch=scratch).problems
        assert "is not text" in problem.message
        assert list(scratch.iterdir()) == []


def test_windows_1252_is_found_out_late_and_read_from_the_start(tmp_path: Path) -> None:
    rows = "name,amount\n" + "A,1\n" * 500
    (tmp_path / "amounts.csv").write_bytes(rows.encode() + "Café – bar,£2\n".encode("cp1252"))
    with pieces_of(100):
        table = load_set(tmp_path, SCHEMAS).ledgers["amounts"]
    assert table.text["name"].to_pylist()[-1] == "Café – bar"
    assert (table.row_count, values(table, LINE)[-1]) == (501, 502)


def test_a_column_of_noughts_in_millions_is_as_precise_as_the_others(tmp_path: Path) -> None:
    header = "financial_year,period,portfolio,service,employee,non_employee,gross,income,net\n"
    (tmp_path / "service_budgets.csv").write_text(header + "2021/22,B,Parks,Trees,0,3.809,4.3,0,4.3\n", "utf-8")
    (tmp_path / "budget-monitor.toml").write_text('unit = "£m"\n', "utf-8")
    report = check(tmp_path)
    assert [one.rule for one in report.findings if one.verdict is Verdict.FAIL] == ["SB01"]
