"""pyarrow, in memory."""

from __future__ import annotations

from pathlib import Path

import narwhals as nw
import pyarrow as pa
import pyarrow.parquet as pq

from budget_monitor.evaluate.engines import Frame


def arrow_frame(table: pa.Table) -> Frame:
    """The rows of an Arrow table, at hand."""
    frame: Frame = nw.from_native(table).lazy()
    return frame


class ArrowEngine:
    """Arrow's own tables."""

    is_eager = True
    packs_words = True
    failures: tuple[type[Exception], ...] = ()
    exhausted: tuple[type[Exception], ...] = (MemoryError,)

    def frame(self, table: pa.Table) -> Frame:
        """The rows of an Arrow table."""
        return arrow_frame(table)

    def stored(self, file: Path) -> Frame:
        """The rows of a Parquet file, all of them in memory."""
        return arrow_frame(pq.read_table(file))

    def kept(self, frame: Frame) -> Frame:
        """The same rows, computed."""
        computed: Frame = frame.collect().lazy()
        return computed
