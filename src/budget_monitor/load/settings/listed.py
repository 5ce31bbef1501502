"""The settings listed one by one, from the schema: their meanings, defaults, and what is in force."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import get_type_hints

from msgspec import Struct

from budget_monitor.load.settings.settings import InForce, Settings
from budget_monitor.model.ledgers.money import decimal_text, figure_text, money, unit_text
from budget_monitor.model.ledgers.schema import SYMBOLS, Unit
from budget_monitor.model.running.settings import ShownSetting
from budget_monitor.rules.compiled import RuleBook
from budget_monitor.toml.schema import entry_of, metas_of, struct_of

DEFAULT = "default"
NAMES = {
    "severity": "RULE",
    "criteria": "NAME",
    "trust": "LEDGER",
    "ledger": "LEDGER",
    "units": "HEADING",
    "words": "WORD",
}
"""What stands for the officer's own name in tables that have such."""


def listed_settings(in_force: InForce, criteria: Mapping[str, Decimal], book: RuleBook) -> tuple[ShownSetting, ...]:
    """Every setting there is, with its value; for tables of names, the general setting and then each one made.

    `criteria` are the numbers that can be set, with their defaults.
    """
    return tuple(_Listing(in_force, criteria, book).table((), Settings, in_force.settings))


class _Listing:
    def __init__(self, in_force: InForce, criteria: Mapping[str, Decimal], book: RuleBook) -> None:
        self.in_force = in_force
        self.currency = in_force.settings.currency
        self.criteria = criteria
        self.book = book

    def table(self, path: tuple[str, ...], kind: type[Struct], values: object) -> Iterator[ShownSetting]:
        """The settings of a table, in the order of the schema."""
        hints = get_type_hints(kind, include_extras=True)
        defaults = kind()
        for key, hint in hints.items():
            value = getattr(values, key)
            inner = (*path, key)
            if (block := struct_of(hint)) is not None:
                yield from self.table(inner, block, value)
            elif (entry := entry_of(hint)) is not None:
                yield from self.names(inner, hint, entry, value)
            else:
                yield self.one(inner, hint, getattr(defaults, key), value)

    def names(
        self, path: tuple[str, ...], hint: object, entry: object, values: Mapping[str, object]
    ) -> Iterator[ShownSetting]:
        """A table of names: the numbers that rules name one by one, and otherwise those that are set."""
        key = path[-1]
        if key == "criteria":
            for name, number in sorted(self.criteria.items()):
                used = ", ".join(rule.id for rule in self.book.rules.values() if name in rule.criteria)
                meaning = f"A number that {used} names." if used else "A number that `summary` rates variances by."
                value = values.get(name, number)
                yield self.one((*path, name), entry, number, value, meaning)
            return
        block = struct_of(entry)
        if block is not None:
            for inner, inner_hint in get_type_hints(block, include_extras=True).items():
                yield self.one((*path, NAMES[key], inner), inner_hint, None, None)
                for name, own in values.items():
                    if getattr(own, inner) is not None:
                        yield self.one((*path, name, inner), inner_hint, None, getattr(own, inner))
            return
        yield self.one((*path, NAMES[key]), entry, 1 if key == "trust" else None, None, _title(hint))
        for name, value in values.items():
            yield self.one((*path, name), entry, 1 if key == "trust" else None, value, _title(hint))

    def one(
        self, path: tuple[str, ...], hint: object, default: object, value: object, meaning: str = ""
    ) -> ShownSetting:
        """One setting, its value and default as they would be written."""
        name = ".".join(path)
        wanted = next((meta.description for meta in metas_of(hint) if meta.description), "")
        symbol = SYMBOLS.get(self.currency, f"{self.currency} ")
        money_too = path[-1] in ("amount", "tolerance")
        return ShownSetting(
            name=name,
            meaning=meaning or _title(hint),
            must_be=wanted.replace("£", symbol),
            default=self.written(default, is_money=money_too),
            value=self.written(value, is_money=money_too),
            source=self.in_force.sources.get(name, DEFAULT),
        )

    def written(self, value: object, *, is_money: bool) -> str:
        """A value as one would write it."""
        if isinstance(value, Unit):
            return unit_text(value, self.currency)
        if isinstance(value, Decimal):
            return figure_text(money(value, self.currency)) if is_money else decimal_text(value)
        if isinstance(value, StrEnum):
            return value.value
        if isinstance(value, list):
            return ", ".join(str(item) for item in value)
        return "" if value is None else str(value)


def _title(hint: object) -> str:
    return next((meta.title for meta in metas_of(hint) if meta.title), "")
