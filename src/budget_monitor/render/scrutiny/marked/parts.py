"""The parts of a zipped document, as the library that writes into them reads them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeAlias
from zipfile import ZipFile

from lxml import etree

from budget_monitor.errors import UsageError

Element: TypeAlias = Any
"""Of a tree of lxml, which ships no types."""


def part_of(path: Path, name: str) -> Element:
    """The XML of a part, or None where there is none of that name. Raises UsageError where it is damaged."""
    with ZipFile(path) as package:
        if name not in package.namelist():
            return None
        content = package.read(name)
    try:
        return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise UsageError(f"cannot mark {path}: {error}") from error
