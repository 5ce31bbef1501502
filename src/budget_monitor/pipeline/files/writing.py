"""From a table without rules to rules that are kept: inferred once, read by a person, and then checked for ever."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from budget_monitor.errors import UsageError
from budget_monitor.model.checks.inferred import NotWritten
from budget_monitor.model.running.files import OWN_RULES
from budget_monitor.pipeline.files.looking import grids_of
from budget_monitor.pipeline.files.tried_rules import rules_that_agree
from budget_monitor.pipeline.run.beside import limits_beside
from budget_monitor.pipeline.run.tables import discovered
from budget_monitor.whole_file import remove_left_behind, write_whole

if TYPE_CHECKING:
    from collections.abc import Mapping


class WrittenRules(Struct, frozen=True):
    """The files that were written, how many rules they have and checks those make, and how many checks the table has
    without them. `not_written` are those that no rule makes, `problems` what could not be read by the rules.
    """

    files: tuple[Path, ...]
    rules: int
    checks: int
    inferred: int
    not_written: tuple[NotWritten, ...]
    problems: tuple[str, ...]


def write_rules(path: str | Path) -> WrittenRules:
    """Writes what adds up in a CSV file, workbook or document as rules, in `rules/` beside it, and the mapping they
    need. A rule that says of the table otherwise than what was found is left out, and named.

    No file is written over. Raises UsageError where one of them is there, or nothing adds up.
    """
    from budget_monitor.discover.readings.inferring import inferred
    from budget_monitor.model.checks.verdict import DECIDED

    file = Path(path)
    with limits_beside(file):
        read = grids_of(file, "")
        found = discovered(read, file)
        told = inferred(read.grids, found.checks, re.sub(r"\W+", "_", file.stem))
    if not told.ledgers:
        raise UsageError(f"{file}: nothing that adds up was found, so there are no rules to write")
    names = [Path(OWN_RULES) / f"{one.name}.toml" for one in told.ledgers] + [Path(f"{file.stem}.source.toml")]
    for name in names:
        remove_left_behind(file.parent / name)
    there = [str(file.parent / name) for name in names if (file.parent / name).exists()]
    if there:
        raise UsageError(
            f"cannot write {there[0]}: the file is there already; to have the rules written anew, first move away "
            f"{', '.join(there)}"
        )
    tried = rules_that_agree(file, told)
    if not tried.texts:
        raise UsageError(f"{file}: no rule can say what adds up there, so none is written")
    _write(file.parent, tried.texts)
    return WrittenRules(
        tuple(file.parent / name for name in tried.texts), tried.rules, tried.checks,
        sum(one.verdict in DECIDED for one in found.checks), tried.not_written, tried.problems,
    )  # fmt: skip


def _write(folder: Path, texts: Mapping[Path, str]) -> None:
    for name, text in texts.items():
        try:
            (folder / name).parent.mkdir(exist_ok=True)
            write_whole(folder / name, text.encode())
        except OSError as error:
            raise UsageError(f"cannot write {folder / name}: {error.strerror or error}") from error
