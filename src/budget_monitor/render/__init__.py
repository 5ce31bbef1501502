"""Reports and rules as a person or a script reads them: one file per format.

Nothing is imported here that takes long: the command line reads the list of formats before it knows whether
it needs any of them.
"""

from __future__ import annotations

from enum import StrEnum


class Format(StrEnum):
    """What `check` can write a report as."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    JUNIT = "junit"
    MARKDOWN = "markdown"
    HTML = "html"
    XLSX = "xlsx"

    @property
    def is_binary(self) -> bool:
        """Whether a terminal can do nothing with it."""
        return self is Format.XLSX
