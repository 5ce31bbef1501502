"""The sectors of an old workbook, each of which says which is next: its reader follows a circle of them for ever."""

from __future__ import annotations

import struct
from collections.abc import Sequence

_HEADER_BYTES = 512
_SECTOR_SHIFT, _SMALL_SECTORS, _LISTS, _FIRST_LISTED = 30, 60, 68, 76
_LISTED_IN_HEADER = 109
_SHIFTS = (9, 12)


class CircleError(Exception):
    """A chain of sectors comes back to itself."""


def check_chains(content: bytes) -> None:
    """Raises CircleError where a chain of sectors has no end. What is no such file, or cut off, is for its reader."""
    if len(content) < _HEADER_BYTES:
        return
    (shift,) = struct.unpack_from("<H", content, _SECTOR_SHIFT)
    if shift not in _SHIFTS:
        return
    size = 1 << shift
    listed = list(struct.unpack_from(f"<{_LISTED_IN_HEADER}I", content, _FIRST_LISTED))
    (lists,) = struct.unpack_from("<I", content, _LISTS)
    seen: set[int] = set()
    while more := _sector(content, lists, size):
        if lists in seen:
            raise CircleError("its list of sectors goes round in a circle")
        seen.add(lists)
        *further, lists = more
        listed += further
    following = [one for sector in listed for one in _sector(content, sector, size)]
    _refuse_circles(following)
    (small,) = struct.unpack_from("<I", content, _SMALL_SECTORS)
    of_small: list[int] = []
    while small < len(following):
        of_small += _sector(content, small, size)
        small = following[small]
    _refuse_circles(of_small)


def _sector(content: bytes, number: int, size: int) -> Sequence[int]:
    """The numbers that a sector holds; fewer, or none, where the file is cut off: its reader takes what is there."""
    start = (number + 1) * size
    count = max(0, min(size, len(content) - start) // 4)
    return struct.unpack_from(f"<{count}I", content, start) if count else ()


def _refuse_circles(following: Sequence[int]) -> None:
    walked = [0] * len(following)
    for first in range(len(following)):
        at = first
        while at < len(following) and not walked[at]:
            walked[at] = first + 1
            at = following[at]
        if at < len(following) and walked[at] == first + 1:
            raise CircleError("its sectors go round in a circle")
