"""The monitoring position as JSON for scripts, in the shape that other people's programs depend on.

Keys, in this order; all are always there, and null stands where there is nothing to say:

    schema_version  1; a change that could break a reader of this shape makes it 2
    tool            name, version
    exit_code       what the command ends with
    reports         key, cash_limit, outturn, variance, movement, reserves, savings, capital: one for each report
      cash_limit    previous_period, previously_reported, change, current, changes; or null
      outturn       basis, cash_limit, net_expenditure, appropriations, outturn; or null
      variance      amount, percent, direction (over budget, under budget, on budget), rating
      movement      since (financial year and period of the last report), cash_limit, outturn, variance; or null
      reserves      lines, opening, used, remaining; or null
      savings       lines, ratings, value, achieved, at_risk; or null
      capital       programme_year, schemes, sources, programme, funding, unfunded: one for each programme year
    findings        id, rule, title, severity, file, line, column, message: the failing checks that figures name
    absent          ledgers that the set does not have

A figure is an object: `amount` (null where it is missing), `cells` (file, line, column, address) that it is stated in
or was worked out from, `is_computed`, and `findings`, the ids of the failing checks that use it. Amounts and
percentages are decimal strings ("16000", "-0.8"), amounts in currency units. `row_type` is line, subtotal or total.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from moneyed import Money

from budget_monitor.model.ledgers.money import decimal_text
from budget_monitor.model.results.position import MonitoringPosition, ReportPosition
from budget_monitor.render.text.json_bytes import json_bytes
from budget_monitor.version import tool_version


class _Tool(msgspec.Struct):
    name: str
    version: str


class _Finding(msgspec.Struct):
    id: str
    rule: str
    title: str
    severity: str
    file: str
    line: int
    column: str
    message: str


class _Position(msgspec.Struct):
    schema_version: int
    tool: _Tool
    exit_code: int
    reports: Sequence[ReportPosition]
    findings: Sequence[_Finding]
    absent: Sequence[str]


def to_summary_json(position: MonitoringPosition, exit_code: int) -> bytes:
    """The position as indented UTF-8 JSON with a newline at its end; its shape is described at the top of this file."""
    document = _Position(
        schema_version=1,
        tool=_Tool("budget-monitor", tool_version()),
        exit_code=exit_code,
        reports=position.reports,
        findings=[
            _Finding(
                id=finding.id,
                rule=finding.rule,
                title=finding.title,
                severity=finding.severity.value,
                file=finding.place.file,
                line=finding.place.line,
                column=finding.place.column,
                message=finding.message,
            )
            for finding in position.marked
        ],
        absent=position.absent,
    )
    return json_bytes(document, encoded=_amount)


def _amount(value: object) -> str:
    if isinstance(value, Money):
        return decimal_text(value.amount)
    raise NotImplementedError(f"no JSON for {type(value).__name__}")
