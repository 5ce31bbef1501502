"""Rows of a list that are no entries: balances brought and carried forward, totals; and balances that run along."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

import numpy as np
import pyarrow.compute as pc
from msgspec import Struct, field

from budget_monitor.load.sides.amounts import Counts
from budget_monitor.load.sides.tables import Columns
from budget_monitor.model.ledgers.names import begins_as_total

_MAYBE = (
    r"(?i)\b(?:opening|closing|bal|balances?|b\.?/?[fd]|b/fwd|c\.?/?[fd]|c/fwd|brought|carried|(?:sub|grand)?-?totals?)"
    r"\b"
)
_OPENING = re.compile(
    r"(?i)\bopening bal|\bbal(?:ances?)?\b.*(?:\bb\.?/?[fd](?:wd)?\b|brought|\bstart)|^brought (?:forward|down)\b"
    r"|^b/[fd](?:wd)?\b|\b(?:start|previous|last statement)\w* bal"
)
_CLOSING = re.compile(
    r"(?i)\bclosing bal|\bbal(?:ances?)?\b.*(?:\bc\.?/?[fd](?:wd)?\b|carried|\bend\b)|^carried (?:forward|down)\b"
    r"|^c/[fd](?:wd)?\b|\bending bal"
)
MAX_BREAKS_SHOWN = 5
MAX_SHARE_OF_BREAKS = 0.2
"""Where a column of balances breaks off more often, it does not run along with the entries."""
MIN_BALANCES = 2


class Stated(Struct):
    """`rows` are the places of rows that are no entries; `opening` and `closing` the balances that they state."""

    rows: set[int] = field(default_factory=set)
    opening: Decimal | None = None
    closing: Decimal | None = None


def stated_rows(found: Columns, skipped: Sequence[int], has_date: Sequence[bool] | None) -> Iterator[tuple[int, str]]:
    """The rows that state a balance or a total, each with what it is: opening, closing or total.

    `skipped` are columns of figures. A row with a date of its own is an entry: "Total Gas" is a supplier.
    """
    texts = [place for place in range(len(found.cells)) if place not in skipped]
    masks = [pc.match_substring_regex(found.cells[place], _MAYBE) for place in texts]
    if not masks:
        return
    maybe = masks[0]
    for mask in masks[1:]:
        maybe = pc.or_(maybe, mask)
    for row in pc.indices_nonzero(maybe).to_pylist():
        words = [found.cells[place][row].as_py().strip() for place in texts]
        label = " ".join(filter(None, words))
        if _OPENING.search(label):
            yield row, "opening"
        elif _CLOSING.search(label):
            yield row, "closing"
        elif (any(map(begins_as_total, words)) and not (has_date and has_date[row])) or re.fullmatch(
            r"(?i)(?:bank |cash |account )?bal(?:ances?)?\.?(?: at bank| in hand| at \S.*)?", label
        ):
            yield row, "total"


class Running(Struct, frozen=True):
    """What a column of balances shows that runs along with the entries: the balances before the first entry and after
    the last, in smallest units (None: it does not run along), and where it breaks off.
    """

    opening: int | None = None
    closing: int | None = None
    breaks: tuple[tuple[range, int], ...] = ()
    """Each: the entries from one balance to the next, which does not follow, and by how much it is too high. The
    last of them has that balance.
    """


def running_balance(amounts: Counts, balances: Counts, known: Counts) -> Running:
    """Whether balances run along with the entries, from the top down or, newest first, from the bottom up.

    `known` are the places of the entries that have a balance; `balances` go with them.
    """
    if len(known) < MIN_BALANCES:
        return Running()
    before = np.concatenate((np.zeros(1, np.int64), np.cumsum(amounts)))
    downwards = balances[1:] - balances[:-1] - (before[known[1:] + 1] - before[known[:-1] + 1])
    upwards = balances[:-1] - balances[1:] - (before[known[1:]] - before[known[:-1]])
    is_down = np.count_nonzero(downwards) <= np.count_nonzero(upwards)
    gaps = downwards if is_down else upwards
    broken = np.flatnonzero(gaps)
    if len(broken) > max(1, MAX_SHARE_OF_BREAKS * len(gaps)) or (len(broken) and len(gaps) < 4):
        return Running()
    whole = int(before[-1])
    if is_down:
        opening = int(balances[0] - before[known[0] + 1])
        closing = int(balances[-1] + (whole - before[known[-1] + 1]))
    else:
        opening = int(balances[-1] - (whole - before[known[-1]]))
        closing = int(balances[0] + before[known[0]])

    def between(one: int) -> range:
        first, last = int(known[one]), int(known[one + 1])
        return range(first + 1, last + 1) if is_down else range(last - 1, first - 1, -1)

    return Running(opening, closing, tuple((between(one), int(gaps[one])) for one in broken.tolist()))
