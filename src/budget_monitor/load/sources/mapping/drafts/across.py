"""Columns of a table that become rows: their headers differ only in a year, a period or a name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from msgspec import Struct

from budget_monitor.figures.headers import text_and_unit
from budget_monitor.load.sources.mapping.drafts.alike import FIGURES
from budget_monitor.load.sources.mapping.drafts.when import WHEN
from budget_monitor.load.sources.mapping.templates import month_in
from budget_monitor.model.ledgers.layout import SeenColumn
from budget_monitor.model.ledgers.period import parse_period
from budget_monitor.model.ledgers.schema import Column, ColumnType

MIN_ACROSS = 2
"""Columns of one kind that stand beside one another for it to be taken for several periods."""


class Across(Struct, frozen=True):
    """A column of figures whose header states a year or a period: the rest of it, with the places of those."""

    column: SeenColumn
    template: str
    rest: str
    values: Mapping[str, str]


def by_times(free: Sequence[SeenColumn], wanted: Mapping[str, Column]) -> dict[str, list[Across]]:
    """Groups of columns whose headers differ only in the year or the period, by what they have in common."""
    templates: dict[str, list[Across]] = {}
    for column in free:
        if column.kind in FIGURES and (one := _stated(column, wanted)):
            templates.setdefault(one.template.casefold(), []).append(one)
    return {
        key: group for key, group in templates.items()
        if len(group) >= MIN_ACROSS and len({tuple(one.values.items()) for one in group}) == len(group)
    }  # fmt: skip


def _stated(column: SeenColumn, wanted: Mapping[str, Column]) -> Across | None:
    template, rest, values = text_and_unit(column.header)[0], column.header, {}
    by_report = ("financial_year", "period")
    for name, one in sorted(wanted.items(), key=lambda entry: entry[0] in by_report):
        if one.type not in WHEN or one.names_previous:
            continue
        match = WHEN[one.type].search(template)
        if match is None and one.type is ColumnType.FINANCIAL_YEAR:
            match = re.fullmatch(r"(?:19|20)\d{2}", template)
        if match is None or (one.type is ColumnType.PERIOD and not (parse_period(match[0]) or month_in(match[0]))):
            continue
        values[name] = match[0]
        template = template.replace(match[0], f"{{{name}}}", 1)
        rest = rest.replace(match[0], " ", 1)
    return Across(column, template, rest, values) if values else None
