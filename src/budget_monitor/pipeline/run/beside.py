"""The settings that stand beside a file, before anything of it is read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from budget_monitor.errors import UsageError
from budget_monitor.model.running.files import SETTINGS_FILE
from budget_monitor.model.running.limits import Limits, within

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


@contextmanager
def limits_beside(place: Path, assigned: Sequence[str] = ()) -> Iterator[None]:
    """Puts the limits of a set's settings, or of those beside a file, into force, changed by those `assigned`.

    What else is wrong with the settings is told where they are read whole.
    """
    folder = place.parent if place.is_file() else place
    asked = [one for one in assigned if one.strip().startswith("limits")]
    own = Limits()
    if asked or (folder / SETTINGS_FILE).is_file():
        from budget_monitor.load.settings.settings import settings_in_force

        own = settings_in_force(folder, assigned=asked).settings.limits
    with within(own):
        yield
