"""The manual page, and the completion scripts of the shells, from what every command says of itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import typer
from typer._click.core import Command
from typer._completion_shared import get_completion_script

from budget_monitor.cli import app

NAME = "budget-monitor"
COMPLETIONS = {"bash": NAME, "zsh": f"_{NAME}", "fish": f"{NAME}.fish"}
"""The shells, each with the name under which it looks for the completion of a command."""


def completions() -> Mapping[str, str]:
    """The completion scripts, by their path under docs/."""
    variable = f"_{NAME.upper().replace('-', '_')}_COMPLETE"
    return {
        f"man/{file}": get_completion_script(prog_name=NAME, complete_var=variable, shell=shell).strip() + "\n"
        for shell, file in COMPLETIONS.items()
    }


def man_page() -> str:
    """The manual page in roff: the commands with their options, in the order of the help."""
    command = typer.main.get_command(app)
    lines = [
        ".\\\" Written by docs/generate.py from the commands' own help.",
        f'.TH {NAME.upper()} 1 "" "{NAME}" "User Commands"',
        ".SH NAME",
        f"{_plain(NAME)} \\- check that a council's budget ledgers add up",
        ".SH SYNOPSIS",
        f".B {_plain(NAME)}",
        "COMMAND [OPTIONS] …",
        ".SH DESCRIPTION",
        *_paragraphs(command.help),
        ".SH COMMANDS",
        *(line for words, inner in _leaves(command, ()) for line in _command(words, inner)),
        ".SH EXIT STATUS",
        *_paragraphs("0 nothing failed; 1 something failed; 2 the job could not be done; 130 interrupted."),
    ]
    return "\n".join(lines) + "\n"


def _leaves(command: Command, words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Command]]:
    inner = getattr(command, "commands", {})
    if not inner:
        yield words, command
    for name, one in inner.items():
        yield from _leaves(one, (*words, name))


def _command(words: tuple[str, ...], command: Command) -> Iterator[str]:
    context = command.context_class(command, info_name=" ".join((NAME, *words)))
    yield f".SS {_plain(' '.join((NAME, *words)))}"
    yield from _paragraphs(command.help)
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record:
            yield from (".TP", f".B {_plain(record[0])}", _plain(" ".join(record[1].split())) or "\\&")


def _paragraphs(text: str | None) -> Iterator[str]:
    for paragraph in re.split(r"\n\s*\n", (text or "").replace("\b", "").strip()):
        yield _plain(" ".join(paragraph.split()))
        yield ".PP"


def _plain(text: str) -> str:
    """A text in which roff sees nothing of its own."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{text}" if text[:1] in (".", "'") else text
