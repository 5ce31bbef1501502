"""Words against the sign of the cell that a figure states: a surplus of £44,000 where the table has a deficit."""

from __future__ import annotations

import re

from budget_monitor.figures.prose import Unit
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.results.outcome import Verdict
from budget_monitor.scrutinise.cells.evidence import is_over_positive
from budget_monitor.scrutinise.cells.ties import Ties
from budget_monitor.scrutinise.passages import Notes, Passage
from budget_monitor.scrutinise.table_figures import TableFigure

_LESS = re.compile(r"(?i)\b(?:surplus|underspen[dt]\w*|under[ -]spen[dt]\w*)\b")
_MORE = re.compile(r"(?i)\b(?:deficit|overspen[dt]\w*|over[ -]spen[dt]\w*)\b")
_GREW = re.compile(r"(?i)\b(?:increased?|rise|rose|grew)\b")
_SHRANK = re.compile(r"(?i)\b(?:decreased?|reduced|reduction|fell|cut)\b")
_OF_A_SIGN = re.compile("|".join(one.pattern.removeprefix("(?i)") for one in (_LESS, _MORE, _GREW, _SHRANK)), re.I)
_INCREASE_POSITIVE = re.compile(r"(?i)\bincrease\s*/\s*\(\s*(?:reduction|decrease)")
CHARACTERS_AROUND = 40


def note_signs(passage: Passage, ties: Ties, notes: Notes) -> None:
    """Notes words that contradict the sign of the cell they describe, under a heading that says what a sign means."""
    for start, sentence in passage.sentences:
        for figure in passage.figures_of(start, sentence):
            if figure.unit is not Unit.MONEY:
                continue
            before = sentence[max(0, figure.start - start - CHARACTERS_AROUND) : figure.start - start]
            after = sentence[figure.end - start : figure.end - start + CHARACTERS_AROUND // 2]
            if not _OF_A_SIGN.search(f"{before} {after}"):
                continue
            best = ties.best(passage, figure, start, sentence)
            if best is None or not best.cell.value:
                continue
            said = _said(before, after, best.cell)
            if said and (best.cell.value > 0) != (said > 0):
                word = "more" if said > 0 else "less"
                notes.slip(
                    RelationKind.ORDER, "The words say the opposite of the"
                        " table", [passage.spot(figure), best.cell.spot],
                    f"the text says {word} by {figure.text}, but the table has {best.cell.text}",
                )  # fmt: skip
            elif said:
                spots = [passage.spot(figure), best.cell.spot]
                notes.relation(
                    RelationKind.ORDER, Verdict.EXACT, spots, figure.value, f"{figure.text} has the sign that the words"
                        f" say",
                    "the words say so",
                )  # fmt: skip


def _said(before: str, after: str, cell: TableFigure) -> int:
    """1 where the words say more than planned, -1 where less, 0 where they say neither or the heading no sign."""
    if is_over_positive(cell):
        less, more = _LESS.search(before) or _LESS.search(after), _MORE.search(before) or _MORE.search(after)
    elif _INCREASE_POSITIVE.search(f"{cell.label} {cell.heading}"):
        less, more = _SHRANK.search(before), _GREW.search(before)
    else:
        return 0
    if bool(less) == bool(more):
        return 0
    return 1 if more else -1
