"""Candidates as pairs of entries, joined on what they have in common; and those without another candidate."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from budget_monitor.match.entries.coded import (
    LEFT,
    NO_CODE,
    RIGHT,
    Coded,
    Marked,
    Numbers,
    combined,
    in_order,
    numbered,
)
from budget_monitor.model.lists.matching import NO_DATE

Flags = npt.NDArray[np.bool_]
Days = int | Numbers
"""One number for all pairs, or one for each."""
MAX_PAIRS_OF_A_KEY = 40_000
"""Entries that have one thing in common on both sides, multiplied: beyond this it tells nothing."""
MAX_ENTRIES_OF_A_MARK = 50
"""A word that more entries of one side have is a customer or a department, no reference to one payment."""


class Pairs(Struct, frozen=True):
    """`left[i]` and `right[i]` may belong together. Each pair stands there once, in the order of the left side."""

    left: Numbers
    right: Numbers

    def __len__(self) -> int:
        return len(self.left)

    def where(self, chosen: Flags | Numbers) -> Pairs:
        """Some of the pairs."""
        return Pairs(self.left[chosen], self.right[chosen])

    def only_each_other(self) -> Pairs:
        """The pairs of which each has no other candidate."""
        if not len(self):
            return self
        lefts, rights = np.bincount(self.left), np.bincount(self.right)
        return self.where((lefts[self.left] == 1) & (rights[self.right] == 1))

    def items(self) -> list[tuple[int, int]]:
        """The pairs one by one."""
        return list(zip(self.left.tolist(), self.right.tolist(), strict=True))


def no_pairs() -> Pairs:
    """None at all."""
    return Pairs(np.zeros(0, np.int64), np.zeros(0, np.int64))


def each_once(left: Numbers, right: Numbers) -> Pairs:
    """These pairs in their order, none twice."""
    if not len(left):
        return no_pairs()
    size = int(right.max()) + 1
    both = in_order(left * size + right)
    return Pairs(both // size, both % size)


def with_common(keys: tuple[Numbers, Numbers], entries: tuple[Numbers, Numbers], most: int) -> Pairs:
    """The pairs of entries that have a key in common: `keys[side][i]` is of `entries[side][i]`.

    A key that would make more than `most` pairs makes none.
    """
    known = [own != NO_CODE for own in keys]
    left, right = (own[has] for own, has in zip(keys, known, strict=True))
    ours, theirs = (own[has] for own, has in zip(entries, known, strict=True))
    (left, right), count = numbered(left, right)
    per_left, per_right = (np.bincount(own, minlength=count) for own in (left, right))
    few = (per_left * per_right <= most) & (per_left > 0) & (per_right > 0)
    ours, left = ours[few[left]], left[few[left]]
    theirs, right = theirs[few[right]], right[few[right]]
    order = np.argsort(right, kind="stable")
    starts = np.cumsum(np.bincount(right, minlength=count)) - np.bincount(right, minlength=count)
    one, other = _spread(starts[left], per_right[left])
    return each_once(ours[one], theirs[order[other]])


def _spread(starts: Numbers, counts: Numbers) -> tuple[Numbers, Numbers]:
    """For each start as many places from there on as its count says, and which start each is of."""
    owners = np.repeat(np.arange(len(starts)), counts)
    places = np.arange(len(owners)) - np.repeat(np.cumsum(counts) - counts, counts)
    return owners, starts[owners] + places


def of_a_block_and_window(
    coded: Coded, entries: tuple[Numbers, Numbers], days: int, carried: tuple[int, int],
    blocks: tuple[Numbers, Numbers] | None = None,
) -> Pairs:  # fmt: skip
    """Pairs of one amount whose dates lie within `days`. What has no date goes with every date; what was carried
    forward goes with every later one. `blocks` say of each entry what must be the same, where that is not the amount.
    """
    blocks = blocks or (coded.blocks[LEFT][entries[LEFT]], coded.blocks[RIGHT][entries[RIGHT]])
    dates = coded.days[LEFT][entries[LEFT]], coded.days[RIGHT][entries[RIGHT]]
    near = [_within_days(entries, blocks, dates, days)]
    free = [
        (own == NO_DATE) | (several < first)
        for own, several, first in zip(dates, entries, carried, strict=True)
    ]  # fmt: skip
    for side in (LEFT, RIGHT):
        if free[side].any():
            keys = [blocks[LEFT], blocks[RIGHT]]
            picked = list(entries)
            keys[side], picked[side] = keys[side][free[side]], picked[side][free[side]]
            near.append(with_common((keys[LEFT], keys[RIGHT]), (picked[LEFT], picked[RIGHT]), MAX_PAIRS_OF_A_KEY))
    found = each_once(np.concatenate([one.left for one in near]), np.concatenate([one.right for one in near]))
    return found.where(are_near(coded, found, (-days, days), carried))


def _within_days(
    entries: tuple[Numbers, Numbers], blocks: tuple[Numbers, Numbers], dates: tuple[Numbers, Numbers], days: int
) -> Pairs:
    """The pairs of one block, both with a date, that lie within so many days. Where very many of a block come together
    in a window, there are none: they tell nothing.
    """
    dated = [own != NO_DATE for own in dates]
    codes, _ = numbered(*(own[has] for own, has in zip(blocks, dated, strict=True)))
    (ours, theirs), (early, late) = (
        [own[has] for own, has in zip(several, dated, strict=True)] for several in (entries, dates)
    )
    if not len(ours) or not len(theirs):
        return no_pairs()
    first = min(int(early.min()), int(late.min())) - days
    span = max(int(early.max()), int(late.max())) - first + days + 1
    keys = codes[RIGHT] * span + (late - first)
    order = np.argsort(keys, kind="stable")
    middle, ordered = codes[LEFT] * span + (early - first), keys[order]
    starts = np.searchsorted(ordered, middle - days)
    counts = np.searchsorted(ordered, middle + days, "right") - starts
    windows, size = numbered(codes[LEFT] * (span // (days + 1) + 1) + (early - first) // (days + 1))
    counts[np.bincount(windows[0], weights=counts, minlength=size)[windows[0]] > MAX_PAIRS_OF_A_KEY] = 0
    one, other = _spread(starts, counts)
    return Pairs(ours[one], theirs[order[other]])


def are_near(coded: Coded, pairs: Pairs, lags: tuple[Days, Days], carried: tuple[int, int]) -> Flags:
    """Whether the right side comes so many days after the left. An entry carried forward may be cleared however much
    later.
    """
    ours, theirs = coded.days[LEFT][pairs.left], coded.days[RIGHT][pairs.right]
    after = theirs - ours
    near: Flags = (after >= lags[0]) & (after <= lags[1])
    near |= (ours == NO_DATE) | (theirs == NO_DATE)
    near |= (pairs.left < carried[LEFT]) & (after >= 0)
    near |= (pairs.right < carried[RIGHT]) & (after <= 0)
    return near


def sharing_marks(
    coded: Coded, marks: Sequence[Marked], entries: tuple[Numbers, Numbers], *, same_amount: bool
) -> Pairs:
    """Pairs that share a mark which few others have, and the amount where that is asked."""
    kept = []
    for side in (LEFT, RIGHT):
        is_asked = np.zeros(len(coded.amounts[side]), np.bool_)
        is_asked[entries[side]] = True
        marked = marks[side]
        has = is_asked[marked.entries]
        kept.append((marked.entries[has], marked.codes[has]))
    size = 1 + max((int(codes.max(initial=0)) for _, codes in kept), default=0)
    few = np.ones(size, np.bool_)
    for _, codes in kept:
        few &= np.bincount(codes, minlength=size) <= MAX_ENTRIES_OF_A_MARK
    rows = [(owners[few[codes]], codes[few[codes]]) for owners, codes in kept]
    keys = [codes for _, codes in rows]
    if same_amount:
        blocks = [coded.blocks[side][rows[side][0]] for side in (LEFT, RIGHT)]
        keys = combined(keys, blocks)
    most = MAX_ENTRIES_OF_A_MARK**2
    return with_common((keys[LEFT], keys[RIGHT]), (rows[LEFT][0], rows[RIGHT][0]), most)


def connected(pairs: Pairs) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """The groups of entries that hang together by their candidates."""
    candidates: dict[int, list[int]] = {}
    owners: dict[int, list[int]] = {}
    for left, right in pairs.items():
        candidates.setdefault(left, []).append(right)
        owners.setdefault(right, []).append(left)
    seen: set[int] = set()
    groups = []
    for start in candidates:
        if start in seen:
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
