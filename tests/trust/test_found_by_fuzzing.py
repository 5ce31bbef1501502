"""Claims about inputs that once ended in an internal error, went unread in silence, or took minutes."""

from __future__ import annotations

import math
import random
import signal
import sqlite3
import time
from collections.abc import Mapping
from pathlib import Path

import pytest
import xlsxwriter
from typer.testing import CliRunner

from budget_monitor.cli import app
from budget_monitor.errors import BudgetMonitorError, UsageError
from budget_monitor.load.sources.grids import grids_in
from budget_monitor.model.running.patience import is_over, searches_end_at_interrupt, was_stopped
from budget_monitor.pipeline.documents.scrutinising import report_of, scrutinise
from budget_monitor.pipeline.history import recorded_runs
from tests.support.fuzz_targets import TARGETS
from tests.support.packages import history, part_of, with_part, word, workbook
from tests.support.small_sets import put

HOLDS = '[[rule]]\nid = "X1"\nledger = "reserve_movements"\ncheck = "opening == 130"\n'
FAILS = HOLDS.replace("X1", "X2").replace("130", "5")
MAX_SECONDS = 10
ROWS = 400


def checked(folder: Path) -> tuple[int, str]:
    ran = CliRunner().invoke(app, ["check", str(folder)], env={"COLUMNS": "400"})
    return ran.exit_code, ran.output


@pytest.mark.parametrize("number", ["0." + "9" * 5_000, "9" * 4_000, "9" * 5_000, "9" * 61, "0." + "1" * 70])
@pytest.mark.parametrize("rule", ["opening == {}", "opening / {} == 5", "opening * {} == 5", "opening in (1, {})"])
def test_a_number_of_a_rule_has_no_more_digits_than_can_be_shown(tmp_path: Path, number: str, rule: str) -> None:
    folder = put(tmp_path / "set")
    (folder / "rules").mkdir()
    (folder / "rules/x.toml").write_text(HOLDS.replace("opening == 130", rule.format(number)), encoding="utf-8")
    code, said = checked(folder)
    assert code == 2
    assert "a number has at most 60 digits" in " ".join(said.split())


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("rules/within/x.toml", "rule files in a folder within are not read"),
        ("rules/x.toml/y.txt", "this is a folder, not a rule file"),
        ("rules/x.toml.txt", "this file is not read: the name of a rule file ends with .toml"),
        ("rules/x.tml", "this file is not read: the name of a rule file ends with .toml"),
        ("rules/x.yaml", "this file is not read: the name of a rule file ends with .toml"),
        ("rules.toml", "this file is not read; did you mean rules/rules.toml?"),
        ("own_rules.toml", "this file is not read; did you mean rules/own_rules.toml?"),
    ],
)
def test_rules_in_a_place_where_nobody_reads_them_are_told(tmp_path: Path, place: str, said: str) -> None:
    folder = put(tmp_path / "set")
    for name, rule in (("rules/good.toml", HOLDS), (place, FAILS)):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(rule, encoding="utf-8")
    code, told = checked(folder)
    assert code == 2
    assert said in " ".join(told.split())


def test_a_rule_file_with_nothing_in_it_is_told(tmp_path: Path) -> None:
    folder = put(tmp_path / "set")
    (folder / "rules").mkdir()
    (folder / "rules/x.toml").write_bytes(b"")  # as a full disk leaves it
    assert "there is no rule and no ledger in this file" in checked(folder)[1]


def test_a_history_whose_own_names_are_no_text_is_not_sound(tmp_path: Path) -> None:
    content = history()
    at = content.index(b"CREATE TABLE")
    (tmp_path / ".budget-monitor").mkdir()
    file = tmp_path / ".budget-monitor/history.sqlite"
    file.write_bytes(content[:at] + b"CREATE T\xe4BLE" + content[at + len(b"CREATE TABLE") :])
    with pytest.raises(BudgetMonitorError, match="not a sound history"):
        recorded_runs(tmp_path)
    with sqlite3.connect(file) as database, pytest.raises((sqlite3.DatabaseError, UnicodeDecodeError)):
        database.execute("SELECT count(*) FROM sqlite_master")
    database.close()


TYPES, RELATIONS, TEXT = "[Content_Types].xml", "word/_rels/document.xml.rels", "word/document.xml"


@pytest.mark.parametrize(
    ("part", "before", "after"),
    [(TYPES, b"ContentType=", b"C="), (RELATIONS, b" Type=", b" T="), (TEXT, b"<w:r>", b"<w:x>")],
)
def test_a_damaged_word_document_that_cannot_be_marked_is_a_message(part: str, before: bytes, after: bytes) -> None:
    content = part_of(word(), part).replace(before, after).replace(b"</w:r>", before and b"</w:r>")
    if part == TEXT:
        content = content.replace(b"</w:r>", b"</w:x>")
    try:
        TARGETS[f"marked_word {part}"].run(content)
    except BudgetMonitorError as error:
        assert "cannot" in str(error)  # noqa: PT017


def test_a_workbook_whose_sheets_have_no_numbers_is_checked_and_not_marked() -> None:
    content = part_of(workbook(), "xl/workbook.xml").replace(b'sheetId="1"', b'sheetId="[["')
    assert with_part(workbook(), "xl/workbook.xml", content)
    TARGETS["book xl/workbook.xml"].run(content)


def test_a_table_that_begins_with_its_rule_is_read() -> None:
    TARGETS["plain"].run(b"|---|---|\n\n| a | b |\n| c | 5 |\n")


@pytest.mark.parametrize("kind", ["figures", "percentages", "years"])
def test_a_long_table_or_line_is_looked_at_in_time(tmp_path: Path, kind: str) -> None:
    chance = random.Random(1)
    if kind == "years":
        text = "2021/22 " * 15_000
    else:

        def cell(row: int) -> str:
            if kind == "percentages":
                return "100%" if row % 3 == 2 else f"{chance.randrange(90)}%"
            return str(chance.randrange(1_000))

        columns = 4 if kind == "percentages" else 30
        rows = [f"| r{row} |" + "|".join(cell(row) for _ in range(columns)) + "|" for row in range(ROWS)]
        text = f"| a |{'b|' * columns}\n|{'---|' * (columns + 1)}\n" + "\n".join(rows)
    report = tmp_path / "report.md"
    report.write_text(f"# Budget 2021/22\n\n{text}\n", encoding="utf-8")
    begun = time.process_time()
    scrutinise([report])
    assert time.process_time() - begun < MAX_SECONDS


def test_ctrl_c_ends_searches_and_what_is_known_is_told(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    report = tmp_path / "report.md"
    report.write_text("# Budget 2021/22\n\nWe spent £5m.\n", encoding="utf-8")
    before = signal.getsignal(signal.SIGINT)
    with searches_end_at_interrupt():
        assert not was_stopped()
        assert not is_over(math.inf)
        signal.raise_signal(signal.SIGINT)
        assert is_over(math.inf)
        result = scrutinise([report])
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert not was_stopped()
    assert signal.getsignal(signal.SIGINT) is before
    assert result.unreadable == (("report.md", f"{report}: stopped by Ctrl-C before it was read"),)
    assert report_of(result).exit_code() == 2
    assert "what is known so far follows" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ('r="B99999999"', "a cell where no sheet has one"),
        ('r="ZZZZZZ2"', "a cell where no sheet has one"),
        ('r="ZZ1048576"', "which is more than 12,000,000 cells"),
        ("r = 'zz1048576'", "which is more than 12,000,000 cells"),
    ],
)
def test_a_cell_that_says_it_stands_far_away_is_refused_before_room_is_made(
    tmp_path: Path, place: str, said: str
) -> None:
    part = "xl/worksheets/sheet1.xml"
    content = part_of(workbook(), part).replace(b'r="B2"', place.encode())
    (tmp_path / "savings.xlsx").write_bytes(with_part(workbook(), part, content))
    code, told = checked(tmp_path)
    assert code == 2
    assert said in " ".join(told.split())


def test_a_workbook_or_list_that_is_read_ends_at_ctrl_c(tmp_path: Path) -> None:
    """Of half a table nothing can be said; the reading of a long one went on to its end."""
    (tmp_path / "list.csv").write_text("Service,Amount\nParks,1\n", encoding="utf-8")
    with searches_end_at_interrupt():
        signal.raise_signal(signal.SIGINT)
        with pytest.raises(UsageError, match=r"list\.csv: stopped by Ctrl-C while it was read"):
            grids_in(tmp_path / "list.csv")
    assert grids_in(tmp_path / "list.csv")[0]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A workbook of one table that adds up, of which no ledger is known."""
    return with_formulas(tmp_path / "table.xlsx", {})


def with_formulas(file: Path, formulas: Mapping[str, str]) -> Path:
    """The table, with formulas in some cells, whose values are those that were typed there."""
    with xlsxwriter.Workbook(file) as made:
        sheet = made.add_worksheet("S")
        for row, cells in enumerate([["Line", "Budget"], ["A", 10], ["B", 20], ["Total", 30]]):
            sheet.write_row(row, 0, cells)
        for place, formula in formulas.items():
            sheet.write_formula(place, f"={formula}", value=30)
    return file


@pytest.mark.parametrize("number", ["NaN", "1e999", "-1e999", "9" * 6_000])
@pytest.mark.parametrize("command", ["check", "scrutinise"])
def test_what_is_no_finite_number_in_a_workbook_is_an_error(table: Path, command: str, number: str) -> None:
    part = "xl/worksheets/sheet1.xml"
    content = part_of(table.read_bytes(), part).replace(b"<v>20</v>", f"<v>{number}</v>".encode())
    table.write_bytes(with_part(table.read_bytes(), part, content))
    ran = CliRunner().invoke(app, [command, str(table)])
    assert (ran.exit_code, "internal error" in ran.output) == (2, False), ran.output[-300:]
    assert "#NUM!" in ran.output


@pytest.mark.parametrize(
    "formula", ["(" * 5_000 + "B2" + ")" * 5_000, "-" * 5_000 + "B2", "SUM(" * 900 + "B2" + ")" * 900]
)
def test_a_formula_of_any_depth_is_answered(tmp_path: Path, formula: str) -> None:
    code, said = checked(with_formulas(tmp_path / "table.xlsx", {"B4": formula}))
    assert (code, "internal error" in said) == (0, False), said[-300:]


def test_sums_to_the_end_of_the_sheet_cost_what_the_sheet_holds(tmp_path: Path) -> None:
    formulas = {f"D{row}": "SUM(A1:XFD1048576)+SUM(B$1:B1048576)" for row in range(2, 502)}
    begun = time.process_time()
    code, said = checked(with_formulas(tmp_path / "table.xlsx", formulas))
    assert time.process_time() - begun < MAX_SECONDS / 2
    assert "internal error" not in said
    assert code in (0, 1, 2)


def test_running_totals_that_each_add_up_all_above_them_end_in_time(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "table.xlsx") as made:
        sheet = made.add_worksheet("S")
        for row in range(3_000):
            sheet.write_row(row, 0, [f"L{row}", 1])
            sheet.write_formula(row, 2, f"=SUM(B$1:B{row + 1})", value=row + 1)
    begun = time.process_time()
    _, said = checked(tmp_path / "table.xlsx")
    assert time.process_time() - begun < MAX_SECONDS
    assert "take in more than 2,000,000 cells" in " ".join(said.split())
