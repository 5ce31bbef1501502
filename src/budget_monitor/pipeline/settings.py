"""The settings that a set of ledgers is read by, for showing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from budget_monitor.pipeline.run.books import known_names, rule_book
from budget_monitor.pipeline.run.folders import folder_of, own_rules, refuse_several

if TYPE_CHECKING:
    from budget_monitor.model.ledgers.ledger import InputProblem
    from budget_monitor.model.running.settings import ShownSetting


def settings_of(
    ledgers: str | Path | None = None, *, rules: Sequence[str | Path] = (), settings: Sequence[str] = ()
) -> tuple[tuple[ShownSetting, ...], tuple[InputProblem, ...]]:
    """Every setting with its meaning, default, value and source, and what is wrong with the settings file.

    Without a folder, the defaults. Raises UsageError for a folder that is not there, or an impossible setting.
    """
    from budget_monitor.load.folder import sources_in
    from budget_monitor.load.settings.listed import listed_settings
    from budget_monitor.load.settings.settings import VARIANCE_CRITERIA, settings_in_force
    from budget_monitor.model.checks.criteria import CRITERIA

    folder = folder_of(Path(ledgers)) if ledgers is not None else None
    own = own_rules(folder) if folder is not None else []
    book, problems = rule_book([*own, *rules])
    if folder is not None:
        with sources_in(folder) as sources:
            refuse_several(sources, book.ledgers)
    in_force = settings_in_force(folder, known_names(book), settings)
    numbers = {
        name: number
        for rule in book.rules.values()
        for name, number in rule.criteria.items()
        if name not in VARIANCE_CRITERIA
    }
    return listed_settings(in_force, {**CRITERIA, **numbers}, book), (*problems, *in_force.problems)
