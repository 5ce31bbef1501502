"""Where a ledger set is: a folder, or a DuckDB file."""

from __future__ import annotations

from pathlib import Path

DATABASE = ".duckdb"
_DATABASES = (DATABASE, ".db")


def is_database(place: Path) -> bool:
    """Whether a path is that of a database file, and not of a folder."""
    return place.suffix.casefold() in _DATABASES and place.is_file()


def folder_of(place: Path) -> Path:
    """The folder of a ledger set, with its settings: that in which it stands, where it is a database file."""
    return place.parent if is_database(place) else place
