"""Why an item is open: what on the other side comes near it, and what keeps each from being its counterpart."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from budget_monitor.match.entries.slips import slip_between
from budget_monitor.match.entries.words import are_near, marks, name_words, reference_key
from budget_monitor.model.lists.matching import NO_DATE, MatchOptions, Reconciliation, Side

MAX_CLUES_OF_A_KIND = 5


class Clue(Struct, frozen=True):
    """An entry of the other side that comes near, and what keeps it from being the counterpart."""

    side: str
    entry: int
    why: str


def clues(result: Reconciliation, which: str, entry: int, options: MatchOptions) -> Iterator[Clue]:
    """What comes near an open entry of the left or the right, the nearest first."""
    own, other = (result.left, result.right) if which == "left" else (result.right, result.left)
    far = "right" if which == "left" else "left"
    taken = _what_became_of(result, far)
    amount = own.amounts[entry]
    same = [one for one in range(len(other)) if other.amounts[one] == amount]
    same.sort(key=lambda one: (abs(_days(own, other, entry, one) or 0), one))
    for one in same[:MAX_CLUES_OF_A_KIND]:
        yield Clue(
            far, one, f"the same amount, {_lag(own, other, entry, one, options)}; {taken.get(one, 'it is open')}"
        )
    key, own_marks = reference_key(own.references[entry]), marks(own.references[entry], own.names[entry])
    shared = [
        one for one in range(len(other))
        if other.amounts[one] != amount
        and ((key and reference_key(other.references[one]) == key)
             or own_marks & marks(other.references[one], other.names[one]))
    ]  # fmt: skip
    for one in shared[:MAX_CLUES_OF_A_KIND]:
        kind = slip_between(amount, other.amounts[one])
        apart = f"a slip parts the amounts ({kind.value.replace('_', ' ')})" if kind else "no slip explains the amounts"
        yield Clue(far, one, f"the same reference, but {apart}; {taken.get(one, 'it is open')}")
    known = {*same, *shared}
    name = name_words(own.names[entry])
    slips = [
        one for one in range(len(other))
        if one not in known and one not in taken and slip_between(amount, other.amounts[one]) is not None
        and abs(_days(own, other, entry, one) or 0) <= options.days
    ]  # fmt: skip
    slips.sort(key=lambda one: (not are_near(name, name_words(other.names[one])), one))
    for one in slips[:MAX_CLUES_OF_A_KIND]:
        kind = slip_between(amount, other.amounts[one])
        said = kind.value.replace("_", " ") if kind else ""
        yield Clue(
            far, one, f"open, and a slip parts the amounts ({said}); neither reference nor name says it is the same"
        )


def _what_became_of(result: Reconciliation, side: str) -> dict[int, str]:
    found = {}
    for group, said in (
        (result.matching.matches, "it is matched with"),
        (result.matching.ambiguous, "several fit it, of"),
    ):
        for one in group:
            ours, theirs = (one.left, one.right) if side == "left" else (one.right, one.left)
            away = result.right if side == "left" else result.left
            lines = ", ".join(str(away.lines[entry]) for entry in theirs[:3])
            for entry in ours:
                found[entry] = f"{said} line {lines}" if theirs else "it is cancelled on its own side"
    return found


def _days(own: Side, other: Side, entry: int, one: int) -> int | None:
    days = own.dates[entry], other.dates[one]
    return None if NO_DATE in days else days[1] - days[0]


def _lag(own: Side, other: Side, entry: int, one: int, options: MatchOptions) -> str:
    days = _days(own, other, entry, one)
    if days is None:
        return "without a date"
    said = (
        "on the same day"
        if not days
        else f"{abs(days)} day{'s' * (abs(days) > 1)} {'later' if days > 0 else 'earlier'}"
    )
    return said if abs(days) <= options.days else f"{said}, beyond the window of {options.days} days"
