"""When files were last changed, so that a change can be seen."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

LEVELS_LOOKED_AT = 2
"""Ledgers stand in the folder or a level below, their rules below that."""

Stamps = Mapping[Path, tuple[int, int]]
"""When each file was last changed, in nanoseconds, and its size in bytes."""


def stamps_of(paths: Sequence[Path]) -> Stamps:
    """The files in these folders, and these files, each with its stamp."""
    found: dict[Path, tuple[int, int]] = {}
    for path in (file for root in paths for file in _files(root, LEVELS_LOOKED_AT)):
        try:
            status = path.stat()
        except OSError:
            continue
        found[path] = (status.st_mtime_ns, status.st_size)
    return found


def changed_since(before: Stamps, paths: Sequence[Path]) -> list[str]:
    """The names of the files that have changed, come or gone since."""
    now = stamps_of(paths)
    return sorted({path.name for path in before.keys() | now.keys() if before.get(path) != now.get(path)})


def _files(root: Path, levels: int) -> Iterator[Path]:
    """The files in a folder and some levels below; a file is itself. What is hidden is left out, as the history is."""
    if os.path.isfile(root):
        yield root
        return
    try:
        inside = sorted(root.iterdir())
    except OSError:
        return
    for path in inside:
        if path.name.startswith((".", "~$")):
            continue
        if os.path.isfile(path):  # False, and no error, where the folder has no right to be gone into
            yield path
        elif levels and os.path.isdir(path):
            yield from _files(path, levels - 1)
