"""Matching by reference: with the same amount, or with an amount that a slip of the pen explains."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from budget_monitor.match.slips import slip_between
from budget_monitor.match.state import State
from budget_monitor.match.unique import by_key, grouped, only_each_other
from budget_monitor.match.words import MIN_PREFIX_CHARACTERS, marks
from budget_monitor.model.matching import NO_DATE, MatchKind, MatchStatus, Side

MAX_ENTRIES_OF_A_MARK = 50
"""A word that more entries of one side have is a customer or a department, no reference to one payment."""


def same_reference_and_amount(state: State) -> None:
    """The reference, as letters and digits, and the amount stand once on each side."""
    left, right = (
        _keyed(state.left, state.keys_left, state.lefts()),
        _keyed(state.right, state.keys_right, state.rights()),
    )
    state.take_pairs(MatchKind.REFERENCE, by_key(left, right))


def repeated_reference_and_amount(state: State) -> None:
    """The same reference and amount several times, such as a rent: those whose dates leave one answer; then, where
    as many stand on each side, in the order of their dates, for nothing tells them apart. Where an entry was typed
    twice, word for word, one of the two is as good as the other.
    """
    lefts = grouped(_keyed(state.left, state.keys_left, state.lefts()))
    rights = grouped(_keyed(state.right, state.keys_right, state.rights()))
    for key, ours in lefts.items():
        theirs = rights.get(key, [])
        if not theirs or len(ours) * len(theirs) > MAX_ENTRIES_OF_A_MARK**2:
            continue
        near = {left: [right for right in theirs if state.is_near(left, right)] for left in ours}
        pairs = only_each_other(near)
        state.take_pairs(MatchKind.REFERENCE, pairs)
        done = {left for left, _ in pairs}, {right for _, right in pairs}
        ours = sorted((one for one in ours if one not in done[0]), key=lambda one: (state.left.dates[one], one))
        theirs = sorted((one for one in theirs if one not in done[1]), key=lambda one: (state.right.dates[one], one))
        in_order = list(zip(ours, theirs, strict=False))
        alike = len(ours) == len(theirs) or (_are_alike(state.left, ours) and _are_alike(state.right, theirs))
        if alike and all(state.is_near(*pair) for pair in in_order):
            state.take_pairs(MatchKind.IDENTICAL, in_order)


def _are_alike(side: Side, entries: list[int]) -> bool:
    """Whether nothing tells some entries of one reference and amount apart."""
    return len({(side.dates[entry], side.names[entry]) for entry in entries}) <= 1


def _keyed(side: Side, keys: list[str], entries: list[int]) -> Iterator[tuple[int, tuple[str, int]]]:
    return ((entry, (keys[entry], side.amounts[entry])) for entry in entries if keys[entry])


def shared_mark_and_amount(state: State) -> None:
    """A part of the reference, or a reference that was cut off, and the amount: nothing else has them on either
    side.
    """
    _by_marks(state, MatchKind.REFERENCE, lambda left, right: state.left.amounts[left] == state.right.amounts[right])


def _by_marks(state: State, kind: MatchKind, fits: Callable[[int, int], bool]) -> None:
    candidates = {
        left: [right for right in rights if fits(left, right)] for left, rights in sharing_marks(state).items()
    }
    state.take_pairs(kind, only_each_other({left: rights for left, rights in candidates.items() if rights}))


def sharing_marks(state: State) -> dict[int, list[int]]:
    """For open entries on the left, the open ones on the right that share a mark with them that few others have."""
    ours, theirs = _marked(state.left, state.lefts()), _marked(state.right, state.rights())
    found: dict[int, dict[int, None]] = defaultdict(dict)
    for mark, lefts in ours.items():
        rights = theirs.get(mark, [])
        if len(lefts) <= MAX_ENTRIES_OF_A_MARK and len(rights) <= MAX_ENTRIES_OF_A_MARK:
            for left in lefts:
                found[left].update(dict.fromkeys(rights))
    return {left: list(rights) for left, rights in found.items() if rights}


def _marked(side: Side, entries: list[int]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for entry in entries:
        for mark in marks(side.references[entry], side.names[entry]):
            found[mark].append(entry)
            if len(mark) >= MIN_PREFIX_CHARACTERS:
                found[mark[:MIN_PREFIX_CHARACTERS] + "…"].append(entry)
    return found


def same_reference_with_a_slip(state: State) -> None:
    """The reference, or a part of it, that one open entry of each side has; the amounts differ by one slip of the
    pen.
    """
    for shared in (_whole_references(state), sharing_marks(state)):
        slips: dict[MatchKind, list[tuple[int, int]]] = defaultdict(list)
        for left, right in only_each_other(shared):
            if state.open_left[left] and state.open_right[right] and _is_soon(state, left, right):
                kind = slip_between(state.left.amounts[left], state.right.amounts[right])
                if kind is not None:
                    slips[kind].append((left, right))
        for kind, pairs in slips.items():
            state.take_pairs(kind, pairs, MatchStatus.SLIP)


def _whole_references(state: State) -> dict[int, list[int]]:
    pairs = by_key(
        ((entry, state.keys_left[entry]) for entry in state.lefts() if state.keys_left[entry]),
        ((entry, state.keys_right[entry]) for entry in state.rights() if state.keys_right[entry]),
    )
    return {left: [right] for left, right in pairs}


def _is_soon(state: State, left: int, right: int) -> bool:
    """Within four windows: a slip is less certain than an amount that agrees, so a date counts."""
    days = state.days(left, right)
    return days is None or abs(days) <= 4 * state.options.days or NO_DATE in (state.left.dates[left],)
