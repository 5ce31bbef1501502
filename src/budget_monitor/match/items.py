"""The names of what is open: made of what entries say, so that they are the same next month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from hashlib import sha256

from budget_monitor.model.lists.matching import Item, Match, Matching, MatchStatus, Side

ID_CHARACTERS = 8


def items_of(left: Side, right: Side, matching: Matching) -> tuple[Item, ...]:
    """All that is open, in the order in which it is numbered: slips, ambiguous, only left, only right."""
    seen: Counter[str] = Counter()
    slips = (one for one in matching.matches if one.status is MatchStatus.SLIP)
    found = [Item(_named(_group(left, right, one), seen), "", one) for one in (*slips, *matching.ambiguous)]
    for name, side, entries in (("left", left, matching.only_left), ("right", right, matching.only_right)):
        found += [Item(_named(f"{name} {_says(side, one.entry)}", seen), name, entry=one) for one in entries]
    return tuple(found)


def _named(text: str, seen: Counter[str]) -> str:
    """An id; of several that say the same, word for word, each has its own."""
    seen[text] += 1
    return sha256(f"{text} {seen[text]}".encode("utf-8", "surrogatepass")).hexdigest()[:ID_CHARACTERS]


def _group(left: Side, right: Side, match: Match) -> str:
    def parts() -> Iterator[str]:
        yield match.kind.value
        yield from sorted(f"left {_says(left, entry)}" for entry in match.left)
        yield from sorted(f"right {_says(right, entry)}" for entry in match.right)

    return "\n".join(parts())


def _says(side: Side, entry: int) -> str:
    return f"{side.dates[entry]} {side.amount(entry):f} {side.references[entry]} {side.names[entry]}"
