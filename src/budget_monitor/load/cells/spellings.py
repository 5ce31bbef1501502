"""One spelling for names that differ in their capitals alone."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pyarrow as pa
import pyarrow.compute as pc

MAX_NAMES_AT_HAND = 100_000
"""Names of which it is remembered how they were first written; of more, codes in capitals are not: a long ledger has as
many as it has lines, and they would fill the memory."""

_CODE = r"^[!-~]*[0-9][!-~]*$"
"""A name without blanks that has a digit, such as `JNL004711`."""


class Spellings:
    """The names of a set as they were first met: `HOUSING` is `Housing` wherever it stands after that.

    `known` are names as rules write them. Beyond `most` names codes in capitals are not remembered; a code first met
    in small letters after that is written in capitals, whether or not it was met before.
    """

    def __init__(self, known: Iterable[str] = (), most: int = MAX_NAMES_AT_HAND) -> None:
        self._first = {name.casefold(): name for name in known}
        self._as_first: set[str] = set()
        self._most = most
        self._has_small_codes: bool | None = None  # among those remembered, once no more codes in capitals are

    def joined(self, names: pa.Array) -> pa.Array:
        """Each of some distinct names (string) in its first spelling; the very same array where that changes none."""
        if len(self._first) >= self._most:
            return self._joined_past_most(names)
        return self._joined(names)

    def _joined(self, names: pa.Array) -> pa.Array:
        texts: list[str] = names.to_pylist()
        if self._as_first.issuperset(texts):
            return names
        first = list(map(self._first.setdefault, map(str.casefold, texts), texts))
        if first != texts:
            return pa.array(first, pa.string())
        if len(self._as_first) < self._most:
            self._as_first.update(texts)
        return names

    def _joined_past_most(self, names: pa.Array) -> pa.Array:
        codes = pc.match_substring_regex(names, _CODE)
        if not codes.true_count and pc.all(pc.string_is_ascii(names)).as_py():
            return self._joined(names)
        if self._has_small_codes is None:
            self._has_small_codes = _has_small_codes(pa.array(list(self._first.values()), pa.string()))
        if codes.true_count == len(names) and not (self._has_small_codes or _has_small_codes(names)):
            return names
        texts: list[str] = names.to_pylist()
        first = list(map(self._first_of, texts))
        return names if first == texts else pa.array(first, pa.string())

    def _first_of(self, name: str) -> str:
        folded = name.casefold()
        if re.match(_CODE, folded):  # of the folded name: `ß1` is `SS1`
            return self._first.get(folded) or folded.upper()
        return self._first.setdefault(folded, name)


def _has_small_codes(names: pa.Array) -> bool:
    codes = names.filter(pc.match_substring_regex(names, _CODE))
    return not codes.equals(pc.ascii_upper(codes))
