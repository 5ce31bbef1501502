"""Reports and rules as a person or a script reads them: one file per format.

Nothing is imported here that takes long: the command line reads the list of formats before it knows whether
it needs any of them.
"""

from __future__ import annotations

from enum import StrEnum


class Format(StrEnum):
    """What `check` can write a report as."""

    TABLE = "table"
    CONCISE = "concise"
    BRIEF = "brief"
    JSON = "json"
    CSV = "csv"
    JUNIT = "junit"
    SARIF = "sarif"
    GITHUB = "github"
    MARKDOWN = "markdown"
    HTML = "html"
    XLSX = "xlsx"
    DOCX = "docx"


BINARY = frozenset({"xlsx", "docx", "marked"})
"""Formats that a terminal can do nothing with."""

ENDINGS = {
    ".csv": Format.CSV,
    ".docx": Format.DOCX,
    ".htm": Format.HTML,
    ".html": Format.HTML,
    ".json": Format.JSON,
    ".md": Format.MARKDOWN,
    ".sarif": Format.SARIF,
    ".txt": Format.TABLE,
    ".xlsx": Format.XLSX,
    ".xml": Format.JUNIT,
}
"""The format that a file's ending stands for."""
