"""What stands beside a file: settings, before anything of it is read, and mappings of files like it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from budget_monitor.errors import UsageError
from budget_monitor.model.ledgers.ledger import InputProblem
from budget_monitor.model.running.files import SETTINGS_FILE
from budget_monitor.model.running.limits import Limits, within

if TYPE_CHECKING:
    from budget_monitor.load.settings.settings import Settings
    from budget_monitor.model.ledgers.grid import Grid


def settings_beside(file: Path) -> Settings:
    """The settings in the folder of a list or a document, the defaults where it has none.

    Raises UsageError for a mistake in them: what was meant cannot be told.
    """
    from budget_monitor.load.settings.settings import read_settings

    settings, problems = read_settings(file.parent)
    wrong = [one for one in problems if one.severity == "error"]
    if wrong:
        said = (f"{file.parent / one.file}:{one.line} {one.column}: {one.text!r} {one.message}" for one in wrong)
        raise UsageError("\n".join(said))
    return settings


@contextmanager
def limits_beside(place: Path, assigned: Sequence[str] = ()) -> Iterator[None]:
    """Puts the limits of a set's settings, or of those beside a file, into force, changed by those `assigned`.

    What else is wrong with the settings is told where they are read whole.
    """
    folder = place.parent if place.is_file() else place
    asked = [one for one in assigned if one.strip().startswith("limits")]
    own = Limits()
    if asked or (folder / SETTINGS_FILE).is_file():
        from budget_monitor.load.settings.settings import settings_in_force

        own = settings_in_force(folder, assigned=asked).settings.limits
    with within(own):
        yield


def told_of_mapping(file: Path, grids: Sequence[Grid]) -> list[InputProblem]:
    """A warning where a file is checked without the rules that stand beside it for a file of the same layout: last
    quarter's.
    """
    for mapping in sorted(file.parent.glob(f"*{MAPPING_ENDING}"))[:MAX_MAPPINGS_TRIED]:
        if _fits(mapping, grids):
            own = f"{file.stem}{MAPPING_ENDING}"
            said = f"checked without rules; the mapping {mapping.name} beside it, of another file, fits it too"
            return [InputProblem(file.name, 0, "", "warning", "", f"{said}: copy that as {own} to have its rules")]
    return []


MAPPING_ENDING = ".source.toml"
MAX_MAPPINGS_TRIED = 20


def _fits(mapping: Path, grids: Sequence[Grid]) -> bool:
    """True if all sheets and headers that a mapping names are in a file."""
    from budget_monitor.toml.place import TomlFile, read_toml

    toml = read_toml(mapping, mapping.name)
    sources = toml.root.get("source") if isinstance(toml, TomlFile) else None
    blocks = sources if isinstance(sources, list) else [sources]
    texts = {
        grid.sheet: {" ".join(cell.text.split()).casefold() for row in grid.rows for cell in row} for grid in grids
    }
    return all(isinstance(one, dict) and _block_fits(one, texts) for one in blocks)


def _block_fits(block: Mapping[str, object], texts: Mapping[str, Collection[str]]) -> bool:
    sheet, columns = block.get("sheet", ""), block.get("columns")
    known = texts.get(sheet if isinstance(sheet, str) and sheet else next(iter(texts), ""), ())
    named = [one for one in columns.values() if isinstance(one, str)] if isinstance(columns, dict) else []
    plain = [one for one in named if one and "{" not in one and not _BY_PLACE.match(one)]
    return len(plain) >= MIN_HEADERS_TO_FIT and all(" ".join(one.split()).casefold() in known for one in plain)


MIN_HEADERS_TO_FIT = 2
_BY_PLACE = re.compile(r"(?i)(?:column [a-z]+|row \d+)$|\d+(?:st|nd|rd|th) row called ")
