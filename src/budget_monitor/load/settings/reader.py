"""Reads settings one by one, so that a mistake costs only the setting it is in."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Generic, TypeVar

import msgspec
from msgspec import Struct

from budget_monitor.errors import UsageError, did_you_mean, hint, nearest
from budget_monitor.load.settings.values import READS, currency_setting, unit_setting
from budget_monitor.model.ledgers.ledger import InputProblem
from budget_monitor.model.ledgers.schema import SYMBOLS
from budget_monitor.toml.numbers import TOO_LARGE, beyond_limits, parsed
from budget_monitor.toml.place import KeyPath, TomlFile
from budget_monitor.toml.schema import SchemaReader, leaves_of, metas_of, wanted_by, written
from budget_monitor.toml.write import toml_text

COMMAND_LINE = "command line"
"""Where a setting comes from that the command line gives."""

Schema = TypeVar("Schema", bound=Struct)


def assignments(assigned: Sequence[str]) -> TomlFile:
    """Settings given on the command line, each as `name=value`; a value that is no TOML is taken as text.

    Raises UsageError for what is no assignment.
    """
    root: dict[str, object] = {}
    for words in assigned:
        name, equals, value = (part.strip() for part in words.partition("="))
        if not name or not equals or "\n" in words:
            raise UsageError(f"--set takes NAME=VALUE, such as year_start=1, not {words!r}")
        try:
            one = parsed(f"{name} = {value}")
        except (ValueError, ArithmeticError, RecursionError):
            try:
                one = parsed(f"{name} = {toml_text(value)}")
            except ValueError:
                raise UsageError(f"--set: {name!r} is no setting's name") from None
        for _, text in beyond_limits(one):
            raise UsageError(f"--set: {name} cannot be {text}: {TOO_LARGE}")
        _merge(root, one)
    return TomlFile(COMMAND_LINE, root, {})


def _merge(into: dict[str, object], more: Mapping[str, object]) -> None:
    """Put a table into another, key by key; and overwrite what is there already."""
    for key, value in more.items():
        own = into.get(key)
        if isinstance(own, dict) and isinstance(value, dict):
            _merge(own, value)
        else:
            into[key] = value


class SettingReader(SchemaReader, Generic[Schema]):
    """Reads settings into `schema`. Names of ledgers, rules and criteria are looked up where they are known."""

    def __init__(
        self,
        schema: type[Schema],
        ledgers: Mapping[str, Collection[str]] | None,
        rules: Collection[str] | None,
        criteria: Collection[str] | None,
    ) -> None:
        super().__init__()
        self.schema = schema
        self.ledgers = ledgers
        self.rules = rules
        self.criteria = criteria
        self.currency = "GBP"

    def read(self, file: TomlFile, line: TomlFile) -> tuple[Schema, Mapping[KeyPath, str], tuple[InputProblem, ...]]:
        """The settings of a file changed by those of the command line; where each comes from; the file's problems.

        Raises UsageError for the first mistake of the command line.
        """
        for toml in (file, line):
            self.currency = currency_setting(toml.root.get("currency"), "") or self.currency
        merged: dict[str, object] = {}
        sources: dict[KeyPath, str] = {}
        found: tuple[InputProblem, ...] = ()
        for toml in (file, line):
            self.problems = []
            fields = self.table(toml, (), toml.root, self.schema)
            self._check_names(toml, fields)
            _merge(merged, fields)
            for path in leaves_of(fields, self.schema):
                sources[path] = COMMAND_LINE if toml is line else f"{file.file}:{file.line(path)}"
            if toml is file:
                found = tuple(sorted(self.problems, key=lambda problem: problem.line))
            elif self.problems:
                raise UsageError(f"--set: {self.problems[0].message}")
        return msgspec.convert(merged, self.schema, from_attributes=True), sources, found

    def leaf(self, toml: TomlFile, path: KeyPath, value: object, annotation: object, kept: dict[str, object]) -> None:
        """One setting, or the problem of a value that it cannot have, in the words of its type."""
        reads = next((meta.extra[READS] for meta in metas_of(annotation) if meta.extra and READS in meta.extra), None)
        key = str(path[-1])
        read = reads(value, self.currency) if reads else value
        try:
            kept[key] = msgspec.convert(read, annotation)
            if read is not None or not reads:
                return
        except msgspec.ValidationError:
            pass
        kept.pop(key, None)
        wanted = wanted_by(annotation).replace("£", SYMBOLS.get(self.currency, f"{self.currency} "))
        hint = self._hint(value) if reads is unit_setting else ""
        self.note(toml, path, value, f"{key} must be {wanted}, not {written(value)}{hint}")

    def _hint(self, value: object) -> str:
        """What to set for a unit of another currency."""
        other = next((code for code in SYMBOLS if code != self.currency and unit_setting(value, code)), None)
        return f'; for that, set currency = "{other}"' if other else ""

    def _check_names(self, toml: TomlFile, fields: Mapping[str, object]) -> None:
        """Names that no ledger, rule or criterion has are most likely mistyped."""
        for name in _names(fields, "ledger"):
            if self.ledgers is not None and name not in self.ledgers:
                self.note(toml, ("ledger", name), name, _no_ledger(name, self.ledgers), severity="warning")
        for name in _names(fields, "trust"):
            ledger, _, column = name.partition(".")
            if self.ledgers is None:
                continue
            if ledger not in self.ledgers:
                self.note(toml, ("trust", name), name, _no_ledger(ledger, self.ledgers), severity="warning")
            elif column and column not in self.ledgers[ledger]:
                message = f"{ledger} has no column {column!r}{did_you_mean(column, self.ledgers[ledger])}"
                self.note(toml, ("trust", name), name, message)
        for name in _names(fields, "severity"):
            if self.rules is not None and name not in self.rules:
                self.note(toml, ("severity", name), name, f"there is no rule {name!r}{did_you_mean(name, self.rules)}")
        for name in _names(fields, "ignore"):
            known = self.rules is None or any(rule.casefold().startswith(name.casefold()) for rule in self.rules)
            if self.rules is not None and not known:
                self.note(toml, ("ignore",), name, f"there is no rule {name!r}{did_you_mean(name, self.rules)}")
        for name in _names(fields, "criteria"):
            if self.criteria is not None and name not in self.criteria:
                message = f"no rule has a criterion {name!r}{did_you_mean(name, sorted(self.criteria))}"
                self.note(toml, ("criteria", name), name, message)


def _names(fields: Mapping[str, object], key: str) -> list[str]:
    named = fields.get(key)
    return [str(name) for name in named] if isinstance(named, dict | list) else []


def _no_ledger(name: str, ledgers: Collection[str]) -> str:
    near = nearest(name, ledgers)
    return "no ledger of that name" + hint(near)
