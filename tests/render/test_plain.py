"""Claims about a finding in plain lines."""

from __future__ import annotations

import pytest

from budget_monitor.render.report.sentences import sentence
from budget_monitor.render.text.plain import finding_lines, gap_line, headline_of
from tests.support.small_books import FIGURES, check, rule


@pytest.mark.parametrize(
    ("condition", "gap"),
    [
        ("a == 7", "£2 too low; rounding allows nothing"),
        ("a not in (5, 7)", "equal, but must be other than £5; rounding allows nothing"),
        ("a != 5", "equal, but must be other than £5; rounding allows nothing"),
        ("a < 5", "equal, but must be less than £5; rounding allows nothing"),
        ("a > 5", "equal, but must be more than £5; rounding allows nothing"),
    ],
)
def test_of_figures_that_must_differ_it_is_said_that_they_are_equal(condition: str, gap: str) -> None:
    (finding,) = check(FIGURES + rule(condition), ledgers={"figures": "name,a\nx,5\n"}).findings
    assert gap_line(finding) == gap
    assert "no difference" not in " ".join([*finding_lines(finding), headline_of(finding), sentence(finding)])
