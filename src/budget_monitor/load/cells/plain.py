"""A quick way for blocks in which every cell is a figure as a program writes it: -1234.56."""

from __future__ import annotations

import pyarrow as pa

from budget_monitor.load.cells.together import Together

_POINT = ord(".")
_EXPONENTS = (ord("e"), ord("E"))
MAX_CHARACTERS = 60
"""Arrow takes tens of thousands of digits for a small figure, where it should refuse them."""


def is_cast_as_read(cells: pa.Array, decimals: int) -> bool:
    """Whether arrow's cast to a decimal reads every cell as the grammar of figures does, or refuses it: none has an
    exponent, and a point is followed by a digit at least, and at most by `decimals`.
    """
    texts = Together.of(cells)
    if not len(texts.content) or texts.longest > MAX_CHARACTERS:
        return False
    if texts.content.max() >= min(_EXPONENTS) and any(map(texts.has, _EXPONENTS)):
        return False
    points = texts.count(_POINT)
    for after in range(1, decimals + 1):
        if points <= 0:
            break
        points -= texts.count_before_the_end(_POINT, after)
    return not points
