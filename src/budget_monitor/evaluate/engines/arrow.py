"""pyarrow, in memory."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from budget_monitor.evaluate.engines import Frame


class ArrowEngine:
    """Arrow's own tables."""

    is_eager = True
    packs_words = True
    exhausted: tuple[type[Exception], ...] = (MemoryError,)

    @property
    def failures(self) -> tuple[type[Exception], ...]:
        """Looked up only once something failed."""
        from budget_monitor.evaluate.engines.narwhals import FAILURES

        return FAILURES

    def frame(self, table: pa.Table) -> Frame:
        """The rows of an Arrow table."""
        from budget_monitor.evaluate.engines.narwhals import ArrowFrame  # few rows need none of it

        return ArrowFrame.of(table)

    def stored(self, file: Path) -> Frame:
        """The rows of a Parquet file, all of them in memory."""
        import pyarrow.parquet as pq

        return self.frame(pq.read_table(file))

    def computed(self, frame: Frame) -> Frame:
        """The same rows, computed."""
        from budget_monitor.evaluate.engines.narwhals import EngineFrame

        assert isinstance(frame, EngineFrame)
        return frame.computed()
