"""The settings that stand beside a file which is no ledger of a set."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from budget_monitor.errors import UsageError

if TYPE_CHECKING:
    from budget_monitor.load.settings.settings import Settings


def settings_beside(file: Path) -> Settings:
    """The settings in the folder of a list or a document, the defaults where it has none.

    Raises UsageError for a mistake in them: what was meant cannot be told.
    """
    from budget_monitor.load.settings.settings import read_settings

    settings, problems = read_settings(file.parent)
    wrong = [one for one in problems if one.severity == "error"]
    if wrong:
        said = (f"{file.parent / one.file}:{one.line} {one.column}: {one.text!r} {one.message}" for one in wrong)
        raise UsageError("\n".join(said))
    return settings
