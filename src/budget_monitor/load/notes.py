"""`notes.toml`: what was written of findings while they were gone through. No check reads it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from msgspec import Struct

from budget_monitor.errors import UsageError, did_you_mean
from budget_monitor.model.ledgers.ledger import InputProblem
from budget_monitor.model.results.review import Note
from budget_monitor.model.running.files import NOTES_FILE, is_there
from budget_monitor.toml.place import read_toml
from budget_monitor.toml.write import appended, key_table, toml_text
from budget_monitor.whole_file import one_at_a_time, write_whole

_HEADING = "# What was written of findings in `budget-monitor review`. It changes no verdict.\n"


class NoteBlock(Struct, kw_only=True, forbid_unknown_fields=True):
    """`[[note]]`, as it stands in the file."""

    rule: str
    key: dict[str, str]
    text: str
    by: str
    on: date
    ledger: str = ""
    column: str = ""


def read_notes(folder: Path) -> tuple[Note, ...]:
    """The notes of a folder in their order, none if it has no such file. Raises UsageError for a mistake in it."""
    path = folder / NOTES_FILE
    if not is_there(path):
        return ()
    toml = read_toml(path, NOTES_FILE)
    if isinstance(toml, InputProblem):
        raise UsageError(_told(toml))
    for name in toml.root:
        if name != "note":
            message = f"unknown table {name!r}{did_you_mean(name, ['note'])}"
            raise UsageError(_told(toml.problem((name,), name, message)))
    blocks = toml.root.get("note", [])
    if not isinstance(blocks, list):
        raise UsageError(_told(toml.problem(("note",), "", "a note begins with [[note]], in two pairs of brackets")))
    found = []
    for number, raw in enumerate(blocks):
        block = toml.convert(("note", number), raw, NoteBlock)
        if isinstance(block, InputProblem):
            raise UsageError(_told(block))
        found.append(Note(block.rule, block.ledger, block.key, block.column, block.text, block.by, block.on))
    return tuple(found)


def add_note(folder: Path, note: Note) -> None:
    """Add a note to the end of the file, which is begun if need be. Raises UsageError, with nothing written, when the
    file has a mistake in it or cannot be written.
    """
    path = folder / NOTES_FILE
    try:
        with one_at_a_time(folder):
            read_notes(folder)
            content = path.read_bytes() if path.exists() else _HEADING.encode()
            write_whole(path, appended(content, _text(note)))
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror or error}") from error


def _text(note: Note) -> str:
    named = (
        ("rule", note.rule),
        ("ledger", note.ledger),
        ("column", note.column),
        ("text", note.text),
        ("by", note.by),
    )
    lines = [f"{name} = {toml_text(text)}" for name, text in named if text]
    return "\n".join(["[[note]]", *lines, f"key = {key_table(note.key)}", f"on = {note.on.isoformat()}"]) + "\n"


def _told(problem: InputProblem) -> str:
    place = f"{problem.file}:{problem.line}" if problem.line else problem.file
    return f"{place}: {problem.message}; correct it first, nothing was written"
