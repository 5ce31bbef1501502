"""Which of several conventions a set follows, where a rule allows for more than one.

A reserve may open each report of a year with the balance at its beginning, or go on from the last closing: a set does
one of them, and a row that does neither, or what the others do not, is wrong.
"""

from __future__ import annotations

from collections import Counter

from msgspec.structs import replace

from budget_monitor.evaluate.engines.frames import Frames
from budget_monitor.evaluate.lookups.keys import key_name
from budget_monitor.evaluate.lookups.steps import identity_of
from budget_monitor.evaluate.verdicts.run import EXACT, WITHIN_ROUNDING, Judged
from budget_monitor.model.ledgers.ledger import AUTHORITY

TIMES_AS_MANY = 3
"""A convention is followed where so many times as many rows follow it as follow another, in every part of the set."""


def followed(frames: Frames, judged: Judged) -> Judged:
    """The rows judged by the convention that the set follows, or by any of them where that cannot be told.

    Only rows that hold by some of the conventions and not by others tell. A portfolio that keeps to another convention
    than the rest is no slip: then nothing is told.
    """
    run = judged.run
    parts = [
        key_name(pair) for pair in identity_of(frames, run, judged.attached.by) if pair.own in (AUTHORITY, "portfolio")
    ]
    telling = [Counter[tuple[object, ...]]() for _ in run.conventions]
    for (part, codes), number in judged.with_codes(parts).items():
        held = [place for place, code in enumerate(codes[1:]) if code in (EXACT, WITHIN_ROUNDING)]
        if len(held) < len(run.conventions):
            for place in held:
                telling[place][part] += number
    place = max(range(len(telling)), key=lambda number: telling[number].total())
    others = sum((counts for number, counts in enumerate(telling) if number != place), Counter[tuple[object, ...]]())
    if not telling[place] or any(telling[place][part] < TIMES_AS_MANY * others[part] for part in others):
        return judged.of_check(0, replace(run, checks=run.checks[:1]))
    check, convention = run.checks[place + 1], run.conventions[place]
    message = convention.message or run.message
    return judged.of_check(place + 1, replace(run, checks=(check,), text=convention.check, message=message))
