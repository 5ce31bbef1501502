"""A table of a TOML file read by its schema, key by key, so that a mistake costs only the key it is in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from types import UnionType
from typing import Annotated, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta, Struct

from budget_monitor.errors import did_you_mean
from budget_monitor.model.ledgers.ledger import InputProblem
from budget_monitor.toml.place import KeyPath, TomlFile


@cache
def _hints_of(kind: type[Struct]) -> dict[str, object]:
    """What the fields of a schema must be: worked out once, however many files are read by it."""
    return get_type_hints(kind, include_extras=True)


class SchemaReader:
    """Reads tables of TOML files; `problems` gathers what is wrong with them, each with its place."""

    def __init__(self) -> None:
        self.problems: list[InputProblem] = []

    def leaf(self, toml: TomlFile, path: KeyPath, value: object, annotation: object, kept: dict[str, object]) -> None:
        """Keeps one value under the last part of its path, or notes in the words of its type that it cannot be so."""
        try:
            kept[str(path[-1])] = msgspec.convert(value, annotation)
        except msgspec.ValidationError:
            self.note(toml, path, value, f"{path[-1]} must be {wanted_by(annotation)}, not {written(value)}")

    def table(self, toml: TomlFile, path: KeyPath, table: object, kind: type[Struct]) -> dict[str, object]:
        """The keys of a table that are as they should be."""
        kept: dict[str, object] = {}
        if not isinstance(table, dict):
            self.note(toml, path, table, f"{path[-1]} must be a table, such as [{_dotted(path)}]")
            return kept
        hints = _hints_of(kind)
        for key, value in table.items():
            inner = (*path, key)
            if key not in hints:
                message = f"unknown field {key!r}{did_you_mean(key, hints)}"
                self.note(toml, inner, key, message)
            elif (block := struct_of(hints[key])) is not None:
                kept[key] = self.table(toml, inner, value, block)
            elif (entry := entry_of(hints[key])) is not None:
                kept[key] = self._entries(toml, inner, value, entry)
            else:
                self.leaf(toml, inner, value, hints[key], kept)
        return kept

    def _entries(self, toml: TomlFile, path: KeyPath, table: object, entry: object) -> dict[str, object]:
        """The entries of a table with names of the officer's own: ledgers, rules."""
        kept: dict[str, object] = {}
        if not isinstance(table, dict):
            self.note(toml, path, table, f"{path[-1]} must be a table, such as [{_dotted(path)}]")
            return kept
        block = struct_of(entry)
        for name, value in table.items():
            if block is not None:
                kept[name] = self.table(toml, (*path, name), value, block)
            elif (inner_entry := entry_of(entry)) is not None:
                kept[name] = self._entries(toml, (*path, name), value, inner_entry)
            elif isinstance(value, dict):  # savings.value = 2 is "savings.value" = 2
                for column, inner in value.items():
                    one: dict[str, object] = {}
                    self.leaf(toml, (*path, name, column), inner, entry, one)
                    kept |= {f"{name}.{column}": number for number in one.values()}
            else:
                self.leaf(toml, (*path, name), value, entry, kept)
        return kept

    def note(self, toml: TomlFile, path: KeyPath, text: object, message: str, *, severity: str = "error") -> None:
        """Notes what is wrong at a key, with the offending text."""
        problem = toml.problem(path, text, message)
        self.problems.append(
            InputProblem(problem.file, problem.line, problem.column, severity, problem.text, problem.message)
        )


def wanted_by(annotation: object) -> str:
    """What a value of a type must be, as the end of the sentence "unit must be …"."""
    return next((meta.description for meta in metas_of(annotation) if meta.description), "something else")


def written(value: object) -> str:
    """A value as a message has it."""
    return f'"{value}"' if isinstance(value, str) else str(value)


def _dotted(path: KeyPath) -> str:
    return ".".join(str(part) for part in path)


def leaves_of(fields: Mapping[str, object], kind: type[Struct], path: KeyPath = ()) -> Iterator[KeyPath]:
    """The names of all settings that are there."""
    hints = _hints_of(kind)
    for key, value in fields.items():
        entry = entry_of(hints[key])
        block = struct_of(hints[key]) or (struct_of(entry) if entry is not None else None)
        if entry is not None and isinstance(value, dict):
            for name, inner in value.items():
                if block is not None and isinstance(inner, dict):
                    yield from leaves_of(inner, block, (*path, key, name))
                else:
                    yield (*path, key, name)
        elif block is not None and isinstance(value, dict):
            yield from leaves_of(value, block, (*path, key))
        else:
            yield (*path, key)


def metas_of(annotation: object) -> Iterator[Meta]:
    """All msgspec notes in a type, however deep: `Annotated[int, Meta()] | None` has one."""
    yield from (note for note in getattr(annotation, "__metadata__", ()) if isinstance(note, Meta))
    for part in getattr(annotation, "__args__", ()):
        yield from metas_of(part)


def _bare(annotation: object) -> object:
    return _bare(get_args(annotation)[0]) if get_origin(annotation) is Annotated else annotation


def struct_of(annotation: object) -> type[Struct] | None:
    """The table a setting is, if it is one."""
    bare = _bare(annotation)
    if isinstance(bare, UnionType):
        return None
    return bare if isinstance(bare, type) and issubclass(bare, Struct) else None


def entry_of(annotation: object) -> object | None:
    """What the entries of a table with free names are, if a setting is such a table."""
    bare = _bare(annotation)
    return get_args(bare)[1] if get_origin(bare) is dict else None
