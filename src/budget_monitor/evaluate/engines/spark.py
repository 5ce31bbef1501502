"""Spark: a session on this machine, on a cluster, or behind Spark Connect."""

from __future__ import annotations

import os
import re
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pyarrow as pa

from budget_monitor.errors import UsageError, missing_extra, one_line
from budget_monitor.evaluate.engines import Frame
from budget_monitor.evaluate.engines.narwhals import FAILURES, EngineFrame
from budget_monitor.model.running.engine import LOCAL, EngineOptions

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

CONNECT_PORT = 15002
"""Where a Spark Connect server listens unless its address says otherwise."""

JAVA = (
    "Spark needs Java 17 or later, and there is no `java` on the path: install it (apt install openjdk-17-jre-headless,"
    " brew install openjdk@17, or winget install Microsoft.OpenJDK.17), or set JAVA_HOME"
)


class SparkEngine:
    """A Spark session, which other runs of the same process share."""

    is_eager = False
    packs_words = False
    exhausted: tuple[type[Exception], ...] = (MemoryError,)

    def __init__(self, options: EngineOptions) -> None:
        try:
            from pyspark.errors import PySparkException
        except ModuleNotFoundError as error:
            raise missing_extra("spark") from error
        self.session = _session(options.spark)
        self.failures: tuple[type[Exception], ...] = (PySparkException, *_java_errors(), *FAILURES)

    def frame(self, table: pa.Table) -> Frame:
        """The rows of an Arrow table."""
        return EngineFrame.of(self.session.createDataFrame(table))

    def stored(self, file: Path) -> Frame:
        """The rows of a Parquet file, which the session's workers must see."""
        return EngineFrame.of(self.session.read.parquet(str(file)))

    def computed(self, frame: Frame) -> Frame:
        """The same rows, kept by the workers."""
        assert isinstance(frame, EngineFrame)
        return EngineFrame.of(frame.native.to_native().persist())


def _session(where: str) -> SparkSession:
    """A session there, with exact decimals that overflow into an error. Raises UsageError when there is none."""
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.appName("budget-monitor").config("spark.sql.ansi.enabled", "true")
    builder = builder.config("spark.sql.execution.arrow.pyspark.enabled", "true")
    is_connect = where.startswith("sc://")
    if is_connect:
        _check_answers(where)
        builder = builder.remote(where)
    else:
        if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
            raise UsageError(JAVA)
        builder = builder.master(where).config("spark.ui.enabled", "false").config("spark.log.level", "ERROR")
        builder = builder.config("spark.ui.showConsoleProgress", "false")
        if where.startswith(LOCAL):  # a small machine needs neither 200 parts of every sum nor a network
            builder = builder.config("spark.sql.shuffle.partitions", "4").config("spark.driver.host", "localhost")
            builder = builder.config("spark.driver.bindAddress", "127.0.0.1")
    own: tuple[type[Exception], ...] = (PySparkException, OSError, RuntimeError, ValueError, ImportError)
    stops = own + _java_errors() + _rpc_errors()
    with _quiet() as said:
        try:
            return builder.getOrCreate()
        except stops as error:
            raise UsageError(f"Spark cannot be started at {where}: {_reason(error, said())}") from error


def _check_answers(where: str) -> None:
    """Raises UsageError where no server listens: Spark's own client would go on asking for ten minutes."""
    try:
        address = urlsplit(where)
        with socket.create_connection((address.hostname or "", address.port or CONNECT_PORT), timeout=10):
            pass
    except (OSError, ValueError) as error:
        raise UsageError(f"Spark cannot be reached at {where}: {error}") from error


def _java_errors() -> tuple[type[Exception], ...]:
    """What the bridge to Java raises. A client of Spark Connect has no such bridge."""
    try:
        from py4j.protocol import Py4JError
    except ModuleNotFoundError:
        return ()
    return (Py4JError,)


def _rpc_errors() -> tuple[type[Exception], ...]:
    """What the way to a Spark Connect server raises, where it is installed."""
    try:
        from grpc import RpcError
    except ModuleNotFoundError:
        return ()
    return (RpcError,)


@contextmanager
def _quiet() -> Iterator[Callable[[], str]]:
    """Java writes notices to the screen as it starts; they are kept, and told only if it does not."""
    with tempfile.TemporaryFile() as notices:
        screen = os.dup(2)
        os.dup2(notices.fileno(), 2)

        def said() -> str:
            notices.seek(0)
            return notices.read().decode(errors="replace")

        try:
            yield said
        finally:
            os.dup2(screen, 2)
            os.close(screen)


_TOLD = re.compile(r"(?i)error|exception|fail|unsupported|refused|denied|cannot")


def _reason(error: Exception, notices: str) -> str:
    """Why it did not start: the first thing Java said that sounds like a reason, or else what Python says of it."""
    told = next((line.strip() for line in notices.splitlines() if _TOLD.search(line)), "")
    return told or one_line(error)
