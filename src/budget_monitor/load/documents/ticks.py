"""The file that remembers what a person has cleared in a report, so that the next draft is not asked about again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import msgspec

from budget_monitor.errors import UsageError, one_line
from budget_monitor.load.sources.cells import Unreadable
from budget_monitor.load.sources.source import content_of
from budget_monitor.model.documents.scrutiny import Clearance
from budget_monitor.model.running.files import is_there

VERSION = 1
MAX_MEGABYTES = 10


def read_ticks(path: Path) -> dict[str, Clearance]:
    """What was cleared, by its key. Nothing where there is no such file yet.

    Raises UsageError where the file cannot be read, or is none of this kind.
    """
    if not is_there(path):
        return {}
    try:
        told = msgspec.json.decode(content_of(path, MAX_MEGABYTES), type=_File)
    except (Unreadable, ValueError, RecursionError) as error:
        is_json = not isinstance(error, msgspec.DecodeError) or isinstance(error, msgspec.ValidationError)
        wanted = "" if is_json else ", which is JSON as `budget-monitor scrutinise` writes it"
        raise UsageError(f"cannot read {path}: it is no file of ticks{wanted} ({one_line(error)})") from error
    if told.version != VERSION:
        raise UsageError(f"cannot read {path}: it is no file of ticks of version {VERSION}")
    return {one.key: Clearance(one.what, one.by, one.on, one.reason) for one in told.cleared}


def ticks_text(cleared: Mapping[str, Clearance]) -> bytes:
    """The file, in the order of the keys."""
    entries = [_Entry(key, one.what, one.by, one.on, one.reason) for key, one in sorted(cleared.items())]
    return msgspec.json.format(msgspec.json.encode(_File(VERSION, entries)), indent=1) + b"\n"


class _Entry(msgspec.Struct):
    key: str
    what: str
    by: str
    on: date
    reason: str


class _File(msgspec.Struct):
    version: int
    cleared: list[_Entry]
