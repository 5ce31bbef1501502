"""What came of scrutinising documents, for people and for scripts: one file per format that writes it."""

from __future__ import annotations

from enum import StrEnum


class ScrutinyFormat(StrEnum):
    """What `scrutinise` can write its result as."""

    TABLE = "table"
    JSON = "json"
    HTML = "html"
