"""What came of scrutinising documents: one file per format of its own; all others are those of a report of checks."""

from __future__ import annotations

from enum import StrEnum

from budget_monitor.render import ENDINGS, Format


class ScrutinyFormat(StrEnum):
    """What `scrutinise` can write its result as."""

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
    MARKED = "marked"


SCRUTINY_ENDINGS = {
    **{ending: ScrutinyFormat(form) for ending, form in ENDINGS.items() if form is not Format.DOCX},
    ".docx": ScrutinyFormat.MARKED, ".odt": ScrutinyFormat.MARKED, ".pdf": ScrutinyFormat.MARKED,
}  # fmt: skip
"""The format that a file's ending stands for."""
