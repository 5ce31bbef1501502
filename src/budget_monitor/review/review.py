"""The stage as a whole: findings and what is known of them in, findings set apart out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct

from budget_monitor.model.results.outcome import Finding
from budget_monitor.model.results.review import Acceptance, AcceptanceProblem, Accepted, LookedAt, Materiality
from budget_monitor.review.acceptances import match
from budget_monitor.review.materiality import is_immaterial


class Review(Struct, frozen=True):
    """What a review comes to. `immaterial` holds ids of findings; none of them is accepted too."""

    accepted: tuple[Accepted, ...]
    problems: tuple[AcceptanceProblem, ...]
    immaterial: tuple[str, ...]


def review(
    findings: Sequence[Finding],
    acceptances: Sequence[Acceptance],
    materiality: Materiality,
    *,
    today: date,
    looked_at: LookedAt,
    known_rules: Iterable[str],
) -> Review:
    """Sets apart the findings that are accepted, and of the others those that are immaterial."""
    matched = match(findings, acceptances, today, looked_at, known_rules)
    accepted = {entry.finding for entry in matched.accepted}
    immaterial = (
        finding.id for finding in findings if finding.id not in accepted and is_immaterial(finding, materiality)
    )
    return Review(matched.accepted, matched.problems, tuple(immaterial))
