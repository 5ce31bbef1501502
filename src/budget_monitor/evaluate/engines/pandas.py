"""pandas with Arrow-backed columns, in memory."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa

from budget_monitor.evaluate.engines import Frame
from budget_monitor.evaluate.engines.arrow import ArrowEngine
from budget_monitor.evaluate.engines.narwhals import EngineFrame


class PandasEngine(ArrowEngine):
    """Data frames whose columns are Arrow's: exact decimals, vectorised."""

    packs_words = False

    def frame(self, table: pa.Table) -> Frame:
        """The rows of an Arrow table."""
        native: pd.DataFrame = table.to_pandas(types_mapper=pd.ArrowDtype)
        return EngineFrame.of(native)
