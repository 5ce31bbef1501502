"""DuckDB: ledgers larger than memory, from disk."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import Any

import pyarrow as pa

from budget_monitor.errors import UsageError, missing_extra, one_line
from budget_monitor.evaluate.engines import Frame
from budget_monitor.evaluate.engines.narwhals import FAILURES, EngineFrame
from budget_monitor.model.running.engine import EngineOptions


class DuckDbEngine:
    """A database in memory that goes to the scratch folder when it holds too much."""

    is_eager = False
    packs_words = False

    def __init__(self, options: EngineOptions) -> None:
        try:
            import duckdb
        except ModuleNotFoundError as error:
            raise missing_extra("duckdb") from error
        settings: dict[str, Any] = {"memory_limit": options.memory, "preserve_insertion_order": "false"}
        if options.scratch is not None:
            settings["temp_directory"] = str(options.scratch)
        try:
            self.connection = duckdb.connect(config=settings)
        except duckdb.Error as error:
            started_with = f"engine.memory = {options.memory}"
            raise UsageError(f"DuckDB cannot be started with {started_with}: {one_line(error)}") from error
        self.failures: tuple[type[Exception], ...] = (duckdb.Error, *FAILURES)
        self.exhausted: tuple[type[Exception], ...] = (
            MemoryError, duckdb.OutOfMemoryException, duckdb.IOException,
        )  # fmt: skip
        self._numbers = count()

    def frame(self, table: pa.Table) -> Frame:
        """The rows of an Arrow table."""
        return EngineFrame.of(self.connection.from_arrow(table))

    def stored(self, file: Path) -> Frame:
        """The rows of a Parquet file, read as they are needed."""
        return EngineFrame.of(self.connection.read_parquet(str(file)))

    def computed(self, frame: Frame) -> Frame:
        """The same rows in a table of the database."""
        name = f"kept_{next(self._numbers)}"
        assert isinstance(frame, EngineFrame)
        frame.native.to_native().create(name)
        return EngineFrame.of(self.connection.table(name))
