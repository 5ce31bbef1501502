"""What is known of a ledger's rows from reading them once."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from budget_monitor.model.ledgers.ledger import LINE, ROW_TYPE, SEQ, STEP, YEAR, Facts

MAX_WORDS_KNOWN = 5_000
"""Distinct texts of a column that are remembered; a column with more holds descriptions, not names."""

MIN_PLACES_OF_TWO_REPORTS = 2


class FactFinder:
    """Gathers the facts, block by block."""

    def __init__(self) -> None:
        self._rows = 0
        self._blanks: set[str] = set()
        self._row_types: set[str] = set()
        self._years: set[int] = set()
        self._places: set[int | None] = set()
        self._steps_back = False
        self._words: dict[str, set[str]] = {}

    def look_at(self, columns: Mapping[str, pa.Array]) -> None:
        """Take in some rows: the typed columns and the added ones. A dictionary has no entry that no row has."""
        self._rows += len(columns[LINE])
        for name, values in columns.items():
            words = self._words.setdefault(name, set())
            if values.null_count:
                self._blanks.add(name)
            if len(words) <= MAX_WORDS_KNOWN:
                words |= set(_some_words(values))
        self._row_types |= set(_distinct(columns[ROW_TYPE]).to_pylist())
        self._steps_back |= columns[STEP].null_count < len(columns[STEP])
        if len(self._places) < MIN_PLACES_OF_TWO_REPORTS:
            self._places |= set(_distinct(columns[SEQ]).to_pylist())
        self._years |= {year for year in _distinct(columns[YEAR]).to_pylist() if year is not None}

    @property
    def found(self) -> Facts:
        """The facts about all rows so far."""
        only = {
            name: next(iter(words))
            for name, words in self._words.items()
            if len(words) == 1 and name not in self._blanks
        }
        known = {name: frozenset(words) for name, words in self._words.items() if 0 < len(words) <= MAX_WORDS_KNOWN}
        return Facts(
            self._rows, frozenset(self._blanks), frozenset(self._row_types), frozenset(self._years), only, known,
            is_one_report=len(self._places) < MIN_PLACES_OF_TWO_REPORTS and not self._steps_back,
        )  # fmt: skip


def _distinct(values: pa.Array) -> pa.Array:
    return values.dictionary if pa.types.is_dictionary(values.type) else pc.unique(values)


def _some_words(values: pa.Array) -> list[str]:
    """The distinct texts of a column of texts, or so many that they are too many; none of another column."""
    kind = values.type.value_type if pa.types.is_dictionary(values.type) else values.type
    if not pa.types.is_string(kind):
        return []
    words: list[str | None] = _distinct(values).slice(0, MAX_WORDS_KNOWN + 1).to_pylist()
    return [word for word in words if word is not None]
