"""Figures that a report states more than once under one name: its cash limit is one figure wherever it stands."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from budget_monitor.figures.prose import Unit
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.documents.document import Block, BlockKind, Document
from budget_monitor.model.results.outcome import Verdict
from budget_monitor.scrutinise.passages import Notes
from budget_monitor.scrutinise.slips import is_digit_slip
from budget_monitor.scrutinise.table_figures import TableFigure
from budget_monitor.scrutinise.words import content

_CONCEPTS = (
    ("surplus or deficit", re.compile(r"(?i)\b(?:surplus|deficit|variance)\b")),
    ("appropriations", re.compile(r"(?i)\bappropriations?\b")),
    ("cash limit", re.compile(r"(?i)\bcash limit\b")),
    ("outturn", re.compile(r"(?i)\b(?:outturn|forecast)\b")),
)
_NOT_IT = re.compile(
    r"(?i)\b(?:previous(?:ly)?|opening|changes?|increase|reduction|movement|original|employee|non-employee|gross|income"
    r"|expenditure|indicative|approved|prior|last year|budget at q[1-3]|use of)\b"
)
_GENERIC = content(
    "cash limit budget net total totals current revised forecast outturn surplus deficit variance"
    " appropriations portfolio"
    " council service services figure amount balance £000 £m overall position full year revenue latest q4 annual"
)
MAX_TITLE_HEADINGS = 6


def note_named(document: Document, figures: Sequence[TableFigure], year: int, notes: Notes) -> None:
    """Notes figures of one name and year that agree, and those that are a slip of the pen from the others. A figure
    that names no year is of the report's, which begins in the calendar year `year`. Of tables of one layout none is
    compared: they are of different years, places or funds.
    """
    title = _title_words(document)
    layouts = Counter(_layout(block) for block in document.tables)
    figures = [one for one in figures if layouts[_layout(one.block)] == 1]
    groups: dict[tuple[str, frozenset[str], frozenset[int]], list[TableFigure]] = defaultdict(list)
    for figure in figures:
        for name, words in _names(figure, title):
            groups[name, words, figure.years or frozenset({year})].append(figure)
    for (name, *_), alike in groups.items():
        tables = {one.block.number for one in alike}
        if len(tables) > 1 and len(tables) == len(alike):
            _judge(_called(name, alike), alike, notes)


def _layout(block: Block) -> tuple[str, ...]:
    """What stands in the first row of a table: tables that have the same there are of one layout."""
    return tuple(cell.text for cell in block.grid.rows[0]) if block.grid is not None else ()


def _title_words(document: Document) -> frozenset[str]:
    headings = [block.text for block in document.blocks if block.kind is BlockKind.HEADING][:MAX_TITLE_HEADINGS]
    return frozenset().union(*(content(text) for text in headings)) if headings else frozenset()


def _names(figure: TableFigure, title: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    """What a figure is called, and what sets it apart from others called so."""
    if figure.unit is not Unit.MONEY or not figure.is_whole_cell or _NOT_IT.search(f"{figure.label} {figure.heading}"):
        return
    by_label = next((name for name, pattern in _CONCEPTS if pattern.search(figure.label)), "")
    by_heading = next((name for name, pattern in _CONCEPTS if pattern.search(figure.heading)), "")
    name = by_heading or by_label
    if name:
        yield name, content(figure.label) - _GENERIC - title


def _called(name: str, alike: Sequence[TableFigure]) -> str:
    """What figures of one name are called in all of their places, if there they are: forecast, of outturns."""
    pattern = dict(_CONCEPTS)[name]
    words = {found[0].casefold() for one in alike if (found := pattern.search(f"{one.heading} {one.label}"))}
    return words.pop() if len(words) == 1 else name


def _judge(name: str, alike: Sequence[TableFigure], notes: Notes) -> None:
    values = [abs(one.value) for one in alike]
    usual = max(set(values), key=lambda value: (values.count(value), value))
    first = next(one for one, value in zip(alike, values, strict=True) if value == usual)
    for one, value in zip(alike, values, strict=True):
        if one is first or not usual:
            continue
        spots = [one.spot, first.spot]
        if value == usual:
            sentence = f"the {name} is {first.text} in both places"
            notes.relation(
                RelationKind.TIE, Verdict.EXACT, spots, one.value, sentence, "the same name in another table"
            )
        elif abs(one.value) != abs(first.value) and is_digit_slip(one.text, first.text):
            sentence = f"the {name} is {one.text} here, but {first.text} in {first.spot.place}"
            evidence = f"the same name in {len(alike)} tables"
            notes.relation(RelationKind.TIE, Verdict.FAIL, spots, first.value, sentence, evidence)
            proposed = first.text if values.count(usual) > 1 else ""
            notes.slip(RelationKind.TIE, f"The {name} is not the same everywhere", spots, sentence, proposed)
