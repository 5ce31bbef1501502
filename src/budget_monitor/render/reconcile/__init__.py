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


ENDINGS = {
    ".csv": ReconcileFormat.CSV,
    ".docx": ReconcileFormat.DOCX,
    ".htm": ReconcileFormat.HTML,
    ".html": ReconcileFormat.HTML,
    ".json": ReconcileFormat.JSON,
    ".txt": ReconcileFormat.TABLE,
    ".xlsx": ReconcileFormat.XLSX,
}
"""The format that a file's ending stands for."""
