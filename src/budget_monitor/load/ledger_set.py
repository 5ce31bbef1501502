"""Reading a directory of ledgers, or a few ledgers in memory, with everything that is wrong with them."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from budget_monitor.errors import UsageError, nearest
from budget_monitor.load.csv_text import CsvText, RecordProblem, cut_up
from budget_monitor.load.encoding import NotText, as_utf8
from budget_monitor.load.row_problems import ERROR
from budget_monitor.load.settings import InForce, Known, Settings, settings_in_force
from budget_monitor.load.table import read_table
from budget_monitor.model.ledger import InputFile, InputProblem, LedgerSchema, LedgerSet, LedgerTable, Unit
from budget_monitor.model.progress import Watch

_SUFFIX = ".csv"


def load_set(
    folder: Path,
    schemas: Mapping[str, LedgerSchema],
    in_force: InForce | None = None,
    watch: Watch | None = None,
    authority: str = "",
) -> LedgerSet:
    """Read every `NAME.csv` of the folder whose NAME is a ledger; other CSV files are listed as unread.

    `in_force` are the settings to read it by; those of the folder unless given. `watch` is told of each file before
    it is read. `authority` says whose folder it is, where several are read: a ledger without an `authority` column
    gets one that says so, and every file is called `authority/NAME.csv`, in problems of the settings too.
    What is wrong with a file is among the problems, and the rest is still read. Raises UsageError when the folder
    is not there or has no ledger in it.
    """
    files = _csv_files(folder)
    found = _by_ledger([path.name for path in files], schemas)
    if not found:
        raise UsageError(_no_ledger(folder, [path.name for path in files], schemas))
    in_force = in_force or settings_in_force(folder, Known(schema_columns(schemas)))
    loading = _Loading(schemas, in_force.settings, str(folder), list(in_force.problems), authority)
    sizes = {path: _size(path) for path in files if path.name in found}
    done = 0
    for path in files:
        name = found.get(path.name)
        if name is None:
            loading.unread(path.name)
            continue
        if watch is not None:
            watch(f"reading {path.name}", done, sum(sizes.values()))
        loading.read(name, path.name, path)
        done += sizes[path]
    return loading.finished()


def ledger_folders(root: Path, schemas: Mapping[str, LedgerSchema]) -> list[Path]:
    """The folders in `root` that hold ledgers, by name, where it holds none itself; hidden ones are passed over, and
    `rules`, where a set has rules of its own. One that cannot be listed is among them: reading it says why. Raises
    UsageError when `root` cannot be listed.
    """
    if _by_ledger([path.name for path in _csv_files(root)], schemas):
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
        return bool(_by_ledger([path.name for path in _csv_files(folder)], schemas))
    except UsageError:
        return True


def _size(path: Path) -> int:
    """The bytes of a file; nothing for one that is not there to be asked, which reading it will say."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def schema_columns(schemas: Mapping[str, LedgerSchema]) -> Mapping[str, Collection[str]]:
    """The columns of every ledger, by which settings are checked."""
    return {name: tuple(schema.columns) for name, schema in schemas.items()}


def set_from_text(ledgers: Mapping[str, str], schemas: Mapping[str, LedgerSchema], unit: str = "£") -> LedgerSet:
    """The same from CSV text, by ledger name; the files are called `NAME.csv`. `unit` is the set's.

    Such a set has no settings: rules go by their own criteria.
    """
    if unit not in list(Unit):
        raise UsageError(f"{unit!r} is not a unit: expected £, £000 or £m")
    loading = _Loading(schemas, Settings(unit=Unit(unit)), "", [])
    for name, text in sorted(ledgers.items()):
        if name in schemas:
            loading.read(name, f"{name}{_SUFFIX}", text.encode("utf-8"))
        else:
            loading.unread(f"{name}{_SUFFIX}")
    return replace(loading.finished(), criteria={})


def _csv_files(folder: Path) -> list[Path]:
    """The folder's CSV files by name, without hidden ones. Raises UsageError when it cannot be listed."""
    try:
        if not folder.exists():
            raise UsageError(f"{folder}: no such folder; expected a folder of ledgers, such as ./ledgers")
        if not folder.is_dir():
            raise UsageError(f"{folder}: not a folder; name the folder that holds the ledgers")
        return [
            path
            for path in sorted(folder.iterdir(), key=lambda path: path.name)
            if path.suffix.casefold() == _SUFFIX and not path.name.startswith(".") and not path.is_dir()
        ]
    except OSError as error:
        raise UsageError(f"{folder}: cannot be read: {error.strerror or error}") from error


def _by_ledger(names: Iterable[str], schemas: Mapping[str, LedgerSchema]) -> dict[str, str]:
    """By file name, the ledger it holds. Case is ignored, since some systems ignore it."""
    ledgers = {f"{name}{_SUFFIX}".casefold(): name for name in schemas}
    return {name: ledgers[name.casefold()] for name in names if name.casefold() in ledgers}


def _no_ledger(folder: Path, names: list[str], schemas: Mapping[str, LedgerSchema]) -> str:
    expected = [f"{name}{_SUFFIX}" for name in schemas]
    if not names:
        return f"{folder}: no CSV file in this folder; expected ledgers such as {', '.join(expected)}"
    lines = [f"{folder}: no ledger in this folder; found {', '.join(names)}; expected {', '.join(expected)}"]
    lines += [f"{name}: did you mean {near}?" for name in names if (near := nearest(name, expected))]
    return "\n".join(lines)


@dataclass
class _Loading:
    """A set while it is being read."""

    schemas: Mapping[str, LedgerSchema]
    settings: Settings
    folder: str
    problems: list[InputProblem]
    authority: str = ""
    ledgers: dict[str, LedgerTable] = field(default_factory=dict)
    inputs: list[InputFile] = field(default_factory=list)
    unread_files: list[str] = field(default_factory=list)
    unreadable: set[str] = field(default_factory=set)

    def unread(self, file: str) -> None:
        self.unread_files.append(file)

    def read(self, ledger: str, file: str, source: Path | bytes) -> None:
        """Read one file; what cannot be read at all makes its ledger unreadable."""
        if ledger in self.ledgers or ledger in self.unreadable:
            self.problems.append(
                InputProblem(file, 0, "", ERROR, file, f"a second file for the ledger {ledger}; it is not read")
            )
            return
        cells = _cells(source)
        problems: list[InputProblem] = []
        table = None
        if isinstance(cells, RecordProblem):
            problems = [InputProblem(file, cells.line, "", ERROR, cells.text, cells.message)]
        else:
            table, problems = read_table(
                cells.csv_text, self.schemas[ledger], file, self.settings, self.folder, self.authority
            )
        self.problems += problems
        if table is None or isinstance(cells, RecordProblem):
            self.unreadable.add(ledger)
            return
        self.ledgers[ledger] = table
        self.inputs.append(InputFile(file, ledger, cells.sha256, table.table.num_rows, table.unit))

    def finished(self) -> LedgerSet:
        place = f"{self.authority}/" if self.authority else ""
        return LedgerSet(
            folder=self.folder,
            ledgers={name: replace(table, file=place + table.file) for name, table in self.ledgers.items()},
            inputs=tuple(replace(one, file=place + one.file) for one in self.inputs),
            problems=tuple(replace(problem, file=place + problem.file) for problem in self.problems),
            unread_files=tuple(place + file for file in sorted(self.unread_files)),
            unreadable=frozenset(self.unreadable),
            currency=self.settings.currency,
            criteria=self.settings.numbers,
            year_start=self.settings.year_start,
            trust=self.settings.trust,
        )


@dataclass(frozen=True, slots=True)
class _Cells:
    csv_text: CsvText
    sha256: str


def _cells(source: Path | bytes) -> _Cells | RecordProblem:
    """The cells of a file, or why it has none. The file's bytes are let go before the cells are typed."""
    try:
        content = source.read_bytes() if isinstance(source, Path) else source
    except OSError as error:
        return RecordProblem(0, "", f"the file cannot be read: {error.strerror or error}")
    if not content or content.isspace():
        return RecordProblem(0, "", "the file is empty; expected a header and rows")
    text = as_utf8(content)
    if isinstance(text, NotText):
        return RecordProblem(0, "", f"the file {text.reason}")
    csv_text = cut_up(text)
    if isinstance(csv_text, RecordProblem):
        return csv_text
    if csv_text is None:
        return RecordProblem(0, "", "the file has no header: every cell in it is blank")
    return _Cells(csv_text, hashlib.sha256(content).hexdigest())
