"""Several entries for several: an invoice paid in parts that the bank shows otherwise divided."""

from __future__ import annotations

from collections import Counter, defaultdict

from budget_monitor.match.entries.coded import LEFT, RIGHT
from budget_monitor.match.state import State
from budget_monitor.model.matching import MatchKind

Group = tuple[tuple[int, ...], tuple[int, ...]]


def several_for_several(state: State) -> None:
    """All open entries of either side that share a mark, two to eight of each: their sums are the same, and none of
    them is in another such group.
    """
    groups = [_by_mark(state, side) for side in (LEFT, RIGHT)]
    most = state.options.most_in_batch
    found: set[Group] = set()
    for mark, ours in groups[LEFT].items():
        theirs = groups[RIGHT].get(mark, [])
        if 2 <= len(ours) <= most and 2 <= len(theirs) <= most:
            totals = state.left.total(ours), state.right.total(theirs)
            if totals[0] and totals[0] == totals[1] and _are_near(state, ours, theirs):
                found.add((tuple(ours), tuple(theirs)))
    claims: tuple[Counter[int], Counter[int]] = (Counter(), Counter())
    for group in found:
        for side in (LEFT, RIGHT):
            claims[side].update(group[side])
    for lefts, rights in sorted(found):
        if all(claims[LEFT][one] == 1 for one in lefts) and all(claims[RIGHT][one] == 1 for one in rights):
            state.take(MatchKind.BATCH, lefts, rights)


def _by_mark(state: State, side: int) -> dict[int, list[int]]:
    is_open = state.open_left if side == LEFT else state.open_right
    marked = state.marks[side]
    chosen = is_open[marked.entries]
    groups: dict[int, list[int]] = defaultdict(list)
    for entry, code in zip(marked.entries[chosen].tolist(), marked.codes[chosen].tolist(), strict=True):
        groups[code].append(entry)
    return groups


def _are_near(state: State, lefts: list[int], rights: list[int]) -> bool:
    """Whether each entry has one of the other side within the window."""
    return all(any(state.is_near(left, right) for right in rights) for left in lefts) and all(
        any(state.is_near(left, right) for left in lefts) for right in rights
    )
