from __future__ import annotations

import json

import pytest
from msgspec.structs import replace

from budget_monitor.model.checks.rule import Severity
from budget_monitor.model.ledgers.cell import Cell, CellRef, Kind
from budget_monitor.model.ledgers.ledger import InputProblem
from budget_monitor.model.results.correction import Alternative, CellChange, Certainty, Correction
from budget_monitor.model.results.outcome import Explanation, Verdict
from budget_monitor.render.formats import json as renderer
from budget_monitor.render.formats.json import to_json
from tests.support.small_reports import cell, culprit, finding, pounds, report, roll_forward, tally


@pytest.fixture(autouse=True)
def _version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renderer, "tool_version", lambda: "0.1.0")


def test_the_whole_shape() -> None:
    """Every key, in order; amounts are decimal strings in pounds; null where there is nothing."""
    failed = replace(roll_forward(), message="closing is £16,000, computed £61,000: £45,000 too low")
    whole = report(
        [failed],
        tallies=[tally(exact=8, fail=1)],
        problems=[InputProblem("reserve_movements.csv", 7, "usage", "error", "12..3", "this is no amount")],
        unread=["notes.csv"],
        culprits=[culprit(failed)],
    )
    expected = {
        "schema_version": 1,
        "tool": {"name": "budget-monitor", "version": "0.1.0"},
        "exit_code": 2,
        "inputs": [
            {
                "file": "reserve_movements.csv",
                "ledger": "reserve_movements",
                "sha256": "0" * 64,
                "rows": 12,
                "unit": "£000",
            }
        ],
        "summary": {
            "checks": 9,
            "exact": 8,
            "within_rounding": 0,
            "fail": 1,
            "undecided": 0,
            "broken": 0,
            "accepted": 0,
            "immaterial": 0,
        },
        "rules": [
            {"id": "RM01", "checks": 9, "exact": 8, "within_rounding": 0, "fail": 1, "undecided": 0, "broken": 0}
        ],
        "findings": [
            {
                "id": "RM01-reserve_movements.csv-5",
                "rule": "RM01",
                "severity": "error",
                "verdict": "fail",
                "ledger": "reserve_movements",
                "key": {"financial_year": "2021/22", "period": "Q4", "portfolio": "Libraries Open Plus"},
                "cells": [
                    _cell("opening", "300", "300000"),
                    _cell("usage", "239", "239000"),
                    _cell("closing", "16", "16000"),
                ],
                "unlisted_lines": 0,
                "reported": "16000",
                "computed": "61000",
                "gap": "-45000",
                "allowed": "1500",
                "message": "closing is £16,000, computed £61,000: £45,000 too low",
                "explanations": [
                    {
                        "kind": "digits_transposed",
                        "cell": {"file": "reserve_movements.csv", "line": 5, "column": "closing"},
                        "current": "16000",
                        "proposed": "61000",
                        "text": "closing should be £61,000 (digits transposed); RM02 then holds too",
                    }
                ],
            }
        ],
        "culprits": [
            {
                "cells": [
                    {
                        "file": "reserve_movements.csv",
                        "line": 5,
                        "column": "closing",
                        "current": "16000",
                        "proposed": "61000",
                        "kind": "digits_transposed",
                    }
                ],
                "resolves": ["RM01-reserve_movements.csv-5"],
                "alternatives": 1,
            }
        ],
        "input_problems": [
            {
                "file": "reserve_movements.csv",
                "line": 7,
                "column": "usage",
                "severity": "error",
                "text": "12..3",
                "message": "this is no amount",
            }
        ],
        "unread_files": ["notes.csv"],
        "accepted": [],
        "acceptance_problems": [],
        "immaterial": [],
        "ignored_rules": [],
    }
    written = to_json(whole, 2, schema=1)
    assert written.decode() == json.dumps(expected, indent=2, ensure_ascii=False) + "\n"


def _cell(column: str, text: str, value: str) -> dict[str, object]:
    return {"file": "reserve_movements.csv", "line": 5, "column": column, "text": text, "value": value}


def test_what_is_not_there_is_null() -> None:
    undecided = finding(
        [cell("usage", None)],
        verdict=Verdict.UNDECIDED,
        severity=Severity.WARNING,
        explanations=(Explanation(Kind.UNEXPLAINED, "nobody knows"),),
    )
    problem = InputProblem("savings.csv", 0, "", "warning", "", "the file is empty")
    read = json.loads(to_json(report([undecided], problems=[problem]), 0))
    (written,) = read["findings"]
    assert [written[name] for name in ("reported", "computed", "gap", "allowed")] == [None] * 4
    assert written["cells"][0]["value"] is None
    assert written["explanations"] == [
        {"kind": "unexplained", "cell": None, "current": None, "proposed": None, "text": "nobody knows"}
    ]
    assert read["input_problems"][0]["line"] is None
    assert read["input_problems"][0]["column"] is None


def test_an_empty_report_has_every_key() -> None:
    read = json.loads(to_json(report(), 0))
    assert list(read) == [
        "schema_version", "tool", "exit_code", "inputs", "summary", "rules",
        "findings", "corrections", "input_problems", "unread_files",
        "accepted", "acceptance_problems", "immaterial", "ignored_rules",
    ]  # fmt: skip
    assert read["findings"] == read["corrections"] == read["rules"] == read["unread_files"] == []


def test_corrections_stand_in_place_of_culprits() -> None:
    """Ranked, with how sure each is, what to type in the file's own unit, and what else would do."""
    failed = roll_forward()
    typed = Cell(CellRef("reserve_movements.csv", 5, "closing"), "16", pounds("16000"))
    other = Alternative(Certainty.UNLIKELY, Kind.UNEXPLAINED, (CellChange(typed, None),), "", (failed.id,))
    first = Correction(
        1, Certainty.LIKELY, Kind.DIGITS_TRANSPOSED, "Libraries, 2021/22 Q4", "digits transposed",
        (CellChange(typed, pounds("61000"), "61", "H5"),), (failed.id,), (other,),
    )  # fmt: skip
    read = json.loads(to_json(replace(report([failed]), corrections=(first,)), 1))
    assert (read["schema_version"], "culprits" in read) == (2, False)
    assert read["corrections"] == [
        {
            "rank": 1,
            "certainty": "likely",
            "kind": "digits_transposed",
            "label": "Libraries, 2021/22 Q4",
            "sentence": "digits transposed",
            "cells": [
                {
                    "file": "reserve_movements.csv",
                    "line": 5,
                    "address": "H5",
                    "column": "closing",
                    "current": "16000",
                    "proposed": "61000",
                    "type_as": "61",
                }
            ],
            "resolves": [failed.id],
            "alternatives": [
                {
                    "certainty": "unlikely",
                    "kind": "unexplained",
                    "cells": [
                        {
                            "file": "reserve_movements.csv",
                            "line": 5,
                            "address": "",
                            "column": "closing",
                            "current": "16000",
                            "proposed": None,
                            "type_as": "",
                        }
                    ],
                    "sentence": "",
                    "resolves": [failed.id],
                }
            ],
        }
    ]


def test_amounts_keep_their_pence_and_words_stay_words() -> None:
    mixed = finding(
        [cell("amount", "0.10"), Cell(CellRef("savings.csv", 5, "risk_rating"), "Green ", "Green")],
        reported=pounds("1234567890123.45"),
        computed=pounds("0.10"),
    )
    (written,) = json.loads(to_json(report([mixed]), 1))["findings"]
    assert [of["value"] for of in written["cells"]] == ["0.1", "Green"]
    assert written["reported"] == "1234567890123.45"


def test_findings_and_culprits_are_sorted_by_file_line_and_rule() -> None:
    late, early = roll_forward(12), roll_forward(3)
    other = replace(roll_forward(12), rule="CL01", id="CL01-12")
    near = replace(roll_forward(5), verdict=Verdict.WITHIN_ROUNDING)
    read = json.loads(
        to_json(
            report([late, early, other], within_rounding=[near], culprits=[culprit(late), culprit(early)]), 1, schema=1
        )
    )
    assert [(of["cells"][0]["line"], of["rule"], of["verdict"]) for of in read["findings"]] == [
        (3, "RM01", "fail"),
        (5, "RM01", "within_rounding"),
        (12, "CL01", "fail"),
        (12, "RM01", "fail"),
    ]
    assert [of["cells"][0]["line"] for of in read["culprits"]] == [3, 12]


def test_all_findings_are_written_and_hostile_text_is_escaped() -> None:
    """Control characters are JSON escapes; a byte of a file's name that is no character is spelt out."""
    many = [roll_forward(line) for line in range(2, 102)]
    hostile = finding([], key={"portfolio": "\x1b[31m[bold]"}, place=CellRef("bad\udc80.csv", 1, ""))
    written = to_json(report([*many, hostile]), 1)
    assert b"\x1b" not in written
    read = json.loads(written)
    assert len(read["findings"]) == 101
    assert read["findings"][0]["key"] == {"portfolio": "\x1b[31m[bold]"}
    assert read["findings"][0]["ledger"] == r"bad\udc80"


def test_the_same_report_gives_the_same_bytes() -> None:
    assert to_json(report([roll_forward()]), 1) == to_json(report([roll_forward()]), 1)
