"""What each format writes of one report with something of everything, byte for byte.

A format that is changed on purpose has its file written anew: BUDGET_MONITOR_WRITE_GOLDEN=1 pytest tests/render. Then
the change is read in the diff. SARIF and the annotations are read back besides by libraries that know their shape.
"""

from __future__ import annotations

import json
import os
import re
from datetime import date
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from sarif_pydantic import Sarif

from budget_monitor.cli.shared.formats import RENDERERS, Result
from budget_monitor.model.results.choices import FailOn, Show
from budget_monitor.model.results.request import Request
from budget_monitor.pipeline import check_ledgers
from budget_monitor.render import Format
from budget_monitor.render.formats.concise import to_concise
from budget_monitor.render.formats.json import to_json
from budget_monitor.render.formats.sarif import FINGERPRINT, to_sarif
from budget_monitor.render.text.page import Page
from budget_monitor.version import tool_version
from tests.support.told_report import told_report

STYLE = re.compile(rb"(?<=<style>).*?(?=</style>)|(?<=sha256-)[^']+", re.DOTALL)
GOLDEN = Path(__file__).with_name("golden")
FILES = {
    Format.TABLE: "table.txt",
    Format.CONCISE: "concise.txt",
    Format.BRIEF: "brief.txt",
    Format.JSON: "report.json",
    Format.CSV: "report.csv",
    Format.JUNIT: "junit.xml",
    Format.SARIF: "report.sarif",
    Format.GITHUB: "github.txt",
    Format.MARKDOWN: "report.md",
    Format.HTML: "report.html",
}


def written(form: Format, schema: int = 2) -> bytes:
    """A report as the command would write it, without the version of this tool, and a page's style and its hash."""
    result = Result(told_report(), None, Page, FailOn.ERROR, strict=False, schema=schema, on=date(2022, 5, 3))
    text = RENDERERS[form](result).replace(tool_version().encode(), b"VERSION")
    return STYLE.sub(b"STYLE", text) if form is Format.HTML else text


@pytest.mark.parametrize(
    ("name", "form", "schema"),
    [*((name, form, 2) for form, name in FILES.items()), ("report-1.json", Format.JSON, 1)],
)
def test_a_report_is_written_as_it_was(name: str, form: Format, schema: int) -> None:
    now = written(form, schema)
    if os.environ.get("BUDGET_MONITOR_WRITE_GOLDEN"):
        GOLDEN.mkdir(exist_ok=True)
        (GOLDEN / name).write_bytes(now)
    assert now == (GOLDEN / name).read_bytes()


SCHEMA = json.loads((GOLDEN.parents[2] / "docs" / "schemas" / "check.json").read_text(encoding="utf-8"))


def test_the_published_schema_is_one_and_knows_every_key() -> None:
    """A key, a verdict or an amount that it does not know is refused."""
    Draft202012Validator.check_schema(SCHEMA)
    validator = Draft202012Validator(SCHEMA)
    document = json.loads(written(Format.JSON))
    assert validator.is_valid(document)
    for spoilt in (
        {key: value for key, value in document.items() if key != "summary"},
        document | {"exit_code": 3},
        document | {"findings": [document["findings"][0] | {"verdict": "maybe"}]},
        document | {"findings": [document["findings"][0] | {"gap": "1,000"}]},
    ):
        assert not validator.is_valid(spoilt)


@pytest.mark.parametrize("name", ["report.json", "report-1.json"])
def test_every_result_is_valid_against_the_published_schema(name: str) -> None:
    Draft202012Validator(SCHEMA).validate(json.loads((GOLDEN / name).read_text(encoding="utf-8")))


def test_a_run_on_real_ledgers_and_one_on_a_table_are_valid_too(tmp_path: Path) -> None:
    """With authorities, relations and sums that were not found."""
    (tmp_path / "costs.csv").write_text("item,q1,q2,total\nA,1,2,3\nB,2,3,5\nTotal,3,5,9\n", encoding="utf-8")
    for path in (Path("examples/councils"), tmp_path / "costs.csv"):
        report, _ = check_ledgers(path, Request(), jobs=1)
        Draft202012Validator(SCHEMA).validate(json.loads(to_json(report, 1)))


def test_sarif_is_read_back_by_a_library_that_knows_it() -> None:
    """Levels, kinds, places and suppressions; what is not checked only where it was asked for."""
    log = Sarif.model_validate(json.loads(to_sarif(told_report(), show=Show.BLANKS)))
    (run,) = log.runs
    assert run.tool.driver.name == "budget-monitor"
    results = run.results or []
    told = {
        (one.rule_id, str(getattr(one.kind, "value", one.kind)), str(getattr(one.level, "value", one.level)))
        for one in results
    }
    assert told == {
        ("RM01", "fail", "error"), ("PM01", "fail", "error"), ("PM03", "fail", "error"), ("PM04", "fail", "warning"),
        ("OT03", "fail", "warning"), ("RM01", "open", "none"),
    }  # fmt: skip
    raw = json.loads(to_sarif(told_report()))["runs"][0]
    assert not [one for one in raw["results"] if one["kind"] == "open"]
    (known,) = [one for one in raw["results"] if "suppressions" in one]
    assert known["suppressions"][0]["justification"].endswith("the invoice came late")
    (first,) = [one for one in raw["results"] if one["ruleId"] == "PM01"]
    place = first["locations"][0]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == "ledgers/performance_measures.csv"
    assert place["physicalLocation"]["region"] == {"startLine": 13}
    assert place["logicalLocations"][0]["name"] == "J13 value"
    assert first["partialFingerprints"] == {FINGERPRINT: "PM01-performance_measures.csv-13"}
    (notice,) = raw["invocations"][0]["toolExecutionNotifications"]
    assert (notice["level"], notice["message"]["text"]) == ("error", "`12..3`: is not an amount")
    assert raw["invocations"][0] | {"toolExecutionNotifications": []} == {
        "executionSuccessful": False, "exitCode": 2, "toolExecutionNotifications": [],
    }  # fmt: skip


def test_blanks_are_in_the_concise_list_where_they_are_asked_for() -> None:
    assert "not checked" not in to_concise(told_report())
    (line,) = [line for line in to_concise(told_report(), Show.BLANKS).splitlines() if "not checked" in line]
    assert line == "ledgers/reserve_movements.csv:11:1: RM01 not checked: usage is blank"


def test_the_brief_form_has_five_lines_at_most_and_no_path() -> None:
    text = written(Format.BRIEF).decode()
    assert text.count("\n") <= 5
    assert "ledgers" not in text.replace("ledgers,", "")
    assert ".csv" not in text


def test_annotations_keep_to_one_line_each_whatever_they_say() -> None:
    """Percent signs, commas, colons and line breaks are written as the host reads them."""
    lines = written(Format.GITHUB).decode().splitlines()
    command, _, said = lines[1].removeprefix("::").partition("::")
    assert command == (
        "error file=ledgers/reserve_movements.csv,line=5,title=RM01%3A put right 1%2C Libraries Open Plus%2C 2021/22 Q4"
    )
    assert said.startswith("H5 closing 16 → 61 (digits transposed, likely)%0A")
    levels = [line.split(" ")[0] for line in lines[:-1]]
    assert levels == ["::error", "::error", "::error", "::error", "::warning", "::notice", "::warning"]
    assert lines[-1] == "3 figures to put right, 1 restated, 1 to notice, 1 input error"
