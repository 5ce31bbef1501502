"""Columns of a table that become rows: their headers differ only in a year, a period or a name."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from budget_monitor.figures.headers import BALANCES, are_two_ends, text_and_unit
from budget_monitor.load.sources.mapping.drafts.alike import FIGURES, fits
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


class Measures(Struct, frozen=True):
    """Columns that stand once for each of several names: by what is headed after each name, those columns by name.
    `fed` says, by the ledger's column, which measure it is.
    """

    names: tuple[str, ...]
    columns: Mapping[str, Mapping[str, SeenColumn]]
    fed: Mapping[str, str]


def by_names(
    free: Sequence[SeenColumn], wanted: Mapping[str, Column], likeness: Callable[[str, str], float]
) -> Measures | None:
    """Columns headed with the same measures after the same names: "Adults Budget", "Adults Actual", "Place Budget",
    "Place Actual". The names are those that most columns have, by measures that are like a column that is wanted; one
    name may do without some of them, as a total does without a rating. None where no two measures share two names.
    """
    known = _after_names(free)
    best: tuple[tuple[int, float], Measures] | None = None
    for names in {tuple(columns) for columns in known.values()}:
        own = {
            measure: {name: one for name, one in columns.items() if name in names} for measure, columns in known.items()
        }
        own = {measure: columns for measure, columns in own.items() if len(columns) >= MIN_ACROSS}
        fed, sure = _fed(own, wanted, likeness)
        whole = sum(1 for measure in fed.values() if len(own[measure]) == len(names))
        score = sum(len(own[measure]) for measure in fed.values()), sure
        if whole >= MIN_ACROSS and (best is None or score > best[0]):
            best = score, Measures(names, own, fed)
    return best[1] if best is not None else None


def have_measures(columns: Sequence[SeenColumn]) -> bool:
    """True if several measures stand under the same names, so that their headings are no names of one kind."""
    names = [tuple(own) for own in _after_names(columns).values()]
    return len(set(names)) < len(names)


def _after_names(columns: Sequence[SeenColumn]) -> dict[str, dict[str, SeenColumn]]:
    """By the last words of headings, be they one or more, the columns by what stands before those."""
    found: dict[str, dict[str, SeenColumn]] = {}
    for column in columns:
        words = text_and_unit(column.header)[0].split()
        for at in range(1, len(words)):
            found.setdefault(" ".join(words[at:]), {}).setdefault(" ".join(words[:at]), column)
    return {measure: own for measure, own in found.items() if len(own) >= MIN_ACROSS}


def _fed(
    own: Mapping[str, Mapping[str, SeenColumn]],
    wanted: Mapping[str, Column],
    likeness: Callable[[str, str], float],
) -> tuple[dict[str, str], float]:
    """By the ledger's column the measure that is likest to it, and how sure all of them are together."""
    scores = [
        (score, -place, name, measure)
        for place, (name, column) in enumerate(wanted.items())
        for measure, columns in own.items()
        if all(fits(column, seen) for seen in columns.values()) and (score := likeness(measure, name))
    ]
    fed: dict[str, str] = {}
    sure = 0.0
    for score, _, name, measure in sorted(scores, reverse=True):
        is_said = name in fed or wanted[name].negated_by in fed or measure in fed.values()
        if not is_said:
            fed[name] = measure
            sure += score
    return fed, sure


def others_so_headed(measures: Measures, columns: Sequence[SeenColumn]) -> list[str]:
    """What stands before a measure in the headings of other columns, and is none of the names: "Adults %" of "Adults %
    Variance".
    """
    headers = [text_and_unit(column.header)[0] for column in columns]
    heads = (header.removesuffix(f" {one}") for header in headers for one in measures.columns
             if header.endswith(f" {one}"))  # fmt: skip
    return list(dict.fromkeys(head for head in heads if head not in measures.names))


def by_times(free: Sequence[SeenColumn], wanted: Mapping[str, Column]) -> dict[str, list[Across]]:
    """Groups of columns whose headers differ only in the year or the period, by what they have in common; two
    balances of a ledger with an opening and a closing one are none.
    """
    templates: dict[str, list[Across]] = {}
    for column in free:
        if column.kind in FIGURES and (one := _stated(column, wanted)):
            templates.setdefault(one.template.casefold(), []).append(one)
    has_ends = set(BALANCES) <= wanted.keys()
    return {
        key: group for key, group in templates.items()
        if len(group) >= MIN_ACROSS and len({tuple(one.values.items()) for one in group}) == len(group)
        and not (has_ends and len(group) == len(BALANCES) and are_two_ends(*(one.column.header for one in group)))
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
