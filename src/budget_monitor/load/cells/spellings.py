"""One spelling for names that differ in their capitals alone."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

MAX_NAMES_AT_HAND = 100_000
"""Names of which it is remembered that they are written as they were first; a ledger with more does not repeat them."""


class Spellings:
    """The names of a set as they were first met: `HOUSING` is `Housing` wherever it stands after that.

    `known` are names as rules write them.
    """

    def __init__(self, known: Iterable[str] = ()) -> None:
        self._first = {name.casefold(): name for name in known}
        self._as_first: set[str] = set()

    def joined(self, names: pa.Array) -> pa.Array:
        """Each of some distinct names (string) in its first spelling; the very same array where that changes none."""
        texts: list[str] = names.to_pylist()
        if self._as_first.issuperset(texts):
            return names
        first = list(map(self._first.setdefault, map(str.casefold, texts), texts))
        if first != texts:
            return pa.array(first, pa.string())
        if len(self._as_first) < MAX_NAMES_AT_HAND:
            self._as_first.update(texts)
        return names
