"""A quick way for blocks in which every cell is a figure as a program writes it: -1234.56."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_EXPONENT = ord("e")
MAX_CHARACTERS = 60
"""Arrow takes tens of thousands of digits for a small figure, where it should refuse them."""
_SMALL_LETTER = 0x20
"""This bit makes a small letter of a capital."""


def is_cast_as_read(cells: pa.Array, decimals: int) -> bool:
    """Whether arrow's cast to a decimal reads every cell as the grammar of figures does, or refuses it: none has an
    exponent, and a point is followed by a digit at least, and at most by `decimals`.
    """
    text = cells.buffers()[2]
    if text is None or ((np.frombuffer(text, np.uint8) | _SMALL_LETTER) == _EXPONENT).any():
        return False
    size = pc.binary_length(cells).to_numpy()
    if len(size) and size.max() > MAX_CHARACTERS:
        return False
    point = pc.find_substring(cells, ".").to_numpy()
    after = size - point - 1
    after = after[point >= 0]
    return not len(after) or bool(after.min() >= 1 and after.max() <= decimals)
