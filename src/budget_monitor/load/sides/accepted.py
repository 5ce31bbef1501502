"""The items that somebody looked at and let stay open, in a file beside the left list."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from msgspec import Struct

from budget_monitor.errors import UsageError, did_you_mean
from budget_monitor.model.ledgers.ledger import InputProblem
from budget_monitor.model.lists.matching import ACCEPTED_ITEMS, EntryAcceptance
from budget_monitor.model.running.files import is_there
from budget_monitor.toml.place import TomlFile, read_toml
from budget_monitor.toml.write import appended, toml_text
from budget_monitor.whole_file import one_at_a_time, write_whole


class EntryBlock(Struct, kw_only=True, forbid_unknown_fields=True):
    """`[[accepted]]`, as it stands in the file."""

    id: str
    pair: str
    what: str
    reason: str
    by: str
    on: date


def accepted_items(folder: Path, pair: str) -> dict[str, EntryAcceptance]:
    """What was accepted for these two lists, whichever month they are of, by id. Raises UsageError for a mistake."""
    file = folder / ACCEPTED_ITEMS
    if not is_there(file):
        return {}
    toml = read_toml(file, ACCEPTED_ITEMS)
    if isinstance(toml, InputProblem):
        raise UsageError(_told(folder, toml))
    for name in toml.root:
        if name != "accepted":
            message = f"unknown table {name!r}{did_you_mean(name, ['accepted'])}"
            raise UsageError(_told(folder, toml.problem((name,), name, message)))
    entries = toml.root.get("accepted", [])
    if not isinstance(entries, list):
        message = "an entry begins with [[accepted]], in two pairs of brackets"
        raise UsageError(_told(folder, toml.problem(("accepted",), "", message)))
    found = (_entry(folder, toml, number, raw) for number, raw in enumerate(entries))
    return {one.id: EntryAcceptance(one.id, one.reason, one.by, one.on) for one in found if one.pair == pair}


def _entry(folder: Path, toml: TomlFile, number: int, raw: object) -> EntryBlock:
    path = ("accepted", number)
    block = toml.convert(path, raw, EntryBlock)
    if not isinstance(block, InputProblem) and not block.reason.strip():
        block = toml.problem((*path, "reason"), "", "a reason is needed")
    if isinstance(block, InputProblem):
        raise UsageError(_told(folder, block))
    return block


def accept_item(folder: Path, pair: str, what: str, entry: EntryAcceptance) -> Path:
    """Add an entry; the rest of the file stays as it is, to the byte. Raises UsageError, with nothing written, where
    it has the entry by now, has a mistake in it, or cannot be written.
    """
    file = folder / ACCEPTED_ITEMS
    texts = {"id": entry.id, "pair": pair, "what": what, "reason": entry.reason, "by": entry.by}
    lines = [f"{name} = {toml_text(text)}" for name, text in texts.items()]
    block = "\n".join(["[[accepted]]", *lines, f"on = {entry.on.isoformat()}", ""])
    try:
        with one_at_a_time(folder):
            known = accepted_items(folder, pair).get(entry.id)
            if known is not None:
                raise UsageError(f"{entry.id} is accepted already, by {known.by} on {known.on} ({ACCEPTED_ITEMS})")
            write_whole(file, appended(file.read_bytes(), block) if file.exists() else block.encode())
    except OSError as error:
        raise UsageError(f"cannot write {file}: {error.strerror or error}") from error
    return file


def _told(folder: Path, problem: InputProblem) -> str:
    place = f"{folder / problem.file}:{problem.line}" if problem.line else str(folder / problem.file)
    return f"{place}: {problem.message}"
