"""TOML files read with their places: the line of each table and key, which the parser does not tell."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from enum import Enum
from functools import lru_cache
from operator import itemgetter
from pathlib import Path
from typing import TypeAlias, TypeVar, get_args, get_type_hints

import msgspec
import tomli
from msgspec import Struct

from budget_monitor.errors import did_you_mean, shorten
from budget_monitor.model.ledgers.ledger import InputProblem
from budget_monitor.model.running.limits import limits
from budget_monitor.toml.numbers import TOO_LARGE, beyond_limits, parsed

KeyPath: TypeAlias = tuple[str | int, ...]
"""The place of a value: ("rule", 0, "check") is `check` of the first [[rule]]."""

Block = TypeVar("Block")

_PART = r"""(?:[\w-]+|"[^"\n]*"|'[^'\n]*')"""
_NAMES = rf"{_PART}(?:\s*\.\s*{_PART})*"
_HEADER = re.compile(rf"\s*\[(\[?)\s*({_NAMES})\s*\]\]?\s*$")
_KEY = re.compile(rf"\s*({_NAMES})\s*=")
# Strings come before comments, so that neither is taken for the other's beginning.
_OPAQUE = re.compile(r'''"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|#[^\n]*''', re.DOTALL)


def key_lines(source: str) -> Mapping[KeyPath, int]:
    """The line of every table header and of every key at the beginning of a line, the first line being 1. What has no
    line of its own (an array of tables, a table that only its parts name) is where its first part is.

    The [[rule]] tables are ("rule", 0), ("rule", 1) and so on; `check` in the second is ("rule", 1, "check").
    Text inside multi-line strings (examples are full of it) is never taken for a header or a key.
    """
    lines: dict[KeyPath, int] = {}
    last: dict[KeyPath, int] = {}  # the number of the latest table of each array of tables
    table: KeyPath = ()
    for number, line in enumerate(_OPAQUE.sub(_emptied, source).split("\n"), start=1):
        if header := _HEADER.match(line):
            *outer, name = _names(header[2])
            table = ()
            for part in outer:
                table = _latest((*table, part), last)
            table = (*table, name)
            if header[1]:
                last[table] = last.get(table, -1) + 1
                table = (*table, last[table])
            lines.setdefault(table, number)
        elif key := _KEY.match(line):
            lines.setdefault((*table, *_names(key[1])), number)
    for path, number in sorted(lines.items(), key=itemgetter(1)):
        for length in range(1, len(path)):
            lines.setdefault(path[:length], number)
    return lines


def _latest(table: KeyPath, last: Mapping[KeyPath, int]) -> KeyPath:
    return (*table, last[table]) if table in last else table


def _names(dotted: str) -> list[str]:
    return [part.strip("\"'") for part in re.findall(_PART, dotted)]


def _emptied(token: re.Match[str]) -> str:
    text = token[0]
    if text.startswith("#"):
        return ""
    return '""' + "\n" * text.count("\n") if text.startswith(('"""', "'''")) else text


class TomlFile(Struct, frozen=True):
    """A TOML file as read. `file` is how it is named to people; numbers with a point are Decimals."""

    file: str
    root: Mapping[str, object]
    lines: Mapping[KeyPath, int]

    def line(self, path: KeyPath) -> int:
        """The line of a key or table, or of the nearest one around it; 0 is the file as a whole."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 0)

    def problem(self, path: KeyPath, text: object, message: str) -> InputProblem:
        """An error at a key, with the offending text."""
        key = next((part for part in reversed(path) if isinstance(part, str)), "")
        return InputProblem(self.file, self.line(path), key, "error", _short(text), message)

    def convert(self, path: KeyPath, raw: object, kind: type[Block]) -> Block | InputProblem:
        """The value at `path` as a struct, or what is wrong with it: the field, its line and the nearest known one."""
        try:
            return msgspec.convert(raw, kind)
        except msgspec.ValidationError as error:
            inner, text, message = _explained(str(error), raw, kind, path)
            return self.problem((*path, *inner), text, message)


FILES_AT_HAND = 32
"""Texts whose tables are remembered: limits, mappings and settings of a set stand in one file."""


def read_toml(path: Path, file: str) -> TomlFile | InputProblem:
    """A TOML file with the lines of its keys, or why it could not be read. `file` is its name in messages."""
    if not os.path.isfile(path):  # reading a pipe could wait for ever
        there = os.path.exists(path)
        reason = "this is no file (a folder, a pipe or a device)" if there else "this link leads nowhere"
        return InputProblem(file, 0, "", "error", "", reason)
    try:
        if path.stat().st_size > (most := limits().toml_megabytes) * 10**6:
            reason = f"the file has more than {most} MB (limits.toml_megabytes); it is not read"
            return InputProblem(file, 0, "", "error", "", reason)
        # the byte-order mark that some editors write is no part of the text
        source = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        return InputProblem(file, 0, "", "error", "", f"the file could not be read: {error.strerror or error}")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        text = error.object[error.start : error.end].hex(" ")
        return InputProblem(file, line, "", "error", text, f"the file is not UTF-8 text: byte {text}")
    return _read(source, file)


@lru_cache(maxsize=FILES_AT_HAND)
def _read(source: str, file: str) -> TomlFile | InputProblem:
    try:
        root = parsed(source)
    except (ValueError, ArithmeticError, RecursionError) as error:  # the parser lets the last two through
        found = re.search(r"\(at line (\d+), column \d+\)", str(error))
        lines = source.rstrip("\n").split("\n")
        line = int(found[1]) if found else len(lines) if "end of document" in str(error) else 0
        text = lines[line - 1].strip() if 0 < line <= len(lines) else ""
        reason = str(error) if isinstance(error, tomli.TOMLDecodeError) else "it holds a value too large to read"
        return InputProblem(file, line, "", "error", _short(text), f"the file is not TOML: {reason}")
    toml = TomlFile(file, root, key_lines(source))
    for place, text in beyond_limits(root):
        return toml.problem(place, text, f"{TOO_LARGE}; the file is not read")
    return toml


def _short(value: object) -> str:
    text = value if isinstance(value, str) else "" if value is None else str(value)
    return shorten(text, 80)


_UNKNOWN = re.compile(r"Object contains unknown field `(.*)`", re.DOTALL)
_MISSING = re.compile(r"Object missing required field `(.*)`")
_INVALID = re.compile(r"Invalid enum value")
_EXPECTED = re.compile(r"Expected `(.*)`, got `(.*)`")
_WORDS = {
    "str": "text", "int": "a whole number", "float": "a number", "decimal": "a number with a point",
    "bool": "true or false", "array": "a list", "object": "a table",
}  # fmt: skip


def _explained(error: str, raw: object, kind: type, path: KeyPath) -> tuple[KeyPath, object, str]:
    """A message of msgspec in words of the rule file: the place inside `raw`, the offending text, the message."""
    text, _, place = error.partition(" - at `$")
    inner = tuple(int(index) if index else name for name, index in re.findall(r"\.(\w+)|\[(\d+)\]", place))
    value: object = raw
    for part in inner:
        if isinstance(value, dict | list):
            value = value[part]
    if unknown := _UNKNOWN.match(text):
        name = unknown[1]
        return (*inner, name), name, f"unknown field {name!r}{did_you_mean(name, _known(kind, inner))}"
    if missing := _MISSING.match(text):
        table = next((part for part in reversed((*path, *inner)) if isinstance(part, str)), "table")
        return (*inner, missing[1]), "", f"this {table} has no {missing[1]!r}"
    key = next((part for part in reversed((*path, *inner)) if isinstance(part, str)), "it")
    if _INVALID.match(text):
        return inner, value, f"{key} cannot be {value!r}{did_you_mean(str(value), _known(kind, inner))}"
    if expected := _EXPECTED.match(text):
        wanted = " or ".join(_WORDS.get(word, word) for word in expected[1].split(" | ") if word != "null")
        text = f"{key} must be {wanted}, not {_WORDS.get(expected[2], expected[2])}"
    return inner, value, text


def _known(kind: type, path: KeyPath) -> list[str]:
    """The words a struct or a choice inside `kind` knows: its fields, or its values."""
    for name in path:
        if isinstance(name, str):
            annotation = get_type_hints(kind)[name]
            kind = next((part for part in (*get_args(annotation), annotation) if isinstance(part, type)), str)
    if issubclass(kind, Enum):
        return [str(member.value) for member in kind]
    return list(kind.__struct_fields__) if issubclass(kind, msgspec.Struct) else []
