"""Which column of a ledger each column of a report's table is, by its headings and the ledger's own words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from budget_monitor.figures.headers import BALANCES, are_exchanged, likeness, names_a_balance, words_of
from budget_monitor.figures.naming import NamedTable
from budget_monitor.model.ledgers.names import is_total
from budget_monitor.model.ledgers.period import YEAR_AMONG_WORDS, parse_financial_year, parse_period
from budget_monitor.model.ledgers.schema import ColumnType, LedgerSchema

_PERIOD = re.compile(r"(?i)\b(?:q(?:uarter)? ?[1-4](?:\.5)?|(?:p(?:eriod)?|m(?:onth)?) ?\d{1,2}|mid-year|year-end)\b")
MIN_LIKENESS = 0.4
SURENESS_OF_A_LONE_COLUMN = 0.6
"""How surely a column under a year alone is the one figure of a ledger that has only one."""
OF_REPORT = ("financial_year", "period", "portfolio", "authority")
"""Columns that a report's title says, not its tables."""


class Header(Struct, frozen=True):
    """What stands above a column: its words without year and period, and those."""

    text: str
    words: str
    years: tuple[str, ...] = ()
    period: str = ""


class Assigned(Struct, frozen=True):
    """A column of the table as one of the ledger. `year` is the one its figures are of, where the header states one
    and the ledger keeps them by year.
    """

    place: int
    name: str
    score: float
    header: Header
    year: str = ""


class Assignment(Struct):
    """All columns of a table as those of one ledger."""

    schema: LedgerSchema
    columns: list[Assigned] = field(default_factory=list)
    loose: list[int] = field(default_factory=list)
    """Columns of figures that the ledger does not have."""
    spare: list[int] = field(default_factory=list)
    """Columns of figures that the ledger has in part: another column is more surely what they are like, or they are the
    total of its years, or the balances of reserves that stand beside what was spent.
    """

    def of(self, name: str) -> list[Assigned]:
        """The columns that stand for one of the ledger."""
        return [one for one in self.columns if one.name == name]

    @property
    def figures(self) -> list[Assigned]:
        """Those that hold figures."""
        return [one for one in self.columns if is_figure(self.schema, one.name)]


def is_figure(schema: LedgerSchema, name: str) -> bool:
    """True if a column of a ledger, or a stand-in for one, holds figures."""
    column = schema.columns.get(name)
    return column.type.is_numeric if column is not None else name in stand_ins(schema)


def stand_ins(schema: LedgerSchema) -> dict[str, str]:
    """By the name of each stand-in the column that it stands in for, with the sign reversed."""
    return {column.negated_by: name for name, column in schema.columns.items() if column.negated_by}


def year_column(schema: LedgerSchema) -> str:
    """The column by which a ledger keeps several years of one report; empty where it has none."""
    names = [name for name, one in schema.columns.items() if one.type is ColumnType.FINANCIAL_YEAR]
    return next((name for name in names if name not in OF_REPORT), "")


def headers_of(table: NamedTable, row: int) -> tuple[Header, ...]:
    """The headers of all columns that count for a row."""
    rows = table.header_rows(row)
    texts = [list(_row_texts(table, one)) for one in rows]
    found = []
    for column in range(table.grid.width):
        parts: list[str] = []
        for place, row_texts in enumerate(texts):
            text = row_texts[column]
            below = any(table.grid.rows[lower][column].text for lower in rows[place + 1 :])
            if text and (below or table.grid.rows[rows[place]][column].text) and text not in parts:
                parts.append(text)
        if column < len(table.inherited) and not table.is_headed(row):
            parts = [table.inherited[column]]
        found.append(header(" ".join(parts)))
    return tuple(found)


def _row_texts(table: NamedTable, row: int) -> Sequence[str]:
    """The texts of a header row: one over several columns counts for each, one of several years for each in turn."""
    texts: list[str] = []
    waiting: list[str] = []
    for column, cell in enumerate(table.grid.rows[row]):
        text = cell.text.strip()
        years = YEAR_AMONG_WORDS.findall(text)
        if text:
            waiting = years[1:] if len(years) > 1 and not YEAR_AMONG_WORDS.sub("", text).strip() else []
            texts.append(years[0] if waiting else text)
        elif waiting:
            texts.append(waiting.pop(0))
        else:
            texts.append(texts[-1] if texts and column > 1 else "")
    return texts


def header(text: str) -> Header:
    """A header taken apart."""
    years = tuple(
        year for one in YEAR_AMONG_WORDS.findall(text) if (year := parse_financial_year(re.sub(r"\s", "", one)))
    )
    rest = YEAR_AMONG_WORDS.sub(" ", text)
    match = _PERIOD.search(rest)
    period = parse_period(match[0]) if match else None
    if match and period:
        rest = rest.replace(match[0], " ")
    return Header(text, words_of(re.sub(r"\(\s*\)", " ", rest).strip()), years, period or "")


def assign(table: NamedTable, headers: Sequence[Header], schema: LedgerSchema) -> Assignment:
    """The likeliest columns of a ledger for those of a table, the surest first."""
    found = Assignment(schema)
    by_year = year_column(schema)
    values = [one for one in range(table.grid.width) if one not in table.label_columns]
    scores: list[tuple[float, int, int, str]] = []
    names = [*schema.columns, *stand_ins(schema)]
    for place in range(table.grid.width):
        for order, name in enumerate(names):
            if name in OF_REPORT[:2] or name == by_year:
                continue
            if is_figure(schema, name) != (place in values):
                continue
            score = _score(headers[place], name, schema)
            if score >= MIN_LIKENESS:
                scores.append((score, -place, -order, name))
    taken: dict[str, list[Assigned]] = {}
    placed: set[int] = set()
    for score, place, _, name in sorted(scores, reverse=True):
        own = headers[-place]
        year = own.years[0] if by_year and len(own.years) == 1 else ""
        if -place in placed or _is_taken(taken.get(name, []), year):
            continue
        placed.add(-place)
        one = Assigned(-place, name, score, own, year)
        taken.setdefault(name, []).append(one)
        found.columns.append(one)
    left = [one for one in values if one not in placed and _holds_figures(table, one)]
    like = {-place for _, place, *_ in scores}
    found.spare = [
        one for one in left
        if one in like or (by_year and is_total(headers[one].words)) or names_a_balance(headers[one].words)
    ]  # fmt: skip
    found.loose = [one for one in left if one not in found.spare]
    _lone(found, headers)
    found.columns = _in_order_of_days(found.columns)
    found.columns.sort(key=lambda one: one.place)
    return found


def _in_order_of_days(columns: Sequence[Assigned]) -> list[Assigned]:
    """The columns with a closing balance of an earlier time than the opening one exchanged with it."""
    by_name = {one.name: one for one in columns}
    first, last = (by_name.get(name) for name in BALANCES)
    if first is None or last is None:
        return list(columns)
    if not are_exchanged(first.header.text, last.header.text, stands_after=first.place > last.place):
        return list(columns)
    other = dict(zip(BALANCES, reversed(BALANCES), strict=True))
    return [replace(one, name=other.get(one.name, one.name)) for one in columns]


def _score(own: Header, name: str, schema: LedgerSchema) -> float:
    score = likeness(own.words, name, schema.words.get(name, ()))
    head = own.words.rpartition(" ")[2]
    return score + 0.02 if score and head in (*name.split("_"), *schema.words.get(name, ())) else score


def _is_taken(others: Sequence[Assigned], year: str) -> bool:
    return bool(others) and (not year or any(one.year in ("", year) for one in others))


def _holds_figures(table: NamedTable, column: int) -> bool:
    return any(any(map(str.isdecimal, table.grid.rows[row][column].text)) for row in table.rows)


def _lone(found: Assignment, headers: Sequence[Header]) -> None:
    """Columns under years alone, or under nothing, of a ledger that has one figure."""
    numeric = [name for name, one in found.schema.columns.items() if one.type.is_numeric]
    required = [name for name in numeric if found.schema.columns[name].required]
    name = (required or numeric)[0] if len(required or numeric) == 1 or year_column(found.schema) else ""
    if not name:
        return
    by_year = year_column(found.schema)
    for place in list(found.loose):
        own = headers[place]
        year = own.years[0] if by_year and len(own.years) == 1 else ""
        is_bare = not own.words or bool(year and len(numeric) == 1)
        if is_bare and (year or not by_year) and not _is_taken(found.of(name), year):
            found.loose.remove(place)
            found.columns.append(Assigned(place, name, SURENESS_OF_A_LONE_COLUMN, own, year))


def required_figures(schema: LedgerSchema) -> list[str]:
    """The columns of figures that a ledger must have."""
    return [name for name, column in schema.columns.items() if column.type.is_numeric and column.required]
