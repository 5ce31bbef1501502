"""A file tried with what is to stand beside it, before that is written there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfile

from budget_monitor.errors import MachineError
from budget_monitor.whole_file import scratch_folder


@contextmanager
def copy_with(file: Path, beside: Mapping[Path, str]) -> Iterator[Path]:
    """A copy of a file, in a folder of its own for a while with those texts beside it. Raises MachineError where there
    is no room for it.
    """
    try:
        folder = scratch_folder()
    except OSError as error:
        raise MachineError(f"no folder for temporary files can be made: {error.strerror or error}") from error
    with folder as name:
        copy = Path(name) / file.name
        try:
            copyfile(file, copy)
            for own, text in beside.items():
                (copy.parent / own).parent.mkdir(exist_ok=True)
                (copy.parent / own).write_text(text, encoding="utf-8")
        except OSError as error:
            raise MachineError(f"{file} cannot be copied to {name}: {error.strerror or error}") from error
        yield copy
