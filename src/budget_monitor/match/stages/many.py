"""Several entries for several: an invoice paid in parts that the bank shows otherwise divided."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import product

from budget_monitor.match.entries.coded import LEFT, RIGHT
from budget_monitor.match.entries.words import are_near, first_word, name_words
from budget_monitor.match.stages.subsets import MAX_CHANCE_SUBSETS, balances, chance_of_a_balance
from budget_monitor.match.state import State
from budget_monitor.model.lists.matching import NO_DATE, MatchKind

Group = tuple[tuple[int, ...], tuple[int, ...]]
Name = frozenset[str]
MAX_NAMES_OF_A_WORD = 400
"""Names that begin with one word and are compared with one another; where more do, the word tells nothing."""


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
    _take_those_apart(state, found)


def several_by_sum(state: State) -> None:
    """Two or more open entries of one payer, within the window, have the sum of two or more of the other side, and
    nothing else among that payer's entries balances that has one of them in it.

    Where names tell nothing, all open entries of a time are looked through together. Where chance alone would make
    such sums, nothing is matched.
    """
    found: set[Group] = set()
    for candidates in _of_one_time(state):
        if state.is_late:
            state.cut_off = state.late_text("several entries for several")
            break
        amounts = [state.left.amounts[one] for one in candidates[LEFT]]
        amounts += [-state.right.amounts[one] for one in candidates[RIGHT]]
        if chance_of_a_balance(amounts) > MAX_CHANCE_SUBSETS:
            continue
        state.work_left -= 2 << (len(amounts) + 1) // 2
        found.update(_balanced(state, candidates, amounts))
    _take_those_apart(state, found)


def _balanced(state: State, candidates: Group, amounts: list[int]) -> Iterator[Group]:
    """The groups of some candidates that are alone in what they add up to."""
    every, lefts = balances(amounts), len(candidates[LEFT])
    for chosen in every:
        if any(other != chosen and other & chosen for other in every):
            continue
        places = [place for place in range(len(amounts)) if chosen >> place & 1]
        group = (
            tuple(candidates[LEFT][place] for place in places if place < lefts),
            tuple(candidates[RIGHT][place - lefts] for place in places if place >= lefts),
        )
        if all(2 <= len(side) <= state.options.most_in_batch for side in group) and _may_be_one(state, group):
            yield group


def _may_be_one(state: State, group: Group) -> bool:
    """Whether any two of both sides lie within the window, and neither their names nor their numbers differ."""
    names = state.known_names
    return all(
        state.is_near(*pair) and not state.contradict(*pair) and (not state.names_tell or names.are_near(*pair))
        for pair in product(*group)
    )


def _of_one_time(state: State) -> Iterator[Group]:
    """Open entries of one payer, or of anybody where names tell nothing, with no longer than a window between one and
    the next; few enough for a sum to prove something.
    """
    dates = state.left.dates, state.right.dates
    for entries in _of_one_payer(state):
        dated = sorted((dates[side][one], side, one) for side in (LEFT, RIGHT) for one in entries[side])
        dated = [one for one in dated if one[0] != NO_DATE]
        start = 0
        for place in range(1, len(dated) + 1):
            if place < len(dated) and dated[place][0] - dated[place - 1][0] <= state.options.days:
                continue
            chosen, start = dated[start:place], place
            group = _entries(chosen, LEFT), _entries(chosen, RIGHT)
            if min(map(len, group)) >= 2 and len(chosen) <= state.options.most_candidates:
                yield group


def _entries(dated: Iterable[tuple[int, int, int]], side: int) -> tuple[int, ...]:
    return tuple(entry for _, own, entry in dated if own == side)


def _of_one_payer(state: State) -> Iterator[Group]:
    """The open entries of both sides for each name of the left; all of them where names tell nothing."""
    if not state.names_tell:
        yield tuple(state.lefts()), tuple(state.rights())
        return
    keyed = [_by_name(state, side) for side in (LEFT, RIGHT)]
    for word in sorted(set(keyed[LEFT]) & set(keyed[RIGHT])):
        ours, theirs = keyed[LEFT][word], keyed[RIGHT][word]
        names = ours.keys() | theirs.keys()
        if len(names) > MAX_NAMES_OF_A_WORD:
            continue
        state.work_left -= len(ours) * len(names)
        for own in sorted(ours, key=sorted):
            near = [name for name in names if are_near(own, name)]
            group = [tuple(one for name in near for one in side.get(name, ())) for side in (ours, theirs)]
            if min(map(len, group)) >= 2:
                yield group[LEFT], group[RIGHT]


def _by_name(state: State, side: int) -> dict[str, dict[Name, list[int]]]:
    """The open entries of a side by their names, and those by the word that a name begins with: a bank cuts off the
    others.
    """
    own = (state.left, state.right)[side]
    found: dict[str, dict[Name, list[int]]] = defaultdict(lambda: defaultdict(list))
    for entry in state.lefts() if side == LEFT else state.rights():
        name = name_words(own.names[entry])
        if name:
            found[first_word(own.names[entry])][name].append(entry)
    return found


def _take_those_apart(state: State, found: set[Group]) -> None:
    """Match the groups of which no entry is in another one."""
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
