"""The mappings of a folder: `[source]` in its settings, and in `NAME.source.toml` beside a file called NAME."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

import msgspec
from msgspec import Struct

from budget_monitor.load.sources.kinds import MAPPING
from budget_monitor.load.sources.mapping.blocks import SourceBlock
from budget_monitor.load.sources.mapping.window import is_range
from budget_monitor.model.ledgers.ledger import InputProblem
from budget_monitor.model.running.files import SETTINGS_FILE, is_there
from budget_monitor.toml.place import TomlFile, read_toml
from budget_monitor.toml.schema import SchemaReader

SOURCE = "source"


class TableMapping(Struct, frozen=True):
    """A `[source]` as it stands: `said_in` is its file and line. `stem` is the name of the files beside it, where it
    names none itself.
    """

    block: SourceBlock
    said_in: str
    toml: str
    line: int
    stem: str = ""

    def takes(self, file: str) -> bool:
        """True if a file, by its name, is one that it takes."""
        if self.block.file:
            return fnmatchcase(file.casefold(), self.block.file.casefold())
        return Path(file).stem.casefold() == self.stem.casefold()


class Mappings(Struct, frozen=True):
    """The mappings of a folder, and what is wrong with them."""

    found: Sequence[TableMapping]
    problems: Sequence[InputProblem]


def mappings_in(inside: Iterable[Path]) -> Mappings:
    """All mappings among some files, of a folder; what is wrong in one costs only that one."""
    found: list[TableMapping] = []
    problems: list[InputProblem] = []
    for path in _mapping_files(inside):
        own = path.name != SETTINGS_FILE
        toml = read_toml(path, path.name)
        if isinstance(toml, InputProblem):
            problems += [toml] if own else []  # the settings say so themselves
            continue
        reader = _Reader(toml, path.name.removesuffix(MAPPING) if own else "")
        if own:
            reader.check_tables()
        found += reader.read()
        problems += reader.problems
    return Mappings(found, problems)


def mapping_files_of(file: Path) -> list[Path]:
    """The files beside a single file that may hold mappings for it."""
    return [file.with_name(SETTINGS_FILE), file.with_name(f"{file.stem}{MAPPING}")]


def _mapping_files(inside: Iterable[Path]) -> list[Path]:
    """The settings first, then the files that hold nothing but mappings."""
    named = [path for path in inside if path.name == SETTINGS_FILE or path.name.casefold().endswith(MAPPING)]
    shown = [path for path in named if not path.name.startswith(".") and is_there(path)]
    return sorted(shown, key=lambda path: (path.name != SETTINGS_FILE, path.name))


class _Reader(SchemaReader):
    """Reads the `source` tables of one file."""

    def __init__(self, toml: TomlFile, stem: str) -> None:
        super().__init__()
        self._toml = toml
        self._stem = stem

    def check_tables(self) -> None:
        """Notes what else stands in a file that is for mappings only."""
        for key in self._toml.root:
            if key != SOURCE:
                self.note(
                    self._toml, (key,), key, f"unknown table {key!r}; here stands [source], or several [[source]]"
                )
        if SOURCE not in self._toml.root:
            self.note(self._toml, (), "", "there is no [source] in it")

    def read(self) -> Iterator[TableMapping]:
        """Those in which nothing is wrong."""
        tables = self._toml.root.get(SOURCE, [])
        several = isinstance(tables, list)
        for number, table in enumerate(tables if isinstance(tables, list) else [tables]):
            path = (SOURCE, number) if several else (SOURCE,)
            before = len(self.problems)
            fields = self.table(self._toml, path, _as_texts(table), SourceBlock)
            if len(self.problems) == before and self._is_whole(path, fields):
                line = self._toml.line(path)
                block = msgspec.convert(fields, SourceBlock)
                yield TableMapping(block, f"{self._toml.file}:{line}", self._toml.file, line, self._stem)

    def _is_whole(self, path: tuple[str | int, ...], fields: Mapping[str, object]) -> bool:
        before = len(self.problems)
        if "ledger" not in fields:
            self.note(self._toml, path, "", 'a source needs a ledger that it feeds, such as ledger = "outturns"')
        if not fields.get("file") and not self._stem:
            self.note(self._toml, path, "", 'a source needs a file, such as file = "Quarter 2.xlsx"')
        if fields.get("range") and not is_range(str(fields["range"])):
            message = f"range must be cells such as A5:H40, A:H or 5:40, not {fields['range']!r}"
            self.note(self._toml, (*path, "range"), fields["range"], message)
        header = fields.get("header", 0)
        lines: list[int] = header if isinstance(header, list) else [header]  # type: ignore[list-item]
        if not lines or any(line < 0 for line in lines) or lines != sorted(lines) or len(lines) > 2:
            message = "header must be a line, or the first and the last, such as 5 or [5, 6]"
            self.note(self._toml, (*path, "header"), header, message)
        return len(self.problems) == before


def _as_texts(table: object) -> object:
    """`constants` with whole numbers as texts."""
    if isinstance(table, dict) and isinstance(table.get("constants"), dict):
        constants = {
            name: str(value) if isinstance(value, int) and not isinstance(value, bool) else value
            for name, value in table["constants"].items()
        }
        return {**table, "constants": constants}
    return table
