"""Where results and complaints go: results to stdout or a file, everything else to stderr."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import ParamSpec

import typer

from budget_monitor.errors import TRACEBACK_VARIABLE, BudgetMonitorError, UsageError
from budget_monitor.render import Format
from budget_monitor.render.text.literal import can_encode, literal
from budget_monitor.whole_file import write_whole

Parameters = ParamSpec("Parameters")


def answers_for_errors(command: Callable[Parameters, None]) -> Callable[Parameters, None]:
    """A command that ends in a message and exit code 2 where it cannot do its job, and never in a traceback."""

    @wraps(command)
    def answering(*args: Parameters.args, **kwargs: Parameters.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except (typer.Exit, typer.Abort):
            raise
        except BudgetMonitorError as error:
            complain(str(error))
            raise typer.Exit(2) from None
        except MemoryError:
            complain("the machine has no memory left; --engine duckdb works from disk")
            raise typer.Exit(2) from None
        except Exception as error:
            if os.environ.get(TRACEBACK_VARIABLE):
                traceback.print_exc()
            complain(
                f"internal error: {type(error).__name__}: {error}. This is a mistake in budget-monitor, not in your"
                f" ledgers; please report it. Run with {TRACEBACK_VARIABLE}=1 to see where it happened."
            )
            raise typer.Exit(2) from None

    return answering


def complain(message: str) -> None:
    """Write a message to stderr, with nothing in it that a terminal would act on."""
    encoding = sys.stderr.encoding or "utf-8"
    encoding = encoding if can_encode("", encoding) else "ascii"
    lines = (literal(line, encoding) for line in message.splitlines())
    print("budget-monitor: " + "\n".join(lines), file=sys.stderr)


def deliver(result: bytes, output: Path | None) -> None:
    """Write the result to the file, whole or not at all, or to stdout where no file is given.

    A reader that stops early (`| head`) is no error. Raises UsageError when the file cannot be written.
    """
    if output is not None:
        try:
            write_whole(output, result)
        except OSError as error:
            raise UsageError(f"cannot write {output}: {error.strerror or error}") from error
        return
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(result)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # Python flushes stdout once more when it ends; let that go nowhere instead of failing
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        raise UsageError(f"cannot write the result: {error.strerror or error}") from error


def is_terminal() -> bool:
    """Whether results would go to a terminal."""
    return sys.stdout.isatty()


def refuse_terminal(format_: Format) -> None:
    """Raise UsageError when a file of this format would be poured out on a terminal. Asked before the work starts."""
    if is_terminal():
        raise UsageError(
            f"{format_.value} is no text that a terminal can show; name a file, such as"
            f" --output report.{format_.value}, or send it on with > or |"
        )


def check_output(output: Path, sources: Iterable[Path]) -> None:
    """Raise UsageError when the output cannot be written there, or would stand among what is read.

    Nothing may be written in a source folder that would be read there in the next run. Asked before the work starts,
    so that a slip does not cost the officer the wait.
    """
    from budget_monitor.load.sources.kinds import would_be_read

    target = output.resolve()
    if target.is_dir():
        raise UsageError(f"cannot write {output}: it is a folder")
    if not target.parent.is_dir():
        raise UsageError(f"cannot write {output}: there is no folder {target.parent}")
    for source in sources:
        folder = source.resolve()
        if target == folder or (target.is_relative_to(folder) and would_be_read(target)):
            raise UsageError(f"cannot write {output}: it would stand among the files that are read from {source}")
