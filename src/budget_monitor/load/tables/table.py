"""A file's cells into the typed table that every later stage works on, block by block."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

import pyarrow as pa
from msgspec.structs import replace

from budget_monitor.load.cells.headings import AUTHORITY, Heading, match_headings
from budget_monitor.load.cells.row_problems import ERROR, MAX_PROBLEMS_OF_A_COLUMN, WARNING
from budget_monitor.load.cells.spellings import Spellings
from budget_monitor.load.settings.settings import Settings
from budget_monitor.load.sources.cells import Block, Cells, RecordProblem, ahead
from budget_monitor.load.tables.facts import FactFinder
from budget_monitor.load.tables.keeping import Keeping
from budget_monitor.load.tables.typer import Typer
from budget_monitor.model.ledgers.ledger import (
    InputProblem,
    LedgerTable,
    half_column,
)
from budget_monitor.model.ledgers.money import unit_text
from budget_monitor.model.ledgers.schema import LedgerSchema


def read_table(
    cells: Cells,
    blocks: Iterable[Block],
    schema: LedgerSchema,
    file_name: str,
    settings: Settings,
    keeping: Keeping,
    folder: str = "",
    authority: str = "",
    spellings: Spellings | None = None,
    *,
    is_long: bool = False,
) -> tuple[LedgerTable | None, list[InputProblem]]:
    """Type the blocks of a file's cells, and keep them. The table is None when the header is not the ledger's; the
    problems say why.

    A file without an `authority` column gets one throughout which `authority` stands, unless that is empty. `spellings`
    are those of the set's names so far. The next block of a long file is cut up while the last is typed.
    """
    headings = match_headings(cells.header, schema, settings.currency)
    if headings.problems:
        for _ in blocks:  # what is no text at all should not be said to lack a column
            pass
        return None, [
            InputProblem(file_name, cells.header_line, found.column, ERROR, found.text, found.message)
            for found in headings.problems
        ]
    typer = Typer(schema, headings.known, settings, authority, spellings or Spellings())
    facts = FactFinder()
    cut = map(typer.counted, blocks)
    for block in ahead(cut) if is_long else cut:
        typed = typer.typed(block)
        facts.look_at(typed.columns)
        keeping.add(typed, {half_column(name): powers for name, powers in typer.powers.items()})
    halves = typer.halves()
    table = LedgerTable(
        schema=schema,
        file=file_name,
        stored=keeping.finished(
            typer.typed(typer.counted(_no_rows(len(cells.header)))), cells.header,
            frozenset(half_column(name) for name, half in halves.items() if half is None),
        ),
        facts=facts.found,
        headers=_headers(headings.known, schema),
        halves=halves,
        unit=unit_text(settings.unit_of(schema.name), settings.currency),
        has_authority=AUTHORITY in headings.known or bool(authority),
        folder=folder,
        lost=tuple(sorted({found.line for found in cells.problems if found.is_lost} | typer.lost(cells.odd_lines))),
    )  # fmt: skip
    doubts = [
        InputProblem(file_name, cells.header_line, found.column, WARNING, found.text, found.message)
        for found in headings.doubts
    ]
    return table, [*doubts, *_in_order(file_name, cells, typer)]


def _no_rows(width: int) -> Block:
    return Block((pa.array([], pa.string()),) * width, pa.array([], pa.int64()))


def _first_of_each(problems: Sequence[RecordProblem]) -> Iterator[RecordProblem]:
    """The first records that are wrong in one way, and how many more there are: a whole file may be."""
    counts = Counter((one.severity, one.message) for one in problems)
    seen: Counter[tuple[str, str]] = Counter()
    for one in problems:
        kind = one.severity, one.message
        seen[kind] += 1
        if seen[kind] <= MAX_PROBLEMS_OF_A_COLUMN:
            yield one
        elif seen[kind] == MAX_PROBLEMS_OF_A_COLUMN + 1:
            yield replace(
                one,
                message=f"{one.message} ({counts[kind] - MAX_PROBLEMS_OF_A_COLUMN:,} lines from here on are like it)",
            )


def _in_order(file_name: str, cells: Cells, typer: Typer) -> list[InputProblem]:
    """What is wrong with a file, by line and then from left to right."""
    ragged = [
        InputProblem(file_name, one.line, "", one.severity, one.text, one.message, one.cell)
        for one in _first_of_each(cells.problems)
    ]
    found = [
        InputProblem(file_name, problem.line, heading.text, problem.severity, problem.text.strip(), problem.message)
        for heading, problem in typer.problems(cells.header_line)
    ]
    places = {text: place for place, text in enumerate(cells.header)}
    return sorted([*ragged, *found], key=lambda problem: (problem.line, places.get(problem.column, -1)))


def _headers(known: Mapping[str, Heading], schema: LedgerSchema) -> dict[str, str]:
    """Header texts by column name; a column that only its stand-in is there for has the stand-in's."""
    headers = {name: heading.text for name, heading in known.items()}
    for name, column in schema.columns.items():
        if column.negated_by in headers:
            headers.setdefault(name, headers[column.negated_by])
    return headers
