"""Findings set beside the differences that were accepted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from moneyed import Money
from msgspec import Struct

from budget_monitor.errors import hint, nearest
from budget_monitor.model.ledgers.money import figure_text, money, plain
from budget_monitor.model.ledgers.names import folded
from budget_monitor.model.results.outcome import Finding, Verdict
from budget_monitor.model.results.review import Acceptance, AcceptanceFault, AcceptanceProblem, Accepted, LookedAt

NOT_LOOKED_AT = (
    "more rows fail in the same way than are looked at one by one, and this one was not, so it does not count; first"
    " put right what the others have in common"
)
NOT_TRIED = "nothing could be checked, so this could not be tried: it may still hold, and the entry is to stay"
_UNIT = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*$")


class Matched(Struct, frozen=True):
    """The findings that are accepted, in the order of the findings, and the acceptances that fall short."""

    accepted: tuple[Accepted, ...]
    problems: tuple[AcceptanceProblem, ...]


def match(
    findings: Sequence[Finding],
    acceptances: Sequence[Acceptance],
    today: date,
    looked_at: LookedAt,
    known_rules: Iterable[str],
) -> Matched:
    """Gives each finding the acceptance that covers it, if there is one; one acceptance covers one finding.

    An acceptance of a difference that this run did not look at (another period was chosen, its rule left out) is
    passed over; one that may be among rows that were not looked at one by one is named.
    """
    about = _about(findings, acceptances)
    accepted: dict[str, Accepted] = {}
    taken: set[int] = set()
    for finding in findings:
        for place in about[finding.id]:
            if place not in taken and is_accepted_by(acceptances[place], finding, today):
                accepted[finding.id] = Accepted(finding.id, acceptances[place])
                taken.add(place)
                break
    problems: list[AcceptanceProblem] = []
    rules = list(known_rules)
    for finding in findings:
        # of several entries the last is in force; those it took the place of stay in the file as a record
        places = about[finding.id]
        if places and finding.id not in accepted and taken.isdisjoint(places):
            problems.append(_falls_short(acceptances[places[-1]], finding, today))
    matched = {place for places in about.values() for place in places}
    for place, entry in enumerate(acceptances):
        is_known = entry.rule in rules
        if is_known and (place in matched or not looked_at.asked_for(entry.rule, entry.ledger, entry.key)):
            continue
        if is_known and looked_at.is_nothing:
            problems.append(AcceptanceProblem(AcceptanceFault.NOT_LOOKED_AT, entry, "", NOT_TRIED))
        elif entry.rule in looked_at.unlisted:
            problems.append(AcceptanceProblem(AcceptanceFault.NOT_LOOKED_AT, entry, "", NOT_LOOKED_AT))
        else:
            problems.append(AcceptanceProblem(AcceptanceFault.MATCHES_NOTHING, entry, "", _why_nothing(entry, rules)))
    return Matched(
        tuple(accepted[finding.id] for finding in findings if finding.id in accepted),
        tuple(sorted(problems, key=lambda problem: problem.acceptance.line)),
    )


def _about(findings: Sequence[Finding], acceptances: Sequence[Acceptance]) -> Mapping[str, Sequence[int]]:
    """By the id of a finding, the places of the acceptances that are about its check, in their order."""
    places: dict[tuple[str, frozenset[tuple[str, str]]], list[int]] = {}
    for place, entry in enumerate(acceptances):
        places.setdefault((entry.rule, frozenset(_filled(entry.key).items())), []).append(place)
    return {
        finding.id: [
            place
            for place in places.get((finding.rule, frozenset(_filled(finding.key).items())), ())
            if is_of(acceptances[place], finding)
        ]
        for finding in findings
    }


def is_accepted_by(entry: Acceptance, finding: Finding, today: date) -> bool:
    """Whether an entry covers a finding today: the same check, the same gap, and its time has not run out."""
    return is_of(entry, finding) and has_gap(entry, finding) and not _is_over(entry, today)


def is_of(entry: Acceptance, finding: Finding) -> bool:
    """Whether an entry is about the very check that a finding is, whatever the gap. A broken rule is no check."""
    return (
        finding.verdict is not Verdict.BROKEN
        and entry.rule == finding.rule
        and entry.ledger in ("", finding.ledger)
        and (not entry.column or column_name(entry.column) == column_name(finding.place.column))
        and _filled(entry.key) == _filled(finding.key)
    )


def has_gap(entry: Acceptance, finding: Finding) -> bool:
    """Whether what was accepted is still what is found: the same gap to the penny, or undecided as before."""
    if entry.undecided or finding.verdict is Verdict.UNDECIDED:
        return entry.undecided and finding.verdict is Verdict.UNDECIDED
    return entry.gap == (None if finding.gap is None else plain(finding.gap))


def column_name(header: str) -> str:
    """A header without case, spacing and unit: `Closing (£000)` is `closing`."""
    return "_".join(re.split(r"[\s_-]+", _UNIT.sub("", header).strip().casefold()))


def _filled(key: Mapping[str, str]) -> Mapping[str, str]:
    """A key without its blanks, which an entry need not repeat, and with its names as they are compared."""
    return {name: folded(text) for name, text in key.items() if text.strip()}


def _is_over(entry: Acceptance, today: date) -> bool:
    return entry.until is not None and entry.until < today


def _falls_short(entry: Acceptance, finding: Finding, today: date) -> AcceptanceProblem:
    over = f"it was accepted until {entry.until}" if _is_over(entry, today) else ""
    if has_gap(entry, finding):
        message = f"{over}; correct the figures, or accept the difference again"
        return AcceptanceProblem(AcceptanceFault.EXPIRED, entry, finding.id, message)
    was, now = _gap_words(entry.gap, finding, undecided=entry.undecided), _found_words(finding)
    message = f"what was accepted is {was}; now it is {now}" + (f"; and {over}" if over else "")
    return AcceptanceProblem(AcceptanceFault.GAP_CHANGED, entry, finding.id, message)


def _found_words(finding: Finding) -> str:
    undecided = finding.verdict is Verdict.UNDECIDED
    return _gap_words(None if finding.gap is None else plain(finding.gap), finding, undecided=undecided)


def _gap_words(gap: Decimal | None, finding: Finding, *, undecided: bool) -> str:
    if undecided:
        return "a check that could not be decided"
    if gap is None:
        return "a failed check without a gap"
    code = _currency_of(finding)
    return f"a gap of {figure_text(money(gap, code) if code else gap)}"


def _currency_of(finding: Finding) -> str:
    """The currency of a finding's figures; empty where they are plain numbers. An entry has none of its own."""
    figures = (finding.gap, finding.reported, *(cell.value for cell in finding.cells))
    return next((str(figure.currency.code) for figure in figures if isinstance(figure, Money)), "")


def _why_nothing(entry: Acceptance, rules: Sequence[str]) -> str:
    if entry.rule not in rules:
        near = nearest(entry.rule, rules)
        return f"there is no rule {entry.rule!r}{hint(near)}"
    return "it matches nothing any more: the check holds now, or its row is gone; the entry can be removed"
