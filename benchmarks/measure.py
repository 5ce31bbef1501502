"""One command, run as a whole process: how long it took, and how much memory it and its children held."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

Command = Sequence[str]

PROC = Path("/proc")
EVERY = 0.2
"""Seconds between two looks at the memory."""
TO_MB = 1 / 1024
"""From the kibibytes that Linux counts in."""


@dataclass(frozen=True)
class Measured:
    """What one run took. Times in seconds, memory in MB (of 1,048,576 bytes), `processor` over all processes.

    `peak` is the most that the process and its children held at one time, as far as was seen, each process counted with
    its own peak. `exit_code` is negative for a signal; `stopped` says which limit it was stopped at, and is empty
    otherwise.
    """

    seconds: float
    processor: float
    peak: float
    exit_code: int
    stopped: str
    stdout: str
    stderr: str


@dataclass(frozen=True)
class Limits:
    """What a command may take before it is stopped: seconds, and MB of memory."""

    seconds: float
    memory: float


def measure(command: Command, limits: Limits) -> Measured:
    """Runs a command to its end, or until it takes more than the limits allow.

    Whoever calls this should be small itself: Linux counts what a process was started from among its peak.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=err, stdin=subprocess.DEVNULL, start_new_session=True)
        watch = _Watch(process.pid, start, limits)
        watch.start()
        try:
            _, status, usage = os.wait4(process.pid, 0)
            seconds = time.perf_counter() - start
        except BaseException:  # whoever measures was told to stop: what it started stops too
            os.killpg(process.pid, signal.SIGKILL)
            raise
        finally:
            watch.finish()
        process.returncode = os.waitstatus_to_exitcode(status)
        return Measured(
            seconds=seconds,
            processor=usage.ru_utime + usage.ru_stime,
            peak=max(watch.peak, usage.ru_maxrss) * TO_MB,
            exit_code=process.returncode,
            stopped=watch.stopped,
            stdout=_text(out),
            stderr=_text(err),
        )


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode(errors="replace")


class _Watch(threading.Thread):
    """Looks at a process and its children every so often, and ends them all when the time is up."""

    def __init__(self, pid: int, start: float, limits: Limits) -> None:
        super().__init__(daemon=True)
        self.pid, self.began, self.limits = pid, start, limits
        self.peak = 0
        self.stopped = ""
        self._over = threading.Event()

    def run(self) -> None:
        """Look until `finish` is called."""
        while not self._over.wait(EVERY):
            self.peak = max(self.peak, sum(_peak_of(pid) for pid in family(self.pid)))
            if self.peak * TO_MB > self.limits.memory:
                self.stopped = self.stopped or f"over {self.limits.memory:,.0f} MB"
            if time.perf_counter() - self.began > self.limits.seconds:
                self.stopped = self.stopped or f"over {self.limits.seconds:,.0f} s"
            if self.stopped:
                os.killpg(self.pid, signal.SIGKILL)
                return

    def finish(self) -> None:
        """Stop looking."""
        self._over.set()
        self.join()


def family(pid: int) -> Iterator[int]:
    """A process and all that descend from it, as far as they are still there."""
    yield pid
    try:
        threads = list((PROC / str(pid) / "task").iterdir())
        children = [child for thread in threads for child in (thread / "children").read_text().split()]
    except OSError:  # it has ended meanwhile
        return
    for child in children:
        yield from family(int(child))


def _peak_of(pid: int) -> int:
    """The most memory that a process has held so far, in KiB; 0 when it has ended."""
    try:
        status = (PROC / str(pid) / "status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")), 0)
