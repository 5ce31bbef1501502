"""Puts new files into a new or empty folder: all of them, or none."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from errno import EEXIST
from pathlib import Path

from budget_monitor.errors import UsageError
from budget_monitor.whole_file import (
    NOT_WHOLE,
    UNFINISHED,
    beside_name,
    remove_left_behind,
    remove_never_filled,
    waiting_among,
)


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the files into `folder`, which is made unless it is there and empty.

    Raises UsageError, with nothing written, when something is in the folder already, or it cannot be written.
    """
    try:
        _check(folder)
        if folder.exists():
            _fill(folder, files)
        else:
            _make(folder, files)
    except OSError as error:
        raise UsageError(f"cannot write {folder}: {error.strerror or error}; nothing was written") from error


def _check(folder: Path) -> None:
    if folder.is_symlink() and not folder.exists():
        raise UsageError(f"{folder}: is a link that leads nowhere; nothing was written")
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder}: is a file; name a new folder, or an empty one; nothing was written")
    if folder.is_dir():
        remove_never_filled(folder)
        for name in waiting_among(folder.iterdir()):
            raise UsageError(f"{folder / name}: {NOT_WHOLE}; nothing was written")
    if folder.exists() and (found := sorted(os.listdir(folder))):
        more = f" and {len(found) - 3:,} more" if len(found) > 3 else ""
        raise UsageError(
            f"{folder}: is not empty (it has {', '.join(found[:3])}{more}); name a new folder, or an empty one;"
            " nothing was written"
        )
    if not folder.exists() and not folder.parent.is_dir():
        raise UsageError(f"{folder}: there is no folder {folder.parent} to make it in; nothing was written")


def _make(folder: Path, files: Mapping[str, bytes]) -> None:
    """A new folder takes its place in one step, with everything in it."""
    remove_left_behind(folder)
    building = beside_name(folder)
    building.mkdir(mode=0o700)
    try:
        _write(building, files)
        building.chmod(0o777 & ~_umask())
        os.rename(building, folder)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise


def _fill(folder: Path, files: Mapping[str, bytes]) -> None:
    """An empty folder stays what it is (somebody may stand in it): the files are made whole inside, then moved up.

    Where that is cut short, who reads the folder sees by what still waits that it is not whole.
    """
    building = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=folder))
    moved: list[Path] = []
    try:
        _write(building, files)
        for name in files:
            if (folder / name).exists():  # somebody else has begun to fill the folder
                raise FileExistsError(EEXIST, f"{name} is there by now")
            os.rename(building / name, folder / name)
            moved.append(folder / name)
    except BaseException:
        for path in moved:
            path.unlink(missing_ok=True)
        raise
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        with (folder / name).open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())


def _umask() -> int:
    """What a new folder's permissions leave out; it can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
