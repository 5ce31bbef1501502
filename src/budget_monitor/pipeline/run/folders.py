"""The folders of a run: which of them are authorities', and what each is called."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from budget_monitor.errors import UsageError
from budget_monitor.model.running.files import OWN_RULES, is_there

if TYPE_CHECKING:
    from budget_monitor.load.folder import Sources
    from budget_monitor.model.ledgers.schema import LedgerSchema


def own_rules(ledgers: str | Path) -> list[Path]:
    """Where a ledger set has rule files of its own: `rules/` beside its ledgers, if there is anything of that name."""
    from budget_monitor.load.sources.kinds import folder_of

    folder = folder_of(Path(ledgers)) / OWN_RULES
    return [folder] if is_there(folder) else []


def holds_ledgers(folder: Path) -> bool:
    """True if a file in the folder is named like a ledger that ships, or that the folder's own rules declare, or is a
    workbook or a database beside settings.
    """
    from budget_monitor.load.sources.kinds import would_be_read
    from budget_monitor.model.running.files import SETTINGS_FILE
    from budget_monitor.rules.rulebook import further_rules, shipped_rules

    homes = [shipped_rules(), *own_rules(folder)]
    names = {path.stem for home in homes for path in home.glob("*.toml")} | further_rules().keys()
    files = [path for path in folder.iterdir() if path.is_file() and would_be_read(path)]
    has_settings = (folder / SETTINGS_FILE).is_file()
    return any(path.stem.casefold() in names or (has_settings and path.suffix != ".toml") for path in files)


def name_of(folder: Path) -> str:
    """The authority that a folder stands for: its name, any byte of it that is no character spelt out."""
    return folder.name.encode("utf-8", "backslashreplace").decode("utf-8")


def subfolders(root: Path, *, hidden: bool = False) -> list[Path]:
    """The folders in a root that could be authorities', by name; or those that are hidden, which are none."""
    found = (
        path for path in root.iterdir() if path.is_dir() and path.name != OWN_RULES and (path.name[0] == ".") is hidden
    )
    return sorted(found, key=lambda path: path.name)


def authority_folders(sources: Sources, schemas: Mapping[str, LedgerSchema]) -> list[Path]:
    """The folders in a root that are authorities', by name: they hold ledgers, or rules of their own for some."""
    from budget_monitor.load.ledger_set import ledger_folders

    found = ledger_folders(sources, schemas)
    if not found:
        return []
    return [folder for folder in subfolders(sources.place) if folder in found or own_rules(folder)]


def refuse_several(sources: Sources, schemas: Mapping[str, LedgerSchema]) -> None:
    """Raises UsageError for a root folder, where a single set is needed."""
    if found := authority_folders(sources, schemas):
        several = len(found) > 1
        count, which = (f"{len(found):,} authorities", "one of them, such as") if several else ("1 authority", "it:")
        raise UsageError(f"{sources.place} holds {count}: name {which} {found[0]}")


def folder_of(ledgers: Path) -> Path:
    """The folder of a set, which may be named by one file of it. Raises UsageError for what is neither."""
    from budget_monitor.load.near_files import not_a_folder

    folder = ledgers.parent if ledgers.is_file() else ledgers
    if not folder.is_dir():
        raise not_a_folder(folder)
    return folder
