"""Large CSV files, written a block at a time: a table of columns in memory, never the whole file.

Amounts are whole pence (int64) until they are written, as pounds and pence; no binary float is ever made of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyarrow import compute as pc
from pyarrow import csv

Pence = npt.NDArray[np.int64]
Block = Mapping[str, pa.Array]
"""Columns of texts or amounts, all of one length, by name."""

SEED = 20211
"""Every ledger is drawn from this, so a size gives the same file every time."""


def pounds(pence: Pence) -> pa.Array:
    """Amounts in pence as decimals of two places: 12345 is 123.45."""
    high_and_low = np.empty((len(pence), 2), dtype="<i8")
    high_and_low[:, 0] = pence
    high_and_low[:, 1] = pence >> 63  # the sign, carried through the upper half of 128 bits
    return pa.Array.from_buffers(pa.decimal128(18, 2), len(pence), [None, pa.py_buffer(high_and_low)])


def chosen(texts: Sequence[str], places: npt.NDArray[np.integer]) -> pa.Array:
    """The text at each place."""
    return pa.array(texts, pa.string()).take(pa.array(places))


def numbered(prefix: str, numbers: npt.NDArray[np.integer]) -> pa.Array:
    """`Purpose 1`, `Purpose 2`: the prefix with each number after it."""
    return pc.binary_join_element_wise(pa.scalar(prefix), pa.array(numbers).cast(pa.string()), pa.scalar(""))


def repeated(text: str, rows: int) -> pa.Array:
    """The same text in every row."""
    return pa.repeat(pa.scalar(text), rows)


def write_blocks(file: Path, blocks: Iterable[Block]) -> None:
    """Writes the blocks to a CSV file, one after the other, under one header."""
    with file.open("wb") as out:
        for number, block in enumerate(blocks):
            if number == 0:
                out.write((",".join(block) + "\n").encode())
            options = csv.WriteOptions(include_header=False, quoting_style="none")
            csv.write_csv(pa.table(dict(block)), out, options)


def mistyped(pence: int) -> int:
    """An amount with two neighbouring digits of its pounds in each other's place: 61.00 is 16.00.

    Where all its digits are alike, the last pound is one more.
    """
    sign, digits = (-1 if pence < 0 else 1), list(str(abs(pence)))
    for place in range(len(digits) - 3):
        if digits[place] != digits[place + 1] and (place or digits[1] != "0"):
            digits[place], digits[place + 1] = digits[place + 1], digits[place]
            return sign * int("".join(digits))
    return pence + sign * 100
