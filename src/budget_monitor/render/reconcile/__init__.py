"""What came of reconciling two lists, for people and for scripts: one view, and one file per format that writes it."""

from __future__ import annotations

from enum import StrEnum


class ReconcileFormat(StrEnum):
    """What `reconcile` can write its result as."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    HTML = "html"
    XLSX = "xlsx"
    DOCX = "docx"
