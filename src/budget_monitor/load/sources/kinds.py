"""What can be read: the kinds of file that hold ledgers, by the endings of their names.

The loader, the protection of outputs, the search for authorities and the messages all ask here. A new kind of file is
an entry of `KINDS` and a module of its own that makes `Source`s of it. Nothing heavy is imported before a file is
opened.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from budget_monitor.model.running.files import DOCUMENTS, HISTORY_FOLDER

if TYPE_CHECKING:
    from budget_monitor.load.sources.source import Source

CSV = ".csv"
WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
"""The endings of workbooks; what is inside one decides how it is read."""
OTHER_WORKBOOKS = (".xlsb", ".xlt", ".xltx", ".numbers", ".fods", ".sxc", ".123", ".wks")
"""The endings of workbooks that are not read, and can be saved as one of those."""
MAPPING = ".source.toml"
"""How the name of a file ends that holds mappings of the file called so before it."""
TOML = ".toml"
"""The ending of settings, rule files and accepted differences."""


class Kind(Struct, frozen=True):
    """A kind of file that holds ledgers.

    A file in a folder is of this kind where its name ends in one of `endings`, in capitals or not. Named in place of a
    folder a file is a set by itself, of several ledgers where it holds them; then its name may also have one of
    `endings_if_named`, which are too common to be read wherever they are met. `sources` opens a file and gives its
    tables of rows; what must stay open meanwhile goes on the stack. It raises Unreadable where there are none.
    """

    title: str
    endings: tuple[str, ...]
    sources: Callable[[Path, ExitStack], Sequence[Source]]
    endings_if_named: tuple[str, ...] = ()


def _csv(path: Path, _open_files: ExitStack) -> Sequence[Source]:
    from budget_monitor.load.sources.csv_file import CsvSource

    return [CsvSource(path.name, path)]


def _parquet(path: Path, _open_files: ExitStack) -> Sequence[Source]:
    from budget_monitor.load.sources.parquet_file import ParquetSource

    return [ParquetSource(path)]


def _duckdb(path: Path, open_files: ExitStack) -> Sequence[Source]:
    from budget_monitor.load.sources.database import Database, TableSource

    database = Database(path)
    open_files.callback(database.close)
    return [TableSource(database, table) for table in database.tables]


def _workbook(path: Path, open_files: ExitStack) -> Sequence[Source]:
    from budget_monitor.load.sources.sheets.sheet_source import sheet_sources

    return sheet_sources(path, open_files)


KINDS = (
    Kind("CSV file", (CSV,), _csv),
    Kind("Parquet file", (".parquet",), _parquet),
    Kind("workbook", WORKBOOKS, _workbook),
    Kind("DuckDB file", (".duckdb",), _duckdb, endings_if_named=(".db",)),
)


def kind_of(file: Path) -> Kind | None:
    """The kind of a file in a folder of ledgers, by its name; None where it is passed over, as hidden files are, and
    those that show that a workbook is open.
    """
    if file.name.startswith((".", "~$")):
        return None
    ending = file.suffix.casefold()
    return next((kind for kind in KINDS if ending in kind.endings), None)


def kind_of_set(place: Path) -> Kind | None:
    """The kind of a file that is named in place of a folder of ledgers; None for a folder, or any other file."""
    ending = place.suffix.casefold()
    fitting = (kind for kind in KINDS if ending in (*kind.endings, *kind.endings_if_named))
    kind = next(fitting, None)
    return kind if kind is not None and place.is_file() else None


def is_mapped_document(place: Path) -> bool:
    """True if a document has a file with mappings beside it, and so is a set by itself where it is named."""
    is_document = place.suffix.casefold() in DOCUMENTS and place.is_file()
    return is_document and place.with_name(f"{place.stem}{MAPPING}").is_file()


def folder_of(place: Path) -> Path:
    """The folder of a ledger set, with its settings: that in which it stands, where it is a single file."""
    return place.parent if kind_of_set(place) or is_mapped_document(place) else place


def would_be_read(file: Path) -> bool:
    """True if a file of this name, beside ledgers or in a folder there, would be read or taken for one that is.

    Those are ledgers of every kind, settings, rule files and accepted differences, and the history of runs. Hidden
    ones count: a name that begins with a dot is no place for a result among ledgers.
    """
    endings = {TOML, *(ending for kind in KINDS for ending in (*kind.endings, *kind.endings_if_named))}
    return file.suffix.casefold() in endings or HISTORY_FOLDER in file.parts


def is_protected(target: Path, source: Path) -> bool:
    """True if writing `target` (resolved) would replace what is read from `source`, or stand among it.

    `source` is a ledger set, a rule file or any other file that is read. Of a set that is one file, settings, rules,
    accepted differences and the history beside it are read too; any other file there may be written.
    """
    place = Path(os.path.realpath(source))  # which says nothing of a link that leads back to itself
    if target == place or _is_one_file(target, place):
        return True
    folder = folder_of(place)
    if not folder.is_dir():
        return False
    is_read = _would_be_read_beside if place.is_file() else would_be_read
    if target.is_relative_to(folder) and is_read(target.relative_to(folder)):
        return True
    return target.exists() and any(
        _is_one_file(target, file) for file in _files_within(folder) if is_read(file.relative_to(folder))
    )


def _would_be_read_beside(file: Path) -> bool:
    """True if a file of this name, beside a set that is one file, would be read with it."""
    return file.suffix.casefold() == TOML or HISTORY_FOLDER in file.parts


def _is_one_file(one: Path, other: Path) -> bool:
    """True if two paths lead to the same file, by links of either kind."""
    try:
        return one.samefile(other)
    except OSError:
        return False


_LEVELS_READ = 2
"""Ledgers stand in the folder, or in a folder for each authority in it; their rules a level below."""


def _files_within(folder: Path, levels: int = _LEVELS_READ) -> Iterator[Path]:
    """The files in a folder that would be read, by their names there, and those in its folders."""
    try:
        inside = list(folder.iterdir())
    except OSError:
        return
    for path in inside:
        if would_be_read(path):
            yield path
        elif levels and path.is_dir() and not path.is_symlink():
            yield from _files_within(path, levels - 1)
