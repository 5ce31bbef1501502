"""The one rule that no rule file states: the figures that are each within rounding can all be true together."""

from __future__ import annotations

from budget_monitor.model.checks.rule import Rule

JOINT = Rule(
    id="JOINT",
    clauses=(),
    title="Figures within rounding can all be true together",
    what="""
A check that holds only within rounding says that some unrounded figures could make it hold. They must be the
same figures in every check: a total of 299 and a front page of 303 may each be within rounding of the sum of their
lines, and still cannot both be true. Checks are taken together where they share figures that were rounded; those that
fail by themselves, or could not be decided, are left out. Named is a smallest set of checks that contradict one
another: without any one of them the others could be true.""",
    why="""
The rounding of many lines added up hides a slip of several units in a total; the figure that is printed twice
gives it away.""",
    source="""Interval arithmetic with every figure taken once, as in XBRL Calculations 1.1.""",
    defined_in="src/budget_monitor/model/checks/joint.py",
)
