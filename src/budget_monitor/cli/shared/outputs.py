"""Which results of one run go where: to a file each, by the ending of its name, or to stdout."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from budget_monitor.cli.shared.progress import progress
from budget_monitor.cli.shared.streams import check_output, complain, deliver, refuse_terminal, to_stdout
from budget_monitor.errors import LIKENESS_OF_SHORT_WORDS, UsageError, nearest
from budget_monitor.whole_file import descriptor_of

if TYPE_CHECKING:  # rich takes its time, and most of what is written needs no page
    from budget_monitor.render.text.page import Page

Form = TypeVar("Form", bound=StrEnum)
_NO_TEXT = ("xlsx", "docx", "odt", "pdf")
"""Endings of files that are no text."""


class Output(NamedTuple, Generic[Form]):
    """A format, and the file it is written to; None is stdout."""

    form: Form
    file: Path | None = None

    @property
    def page(self) -> Page:
        """What text is laid out for: stdout, or a file of 80 columns."""
        from budget_monitor.render.text.page import Page

        return Page.of(sys.stdout) if to_stdout(self.file) else Page()


def outputs_of(
    files: Sequence[Path] | None, form: Form | None, endings: Mapping[str, Form], default: Form, sources: Iterable[Path]
) -> list[Output[Form]]:
    """Where results go and as what: each file by its ending, unless `form` says it for all of them.

    Asked before the work starts, so that a slip does not cost the officer the wait. Raises UsageError for an ending
    that stands for no format, two outputs of one name, a format that no terminal can show, and a file that cannot be
    written or is among the `sources`.
    """
    if not files:
        chosen = form or default
        refuse_terminal(chosen)
        return _that_can_be_made([Output(chosen)])
    sources = list(sources)
    for file in files:
        if not to_stdout(file):
            check_output(file, sources)
    refuse_twins(files)
    if form is not None:
        for file in files:
            _refuse_other_kind(file, form)
    found = [Output(form or _by_ending(file, endings, default), file) for file in files]
    for output in found:
        if to_stdout(output.file):
            refuse_terminal(output.form)
    return _that_can_be_made(found)


def _refuse_other_kind(file: Path, form: StrEnum) -> None:
    """Raises UsageError for text in a file whose name says that a program of its own opens it."""
    own = file.suffix.casefold().removeprefix(".")
    if own in _NO_TEXT and form.value not in (own, "marked") and not is_stream(file):
        raise UsageError(
            f"cannot write {file}: --format {form.value} is no {own}; leave --format out, or name the file otherwise"
        )


def _that_can_be_made(outputs: list[Output[Form]]) -> list[Output[Form]]:
    """Raises UsageError for a format whose libraries are not installed."""
    if any(output.form.value == "docx" for output in outputs):
        from budget_monitor.cli.shared.formats import paper_writer

        paper_writer()
    return outputs


def is_stream(file: Path) -> bool:
    """True for `-` and other names of a stream, and for pipes and devices: what is written there is no file."""
    return descriptor_of(file) is not None or (file.exists() and not file.is_file())


def _by_ending(file: Path, endings: Mapping[str, Form], default: Form) -> Form:
    if is_stream(file):
        return default
    form = endings.get(file.suffix.casefold())
    if form is not None:
        return form
    known = ", ".join(endings)
    near = nearest(file.suffix.casefold(), endings, LIKENESS_OF_SHORT_WORDS) if file.suffix else None
    hint = f" (did you mean {near}?)" if near else ""
    ending = f"the ending {file.suffix!r} stands for no format{hint}" if file.suffix else "its name has no ending"
    raise UsageError(f"cannot write {file}: {ending}; use one of {known}, or say --format")


def refuse_twins(files: Sequence[Path]) -> None:
    """Raises UsageError for two outputs of one name."""
    seen: dict[Path | int, Path] = {}
    for file in files:
        descriptor = descriptor_of(file)
        place = file.resolve() if descriptor is None else descriptor
        if place in seen:
            raise UsageError(f"two outputs go to {file}; give each a name of its own")
        seen[place] = file


def write_all(outputs: Sequence[Output[Form]], written: Callable[[Output[Form]], bytes]) -> bool:
    """Write every result, and say on stderr which files were written; False if one could not be.

    Where one cannot be written the others still are.
    """
    whole = True
    for output in outputs:
        try:
            with progress(f"writing {output.form.value}"):
                content = written(output)
            deliver(content, output.file)
        except UsageError as error:
            complain(str(error))
            whole = False
            continue
        if output.file is not None and not is_stream(output.file):
            complain(f"wrote {output.file}")
    return whole
