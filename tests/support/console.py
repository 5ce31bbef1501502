"""The console blocks of a page, and whether the command line does what they show.

A line that begins with `$ budget-monitor` is a command; it prints exactly the lines beneath it, where `...` stands for
any lines, or inside a line for any text. `$ echo $?` is followed by the exit code of the command before, which is 0
where it is not asked for. `$ cat FILE` shows a file as it stands.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner

from budget_monitor.cli import app

_BLOCK = re.compile(r"^```(\w+)[^\n]*\n(.*?)^```\s*$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Step:
    """One command of a page with what must be printed, and the exit code it must end with."""

    line: int
    command: str
    expected: str
    exit_code: int = 0


def blocks(page: str, language: str) -> Iterator[tuple[int, str]]:
    """The fenced blocks of a language, each with the line its content begins on."""
    for found in _BLOCK.finditer(page):
        if found[1] == language:
            yield page.count("\n", 0, found.start()) + 2, found[2]


def steps(page: str) -> list[Step]:
    """Every command of the page's console blocks, in order."""
    found: list[Step] = []
    for first, block in blocks(page, "console"):
        parts = re.split(r"^\$ (.*)\n?", block, flags=re.MULTILINE)
        assert not parts[0].strip(), f"line {first}: a console block begins with a command"
        line = first
        for command, expected in zip(parts[1::2], parts[2::2], strict=True):
            if command == "echo $?":
                before = found.pop()
                found.append(Step(before.line, before.command, before.expected, int(expected)))
            else:
                found.append(Step(line, command, expected))
            line += 1 + expected.count("\n")
    return found


def run(command: str) -> tuple[str, int]:
    """What a command prints, stdout and stderr as a terminal shows them, and its exit code."""
    program, *arguments = shlex.split(command)
    if program == "cat":
        return "".join(Path(name).read_text(encoding="utf-8") for name in arguments), 0
    assert program == "budget-monitor", f"{command}: only budget-monitor and cat can be run here"
    ran = CliRunner().invoke(app, arguments, prog_name="budget-monitor")
    return ran.output, ran.exit_code


def matches(expected: str, printed: str) -> bool:
    """Whether the output is the one shown, with `...` for what is left out."""
    pattern = "".join(
        r"(?:.*\n)*" if line.strip() == "..." else re.escape(line.rstrip()).replace(r"\.\.\.", ".*") + r"\n"
        for line in expected.rstrip("\n").split("\n")
        if expected.strip()
    )
    text = printed.rstrip("\n") + "\n" if printed.strip() else ""
    return re.fullmatch(pattern, text) is not None
