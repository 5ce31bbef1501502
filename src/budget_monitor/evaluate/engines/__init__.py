"""What computes. Narwhals runs the same expressions on every engine; here is what it does not do.

arrow    pyarrow, in memory: the default
pandas   pandas with Arrow-backed columns, in memory
duckdb   larger than memory, from disk; an extra
spark    a Spark session, local or on a cluster; an extra
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeAlias

from budget_monitor.errors import UsageError, did_you_mean
from budget_monitor.model.engine import EngineOptions

if TYPE_CHECKING:
    import narwhals as nw
    import pyarrow as pa

Frame: TypeAlias = "nw.LazyFrame[object]"


class Engine(Protocol):
    """Where frames are computed. An eager engine has the rows at hand; a lazy one computes when rows are asked for."""

    is_eager: bool
    packs_words: bool
    """Whether it can group by columns whose words are packed as a dictionary."""
    failures: tuple[type[Exception], ...]
    """What its own exceptions are, apart from those of Arrow and Narwhals."""
    exhausted: tuple[type[Exception], ...]
    """Those that mean that there is no memory, or no room on the disk."""

    def frame(self, table: pa.Table) -> Frame:
        """The rows of an Arrow table."""

    def stored(self, file: Path) -> Frame:
        """The rows of a Parquet file."""

    def kept(self, frame: Frame) -> Frame:
        """The same rows, computed now and kept where the engine keeps things."""


def _arrow(_: EngineOptions) -> Engine:
    from budget_monitor.evaluate.engines.arrow import ArrowEngine

    return ArrowEngine()


def _pandas(_: EngineOptions) -> Engine:
    from budget_monitor.evaluate.engines.pandas import PandasEngine

    return PandasEngine()


def _duckdb(options: EngineOptions) -> Engine:
    from budget_monitor.evaluate.engines.duckdb import DuckDbEngine

    return DuckDbEngine(options)


def _spark(options: EngineOptions) -> Engine:
    from budget_monitor.evaluate.engines.spark import SparkEngine

    return SparkEngine(options)


ENGINES: Mapping[str, Callable[[EngineOptions], Engine]] = {
    "arrow": _arrow, "pandas": _pandas, "duckdb": _duckdb, "spark": _spark,
}  # fmt: skip
FROM_DISK = frozenset({"duckdb", "spark"})
"""The engines that read long ledgers from disk."""


def open_engine(options: EngineOptions) -> Engine:
    """The engine of that name. Raises UsageError for an unknown one, and for one that cannot be started."""
    check_engine(options.name)
    return ENGINES[options.name](options)


def check_engine(name: str) -> None:
    """Raises UsageError for an engine that does not exist."""
    if name not in ENGINES:
        raise UsageError(f"unknown engine {name!r}{did_you_mean(name, ENGINES)}")
