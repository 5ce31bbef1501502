"""Reports with accepted and immaterial differences, for the tests of what is printed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from msgspec.structs import replace

from budget_monitor.model.results.outcome import Report
from budget_monitor.model.results.review import Acceptance, AcceptanceFault, AcceptanceProblem, Accepted
from tests.support.small_reports import report, roll_forward, tally

ENTRY = Acceptance(
    "RM01",
    {"portfolio": "Libraries Open Plus"},
    Decimal(-45000),
    "the invoice came late",
    "A. Officer",
    date(2022, 5, 1),
    date(2022, 6, 30),
    line=3,
)


def with_known() -> Report:
    """Three failures: at line 5 one that counts, at 7 one that is accepted, at 9 one that is immaterial.

    And an acceptance that matches nothing.
    """
    counted, accepted, small = roll_forward(5), roll_forward(7), roll_forward(9)
    whole = report([counted, accepted, small], tallies=[tally(exact=8, fail=3)])
    stale = AcceptanceProblem(
        AcceptanceFault.MATCHES_NOTHING, replace(ENTRY, rule="CL01", line=9), "", "there is no such finding any more"
    )
    return replace(
        whole,
        accepted=(Accepted(accepted.id, ENTRY),),
        immaterial=(small.id,),
        acceptance_problems=(stale,),
    )
