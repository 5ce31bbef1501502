"""The one place where stages meet. Each file is a job that a command asks for, composed of the stages.

`run` checks one set of ledgers, `several` the sets of many authorities; the jobs build on them.
"""

from budget_monitor.pipeline.checking import check
from budget_monitor.pipeline.run.books import choose_rules, known_names, rule_book, rules_in, rules_reading
from budget_monitor.pipeline.run.folders import holds_ledgers, own_rules, refuse_several
from budget_monitor.pipeline.run.one_set import Checked, check_set, check_texts
from budget_monitor.pipeline.run.summaries import lacking
from budget_monitor.pipeline.several.check import check_ledgers
from budget_monitor.pipeline.starting import start
from budget_monitor.pipeline.summarising import summary

__all__ = [
    "Checked",
    "check",
    "check_ledgers",
    "check_set",
    "check_texts",
    "choose_rules",
    "holds_ledgers",
    "known_names",
    "lacking",
    "own_rules",
    "refuse_several",
    "rule_book",
    "rules_in",
    "rules_reading",
    "start",
    "summary",
]
