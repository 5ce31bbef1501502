"""pandas with Arrow-backed columns, in memory."""

from __future__ import annotations

from pathlib import Path

import narwhals as nw
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from budget_monitor.evaluate.engines import Frame
from budget_monitor.evaluate.engines.arrow import ArrowEngine


class PandasEngine(ArrowEngine):
    """Data frames whose columns are Arrow's: exact decimals, vectorised."""

    packs_words = False

    def frame(self, table: pa.Table) -> Frame:
        """The rows of an Arrow table."""
        native: pd.DataFrame = table.to_pandas(types_mapper=pd.ArrowDtype)
        frame: Frame = nw.from_native(native).lazy()
        return frame

    def stored(self, file: Path) -> Frame:
        """The rows of a Parquet file, all of them in memory."""
        return self.frame(pq.read_table(file))
