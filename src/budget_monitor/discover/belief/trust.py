"""How far an identity is believed where it does not hold, and what a gap in it then means."""

from __future__ import annotations

from enum import IntEnum

from budget_monitor.discover.belief.shapes import is_near, is_slip
from budget_monitor.model.results.outcome import Verdict

MIN_PLACES_TO_FAIL = 4
"""How often an identity that no row is named the total of must hold before it can fail in another place."""
MIN_SHARE_TO_FAIL = 0.8
"""Where it holds in fewer, a place where it does not is not understood, rather than wrong."""
MIN_TOTALS_TO_FAIL = 2
MIN_SHARE_OF_TOTALS_TO_FAIL = 0.65
"""The same two for one whose total is named so."""
MANY_PLACES = 12
MAX_SHARE_BROKEN = 6
"""Of many places, one in so many is often, for a slip of the pen."""
MANY_PLACES_OF_A_TOTAL = 20
"""Of so many a total must hold in MIN_SHARE_OF_TOTALS_TO_FAIL, too: nobody slips in every third."""


class Trust(IntEnum):
    """How far an identity is believed where it does not hold."""

    NONE = 0
    """it is not understood there"""
    NAMED = 1
    """its result is named: wrong where the gap is both small and shaped like a slip"""
    VOUCHED = 2
    """its result is named and it holds elsewhere: wrong where the gap is small"""
    HELD = 3
    """it holds nearly everywhere: wrong where the gap is small or shaped like a slip"""


def trust_of(held: int, said: int, *, is_named: bool) -> Trust:
    """The trust in an identity that holds in this many of the places in which it is not trivial; `is_named` says that
    what it gives is called a total, or a percentage.
    """
    if held >= MIN_PLACES_TO_FAIL and held >= MIN_SHARE_TO_FAIL * said:
        return Trust.HELD
    if not is_named:
        return Trust.NONE
    vouched = held >= MIN_TOTALS_TO_FAIL and held >= MIN_SHARE_OF_TOTALS_TO_FAIL * said
    return Trust.VOUCHED if vouched else Trust.NAMED if 2 * held >= said - 1 else Trust.NONE


def breaks_often(held: int, said: int) -> bool:
    """True if an identity does not hold in more of its many places than somebody slips in."""
    return said >= MANY_PLACES and MAX_SHARE_BROKEN * (said - held) >= said


def is_no_rule(held: int, said: int) -> bool:
    """True if an identity does not hold in so many of its places that it was meant in none of these."""
    return said >= MANY_PLACES_OF_A_TOTAL and held < MIN_SHARE_OF_TOTALS_TO_FAIL * said


def evidence_of(held: int, said: int, where: str, called: str = "") -> str:
    """Why it is believed, in words; `called` is what its name adds to that."""
    places = f"{held:,} of {said:,} {where}s" if said > 1 else f"the one {where} there is"
    believed = f"holds in {places}" if held else f"is the nearest sum in {places}"
    return f"{believed}; {called}" if called else believed


CALLED_A_TOTAL = "it is called a total"
"""How the evidence ends for what a label or heading calls a total."""
CALLED_A_PERCENTAGE = "it is called a percentage"
"""How the evidence ends for what a label or heading calls a percentage."""


def verdict_of(gap: int, allowed: int, size: int, figures: list[int], *, trust: Trust, slack: int = 0) -> Verdict:
    """What a gap means in an identity that is trusted so far; `size` is that of the larger side, and `slack` what
    rounding may hide of a nought too many.
    """
    if not gap:
        return Verdict.EXACT
    if abs(gap) <= allowed:
        return Verdict.WITHIN_ROUNDING
    near, slip = is_near(gap, size), is_slip(gap, figures, slack)
    failed = {
        Trust.NONE: False, Trust.NAMED: near and slip, Trust.VOUCHED: near, Trust.HELD: near or slip,
    }[trust]  # fmt: skip
    return Verdict.FAIL if failed else Verdict.UNDECIDED
