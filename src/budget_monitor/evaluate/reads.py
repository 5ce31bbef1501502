"""Which ledgers a rule reads: its own, and those its expressions name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from budget_monitor.errors import RuleError
from budget_monitor.evaluate.syntax import Name, parse
from budget_monitor.model.ledger import LedgerSchema
from budget_monitor.model.rule import EVERY_LEDGER, Rule


def ledgers_read(rule: Rule, ledgers: Mapping[str, LedgerSchema]) -> tuple[str, ...]:
    """The ledgers of a rule, its own ones first; a rule of every ledger reads all of them.

    An expression that cannot be read names none: the rule is broken, and checking it says so.
    """
    read: dict[str, None] = {}
    for clause in rule.clauses:
        read |= dict.fromkeys(ledgers if clause.ledger == EVERY_LEDGER else [clause.ledger])
    for clause in rule.clauses:
        for source in (clause.check, clause.where):
            read |= dict.fromkeys(_named(source) if source else ())
    return tuple(name for name in read if name in ledgers)


def _named(source: str) -> Iterator[str]:
    try:
        tree = parse(source)
    except RuleError:
        return
    yield from _ledger_names(tree)


def _ledger_names(node: object) -> Iterator[str]:
    if isinstance(node, Name):
        if node.ledger is not None:
            yield node.ledger
    elif isinstance(node, tuple):
        for part in node:
            yield from _ledger_names(part)
    elif is_dataclass(node):
        for field in fields(node):
            yield from _ledger_names(getattr(node, field.name))
