"""What is open has a number and an id, is explained, may be accepted with a reason, and is written for the file."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import jsonschema
import pytest
from docx import Document
from openpyxl import load_workbook
from typer.testing import CliRunner

from budget_monitor.cli import app
from tests.support.places import SCHEMAS

BOOK = """Date,Reference,Payee,Amount
2026-01-12,CHQ 100201,Gardener,-60.00
2026-04-02,INV 4711,Print shop,-61.18
2026-04-20,,Hall hire,30.00
"""
BANK = """Date,Description,Amount
03/04/2026,INV 4711 PRINT SHOP,-99.99
28/04/2026,CHQ 100201,-60.00
30/04/2026,SERVICE CHARGE,-5.30
30/04/2026,COUNTER CREDIT,31.00
"""


@pytest.fixture
def lists(tmp_path: Path) -> tuple[str, str]:
    (tmp_path / "book.csv").write_text(BOOK, encoding="utf-8")
    (tmp_path / "bank.csv").write_text(BANK, encoding="utf-8")
    return str(tmp_path / "book.csv"), str(tmp_path / "bank.csv")


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["reconcile", *map(str, arguments)])
    return result.exit_code, result.output


def told(lists: tuple[str, str], *arguments: str) -> dict[str, list[dict[str, object]]]:
    found: dict[str, list[dict[str, object]]] = json.loads(run(*lists, "--format", "json", *arguments)[1])
    return found


def test_an_item_is_explained_by_what_comes_near_it(lists: tuple[str, str]) -> None:
    code, text = run(*lists, "--explain", "1")
    assert (code, "the same reference, but no slip explains the amounts; it is open" in " ".join(text.split())) == (
        0, True,
    ), text  # fmt: skip
    assert "Nothing on the other side has its amount" in run(*lists, "--explain", "4")[1]
    code, text = run(*lists, "--explain", "99")
    assert (code, "they are numbered 1 to" in text) == (2, True)


def test_an_id_stays_the_same_where_the_file_grows(lists: tuple[str, str]) -> None:
    before = {one["id"] for one in told(lists)["only_left"]}
    path = Path(lists[0])
    path.write_text(BOOK.replace("Amount\n", "Amount\n2026-04-01,,Something new,-1.23\n"), encoding="utf-8")
    assert before < {one["id"] for one in told(lists)["only_left"]}


def test_what_is_accepted_stays_shown_with_its_reason_and_fails_no_run(lists: tuple[str, str]) -> None:
    ids = [str(one["id"]) for side in ("only_left", "only_right") for one in told(lists)[side]]
    assert run(*lists, "--accept", ids[0])[0] == 2  # without a reason
    for name in ids:
        assert run(*lists, "--accept", name, "--reason", "asked the clerk", "--by", "clerk")[0] == 0
    code, text = run(*lists)
    assert (code, "accepted: asked the clerk (clerk" in " ".join(text.split())) == (0, True), text
    assert run(*lists, "--accept", ids[0], "--reason", "again", "--by", "clerk")[0] == 2
    assert "open items accepted, with a reason" in text
    Path(lists[1]).write_text(BANK.replace("-5.30", "-5.40"), encoding="utf-8")
    assert run(*lists)[0] == 1  # another charge was not accepted


def test_a_mistake_in_the_accepted_ones_is_told_and_nothing_is_written(lists: tuple[str, str]) -> None:
    file = Path(lists[0]).parent / "reconcile-accepted.toml"
    file.write_text('[[accepted]]\nid = "x"\n', encoding="utf-8")
    code, text = run(*lists, "--accept", "1", "--reason", "r", "--by", "me")
    assert (code, "this accepted has no 'pair'" in " ".join(text.split()), file.read_text(encoding="utf-8")) == (
        2, True, '[[accepted]]\nid = "x"\n',
    )  # fmt: skip


def test_the_json_is_as_its_schema_says(lists: tuple[str, str], tmp_path: Path) -> None:
    schema = json.loads((SCHEMAS / "reconcile.json").read_text(encoding="utf-8"))
    jsonschema.validate(told(lists), schema)
    for name, text in (("a.csv", "unit,x\nA,1\nB,2\n"), ("b.csv", "unit,x\nA,1\nC,3\n")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    code, text = run(tmp_path / "a.csv", tmp_path / "b.csv", "--key", "unit", "--format", "json")
    assert code == 1
    jsonschema.validate(json.loads(text), json.loads((SCHEMAS / "reconcile-key.json").read_text(encoding="utf-8")))


def test_the_statement_leads_from_one_balance_to_the_other(lists: tuple[str, str], tmp_path: Path) -> None:
    target = tmp_path / "out" / "statement.docx"
    target.parent.mkdir()
    assert run(*lists, "--output", target)[0] == 1
    rows = [[cell.text for cell in row.cells] for row in Document(str(target)).tables[0].rows]
    assert rows == [
        ["", "Amount"],
        ["All entries of book.csv", "−£91.18"],
        ["less what is only in book.csv", "£31.18"],
        ["plus what is only in bank.csv", "−£74.29"],
        ["All entries of bank.csv", "−£134.29"],
    ]


def test_ages_are_counted_in_the_workbook_by_formulas(lists: tuple[str, str], tmp_path: Path) -> None:
    Path(lists[1]).write_text(BANK.replace("CHQ 100201,-60.00", "CARD SHOP,-7.00"), encoding="utf-8")
    target = tmp_path / "out" / "r.xlsx"
    target.parent.mkdir()
    run(*lists, "--output", target)
    sheet = load_workbook(BytesIO(target.read_bytes()), data_only=True)["Proof"]
    ages = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=15, max_row=16)]
    assert ages == [["up to 30 days", 2, -31.18, 4, -81.29], ["over 90 days", 1, -60, 0, 0]]
    assert "Open, by age" in run(*lists)[1]


@pytest.mark.parametrize("ending", ["xlsx", "html"])
def test_two_versions_are_written_as_workbook_and_page(tmp_path: Path, ending: str) -> None:
    for name, text in (("a.csv", "unit,x\nParks,10\nRoads,2\n"), ("b.csv", "unit,x\nParks,13\nHousing,5\n")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    target = tmp_path / "out" / f"v.{ending}"
    target.parent.mkdir()
    assert run(tmp_path / "a.csv", tmp_path / "b.csv", "--key", "unit", "--output", target)[0] == 1
    if ending == "html":
        assert "Only left: 1" in target.read_text(encoding="utf-8")
        return
    book = load_workbook(BytesIO(target.read_bytes()), data_only=True)
    assert book.sheetnames == ["Totals", "Cells that differ", "Only left", "Only right"]
    assert [cell.value for cell in book["Totals"][5]] == ["x", 12, 18, 6, 6, 0]
    assert book["Cells that differ"]["E2"].value == 3
