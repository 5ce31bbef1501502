"""An engine that is running, with its folder for what does not fit into memory."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from msgspec.structs import replace

from budget_monitor.errors import MachineError, UsageError, one_line
from budget_monitor.model.running.ending import raise_what_ends
from budget_monitor.model.running.engine import FROM_DISK_INSTEAD, LOCAL, EngineOptions
from budget_monitor.whole_file import scratch_folder

if TYPE_CHECKING:
    from budget_monitor.evaluate.engines import Engine


class Opened:
    """An engine, started before the ledgers are read: what is wrong with it is told at once.

    An engine that reads from disk gets a folder in which the loader keeps long ledgers. It goes when this is closed,
    and with the process at the latest.
    """

    def __init__(self, options: EngineOptions) -> None:
        """Raises UsageError for an engine that is unknown, not installed, or cannot be started."""
        from budget_monitor.evaluate.engines import FROM_DISK, open_engine

        self._folder: TemporaryDirectory[str] | None = None
        if options.name in FROM_DISK:
            if options.name == "spark" and not options.spark.startswith(LOCAL) and options.scratch is None:
                raise UsageError(
                    f"Spark at {options.spark} needs a folder that this machine and its workers both see, for long"
                    " ledgers: set engine.scratch"
                )
            self._folder = _scratch(options.scratch)
            weakref.finalize(self, self._folder.cleanup)  # where nobody closes it
        self.options = replace(options, scratch=self.folder)
        try:
            self.engine: Engine = open_engine(self.options)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Removes the folder, with the ledgers in it."""
        if self._folder is not None:
            self._folder.cleanup()

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """While the engine computes. Raises MachineError when it gives out: no memory, no room, a lost session."""
        try:
            yield
        except (*self.engine.exhausted, *self.engine.failures) as error:
            raise_what_ends()
            advice = FROM_DISK_INSTEAD if self.folder is None and isinstance(error, MemoryError) else ""
            raise MachineError(f"the engine {self.options.name} gave out: {one_line(error)}{advice}") from error

    @property
    def folder(self) -> Path | None:
        """Where long ledgers are kept; None where they are kept in memory."""
        return None if self._folder is None else Path(self._folder.name)


def _scratch(within: Path | None) -> TemporaryDirectory[str]:
    try:
        return scratch_folder(within)
    except OSError as error:
        place = "the system's folder for temporary files" if within is None else str(within)
        raise MachineError(f"{place}: no folder can be made in it: {error.strerror or error}") from error
