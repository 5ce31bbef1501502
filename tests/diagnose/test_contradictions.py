"""Rules at odds with one another are named; nobody's figure is blamed for them."""

from __future__ import annotations

from pathlib import Path

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


def test_the_smallest_set_of_rules_that_no_figures_satisfy_is_named(tmp_path: Path) -> None:
    file = tmp_path / "fees.toml"
    file.write_text(RULES, encoding="utf-8")
    book, problems = load_rulebook([file])
    assert not problems
    rules = [book.rules[name] for name in ("FE01", "FE02", "FE03")]
    report = check_texts({"fees": "service,charged,received,waived\nParking,10,10,10\n"}, book, rules)
    (finding,) = report.findings
    assert finding.rule == "FE03"
    assert [one.text for one in finding.explanations] == [
        "no figures at all could satisfy FE01 and FE02 and FE03 together: they contradict each other"
    ]
    assert not report.culprits
