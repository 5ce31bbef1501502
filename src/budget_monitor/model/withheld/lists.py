"""Two lists, or two versions of a table, without the names, references and notes in them."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from budget_monitor.model.ledgers.names import digest_of
from budget_monitor.model.lists.matching import Reconciliation, Side
from budget_monitor.model.lists.versions import Key, KeyedTable, Versions
from budget_monitor.model.withheld.reports import problem_without_text


def reconciliation_without_texts(result: Reconciliation) -> Reconciliation:
    """The same with a digest for each reference and name, and without what was said where something was accepted."""
    return replace(
        result,
        left=_side(result.left),
        right=_side(result.right),
        problems=tuple(map(problem_without_text, result.problems)),
        accepted={name: replace(entry, reason="", by="") for name, entry in result.accepted.items()},
    )


def versions_without_texts(result: Versions) -> Versions:
    """The same with a digest for each part of a key and for each text that is no figure."""
    return replace(
        result,
        left=_table(result.left),
        right=_table(result.right),
        differences=tuple(
            replace(one, key=_key(one.key), left=_text(one.left, one.change), right=_text(one.right, one.change))
            for one in result.differences
        ),
        repeated=tuple(replace(one, key=_key(one.key)) for one in result.repeated),
    )


def _side(side: Side) -> Side:
    return replace(side, references=_digests(side.references), names=_digests(side.names))


def _digests(texts: Sequence[str]) -> Sequence[str]:
    known = {text: digest_of(text) for text in set(texts)}
    return [known[text] for text in texts]


def _table(table: KeyedTable) -> KeyedTable:
    return replace(table, keys=[_key(key) for key in table.keys])


def _key(key: Key) -> Key:
    return tuple(map(digest_of, key))


def _text(text: str, change: object) -> str:
    return digest_of(text) if change is None else text
