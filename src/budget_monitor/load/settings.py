"""`budget-monitor.toml`, the optional settings beside the ledgers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, get_type_hints

import msgspec
from msgspec import Meta, Struct

from budget_monitor.errors import UsageError
from budget_monitor.load.toml_place import KeyPath, TomlFile, read_toml
from budget_monitor.model import money
from budget_monitor.model.ledger import InputProblem, Unit

SETTINGS_FILE = "budget-monitor.toml"

# What a value must be, as the end of the sentence "unit must be …".
_UnitSetting = Annotated[Unit, Meta(description="£ (exact), £000 or £m")]
_Month = Annotated[int, Meta(ge=1, le=12, description="the month the financial year starts in, from 1 to 12")]
_CurrencyCode = Annotated[str, Meta(description="an ISO 4217 currency code such as GBP")]


class LedgerSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """The settings of one ledger, from its [ledger.NAME] table; None means the set's."""

    unit: _UnitSetting | None = None


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """The settings of a ledger set. Every field has a default and says in its type what it must be."""

    unit: _UnitSetting = Unit.POUNDS
    currency: _CurrencyCode = "GBP"
    year_start: _Month = 4
    ledger: dict[str, LedgerSettings] = {}

    def unit_of(self, ledger: str) -> Unit:
        """What a bare number means in that ledger, where no column header says otherwise."""
        own = self.ledger.get(ledger)
        return own.unit if own and own.unit else self.unit


def read_settings(folder: Path) -> tuple[Settings, tuple[InputProblem, ...]]:
    """The settings in that folder, the defaults if it has none.

    What is wrong with them is reported with its line and key, and takes its default; the rest counts.
    """
    path = folder / SETTINGS_FILE
    if not path.is_file():
        return Settings(), ()
    toml = read_toml(path, SETTINGS_FILE)
    if isinstance(toml, InputProblem):
        return Settings(), (toml,)
    problems: list[InputProblem] = []
    fields = _readable(toml, (), toml.root, Settings, problems)
    if isinstance(fields.get("currency"), str) and not _is_currency(str(fields["currency"])):
        problems.append(_value_problem(toml, ("currency",), fields.pop("currency"), Settings))
    return msgspec.convert(fields, Settings), tuple(sorted(problems, key=lambda problem: problem.line))


def _readable(
    toml: TomlFile, path: KeyPath, table: Mapping[str, object], kind: type[Struct], problems: list[InputProblem]
) -> dict[str, object]:
    """The keys of a table that are as they should be; each is judged alone, so one mistake costs one setting."""
    kept: dict[str, object] = {}
    for key, value in table.items():
        if kind is Settings and key == "ledger" and isinstance(value, dict):
            kept[key] = {
                name: _readable(toml, (key, name), own, LedgerSettings, problems)
                for name, own in value.items()
                if _is_table(toml, (key, name), own, problems)
            }
            continue
        found = toml.convert(path, {key: value}, kind)
        if not isinstance(found, InputProblem):
            kept[key] = value
        elif key in kind.__struct_fields__:
            problems.append(_value_problem(toml, (*path, key), value, kind))
        else:
            problems.append(found)
    return kept


def _is_table(toml: TomlFile, path: KeyPath, value: object, problems: list[InputProblem]) -> bool:
    if not isinstance(value, dict):
        problems.append(toml.problem(path, value, f"{path[-1]} must be a table, such as [ledger.{path[-1]}]"))
    return isinstance(value, dict)


def _value_problem(toml: TomlFile, path: KeyPath, value: object, kind: type[Struct]) -> InputProblem:
    """The problem of a value that a key cannot have, in the words of the key's own type."""
    key = str(path[-1])
    annotation = get_type_hints(kind, include_extras=True)[key]
    metas = [meta for meta in _metas(annotation) if meta.description]
    wanted = metas[0].description if metas else "a table"
    text = f'"{value}"' if isinstance(value, str) else str(value)
    return toml.problem(path, value, f"{key} must be {wanted}, not {text}")


def _metas(annotation: object) -> list[Meta]:
    """All msgspec notes in a type, however deep: `Annotated[int, Meta()] | None` has one."""
    own = [note for note in getattr(annotation, "__metadata__", ()) if isinstance(note, Meta)]
    return own + [meta for part in getattr(annotation, "__args__", ()) for meta in _metas(part)]


def _is_currency(code: str) -> bool:
    try:
        money.currency(code)
    except UsageError:
        return False
    return True
