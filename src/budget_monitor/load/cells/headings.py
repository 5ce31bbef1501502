"""Which column of a ledger each header cell stands for, and the unit it states."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from msgspec import Struct

from budget_monitor.errors import nearest
from budget_monitor.figures.headers import UNIT_WORDS, plain_name
from budget_monitor.model.ledgers.grid import column_letters
from budget_monitor.model.ledgers.names import are_near
from budget_monitor.model.ledgers.schema import SYMBOLS, LedgerSchema, Unit

AUTHORITY = "authority"
"""A column any file may have; it is then part of every key."""
ROW_TYPE_COLUMN = "row_type"
"""A column any file may have; it says which rows are lines, sub-totals and totals."""

MAX_CHARACTERS_OF_A_HEADER = 80
"""Of a longer header a message shows the beginning."""


class Heading(Struct, frozen=True):
    """A header cell: its place from 0, its text, and the unit of its figures where it states one."""

    place: int
    text: str
    unit: Unit | None = None


class HeadingProblem(Struct, frozen=True):
    """Something wrong with the header: the column or header text it is about, and a message."""

    column: str
    text: str
    message: str


class Headings(Struct, frozen=True):
    """The header of a file: by column name those that were recognised, and all that is wrong with it. `doubts` are
    columns that may be missing, and that one which is not known looks like.
    """

    known: Mapping[str, Heading]
    problems: tuple[HeadingProblem, ...]
    doubts: tuple[HeadingProblem, ...] = ()


def match_headings(header: Sequence[str], schema: LedgerSchema, currency: str = "GBP") -> Headings:
    """Find the ledger's columns, and the stand-ins of `negated_by`, among the header texts."""
    columns = {plain_name(name): name for name in _known_names(schema)}
    known: dict[str, Heading] = {}
    seen: dict[str, str] = {}
    unknown: list[str] = []
    again: list[tuple[int, str, str]] = []
    for place, text in enumerate(header):
        name, unit = _name_and_unit(text, columns, currency)
        if name in seen:
            again.append((place, seen[name], text))
            continue
        seen[name] = text
        if name in columns:
            known[columns[name]] = Heading(place, text, unit)
        else:
            unknown.append(text)
    missing = _missing(known, unknown, header, schema)
    twice = _twice(again) if known or not missing else ()
    return Headings(known, (*twice, *missing), () if missing else tuple(mistyped(known, unknown, schema)))


MIN_HEADERS_OF_A_TABLE = 3
"""As many that stand twice are those of two tables, and not columns that were named alike."""


def _twice(again: Sequence[tuple[int, str, str]]) -> Iterator[HeadingProblem]:
    """Headers that stand twice: each of them, or in one sentence where they are those of a second table beside."""
    if len(again) >= MIN_HEADERS_OF_A_TABLE:
        first, last = (column_letters(place) for place, _, _ in (again[0], again[-1]))
        message = (
            f"two tables side by side: the headers of columns {first} to {last} stand to the left of them already; put"
            f' one table below the other, or say in a mapping which is meant: range = "{first}:{last}"'
        )
        yield HeadingProblem(again[0][2], again[0][2], message)
        return
    for _, earlier, text in again:
        yield HeadingProblem(text, text, f"two columns of one name, {earlier!r} and {text!r}; rename or remove one")


def needed_places(header: Sequence[str], schema: LedgerSchema) -> Mapping[int, bool]:
    """The places of the columns that every row must have, and whether each is part of the key."""
    known = match_headings(header, schema).known
    needed = {name: column for name, column in schema.columns.items() if column.required}
    stand_ins = {column.negated_by: column for column in needed.values() if column.negated_by}
    return {heading.place: name in schema.key for name, heading in known.items() if name in needed or name in stand_ins}


def _known_names(schema: LedgerSchema) -> list[str]:
    stand_ins = [column.negated_by for column in schema.columns.values() if column.negated_by]
    return [AUTHORITY, ROW_TYPE_COLUMN, *stand_ins, *schema.columns]


def _name_and_unit(text: str, columns: Mapping[str, str], currency: str) -> tuple[str, Unit | None]:
    """`Opening (£000)` is ("opening", £000) and `Achieved (%)` is ("achieved", None), if these are columns."""
    name = plain_name(text)
    if name in columns:
        return name, None
    symbols = "|".join(re.escape(sign) for sign in {"£", SYMBOLS.get(currency, currency), currency})
    match = re.fullmatch(rf"(?i)(.*\S)\s*[(\[]?\s*(?:(?:{symbols})\s*['’,]?(000s?|1|k|m|)|%)\s*[)\]]?", text)
    if match is None or plain_name(match[1].rstrip("([ ")) not in columns:
        return name, None
    unit = None if match[2] is None else UNIT_WORDS[match[2].casefold()]
    return plain_name(match[1].rstrip("([ ")), unit


def _missing(
    known: Mapping[str, Heading], unknown: Sequence[str], header: Sequence[str], schema: LedgerSchema
) -> list[HeadingProblem]:
    needed = [name for name, column in schema.columns.items() if column.required]
    if len(needed) > 1 and not any(name in known or schema.columns[name].negated_by in known for name in needed):
        texts = ", ".join(text for text in header if text)
        shown = texts if len(texts) <= MAX_CHARACTERS_OF_A_HEADER else f"{texts[:MAX_CHARACTERS_OF_A_HEADER]}…"
        message = f"no column of {schema.name} is in the header, which is {shown!r}; expected {', '.join(needed)}"
        hint = _separated(header) or _OF_ANOTHER_SHAPE
        return [HeadingProblem("", header[0] if header else "", f"{message}{hint}")]
    problems, others = [], {}
    for name, column in schema.columns.items():
        if not column.required or name in known or column.negated_by in known:
            continue
        wanted = f"{name!r} (or {column.negated_by!r})" if column.negated_by else f"{name!r}"
        candidates = [name, *([column.negated_by] if column.negated_by else [])]
        near = next((found for word in candidates if (found := nearest(word, unknown))), None)
        if near is None:
            others[name] = wanted
        else:
            problems.append(HeadingProblem(name, near, f"no column {wanted}; is it {near!r}?"))
    if others:
        is_one = len(others) == 1
        message = f"no column {', '.join(others.values())}"
        hint = _separated(header) or (f"; columns not known: {', '.join(unknown)}" if unknown else "")
        more = _OF_ANOTHER_SHAPE if 2 * len(others) > len(needed) > 1 else ""
        problems.append(HeadingProblem(next(iter(others)) if is_one else "", "", f"{message}{hint}{more}"))
    return problems


_OF_ANOTHER_SHAPE = (
    "; is it a table of another shape? `budget-monitor check FILE --discover` checks it as it stands,"
    " `budget-monitor map FILE` says which columns these are"
)


def _separated(header: Sequence[str]) -> str:
    if len(header) == 1 and (separator := next((mark for mark in (";", "\t", "|") if mark in header[0]), None)):
        name = {";": "semicolons", "\t": "tabs", "|": "bars"}[separator]
        return f"; the cells are separated by {name}: save the file with commas"
    return ""


def mistyped(known: Collection[str], unknown: Sequence[str], schema: LedgerSchema) -> Iterator[HeadingProblem]:
    """Columns that need not be there, and are not unless a header is mistyped."""
    for text in unknown:
        names = [name for name in _known_names(schema) if name not in known and are_near(text, name)]
        if len(names) == 1:
            message = f"no column of {schema.name} is called that, and nothing in it is checked; is it {names[0]!r}?"
            yield HeadingProblem(text, text, message)
