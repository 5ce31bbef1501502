"""Whether one figure as it is written is one slip of the pen from another."""

from __future__ import annotations

import re


def is_digit_slip(first: str, second: str) -> bool:
    """True if digits were exchanged, or one is wrong, lost or added."""
    one, other = (re.sub(r"[^0-9]", "", text) for text in (first, second))
    if one == other or min(len(one), len(other)) < len("10"):
        return False
    if len(one) == len(other):
        differing = [at for at in range(len(one)) if one[at] != other[at]]
        return len(differing) == 1 or (len(differing) == len("ab") and sorted(one) == sorted(other))
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    return len(longer) - len(shorter) == 1 and any(
        longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer))
    )
