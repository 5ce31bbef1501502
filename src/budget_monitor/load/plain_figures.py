"""Whether all cells of a block are plain figures, told from their bytes at once: matching each takes thrice as long."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

_MINUS, _POINT, _ZERO = b"-.0"
MOST_DECIMALS = 2
"""With more, two points in one cell would have to be looked for."""


def all_plain(cells: pa.Array, whole_digits: int, decimals: int) -> bool:
    """Whether every cell is like -1234.56: of so many digits before the point at most, and after it.

    False for more than MOST_DECIMALS, and for a figure of that many digits with a sign or decimals: matching tells.
    """
    if decimals > MOST_DECIMALS or not len(cells) or cells.offset:
        return False
    _, offset_bytes, text = cells.buffers()
    offsets = np.frombuffer(offset_bytes, np.int32, len(cells) + 1)
    lengths = np.diff(offsets)
    if not lengths.min() or lengths.max() > whole_digits:
        return False
    data = np.frombuffer(text, np.uint8, int(offsets[-1] - offsets[0]), int(offsets[0]))
    marks = np.flatnonzero(~_is_digit(data))
    minuses, points = (marks[data[marks] == mark] for mark in (_MINUS, _POINT))
    if len(minuses) + len(points) < len(marks):
        return False
    is_start = np.zeros(len(data) + decimals + 2, np.bool_)  # the end of the last cell is a start, too
    is_start[offsets - offsets[0]] = True
    ends_well = np.zeros(len(points), np.bool_)
    for digits in range(1, decimals + 1):
        ends_well |= is_start[points + digits + 1]
    return bool(
        is_start[minuses].all()
        and not is_start[minuses + 1].any()
        and not is_start[points].any()
        and not is_start[points + 1].any()
        and ends_well.all()
        and _is_digit(data[points - 1]).all()
        and _is_digit(data[np.minimum(points + 1, len(data) - 1)]).all()
    )


def _is_digit(data: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    return (data - _ZERO) < 10  # below zero it wraps round
