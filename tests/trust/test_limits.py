"""Claims about what is refused as too large: the message names the limit, and the limit is a setting."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest
from typer.testing import CliRunner

from budget_monitor import check
from budget_monitor.cli import app
from budget_monitor.discover.table import looking
from budget_monitor.load.documents import plain
from budget_monitor.match.versions import comparing
from budget_monitor.model.running.limits import Limits, limits, within
from budget_monitor.pipeline.reconciling import compare_versions
from tests.support.small_sets import BAD, GOOD, put

TABLE = "name,Q1,Q2,Year\nStaff,10,20,30\nRent,5,5,10\nTotal,15,25,40\n"


def run(*arguments: object) -> tuple[int, str]:
    found = CliRunner().invoke(app, [*map(str, arguments)])
    assert "internal error" not in found.output
    return found.exit_code, " ".join(found.output.split())


def set_limits(folder: Path, **values: int) -> None:
    lines = "".join(f"{name} = {value}\n" for name, value in values.items())
    (folder / "budget-monitor.toml").write_text(f"[limits]\n{lines}", encoding="utf-8")


def wide(folder: Path) -> None:
    put(folder)


def long_cell(folder: Path) -> None:
    put(folder, GOOD.replace("Museums", "M" * 200))


def long_quoted_cell(folder: Path) -> None:
    put(folder, GOOD.replace("Museums", f'"{"M" * 200}"'))


def deep_rule(folder: Path) -> None:
    put(folder)
    (folder / "rules").mkdir()
    rule = '[[rule]]\nid = "X1"\nledger = "reserve_movements"\ncheck = "opening == ((1 + 2) * 3 + 4) * 5"\n'
    (folder / "rules" / "x.toml").write_text(rule, encoding="utf-8")


def large_rule(folder: Path) -> None:
    deep_rule(folder)
    with (folder / "rules" / "x.toml").open("a", encoding="utf-8") as file:
        file.write(f"# {'x' * 1_000_000}\n")


@pytest.mark.parametrize(
    ("made", "name", "low", "high"),
    [
        (wide, "columns", 7, 8),
        (long_cell, "cell_characters", 199, 200),
        (long_quoted_cell, "cell_characters", 199, 200),
        (deep_rule, "expression_depth", 2, 20),
        (large_rule, "toml_megabytes", 1, 2),
    ],
)
def test_a_set_beyond_a_limit_is_refused_with_its_name_and_read_where_the_setting_is_higher(
    tmp_path: Path, made: Callable[[Path], None], name: str, low: int, high: int
) -> None:
    made(tmp_path)
    for options in ([], [f"--set=limits.{name}={high}"]):
        set_limits(tmp_path, **{name: low})
        code, said = run("check", tmp_path, *options)
        assert (f"limits.{name}" in said) is not bool(options), said
        assert (code == 2) is not bool(options), said


def test_tables_and_documents_have_limits_that_stand_beside_them(tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text(TABLE, encoding="utf-8")
    report = (
        "# Budget\n\n| name | Q1 | Q2 | Year |\n|---|---|---|---|\n| Staff | 10 | 20 | 30 |\n| Total | 10 | 20 | 30 |\n"
    )
    (tmp_path / "report.md").write_text(report, encoding="utf-8")
    for command, file in (("check", "table.csv"), ("look", "table.csv"), ("scrutinise", "report.md")):
        (tmp_path / "budget-monitor.toml").unlink(missing_ok=True)
        assert run(command, tmp_path / file)[0] == 0
        set_limits(tmp_path, table_cells=15, document_cells=11)
        code, said = run(command, tmp_path / file)
        assert (code, "(limits.table_cells)" in said or "(limits.document_cells)" in said) == (2, True), said
    set_limits(tmp_path, document_columns=3)
    code, said = run("scrutinise", tmp_path / "report.md")
    assert (code, "is read up to its column 3, and no farther (limits.document_columns)" in said) == (2, True), said


def test_a_limit_that_cannot_be_is_told_and_the_default_counts(tmp_path: Path) -> None:
    put(tmp_path)
    (tmp_path / "budget-monitor.toml").write_text("[limits]\ncolumns = 0\nrows = 5\n", encoding="utf-8")
    code, said = run("check", tmp_path)
    assert code == 2
    assert "columns must be a whole number, at least 1" in said
    assert "unknown field 'rows'" in said
    assert run("check", tmp_path, "--set", "limits.columns=x")[0] == 2


def test_limits_are_in_force_for_a_while_only() -> None:
    with within(Limits(columns=3)):
        assert limits().columns == 3
    assert limits() == Limits()


def pressed(at: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C is pressed as a method of the program, by its name, begins."""
    where, _, name = at.rpartition(".")
    module, _, kind = where.rpartition(".")
    press(getattr(import_module(f"budget_monitor.{module}"), kind), name, monkeypatch)


def press(owner: object, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C is pressed as what a class or a module calls so begins."""
    real = getattr(owner, name)

    def interrupted(*given: object, **named: object) -> object:
        os.kill(os.getpid(), signal.SIGINT)
        return real(*given, **named)

    monkeypatch.setattr(owner, name, interrupted)


def test_ctrl_c_while_it_is_looked_for_what_to_put_right_gives_every_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, GOOD + BAD)
    pressed("diagnose.search.Search.outcome", monkeypatch)
    code, said = run("check", tmp_path, "--show", "blanks")
    assert (code, "stopped while it was looked for what to put right" in said) == (2, True), said
    assert "RM01" in said
    with pytest.raises(KeyboardInterrupt):
        check(tmp_path)


def test_ctrl_c_while_rules_are_run_gives_what_is_known_and_records_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, GOOD + BAD)
    pressed("evaluate.evaluation._Evaluator.judged_run", monkeypatch)
    code, said = run("check", tmp_path, "--record", "--select", "RM", "--format", "json")
    assert (code, "stopped by Ctrl-C before all rules were run" in said) == (2, True), said
    assert sum('"fail": 1' in one for one in said.split("}")) == len(["the summary", "RM01"])
    assert not (tmp_path / ".budget-monitor" / "history.sqlite").exists() or run("history", tmp_path)[0] == 2


def test_what_the_time_does_not_suffice_for_is_told_with_its_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, GOOD + BAD)
    monkeypatch.setattr("budget_monitor.diagnose.search.clock", lambda: -100.0)
    code, said = run("check", tmp_path)
    assert (code, "1 failed check was not looked at for what to put right" in said, "RM01" in said) == (1, True, True)


def report_of_tables(folder: Path) -> Path:
    table = "\n| name | Q1 | Q2 | Year |\n|---|---|---|---|\n| Staff | 10 | 20 | 30 |\n| Rent | 5 | 7 | {} |\n"
    (folder / "report.md").write_text("# Budget\n" + "".join(map(table.format, (12, 13, 12))), encoding="utf-8")
    return folder / "report.md"


@pytest.mark.parametrize("form", ["table", "json", "html", "markdown", "junit"])
def test_ctrl_c_in_a_document_of_many_tables_leaves_the_rest_and_says_how_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    """They are not gone through one by one: of thousands of tables that would take minutes."""
    press(looking, "believed", monkeypatch)
    code, said = run("scrutinise", report_of_tables(tmp_path), "--format", form)
    assert (code, "2 tables were not looked at" in said) == (2, True), said


def test_ctrl_c_while_a_document_is_read_leaves_it_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    press(plain, "read_plain", monkeypatch)
    code, said = run("scrutinise", report_of_tables(tmp_path))
    assert (code, "report.md: stopped by Ctrl-C while it was read" in said) == (2, True), said


def test_no_table_of_a_document_is_looked_at_once_the_time_is_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("budget_monitor.discover.effort.clock", lambda: -60.0)
    code, said = run("scrutinise", report_of_tables(tmp_path))
    told = "3 tables were not looked at (limits.sums_seconds)"
    assert (code, told in said) == (2, True), said


@pytest.mark.parametrize("form", ["table", "json", "csv", "html"])
def test_ctrl_c_while_two_versions_are_compared_tells_what_differs_so_far(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    for name, change in (("draft", 0), ("final", 1)):
        rows = "".join(f"u{number},{number + change}\n" for number in range(5))
        (tmp_path / f"{name}.csv").write_text("unit,amount\n" + rows + f"{name},1\n", encoding="utf-8")
    press(comparing, "_difference", monkeypatch)
    lists = (tmp_path / "draft.csv", tmp_path / "final.csv", "--key", "unit", "--format", form)
    code, said = run("reconcile", *lists)
    told = "stopped by Ctrl-C: 4 rows that both have were not compared, and no totals were made"
    assert (code, told in said, "u0" in said, "u1" in said) == (2, True, True, False), said
    with pytest.raises(KeyboardInterrupt):
        compare_versions(tmp_path / "draft.csv", tmp_path / "final.csv", ["unit"])
