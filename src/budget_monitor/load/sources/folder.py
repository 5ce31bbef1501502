"""What a ledger set is read from: the files of a folder, and the tables of such as hold several."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from budget_monitor.errors import UsageError, nearest
from budget_monitor.load.sources.cells import RecordProblem, Unreadable
from budget_monitor.load.sources.kinds import CSV, Kind, kind_of, kind_of_set
from budget_monitor.load.sources.source import Source
from budget_monitor.model.schema import LedgerSchema


@dataclass(frozen=True)
class Sources:
    """Everything that a set may be read from, by name, and databases that could not be opened, with the reason."""

    place: Path
    found: Sequence[Source]
    broken: Sequence[tuple[str, RecordProblem]] = field(default_factory=list)

    def by_ledger(self, schemas: Mapping[str, LedgerSchema]) -> list[tuple[Source, str | None]]:
        """Each with the ledger it holds. Case is ignored, since some systems ignore it."""
        ledgers = {name.casefold(): name for name in schemas}
        return [(source, ledgers.get(source.name.casefold())) for source in self.found]

    def check(self, schemas: Mapping[str, LedgerSchema]) -> None:
        """Raises UsageError when there is no ledger, and nothing broken that may be one."""
        if self.broken or any(ledger for _, ledger in self.by_ledger(schemas)):
            return
        where = "this database" if self.place.is_file() else "this folder"
        names = [source.file for source in self.found]
        expected = [f"{name}{CSV}" for name in schemas]
        if not names:
            kind = "table" if self.place.is_file() else "CSV file"
            raise UsageError(f"{self.place}: no {kind} in {where}; expected ledgers such as {', '.join(expected)}")
        known = [f"{source.name}{CSV}" for source in self.found]
        lines = [f"{self.place}: no ledger in {where}; found {', '.join(names)}; expected {', '.join(expected)}"]
        lines += [
            f"{name}: did you mean {near}?"
            for name, word in zip(names, known, strict=True)
            if (near := nearest(word, expected))
        ]
        raise UsageError("\n".join(lines))


@contextmanager
def sources_in(place: Path) -> Iterator[Sources]:
    """What is in a folder, or in a file that is a set; hidden files are passed over. Files stay open meanwhile.

    Raises UsageError when it is neither, or cannot be listed, or where a file needs a library that is not installed.
    """
    with ExitStack() as open_files:
        found: list[Source] = []
        broken: list[tuple[str, RecordProblem]] = []
        kind = kind_of_set(place)
        for path, each in _files(place) if kind is None else [(place, kind)]:
            try:
                found += each.sources(path, open_files)
            except Unreadable as error:
                broken += [(path.name, problem) for problem in error.problems]
        yield Sources(place, found, broken)


def _files(folder: Path) -> list[tuple[Path, Kind]]:
    try:
        if not folder.exists():
            raise UsageError(f"{folder}: no such folder; expected a folder of ledgers, such as ./ledgers")
        if not folder.is_dir():
            raise UsageError(f"{folder}: not a folder; name the folder that holds the ledgers")
        inside = sorted(folder.iterdir(), key=lambda path: path.name)
        return [(path, kind) for path in inside if (kind := kind_of(path)) is not None and not path.is_dir()]
    except OSError as error:
        raise UsageError(f"{folder}: cannot be read: {error.strerror or error}") from error
