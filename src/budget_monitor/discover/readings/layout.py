"""How a table lies: which rows are its header, its lines, its totals; what its columns hold; what adds up to what."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Mapping, Sequence

from budget_monitor.discover.adding.identity import Identity
from budget_monitor.discover.adding.sums import sums_of
from budget_monitor.discover.columns.pairs import pairings_of
from budget_monitor.discover.effort import Effort
from budget_monitor.discover.matrix import MAX_HEADER_ROWS, Matrix, matrix_of
from budget_monitor.discover.sentences import told_in
from budget_monitor.figures.headers import header_rows
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.ledgers.grid import Grid, GridCell, column_letters
from budget_monitor.model.ledgers.layout import ColumnKind, Layout, RowRole, SeenColumn, SeenRow
from budget_monitor.model.ledgers.names import is_total

_NOTE = re.compile(r"(?i)^\W*(?:notes?|source|prepared|draft|\*|\(\d\))\b")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?: .*)?|\d{1,2}[/-]\d{1,2}[/-]\d{2,4}")
MAX_LABEL_CHARACTERS = 80
"""One text alone that is longer is a note, no heading."""
MAX_LISTED_TERMS = 4
MIN_SHARE_OF_A_KIND = 0.6
"""The share of a column's cells that tells what it holds."""


def layout_of(grid: Grid, effort: Effort | None = None) -> Layout:
    """A table as it is seen without knowing what it is about."""
    matrix = matrix_of(grid, effort)
    down = sums_of(matrix) if matrix is not None else None
    figures = {line.index for line in matrix.columns} if matrix is not None else set()
    data = [line.index for line in matrix.rows] if matrix is not None else []
    header = _header_rows(grid, data[0] if data else None, figures)
    sums = _said(matrix, down.identities) if matrix is not None and down is not None else {}
    rows = tuple(_rows(grid, matrix, header, sums))
    columns = tuple(_columns(grid, matrix, header))
    return Layout(grid, rows, columns)


def _header_rows(grid: Grid, first: int | None, figures: set[int]) -> list[int]:
    """The rows above the first figures that name columns: more than one text, or a text over a column of figures."""
    if first is None:
        counts = [sum(1 for cell in row if cell.text.strip()) for row in grid.rows[: MAX_HEADER_ROWS + 1]]
        return [counts.index(max(counts))] if counts and max(counts) > 1 else []
    found: list[int] = []
    for row in range(first - 1, max(-1, first - MAX_HEADER_ROWS - 1), -1):
        filled = [column for column, cell in enumerate(grid.rows[row]) if _has_words(cell)]
        if len(filled) > 1:
            found.insert(0, row)
        elif found and not (filled and filled[0] in figures):
            break  # a title, or a heading, above the header
    return [row for row in found if not _counts_columns(grid.rows[row])] or found


def _counts_columns(row: Sequence[GridCell]) -> bool:
    """True if a row only numbers the columns from left to right."""
    numbers = [cell.value for cell in row if cell.text.strip()]
    steps = {None if one is None or other is None else other - one for one, other in itertools.pairwise(numbers)}
    return steps == {1}


def _has_words(cell: GridCell) -> bool:
    """True if a cell is filled with more than marks: rules of dashes, and crosses where nothing may be written."""
    if cell.value:  # as most are, and by far the quickest
        return True
    letters = {one for one in cell.text.casefold() if one.isalnum()}
    return bool(letters) and letters != {"x"}


def _is_debris(texts: Sequence[str]) -> bool:
    """True if a row holds single characters only, as are left of ruled lines by a scanner."""
    return all(sum(one.isalnum() for one in text) < MIN_CHARACTERS for text in texts)


MIN_CHARACTERS = 2


def _rows(grid: Grid, matrix: Matrix | None, header: Sequence[int], sums: Mapping[int, str]) -> list[SeenRow]:
    lines = {line.index: line for line in matrix.rows} if matrix is not None else {}
    last = max(lines, default=len(grid.rows))
    first = min([*header, *lines], default=0)
    seen = []
    for place, row in enumerate(grid.rows):
        if place in lines and place not in header:
            role = RowRole.TOTAL if lines[place].is_total or place in sums else RowRole.LINE
            seen.append(SeenRow(place, role, lines[place].label, sums.get(place, "")))
            continue
        texts = [" ".join(cell.text.split()) for cell in row if _has_words(cell)]
        label = lines[place].label if place in lines else ", ".join(texts[:2])
        if place in header:
            role = RowRole.HEADER
        elif _is_debris(texts):
            role = RowRole.SPACER
        elif place < first:
            role = RowRole.TITLE
        else:
            role = _without_figures(texts, is_after=place > last, has_figures=matrix is not None)
        seen.append(SeenRow(place, role, label, sums.get(place, "")))
    return seen


def _without_figures(texts: Sequence[str], *, is_after: bool, has_figures: bool) -> RowRole:
    """What a row below the header without a figure is."""
    if len(texts) > 1:
        return RowRole.LINE
    if is_total(texts[0]):
        return RowRole.TOTAL
    is_note = is_after or _NOTE.search(texts[0]) is not None or len(texts[0]) > MAX_LABEL_CHARACTERS
    return RowRole.NOTE if is_note and has_figures else RowRole.HEADING if has_figures else RowRole.LINE


def _said(matrix: Matrix, identities: Sequence[Identity]) -> dict[int, str]:
    """By a row or column of the grid, what it was found to be made up of."""
    found = {}
    for one in identities:
        names = [(_name(matrix, row), sign) for row, sign in one.terms]
        held, said = one.strength, int(one.says.sum())
        where = "row" if matrix.is_transposed else "column"
        holds = f" (in {held} of {said} {where}s)" if held < said else ""
        found[matrix.rows[one.target].index] = _listed(names) + holds
    return found


def _name(matrix: Matrix, row: int) -> str:
    index = matrix.rows[row].index
    return column_letters(index) if matrix.is_transposed else str(matrix.grid.lines[index])


def _listed(names: Sequence[tuple[str, int]]) -> str:
    if len(names) > MAX_LISTED_TERMS and all(sign > 0 for _, sign in names):
        return f"{len(names)} from {names[0][0]} to {names[-1][0]}"
    return " ".join(f"{'-' if sign < 0 else '+'} {name}" for name, sign in names).removeprefix("+ ")


def _columns(grid: Grid, matrix: Matrix | None, header: Sequence[int]) -> list[SeenColumn]:
    figures = {line.index for line in matrix.columns} if matrix is not None else set()
    sums = _made_of(matrix) if matrix is not None else {}
    start = header[-1] + 1 if header else 0
    rows = header_rows((cell.text for cell in grid.rows[row]) for row in header)
    seen = []
    for place in range(grid.width):
        cells = [row[place] for row in grid.rows[start:] if _has_words(row[place])]
        text = " ".join(dict.fromkeys(row[place] for row in rows if row[place]))
        seen.append(SeenColumn(place, text, _kind(cells, is_figures=place in figures), len(cells), sums.get(place, "")))
    return seen


def _made_of(matrix: Matrix) -> dict[int, str]:
    """By a column of the grid, the columns that it was found to be made of."""
    turned = matrix.transposed
    found = _said(turned, sums_of(turned).identities)
    for one in pairings_of(matrix):
        first, second = (column_letters(matrix.columns[at].index) for at in (one.first, one.second))
        signs = {RelationKind.PRODUCT: "x", RelationKind.RATIO: "/"}
        sign = signs.get(one.kind, "-" if one.sign < 0 else "+")
        change = " - 1" if one.is_change else ""
        third = "" if one.third is None else f" x {column_letters(matrix.columns[one.third].index)}"
        text = f"{first} {sign} {second}{third}{change}{told_in(one.factor)}"
        found.setdefault(matrix.columns[one.target].index, text)
    return found


def _kind(cells: Sequence[GridCell], *, is_figures: bool) -> ColumnKind:
    if not cells:
        return ColumnKind.NOTHING
    counts: Counter[ColumnKind] = Counter()
    for cell in cells:
        text = cell.text.strip()
        if _DATE.fullmatch(text):
            counts[ColumnKind.DATES] += 1
        elif cell.value is None:
            counts[ColumnKind.TEXT] += 1
        elif cell.is_percent:
            counts[ColumnKind.PERCENTAGES] += 1
        else:
            counts[ColumnKind.FIGURES if is_figures else ColumnKind.NAMES] += 1
    kind, count = counts.most_common(1)[0]
    return kind if count >= MIN_SHARE_OF_A_KIND * len(cells) or not is_figures else ColumnKind.FIGURES
