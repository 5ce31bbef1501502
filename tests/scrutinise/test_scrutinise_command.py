"""`scrutinise` at a terminal: the answer first, the exit codes of `check`, and messages for what cannot be read."""

from __future__ import annotations

import json
import re
from pathlib import Path
from zipfile import ZipFile

import jsonschema
import pytest
from typer.testing import CliRunner

from budget_monitor.cli import app

SCHEMA = Path(__file__).resolve().parents[2] / "docs" / "schemas" / "scrutinise.json"
GOOD = "# Report 2021/22\n\n| | £000 |\n|---|--:|\n| Pay | 50 |\n| Rent | 124 |\n| Total | 174 |\n"


def run(*arguments: str | Path) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["scrutinise", *map(str, arguments)])
    return result.exit_code, result.stdout, result.stderr


def test_nothing_wrong_something_wrong_and_nothing_to_check(tmp_path: Path) -> None:
    good, bad, empty = tmp_path / "good.md", tmp_path / "bad.md", tmp_path / "empty.md"
    good.write_text(GOOD, encoding="utf-8")
    bad.write_text(GOOD.replace("174", "147"), encoding="utf-8")
    empty.write_text("Nothing in here.\n", encoding="utf-8")
    code, text, _ = run(good)
    assert (code, text.splitlines()[0]) == (0, "Nothing to put right in 1 document.")
    code, text, _ = run(good, bad)
    assert (code, text.splitlines()[0]) == (1, "1 thing to put right in 2 documents.")
    assert "50 + 124 comes to 174, but 147 is written" in text
    assert all(len(line) <= 80 for line in text.splitlines())
    assert run(empty)[0] == 2
    assert run(empty, bad)[0] == 2


def test_what_is_left_open_is_no_error_and_what_is_restated_a_warning(tmp_path: Path) -> None:
    last, open_, restated = tmp_path / "last.md", tmp_path / "open.md", tmp_path / "restated.md"
    last.write_text(GOOD.replace("£000", "2020/21 Actual £000"), encoding="utf-8")
    open_.write_text(f"{GOOD}\nThe date is TBC.\n", encoding="utf-8")
    said = "The figures of last year were restated."
    restated.write_text(f"{last.read_text().replace('174', '176').replace('50', '52')}\n{said}\n", encoding="utf-8")
    assert run(open_)[0] == run(open_, "--fail-on", "warning")[0] == 0
    assert run(open_)[1].splitlines()[-1] == "Exit code 0: nothing to put right, 1 to notice."
    compared = restated, "--previous", last
    assert run(*compared)[0] == 0
    assert "1 restated" in run(*compared)[1].splitlines()[-1]
    assert run(*compared, "--fail-on", "warning")[0] == 1


def test_what_cannot_be_read_is_said_and_all_else_is_checked(tmp_path: Path) -> None:
    (tmp_path / "good.md").write_text(GOOD, encoding="utf-8")
    (tmp_path / "bad.docx").write_bytes(b"PK\x03\x04")
    code, text, _ = run(tmp_path)
    assert code == 2
    assert "it is damaged" in " ".join(text.split())
    assert "good.md" in text


def test_json_has_relations_findings_and_ties(tmp_path: Path) -> None:
    path = tmp_path / "bad.md"
    path.write_text(GOOD.replace("174", "147") + "\nRent was £0.124m, fees £0.3m.\n", encoding="utf-8")
    code, text, _ = run(path, "--format", "json")
    told = json.loads(text)
    assert code == told["exit_code"] == 1
    assert [(one["file"], one["tables"]) for one in told["documents"]] == [("bad.md", 1)]
    assert [(one["kind"], one["verdict"]) for one in told["relations"]] == [("sum", "fail")]
    finding = told["findings"][0]
    assert (finding["outcome"], finding["line"], finding["texts"]) == ("wrong", 7, ["147", "50", "124"])
    assert [(one["figure"]["text"], one["status"]) for one in told["ties"]] == [
        ("£0.124m", "tied"),
        ("£0.3m", "untied"),
    ]


def test_no_output_replaces_a_document(tmp_path: Path) -> None:
    path = tmp_path / "good.md"
    path.write_text(GOOD, encoding="utf-8")
    code, _, said = run(path, "--output", path)
    assert (code, path.read_text(encoding="utf-8")) == (2, GOOD)
    assert "cannot write" in said


def test_the_page_has_ticks_marks_and_findings_that_lead_to_one_another(tmp_path: Path) -> None:
    path, page = tmp_path / "bad.md", tmp_path / "page.html"
    text = GOOD + "\nRent was £0.124m & pay £0.050m. It was <so> in 2021/23.\n"
    path.write_text(text, encoding="utf-8")
    assert run(path, "--output", page)[0] == 1
    html = page.read_text(encoding="utf-8")
    assert '<mark class="bad" id="m1" title="">2021/23<a href="#f1">1</a></mark>' in html
    assert '<a href="#m1">1</a> A year that cannot be' in html
    assert 'title="174 = 50 + 124">174</span>' in html
    assert "£0.124m</span> &amp; pay" in html
    assert "&lt;so&gt;" in html
    assert "http:" not in html


PLACE = "Report 2021/22, table 1, Total, £000"
"""As a person finds it; each form has it."""
FORMATS = {
    "concise": f"bad.md:7:1: sum {PLACE}: A total is not the sum of its lines: 50 + 124 comes to 174, but 147 is",
    "brief": "Report checks: 1 figure to put right.",
    "github": "::error file=",
    "markdown": "# Checks on documents",
    "csv": "A total is not the sum of its lines",
    "junit": '<testsuite name="sum Totals are the sums of their lines" tests="1" failures="1"',
    "sarif": '"ruleId": "sum"',
}


@pytest.mark.parametrize("form", FORMATS)
def test_the_formats_of_check_are_those_of_documents(tmp_path: Path, form: str) -> None:
    path = tmp_path / "bad.md"
    path.write_text(GOOD.replace("174", "147"), encoding="utf-8")
    code, text, _ = run(path, "--format", form)
    assert code == 1
    assert FORMATS[form] in text
    assert PLACE in text.replace("%2C", ",")
    assert run(path, "--format", form, "--fail-on", "never")[0] == 0


def test_several_outputs_of_one_run_and_the_json_keeps_to_its_schema(tmp_path: Path) -> None:
    path = tmp_path / "bad.md"
    path.write_text(GOOD.replace("174", "147"), encoding="utf-8")
    files = [tmp_path / "out" / name for name in ("a.json", "a.html", "a.xlsx", "a.sarif", "a.xml")]
    files[0].parent.mkdir()
    code, text, said = run(path, *(part for file in files for part in ("--output", file)))
    assert (code, text) == (1, "")
    assert said.count("wrote") == len(files)
    assert PLACE.encode() in ZipFile(files[2]).read("xl/sharedStrings.xml")
    told = json.loads(files[0].read_text(encoding="utf-8"))
    jsonschema.validate(told, json.loads(SCHEMA.read_text(encoding="utf-8")))


def test_a_marked_copy_is_of_one_report_and_of_its_own_form(tmp_path: Path) -> None:
    path = tmp_path / "bad.md"
    path.write_text(GOOD, encoding="utf-8")
    for output, said in (("a.docx", "no marked copy can be made"), ("a.odt", "no marked copy can be made")):
        code, _, told = run(path, "--output", tmp_path / output)
        assert code == 2
        assert said in told
    page = tmp_path / "a.html"
    page.write_text("<p>It was 27 of 54 (60%).</p>", encoding="utf-8")
    assert "a marked copy is of one report" in run(page, path, "--output", tmp_path / "b.html", "--format", "marked")[2]
    assert "is a .html file too" in run(page, "--output", tmp_path / "b.docx")[2]
    assert run(page, "--output", tmp_path / "b.html", "--format", "marked")[0] == 1
    assert "60%<sup" in (tmp_path / "b.html").read_text(encoding="utf-8")


def test_what_was_cleared_is_not_asked_again_until_it_changes(tmp_path: Path) -> None:
    path, ticks = tmp_path / "bad.md", tmp_path / "ticks.json"
    first = GOOD + "\nIt was so in 2021/23.\n"
    path.write_text(first, encoding="utf-8")
    assert run(path, "--clear", "1")[0] == 2
    code, _, said = run(path, "--ticks", ticks)
    assert (code, said) == (1, f"budget-monitor: there is no {ticks} yet: nothing was cleared before\n")
    assert "a reason is needed" in run(path, "--ticks", ticks, "--clear", "1")[2]
    code, text, said = run(path, "--ticks", ticks, "--clear", "1", "--reason", "as agreed")
    assert (code, text.splitlines()[0]) == (0, "Nothing to put right in 1 document.")
    assert said.startswith(f"budget-monitor: Cleared in {ticks}: ")
    assert "2021/23" in said, "which one it was is told"
    assert "1 finding cleared before" in text
    path.write_text("# A new first page\n\n" + first, encoding="utf-8")
    assert run(path, "--ticks", ticks)[0] == 0
    path.write_text(first.replace("It was so", "It is so"), encoding="utf-8")
    assert run(path, "--ticks", ticks)[0] == 1
    assert run(path, "--ticks", ticks, "--clear", "9", "--reason", "as agreed")[0] == 2
    code, text, _ = run(path, "--ticks", ticks, "--format", "json")
    assert "there is no year 2021/23" in json.loads(text)["stale"][0]
    ticks.write_text("[]", encoding="utf-8")
    assert run(path, "--ticks", ticks)[0] == 2


MANY = (
    "# Report\n\n27 of 54 (60%) came.\n\n40 of 50 (30%) went.\n\nIn 2021/23.\n\n30 of 60 (51%) did.\n\n7 of 10 (77%)."
)


def _shown(text: str) -> list[int]:
    """The numbers of the findings that are listed."""
    return [int(one) for one in re.findall(r"^ {1,2}(\d+)  \S", text, re.MULTILINE) if " tables," not in one]


def test_a_number_means_what_the_last_listing_showed_whatever_is_cleared(tmp_path: Path) -> None:
    path, ticks = tmp_path / "many.md", tmp_path / "ticks.json"
    path.write_text(MANY, encoding="utf-8")
    clear = ("--ticks", ticks, "--reason", "as agreed", "--clear")
    first = run(path)[1]
    numbers = [one for one in _shown(first) if one]
    assert numbers == [1, 2, 3, 4, 5]
    assert [one for one in _shown(run(path, *clear, "2")[1]) if one] == [1, 3, 4, 5]
    code, text, said = run(path, *clear, "3", "--clear", "1")
    assert [one for one in _shown(text) if one] == [4, 5]
    assert "2021/23" in said
    assert "27 of 54" in said
    assert "30 of 60" in run(path, *clear, "4")[2]
    assert run(path, *clear, "3")[::2] == (2, "budget-monitor: '3' is cleared already\n")
    code, text, _ = run(path, "--ticks", ticks)
    assert (code, [one for one in _shown(text) if one]) == (1, [5])
    assert "| 5 |" in run(path, "--ticks", ticks, "--format", "markdown")[1]


@pytest.mark.parametrize(("columns", "print_as"), [(4, "scroll"), (12, "scroll wide"), (24, "scroll wide widest")])
def test_a_wide_table_of_the_page_is_printed_across_and_smaller(tmp_path: Path, columns: int, print_as: str) -> None:
    """Whatever does not fit on the paper is cut off at its right border."""
    path, page = tmp_path / "wide.md", tmp_path / "wide.html"
    rows = ["| x |" + " 7 |" * (columns - 1), "|" + "---|" * columns, "| Pay |" + " 5 |" * (columns - 1)]
    path.write_text("# Report 2021/22\n\n" + "\n".join(rows) + "\n", encoding="utf-8")
    run(path, "--output", page)
    assert f'<div class="{print_as}"><table>' in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("# Parks report 2021/22\n\nThe council spent £4m on roads.\n", 2),
        ("# Parks report\n\nThe council spent £4m on roads.\n", 2),
        ("# Parks report 2021/22\n\nThe council spent £4m on roads in 2020/21.\n", 0),
        ("# Parks report 2021/22\n\nThe council spent £4m on roads in 2020/22.\n", 1),
    ],
)
def test_a_report_that_names_no_year_but_its_own_is_not_checked_by_that(tmp_path: Path, text: str, code: int) -> None:
    (tmp_path / "report.md").write_text(text, encoding="utf-8")
    assert run(tmp_path / "report.md")[0] == code
