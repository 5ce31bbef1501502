"""A workbook read in a process of its own, so that one at which the compiled reader is for ever ends in a message.

Nothing in this process can break off compiled code at work: no signal, no other thread. A process can be ended.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from time import monotonic
from typing import Any

from budget_monitor.load.sources.sheets.compiled import child
from budget_monitor.load.sources.sheets.compiled.answers import (
    DamagedError,
    ProtectedError,
    SheetCells,
    SheetInfo,
    TooMuchError,
)
from budget_monitor.model.running.limits import limits
from budget_monitor.model.running.patience import SHARE_OF_WAITING, STOPPED, was_stopped

READER = "python_calamine"
CHILD = Path(child.__file__)
SECONDS_BETWEEN_LOOKS = 0.1
"""How often is looked whether Ctrl-C was pressed."""
_NO_MEMORY = b"memory allocation of"
"""How the words begin with which compiled code ends where it gets no memory."""


def can_read_apart() -> bool:
    """Whether there is a Python to start: a program that was made into one file has none of its own."""
    return bool(sys.executable) and not getattr(sys, "frozen", False) and CHILD.exists()


class ReadApart:
    """Opened from its bytes, all sheets at once. Raises ProtectedError, DamagedError, and TooMuchError where the reader
    takes more time or memory than the limits in force allow.
    """

    def __init__(self, content: bytes) -> None:
        kind, told = _answer(content)
        if kind == "protected":
            raise ProtectedError
        if kind == "memory":
            raise TooMuchError(
                f"the file needs more than {limits().reader_megabytes:,} MB of memory to be read: save it as .xlsx, or"
                " allow it more (limits.reader_megabytes)"
            )
        if kind == "damaged":
            raise DamagedError(told)
        self.sheets = [SheetInfo(name, is_hidden) for name, is_hidden, *_ in told]
        """The sheets that hold cells, in their order; charts and macros are none."""
        self._cells = {
            name: SheetCells(height, width, merged, lambda rows=rows: pickle.loads(rows))  # type: ignore[misc]
            for name, _, (height, width), merged, rows in told
        }

    def sheet(self, name: str) -> SheetCells:
        """The cells of a sheet."""
        return self._cells[name]


def _answer(content: bytes) -> tuple[str, Any]:
    """What the process answers. It is over when this returns or raises."""
    most = limits()
    try:
        process = _started(most.reader_seconds, most.reader_megabytes)
    except OSError as error:
        raise DamagedError(f"the process that reads it cannot be started ({error.strerror or error})") from error
    with process, ThreadPoolExecutor(1) as pool:
        answering = pool.submit(process.communicate, content)
        try:
            out, err = _waited_for(answering, most.reader_seconds)
        finally:
            process.kill()
    if out and process.returncode == 0:
        answer: tuple[str, Any] = pickle.loads(out)
        return answer
    if process.returncode == -getattr(signal, "SIGXCPU", 0):
        raise TooMuchError(_TOO_LONG.format(most.reader_seconds))
    return ("memory" if _NO_MEMORY in err else "damaged"), child.GAVE_UP


def _started(seconds: int, megabytes: int) -> subprocess.Popen[bytes]:
    found = find_spec(READER)
    assert found is not None, "it is a dependency of this program"
    assert found.origin is not None, "it has files"
    folder = Path(found.origin).parents[1]
    return subprocess.Popen(
        [sys.executable, "-I", "-S", str(CHILD), str(folder), str(seconds), str(megabytes)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "RUST_BACKTRACE": "0"},  # to tell how it came there takes memory where there is none
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def _waited_for(answering: Future[tuple[bytes, bytes]], seconds: int) -> tuple[bytes, bytes]:
    """What the process writes, once it has ended. On a machine that is busy it may take longer than its own time."""
    until = monotonic() + (seconds / SHARE_OF_WAITING if child.CAN_BE_BOUND else seconds)
    while True:
        try:
            return answering.result(SECONDS_BETWEEN_LOOKS)
        except TimeoutError:
            if was_stopped():
                raise TooMuchError(f"{STOPPED} while the file was read") from None
            if monotonic() > until:
                raise TooMuchError(_TOO_LONG.format(seconds)) from None


_TOO_LONG = "the file takes longer than {} s to read: save it as .xlsx, or allow it more time (limits.reader_seconds)"
