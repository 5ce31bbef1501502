"""From a table without rules to rules that are kept: inferred once, read by a person, and then checked for ever."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from budget_monitor.errors import UsageError
from budget_monitor.model.running.files import OWN_RULES
from budget_monitor.pipeline.files.looking import grids_of
from budget_monitor.pipeline.files.trying import copy_with
from budget_monitor.pipeline.run.beside import limits_beside
from budget_monitor.whole_file import write_whole

if TYPE_CHECKING:
    from collections.abc import Mapping


class WrittenRules(Struct, frozen=True):
    """The files that were written, how many rules they have and checks those make, and how many were inferred."""

    files: tuple[Path, ...]
    rules: int
    checks: int
    inferred: int
    problems: tuple[str, ...]


def write_rules(path: str | Path) -> WrittenRules:
    """Writes what adds up in a CSV file, workbook or document as rules, in `rules/` beside it, and the mapping they
    need.

    No file is written over. Raises UsageError where one of them is there, or nothing adds up.
    """
    from budget_monitor.discover.readings.inferring import inferred
    from budget_monitor.render.book.inferred import mapping_text, rules_text

    file = Path(path)
    with limits_beside(file):
        ledgers = inferred(grids_of(file, "").grids, re.sub(r"\W+", "_", file.stem))
    if not ledgers:
        raise UsageError(f"{file}: nothing that adds up was found, so there are no rules to write")
    texts = {Path(OWN_RULES) / f"{ledger.name}.toml": rules_text(ledgers, ledger) for ledger in ledgers}
    texts[Path(f"{file.stem}.source.toml")] = mapping_text(ledgers)
    for name in texts:
        if (file.parent / name).exists():
            raise UsageError(f"cannot write {file.parent / name}: the file is there already")
    checks, problems = _tried(file, texts)
    _write(file.parent, texts)
    return WrittenRules(
        tuple(file.parent / name for name in texts), sum(len(ledger.rules) for ledger in ledgers), checks,
        sum(ledger.checks for ledger in ledgers), problems,
    )  # fmt: skip


def _write(folder: Path, texts: Mapping[Path, str]) -> None:
    for name, text in texts.items():
        try:
            (folder / name).parent.mkdir(exist_ok=True)
            write_whole(folder / name, text.encode())
        except OSError as error:
            raise UsageError(f"cannot write {folder / name}: {error.strerror or error}") from error


def _tried(file: Path, texts: Mapping[Path, str]) -> tuple[int, tuple[str, ...]]:
    """How many checks the rules make of the file, and what could not be read by them."""
    from budget_monitor.pipeline.run.one_set import check_set

    with copy_with(file, texts) as copy:
        report = check_set(copy).report
    errors = [one for one in report.input_problems if one.severity == "error"]
    return report.decided, tuple(f"{one.ref.place} {one.column}: {one.message}" for one in errors)
