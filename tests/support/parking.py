"""A small rule file of a user's own, for tests to change."""

from __future__ import annotations

from pathlib import Path

from budget_monitor.model.ledgers.ledger import InputProblem
from budget_monitor.rules.compiled import RuleBook
from budget_monitor.rules.rulebook import load_rulebook

LEDGER = """\
[ledger]
name  = "parking"
title = "Parking income"
key   = ["financial_year", "period", "car_park"]
label = "car_park"

[ledger.columns]
financial_year = "financial_year"
period         = "period"
car_park       = "text"
tickets        = "money"
permits        = "money"
income         = "money"
"""
GOOD_RULE = """
[[rule]]
id    = "PK01"
check = "tickets + permits == income"
"""


def read(folder: Path, text: str, name: str = "parking.toml") -> tuple[RuleBook, tuple[InputProblem, ...]]:
    """The shipped rules and one more file with this text."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return load_rulebook([path])


def line_of(text: str, start: str) -> int:
    """The line of a text that begins so, the first being 1."""
    (line,) = (number for number, line in enumerate(text.split("\n"), 1) if line.startswith(start))
    return line
