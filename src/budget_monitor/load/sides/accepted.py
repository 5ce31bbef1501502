"""The items that somebody looked at and let stay open, in a file beside the left list."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import tomli

from budget_monitor.errors import UsageError
from budget_monitor.model.matching import EntryAcceptance
from budget_monitor.whole_file import write_whole

FILE = "reconcile-accepted.toml"
_FIELDS = {"id": str, "pair": str, "what": str, "reason": str, "by": str, "on": date}


def accepted_items(folder: Path, pair: str) -> dict[str, EntryAcceptance]:
    """What was accepted for these two lists, whichever month they are of, by id. Raises UsageError for a mistake."""
    file = folder / FILE
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file}: cannot be read: {getattr(error, 'strerror', None) or error}") from error
    try:
        entries = tomli.loads(text).get("accepted", [])
    except tomli.TOMLDecodeError as error:
        raise UsageError(f"{file}: {error}") from error
    found = {}
    for number, entry in enumerate(entries if isinstance(entries, list) else [entries], start=1):
        wrong = next((name for name, kind in _FIELDS.items() if type(entry.get(name)) is not kind), None) if (
            isinstance(entry, dict)
        ) else "id"  # fmt: skip
        if wrong is not None:
            raise UsageError(f"{file}: entry {number}: {wrong} must be a {'date' if wrong == 'on' else 'text'}")
        if not entry["reason"].strip():
            raise UsageError(f"{file}: entry {number}: a reason is needed")
        if entry["pair"] == pair:
            found[entry["id"]] = EntryAcceptance(entry["id"], entry["reason"], entry["by"], entry["on"])
    return found


def accept_item(folder: Path, pair: str, what: str, entry: EntryAcceptance) -> Path:
    """Add an entry; what stands in the file stays as it is. Raises UsageError where it cannot be written."""
    file = folder / FILE
    accepted_items(folder, pair)
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    texts = {"id": entry.id, "pair": pair, "what": what, "reason": entry.reason, "by": entry.by}
    lines = [f"{name} = {json.dumps(text, ensure_ascii=False)}" for name, text in texts.items()]
    block = "\n".join(["[[accepted]]", *lines, f"on = {entry.on.isoformat()}", ""])
    gap = "" if not before else "\n" if before.endswith("\n") else "\n\n"
    write_whole(file, (before + gap + block).encode("utf-8"))
    return file
