"""Numbers that were typed into a sum: `=SUM(B2:B6)+500`, where the formula beside it is the sum alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from budget_monitor.load.sources.sheets.formulas.values import Place, summed
from budget_monitor.load.sources.sheets.references import moved
from budget_monitor.model.ledgers.grid import cell_address

_WITH_A_NUMBER = re.compile(r"\s*(?P<sum>\S.*?)\s*(?P<number>[+-]\s*\d+(?:\.\d+)?)\s*")
_IN_BRACKETS = re.compile(r"\(([^()]*(?:\([^()]*\)[^()]*)*)\)")


def numbers_added(formulas: Mapping[Place, str]) -> Iterator[tuple[Place, str]]:
    """The sums with a number added or taken off, where the formula on one side is the same sum without it, copied."""
    for place, text in formulas.items():
        found = _WITH_A_NUMBER.fullmatch(text)
        if found is None:
            continue
        bracketed = _IN_BRACKETS.fullmatch(found["sum"])
        plain = bracketed[1] if bracketed else found["sum"]
        if summed(plain) is None:
            continue
        for down, right in ((0, -1), (0, 1), (-1, 0), (1, 0)):
            near = (place[0] + down, place[1] + right)
            if formulas.get(near) == moved(plain, down, right):
                number = re.sub(r"\s", "", found["number"])
                name = cell_address("", near[1], near[0] + 1)
                yield place, f"a number typed into a formula: {number}; {name} beside it is ={formulas[near]}"
                break
