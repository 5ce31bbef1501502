"""Between which two portfolios a transfer is, where both have a line that names the other: `Virement to Leisure`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection
from itertools import takewhile

import pyarrow as pa
from msgspec.structs import replace

from budget_monitor.load.tables.store import InMemory
from budget_monitor.model.ledgers.ledger import AUTHORITY, ROW_TYPE, LedgerTable, RowType

_TRANSFER = re.compile(r"(?i)\b(?:virements?|vired|transfer(?:s|red)?)\b")
_TO_OR_FROM = re.compile(r"(?i)\b(?:to|from)\b")
_SMALL_WORDS = {"a", "and", "for", "in", "of", "on", "the"}


def with_sides(table: LedgerTable) -> LedgerTable:
    """The ledger with its column of sides filled, if it has one that the file itself has not.

    A ledger on disk is left as it is: nobody lists so many budget changes.
    """
    column = next((one for one in table.schema.columns.values() if one.other_side_in), None)
    stored = table.stored
    if column is None or column.name in table.headers or not isinstance(stored, InMemory) or not table.row_count:
        return table
    sides = _sides(table, str(column.other_side_in))
    if not any(sides):
        return table
    facts = table.facts
    words = {**facts.words, column.name: frozenset(filter(None, sides))}
    return replace(
        table,
        stored=stored.with_column(column.name, pa.array(sides, pa.string())),
        facts=replace(facts, words=words, blanks=facts.blanks | {column.name}),
    )


def _sides(table: LedgerTable, texts: str) -> list[str | None]:
    """For each row the two portfolios, in order; null where it is no transfer, or one whose other side is not there.

    A portfolio that lists a transfer whose other side cannot be told has none that can: that one may belong to any.
    """
    report = [name for name in (AUTHORITY, *table.schema.sequence) if name in table.column_names]
    rows = table.select([*report, "portfolio", texts, ROW_TYPE]).to_pylist()
    names: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for row in rows:
        if row[ROW_TYPE] == RowType.LINE and row["portfolio"]:
            names[tuple(row[name] or "" for name in report)].add(row["portfolio"])
    found: list[tuple[tuple[str, ...], str, str] | None] = []
    untold: set[tuple[tuple[str, ...], str]] = set()
    for row in rows:
        whose = tuple(row[name] or "" for name in report)
        own, text = row["portfolio"] or "", row[texts] or ""
        is_one = row[ROW_TYPE] == RowType.LINE and own and _TRANSFER.search(text)
        other = _named(text, names[whose] - {own}) if is_one else ""
        found.append((whose, own, other) if other else None)
        if is_one and not other:
            untold.add((whose, own))
    told = {one for one in found if one and untold.isdisjoint({(one[0], one[1]), (one[0], one[2])})}
    return [
        " – ".join(sorted(one[1:])) if one in told and one and (one[0], one[2], one[1]) in told else None
        for one in found
    ]


def _named(text: str, names: Collection[str]) -> str:
    """The one portfolio whose first words a text has after `to` or `from`; empty where there is none, or several."""
    parts = [_words(part) for part in _TO_OR_FROM.split(text)[1:]]
    shared = {name: max((_shared(part, _words(name)) for part in parts), default=0) for name in names}
    most = max(shared.values(), default=0)
    best = [name for name, length in shared.items() if length == most > 0]
    return best[0] if len(best) == 1 else ""


def _shared(part: list[str], name: list[str]) -> int:
    """How many first words two lists have in common."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(part, name, strict=False)))


def _words(text: str) -> list[str]:
    return [word for word in re.findall(r"\w+", text.casefold()) if word not in _SMALL_WORDS]
