"""Claims about files beside the ledgers that are damaged, or are no files: named, never passed over, never fatal."""

from __future__ import annotations

import os
import sqlite3
import time
import tracemalloc
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from budget_monitor.cli import app, main
from tests.support.small_sets import BAD, GOOD, put

RULE = '[[rule]]\nid = "OWN1"\ntitle = "t"\nledger = "reserve_movements"\n'


def run(*arguments: object, command: str = "check") -> tuple[int, str]:
    found = CliRunner(env={"COLUMNS": "300"}).invoke(app, [command, *map(str, arguments)])  # no path is broken
    return found.exit_code, " ".join(found.output.split())


@pytest.mark.parametrize("number", ["1e99999999", "1e19", "-1e-99999999", "1" * 400, "0e99999999", "1e-13"])
@pytest.mark.parametrize("where", ["materiality", "variance", "criteria", "rule", "accepted", "command line"])
def test_a_number_that_no_amount_can_be_is_named_with_its_place(tmp_path: Path, number: str, where: str) -> None:
    settings = "budget-monitor.toml"
    texts = {
        "materiality": (settings, f"[materiality]\npercent = {number}\n"),
        "variance": (settings, f"[variance]\namount = {number}\n"),
        "criteria": (settings, f"[criteria]\namber_within = {number}\n"),
        "rule": (
            "rules/own.toml",
            f'{RULE}check = "opening >= least"\ncriteria = {{ least = {number} }}\n',
        ),
        "accepted": (
            "accepted.toml",
            f'[[accepted]]\nrule = "RM01"\nkey = {{}}\ngap = {number}\nreason = "x"\nby = "y"\non = 2026-01-01\n',
        ),
    }
    put(tmp_path)
    if where == "command line":
        code, said = run(tmp_path, "--set", f"variance.amount={number}")
        assert (code, "numbers must be under 10^18" in said) == (2, True), said
        return
    file, text = texts[where]
    (tmp_path / file).parent.mkdir(exist_ok=True)
    (tmp_path / file).write_text(text, encoding="utf-8")
    code, said = run(tmp_path)
    named = f"{file}:" in said.replace(" ", "")  # a long path is broken where the line ends
    assert (code, named, "numbers must be under 10^18" in said) == (2, True, True), said


@pytest.mark.parametrize("name", ["budget-monitor.toml", "accepted.toml"])
@pytest.mark.parametrize("kind", ["folder", "dangling link", "pipe"])
def test_what_is_named_like_a_file_and_is_none_is_an_input_error(tmp_path: Path, name: str, kind: str) -> None:
    put(tmp_path)
    place = tmp_path / name
    if kind == "folder":
        place.mkdir()
    elif kind == "pipe":
        os.mkfifo(place)
    else:
        place.symlink_to(tmp_path / "nowhere")
    code, said = run(tmp_path)
    assert (code, f"error {name}: this" in said) == (2, True), said


def test_rules_that_cannot_be_found_are_an_input_error(tmp_path: Path) -> None:
    put(tmp_path / "file", rules="[[rule]]\n")
    put(tmp_path / "link")
    (tmp_path / "link" / "rules").symlink_to(tmp_path / "nowhere")
    for folder in ("file", "link"):
        code, said = run(tmp_path / folder)
        assert (code, "rules: this is no folder" in said) == (2, True), said


def test_a_rule_file_may_have_its_ending_in_capitals(tmp_path: Path) -> None:
    put(tmp_path)
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "OWN.TOML").write_text(RULE + 'check = "opening == 5"\n', encoding="utf-8")
    assert run(tmp_path, "--select", "OWN1")[0] == 1


def savings(proposals: pa.Array, **others: list[bytes]) -> pa.Table:
    """Two savings, all of it text, with these proposals."""
    values = {
        "financial_year": ["2021/22"] * 2, "period": ["Q4"] * 2, "portfolio": ["Libraries"] * 2,
        "risk_rating": ["Green"] * 2, "value": ["1", "2"], "achieved": ["1", "2"],
    }  # fmt: skip
    return pa.table({**{name: pa.array(texts) for name, texts in values.items()}, "proposal": proposals, **others})


NO_TEXT = pa.array([b"a", b"\xff\xfe"])


@pytest.mark.parametrize(
    "proposals",
    [NO_TEXT.view(pa.string()), NO_TEXT, NO_TEXT.cast(pa.large_binary()), NO_TEXT.dictionary_encode()],
    ids=["text", "bytes", "long bytes", "bytes named once"],
)
def test_parquet_text_that_is_none_is_told_with_its_row_and_other_ledgers_are_checked(
    tmp_path: Path, proposals: pa.Array
) -> None:
    put(tmp_path, GOOD)
    pq.write_table(savings(proposals), tmp_path / "savings.parquet")
    code, said = run(tmp_path)
    assert (code, "savings.parquet:3 proposal: this is not UTF-8 text: byte ff fe" in said) == (2, True), said
    assert "3 checks, 3 hold" in said, "of what could be read; all is more than that"


def test_bytes_that_are_text_are_read_and_bytes_beside_the_ledger_may_be_anything(tmp_path: Path) -> None:
    pq.write_table(savings(pa.array([b"a", b"b"]), picture=[b"\xff", b"\xfe"]), tmp_path / "savings.parquet")
    code, said = run(tmp_path)
    assert (code, "all hold" in said) == (0, True), said


def test_a_name_of_a_column_that_is_no_text_is_told(tmp_path: Path) -> None:
    file = tmp_path / "savings.parquet"
    pq.write_table(savings(pa.array(["a", "b"])), file, store_schema=False)
    file.write_bytes(file.read_bytes().replace(b"risk_rating", b"risk_ratin\xff"))
    code, said = run(tmp_path)
    assert (code, "the name of a column is not UTF-8 text: byte ff; the file is not read" in said) == (2, True), said


def test_a_cell_of_40_kilobytes_is_refused_at_once(tmp_path: Path) -> None:
    put(tmp_path, GOOD.replace(",130,0", ",1" + "k" * 40_000 + ",0"))
    begun = time.monotonic()
    code, said = run(tmp_path)
    assert (code, "but 40,001 characters" in said, time.monotonic() - begun < 5) == (2, True, True)


DAMAGE = [
    "delete from run", "delete from reading", "update run set at = 'x'", "update run set unread = '{'",
    "update run set unread = '{}'", "update run set version = x'ff'", "update run set fail = 'many'",
    "update finding set gap = 'x'", "update finding set gap = '1e999999'", "update finding set gap = ''",
    "update finding set state = 'x'", "update finding set verdict = 'x'", "update finding set key = '[]'",
    "update finding set run = run + 97", "update reading set key_names = 1", "update figure set value = '1.2.3'",
    "update figure set sign = 7", "drop table figure", "alter table run add column more text",
]  # fmt: skip


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The history of two runs."""
    folder = tmp_path_factory.mktemp("history")
    for row in (BAD, BAD.replace("131", "132")):
        assert run(put(folder, row), "--record")[0] == 1
    return (folder / ".budget-monitor" / "history.sqlite").read_bytes()


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_history_that_something_else_changed_is_neither_read_nor_added_to(
    tmp_path: Path, recorded: bytes, damage: str
) -> None:
    put(tmp_path, BAD)
    file = tmp_path / ".budget-monitor" / "history.sqlite"
    file.parent.mkdir()
    file.write_bytes(recorded)
    database = sqlite3.connect(file)
    database.execute(damage)
    database.commit()
    database.close()
    before = file.read_bytes()
    for command, arguments in (
        ("history", [tmp_path]),
        ("compare", ["--ledgers", tmp_path]),
        ("check", [tmp_path, "--record"]),
    ):
        code, said = run(*arguments, command=command)
        assert (code, "not a sound history" in said) == (2, True), (command, said)
    assert file.read_bytes() == before


def test_both_of_two_rows_that_are_the_same_can_be_accepted(tmp_path: Path) -> None:
    put(tmp_path, BAD + BAD)
    ids = [one["id"] for one in _findings(tmp_path) if one["rule"] == "RM01"]
    assert len(ids) == 2
    for name in ids:
        code, said = run(name, tmp_path, "--reason", "r", "--by", "b", command="accept")
        assert code == 0, said
    assert run(tmp_path, "--select", "RM01")[0] == 0
    code, said = run(ids[1], tmp_path, "--reason", "r", "--by", "b", command="accept")
    assert (code, "accepted already" in said) == (2, True)


def _findings(folder: Path) -> list[dict[str, str]]:
    import json

    found = CliRunner().invoke(app, ["check", str(folder), "--format", "json"])
    listed: list[dict[str, str]] = json.loads(found.output)["findings"]
    return listed


def test_a_thousand_acceptances_cost_no_thousand_looks_through_the_file(tmp_path: Path) -> None:
    entry = (
        '[[accepted]]\nrule = "RM01"\nkey = {{ financial_year = "2021/22", period = "Q4", portfolio = "Libraries",'
        ' reserve = "Flexibility", purpose = "M{0}" }}\ngap = "£1"\nreason = "x"\nby = "y"\non = 2026-01-01\n'
    )
    put(tmp_path, "".join(BAD.replace("Archives", f"M{number}") for number in range(1_000)))
    (tmp_path / "accepted.toml").write_text("".join(map(entry.format, range(1_000))), encoding="utf-8")
    begun = time.process_time()
    code, said = run(tmp_path, "--select", "RM01")
    assert (code, "1,000 accepted" in said) == (0, True), said[-300:]
    assert time.process_time() - begun < 8  # 14 seconds when each entry was looked for among all lines


def test_a_reason_with_a_byte_that_is_no_character_is_refused(tmp_path: Path) -> None:
    put(tmp_path, BAD)
    code, said = run("RM01", tmp_path, "--reason", "r\udcff", "--by", "b", command="accept")
    assert (code, "the reason holds a byte that is no character" in said) == (2, True)


def test_a_table_of_a_hundred_thousand_columns_is_refused_with_the_limit(tmp_path: Path) -> None:
    put(tmp_path)
    (tmp_path / "savings.csv").write_text(",".join(f"c{n}" for n in range(100_000)) + "\n1\n", encoding="utf-8")
    code, said = run(tmp_path)
    assert (code, "it has 100,000 columns; ledgers of up to 5,000 are read" in said) == (2, True), said[:300]


def test_rows_that_are_all_too_short_are_counted_and_not_listed_one_by_one(tmp_path: Path) -> None:
    put(tmp_path, "".join(GOOD.replace("Museums", f"M{number}").removesuffix(",130\n") + "\n" for number in range(500)))
    code, said = run(tmp_path)
    assert (said.count("7 cells where the header has 8"), "(480 lines from here on are like it)" in said) == (2, True)
    assert code == 2  # blanks alone: nothing was checked


@pytest.mark.parametrize(
    ("arguments", "place"),
    [
        (["check", ""], "argument 2 (nothing after check)"), (["init", "new", "--portfolio", ""], "argument 4"),
        (["check", ".", "--select="], "argument 3 (--select=)"), (["reconcile", "", "b.csv"], "argument 2"),
    ],
)  # fmt: skip
def test_an_empty_argument_is_a_variable_that_is_not_set(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    place: str,
) -> None:
    monkeypatch.chdir(put(tmp_path))
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert (ended.value.code, place in capsys.readouterr().err) == (2, True)
    assert not (tmp_path / "new").exists()


def test_a_hidden_folder_of_ledgers_is_not_passed_over_in_silence(tmp_path: Path) -> None:
    for name in ("stockport", "trafford", ".bury"):
        put(tmp_path / name)
    code, said = run(tmp_path)
    assert (code, ".bury/: this folder is hidden" in said) == (0, True), said


def test_a_figure_of_forty_thousand_digits_is_an_input_error(tmp_path: Path) -> None:
    found = CliRunner().invoke(app, ["check", str(put(tmp_path, GOOD.replace(",130,0", f",{'9' * 40_000},0")))])
    assert (found.exit_code, "internal error" in found.output) == (2, False), found.output[-300:]


@pytest.mark.parametrize("name", ["x" * 300 + ".csv", "x/" * 2_500 + "x.docx"])
def test_a_name_that_no_machine_takes_is_a_message_wherever_it_is_written(tmp_path: Path, name: str) -> None:
    put(tmp_path / "set", GOOD)
    report = tmp_path / "report.md"
    report.write_text("# Q2\n\n| a | b |\n|---|---|\n| Total | 3 |\n")
    for command, *arguments in (
        ("check", name),
        ("check", tmp_path / "set", "--rules", name),
        ("summary", name),
        ("accept", "1", name, "--reason", "so"),
        ("history", name),
        ("look", name),
        ("map", tmp_path / "set" / "cash_limits.csv", "--output", name),
        ("init", name),
        ("scrutinise", report, "--since", name),
        ("scrutinise", report, "--ticks", name),
        ("draft", report, "--to", name),
        ("reconcile", name, report),
    ):
        code, said = run(*arguments, command=str(command))
        assert (code, "internal error" in said) == (2, False), (command, said[:300])


def test_a_run_of_more_digits_than_any_number_has_is_no_run(tmp_path: Path) -> None:
    put(tmp_path / "set", GOOD)
    for number in ("9" * 20, "9" * 5_000):
        code, said = run(number, "--ledgers", tmp_path / "set", command="compare")
        assert (code, "internal error" in said) == (2, False), said[:300]


def test_settings_beyond_the_limit_are_refused_and_never_taken_into_memory(tmp_path: Path) -> None:
    put(tmp_path, GOOD)
    with (tmp_path / "budget-monitor.toml").open("wb") as settings:
        settings.truncate(2**30)
    tracemalloc.start()
    code, said = run(tmp_path)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (code, "(limits.toml_megabytes)" in said, most < 2**28) == (2, True, True), (said[:300], most)
