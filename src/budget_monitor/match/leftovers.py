"""What is not matched: ambiguous, with its candidates, or open on one side alone, with its age."""

from __future__ import annotations

from collections.abc import Sequence
from math import perm

from budget_monitor.match.dates import near_candidates
from budget_monitor.match.references import sharing_marks
from budget_monitor.match.state import State
from budget_monitor.match.unique import grouped
from budget_monitor.model.matching import NO_DATE, Match, MatchKind, MatchStatus, OpenEntry, Side

MAX_COUNTED = 20
"""Of a larger group of entries the ways to match them are too many to be worth counting."""


def ambiguous(state: State) -> list[Match]:
    """Groups of open entries that fit one another, by amount and date or by reference and amount, in several ways.

    They stay open; each entry is in one group at most.
    """
    candidates = near_candidates(state, lambda _left, _right: True)
    for left, rights in sharing_marks(state).items():
        same = [right for right in rights if state.left.amounts[left] == state.right.amounts[right]]
        candidates[left] = list(dict.fromkeys([*candidates.get(left, ()), *same]))
    found = []
    for ours, theirs in _connected(candidates):
        few, many = sorted((len(ours), len(theirs)))
        answers = perm(many, few) if many <= MAX_COUNTED else perm(MAX_COUNTED, min(few, MAX_COUNTED))
        found.append(Match(MatchStatus.AMBIGUOUS, MatchKind.SEVERAL_FIT, ours, theirs, answers=max(answers, 1)))
    return found


def _connected(candidates: dict[int, list[int]]) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """The groups of entries that hang together by their candidates."""
    owners: dict[int, list[int]] = {}
    for left, rights in candidates.items():
        for right in rights:
            owners.setdefault(right, []).append(left)
    seen: set[int] = set()
    groups = []
    for start in candidates:
        if start in seen or not candidates[start]:
            continue
        lefts, todo = {start}, [start]
        reached: set[int] = set()
        while todo:
            for right in candidates[todo.pop()]:
                if right not in reached:
                    reached.add(right)
                    new = [left for left in owners[right] if left not in lefts]
                    lefts.update(new)
                    todo += new
        seen |= lefts
        groups.append((tuple(sorted(lefts)), tuple(sorted(reached))))
    return groups


def open_entries(side: Side, entries: Sequence[int], today: int | None) -> list[OpenEntry]:
    """The entries with their age in days, and the one of the same side that each repeats, if any."""
    twins = (
        grouped(
            (entry, (side.references[entry], side.amounts[entry], side.dates[entry], side.names[entry]))
            for entry in range(len(side))
        )
        if entries
        else {}
    )
    first = {entry: several[0] for several in twins.values() if len(several) > 1 for entry in several[1:]}
    return [OpenEntry(entry, _age(side.dates[entry], today), first.get(entry)) for entry in entries]


def _age(day: int, today: int | None) -> int | None:
    return None if today is None or day == NO_DATE else today - day
