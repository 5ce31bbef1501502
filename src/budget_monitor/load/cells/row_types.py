"""Which rows are lines and which are totals, by their label or by the file's own `row_type` column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct

from budget_monitor.errors import hint, nearest
from budget_monitor.load.cells.distinct import Distinct, constant, plain
from budget_monitor.load.cells.row_problems import WARNING, CellProblem, Faults
from budget_monitor.load.cells.together import Together
from budget_monitor.model.ledgers.ledger import RowType
from budget_monitor.model.ledgers.names import SUBTOTAL_WORDS, TOTAL_WORDS, folded

_STEMS = ("total", "overall")
"""One of these is in every such word, unless a set has words of its own."""
_MANY = 1_000
"""Fewer labels are quicker gone through one by one."""
_AFTER = r"[ :*†‡.¹²³]*(?:[(\[][^()\[\]]*[)\]])?[ :*†‡.¹²³]*$"
"""What may follow the word at the end of a label: a colon, a mark of a note, something in brackets."""

NO_ROWS = ("heading", "note")
"""What a `row_type` column calls rows that hold no figures: they are left out."""


class TotalWords:
    """The words that make a row a total or a sub-total where its label begins or ends with one.

    `more` are words of the set's own, for totals. Labels have single spaces.
    """

    def __init__(self, more: Sequence[str] = ()) -> None:
        self._are_usual = not any(word.strip() for word in more)
        self._total = "|".join([TOTAL_WORDS, *(re.escape(folded(word)) for word in more if word.strip())])

    @cached_property
    def subtotal(self) -> str:
        """A pattern for labels of sub-totals: `Sub-totals`, `Housing sub-total:`, `Subtotal corporate reserves`."""
        return _at_an_end(SUBTOTAL_WORDS)

    @cached_property
    def total(self) -> str:
        """A pattern for labels of totals: `Total`, `TOTAL INCOME`, `Highways Total`, `Total (net)`."""
        return _at_an_end(self._total)

    @cached_property
    def bare(self) -> str:
        """A pattern for totals that are of everything, by their label: `Total`, `Grand total:`."""
        return f"(?i)^(?:{self._total}){_AFTER}"

    @cached_property
    def anywhere(self) -> str:
        """A pattern for labels with such a word anywhere in them."""
        return f"(?i)(?:^|[^0-9A-Za-z])(?:{SUBTOTAL_WORDS}|{self._total})(?:[^0-9A-Za-z]|$)"

    def among(self, labels: pa.Array) -> pa.Array:
        """bool: which labels have such a word anywhere in them. Few of very many do: those are sought out first."""
        if not self._are_usual or len(labels) < _MANY:
            return pc.match_substring_regex(labels, self.anywhere)
        rows = Together.of(labels).rows_with(_STEMS)
        has_word = pc.match_substring_regex(labels.take(pa.array(rows)), self.anywhere)
        found = np.zeros(len(labels), np.bool_)
        found[rows] = has_word.to_numpy(zero_copy_only=False)
        return pa.array(found)

    def are_in(self, text: str) -> bool:
        """True if a label makes its row a total or a sub-total."""
        return re.search(self.subtotal, text) is not None or re.search(self.total, text) is not None


def _at_an_end(word: str) -> str:
    return f"(?i)^(?:{word})(?:[^0-9A-Za-z-]|$)|(?:^|[ ,:(/–-])(?:{word}){_AFTER}"


class _Types(Struct, frozen=True):
    """The RowType that each distinct label stands for (string), and which are of lines with a total word in them."""

    types: pa.Array
    doubtful: pa.Array


def label_types(label: Distinct, words: TotalWords) -> _Types:
    """What each distinct label stands for."""
    has_word = words.among(label.tidy)
    types = pa.repeat(RowType.LINE.value, len(has_word))
    if not has_word.true_count:
        return _Types(types, has_word)
    found = label.tidy.filter(has_word)
    total = pc.match_substring_regex(found, words.total)
    subtotal = pc.match_substring_regex(found, words.subtotal)
    own = pc.if_else(subtotal, RowType.SUBTOTAL.value, pc.if_else(total, RowType.TOTAL.value, RowType.LINE.value))
    types = pc.replace_with_mask(types, has_word, own)
    return _Types(types, pc.and_(has_word, pc.equal(types, RowType.LINE.value)))


class RowTypeReader:
    """Tells the type of each row, block by block: as the file's row_type column states it, or else by its label."""

    def __init__(self, words: TotalWords) -> None:
        self._words = words
        self._wrong = Faults()
        self._doubtful = Faults(WARNING)

    def read(self, label: Distinct | None, stated: Distinct | None, lines: pa.Array) -> pa.Array:
        """string, perhaps as a dictionary: a RowType for each line."""
        if label is None:
            by_label = constant(RowType.LINE.value, pa.string(), len(lines))
        else:
            found = label_types(label, self._words)
            by_label = label.spread(found.types)
            self._note_doubtful(label, found.doubtful, stated, lines)
        if stated is None:
            return by_label
        known = {str(row_type.value): row_type for row_type in RowType} | {"sub-total": RowType.SUBTOTAL}
        values = [known.get(text.casefold()) for text in stated.tidy.to_pylist()]
        types = pa.array([value and value.value for value in values], pa.string())
        wrong = pc.and_(pc.is_null(types), pc.not_equal(stated.tidy, ""))
        self._wrong.add(stated.rows(wrong), stated.cells, lines)
        return pc.coalesce(plain(stated.spread(types)), plain(by_label))

    def _note_doubtful(self, labels: Distinct, doubtful: pa.Array, stated: Distinct | None, lines: pa.Array) -> None:
        """Lines whose label has a total word in it, and of which no row_type says that they are lines."""
        rows = labels.rows(doubtful)
        if len(rows) and stated is not None:
            rows = rows.filter(pc.equal(stated.tidy, "").take(stated.codes.take(rows)))
        if len(rows):
            self._doubtful.add(rows, labels.cells, lines)

    def is_bare(self, labels: Distinct, rows: pa.Array) -> pa.Array:
        """bool: whether the label of each of some rows is that of a total of everything: `Total`, `Grand total`."""
        return pc.match_substring_regex(labels.tidy.take(labels.codes.take(rows)), self._words.bare)

    @property
    def wrong(self) -> list[CellProblem]:
        """What was wrong with the row_type cells read so far."""
        return list(self._wrong.problems(_explain))

    @property
    def doubtful(self) -> list[CellProblem]:
        """The labels read so far that may be those of totals, and were read as lines."""
        message = "read as a line, though there is a total word in it; a column row_type says which it is"
        return list(self._doubtful.problems(lambda _: message))


def _explain(text: str) -> str:
    known = [RowType.LINE.value, RowType.SUBTOTAL.value, RowType.TOTAL.value, *NO_ROWS]
    near = nearest(text, known)
    return f"not a row type: expected {', '.join(known[:-1])} or {known[-1]}{hint(near)}"
