"""Findings too small to matter."""

from __future__ import annotations

from moneyed import Money

from budget_monitor.model.ledgers.money import plain
from budget_monitor.model.results.outcome import Finding, Verdict
from budget_monitor.model.results.review import Materiality


def is_immaterial(finding: Finding, materiality: Materiality) -> bool:
    """Whether a failed check's gap is below every threshold that is set.

    With an amount of £5,000 and 1 per cent, a gap of £4,000 on a reported figure of £1,000,000 is immaterial
    (below £5,000 and below £10,000); on a reported figure of £300,000 it is not (£3,000 is 1 per cent of it). A gap
    that just reaches a threshold is not below it. Only money is weighed: a wrong rating, or a row that stands
    twice, is never immaterial.
    """
    thresholds = (materiality.amount, materiality.percent)
    if finding.verdict is not Verdict.FAIL or all(threshold is None for threshold in thresholds):
        return False
    if not isinstance(finding.gap, Money):
        return False
    size = abs(plain(finding.gap))
    if materiality.amount is not None and size >= materiality.amount:
        return False
    if materiality.percent is None:
        return True
    if finding.reported is None:
        return False
    return size * 100 < materiality.percent * abs(plain(finding.reported))
