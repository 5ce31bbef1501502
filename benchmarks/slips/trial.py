"""What a slip is held against: the check of a changed set, and the slips of the pen that make one text of another."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from draft import write
from inject import FORMS
from variant import Variant

from budget_monitor.model.results.outcome import Report
from budget_monitor.pipeline import check

PENS = [kind for kind in FORMS if not kind[1]]
"""The slips of one cell."""
TRIES = 60


def look(variant: Variant, ignore: Sequence[str] = ()) -> Report:
    """Writes a set and checks it, without some rules."""
    with tempfile.TemporaryDirectory() as folder:
        write(variant.draft, variant.texts(), Path(folder))
        return check(folder, ignore=ignore)


def twins(typed: str, truth: str, typed_value: Fraction, true_value: Fraction) -> set[str]:
    """The kinds of slip of the pen that turn one figure into the other: 1630 as 163 is a dropped digit, and a slip of
    scale.
    """
    found = set()
    one, other = ("".join(filter(str.isdigit, text)) for text in (typed, truth))
    if typed_value == -true_value:
        found.add("sign_reversed")
    if typed_value and abs(true_value / typed_value) in {Fraction(10) ** k for k in (-3, -2, -1, 1, 2, 3)}:
        found.add("scale_slip")
    if len(one) == len(other):
        apart = [at for at in range(len(one)) if one[at] != other[at]]
        if len(apart) == 1:
            found.add("digit_mistyped")
        if len(apart) == 2 and apart[1] == apart[0] + 1 and one[apart[0]] == other[apart[1]]:
            found.add("digits_transposed")
        if len(apart) == 1 and abs(int(one) - int(other)) == 1 and int(one) < int(other):
            found.add("truncated_not_rounded")
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    if any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer))):
        found.add("digit_added" if longer == one else "digit_dropped")
    return found
