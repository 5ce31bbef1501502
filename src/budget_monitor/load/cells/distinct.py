"""A text column as its distinct texts and, row by row, which of them stands there.

Ledgers repeat themselves: a million rows have a dozen years and a few thousand reserves.
"""

from __future__ import annotations

from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct

from budget_monitor.load.cells.together import Together
from budget_monitor.model.ledgers.names import folded

_SPACES = r"[\s\p{Z}\x0b\x1c-\x1f\x{85}]+"
"""Any run of space: no-break, thin and narrow spaces are how other programs group digits."""

_MAX_TEXTS_OF_A_CODE = 2**15 - 1


def tidied(texts: pa.Array) -> pa.Array:
    """The texts stripped, with single spaces, and folded as names are (`model.names`); the very same array when they
    are so already.
    """
    if Together.of(texts).are_surely_tidy:
        return texts
    texts = pc.replace_substring_regex(texts, '^ *="([^"]*)" *$', r"\1")  # how spreadsheets keep a text as it is
    strange = pc.fill_null(pc.match_substring_regex(texts, "[^ -_a-~]"), False)
    if strange.true_count:
        found = pa.array([text and folded(text) for text in texts.filter(strange).to_pylist()], pa.string())
        texts = pc.replace_with_mask(texts, strange, found)
    tidy = pc.utf8_trim(pc.replace_substring_regex(texts, _SPACES, " "), " ")
    return texts if tidy.equals(texts) else tidy


class Distinct(Struct, frozen=True):
    """`texts` (string) are as they stand in the file, `tidy` are stripped with single spaces, blanks being "".

    `codes` (whole numbers) say for each row which of the texts it has.
    """

    texts: pa.Array
    tidy: pa.Array
    codes: pa.Array

    @property
    def cells(self) -> pa.Array:
        """The column, as a dictionary."""
        return coded(self.codes, self.texts)

    def spread(self, values: pa.Array) -> pa.Array:
        """One value for each distinct text becomes one for each row, as a dictionary: whoever needs them decodes
        them. It holds no value twice, and no null.
        """
        if values.null_count == 0 and values.equals(self.texts):
            return coded(self.codes, values)
        own = values.dictionary_encode()
        if values.null_count == 0 and len(own.dictionary) == len(values):
            return coded(self.codes, values)
        return coded(own.indices.take(self.codes), own.dictionary)

    def rows(self, chosen: pa.Array) -> pa.Array:
        """int64: the rows whose distinct text is chosen (bool by distinct text)."""
        if not pc.any(chosen, min_count=0).as_py():
            return pa.array([], pa.int64())
        return pc.indices_nonzero(chosen.take(self.codes)).cast(pa.int64())


def distinct(cells: pa.Array) -> Distinct:
    """Find the distinct texts of a column without nulls, given as strings or as a dictionary."""
    encoded = cells if pa.types.is_dictionary(cells.type) else encode(cells)
    texts = encoded.dictionary
    return Distinct(texts, tidied(texts), encoded.indices)


def coded(codes: pa.Array, values: pa.Array) -> pa.DictionaryArray:
    """The value that each code stands for, as a dictionary; the codes are known to be numbers of values."""
    return pa.DictionaryArray.from_arrays(codes, values, safe=False)


def encode(values: pa.Array) -> pa.Array:
    """The values as a dictionary, with small codes where few differ."""
    encoded = values.dictionary_encode()
    if len(encoded.dictionary) > _MAX_TEXTS_OF_A_CODE:
        return encoded
    return coded(encoded.indices.cast(pa.int16()), encoded.dictionary)


def constant(value: object, kind: pa.DataType, count: int) -> pa.Array:
    """The same value `count` times. Blocks of a long ledger share the memory of it."""
    size = max(_MAX_TEXTS_OF_A_CODE, 1 << max(count - 1, 0).bit_length())
    return _constant(value, kind, size).slice(0, count)


@lru_cache(maxsize=16)
def _constant(value: object, kind: pa.DataType, size: int) -> pa.Array:
    return pa.nulls(size, kind) if value is None else pa.repeat(pa.scalar(value, kind), size)


def plain(values: pa.Array) -> pa.Array:
    """The values row by row, where they are held as a dictionary."""
    return values.dictionary_decode() if pa.types.is_dictionary(values.type) else values
