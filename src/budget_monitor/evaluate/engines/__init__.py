"""The engines: where frames of rows are computed. Narwhals runs the same expressions on each of them; what it does not
do is here. A few hundred rows need no engine: they are gone through in lists (`lists`).

arrow    pyarrow, in memory: the default
pandas   pandas with Arrow-backed columns, in memory
duckdb   larger than memory, from disk; an extra
spark    a Spark session, local or on a cluster; an extra
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from budget_monitor.errors import UsageError, did_you_mean
from budget_monitor.model.running.engine import EngineOptions

if TYPE_CHECKING:
    import pyarrow as pa

    from budget_monitor.evaluate.engines.expr import Expr

Row: TypeAlias = Mapping[str, Any]
"""The values of one row, by column."""


class Frame(Protocol):
    """Rows with named columns, to be computed where they are. Nothing changes a frame; new ones are made of it."""

    @property
    def names(self) -> list[str]:
        """The columns."""

    @property
    def is_in_memory(self) -> bool:
        """True if the rows are in memory, so that looking at them costs little."""

    def is_empty(self) -> bool:
        """True if known to be empty. False where an engine would have to compute the rows to tell."""

    def with_columns(self, *made: Expr) -> Frame:
        """The same rows with more columns, or with others of the same name."""

    def select(self, *columns: str | Expr) -> Frame:
        """Only some columns."""

    def shaped(self, columns: Mapping[str, str | Expr]) -> Frame:
        """Just these columns: a new name, and the column it is or the expression that makes it."""

    def filter(self, *conditions: Expr) -> Frame:
        """The rows for which all conditions hold."""

    def rename(self, names: Mapping[str, str]) -> Frame:
        """The same with some columns under other names."""

    def drop(self, *names: str) -> Frame:
        """The same without some columns."""

    def unique(self, names: Sequence[str]) -> Frame:
        """One row of all that have the same of some columns."""

    def grouped(self, by: Sequence[str], *sums: Expr) -> Frame:
        """A row for each group, with what its rows come to; nulls are a group like any other."""

    def singles(self, by: Sequence[str], count: str) -> Frame:
        """The rows with which no other has the same of some columns, and a column `count` that is 1 for each."""

    def join(self, right: Frame, left_on: Sequence[str], right_on: Sequence[str], *, inner: bool = False) -> Frame:
        """Joins each row with those on the right that have the same keys. Where there are none the right side is null,
        or, with `inner`, the row is left out. A null key is equal to nothing. Both frames are of one engine.
        """

    def earlier(self, by: Sequence[str], place: str, names: Mapping[str, str]) -> Frame:
        """Each row beside the one before it: columns of that row under new names, null where there is none. Rows with
        the same of `by` follow one another in the order of `place`, which no two of them share.
        """

    def first(self, by: str, most: int) -> list[Row]:
        """The rows, or the first by a column where there are more than `most`, in no order."""

    def rows(self) -> list[Row]:
        """Every row, as Python has it."""

    def to_memory(self) -> Frame:
        """The same rows, in memory."""

    def moved_to(self, other: Frame, engine: Engine) -> Frame:
        """The same rows, computed and held where another frame's are: in the engine, or in memory."""

    def counted(self) -> list[tuple[Row, int]]:
        """The distinct rows, with how often each stands there."""


class Engine(Protocol):
    """Where frames are computed. An eager engine has the rows at hand; a lazy one computes when rows are asked for."""

    is_eager: bool
    packs_words: bool
    """Whether it takes columns whose words are packed: each distinct word once, and a number for each row."""

    @property
    def failures(self) -> tuple[type[Exception], ...]:
        """What an expression that it cannot compute raises."""

    exhausted: tuple[type[Exception], ...]
    """Those that mean that there is no memory, or no room on the disk."""

    def frame(self, table: pa.Table) -> Frame:
        """The rows of an Arrow table."""

    def stored(self, file: Path) -> Frame:
        """The rows of a Parquet file."""

    def computed(self, frame: Frame) -> Frame:
        """The same rows, computed now and held in the engine."""


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
    if options.name not in ENGINES:
        raise UsageError(f"unknown engine {options.name!r}{did_you_mean(options.name, ENGINES)}")
    return ENGINES[options.name](options)
