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
    codes: pa.Array

    def spread(self, values: pa.Array) -> pa.Array:
        """One value for each distinct text becomes one for each row, as a dictionary: whoever needs them decodes
        them. It holds no value twice, and no null.
        """
        if values.null_count == 0 and values.equals(self.texts):
            return pa.DictionaryArray.from_arrays(self.codes, values)
        own = values.dictionary_encode()
        if values.null_count == 0 and len(own.dictionary) == len(values):
            return pa.DictionaryArray.from_arrays(self.codes, values)
        return pa.DictionaryArray.from_arrays(own.indices.take(self.codes), own.dictionary)

    def rows(self, chosen: pa.Array) -> pa.Array:
        """int64: the rows whose distinct text is chosen (bool by distinct text)."""
        if not pc.any(chosen, min_count=0).as_py():
            return pa.array([], pa.int64())
        return pc.indices_nonzero(chosen.take(self.codes)).cast(pa.int64())


def distinct(cells: pa.Array) -> Distinct:
    """Find the distinct texts of a column without nulls, given as strings or as a dictionary."""
    encoded = cells if pa.types.is_dictionary(cells.type) else cells.dictionary_encode()
    texts = encoded.dictionary
    return Distinct(texts, tidied(texts), encoded.indices)


def plain(values: pa.Array) -> pa.Array:
    """The values row by row, where they are held as a dictionary."""
    return values.dictionary_decode() if pa.types.is_dictionary(values.type) else values
