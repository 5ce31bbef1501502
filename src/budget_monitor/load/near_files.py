"""Files and folders beside the ledgers that are not read and whose names say that they should have been."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from budget_monitor.errors import UsageError, hint, hint_at, nearest
from budget_monitor.load.cells.row_problems import ERROR, WARNING
from budget_monitor.load.sources.cells import RecordProblem
from budget_monitor.load.sources.kinds import CSV, KINDS, OTHER_WORKBOOKS, kind_of
from budget_monitor.model.ledgers.names import are_near, plain
from budget_monitor.model.ledgers.schema import LedgerSchema
from budget_monitor.model.running.files import ACCEPTED_FILE, OWN_RULES, SETTINGS_FILE

OF_THE_SET = (SETTINGS_FILE, ACCEPTED_FILE)
_ENDINGS = {ending for kind in KINDS for ending in (*kind.endings, *kind.endings_if_named)}
_TABLES = {*_ENDINGS, *OTHER_WORKBOOKS, ".txt", ".tsv", ".tab", ".dat", ".gz", ".bz2", ".xz", ".zip"}
_SETTINGS = {"", ".toml", ".txt", ".ini", ".cfg", ".yaml", ".yml", ".json", ".conf"}


def not_a_folder(path: Path, else_expected: str = "") -> UsageError:
    """What is said of a path that is no folder: that it is none, or that it is not there, with the nearest that is."""
    if path.exists():
        return UsageError(f"{path}: not a folder; name the folder that holds the ledgers")
    if path.is_symlink():
        return UsageError(f"{path}: it is a link that leads to no file")
    missing = f"{path}: no such {'file' if path.suffix else 'folder'}"
    with suppress(OSError):
        beside = [one for one in path.parent.iterdir() if one.is_dir() or path.suffix]
        beside.sort(key=lambda one: (one.suffix == path.suffix, one.name))
        called = {one.stem: one.name for one in beside}  # all files end alike, which makes none of them near
        if near := nearest(path.stem, called):
            return UsageError(f"{missing}{hint(str(path.parent / called[near]))}")
    return UsageError(missing if path.suffix else f"{missing}{else_expected}")


def near_files(
    folder: Path, read: Collection[str], schemas: Mapping[str, LedgerSchema]
) -> Iterator[tuple[str, RecordProblem]]:
    """By name, what is not read in a folder and seems to be meant as a ledger, as the settings or as the set's rules;
    and folders with ledgers in them.

    `read` are the ledgers that were read, or that could not be.
    """
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        found = [(entry.name, entry.is_dir()) for entry in entries if not entry.name.startswith((".", "~$"))]
    except OSError:
        return
    names = {name for name, _ in found}
    for name, is_folder in found:
        if is_folder:
            if name != OWN_RULES and plain(name) in ("rule", "rules", "ownrules", "ruleset"):
                yield name, _problem(ERROR, f"this folder is not read{hint_at(OWN_RULES)}")
            elif ledger := _ledger_in(folder / name, schemas):
                yield (
                    name,
                    _problem(WARNING, f"this folder is not read, though there is a ledger in it: {ledger}"),
                )
            continue
        if meant := _meant_for_the_set(name, names):
            yield name, _problem(ERROR, f"this file is not read{hint_at(meant)}")
        elif ledger := _meant_for(name, [one for one in schemas if one not in read]):
            severity = ERROR if plain(ledger) == plain(_stem(name)) else WARNING
            yield name, _problem(severity, f"no ledger is called that, and it is not read{hint_at(ledger + CSV)}")


def _ledger_in(folder: Path, schemas: Collection[str]) -> str:
    """The first file of a folder that a ledger is called by; empty where there is none, or it cannot be told."""
    names = {schema.casefold() for schema in schemas}
    with suppress(OSError):
        files = sorted(path for path in folder.iterdir() if path.stem.casefold() in names and kind_of(path))
        return files[0].name if files else ""
    return ""


def _problem(severity: str, message: str) -> RecordProblem:
    return RecordProblem(0, "", message, severity=severity)


def _meant_for_the_set(name: str, names: Collection[str]) -> str:
    """The file of the set that one seems to be; empty where it seems none, or that is there too."""
    stem, endings = _stem(name), set(_endings(name))
    if ".toml" in endings and not {"rule", "rules"}.isdisjoint(_words(stem)):
        return f"{OWN_RULES}/{stem}.toml"
    for meant in OF_THE_SET:
        if name == meant or meant in names or not endings <= _SETTINGS:
            continue
        if plain(stem) == plain(_stem(meant)) or (".toml" in endings and are_near(stem, _stem(meant))):
            return meant
    return ""


def _meant_for(name: str, ledgers: Collection[str]) -> str:
    """The ledger that a file of rows seems to be, by its name; empty where it seems none.

    Its name is a ledger's in other letters, a slip of one, or one with more words around it, such as
    `Reserve movements 2026-27 Q1 (2).csv`.
    """
    stem, endings = _stem(name), _endings(name)
    if not endings or not set(endings) <= _TABLES or (endings == [CSV] and stem in ledgers):
        return ""
    words = _words(stem)
    for ledger in ledgers:
        if plain(ledger) == plain(stem):
            return ledger if stem.casefold() != ledger or endings != [CSV] else ""
    for ledger in ledgers:
        own = _words(ledger)
        ends = range(len(words) - len(own) + 1)
        if (
            are_near(stem, ledger)
            or any(words[at : at + len(own)] == own for at in ends)
            or plain(f"{stem}s") == plain(ledger)
        ):
            return ledger
    return ""


def _endings(name: str) -> list[str]:
    """The endings of a name that say what kind of file it is, such as `.toml` and `.txt`, in small letters."""
    found = []
    stem, ending = os.path.splitext(name.casefold())
    while ending and ending in _TABLES | _SETTINGS:
        found.append(ending)
        stem, ending = os.path.splitext(stem)
    return found


def _stem(name: str) -> str:
    return name[: len(name) - sum(map(len, _endings(name)))]


def _words(name: str) -> list[str]:
    return re.findall(r"[a-z]+", name.casefold())
