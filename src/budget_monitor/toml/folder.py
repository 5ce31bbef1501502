"""Which files a folder of rules has, and what in it is not read though somebody may think that it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from budget_monitor.errors import UsageError
from budget_monitor.model.ledgers.ledger import InputProblem
from budget_monitor.model.running.files import OWN_RULES, is_there

_ENDING = ".toml"
_ALMOST = (".toml.txt", ".tml", ".tom", ".yaml", ".yml")
"""How a rule file may end that somebody saved in another way."""


def rule_files(places: Sequence[Path]) -> list[tuple[Path, str]]:
    """The rule files at some places, with their names in messages; a folder without any stands for itself.

    Raises UsageError for a place where there is nothing.
    """
    found = []
    for place in places:
        if not is_there(place):
            raise UsageError(f"there is no rule file or folder {str(place)!r}")
        found += [(path, str(path)) for path in _inside(place) or [place]]
    return found


def _inside(place: Path) -> list[Path]:
    """What a folder has that is a rule file, or seems meant as one; nothing in what cannot be listed."""
    with suppress(OSError):
        return sorted(path for path in place.iterdir() if path.suffix.casefold() == _ENDING or _seems_meant(path))
    return []


def _seems_meant(path: Path) -> bool:
    if path.is_dir():
        with suppress(OSError):
            return any(path.rglob(f"*{_ENDING}"))
        return True
    return path.name.casefold().endswith(_ALMOST)


def not_read(path: Path, file: str) -> InputProblem | None:
    """Why a path gives no rules; None where it is a file to be read."""
    reasons = _reasons(path)
    severity, reason = next(reasons, ("", ""))
    return InputProblem(file, 0, "", severity, "", reason) if reason else None


def _reasons(path: Path) -> Iterator[tuple[str, str]]:
    if path.is_dir():
        try:
            is_empty = next(path.rglob(f"*{_ENDING}"), None) is None
            next(path.iterdir(), None)
        except OSError as error:
            yield "error", f"the folder cannot be read: {error.strerror or error}"
            return
        if path.suffix.casefold() == _ENDING:
            yield "error", "this is a folder, not a rule file"
        elif is_empty:
            yield "warning", f"there is no rule file (*{_ENDING}) in this folder"
        else:
            yield "error", f"rule files in a folder within are not read; put them into {path.parent}"
    elif path.name == OWN_RULES:
        yield "error", f"this is no folder; the rules of a set are files (*{_ENDING}) in a folder of this name"
    elif path.name.casefold().endswith(_ALMOST):
        yield "error", f"this file is not read: the name of a rule file ends with {_ENDING}"
