"""What files are called: documents, and the files and folders that stand beside a set's ledgers."""

from __future__ import annotations

import os
from pathlib import Path

DOCUMENTS = (".pdf", ".docx", ".odt", ".html", ".htm", ".md")
"""The endings of documents, whose tables are read where a mapping takes them or they are named."""

OWN_RULES = "rules"
"""The folder in which a set has rule files of its own."""
SETTINGS_FILE = "budget-monitor.toml"
"""The settings of the set."""
ACCEPTED_FILE = "accepted.toml"
"""The accepted differences."""
NOTES_FILE = "notes.toml"
"""What `review` was told of findings."""
HISTORY_FOLDER = ".budget-monitor"
"""The folder in which the history is kept."""
HISTORY_FILE = "history.sqlite"
"""The history, in that folder."""


def is_there(path: Path) -> bool:
    """Whether there is anything at a path, a link that leads nowhere too. Raises PermissionError where its folder does
    not let that be known: what may not be looked for is not missing.
    """
    try:
        os.lstat(path)
    except PermissionError:
        raise
    except (OSError, ValueError):
        return False
    return True
