"""Claims about what is kept of the ledgers: with `keep.texts = false` no name, reference or note; with
`keep.figures = false` no figures but those of findings. What is left still tells one run from the next.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from budget_monitor.model.results.history import Comparison, Recording
from budget_monitor.pipeline import check
from budget_monitor.pipeline.history import compare
from tests.support.command import run
from tests.support.places import ROOT

NAME = "Quicksilver"
HEADER = "financial_year,period,portfolio,reserve,purpose,opening,usage,closing\n"
ROWS = """\
2021/22,Q4,Libraries,Jane Quicksilver,Pension of J. Quicksilver,100,20,90
2021/22,Q4,Libraries,John Quicksilwer,Books,100,20,80
2021/22,Q4,Libraries,Other,Mr Quicksilver,100,five of Quicksilver,80
2021/22,Q4,Libraries,Total Quicksilver,,300,60,250
"""
ACCEPTED = """
[[accepted]]
rule   = "RM01"
key    = { financial_year = "2021/22", period = "Q4", portfolio = "Libraries", reserve = "Jane Quicksilver" }
gap    = "10"
reason = "Mrs Quicksilver knows"
by     = "Q. Quicksilver"
on     = 2022-06-01
"""
TABLE = "item,amount\nJane Quicksilver,10\nJohn Quicksilver,20\nTotal of Quicksilver,31\nA,1\nB,2\nTotal,3\n"
SCHEMAS = ROOT / "docs/schemas"


def without(folder: Path, *settings: str) -> Path:
    (folder / "budget-monitor.toml").write_text("[keep]\n" + "".join(f"{name} = false\n" for name in settings))
    return folder


def record(folder: Path, rows: str = ROWS) -> Path:
    (folder / "reserve_movements.csv").write_text(HEADER + rows, encoding="utf-8")
    check(folder, record=Recording(datetime(2022, 7, 8, tzinfo=UTC)))
    return folder / ".budget-monitor" / "history.sqlite"


def compared(folder: Path, before: str, after: str, *settings: str) -> Comparison:
    """A run that keeps all, and one that keeps less."""
    record(folder, before)
    record(without(folder, *settings), after)
    return compare(folder)


@pytest.mark.parametrize("schema", ["1", "2"])
def test_json_of_a_check_has_no_name_reference_note_or_reason(tmp_path: Path, schema: str) -> None:
    (tmp_path / "accepted.toml").write_text(ACCEPTED + ACCEPTED.replace("RM01", "RM11").replace("Jane", "J."))
    record(tmp_path)
    command = ("check", tmp_path, "--show", "all", "--format", "json", "--schema", schema)
    assert run(*command).stdout.count(NAME) > 20
    told = run(*command, "--set", "keep.texts=false")
    assert NAME not in told.stdout
    document = json.loads(told.stdout)
    Draft202012Validator(json.loads((SCHEMAS / "check.json").read_text())).validate(document)
    plain = json.loads(run(*command).stdout)
    for name in ("id", "rule", "verdict", "gap", "reported", "computed"):
        assert [one[name] for one in document["findings"]] == [one[name] for one in plain["findings"]]
    places = [[(cell["file"], cell["line"], cell["column"]) for cell in one["cells"]] for one in document["findings"]]
    assert [
        [(cell["file"], cell["line"], cell["column"]) for cell in one["cells"]] for one in plain["findings"]
    ] == places
    key = document["findings"][0]["key"]
    assert (key["portfolio"], key["reserve"][0], len(key["reserve"])) == ("Libraries", "#", 13)
    assert document["exit_code"] == plain["exit_code"]
    assert document["summary"] == plain["summary"]


def test_json_of_a_table_without_rules_and_of_lists_has_none_either(tmp_path: Path) -> None:
    without(tmp_path, "texts")
    (tmp_path / "people.csv").write_text(TABLE)
    (tmp_path / "later.csv").write_text(TABLE.replace(",20", ",21").replace("John", "Joan"))
    for side, last in (("cash", "5"), ("bank", "6")):
        entries = f"2022-04-01,Quicksilver A,Q{side},10\n2022-04-02,Jo Quicksilver,Quicksilver 7,{last}\n"
        (tmp_path / f"{side}.csv").write_text("date,payee,reference,amount\n" + entries, encoding="utf-8")
    lists = (tmp_path / "cash.csv", tmp_path / "bank.csv")
    run("reconcile", *lists, "--accept", "1", "--reason", "Quicksilver asked", "--by", "Q. Quicksilver")
    for command in (
        ("check", tmp_path / "people.csv"),
        ("reconcile", *lists),
        ("reconcile", tmp_path / "people.csv", tmp_path / "later.csv", "--key", "item"),
    ):
        said, told = run(*command, "--format", "table").stdout, run(*command, "--format", "json").stdout
        assert (NAME in said, NAME in told) == (True, False), command


def test_the_history_has_no_names_and_still_tells_what_changed(tmp_path: Path) -> None:
    (tmp_path / "accepted.toml").write_text(ACCEPTED)
    assert NAME.encode() in record(tmp_path).read_bytes()
    own = tmp_path / "own"
    own.mkdir()
    assert NAME.encode() not in record(without(own, "texts")).read_bytes()
    assert NAME.encode() not in record(own, ROWS.replace("100,20,80", "100,30,80")).read_bytes()
    found = compare(own)
    assert [(one.place.line, one.place.column, one.key["portfolio"]) for one in found.restated] == [
        (3, "usage", "Libraries")
    ]
    assert found.restated[0].key["reserve"].startswith("#")
    assert [(one.rule, one.place.line) for one in found.new] == [("RM01", 3)]
    explained = run("explain", found.new[0].id, own)
    assert ("RM01" in explained.stdout, explained.exit_code) == (True, 2)  # a figure of the rows cannot be read
    assert run("accept", found.new[0].id, own, "--reason", "known").exit_code == 0


def test_runs_that_kept_names_and_did_not_are_compared_by_their_digests(tmp_path: Path) -> None:
    found = compared(tmp_path, ROWS, ROWS.replace("100,20,80", "100,21,80").replace("Other", "Another"), "texts")
    assert [(one.place.line, one.place.column) for one in found.restated] == [(3, "usage")]
    (versions,) = (one.versions for one in found.ledgers)
    assert (len(versions.only_left), len(versions.only_right)) == (1, 1)
    totals = {total.column: total.right - total.left for total in versions.totals}
    assert totals["usage"] == 1  # the row that is called a total is none of the lines, whatever is kept of its name


def test_without_figures_only_findings_are_compared_and_that_is_said(tmp_path: Path) -> None:
    found = compared(tmp_path, ROWS, ROWS.replace("100,20,80", "100,30,80"), "figures")
    assert [(one.rule, one.place.line) for one in found.new] == [("RM01", 3)]
    assert (found.restated, found.without_figures) == ((), ("reserve_movements",))
    said = " ".join(run("compare", "--ledgers", tmp_path).stdout.split())
    assert "figures of reserve_movements were not kept (keep.figures = false): what was restated there cannot" in said
    assert "0 figures restated of those that were kept" in said
    remarks = json.loads(run("compare", "--ledgers", tmp_path, "--format", "json").stdout)["remarks"]
    assert any("keep.figures" in one for one in remarks)
