"""What words say that figures were rounded to: the nearest hundred."""

from __future__ import annotations

import re

_STEPS = {"five": 5, "ten": 10, "fifty": 50, "hundred": 100, "thousand": 1_000, "million": 1_000_000}
_TOLD = re.compile(
    r"(?i)\b(?:nearest|round(?:ed|ing)(?: (?:up|down|off))?(?: to)?(?: the)?(?: nearest)?|multiples of|steps of) £? ?"
    rf"(?P<step>(?:{'|'.join(_STEPS)})(?=s?\b)|[15]0*(?:,000)*(?![\d,.]*\d)(?!s? ?(?:%|decimal|significant|d\.?p)))"
)


def rounded_to(text: str) -> int:
    """The step that a text says figures were rounded to, in units of what it speaks of; 0 where it says none."""
    found = _TOLD.search(text)
    if found is None:
        return 0
    step = found["step"].casefold()
    return _STEPS.get(step) or int(step.replace(",", ""))
