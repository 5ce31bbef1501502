"""Which ledgers a rule reads: its own, and those its expressions name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from budget_monitor.errors import RuleError
from budget_monitor.model.checks.rule import EVERY_LEDGER, Clause, Rule
from budget_monitor.model.ledgers.schema import LedgerSchema
from budget_monitor.rules.syntax import Name, parse

_QUOTED = re.compile(r"""\"([^"]+)\"|'([^']+)'""")


def ledgers_of(clause: Clause, ledgers: Mapping[str, LedgerSchema]) -> tuple[str, ...]:
    """The ledgers whose rows a clause is about. One about the keys of every ledger passes over those that repeat."""
    if clause.ledger != EVERY_LEDGER:
        return (clause.ledger,)
    return tuple(name for name, schema in ledgers.items() if clause.by is not None or not schema.repeats)


def ledgers_read(rule: Rule, ledgers: Mapping[str, LedgerSchema]) -> tuple[str, ...]:
    """The ledgers of a rule, its own ones first, with those that its pairs go through.

    An expression that cannot be read names none: the rule is broken, and checking it says so.
    """
    read: dict[str, None] = {}
    for clause in rule.clauses:
        read |= dict.fromkeys(ledgers_of(clause, ledgers))
    read |= dict.fromkeys(ledgers_named(rule))
    return tuple(name for name in read if name in ledgers)


def words_compared(rules: Iterable[Rule]) -> tuple[str, ...]:
    """The words in quotation marks in the conditions of rules, as they come: of two that differ in capitals alone the
    first is the spelling that stands.
    """
    sources = (source for rule in rules for clause in rule.clauses for source in (clause.check, clause.where) if source)
    found = (double or single for source in sources for double, single in _QUOTED.findall(source))
    return tuple(dict.fromkeys(found))


def ledgers_named(rule: Rule) -> Iterator[str]:
    """The ledgers that a rule names besides those that its clauses are about, whether there are such ledgers or not."""
    for clause in rule.clauses:
        yield from (pair.mapping for pair in clause.by or () if pair.mapping)
        for source in (clause.check, clause.where):
            yield from _named(source) if source else ()


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
    elif isinstance(node, Struct):
        for name in node.__struct_fields__:
            yield from _ledger_names(getattr(node, name))
