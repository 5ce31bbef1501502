"""One spelling for names that differ in their capitals alone."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa


class Spellings:
    """The names of a set as they were first met: `HOUSING` is `Housing` wherever it stands after that.

    `known` are names as rules write them.
    """

    def __init__(self, known: Iterable[str] = ()) -> None:
        self._first = {name.casefold(): name for name in known}

    def joined(self, names: pa.Array) -> pa.Array:
        """Each of some distinct names (string) in its first spelling; the very same array where that changes none."""
        texts: list[str] = names.to_pylist()
        first = [self._first.setdefault(text.casefold(), text) for text in texts]
        return names if first == texts else pa.array(first, pa.string())
