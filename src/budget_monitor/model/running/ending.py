"""The signal that ends the work, remembered: a library that is at work as it comes may lose what its handler raises.

It may raise an error of its own in its place: DuckDB's says "Query interrupted", and nothing of who did that.
"""

from __future__ import annotations

from types import FrameType
from typing import NoReturn

_ending: BaseException | None = None


def end_with(ending: BaseException) -> NoReturn:
    """Ends the work, from the handler of a signal."""
    global _ending
    _ending = ending
    raise ending


def interrupt(_number: int, _frame: FrameType | None) -> None:
    """Answers Ctrl-C as Python does, with a KeyboardInterrupt, and remembers it."""
    end_with(KeyboardInterrupt())


def raise_what_ends() -> None:
    """Raises what ends the work, if a signal does: asked by whoever takes errors of all kinds for an answer."""
    if _ending is not None:
        raise _ending from None


def is_what_ends(error: BaseException | None) -> bool:
    """True of what a signal raised, which is no error wherever it came up."""
    return error is not None and error is _ending


def forget() -> None:
    """What has ended is over: the command before this one, or what Ctrl-C was there to end."""
    global _ending
    _ending = None
