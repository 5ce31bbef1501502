"""Keeps pyarrow from importing pandas for nothing.

When pyarrow makes its first array it looks for pandas, to recognise pandas' own arrays, and importing that takes
longer than checking a ledger set. The command line makes none. So that first look is made to find nothing; whoever
asks for pandas later in the process still gets it.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType


class _NotYet(MetaPathFinder):
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
