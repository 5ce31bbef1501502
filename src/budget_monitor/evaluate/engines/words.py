"""What is made of one column of packed words is made once for each word, and not once for each row."""

from __future__ import annotations

from collections.abc import Sequence

import narwhals as nw
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct, field

from budget_monitor.evaluate.engines.codes import dictionary, filled
from budget_monitor.evaluate.engines.expr import Expr, col
from budget_monitor.evaluate.engines.rendering import rendered

_OF_ONE_ROW = frozenset(
    {"col", "lit", "==", "!=", "&", "|", "~", "is_in", "fill_null", "is_null", "lower", "without_spaces", "contains"}
)
"""Operations whose value in a row depends on that row alone, and that are ever asked of words."""


class MadeOfWords(Struct):
    """A table, with the columns that were made of its words so far."""

    table: pa.Table
    packed: frozenset[str]
    made: list[str] = field(default_factory=list)
    _known: dict[int, Expr] = field(default_factory=dict)

    def replaced(self, parts: Sequence[Expr]) -> list[Expr]:
        """The same expressions, of the columns that `table` has then. What occurs in several places stays one."""
        return [self._of(part).alias(part.name) for part in parts]

    def _of(self, expr: Expr) -> Expr:
        if not expr.parts or self.packed.isdisjoint(expr.columns):
            return expr
        if id(expr) not in self._known:
            is_of_words = len(expr.columns) == 1 and _is_of_one_row(expr)
            self._known[id(expr)] = self._column(expr) if is_of_words else expr.of(*map(self._of, expr.parts))
        return self._known[id(expr)]

    def _column(self, expr: Expr) -> Expr:
        """What an expression of one column of packed words comes to, as a column of the table."""
        (name,) = expr.columns
        self.made.append(f"__of_words{len(self.made)}")
        self.table = self.table.append_column(self.made[-1], of_each(dictionary(self.table[name]), name, expr))
        return col(self.made[-1])


def _is_of_one_row(expr: Expr) -> bool:
    return expr.op in _OF_ONE_ROW and all(map(_is_of_one_row, expr.parts))


def of_each(words: pa.DictionaryArray, name: str, expr: Expr) -> pa.Array:
    """An expression of one column of words, row by row; packed where it makes words of them."""
    known = words.dictionary
    each = pa.table({name: pa.concat_arrays([known, pa.nulls(1, known.type)])})
    made = nw.from_native(each).select(*rendered([expr.alias("made")])).to_native()["made"].combine_chunks()
    if not pa.types.is_string(made.type):
        return made.take(filled(words.indices, len(known)))
    if made[:-1].equals(known):  # only blanks can have changed
        return _blanks_filled(words, made)
    own = made.dictionary_encode()
    return pa.DictionaryArray.from_arrays(own.indices.take(filled(words.indices, len(known))), own.dictionary)


def _blanks_filled(words: pa.DictionaryArray, made: pa.Array) -> pa.DictionaryArray:
    """The same words, with the last of `made` for blanks."""
    if not words.indices.null_count or not made[-1].is_valid:
        return words
    place = pc.index(words.dictionary, made[-1]).as_py()
    if place >= 0:
        return pa.DictionaryArray.from_arrays(filled(words.indices, place), words.dictionary)
    return pa.DictionaryArray.from_arrays(filled(words.indices, len(words.dictionary)), made)
