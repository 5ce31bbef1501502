"""The file that remembers what a person has cleared in a report, so that the next draft is not asked about again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from budget_monitor.errors import UsageError

VERSION = 1
MAX_FILE_BYTES = 10_000_000


def read_ticks(path: Path) -> dict[str, str]:
    """What was cleared: by its key what it was, in words. Nothing where there is no such file yet.

    Raises UsageError where the file cannot be read, or is none of this kind.
    """
    if not path.exists():
        return {}
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise UsageError(f"cannot read {path}: it has more than {MAX_FILE_BYTES:,} bytes")
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot read {path}: it is no file of ticks ({error})") from error
    cleared = told.get("cleared") if isinstance(told, dict) and told.get("version") == VERSION else None
    if not isinstance(cleared, list):
        raise UsageError(f"cannot read {path}: it is no file of ticks of version {VERSION}")
    return {str(one["key"]): str(one.get("what", "")) for one in cleared if isinstance(one, dict) and "key" in one}


def ticks_text(cleared: Mapping[str, str]) -> bytes:
    """The file, one entry a line, in the order of the keys."""
    entries = [{"key": key, "what": what} for key, what in sorted(cleared.items())]
    return (json.dumps({"version": VERSION, "cleared": entries}, indent=1, ensure_ascii=False) + "\n").encode()
