"""Whether the memory at hand is enough for an engine that holds whole ledgers, and what to do where it is not."""

from __future__ import annotations

from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from budget_monitor.model.ledgers.ledger import InputProblem
from budget_monitor.model.running.engine import DEFAULT_ENGINE, EngineOptions

if TYPE_CHECKING:
    from collections.abc import Iterable

    from budget_monitor.load.folder import Sources

TIMES_THE_FILES = 7
"""What the engine that holds whole ledgers takes at most, as a multiple of the bytes of CSV files: 5.6 to 6.4 were
measured, with all rules on a million and on ten million rows.
"""
GIGABYTE = 10**9
_MACHINE = Path("/proc/meminfo")
_CONTAINER = Path("/sys/fs/cgroup")
_INSTEAD = "duckdb"


def with_enough_memory(options: EngineOptions, found: Sources) -> tuple[EngineOptions, Iterable[InputProblem]]:
    """The options as they are, or with DuckDB in the place of an engine for which there is too little memory, and a
    warning that says so.
    """
    free, sources = free_memory(), (*found.found, *found.mapped)
    needed = TIMES_THE_FILES * sum(source.size for source in sources)
    if options.name != DEFAULT_ENGINE or free is None or needed <= free:
        return options, ()
    largest = max(sources, key=lambda source: source.size)
    short = f"{_size(needed)} of memory may be needed, and {_size(free)} are free"
    if find_spec(_INSTEAD) is None:
        message = f"{short}; with DuckDB it would be checked from disk: pip install 'budget-monitor[{_INSTEAD}]'"
        return options, [InputProblem(largest.file, 0, "", "warning", "", message)]
    message = f"{short}: it is checked from disk, as with --engine {_INSTEAD}"
    return replace(options, name=_INSTEAD), [InputProblem(largest.file, 0, "", "warning", "", message)]


def free_memory() -> int | None:
    """The bytes that this process may still take, of the machine's and of its container's; None where that is not
    told.
    """
    left = []
    with suppress(OSError, ValueError, StopIteration):
        lines = _MACHINE.read_text(encoding="ascii").splitlines()
        left.append(int(next(line for line in lines if line.startswith("MemAvailable:")).split()[1]) * 1024)
    with suppress(OSError, ValueError):  # "max" is no number, and no limit
        most = int((_CONTAINER / "memory.max").read_text(encoding="ascii"))
        left.append(most - int((_CONTAINER / "memory.current").read_text(encoding="ascii")))
    return min(left, default=None)


def _size(size: int) -> str:
    return f"{max(size, 0) / GIGABYTE:,.1f} GB"
