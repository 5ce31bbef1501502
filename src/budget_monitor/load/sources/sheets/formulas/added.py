"""Numbers that were typed into a sum: `=SUM(B2:B6)+500`, where the formula beside it is the sum alone; be the number
last or first, and the sum one of `SUBTOTAL(9,…)`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from budget_monitor.load.sources.sheets.formulas.values import Place, summed
from budget_monitor.load.sources.sheets.references import moved
from budget_monitor.model.ledgers.grid import cell_address

_WITH_A_NUMBER = re.compile(
    r"\s*(?:(?P<first>\d+(?:\.\d+)?)\s*\+\s*)?(?P<sum>[^\s\d].*?)\s*(?P<number>(?(first)|[+-]\s*\d+(?:\.\d+)?))\s*"
)
_SUBTOTAL = re.compile(r"(?i)SUBTOTAL\((?:10)?9\s*,(.*)\)")
"""A sum, without other such sums within it."""
_IN_BRACKETS = re.compile(r"\(([^()]*(?:\([^()]*\)[^()]*)*)\)")


def numbers_added(formulas: Mapping[Place, str]) -> Iterator[tuple[Place, str]]:
    """The sums with a number added or taken off, where the formula on one side is the same sum without it, copied."""
    for place, text in formulas.items():
        found = _WITH_A_NUMBER.fullmatch(text)
        if found is None:
            continue
        bracketed = _IN_BRACKETS.fullmatch(found["sum"])
        plain = bracketed[1] if bracketed else found["sum"]
        subtotal = _SUBTOTAL.fullmatch(plain)
        if summed(f"SUM({subtotal[1]})" if subtotal else plain) is None:
            continue
        for down, right in ((0, -1), (0, 1), (-1, 0), (1, 0)):
            near = (place[0] + down, place[1] + right)
            if formulas.get(near) == moved(plain, down, right):
                number = re.sub(r"\s", "", found["number"] or f"+{found['first']}")
                name = cell_address("", near[1], near[0] + 1)
                yield place, f"a number typed into a formula: {number}; {name} beside it is ={formulas[near]}"
                break
