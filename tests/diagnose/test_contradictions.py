"""Rules at odds with one another are named; nobody's figure is blamed for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from budget_monitor.model.results.outcome import Report
from budget_monitor.pipeline import check_texts
from budget_monitor.rules.rulebook import load_rulebook

RULES = """
[ledger]
name = "fees"
key = ["service"]
[ledger.columns]
service = "text"
charged = "money"
received = "money"
waived = "money"

[[rule]]
id = "FE01"
check = "charged == received"
[[rule]]
id = "FE02"
check = "received == waived"
[[rule]]
id = "FE03"
check = "charged == waived + 5"
"""


TOGETHER = "no figures at all could satisfy {} together: they contradict each other"


def checked(folder: Path, rules: str) -> Report:
    file = folder / "fees.toml"
    file.write_text(rules, encoding="utf-8")
    book, problems = load_rulebook([file])
    assert not problems
    own = [rule for name, rule in book.rules.items() if name.startswith("FE")]
    return check_texts({"fees": "service,charged,received,waived\nParking,10,10,10\n"}, book, own)


def test_the_smallest_set_of_rules_that_no_figures_satisfy_is_named(tmp_path: Path) -> None:
    report = checked(tmp_path, RULES)
    (finding,) = report.findings
    assert finding.rule == "FE03"
    assert [one.text for one in finding.explanations] == [TOGETHER.format("FE01 and FE02 and FE03")]
    assert not report.culprits


def test_two_rules_that_say_one_sum_is_two_amounts_are_named_however_little_time_there_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("budget_monitor.diagnose.diagnosis.SECONDS_FOR_CONTRADICTIONS", -1)
    assert not [
        one for finding in checked(tmp_path, RULES).findings for one in finding.explanations if "could" in one.text
    ]
    report = checked(tmp_path, RULES.replace('"received == waived"', '"3 * waived == 3 * charged + 6"'))
    said = [[one.text for one in finding.explanations] for finding in report.findings]
    assert said == [[TOGETHER.format("FE02 and FE03")]] * 2
