"""Both sides as arrays of numbers, so that a million entries can be joined: equal texts have equal codes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct

from budget_monitor.match.entries.words import (
    DATE_LIKE,
    MIN_DIGITS_OF_A_NUMBER,
    MIN_MARK_CHARACTERS,
    MIN_PREFIX_CHARACTERS,
    plain_text,
)
from budget_monitor.model.lists.matching import Side

Numbers = npt.NDArray[np.int64]
Given = TypeVar("Given")
Made = TypeVar("Made")
Texts = tuple[pa.Array, pa.Array]
"""References and names of a side."""
LEFT, RIGHT = 0, 1
NO_CODE = -1
_LONG_NUMBER = "(?P<number>[0-9]{5,})"


class Marked(Struct, frozen=True):
    """Which marks entries have: `codes[i]` is a mark of `entries[i]`."""

    entries: Numbers
    codes: Numbers


class Coded:
    """Two sides. Every list has one array for each side: see LEFT and RIGHT."""

    def __init__(self, left: Side, right: Side) -> None:
        self.sides = (left, right)
        self.amounts = [np.array(side.amounts, np.int64) for side in self.sides]
        self.days = [np.array(side.dates, np.int64) for side in self.sides]
        self._texts = [
            (pa.array(side.references, pa.string()), pa.array(side.names, pa.string())) for side in self.sides
        ]
        self.keys = self._keys()

    def _keys(self) -> list[Numbers]:
        """References as letters and digits alone; NO_CODE for a blank."""
        return together(_of_both(_reference_keys, [references for references, _ in self._texts]))

    @cached_property
    def accounts(self) -> list[Numbers] | None:
        """Which account an entry is of; None where not both sides have accounts of the same names."""
        if not all(side.accounts for side in self.sides):
            return None
        texts = [[text.casefold() for text in side.accounts] for side in self.sides]
        if not set(texts[LEFT]) & set(texts[RIGHT]) - {""}:
            return None
        return together([pa.array(text, pa.string()) for text in texts])

    @cached_property
    def blocks(self) -> list[Numbers]:
        """Entries of one block have one amount, and are of one account where both sides tell accounts apart."""
        if self.accounts is None:
            return list(self.amounts)
        return combined(self.amounts, self.accounts)

    @cached_property
    def names(self) -> list[Numbers]:
        """Names, word for word."""
        return together([names for _, names in self._texts])

    @cached_property
    def looks(self) -> list[Numbers]:
        """Entries of one look say the same: amount, date, reference and name."""
        return combined(combined(combined(self.blocks, self.days), self.keys), self.names)

    def numbers_of(self, entries: tuple[Numbers, Numbers]) -> list[Numbers]:
        """The first long number of some entries, in the reference or else in the name; NO_CODE without one, and for
        all others.
        """
        found = together(_of_both(_first_numbers, list(zip(self._texts, entries, strict=True))))
        codes = [np.full(len(side), NO_CODE, np.int64) for side in self.sides]
        for every, chosen, own in zip(codes, entries, found, strict=True):
            every[chosen] = own
        return codes

    def marks_of(self, entries: tuple[Numbers, Numbers]) -> list[Marked]:
        """What some entries could be known by: see `words.marks`."""
        found = _of_both(_marks_of, list(zip(self._texts, entries, strict=True)))
        codes = together([texts for _, texts in found])
        return [Marked(owners, own) for (owners, _), own in zip(found, codes, strict=True)]


def _of_both(job: Callable[[Given], Made], both: Sequence[Given]) -> list[Made]:
    """Both sides at once: pyarrow leaves the interpreter to others while it works."""
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(job, both))


def together(texts: Sequence[pa.Array]) -> list[Numbers]:
    """One code for each text, the same on both sides; NO_CODE for a blank."""
    joined = pa.chunked_array(list(texts)).combine_chunks().dictionary_encode()
    codes = joined.indices.to_numpy().astype(np.int64)
    blank = pc.index(joined.dictionary, pa.scalar("", pa.string())).as_py()
    if blank >= 0:
        codes[codes == blank] = NO_CODE
    return [codes[: len(texts[0])], codes[len(texts[0]) :]]


def numbered(*several: Numbers) -> tuple[list[Numbers], int]:
    """Whole numbers as codes from 0, the same for equal ones wherever they stand, and how many there are at most."""
    most = max((int(one.max(initial=0)) for one in several), default=0)
    if most < sum(map(len, several)) and all(int(one.min(initial=0)) >= 0 for one in several):
        return list(several), most + 1
    encoded = pa.array(np.concatenate(several)).dictionary_encode()
    codes = encoded.indices.to_numpy().astype(np.int64)
    ends = np.cumsum([len(one) for one in several])[:-1]
    return np.split(codes, ends), len(encoded.dictionary)


def combined(one: Sequence[Numbers], other: Sequence[Numbers]) -> list[Numbers]:
    """One code for each pair of values."""
    first, _ = numbered(*one)
    second, size = numbered(*other)
    return [ours * max(1, size) + theirs for ours, theirs in zip(first, second, strict=True)]


def in_order(values: Numbers) -> Numbers:
    """Each value once, in order: quicker than `numpy.unique`, which hashes."""
    ordered = np.sort(values)
    return ordered[np.concatenate(([True], ordered[1:] != ordered[:-1]))] if len(ordered) else ordered


def _upper(texts: pa.Array) -> pa.Array:
    """Upper case, without accents."""
    plain = pc.string_is_ascii(texts)
    upper = pc.ascii_upper(texts)
    if pc.all(plain, min_count=0).as_py():
        return upper
    strange = pc.invert(plain)
    found = pa.array([plain_text(text) for text in texts.filter(strange).to_pylist()], pa.string())
    return pc.replace_with_mask(upper, strange, found)


def _reference_keys(references: pa.Array) -> pa.Array:
    keys = pc.replace_substring_regex(_upper(references), "[^A-Z0-9]+", "")
    return pc.replace_substring_regex(keys, "^0+([0-9]+)$", r"\1")


def _first_numbers(given: tuple[Texts, Numbers]) -> pa.Array:
    both, chosen = given
    found = [pc.struct_field(pc.extract_regex(texts.take(pa.array(chosen)), _LONG_NUMBER), "number") for texts in both]
    bare = pc.utf8_ltrim(pc.coalesce(*found, pa.scalar("", pa.string())), "0")
    return pc.if_else(pc.match_substring_regex(bare, DATE_LIKE), "", bare)


def _marks_of(given: tuple[Texts, Numbers]) -> tuple[Numbers, pa.Array]:
    """Entries and their marks, each once."""
    both, chosen = given
    entries: list[Numbers] = []
    texts: list[pa.Array] = []
    for place, column in enumerate(both):
        encoded = column.take(pa.array(chosen)).dictionary_encode()
        owners, marks = _marks_of_texts(_upper(encoded.dictionary), is_reference=place == 0)
        rows, owned = joined_on(encoded.indices.to_numpy().astype(np.int64), owners)
        entries.append(chosen[rows])
        texts.append(marks.take(pa.array(owned)))
    return _each_once(np.concatenate(entries), pa.concat_arrays(texts))


def _marks_of_texts(texts: pa.Array, *, is_reference: bool) -> tuple[Numbers, pa.Array]:
    words = pc.utf8_trim(pc.replace_substring_regex(texts, "[^A-Z0-9]+", " "), " ")
    owners, parts = _split(words)
    same = owners[1:] == owners[:-1]
    pairs = pc.binary_join_element_wise(parts[:-1], parts[1:], "").filter(pa.array(same))
    digits = pc.utf8_trim(pc.replace_substring_regex(texts, "[^0-9]+", " "), " ")
    numbered, numbers = _split(digits)
    is_long = pc.greater_equal(pc.utf8_length(numbers), MIN_DIGITS_OF_A_NUMBER)
    whole = pc.match_substring_regex(words, "^[0-9]+$") if is_reference else pa.array([False] * len(words), pa.bool_())
    is_number = pc.or_(is_long, whole.take(pa.array(numbered)))
    bare = pc.utf8_ltrim(numbers, "0")
    keep = pc.and_(is_number, pc.not_equal(bare, ""))
    bare, numbered = bare.filter(keep), numbered[keep.to_numpy(zero_copy_only=False)]
    found = [(owners, parts), (owners[:-1][same], pairs)]
    if is_reference:
        found.append((np.arange(len(words)), pc.replace_substring(words, " ", "")))
    long_owners, long_marks = np.concatenate([one for one, _ in found]), pa.concat_arrays([one for _, one in found])
    is_mark = pc.and_(
        pc.greater_equal(pc.utf8_length(long_marks), MIN_MARK_CHARACTERS),
        pc.match_substring_regex(long_marks, "[0-9]"),
    )
    owners, marks = long_owners[is_mark.to_numpy(zero_copy_only=False)], long_marks.filter(is_mark)
    owners, marks = np.concatenate([owners, numbered]), pa.concat_arrays([marks, bare])
    real = pc.invert(pc.match_substring_regex(marks, DATE_LIKE))
    owners, marks = owners[real.to_numpy(zero_copy_only=False)], marks.filter(real)
    begun = pc.greater_equal(pc.utf8_length(marks), MIN_PREFIX_CHARACTERS)
    heads = pc.binary_join_element_wise(pc.utf8_slice_codeunits(marks.filter(begun), 0, MIN_PREFIX_CHARACTERS), "…", "")
    owners = np.concatenate([owners, owners[begun.to_numpy(zero_copy_only=False)]])
    return _each_once(owners, pa.concat_arrays([marks, heads]))


def _split(texts: pa.Array) -> tuple[Numbers, pa.Array]:
    """The words of texts that single spaces separate, and which text each is of."""
    lists = pc.split_pattern(texts, " ")
    parts = pc.list_flatten(lists)
    owners = pc.list_parent_indices(lists).to_numpy().astype(np.int64)
    return owners, parts


def _each_once(owners: Numbers, marks: pa.Array) -> tuple[Numbers, pa.Array]:
    encoded = marks.dictionary_encode()
    size = len(encoded.dictionary) + 1
    both = in_order(owners * size + encoded.indices.to_numpy())
    return both // size, encoded.dictionary.take(pa.array(both % size))


def joined_on(left: Numbers, right: Numbers) -> tuple[Numbers, Numbers]:
    """The places of all pairs of equal values, in the order of the left; blanks (NO_CODE) pair with nothing."""
    tables = [
        pa.table({"key": pa.array(keys), name: pa.array(np.arange(len(keys)))}).filter(pc.field("key") != NO_CODE)
        for name, keys in (("left", left), ("right", right))
    ]
    found = tables[0].join(tables[1], "key", join_type="inner")
    one, other = (found[name].to_numpy().astype(np.int64) for name in ("left", "right"))
    order = np.lexsort((other, one))
    return one[order], other[order]
