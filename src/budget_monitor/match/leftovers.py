"""What is not matched: ambiguous, with its candidates, or open on one side alone, with its age."""

from __future__ import annotations

from collections.abc import Sequence
from math import perm

import numpy as np

from budget_monitor.match.entries.coded import Numbers
from budget_monitor.match.entries.pairs import connected, each_once, of_a_block_and_window
from budget_monitor.match.state import State
from budget_monitor.model.lists.matching import NO_DATE, Match, MatchKind, MatchStatus, OpenEntry, Side

MAX_ANSWERS = 1_000_000
"""Beyond this nobody wants to know how many ways there are."""
MAX_COUNTED = 20
"""Of a larger group of entries the ways to match them are too many to be worth counting."""


def ambiguous(state: State) -> list[Match]:
    """Groups of open entries that fit one another, by amount and date or by reference and amount, in several ways.

    They stay open; each entry is in one group at most.
    """
    near = of_a_block_and_window(state.coded, state.open(), state.options.days, state.carried)
    marked = state.sharing_marks(same_amount=True)
    pairs = each_once(np.concatenate((near.left, marked.left)), np.concatenate((near.right, marked.right)))
    found = []
    for ours, theirs in connected(pairs):
        few, many = sorted((len(ours), len(theirs)))
        answers = perm(many, few) if many <= MAX_COUNTED else perm(MAX_COUNTED, min(few, MAX_COUNTED))
        found.append(
            Match(MatchStatus.AMBIGUOUS, MatchKind.SEVERAL_FIT, ours, theirs, answers=min(max(answers, 1), MAX_ANSWERS))
        )
    return found


def open_entries(side: Side, looks: Numbers, entries: Sequence[int], today: int | None) -> list[OpenEntry]:
    """The entries with their age in days, and the one of the same side that each repeats, if any. `looks` are codes of
    all entries of the side.
    """
    chosen = np.array(entries, np.int64)
    _, first, places = np.unique(looks, return_index=True, return_inverse=True) if entries else (looks, looks, looks)
    firsts = first[places[chosen]].tolist() if entries else []
    return [
        OpenEntry(entry, _age(side.dates[entry], today), twin if twin != entry else None)
        for entry, twin in zip(entries, firsts, strict=True)
    ]


def _age(day: int, today: int | None) -> int | None:
    return None if today is None or day == NO_DATE else today - day
