"""`init` writes a ledger set that checks clean, whole or not at all."""

from __future__ import annotations

import csv
import os
import re
import time
import tomllib
from datetime import date
from io import StringIO
from pathlib import Path

import msgspec
import pytest
from typer.testing import Result

from budget_monitor import pipeline
from budget_monitor.load.settings.settings import Settings, read_settings
from budget_monitor.model.checks.criteria import CRITERIA
from budget_monitor.model.results.outcome import Verdict
from budget_monitor.rules.rulebook import further_rules
from budget_monitor.whole_file import NOT_WHOLE
from tests.support.command import run as command


def run(*arguments: str) -> Result:
    return command("init", *arguments)


@pytest.mark.parametrize("unit", ["£", "£000", "£m"])
@pytest.mark.parametrize("portfolio", ["Libraries and Museums", 'Café, "Parks" & Süd', "{year}"])
def test_the_set_checks_clean(tmp_path: Path, unit: str, portfolio: str) -> None:
    """Nothing fails or is left undecided, but for what has no earlier report to be compared with."""
    folder = tmp_path / "new"
    ran = run(str(folder), "--year", "2026-27", "--unit", unit, "--portfolio", portfolio)
    assert ran.exit_code == 0, ran.output
    report = pipeline.check(folder)
    assert report.exit_code(strict=True) == 0, "that there is no earlier report is no fault"
    assert report.input_problems == ()
    assert report.unread_files == ()
    assert report.findings == ()
    assert report.counts[Verdict.EXACT] > 90
    assert {position.key["portfolio"] for position in report.positions} == {portfolio}
    assert {position.key["financial_year"] for position in report.positions} == {"2026/27"}
    assert {read.unit for read in report.inputs} == {unit}


def test_the_figures_are_the_same_money_in_every_unit(tmp_path: Path) -> None:
    shown = []
    for unit in ("£", "£000", "£m"):
        folder = tmp_path / unit
        run(str(folder), "--unit", unit)
        shown.append([(position.cash_limit, position.variance) for position in pipeline.check(folder).positions])
    assert shown[0] == shown[1] == shown[2]


def test_every_ledger_is_there_with_its_columns_and_a_note(tmp_path: Path) -> None:
    """Those of a report without asking, the further ones by name."""
    folder = tmp_path / "new"
    run(str(tmp_path / "report"))
    book, _ = pipeline.rule_book()
    assert {path.stem for path in (tmp_path / "report").glob("*.csv")} == set(book.ledgers) - further_rules().keys()
    run(str(folder), "--only", ",".join(book.ledgers))
    assert {path.stem for path in folder.glob("*.csv")} == set(book.ledgers)
    for name, schema in book.ledgers.items():
        header, *rows = csv.reader(StringIO((folder / f"{name}.csv").read_text(encoding="utf-8-sig")))
        assert [column for column in header if column != "note"] == [name for name in schema.columns if name in header]
        assert {name for name, column in schema.columns.items() if column.required} <= set(header)
        assert any(row[header.index("note")] for row in rows)


def test_only_the_ledgers_that_are_asked_for_are_there_and_in_the_readme(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    assert run(str(folder), "--only", "reserve_movements,savings.csv").exit_code == 0
    assert {path.name for path in folder.iterdir()} == {
        "README.txt", "budget-monitor.toml", "reserve_movements.csv", "savings.csv",
    }  # fmt: skip
    readme = (folder / "README.txt").read_text(encoding="utf-8")
    assert re.findall(r"^  (\w+)\.csv ", readme, re.MULTILINE) == ["reserve_movements", "savings"]
    assert pipeline.check(folder).exit_code(strict=False) == 0


def test_an_annual_return_comes_with_its_explanations_and_holds(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    run(str(folder), "--only", "annual_return")
    assert (folder / "annual_return_explanations.csv").is_file()
    assert pipeline.check(folder).exit_code(strict=False) == 0


def test_a_ledger_without_an_example_is_refused_with_the_nearest(tmp_path: Path) -> None:
    result = run(str(tmp_path / "new"), "--only", "saving")
    assert result.exit_code == 2
    assert "did you mean 'savings'?" in result.stderr
    assert not (tmp_path / "new").exists()


def test_the_year_is_todays_unless_given(tmp_path: Path) -> None:
    names = pipeline.start(tmp_path / "march", today=date(2027, 3, 31))
    pipeline.start(tmp_path / "april", today=date(2027, 4, 1))
    assert "README.txt" in names
    assert "2026/27,Q1," in (tmp_path / "march" / "outturns.csv").read_text(encoding="utf-8")
    assert "2027/28,Q1," in (tmp_path / "april" / "outturns.csv").read_text(encoding="utf-8")


def test_every_setting_stands_in_the_file_with_a_value_that_is_accepted(tmp_path: Path) -> None:
    """Taking the # away from every line leaves settings without a mistake, and none that could be set is absent."""
    folder = tmp_path / "new"
    run(str(folder))
    path = folder / "budget-monitor.toml"
    lines = path.read_text(encoding="utf-8").splitlines()
    assert tomllib.loads("\n".join(lines)) == {"unit": "£"}
    setting = re.compile(r"# (?=\[\w|[\w\".]+ = )")
    path.write_text("\n".join(setting.sub("", line) for line in lines), encoding="utf-8")
    book, _ = pipeline.rule_book()
    _, problems = read_settings(folder, pipeline.known_names(book))
    assert problems == ()
    there = tomllib.loads(path.read_text(encoding="utf-8"))
    assert set(there) == set(Settings.__struct_fields__)
    for field in msgspec.structs.fields(Settings):
        if isinstance(field.default, msgspec.Struct):
            assert set(there[field.name]) == set(field.default.__struct_fields__)
    assert set(there["criteria"]) >= set(CRITERIA)


def test_the_readme_says_what_to_do_next(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    ran = run(str(folder), "--portfolio", "Parks", "--year", "2026/27")
    text = (folder / "README.txt").read_text(encoding="utf-8")
    assert text.startswith("A ledger set for Parks, 2026/27\n===============================\n")
    assert re.findall(r"^(\d)\. ", text, re.MULTILINE) == ["1", "2", "3", "4"]
    assert max(map(len, text.splitlines())) < 80
    assert "{" not in text
    assert all(path.name in text for path in folder.glob("*.csv"))
    assert "budget-monitor check" in ran.stdout


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file beneath a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", ["outturns.csv", ".git", "notes.txt"])
def test_a_folder_with_anything_in_it_is_left_as_it_is(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "taken"
    folder.mkdir()
    (folder / name).write_text("mine", encoding="utf-8")
    ran = run(str(folder))
    assert ran.exit_code == 2
    assert f"is not empty (it has {name}); name a new folder" in ran.stderr
    assert snapshot(tmp_path) == {f"taken/{name}": b"mine"}


def test_a_folder_whose_filling_was_stopped_is_told_in_the_words_of_check(tmp_path: Path) -> None:
    waiting = tmp_path / "half" / ".budget-monitor.abcdefgh"
    waiting.mkdir(parents=True)
    for place in (waiting, waiting.parent):
        (place / "outturns.csv").write_text("mine", encoding="utf-8")
    before = snapshot(tmp_path)
    ran = run(str(waiting.parent))
    assert (ran.exit_code, f"{waiting}: {NOT_WHOLE}; nothing was written" in " ".join(ran.stderr.split())) == (2, True)
    assert NOT_WHOLE in " ".join(command("check", str(waiting.parent)).output.split())
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize(("name", "hours", "is_filled"), [
    (".budget-monitor.abcdefgh", 2, True), (".budget-monitor.abcdefgh", 0, False), (".budget-monitor.mine", 2, False),
])  # fmt: skip
def test_a_folder_in_which_no_file_had_taken_its_place_is_filled_an_hour_later(
    tmp_path: Path, name: str, hours: int, *, is_filled: bool
) -> None:
    waiting = tmp_path / name
    waiting.mkdir()
    (waiting / "outturns.csv").write_text("half", encoding="utf-8")
    changed = time.time() - hours * 3600
    os.utime(waiting, (changed, changed))
    assert run(str(tmp_path)).exit_code == (0 if is_filled else 2)
    assert waiting.exists() is not is_filled


def test_an_empty_folder_is_filled_where_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody may stand in it: it is the same folder afterwards."""
    before = tmp_path.stat().st_ino
    monkeypatch.chdir(tmp_path)
    assert run(".").exit_code == 0
    assert tmp_path.stat().st_ino == before
    assert len(list(tmp_path.iterdir())) == 17


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["there", "--year", "2026"], "'2026' is no financial year; write it as 2021/22"),
        (["there", "--unit", "k"], "'k' is not a unit: expected £, £1, £000 or £m"),
        (["there", "--portfolio", "Grand total"], "its rows would be taken for totals"),
        (["there", "--portfolio", "=1+1"], "a spreadsheet would take it for a formula"),
        (["there", "--portfolio", "two\nlines"], "is no name of a portfolio"),
        (["there", "--portfolio", " "], "is no name of a portfolio"),
        (["no/where"], "there is no folder no to make it in"),
        (["file"], "is a file; name a new folder"),
        (["link"], "is a link that leads nowhere"),
    ],
)
def test_what_cannot_be_done_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("file").write_text("mine", encoding="utf-8")
    Path("link").symlink_to("gone")
    ran = run(*arguments)
    assert ran.exit_code == 2
    assert message in ran.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "link"]


@pytest.mark.parametrize("is_there", [True, False])
def test_a_disk_that_fills_up_half_way_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_there: bool
) -> None:
    folder = tmp_path / "new"
    if is_there:
        folder.mkdir()
    flushed: list[int] = []

    def full(descriptor: int) -> None:
        flushed.append(descriptor)
        if len(flushed) > 5:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    ran = run(str(folder))
    assert ran.exit_code == 2
    assert "No space left on device; nothing was written" in ran.stderr
    assert snapshot(tmp_path) == {}
    assert folder.exists() is is_there


@pytest.mark.parametrize("is_there", [True, False])
def test_somebody_else_who_fills_the_folder_meanwhile_keeps_their_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_there: bool
) -> None:
    """Between the look into the folder and the last step, `savings.csv` appears."""
    folder = tmp_path / "new"
    if is_there:
        folder.mkdir()
    flush = os.fsync

    def meanwhile(descriptor: int) -> None:
        folder.mkdir(exist_ok=True)
        (folder / "savings.csv").write_text("theirs", encoding="utf-8")
        flush(descriptor)

    monkeypatch.setattr(os, "fsync", meanwhile)
    assert run(str(folder)).exit_code == 2
    assert snapshot(tmp_path) == {"new/savings.csv": b"theirs"}
