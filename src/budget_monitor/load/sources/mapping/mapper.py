"""Which tables of a folder the mappings take, gathered by the ledger they feed."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from budget_monitor.errors import did_you_mean, hint, nearest
from budget_monitor.load.sources.csv_file import CsvSource
from budget_monitor.load.sources.kinds import MAPPING
from budget_monitor.load.sources.mapping.mapped import MappedSource
from budget_monitor.load.sources.mapping.reading import Mappings, TableMapping
from budget_monitor.load.sources.mapping.tables import Feed, Mappable
from budget_monitor.load.sources.mapping.texts import TextTable
from budget_monitor.load.sources.sheets.sheet_source import SheetSource
from budget_monitor.load.sources.source import Source
from budget_monitor.model.ledgers.ledger import InputProblem
from budget_monitor.model.running.files import DOCUMENTS, SETTINGS_FILE


class Mapper:
    """Goes through the files of a folder one by one. `problems` are complete once all have been seen.

    A mapping whose file is not there is a problem where the whole folder is read.
    """

    def __init__(self, mappings: Mappings, *, is_whole_folder: bool) -> None:
        self._mappings = mappings.found
        self._wrong = list(mappings.problems)
        self._is_whole_folder = is_whole_folder
        self._taken: dict[int, list[Mappable]] = {}
        self._seen: list[str] = []

    def takes(self, path: Path, *, by_name: bool) -> bool:
        """True if any mapping takes a file; with `by_name` only one that says which."""
        return any(mapping.takes(path.name) for mapping in self._mappings if mapping.block.file or not by_name)

    def unmapped(self, path: Path, sources: Sequence[Source], documents: Sequence[TextTable] = ()) -> list[Source]:
        """The tables of a file that no mapping takes; `documents` are those of one that is a document."""
        self._seen.append(path.name)
        if not self._is_whole_folder:  # what is wrong beside other files does not matter to this one
            own = (SETTINGS_FILE, f"{path.stem}{MAPPING}".casefold())
            self._wrong = [one for one in self._wrong if one.file.casefold() in own]
        taken: set[int] = set()
        for number, mapping in enumerate(self._mappings):
            if not mapping.takes(path.name):
                continue
            if not mapping.block.file and self._taken.get(number):
                self._note(mapping, f"{path.name} is a second file of that name: say which is meant with file")
                continue
            tables = [one for one in sources if isinstance(one, CsvSource | SheetSource)] or documents
            if not tables:
                kind = "has no table" if path.suffix.casefold() in DOCUMENTS else "is no CSV file, workbook or document"
                self._note(mapping, f"{path.name} {kind}, and cannot be mapped")
                continue
            chosen = self._chosen(mapping, path, tables)
            self._taken.setdefault(number, []).extend(chosen)
            taken |= {id(one) for one in chosen}
        return [one for one in sources if id(one) not in taken]

    def _chosen(self, mapping: TableMapping, path: Path, tables: Sequence[Mappable]) -> list[Mappable]:
        wanted = mapping.block.sheet.casefold()
        if not wanted:
            shown = [one for one in tables if not (isinstance(one, SheetSource) and one.info.is_hidden)]
            return list((shown or tables)[:1])
        names = {id(one): (one.sheet, one.title if isinstance(one, TextTable) else "") for one in tables}
        found = [one for one in tables if any(fnmatchcase(name.casefold(), wanted) for name in names[id(one)])]
        if not found:
            what = "table" if tables and isinstance(tables[0], TextTable) else "sheet"
            hint = did_you_mean(mapping.block.sheet, [name for both in names.values() for name in both if name])
            self._note(mapping, f"{path.name} has no {what} {mapping.block.sheet!r}{hint}")
        return found

    def _note(self, mapping: TableMapping, message: str) -> None:
        self._wrong.append(InputProblem(mapping.toml, mapping.line, "", "error", "", message))

    @property
    def mapped(self) -> list[MappedSource]:
        """The ledgers that are fed, each by all its mappings, in the order in which those stand."""
        feeds: dict[str, list[Feed]] = {}
        for number, mapping in enumerate(self._mappings):
            if tables := self._taken.get(number):
                feeds.setdefault(mapping.block.ledger, []).append(Feed(mapping.block, tables, mapping.said_in))
        return [MappedSource(ledger, found) for ledger, found in feeds.items()]

    @property
    def problems(self) -> list[InputProblem]:
        """What is wrong with the mappings."""
        missing = []
        for number, mapping in enumerate(self._mappings):
            if self._is_whole_folder and number not in self._taken and not self._is_said(mapping):
                named = mapping.block.file or f"{mapping.stem}.*"
                message = f"there is no file {named!r} here{hint(nearest(named, self._seen))}"
                missing.append(InputProblem(mapping.toml, mapping.line, "file", "error", named, message))
        return [*self._wrong, *missing]

    def _is_said(self, mapping: TableMapping) -> bool:
        return any((one.file, one.line) == (mapping.toml, mapping.line) for one in self._wrong)
