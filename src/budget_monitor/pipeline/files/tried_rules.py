"""Inferred rules tried on the table they come of: none is kept that says otherwise than what was found there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from budget_monitor.model.checks.inferred import Inferred, InferredLedger, InferredRule, NotWritten
from budget_monitor.model.checks.verdict import DECIDED, HELD, Verdict
from budget_monitor.model.results.choices import Show
from budget_monitor.model.results.request import Request
from budget_monitor.model.running.files import OWN_RULES
from budget_monitor.pipeline.files.trying import copy_with

if TYPE_CHECKING:
    from budget_monitor.model.results.outcome import Report

SAYS_OTHERWISE = "as a rule it would pass them over or say otherwise than what was found"
LEFT_OUT = "left out of its rule, which would pass them over or say otherwise there"
TO_LOOK_AT = "they do not hold, and why is not understood: they are to look at, and in no rule"
LINES_OF_ONE = 2
"""One line of so many may be left out of a rule by its name; where more disagree the whole rule is left out."""


class TriedRules(Struct, frozen=True):
    """Rule files and a mapping by their names, how many rules those are, and how many checks they make of the table.

    `not_written` is what was found in the table and is in none of them, `problems` what they could not read.
    """

    texts: Mapping[Path, str]
    rules: int
    checks: int
    not_written: tuple[NotWritten, ...]
    problems: tuple[str, ...]


class _Said(Struct, frozen=True):
    """What a rule says of a cell, and the label of its line."""

    verdict: Verdict
    line: str


def rules_that_agree(file: Path, told: Inferred) -> TriedRules:
    """The rules that say of the table what was found in it. Lines of which one says otherwise are left out by their
    names, and the whole rule where they are many, or where that does not help.
    """
    ledgers = told.ledgers
    report, said = _tried(file, ledgers)
    for may_narrow in (True, False):
        kept = [replace(one, rules=list(_agreeing(one, said, may_narrow=may_narrow))) for one in ledgers]
        needed = {rule.of_ledger for one in kept for rule in one.rules}
        kept = [one for one in kept if one.rules or one.name in needed]
        if kept == ledgers:
            break
        ledgers = kept
        report, said = _tried(file, ledgers)
    rules = [rule for one in ledgers for rule in one.rules]
    errors = [one for one in report.input_problems if one.severity == "error"] if report is not None else []
    return TriedRules(
        _texts(file, ledgers), len(rules), report.decided if report is not None else 0,
        (*told.unsaid, *_not_written(told.ledgers, {rule.id for rule in rules}, said)),
        tuple(f"{one.ref.place} {one.column}: {one.message}" for one in errors),
    )  # fmt: skip


def _texts(file: Path, ledgers: Sequence[InferredLedger]) -> Mapping[Path, str]:
    from budget_monitor.render.book.inferred import mapping_text, rules_text

    rules = {Path(OWN_RULES) / f"{ledger.name}.toml": rules_text(ledger) for ledger in ledgers}
    return {**rules, Path(f"{file.stem}.source.toml"): mapping_text(ledgers)} if rules else {}


def _tried(file: Path, ledgers: Sequence[InferredLedger]) -> tuple[Report | None, dict[str, dict[str, _Said]]]:
    """What comes of checking a file by the rules of some ledgers; and by rule what it says of each cell, by address."""
    from budget_monitor.pipeline.run.one_set import check_set

    if not ledgers:
        return None, {}
    with copy_with(file, _texts(file, ledgers)) as copy:
        report = check_set(copy, Request(show=Show.ALL)).report
    said: dict[str, dict[str, _Said]] = {}
    for one in (*report.exact, *report.within_rounding, *report.findings):  # the worst of what one says is the last
        said.setdefault(one.rule, {})[one.place.address] = _Said(one.verdict, one.key.get("item", ""))
    own = {rule.id for ledger in ledgers for rule in ledger.rules}
    for one in report.findings:
        if one.rule not in own:  # of several rules together: each holds within rounding, and not all can
            together = {cell.ref.address for cell in one.cells}
            for each in report.within_rounding:
                if each.place.address in together:
                    said[each.rule][each.place.address] = _Said(one.verdict, each.key.get("item", ""))
    return report, said


def _agreeing(
    ledger: InferredLedger, said: Mapping[str, Mapping[str, _Said]], *, may_narrow: bool
) -> Iterator[InferredRule]:
    """The rules of a ledger that say what was found, some of them of fewer lines where that is allowed. One that says
    nothing of the table is none of them.
    """
    for rule in ledger.rules:
        own = said.get(rule.id, {})
        wrong = [one for place, one in own.items() if _is_otherwise(rule.places.get(place), one.verdict)]
        if own and not wrong:
            yield rule
        elif own and may_narrow and LINES_OF_ONE * len(wrong) <= len(own):
            yield replace(rule, except_for=list(dict.fromkeys([*rule.except_for, *(one.line for one in wrong)])))


def _is_otherwise(found: Verdict | None, says: Verdict) -> bool:
    if found in HELD or found is None:
        return says not in HELD
    return says is not found


def _not_written(
    ledgers: Iterable[InferredLedger], kept: Collection[str], said: Mapping[str, Mapping[str, _Said]]
) -> Iterator[NotWritten]:
    for rule in (rule for one in ledgers for rule in one.rules):
        missing = [place for place in rule.places if place not in said.get(rule.id, {})]
        decided = [place for place in missing if rule.places[place] in DECIDED]
        if decided:
            yield NotWritten(rule.title, decided, LEFT_OUT if rule.id in kept else SAYS_OTHERWISE)
        if len(decided) < len(missing):
            yield NotWritten(rule.title, [one for one in missing if one not in decided], TO_LOOK_AT, is_checked=False)
