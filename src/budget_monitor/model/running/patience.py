"""How long a search goes on: until its time is over, or until whoever waits for it presses Ctrl-C."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from time import monotonic, thread_time
from types import FrameType

from budget_monitor.model.running.ending import interrupt

SHARE_OF_WAITING = 0.25
"""What a second counts in which a search waits: for its turn on a machine that has other work, or for a database."""
STOPPED = "stopped by Ctrl-C"
_SAID = b"budget-monitor: stopping; what is known so far follows (Ctrl-C again ends at once)\n"


class _Patience:
    is_over = False


_patience: ContextVar[_Patience | None] = ContextVar("patience", default=None)


def was_stopped() -> bool:
    """True once Ctrl-C was pressed in a job that tells then what it knows."""
    patience = _patience.get()
    return patience is not None and patience.is_over


def clock() -> float:
    """Seconds of work of this thread, by which searches are bounded; of waiting a part. So what else the machine does
    takes few answers away, and a search that waits for others still ends.
    """
    return (1 - SHARE_OF_WAITING) * thread_time() + SHARE_OF_WAITING * monotonic()


def is_over(until: float) -> bool:
    """True where a search ends: at the time `until`, by `clock`, or because it was stopped."""
    return was_stopped() or clock() > until


@contextmanager
def searches_end_at_interrupt(is_wanted: bool = True) -> Iterator[None]:
    """While it lasts, Ctrl-C ends searches and not the job, which then tells what it knows; a second one ends it.

    In another thread than the main one, where Ctrl-C is ignored, or where it is not wanted, it changes nothing.
    """
    before = signal.getsignal(signal.SIGINT)
    patience = _Patience()

    def stop(_number: int, _frame: FrameType | None) -> None:
        patience.is_over = True
        signal.signal(signal.SIGINT, before)
        with suppress(OSError, ValueError, AttributeError):
            os.write(sys.stderr.fileno(), _SAID)

    try:
        if not is_wanted or before not in (signal.default_int_handler, interrupt):
            raise ValueError
        signal.signal(signal.SIGINT, stop)
    except ValueError:
        yield
        return
    token = _patience.set(patience)
    try:
        yield
    finally:
        _patience.reset(token)
        signal.signal(signal.SIGINT, before)
