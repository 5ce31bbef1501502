"""Where results and complaints go: results to stdout or a file, everything else to stderr."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Iterable
from contextlib import suppress
from enum import StrEnum
from functools import wraps
from pathlib import Path
from typing import ParamSpec

import typer

from budget_monitor.cli.shared.process import let_go
from budget_monitor.errors import TRACEBACK_VARIABLE, BudgetMonitorError, UsageError, refused
from budget_monitor.model.running.ending import raise_what_ends
from budget_monitor.render import BINARY
from budget_monitor.render.text.literal import can_encode, literal
from budget_monitor.whole_file import descriptor_of, write_whole

Parameters = ParamSpec("Parameters")
STDOUT = 1


def answers_for_errors(command: Callable[Parameters, None]) -> Callable[Parameters, None]:
    """A command that ends in a message and exit code 2 where it cannot do its job, and never in a traceback. Where a
    signal ended it, that is no error, whatever was made of it on the way.
    """

    @wraps(command)
    def answering(*args: Parameters.args, **kwargs: Parameters.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except (typer.Exit, typer.Abort):
            raise
        except Exception as error:
            raise_what_ends()
            _complain_of(error)
            raise typer.Exit(2) from None

    return answering


def _complain_of(error: Exception) -> None:
    """Says on stderr why a command could not do its job."""
    if isinstance(error, BudgetMonitorError):
        complain(str(error))
        return
    if isinstance(error, MemoryError):
        complain("the machine has no memory left")
        return
    if os.environ.get(TRACEBACK_VARIABLE):
        traceback.print_exception(error)
    if isinstance(error, OSError):
        complain(refused(error))
        return
    complain(
        f"internal error: {type(error).__name__}: {error}. This is a mistake in budget-monitor, not in your"
        f" ledgers; please report it. Run with {TRACEBACK_VARIABLE}=1 to see where it happened."
    )


def complain(message: str) -> None:
    """Write a message to stderr, with nothing in it that a terminal would act on."""
    with suppress(OSError, ValueError):  # where nobody can be told, the exit code still says it
        encoding = sys.stderr.encoding or "utf-8"
        encoding = encoding if can_encode("", encoding) else "ascii"
        lines = (literal(line, encoding) for line in message.splitlines())
        print("budget-monitor: " + "\n".join(lines), file=sys.stderr)


def to_stdout(output: Path | None) -> bool:
    """True if the result goes to stdout: no file is given, or `-` or another name of stdout is."""
    return output is None or descriptor_of(output) == STDOUT


def deliver(result: bytes, output: Path | None) -> None:
    """Write the result to the file, whole or not at all, or to stdout where no file is given.

    `-`, `/dev/stdout` and the like are streams: they are written to as they stand, after what is in them already. A
    reader that stops early (`| head`) is no error. Raises UsageError when the result cannot be written.
    """
    if to_stdout(output):
        _pour(result)
        return
    assert output is not None
    try:
        descriptor = descriptor_of(output)
        if descriptor is None:
            write_whole(output, result)
        else:
            _write_all(descriptor, result)
    except BrokenPipeError:
        return
    except (OSError, RuntimeError) as error:
        raise UsageError(f"cannot write {output}: {_reason(error)}") from error


def _pour(result: bytes) -> None:
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(result)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        let_go(sys.stdout)
    except OSError as error:
        let_go(sys.stdout)
        raise UsageError(f"cannot write the result: {error.strerror or error}") from error


def _write_all(descriptor: int, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def tell(text: bytes) -> None:
    """Write to stdout what has been done. It has been done even where that cannot be said; then stderr is told so."""
    try:
        deliver(text, None)
    except UsageError as error:
        complain(f"it is done, but it could not be told here: {error}")


def is_terminal() -> bool:
    """Whether results would go to a terminal."""
    return sys.stdout.isatty()


def refuse_terminal(format_: StrEnum) -> None:
    """Raise UsageError when a format that no terminal can show would be poured out on one. Asked before the work
    starts.
    """
    if is_terminal() and format_.value in BINARY:
        raise UsageError(
            f"{format_.value} is no text that a terminal can show; name a file, such as"
            f" --output report.{format_.value}, or send it on with > or |"
        )


def check_output(output: Path, sources: Iterable[Path]) -> None:
    """Raise UsageError when the output cannot be written there, or would replace or stand among what is read.

    Nothing may be written in a source folder that would be read there in the next run, nor over a file that is read
    through a link. Asked before the work starts, so that a slip does not cost the officer the wait.
    """
    from budget_monitor.load.sources.kinds import is_protected

    if descriptor_of(output) is not None:
        return
    try:
        target = output.resolve()
        if target.is_dir():
            raise UsageError(f"cannot write {output}: it is a folder")
        if not target.parent.is_dir():
            raise UsageError(f"cannot write {output}: there is no folder {target.parent}")
        target.lstat()
    except FileNotFoundError:
        pass
    except (OSError, RuntimeError, ValueError) as error:
        raise UsageError(f"cannot write {output}: {_reason(error)}") from error
    for source in sources:
        if is_protected(target, source):
            raise UsageError(f"cannot write {output}: it would stand among the files that are read from {source}")


def _reason(error: Exception) -> str:
    """Why a file cannot be written; a link that leads back to itself is no OSError in every Python."""
    if isinstance(error, RuntimeError):
        return "the link leads back to itself"
    return getattr(error, "strerror", None) or str(error)
