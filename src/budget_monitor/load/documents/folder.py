"""The documents of a folder, and what else is in it: what this tool wrote there is no report to look at again."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from msgspec import Struct

from budget_monitor.errors import UsageError
from budget_monitor.load.documents.reading import READERS, SAVE_AS
from budget_monitor.load.near_files import OF_THE_SET
from budget_monitor.model.running.limits import limits
from budget_monitor.model.running.result_mark import RESULT_MARK

_OWN_WORDS = {
    ".html": (b'<meta name="generator" content="budget-monitor', b'<sup class="budget-monitor"'),
    ".md": (b"# Checks on documents",), ".pdf": (rb"/T (budget\055monitor",),
}  # fmt: skip
"""By its form, what stands in a result, or in a marked copy."""
_OWN_PARTS = {
    ".docx": ("word/comments.xml", b'w:author="budget-monitor'), ".odt": ("content.xml", b"<dc:creator>budget-monitor"),
    ".xlsx": ("docProps/core.xml", RESULT_MARK.encode()),
}  # fmt: skip
"""The same for what is zipped, with the part it stands in."""


class Listing(Struct, frozen=True):
    """The documents of some paths in their order, and what their folders hold besides."""

    documents: tuple[Path, ...]
    passed_over: tuple[str, ...] = ()


def documents_of(paths: Iterable[str | Path]) -> Listing:
    """The documents that are named, and those of the folders that are, by their names; those in forms that cannot be
    read among them, so that this is told of each. What this tool wrote is passed over unless it is named itself.

    Raises UsageError where a folder has no document.
    """
    documents: list[Path] = []
    passed_over: list[str] = []
    for path in map(Path, paths):
        if not path.is_dir():
            documents.append(path)
            continue
        found = [one for one in sorted(path.iterdir()) if not one.name.startswith((".", "~$"))]
        own = [one for one in found if one.suffix.casefold() in (*READERS, *SAVE_AS) and not one.is_dir()]
        written = {one for one in own if _is_own(one)}
        if len(written) == len(own):
            raise UsageError(f"{path}: there is no document in this folder ({', '.join(READERS)})")
        documents += (one for one in own if one not in written)
        passed_over += _others(one for one in found if one not in own or one in written)
    return Listing(tuple(documents), tuple(passed_over))


def _others(paths: Iterable[Path]) -> Iterator[str]:
    """What is said of each that is no document; nothing of settings."""
    for path in paths:
        if path.is_dir():
            yield f"{path.name} (a folder; name it too)"
        elif path.suffix.casefold() in READERS:
            yield f"{path.name} (written by this tool)"
        elif path.name not in OF_THE_SET:
            yield path.name


def _is_own(path: Path) -> bool:
    """True for what this tool wrote: its results, and marked copies."""
    ending = path.suffix.casefold()
    with suppress(OSError, BadZipFile, zlib.error, ValueError, NotImplementedError, RuntimeError, KeyError):
        if path.stat().st_size > limits().file_megabytes * 10**6:
            return False
        if ending in _OWN_PARTS:
            part, words = _OWN_PARTS[ending]
            with ZipFile(path) as package:
                is_small = package.getinfo(part).file_size <= limits().part_megabytes * 10**6
                return is_small and words in package.read(part)
        if ending in _OWN_WORDS:
            content = path.read_bytes()
            return any(words in content for words in _OWN_WORDS[ending])
    return False
