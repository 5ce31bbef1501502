"""What rules read, in an order that is the same in every run."""

from __future__ import annotations

from msgspec.structs import replace

from budget_monitor.pipeline.run.books import sound_book
from budget_monitor.rules.reads import words_compared


def test_words_that_rules_compare_names_with_come_in_the_order_in_which_they_are_written() -> None:
    rule = next(one for one in sound_book([]).rules.values() if any(clause.where for clause in one.clauses))
    spellings = ["Sub-total", "SUB-TOTAL", "Sub-Total", "subtotal", "SUBTOTAL", "Subtotal"]
    where = f"service not in ({', '.join(map(repr, spellings))})"
    clauses = tuple(replace(one, check="net == 1", where=where) for one in rule.clauses[:1])
    assert words_compared([replace(rule, clauses=clauses)]) == tuple(spellings)
