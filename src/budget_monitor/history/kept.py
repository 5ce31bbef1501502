"""How much of a ledger the history holds, and how it says so itself: by the names of a reading's key.

`["financial_year", "#reserve"]` is a key of which a digest stands for each reserve; `NO_FIGURES` a reading of which no
figures were kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from budget_monitor.model.ledgers.names import digest_of
from budget_monitor.model.withheld.reports import KEPT

if TYPE_CHECKING:
    import pyarrow as pa

NO_FIGURES = ("(figures not kept)",)
_DIGEST = "#"


class Kept(Struct, frozen=True):
    """What the settings let the history keep: the names in keys, and every figure of money."""

    texts: bool
    figures: bool

    def names_of(self, names: Sequence[str]) -> Sequence[str]:
        """What the history calls the columns of a key."""
        if not self.figures:
            return NO_FIGURES
        return [name if self._is_kept(name) else f"{_DIGEST}{name}" for name in names]

    def words(self, name: str, column: pa.ChunkedArray) -> pa.ChunkedArray:
        """The texts of a column of a key as they are kept."""
        import pyarrow as pa

        if self._is_kept(name):
            return column
        packed = column.combine_chunks().dictionary_encode()
        digests = pa.array([digest_of(word) for word in packed.dictionary.to_pylist()], pa.string())
        return pa.chunked_array([digests.take(packed.indices)])

    def _is_kept(self, name: str) -> bool:
        return self.texts or name in KEPT


def plain_names(names: Sequence[str]) -> tuple[str, ...]:
    """The columns of a key, whatever was kept of them."""
    return tuple(name.removeprefix(_DIGEST) for name in names)


def to_digest(names: Sequence[str], others: Sequence[str]) -> frozenset[int]:
    """The places in a key of what was kept in one reading and is a digest in the other."""
    return frozenset(place for place, name in enumerate(names) if f"{_DIGEST}{name}" in others)
