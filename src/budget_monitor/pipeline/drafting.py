"""The job of drafting: report documents as ledgers to check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from budget_monitor.rules.compiled import RuleBook
    from budget_monitor.scrutinise.transcribe.identities import Identity


def identities_of(book: RuleBook) -> Mapping[str, Sequence[Identity]]:
    """By ledger, what the rules say that the figures of one row come to."""
    from budget_monitor.scrutinise.transcribe.identities import identity

    found: dict[str, list[Identity]] = {}
    for rule in book.rules.values():
        for clause in rule.clauses:
            own = identity(clause.check) if clause.check is not None and not clause.by else None
            if own is not None:
                found.setdefault(clause.ledger, []).append(own)
    return found
