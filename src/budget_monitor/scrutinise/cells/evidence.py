"""What the words about a figure, and those of a cell, say for or against that the one states the other."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from budget_monitor.figures.prose import ProseFigure
from budget_monitor.model.ledgers.names import is_total
from budget_monitor.scrutinise.table_figures import TableFigure
from budget_monitor.scrutinise.words import content, years_in

_THRESHOLD = re.compile(
    r"(?i)\b(?:confidence|minor variances?|criteria|threshold|plus\)|maximum|minimum|at least|(?<!total )up to"
    r"|within \d+|rating|indicator value)\b|[<>]\s*£?$"
)
_EACH = re.compile(r"(?i)[^\d.;]*?\b(?:each|per head)\b")
_TARGET = re.compile(r"(?i)\b(?:target|aim)\b")
_ALL = re.compile(r"(?i)all(?: (?!others?\b)[a-z-]+)?|(?:the )?whole(?: [a-z-]+)?")
BEFORE_A_THRESHOLD = 20
CHARACTERS_AROUND = 24
MAX_BLOCKS_TO_A_NEAR_TABLE = 6
"""A table is near if it is at most this many blocks away."""
MAX_COARSENESS = Decimal("0.1")
"""Half of the last digit as a share of the figure; £1m says too little to be a certain £929,000."""


def is_threshold(figure: ProseFigure, start: int, sentence: str) -> bool:
    """True if the words about a figure make it a criterion, not a result."""
    first = max(0, figure.start - start - BEFORE_A_THRESHOLD)
    return _THRESHOLD.search(sentence[first : figure.end - start + CHARACTERS_AROUND]) is not None


def is_of_each(figure: ProseFigure, start: int, sentence: str) -> bool:
    """True if a figure is what each of several comes to."""
    end = figure.end - start
    return _EACH.match(sentence[end : end + CHARACTERS_AROUND]) is not None


def is_near_target(figure: ProseFigure, start: int, sentence: str) -> bool:
    """True if the words about a figure are about a target."""
    first = max(0, figure.start - start - CHARACTERS_AROUND)
    return _TARGET.search(sentence[first : figure.end - start + CHARACTERS_AROUND]) is not None


def is_total_row(cell: TableFigure) -> bool:
    """True if a figure stands in a row called a total, or all of something: what a text states most."""
    return _is_label_of_total(cell.label)


@cache
def _is_label_of_total(label: str) -> bool:
    parts = label.split(", ")
    return any(map(is_total, parts)) or _ALL.fullmatch(parts[0]) is not None


def is_coarse(figure: ProseFigure) -> bool:
    """True if a figure is too rounded, or nil, to be looked for by its value."""
    return not figure.value or figure.half > abs(figure.value) * MAX_COARSENESS


def of_years(sentence: str, cell: TableFigure) -> int:
    """1 if a sentence names a year of the cell, -1 if it names only others, 0 if one of them names none."""
    named = years_in(sentence)
    if not named or not cell.years:
        return 0
    return 1 if named & cell.years else -1


def is_row_named(sentence: str, cell: TableFigure) -> bool:
    """True if a sentence has all words of a row's name, or the code in it."""
    words = content(cell.label)
    codes = (part for part in cell.label.split(", ") if any(map(str.isdecimal, part)) and any(map(str.isalpha, part)))
    return bool(words and words <= content(sentence)) or any(
        re.search(rf"(?<![\w.]){re.escape(code)}(?![\w.]\w|\w)", sentence) for code in codes
    )
