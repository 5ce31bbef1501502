"""Words against the sign of the cell that a figure states: a surplus of £44,000 where the table has a deficit."""

from __future__ import annotations

import re

from budget_monitor.figures.prose import ProseFigure, Unit
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.results.outcome import Verdict
from budget_monitor.scrutinise.cells.index import CellIndex
from budget_monitor.scrutinise.cells.meanings import is_earned
from budget_monitor.scrutinise.cells.ties import Ties
from budget_monitor.scrutinise.passages import Notes, Passage
from budget_monitor.scrutinise.table_figures import TableFigure

_NO_BALANCE = (
    r"(?! (?:assets?|land|property|sites?|places?|stock|goods|food|reduction|recovery|funding|grant|plan|repay\w+))"
)
_BETTER = re.compile(
    rf"(?i)\b(?:surplus{_NO_BALANCE}|underspen[dt]\w*|under[ -]spen[dt]\w*|favourable|profit(?= of\b)"
    r"|better (?:off )?than)\b"
)
_WORSE = re.compile(
    rf"(?i)\b(?:deficit{_NO_BALANCE}|overspen[dt]\w*|over[ -]spen[dt]\w*|adverse|loss(?= of £?$)|worse (?:off )?than)\b"
)
_OF_SPENDING = re.compile(r"(?i)\b(?:over|under)[ -]?spen")
_OF_RESULT = re.compile(
    r"(?i)\b(?:surplus|deficit|profit|loss|favourable|adverse|better|worse|fav|adv)\b|\([FA]\)|[\d)] ?[FA]$"
)
_GREW = re.compile(r"(?i)\b(?:increased?|rise|rose|grew)\b")
_SHRANK = re.compile(r"(?i)\b(?:decreased?|reduced|reduction|fell|cut)\b")
_OF_A_SIGN = re.compile("|".join(one.pattern.removeprefix("(?i)") for one in (_BETTER, _WORSE, _GREW, _SHRANK)), re.I)
_INCREASE_POSITIVE = re.compile(r"(?i)\bincrease\s*/\s*\(\s*(?:reduction|decrease)")
_NOT_SO = re.compile(
    r"(?i)\b(?:would|could|might|if|unless|without|instead of|rather than|not (?:an?|the)|no longer|avoid\w*"
    r"|turned? (?:an?|the)|had (?:the|it|they|[a-z]+ (?:been|not))|last (?:year|month|quarter)|previous(?:ly)?"
    r"|originally|a year (?:ago|before|earlier)|before)\b"
)
"""What stands about a surplus or a deficit that was not, or was at another time."""
_ANY_WORD = r"(?:(?!(?:and|but|that|which|while|whereas|so|to|from)\b)[\w’'-]+)"
_UP_TO = re.compile(rf"(?i)(?: {_ANY_WORD}){{0,5}}[ ,(:–—-]*£?")
_FROM = re.compile(rf"(?i)(?: (?!over\b|under\b|more\b|less\b){_ANY_WORD}){{0,2}} ?\(?")
"""What may stand between the word for a surplus or a deficit and its figure, and between a figure and the word."""
CHARACTERS_AROUND = 40


def note_signs(passage: Passage, index: CellIndex, ties: Ties, notes: Notes) -> None:
    """Notes words that contradict the sign of the cell they describe, where something says what a sign means."""
    for start, sentence in passage.sentences:
        figures = passage.figures_of(start, sentence)
        for at, figure in enumerate(figures):
            if figure.unit is not Unit.MONEY:
                continue
            before, after = _around(sentence, start, figures, at)
            if not _OF_A_SIGN.search(before) and not _OF_A_SIGN.search(after):
                continue
            best = ties.best(passage, figure, start, sentence)
            if best is None or not best.cell.value:
                continue
            said = _said(before, after, best.cell, index)
            if said is None:
                continue
            spots = [passage.spot(figure), best.cell.spot]
            if said[0] == said[1]:
                notes.relation(
                    RelationKind.ORDER, Verdict.EXACT, spots, figure.value, f"{figure.text} has the sign that the words"
                        f" say",
                    "the words say so",
                )  # fmt: skip
            elif not _NOT_SO.search(sentence[: figure.start - start] + after):
                notes.slip(
                    RelationKind.ORDER, "The words say the opposite of the table", spots,
                    f"the text says “{said[2]}” of {figure.text}, but the table has {best.cell.text}"
                    f" under “{best.cell.heading}”",
                )  # fmt: skip


def _around(sentence: str, start: int, figures: list[ProseFigure], at: int) -> tuple[str, str]:
    """The words before a figure, no farther than to the one before it, and after it."""
    first, last = figures[at].start - start, figures[at].end - start
    earlier = figures[at - 1].end - start if at else 0
    return sentence[max(earlier, first - CHARACTERS_AROUND) : first], sentence[last : last + CHARACTERS_AROUND // 2]


def _said(before: str, after: str, cell: TableFigure, index: CellIndex) -> tuple[int, int, str] | None:
    """What the words say, 1 for more than planned or worse, -1 for less or better; what the cell has; and the word.
    None where the words say neither, or nothing tells what the sign of the cell means.
    """
    if has := index.worse(cell):
        less, more = (_beside(words, before, after) for words in (_BETTER, _WORSE))
    elif _INCREASE_POSITIVE.search(f"{cell.label} {cell.heading}"):
        less, more = _SHRANK.search(before), _GREW.search(before)
        has = 1 if cell.value > 0 else -1
    else:
        return None
    word = (less or more or [""])[0]
    if bool(less) == bool(more) or (is_earned(cell.label) and not _is_of_result(word, cell)):
        return None
    return 1 if more else -1, has, word


def _beside(words: re.Pattern[str], before: str, after: str) -> re.Match[str] | None:
    """Where words stand before a figure or after it, with nothing between that is of anything else."""
    last = next((one for one in words.finditer(before) if _UP_TO.fullmatch(before, one.end())), None)
    behind = words.search(after)
    return last or (behind if behind is not None and _FROM.fullmatch(after, 0, behind.start()) else None)


def _is_of_result(word: str, cell: TableFigure) -> bool:
    """True if neither a word nor the table speaks of spending: of what comes in, more than planned is to the better."""
    return not _OF_SPENDING.search(word) and _OF_RESULT.search(f"{cell.label} {cell.heading} {cell.text}") is not None
