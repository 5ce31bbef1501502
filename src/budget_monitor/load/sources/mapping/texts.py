"""A table of texts that a mapping may take, such as one of a document."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from budget_monitor.load.sources.cells import RecordProblem
from budget_monitor.load.sources.sheets.rows import Rows


class TextTable(Struct, frozen=True):
    """The texts of a table; `sheet` is what it is called in its file, `table 2`, and `title` what stands above it."""

    file: str
    sheet: str
    title: str
    texts: Sequence[Sequence[str]]
    sha256: str
    size: int

    def rows(self, manners_of: Callable[[Rows], object]) -> tuple[Rows, list[RecordProblem]]:
        """All rows; `manners_of` is shown them, though texts say themselves how they are written."""
        rows = Rows(self.texts, range(1, len(self.texts) + 1))
        manners_of(rows)
        return rows, []
