"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Put the content in the file's place in one step: a reader sees the old file or the new, never half of one.

    The new file has the old one's permissions; a link keeps its target. Raises OSError where it cannot be written.
    """
    target = path.resolve()
    if target.exists() and not target.is_file():  # a device or a pipe, such as /dev/null, has no place to take
        target.write_bytes(content)
        return
    beside = target.with_name(f".{target.name}.{os.urandom(4).hex()}.tmp")
    try:
        with beside.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            beside.chmod(target.stat().st_mode & 0o777)
        os.replace(beside, target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Keeps others who ask the same out of a folder, so that a file in it can be read and written again.

    The lock goes with the process, however it ends. Where the system has none (Windows), nothing is kept out.
    """
    if sys.platform == "win32":
        yield
        return
    import fcntl

    folder_opened = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(folder_opened, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder_opened)
