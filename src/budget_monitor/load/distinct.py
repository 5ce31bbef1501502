"""A text column as its distinct texts and, row by row, which of them stands there.

Ledgers repeat themselves: a million rows have a dozen years and a few thousand reserves.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

_SPACES = r"[\s\p{Z}\x0b\x1c-\x1f\x{85}]+"
"""Any run of space: no-break, thin and narrow spaces are how other programs group digits."""

_MAYBE_UNTIDY = "^ | $|  |[^ -~]"


def tidied(texts: pa.Array) -> pa.Array:
    """The texts stripped and with single spaces; the very same array when they are so already."""
    if not pc.any(pc.match_substring_regex(texts, _MAYBE_UNTIDY), min_count=0).as_py():
        return texts
    tidy = pc.utf8_trim(pc.replace_substring_regex(texts, _SPACES, " "), " ")
    return texts if tidy.equals(texts) else tidy


@dataclass(frozen=True, slots=True)
class Distinct:
    """`texts` (string) are as they stand in the file, `tidy` are stripped with single spaces, blanks being "".

    `codes` (int32) say for each row which of the texts it has.
    """

    texts: pa.Array
    tidy: pa.Array
    codes: pa.ChunkedArray

    @property
    def is_tidy(self) -> bool:
        """Whether every text is as it should be, and none is blank."""
        return self.tidy is self.texts and not pc.any(pc.equal(self.texts, ""), min_count=0).as_py()

    def spread(self, values: pa.Array) -> pa.ChunkedArray:
        """One value for each distinct text becomes one for each row."""
        return pa.chunked_array([values.take(chunk) for chunk in self.codes.chunks], values.type)

    def rows(self, chosen: pa.Array) -> pa.Array:
        """int64: the rows whose distinct text is chosen (bool by distinct text)."""
        if not pc.any(chosen, min_count=0).as_py():
            return pa.array([], pa.int64())
        return pc.indices_nonzero(self.spread(chosen)).cast(pa.int64())


def distinct(cells: pa.ChunkedArray) -> Distinct:
    """Find the distinct texts of a column without nulls."""
    encoded = cells.dictionary_encode().unify_dictionaries()
    texts = encoded.chunk(0).dictionary if encoded.num_chunks else pa.array([], pa.string())
    codes = pa.chunked_array([chunk.indices for chunk in encoded.chunks], pa.int32())
    return Distinct(texts, tidied(texts), codes)
