"""Pairs without another candidate on either side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence

Candidates = Mapping[int, Sequence[int]]
"""For entries of the left side, the entries of the right that would fit."""


def only_each_other(candidates: Candidates) -> list[tuple[int, int]]:
    """The pairs of which each has no other candidate."""
    wanted: dict[int, int] = defaultdict(int)
    for rights in candidates.values():
        for right in rights:
            wanted[right] += 1
    return [(left, rights[0]) for left, rights in candidates.items() if len(rights) == 1 and wanted[rights[0]] == 1]


def grouped(entries: Iterable[tuple[int, Hashable]]) -> dict[Hashable, list[int]]:
    """The entries of each key."""
    found: dict[Hashable, list[int]] = defaultdict(list)
    for entry, key in entries:
        found[key].append(entry)
    return found
