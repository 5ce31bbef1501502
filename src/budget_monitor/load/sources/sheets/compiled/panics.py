"""The compiled reader of workbooks gives up on some damage, in a panic: here that is an error like another."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from budget_monitor.load.sources.sheets.compiled.child import GAVE_UP, is_panic

STDERR = 2


class PanicError(Exception):
    """The reader gave up."""


@contextmanager
def panics_are_errors() -> Iterator[None]:
    """Raises PanicError where the reader gives up. What it then writes to stderr, past Python, is for nobody."""
    with _silence():
        try:
            yield
        except BaseException as error:
            if not is_panic(error):
                raise
            raise PanicError(GAVE_UP) from None


@contextmanager
def _silence() -> Iterator[None]:
    """Nothing written to stderr arrives while it lasts."""
    kept = nowhere = None
    with suppress(OSError):  # where stderr is closed there is nothing to silence
        kept = os.dup(STDERR)
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, STDERR)
    try:
        yield
    finally:
        if kept is not None:
            os.dup2(kept, STDERR)
        for one in (kept, nowhere):
            if one is not None:
                os.close(one)
