"""What the sign of a figure in a table means: a deficit or a surplus, over what was planned or under it.

A heading says so, or the name of a row (`Surplus/(deficit)`); else the letter behind a figure (`97 (A)`); else a
sentence of the document (`Figures in brackets are underspends`), which is about its variances.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from budget_monitor.figures.letters import ADVERSE, is_of_variances, letters_of
from budget_monitor.scrutinise.sentences.roles import Role, role_of_heading
from budget_monitor.scrutinise.table_figures import TableFigure

_WORSE = r"(?:over[ -]?spen[dt]\w*|over|deficits?|adverse|adv|unfavourable|worse|loss(?:es)?)"
_BETTER = r"(?:under[ -]?spen[dt]\w*|under|surplus(?:es)?|favourable|fav|better|profits?)"
_WORD = rf"(?:{_WORSE}|{_BETTER})\b"
_SIGNED = rf"(?:\(\s*{_WORD}\s*\)|\(?[+−–-]\)?\s?{_WORD}|{_WORD}\s*\(?[+−–-]\)?|{_WORD})"
_PAIR = re.compile(rf"(?i)(?<!\w)(?P<one>{_SIGNED})\s*(?:/|\bor\b)\s*(?P<other>{_SIGNED})")
_MINUS = re.compile(r"^\(\s*[a-z]|[−–-]\)?\s?(?=[a-z])|[−–-]\)?$", re.IGNORECASE)
_IS_WORSE = re.compile(rf"(?i)(?<!\w){_WORSE}\b")
_MEANS = r"(?:are|is|denotes?|indicates?|represents?|means?|shows?|signif(?:y|ies)|=|:)"
_BRACKETS = (
    r"(?:(?:in|with|by) (?:brackets|parentheses|a minus(?: sign)?)|brackets|\( ?\)"
    r"|(?:negatives?|minus)(?: (?:figures?|amounts?|variances?|values?|numbers?|signs?))?)"
)
_SAID = re.compile(
    rf"(?i)(?:\b|(?=\())(?P<minus>{_BRACKETS})(?: therefore| always| here)? ?{_MEANS} (?:an? |that it is |to be )?"
    rf"(?P<means>{_WORD})"
    rf"|\b(?P<means_>{_WORD})(?: (?:variances?|figures?|amounts?|balances?))?(?: (?:are|is))?"
    rf"(?: (?:shown|given|written))? (?:in brackets|in parentheses|with a minus(?: sign)?"
    r"|as (?:an? )?(?:negatives?|minus))\b"
)
_CHANGE = re.compile(r"(?i)\b(?:changes?|increase|decrease|movement|varian\w+|difference)\b")
_EARNED = re.compile(
    r"(?i)\b(?:contributions?|grants?|rents?|charges|dues|tolls|subscriptions?|donations?|interest|tickets|admissions"
    r"|funding|recharges?|income|receipts|fees|takings|sales)\b"
)


def is_earned(label: str) -> bool:
    """True if a row is of what comes in: more of it is no overspend."""
    return _EARNED.search(label) is not None


def minus_said(texts: Iterable[str]) -> int:
    """What the sentences of a document say of figures in brackets: 1 that they are worse, -1 that they are better, 0
    where they say nothing or not all the same.
    """
    said = {_sign_of(one["means"] or one["means_"]) for text in texts for one in _SAID.finditer(text)}
    return said.pop() if len(said) == 1 else 0


def worse(cell: TableFigure, minus: int) -> int:
    """1 where a figure is a deficit, an overspend or otherwise to the worse, -1 where it is to the better, and 0 where
    nothing says which. `minus` is what the document says of figures in brackets.
    """
    of_positive = _of_positive(cell.heading)
    if not of_positive and not _CHANGE.search(cell.heading):
        of_positive = _of_positive(cell.label)
    if not of_positive and (letter := _letter(cell)):
        return 1 if letter == ADVERSE else -1
    if not of_positive and (is_of_variances(cell.heading) or role_of_heading(cell.heading) is Role.VARIANCE):
        of_positive = -(minus_said([cell.block.text]) or minus)
    return of_positive * ((cell.value > 0) - (cell.value < 0))


def _of_positive(name: str) -> int:
    """1 where a name says that what is worse has no minus, -1 where that is what is better, 0 where it says neither."""
    found = {
        _sign_of(one) if _MINUS.search(other) else _sign_of(other)
        for match in _PAIR.finditer(name)
        for one, other in [(match["one"].strip(), match["other"].strip())]
        if _sign_of(one) != _sign_of(other) and bool(_MINUS.search(one)) != bool(_MINUS.search(other))
    }
    return found.pop() if len(found) == 1 else 0


def _sign_of(words: str) -> int:
    return 1 if _IS_WORSE.search(words) else -1


def _letter(cell: TableFigure) -> str:
    """The letter of a variance, behind it or beside it: F or A."""
    grid = cell.block.grid
    if grid is None or not is_of_variances(cell.heading):
        return ""
    return letters_of(grid).get(cell.column, {}).get(cell.row, "")
