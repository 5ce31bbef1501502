"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import re
import shutil
import stat
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

HOURS_UNTIL_LEFT_BEHIND = 1
"""A half-written file that has not changed for so long was left by a process that was killed."""
HOURS_UNTIL_SCRATCH_IS_LEFT = 24
"""The same of a folder in use, where its process cannot be seen: it may run in another container."""
UNFINISHED = ".budget-monitor."
"""How the name of a folder begins in which the files of the folder around it wait until all are written."""
_OWN_UNFINISHED = re.compile(re.escape(UNFINISHED) + r"[a-z0-9_]{8}")
NOT_WHOLE = "what wrote this folder was stopped, and the rest waits in here: empty the folder and write it again"
"""What is said of such a folder that was left behind."""
_SCRATCH = "budget-monitor-"
MAX_LINKS_FOLLOWED = 40
_DESCRIPTOR = re.compile(r"/dev/(?:fd|std)/?(\d+|in|out|err)|/proc/(?:self|\d+)/fd/(\d+)")
_STANDARD = {"in": 0, "out": 1, "err": 2}


def write_whole(path: Path, content: bytes) -> None:
    """Put the content in the file's place in one step: a reader sees the old file or the new, never half of one.

    The new file has the old one's permissions, and its owner and group as far as this user may give them; it is never
    readable by more people in between. A link keeps its target. A file with several names (hard links) keeps them: it
    is written over in its place once the content is safe beside it. Raises OSError where it cannot be written.
    """
    target = path.resolve()
    old = target.stat() if target.exists() else None
    if old is not None and not stat.S_ISREG(old.st_mode):  # a device or a pipe, such as /dev/null, has no place to take
        target.write_bytes(content)
        return
    remove_left_behind(target)
    beside = beside_name(target)
    mode = 0o666 if old is None else stat.S_IMODE(old.st_mode) & 0o777
    try:
        with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode & 0o600 if old else mode), "wb") as file:
            if old is not None:
                _like(file.fileno(), old, mode)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if old is not None and old.st_nlink > 1:
            target.write_bytes(content)
            beside.unlink()
        else:
            os.replace(beside, target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _like(descriptor: int, old: os.stat_result, mode: int) -> None:
    """Gives a new file the owner, group and permissions of the old one, the last at last."""
    if hasattr(os, "fchown"):
        new = os.fstat(descriptor)
        for owner, group in ((old.st_uid, old.st_gid), (-1, old.st_gid)):
            if (new.st_uid, new.st_gid) == (old.st_uid, old.st_gid):
                break
            with suppress(OSError):
                os.fchown(descriptor, owner, group)
                break
        os.fchmod(descriptor, mode)


def beside_name(target: Path) -> Path:
    """A name beside a file or folder for what is to take its place, once it is whole."""
    return target.with_name(f"{_prefix(target)}{os.urandom(4).hex()}.tmp")


def _prefix(target: Path) -> str:
    """What the names of half-written files begin with; short, so that any name that can be has one beside it."""
    return f".{target.name.encode(errors='surrogateescape')[:60].decode(errors='ignore')}."


def remove_left_behind(target: Path) -> None:
    """Removes half-written files and folders of the same output, left by a process that was killed."""
    pattern = re.compile(re.escape(_prefix(target)) + r"[0-9a-f]{8}\.tmp")
    oldest = time.time() - HOURS_UNTIL_LEFT_BEHIND * 3600
    with suppress(OSError), os.scandir(target.parent) as entries:
        for entry in entries:
            if pattern.fullmatch(entry.name) and entry.stat(follow_symlinks=False).st_mtime < oldest:
                _removed(entry)


def waiting_among(inside: Iterable[Path]) -> list[str]:
    """The folders, of what is in a folder, with files that were to be moved up into that, and were not, by name."""
    with suppress(OSError):
        found = (path for path in inside if path.name.startswith(UNFINISHED) and path.is_dir())
        return sorted(path.name for path in found if any(path.iterdir()))
    return []


def remove_never_filled(folder: Path) -> None:
    """Empties a folder that a process was killed in before any file stood in its place, and that has nothing else."""
    oldest = time.time() - HOURS_UNTIL_LEFT_BEHIND * 3600
    with suppress(OSError), os.scandir(folder) as entries:
        inside = list(entries)
        if all(_OWN_UNFINISHED.fullmatch(one.name) and one.is_dir(follow_symlinks=False)
               and one.stat(follow_symlinks=False).st_mtime < oldest for one in inside):  # fmt: skip
            for entry in inside:
                _removed(entry)


def _removed(entry: os.DirEntry[str]) -> None:
    if entry.is_dir(follow_symlinks=False):
        shutil.rmtree(entry.path, ignore_errors=True)
        return
    with suppress(OSError):
        os.unlink(entry.path)


def scratch_folder(within: Path | None = None) -> tempfile.TemporaryDirectory[str]:
    """A folder for a while, in the system's for temporary files unless another is given; what processes that were
    killed have left there goes first. Raises OSError where none can be made.
    """
    _remove_scratch(within or Path(tempfile.gettempdir()))
    return tempfile.TemporaryDirectory(prefix=f"{_SCRATCH}{os.getpid()}-", dir=within)


def _remove_scratch(home: Path) -> None:
    oldest = time.time() - HOURS_UNTIL_SCRATCH_IS_LEFT * 3600
    own = getattr(os, "getuid", lambda: 0)()
    with suppress(OSError), os.scandir(home) as entries:
        for entry in entries:
            process = re.match(rf"{_SCRATCH}(\d{{1,9}})-", entry.name)
            if process is None or not entry.is_dir(follow_symlinks=False):
                continue
            stated = entry.stat(follow_symlinks=False)
            if stated.st_mtime < oldest and stated.st_uid == own and not _is_running(int(process[1])):
                _removed(entry)


def _is_running(process: int) -> bool:
    if sys.platform == "win32":  # where a signal of nothing would end it
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass
    return True


def descriptor_of(path: Path) -> int | None:
    """The stream that a path is another name for: 1 of `-`, `/dev/stdout` and links to it; None of any other path.

    What such a path resolves to must not be replaced: it may be the log that another program writes to.
    """
    if str(path) == "-":
        return 1
    place = os.path.abspath(path)
    for _ in range(MAX_LINKS_FOLLOWED):
        if found := _DESCRIPTOR.fullmatch(place):
            name = found[1] or found[2]
            return _STANDARD[name] if name in _STANDARD else int(name)
        try:
            place = os.path.normpath(os.path.join(os.path.dirname(place), os.readlink(place)))
        except (OSError, ValueError):
            return None
    return None


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
