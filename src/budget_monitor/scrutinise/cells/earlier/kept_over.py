"""What the last report had and this one has not, and what this one says in its very words: measures and sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from budget_monitor.figures.naming import named_table
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.documents.document import Block, Document, place_of
from budget_monitor.model.documents.scrutiny import Spot, Tie, TieStatus
from budget_monitor.model.results.outcome import Outcome
from budget_monitor.scrutinise.cells.evidence import is_of_each, is_threshold
from budget_monitor.scrutinise.passages import Notes, Passage
from budget_monitor.scrutinise.words import content, years_in

_RESULT = re.compile(r"(?i)\b(?:actual|outturn|result|target)\b")
_NAMES_MEASURES = re.compile(r"(?i)\b(?:measures?|indicators?|kpis?)\b")
"""What stands over the names of measures, whatever the headings of their figures."""
_HAPPENED = re.compile(r"(?i)\b(?:was|were|had|received|achieved|delivered|reached|attracted|rose|fell|grew|saw)\b")
MIN_SHARED = 0.5
"""The share of a measure's words that its name in the next report has, though it was called otherwise."""
MAX_LABEL_SHOWN = 80


def note_vanished(document: Document, last: Document, texts: Iterable[str], notes: Notes) -> None:
    """Notes each measure of the last report that this one neither contains nor mentions, if it has measures at all."""
    tables = [block for block in document.tables if any(True for _ in _measures(block))]
    if not tables:
        return
    names = [content(label) for block in document.tables for label in _labels(block)]
    said = [content(text) for text in texts]
    for block in last.tables:
        for label in _measures(block):
            words = content(label)
            if words and not any(_is_in(words, other) for other in names) and not any(words <= one for one in said):
                place = tables[0]
                spot = Spot(document.file, place_of(place), label[:MAX_LABEL_SHOWN], None, place.line, place.number)
                notes.slip(
                    RelationKind.RUNNING, "A measure of the last report is not in this one", [spot],
                    f"{last.file} has “{label[:MAX_LABEL_SHOWN]}” in {place_of(block)}", outcome=Outcome.NOTICE,
                )  # fmt: skip


def _is_in(words: frozenset[str], other: frozenset[str]) -> bool:
    return len(words & other) >= MIN_SHARED * len(words)


def _labels(block: Block) -> Iterable[str]:
    if block.grid is not None:
        table = named_table(block.grid, block.headings)
        yield from (label for row in range(len(block.grid.rows)) if (label := table.label(row)))


def _measures(block: Block) -> Iterable[str]:
    """The names of the rows under headings of a year's results or targets, or in a column of measures."""
    if block.grid is None:
        return
    table = named_table(block.grid, block.headings)
    for row in range(len(block.grid.rows)):
        if row in table.all_header_rows:
            continue
        heads = [table.heading(row, column) for column in table.value_columns]
        over_names = " ".join(table.heading(row, column) for column in table.label_columns)
        are_named = _NAMES_MEASURES.search(over_names) is not None
        is_measure = any(years_in(head) and (are_named or _RESULT.search(head)) for head in heads)
        has_value = any(any(map(str.isdecimal, block.grid.rows[row][one].text)) for one in table.value_columns)
        if is_measure and has_value and table.label(row):
            yield table.label(row)


def note_carried(
    prose: Sequence[Passage], ties: Sequence[Tie], last: Sequence[Passage], name: str, notes: Notes
) -> None:
    """Notes sentences on what happened that the last report has with the same figures, which no table here states."""
    before = {" ".join(sentence.split()) for passage in last for _, sentence in passage.sentences}
    untied = {(tie.figure.block, tie.figure.row, tie.figure.start) for tie in ties if tie.status is TieStatus.UNTIED}
    for passage in prose:
        for start, sentence in passage.sentences:
            if " ".join(sentence.split()) not in before or not _HAPPENED.search(sentence):
                continue
            for figure in passage.figures_of(start, sentence):
                spot = passage.spot(figure)
                is_set = is_threshold(figure, start, sentence) or is_of_each(figure, start, sentence)
                if (spot.block, spot.row, spot.start) in untied and not is_set:
                    notes.slip(
                        RelationKind.RUNNING, "A sentence is that of the last report, figure and all", [spot],
                        f"{name} says the same in the same words, with {figure.text}", outcome=Outcome.NOTICE,
                    )  # fmt: skip
                    break
