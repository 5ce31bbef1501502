"""Letters that say of a variance whether it is to the good: 17,200 (F) and 16,750 (A), or F and A in another column.

Two ways of writing are in use: the letter is the figure's only sign, or it repeats the sign that stands there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import chain, combinations

from msgspec.structs import replace

from budget_monitor.figures.naming import named_table
from budget_monitor.figures.written import read_figure
from budget_monitor.model.ledgers.cell import Cell
from budget_monitor.model.ledgers.grid import Grid, GridCell, once_for_each_grid
from budget_monitor.model.ledgers.money import plain
from budget_monitor.model.ledgers.names import in_words

Place = tuple[int, int]
FAVOURABLE, ADVERSE = "F", "A"
OTHER_LETTER = {FAVOURABLE: ADVERSE, ADVERSE: FAVOURABLE}
BEHIND_A_FIGURE = re.compile(r"(?i)(?<=[\d)km%])\s*\(?(?P<letter>[fa])(?:av(?:ourable)?|dv(?:erse)?)?\)?\.?\s*$")
FAVOURABLE_FIGURE, ADVERSE_FIGURE = (
    rf"(?i)[0-9)km%]\s*\(?{letter}\)?\.?\s*$" for letter in ("f(?:av(?:ourable)?)?", "a(?:dv(?:erse)?)?")
)
"""The same as patterns for RE2, by letter."""
_ALONE = re.compile(r"(?i)\(?(?P<letter>[fa])(?:av(?:ourable)?|dv(?:erse)?)?\)?\.?")
_VARIANCE = re.compile(
    r"(?i)\b(?:varia\w+|differences?|(?:over|under)(?:[ -]?spen\w+)?|surplus|deficit|against|compared|vs?|less|from)\b"
    r"|\+\s*/\s*[-−–]|\bF\)?\s*/\s*\(?A\b|\bA\)?\s*/\s*\(?F\b|\bfavourable\b|\badverse\b"
)
"""Elsewhere (A) may stand for an actual figure, and (F) for a forecast."""
_PERCENTAGE = re.compile(r"(?i)%|\bper ?cent")
MIN_LETTERS = 2
MIN_THAT_AGREE = 3
"""So many figures have the sign that their letter says before another one stands out."""
MIN_SHARE_THAT_AGREES = 0.7
MIN_LETTERS_TO_A_MARK = 3
"""So many figures have a letter before another mark beside one, or none, is taken to be a slip."""
MAX_LACKING = 2
"""Of more figures without a letter not every choice of one is tried."""
MAX_MARK = 12
"""Characters; a longer text is a remark."""


@once_for_each_grid
def letters_of(grid: Grid) -> Mapping[int, Mapping[int, str]]:
    """By column of figures, and by row, the letter in the cell or in a column of letters beside it."""
    table = named_table(grid)
    found: dict[int, dict[int, str]] = {}
    for column in range(grid.width):
        cells = [(row, cells[column]) for row, cells in enumerate(grid.rows)]
        behind = {row: one[1].upper() for row, cell in cells if (one := _behind(cell))}
        if len(behind) >= MIN_LETTERS:
            found[column] = behind
        of = max((one for one in table.columns if one < column), default=column)
        alone = _alone(grid, column) if of < column else {}
        if len(alone) >= MIN_LETTERS and not _others_than_marks(grid, column, alone):
            found.setdefault(of, alone)
    return found


def _alone(grid: Grid, column: int) -> dict[int, str]:
    """By row, the letters that stand alone in the cells of a column."""
    cells = ((row, _ALONE.fullmatch(grid.rows[row][column].text.strip())) for row in named_table(grid).rows)
    return {row: one[1].upper() for row, one in cells if one}


def _others_than_marks(grid: Grid, column: int, alone: Mapping[int, str]) -> bool:
    """True if more stands in a column beside its letters than a few marks that may be meant as such."""
    texts = {row: text for row in named_table(grid).rows if (text := grid.rows[row][column].text.strip())}
    others = [text for row, text in texts.items() if row not in alone]
    return len(others) * MIN_LETTERS_TO_A_MARK > len(alone) or any(len(one) > MAX_MARK for one in others)


@once_for_each_grid
def without_letters(grid: Grid) -> Mapping[Place, Place]:
    """The few figures of a column with letters beside it that have none, or a mark that is none: by the row and column
    of each, those where its letter should stand.
    """
    found: dict[Place, Place] = {}
    for column, letters in letters_of(grid).items():
        lacking = [row for row in named_table(grid).rows if row not in letters and grid.rows[row][column].value]
        _, beside = mark_of(grid, min(letters), column)
        if beside > column and len(lacking) * MIN_LETTERS_TO_A_MARK <= len(letters):
            found |= {(row, column): (row, beside) for row in lacking}
    return found


def mark_of(grid: Grid, row: int, column: int) -> Place:
    """Where the letter of a figure stands: in a column beside it, or with it."""
    letters = letters_of(grid)[column]
    beside = (one for one in range(column + 1, grid.width) if _alone(grid, one) == letters)
    return row, next(beside, column)


def letter_meant(grid: Grid, row: int, column: int) -> str:
    """The letter of a figure that has none: that by which it was read, or of the others with its sign, if it is one."""
    if own := grid.rows[row][column].letter:
        return own
    sign, letters = (grid.rows[row][column].value or 0) < 0, letters_of(grid)[column]
    same = {one for at, one in letters.items() if at != row and ((grid.rows[at][column].value or 0) < 0) is sign}
    return same.pop() if len(same) == 1 else ""


def _behind(cell: GridCell) -> re.Match[str] | None:
    return None if cell.value is None else BEHIND_A_FIGURE.search(cell.text)


def is_of_variances(name: str) -> bool:
    """True if a column's name or heading calls its figures variances: letters behind them are their signs."""
    return _VARIANCE.search(in_words(name)) is not None


def with_its_letter(cell: Cell) -> Cell:
    """A cell of a ledger with the letter that is its figure's only sign: one with no minus whose value is as the letter
    says, in a column of variances.
    """
    found = BEHIND_A_FIGURE.search(cell.text)
    if found is None or cell.value is None or isinstance(cell.value, str) or not is_of_variances(cell.ref.column):
        return cell
    letter = found["letter"].upper()
    read, value = read_figure(cell.text), plain(cell.value)
    is_its_sign = read is not None and read.value > 0 and (value < 0) == (letter == FAVOURABLE)
    return replace(cell, letter=letter) if is_its_sign else cell


def signed_by_letters(grid: Grid) -> Iterator[Grid]:
    """The table as it is where letters are the only signs, and what is to the good is negative, as spending below a
    budget is: in the columns of these letters, and in these and a percentage beside them.
    """
    letters = {
        column: of_rows for column, of_rows in letters_of(grid).items() if _may_be_only_signs(grid, column, of_rows)
    }
    if not letters:
        return
    yield _signed(grid, letters)
    lacking = [place for place in without_letters(grid) if place[1] in letters]
    lacking = lacking if len(lacking) <= MAX_LACKING else []
    for places in chain.from_iterable(combinations(lacking, many) for many in range(1, len(lacking) + 1)):
        meant = {column: dict(of_rows) for column, of_rows in letters.items()}
        for row, column in places:
            meant[column][row] = FAVOURABLE
        yield _signed(grid, meant)
    table, along = named_table(grid), dict(letters)
    for column, of_rows in letters.items():
        beside = next((one for one in table.columns if one > column), column)
        is_share = _PERCENTAGE.search(table.heading(min(of_rows), beside)) is not None
        if is_share and beside not in letters and all((row[beside].value or 0) >= 0 for row in grid.rows):
            along[beside] = of_rows
    if len(along) > len(letters):
        yield _signed(grid, along)


def _may_be_only_signs(grid: Grid, column: int, letters: Mapping[int, str]) -> bool:
    """True if figures with either letter have no minus, or one has, by a slip: another with its letter has none. Of
    variances all may have the same letter.
    """
    figures = [(letter, grid.rows[row][column].value or 0) for row, letter in letters.items()]
    negative = [letter for letter, value in figures if value < 0]
    positive = [letter for letter, value in figures if value > 0]
    are_two = len(set(letters.values())) > 1 or _is_of_variances(grid, column)
    return are_two and (not negative or (len(negative) == 1 and negative[0] in positive))


def has_signs(grid: Grid, column: int) -> bool:
    """True if a column of figures with letters has their signs, be it by these or besides."""
    cells = [grid.rows[row][column] for row in letters_of(grid).get(column, ())]
    return any(cell.letter or (cell.value or 0) < 0 for cell in cells)


def are_of_variances(grid: Grid) -> bool:
    """True if headings call all figures with letters variances, or their letters those of advantages."""
    return all(_is_of_variances(grid, column) for column in letters_of(grid))


def _is_of_variances(grid: Grid, column: int) -> bool:
    return is_of_variances(named_table(grid).heading(min(letters_of(grid)[column]), column))


def _signed(grid: Grid, letters: Mapping[int, Mapping[int, str]]) -> Grid:
    rows = [list(row) for row in grid.rows]
    for column, of_rows in letters.items():
        for row, letter in of_rows.items():
            cell = rows[row][column]
            if cell.value is not None:
                text = cell.text if BEHIND_A_FIGURE.search(cell.text) else f"{cell.text.strip()} ({letter})"
                value = -cell.value if letter == FAVOURABLE else cell.value
                rows[row][column] = replace(cell, text=text, value=value + 0, letter=letter)
    return replace(grid, rows=tuple(map(tuple, rows)))


@once_for_each_grid
def against_their_letters(grid: Grid) -> frozenset[Place]:
    """Figures with a sign that do not have that of the others with their letter, by row and column, where the letters
    repeat the signs; and where these are the only ones, figures that have a minus besides.
    """
    found: set[Place] = set()
    for column, of_rows in letters_of(grid).items():
        figures = [(row, letter, grid.rows[row][column]) for row, letter in of_rows.items()]
        found |= {(row, column) for row, letter, cell in figures if _has_a_minus_besides(cell, letter)}
        figures = [(row, letter, cell) for row, letter, cell in figures if not cell.letter]
        # a letter with a plus, and one with a minus: True where F is to the good, and so is a plus
        signs = {
            row: (letter, (letter == FAVOURABLE) == (cell.value > 0)) for row, letter, cell in figures if cell.value
        }
        ways = Counter(signs.values())
        for way in (True, False):
            agree = [ways[letter, way] for letter in OTHER_LETTER]
            is_usual = min(agree) > 0 or _is_of_variances(grid, column)
            if is_usual and sum(agree) >= max(MIN_THAT_AGREE, MIN_SHARE_THAT_AGREES * len(signs)):
                found |= {(row, column) for row, (_, other) in signs.items() if other != way}
    return frozenset(found)


def _has_a_minus_besides(cell: GridCell, letter: str) -> bool:
    """True of a figure that was read by its letter, and that its minus turns round again."""
    value = cell.value or 0
    return cell.letter != "" and value != 0 and (value < 0) != (letter == FAVOURABLE)
