"""The process that the command line runs in: streams that may be closed or full, and signals that end it.

Whatever becomes of stdout and stderr, the exit code says what the run came to, and no traceback is left behind.
"""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import TextIO

from budget_monitor.model.running.ending import end_with, forget, interrupt, is_what_ends

INTERRUPTED = 130
"""The exit code after Ctrl-C: 128 and the number of the signal."""
COULD_NOT = 2
_ENDING = ("SIGTERM", "SIGHUP")
"""Signals that end a process. What is tidied up when a command ends is tidied up after these too."""
_IN_THEIR_ORDER = ("stdin", "stdout", "stderr")


class _Ended(SystemExit):
    """The process is being ended by a signal. `code` is what a shell says of such a process."""


class _Lost(io.RawIOBase):
    """Stands for a stdout that is closed, and knows whether anything should have gone there."""

    count = 0

    def writable(self) -> bool:
        return True

    def write(self, content: object) -> int:
        size = memoryview(content).nbytes  # type: ignore[arg-type]
        self.count += size
        return size

    def fileno(self) -> int:
        return 1


class _Stream(io.TextIOBase):
    """A text stream that lets its reader go, and with `never_fails` nothing else stop the work either."""

    def __init__(self, stream: TextIO, *, never_fails: bool) -> None:
        self._stream = stream
        self._ignored: tuple[type[Exception], ...] = (OSError, ValueError) if never_fails else (BrokenPipeError,)

    def write(self, text: str) -> int:
        with suppress(*self._ignored):
            return self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(*self._ignored):
            self._stream.flush()

    def isatty(self) -> bool:
        return self._stream.isatty()

    def fileno(self) -> int:
        return self._stream.fileno()

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return self._stream.encoding

    @property
    def errors(self) -> str | None:  # type: ignore[override]
        return self._stream.errors

    @property
    def buffer(self) -> object:
        """The bytes below, for results that are bytes."""
        return self._stream.buffer


def run_tidily(command: Callable[[], None], complain: Callable[[str], None]) -> int:
    """Runs a command to its end and gives its exit code, with the streams and signals looked after meanwhile."""
    lost = _fill_gaps()
    before = sys.stdout, sys.stderr
    sys.stdout = _Stream(sys.stdout, never_fails=False)
    sys.stderr = _Stream(sys.stderr, never_fails=True)
    try:
        with _ending_tidily():
            code = _exit_code(command)
        code = _flushed(code, complain)
        if lost.count:
            complain("stdout is closed, so the result was shown to nobody; --output FILE writes it to a file")
        return code
    except KeyboardInterrupt:
        complain("stopped by Ctrl-C before there was a result")
        return INTERRUPTED
    except OSError as error:  # help or the version could not be written
        complain(f"cannot write the result: {error.strerror or error}")
        return COULD_NOT
    finally:
        for stream in before:
            let_go(stream)
        sys.stdout, sys.stderr = before


def _exit_code(command: Callable[[], None]) -> int:
    try:
        command()
    except SystemExit as error:
        if error.code == INTERRUPTED:  # the library that reads the command line says no word
            raise KeyboardInterrupt from error
        if isinstance(error.code, int) or error.code is None:
            return error.code or 0
        raise
    return 0


def _flushed(code: int, complain: Callable[[str], None]) -> int:
    """The exit code, once what was printed has been written; 2 where it could not be."""
    try:
        sys.stdout.flush()
    except (OSError, ValueError) as error:
        complain(f"cannot write the result: {getattr(error, 'strerror', None) or error}")
        return COULD_NOT
    return code


def let_go(stream: TextIO) -> None:
    """What cannot be written any more goes nowhere: Python flushes its streams once more when it ends."""
    try:
        stream.flush()
    except (OSError, ValueError):
        with suppress(OSError, ValueError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)


def _fill_gaps() -> _Lost:
    """Puts nothing in the place of streams that are closed, so that no file opened later is taken for one of them.
    Returns what tells of a closed stdout whether anything was lost.
    """
    lost = _Lost()
    for number, name in enumerate(_IN_THEIR_ORDER):
        if getattr(sys, name) is not None:
            continue
        mode = os.O_RDONLY if name == "stdin" else os.O_WRONLY
        try:
            os.fstat(number)
        except OSError:
            opened = os.open(os.devnull, mode)
            if opened != number:
                os.dup2(opened, number)
                os.close(opened)
        if name == "stdout":
            sys.stdout = io.TextIOWrapper(io.BufferedWriter(lost), encoding="utf-8")
        else:
            setattr(sys, name, open(os.devnull, "r" if name == "stdin" else "w", encoding="utf-8"))  # noqa: SIM115
    return lost


@contextmanager
def _ending_tidily() -> Iterator[None]:
    """While it lasts, a signal that ends the process is an exception on its way out of it: folders are removed. So is
    Ctrl-C, which is remembered as well. One that was ignored, or has another handler, is left alone. Python writes
    lines of its own of what comes up while an object is removed; of a signal it writes none.
    """
    numbers = [getattr(signal, name) for name in _ENDING if hasattr(signal, name)]
    before = {}
    tell = sys.unraisablehook

    def tell_of_errors(told: sys.UnraisableHookArgs) -> None:
        if not is_what_ends(told.exc_value):
            tell(told)

    forget()
    sys.unraisablehook = tell_of_errors
    try:
        for number in numbers:
            if signal.getsignal(number) is signal.SIG_DFL:
                before[number] = signal.signal(number, _end)
        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            before[signal.SIGINT] = signal.signal(signal.SIGINT, interrupt)
    except ValueError:  # not in the main thread: whoever runs us there looks after signals
        before = {}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        sys.unraisablehook = tell
        forget()


def _end(number: int, _frame: FrameType | None) -> None:
    signal.signal(number, signal.SIG_DFL)  # a second one ends it at once
    end_with(_Ended(128 + number))
