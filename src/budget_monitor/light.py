"""What makes a short-lived process quicker: pandas is imported only when needed, garbage is collected seldom, and
libraries prepare for no long work.

When pyarrow makes its first array it looks for pandas, to recognise pandas' own arrays, and importing that takes
longer than checking a ledger set. The command line makes none. So that first look is made to find nothing; whoever
asks for pandas later in the process still gets it.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType


class _NotYet:
    """Finds no pandas, and leaves every other module to the usual finders."""

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,  # noqa: ARG002 - the signature is Python's
        target: ModuleType | None = None,  # noqa: ARG002
    ) -> ModuleSpec | None:
        if fullname == "pandas":
            raise ModuleNotFoundError("pandas is not needed here", name=fullname)
        return None


COLLECT_AFTER = 200_000
"""Python's collector looks through its objects after every 700 new ones; a check makes many that live to its end."""


def collect_seldom() -> None:
    """Lets the garbage of a process that soon ends lie for longer."""
    gc.set_threshold(COLLECT_AFTER, 20, 20)


SWITCH_AFTER_SECONDS = 0.0005
"""A thread that comes back from Arrow's work waits for another's turn to end: Python's own 5 ms are longer than most
of the work."""


LIBRARIES_ARE_ASKED = {"MIMALLOC_ALLOW_THP": "0", "OPENBLAS_NUM_THREADS": "1"}
"""Arrow's allocator is asked for no pages of 2 MB: the system fills each with noughts before a byte of it is used,
which took a third of the time of a check of a million rows. numpy is asked for no threads to multiply matrices with."""


def ask_libraries() -> None:
    """Asks libraries for what suits us; they read it when imported. What the environment says already goes before."""
    for name, value in LIBRARIES_ARE_ASKED.items():
        os.environ.setdefault(name, value)


def collect_no_more() -> None:
    """Lets all garbage lie from now on: the end of a process frees everything, and Python would look through some
    hundred thousand objects for garbage before, twice. DuckDB, where it is, complains of what was not taken apart.
    """
    if "duckdb" not in sys.modules:
        gc.freeze()


def cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def without_pandas() -> None:
    """Lets pyarrow make its first array without pandas, unless pandas is there already."""
    if "pandas" in sys.modules:
        return
    finder = _NotYet()
    sys.meta_path.insert(0, finder)
    try:
        import pyarrow as pa

        pa.array([""])
    finally:
        sys.meta_path.remove(finder)


def prepare() -> None:
    """Makes a process quicker that does without pandas; one that checks many sets is quicker for it too."""
    collect_seldom()
    sys.setswitchinterval(SWITCH_AFTER_SECONDS)
    without_pandas()
