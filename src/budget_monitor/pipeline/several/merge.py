"""The reports on several authorities as one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from budget_monitor.model.checks.rule import Severity
from budget_monitor.model.ledgers.ledger import InputProblem
from budget_monitor.model.results.correction import Correction
from budget_monitor.model.results.outcome import AuthoritySummary, Finding, Report, Tally, Verdict

_WORST_FIRST = (Severity.ERROR, Severity.WARNING, Severity.INFO)


def merged(reports: Sequence[Report], folder: str, notices: Iterable[InputProblem], unread: tuple[str, ...]) -> Report:
    """One report on several sets: lists one after the other in the order of the sets, tallies added up by rule.

    `notices` are problems of none of the sets, and `unread` files of none. What is wrong with a rule for all of them
    is told once.
    """
    reports = _with_own_ids(reports)
    broken: set[tuple[str, str]] = set()
    findings = []
    for finding in (finding for report in reports for finding in report.findings):
        if finding.verdict is Verdict.BROKEN:
            if (finding.rule, finding.message) in broken:
                continue
            broken.add((finding.rule, finding.message))
        findings.append(finding)
    return Report(
        keeps_texts=all(report.keeps_texts for report in reports),
        inputs=tuple(read for report in reports for read in report.inputs),
        tallies=added_up(tally for report in reports for tally in report.tallies),
        findings=tuple(findings),
        input_problems=tuple(
            dict.fromkeys([*notices, *(problem for report in reports for problem in report.input_problems)])
        ),
        unread_files=(*unread, *(file for report in reports for file in report.unread_files)),
        culprits=tuple(culprit for report in reports for culprit in report.culprits),
        corrections=_ranked(one for report in reports for one in report.corrections),
        positions=tuple(position for report in reports for position in report.positions),
        within_rounding=tuple(finding for report in reports for finding in report.within_rounding),
        exact=tuple(finding for report in reports for finding in report.exact),
        folder=folder,
        accepted=tuple(entry for report in reports for entry in report.accepted),
        acceptance_problems=tuple(problem for report in reports for problem in report.acceptance_problems),
        immaterial=tuple(name for report in reports for name in report.immaterial),
        ignored_rules=tuple(dict.fromkeys(rule for report in reports for rule in report.ignored_rules)),
        authorities=_summed(summary for report in reports for summary in report.authorities),
    )


def added_up(tallies: Iterable[Tally]) -> tuple[Tally, ...]:
    """One tally for each rule, with the authorities of all in it; of several severities it has the worst."""
    by_rule: dict[str, list[Tally]] = {}
    for tally in tallies:
        by_rule.setdefault(tally.rule, []).append(tally)
    return tuple(_sum(same) for same in by_rule.values())


def _sum(tallies: Sequence[Tally]) -> Tally:
    parts: dict[str, list[Tally]] = {}
    for tally in tallies:
        for name, part in tally.by_authority.items():
            parts.setdefault(name, []).append(part)
    first = tallies[0]
    return Tally(
        first.rule,
        first.title,
        min((tally.severity for tally in tallies), key=_WORST_FIRST.index),
        _counts(tally.counts for tally in tallies),
        sum(tally.nothing_to_compare for tally in tallies),
        sum(tally.unlisted for tally in tallies),
        {name: same[0] if len(same) == 1 else _sum(same) for name, same in sorted(parts.items())},
        first.about,
    )


def _counts(counts: Iterable[Mapping[Verdict, int]]) -> dict[Verdict, int]:
    total = Counter[Verdict]()
    for one in counts:
        total.update(one)
    return {verdict: total[verdict] for verdict in Verdict}


def _summed(summaries: Iterable[AuthoritySummary]) -> tuple[AuthoritySummary, ...]:
    """In order of name; an authority that several sets name has one summary."""
    by_name: dict[str, AuthoritySummary] = {}
    for one in summaries:
        other = by_name.get(one.name)
        if other is not None:
            one = AuthoritySummary(
                one.name,
                _counts((other.counts, one.counts)),
                {severity: other.failed.get(severity, 0) + one.failed.get(severity, 0) for severity in Severity},
                other.undecided + one.undecided,
                other.findings + one.findings,
                other.input_errors + one.input_errors,
                other.unread_files + one.unread_files,
                other.stale_acceptances + one.stale_acceptances,
                other.unsure + one.unsure,
            )
        by_name[one.name] = one
    return tuple(by_name[name] for name in sorted(by_name))


def _with_own_ids(reports: Sequence[Report]) -> list[Report]:
    """The reports with ids of findings that differ, where two sets name the same authority."""
    taken: set[str] = set()
    own = []
    for report in reports:
        listed = (*report.findings, *report.within_rounding, *report.exact)
        names = {finding.id: finding.id for finding in listed if finding.verdict is not Verdict.BROKEN}
        for name in [name for name in names if name in taken]:
            number = 2
            while f"{name}-{number}" in taken | names.keys():
                number += 1
            names[name] = f"{name}-{number}"
        taken.update(names.values())
        own.append(report if all(old == new for old, new in names.items()) else _renamed(report, names))
    return own


def _renamed(report: Report, names: Mapping[str, str]) -> Report:
    def of(findings: Sequence[Finding]) -> tuple[Finding, ...]:
        return tuple(replace(finding, id=names.get(finding.id, finding.id)) for finding in findings)

    return replace(
        report,
        findings=of(report.findings),
        within_rounding=of(report.within_rounding),
        exact=of(report.exact),
        culprits=tuple(
            replace(culprit, resolves=tuple(names.get(name, name) for name in culprit.resolves))
            for culprit in report.culprits
        ),
        corrections=tuple(_with_names(one, names) for one in report.corrections),
        accepted=tuple(replace(entry, finding=names[entry.finding]) for entry in report.accepted),
        acceptance_problems=tuple(
            replace(problem, finding=names.get(problem.finding, problem.finding))
            for problem in report.acceptance_problems
        ),
        immaterial=tuple(names[name] for name in report.immaterial),
    )


def _ranked(corrections: Iterable[Correction]) -> tuple[Correction, ...]:
    """The corrections of several sets under one count."""
    return tuple(replace(one, rank=rank) for rank, one in enumerate(corrections, start=1))


def _with_names(one: Correction, names: Mapping[str, str]) -> Correction:
    def resolved(found: Sequence[str]) -> tuple[str, ...]:
        return tuple(names.get(name, name) for name in found)

    others = tuple(replace(other, resolves=resolved(other.resolves)) for other in one.alternatives)
    return replace(one, resolves=resolved(one.resolves), alternatives=others)
