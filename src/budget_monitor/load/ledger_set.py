"""Reading a directory of ledgers, or a few ledgers in memory, with everything that is wrong with them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from budget_monitor.errors import UsageError
from budget_monitor.load.cells.spellings import Spellings
from budget_monitor.load.folder import Sources, sources_in
from budget_monitor.load.near_files import near_files
from budget_monitor.load.settings.settings import InForce, Known, Settings, settings_in_force
from budget_monitor.load.sources import csv_file
from budget_monitor.load.sources.cells import Cells, RecordProblem, Unreadable, in_one
from budget_monitor.load.sources.csv_file import CsvSource, loading_of
from budget_monitor.load.sources.database import TableSource
from budget_monitor.load.sources.encoding import NotUtf8
from budget_monitor.load.sources.kinds import CSV, folder_of, kind_of_set
from budget_monitor.load.sources.mapping.mapped import MappedSource, laid_out
from budget_monitor.load.sources.source import Source
from budget_monitor.load.tables.keeping import Keeping
from budget_monitor.load.tables.sides import with_sides
from budget_monitor.load.tables.table import read_table
from budget_monitor.model.ledgers.grid import cell_address
from budget_monitor.model.ledgers.ledger import InputFile, InputProblem, LedgerSet, LedgerTable
from budget_monitor.model.ledgers.places import Places
from budget_monitor.model.ledgers.schema import LedgerSchema, Unit, unknown_ledger
from budget_monitor.model.running.progress import Watch

NO_ROWS = "there is a header, and no row below it: nothing of this ledger is checked"


def load_set(
    folder: Path | Sources,
    schemas: Mapping[str, LedgerSchema],
    in_force: InForce | None = None,
    watch: Watch | None = None,
    authority: str = "",
    scratch: Path | None = None,
    words: Iterable[str] = (),
) -> LedgerSet:
    """Read every `NAME.csv` and `NAME.parquet` of the folder whose NAME is a ledger, and such tables of the DuckDB
    files (`.duckdb`) in it; the others are listed as unread. `folder` may be a database file itself, or the sources
    that were found in it, which are closed in the end.

    `in_force` are the settings to read it by; those of the folder unless given. `watch` is told of each file before
    it is read. `authority` says whose folder it is, where several are read: a ledger without an `authority` column
    gets one that says so, and every file is called `authority/NAME.csv`, in problems of the settings too.

    `scratch` is a folder in which long ledgers are kept on disk; without it all are in memory. The caller makes it,
    and removes it when the set is done with. `words` are those that rules compare names with: such a name is spelt as
    they spell it.

    What is wrong with a file is among the problems, and the rest is still read. Raises UsageError when the folder
    is not there or has no ledger in it, and MachineError when there is no room in `scratch`, or no memory left.
    """
    with folder if isinstance(folder, Sources) else sources_in(folder) as sources:
        sources.check(schemas)
        home = folder_of(sources.place)
        in_force = in_force or settings_in_force(home, Known(schema_columns(schemas)))
        loading = _Loading(
            schemas, in_force.settings, str(home), list(in_force.problems), authority, scratch, Spellings(words)
        )
        for file, problem in sources.broken:
            loading.report(file, [problem])
        loading.problems += sources.mapping_problems
        by_ledger = [*loading.mapped(sources.mapped), *sources.by_ledger(schemas)]
        total = sum(source.size for source, ledger in by_ledger if ledger)
        done = 0
        for source, ledger in by_ledger:
            if ledger is None:
                loading.unread(source.file)
                continue
            if watch is not None:
                watch(f"reading {source.file}", done, total)
            loading.read(ledger, source)
            done += source.size
        for file in loading.without_rows:
            loading.report(file, [RecordProblem(0, "", NO_ROWS, severity="warning")])
        if not sources.place.is_file():
            for file, problem in near_files(home, {*loading.ledgers, *loading.unreadable}, schemas):
                if all(told.file != file for told in loading.problems):
                    loading.report(file, [problem])
        return loading.finished()


def ledger_folders(sources: Sources, schemas: Mapping[str, LedgerSchema]) -> list[Path]:
    """The folders in a root that hold ledgers, by name, where its own `sources` hold none.

    Hidden ones are passed over, and `rules`, where a set has rules of its own. One that cannot be listed is among
    them: reading it says why. Raises UsageError when the root cannot be listed.
    """
    root = sources.place
    if sources.holds_ledgers(schemas) or kind_of_set(root):
        return []
    try:
        folders = sorted((path for path in root.iterdir() if path.is_dir()), key=lambda path: path.name)
    except OSError as error:
        raise UsageError(f"{root}: cannot be read: {error.strerror or error}") from error
    return [
        folder
        for folder in folders
        if not folder.name.startswith(".") and folder.name != "rules" and _may_hold_ledgers(folder, schemas)
    ]


def _may_hold_ledgers(folder: Path, schemas: Mapping[str, LedgerSchema]) -> bool:
    try:
        with sources_in(folder) as sources:
            return sources.holds_ledgers(schemas)
    except (UsageError, PermissionError):
        return True


def schema_columns(schemas: Mapping[str, LedgerSchema]) -> Mapping[str, Collection[str]]:
    """The columns of every ledger, by which settings are checked."""
    return {name: tuple(schema.columns) for name, schema in schemas.items()}


def set_from_text(ledgers: Mapping[str, str], schemas: Mapping[str, LedgerSchema], unit: str = "£") -> LedgerSet:
    """The same from CSV text, by ledger name; the files are called `NAME.csv`. `unit` is the set's.

    Such a set has no settings: rules go by their own criteria.
    """
    if unit not in list(Unit):
        raise UsageError(f"{unit!r} is not a unit: expected £, £1, £000 or £m")
    loading = _Loading(schemas, Settings(unit=Unit(unit)), "", [])
    for name, text in sorted(ledgers.items()):
        if name in schemas:
            loading.read(name, CsvSource(f"{name}{CSV}", text.encode("utf-8")))
        else:
            loading.unread(f"{name}{CSV}")
    return replace(loading.finished(), criteria={})


class _Loading(Struct):
    """A set while it is being read."""

    schemas: Mapping[str, LedgerSchema]
    settings: Settings
    folder: str
    problems: list[InputProblem]
    authority: str = ""
    scratch: Path | None = None
    spellings: Spellings = field(default_factory=Spellings)
    ledgers: dict[str, LedgerTable] = field(default_factory=dict)
    inputs: list[InputFile] = field(default_factory=list)
    unread_files: list[str] = field(default_factory=list)
    unreadable: set[str] = field(default_factory=set)
    without_rows: list[str] = field(default_factory=list)
    """Files with a header and nothing else, not even mistakes."""

    def unread(self, file: str) -> None:
        self.unread_files.append(file)

    def report(self, file: str, found: Iterable[RecordProblem]) -> None:
        self.problems += [
            InputProblem(file, one.line, one.column, one.severity, one.text, one.message) for one in found
        ]

    def mapped(self, sources: Iterable[MappedSource]) -> list[tuple[Source, str]]:
        """The ledgers that mappings feed; a mapping for one that there is not is a problem."""
        for source in sources:
            if source.ledger not in self.schemas:
                for feed in source.feeds:
                    message = f"{feed.said_in}: {unknown_ledger(source.ledger, self.schemas)}"
                    self.report(feed.said_in.rpartition(":")[0], [RecordProblem(0, source.ledger, message)])
        return [(source, source.ledger) for source in sources if source.ledger in self.schemas]

    def read(self, ledger: str, source: Source) -> None:
        """Read one source; what cannot be read at all makes its ledger unreadable."""
        source = laid_out(source, self.schemas[ledger])
        file = source.file
        if ledger in self.ledgers or ledger in self.unreadable:
            message = f"a second file for the ledger {ledger}; it is not read"
            self.report(file, [RecordProblem(0, file, message)])
            return
        try:
            with loading_of(file, is_kept_on_disk=self.scratch is not None):
                loaded = self._loaded(ledger, source)
        except Unreadable as error:
            self.report(file, error.problems)
            self.unreadable.add(ledger)
            return
        if loaded.table is None:
            self.problems += [replace(problem, file=file) for problem in loaded.problems]
            self.unreadable.add(ledger)
            return
        self.problems += loaded.problems
        if not loaded.table.row_count and all(one.severity != "error" for one in loaded.problems):
            self.without_rows.append(file)
        self.ledgers[ledger] = with_sides(loaded.table)
        self.inputs.append(InputFile(file, ledger, loaded.sha256, loaded.table.row_count, loaded.table.unit))

    def _loaded(self, ledger: str, source: Source) -> _Loaded:
        if isinstance(source, TableSource):
            source = source.within(self.settings.database)
        for encoding in source.encodings:
            try:
                schema = self.schemas[ledger]
                schema = source.schema(schema) if isinstance(source, MappedSource) else schema
                with source.cells(schema, encoding) as cells:
                    file = source.known_as if isinstance(source, MappedSource) else source.file
                    loaded = self._read_cells(schema, file, cells, is_long=source.size > csv_file.BYTES_OF_A_PIECE)
                    if isinstance(source, MappedSource):
                        return loaded.at(source.places)
                    return loaded.with_addresses(source.sheet, cells.header)
            except NotUtf8:
                continue
        raise AssertionError("the last encoding is that of any text")

    def _read_cells(self, schema: LedgerSchema, file: str, cells: Cells, *, is_long: bool) -> _Loaded:
        keeping = Keeping(None if self.scratch is None else self.scratch / f"{schema.name}.parquet")
        blocks = cells.blocks() if is_long else in_one(cells.blocks())
        try:
            table, problems = read_table(
                cells,
                blocks,
                schema,
                file,
                self.settings,
                keeping,
                self.folder,
                self.authority,
                self.spellings,
                is_long=is_long,
            )
        except BaseException:
            keeping.abandon()
            raise
        return _Loaded(table, problems, cells.sha256)

    def finished(self) -> LedgerSet:
        place = f"{self.authority}/" if self.authority else ""
        return LedgerSet(
            folder=self.folder,
            ledgers={name: _within(place, table) for name, table in self.ledgers.items()},
            inputs=tuple(replace(one, file=place + one.file) for one in self.inputs),
            problems=tuple(replace(problem, file=place + problem.file) for problem in self.problems),
            unread_files=tuple(place + file for file in sorted(self.unread_files)),
            unreadable=frozenset(self.unreadable),
            currency=self.settings.currency,
            criteria=self.settings.numbers,
            year_start=self.settings.year_start,
            trust=self.settings.trust,
        )


def _within(place: str, table: LedgerTable) -> LedgerTable:
    return replace(table, file=place + table.file, places=table.places and table.places.renamed("", place))


class _Loaded(Struct, frozen=True):
    table: LedgerTable | None
    problems: list[InputProblem]
    sha256: str

    def at(self, places: Places) -> _Loaded:
        """The same of a ledger that a mapping put together."""
        return replace(self, table=self.table and replace(self.table, places=places))

    def with_addresses(self, sheet: str, header: tuple[str, ...]) -> _Loaded:
        """The same with the spreadsheet's names of cells; `sheet` is that of a workbook, or empty."""
        return replace(
            self,
            table=self.table and replace(self.table, sheet=sheet),
            problems=[
                replace(one, address=address) if (address := _address(one, sheet, header)) else one
                for one in self.problems
            ],
        )


def _address(problem: InputProblem, sheet: str, header: tuple[str, ...]) -> str:
    """The cell that a problem is about; empty where it is about none."""
    if problem.address:
        return f"{sheet}!{problem.address}" if sheet else problem.address
    is_known = problem.line and problem.column in header
    return cell_address(sheet, header.index(problem.column), problem.line) if is_known else ""
