"""All texts of a column looked at together, as the bytes that they are in memory: some hundred times as quick as one
after the other. What this cannot tell for certain is left to patterns.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from msgspec import Struct

_SPACE, _QUOTED, _GRAVE, _POINT = b' ="`.'[0], ord("="), ord("`"), ord(".")
_LAST_OF_ASCII = ord("~")


class Together(Struct, frozen=True):
    """Texts without nulls: their bytes, and where each begins and ends among these."""

    content: npt.NDArray[np.uint8]
    starts: npt.NDArray[np.int32]
    ends: npt.NDArray[np.int32]

    @staticmethod
    def of(texts: pa.Array) -> Together:
        """Those of a column of strings."""
        if not len(texts):
            return Together(np.zeros(0, np.uint8), np.zeros(0, np.int32), np.zeros(0, np.int32))
        _, offsets, content = texts.buffers()
        places = np.frombuffer(offsets, np.int32)[texts.offset : texts.offset + len(texts) + 1]
        first, last = places[0], places[-1]
        whole = np.frombuffer(content, np.uint8)[first:last] if last > first else np.zeros(0, np.uint8)
        return Together(whole, places[:-1] - first, places[1:] - first)

    @property
    def longest(self) -> int:
        """The bytes of the longest text."""
        return int((self.ends - self.starts).max(initial=0))

    def has(self, byte: int) -> bool:
        """Whether a byte is in any of the texts."""
        return self.count(byte) > 0

    def count(self, byte: int) -> int:
        """How often a byte is in the texts."""
        return int(np.count_nonzero(self.content == byte))

    def count_before_the_end(self, byte: int, distance: int) -> int:
        """How many texts have a byte so many places before their last one."""
        places = self.ends[self.ends - self.starts > distance] - (distance + 1)
        return int(np.count_nonzero(self.content[places] == byte))

    @property
    def are_surely_tidy(self) -> bool:
        """Whether they are plain ASCII with single spaces, none of them at an end; and no `="…"` of a spreadsheet."""
        text = self.content
        if text.min(initial=_SPACE) < _SPACE or text.max(initial=_SPACE) > _LAST_OF_ASCII:
            return False
        if self.has(_GRAVE) or self.has(_QUOTED):
            return False
        spaces = text == _SPACE
        filled = self.starts < self.ends
        at_ends = spaces[self.starts[filled]].any() or spaces[self.ends[filled] - 1].any()
        return not at_ends and not (spaces[1:] & spaces[:-1]).any()

    def rows_with(self, words: Sequence[str]) -> npt.NDArray[np.intp]:
        """The numbers, rising, of all texts in which one of some words stands in whatever capitals, and of some more:
        those that end in the beginning of one. The words are in small letters of ASCII.
        """
        content = self.content.tobytes().lower()
        places: list[int] = []
        for word in words:
            sought, place = word.encode(), -1
            while (place := content.find(sought, place + 1)) >= 0:
                places.append(place)
        is_met = np.zeros(len(self.ends), np.bool_)  # numpy.unique would first import masked arrays
        is_met[np.searchsorted(self.ends, places, side="right")] = True
        return np.flatnonzero(is_met)
