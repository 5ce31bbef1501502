"""The codes of the rows of a table, and what each stands for."""

from __future__ import annotations

import re
from string import ascii_letters

from msgspec import Struct

from budget_monitor.figures.naming import NamedTable, cell_place, named_table
from budget_monitor.model.documents.document import Block, Document
from budget_monitor.model.documents.scrutiny import Spot
from budget_monitor.model.ledgers.names import is_total
from budget_monitor.model.ledgers.period import is_calendar_year

_LETTERED = re.compile(r"([A-Z][A-Za-z&]{0,7})[ .-]?(\d+(?:\.\d+)*)(?:\s?\(([a-z])\)|([a-z])(?=\s|$))?(?=$|[\s:])")
_NUMBERED = re.compile(r"\d+(?:[./-]\d+)*(?=\.?(?:$|[\s:]))")
_SHAPED = re.compile(r"[A-Z]{1,5}[./-]?\d{2,}(?=$|[\s:])|\d+(?:\.\d+){2,}(?=$|[\s:])|\d{4,}(?=\s+[^\W\d])")
"""What is a code whatever stands above it: C102, 4.2.1, 30417 before a name."""
_PERIOD = re.compile(r"(?:F?Y\s?\d{1,4}|[PMW]\s?\d{1,2}|[QH]\s?[1-4](?:\s\d{2,4}|20\d\d)?)\b")
_HEADS_CODES = re.compile(
    r"(?i)\b(?:codes?|refs?|references?|indicators?|ids?|no|number|k?pis?|measures?|accounts?|cost cent(?:re|er)s?)\b"
)
_COUNTS = re.compile(r"(?i)^\W*(?:no|number)\W*$|\b(?:no|number)\.? of\b")
"""Headings that stand above how many there are as often as above names."""
_OWN = re.compile(r"(?i)\b(?:refs?|references?|indicators?|ids?|k?pis?|measures?)\b")
"""Headings of codes of which each row has its own."""
_SHARED = re.compile(
    r"(?i)\b(?:cost cent(?:re|er)s?|accounts?|nominal|ledgers?|gl|subjective|objective|funds?|services?|category"
    r"|type)\b"
)
"""Headings of codes that several rows may have."""
_POSTINGS = re.compile(
    r"(?i)^\W*date\W*$|\b(?:suppliers?|payees?|vendors?|invoices?|vouchers?|transactions?|postings?|posted|journals?"
    r"|cheques?|narrative|payment date)\b"
)
"""Headings of a list of postings, in which a code says what each was for."""
MAX_CODE_CHARACTERS = 30
MIN_SHARE_SHAPED = 0.8
"""The share of a column's texts that must be codes where no heading says that they are."""
ROWS_A_SLIP_OWN, ROWS_A_SLIP = 3, 6
"""Of so many codes one may be there twice by a slip: where each row has its own, and where nothing says so."""
MIN_LETTERS, MIN_DIGITS = 2, 3
"""A code with so many letters, or digits after letters, is the same in all tables of a document."""


class Code(Struct, frozen=True):
    """A code as it stands in a row, and the name it stands for; `key` is the code however it is spaced."""

    key: str
    name: str
    spot: Spot
    is_of_house: bool
    """True if the settings say that it is a code."""
    is_of_document: bool
    """True if it is the same in all tables of a document."""


class CodedRows(Struct, frozen=True):
    """The codes of a table from top to bottom, of which at most `most_slips` may be there again by a slip."""

    codes: tuple[Code, ...] = ()
    most_slips: int = 0


def coded_rows(block: Block, document: Document) -> CodedRows:
    """The codes in the first column that holds them; of a list of postings only those that the settings know."""
    if block.grid is None:
        return CodedRows()
    table = named_table(block.grid, block.headings)
    headings = _headings(table)
    is_of_postings = any(map(_POSTINGS.search, headings))
    for column, heading in enumerate(headings):
        is_headed = _HEADS_CODES.search(heading) is not None
        if column and not is_headed:
            continue
        names = _names(table, column)
        texts = {row: table.grid.rows[row][column].text.strip() for row in names}
        keys = {row: _key(text, heading, is_headed=is_headed) for row, text in texts.items()}
        if is_of_postings or (not is_headed and sum(map(bool, keys.values())) < MIN_SHARE_SHAPED * len(keys)):
            keys = dict.fromkeys(keys, "")
        codes = []
        for row, name in names.items():
            text = texts[row] if name else _written(texts[row])
            is_of_house = len(text) <= MAX_CODE_CHARACTERS and text.startswith(document.house.codes)
            key = keys[row] or ("".join(text.split()).upper() if is_of_house else "")
            if key and (name := name or texts[row][len(text) :].strip(" :–-")):
                line, place = block.line_of(row), cell_place(block, row, column)
                spot = Spot(document.file, place, text, None, line, block.number, 0, len(text), row, column)
                codes.append(Code(key, name, spot, is_of_house, is_headed and _is_the_same_everywhere(key)))
        if codes:
            every = 0 if _SHARED.search(heading) else ROWS_A_SLIP_OWN if _OWN.search(heading) else ROWS_A_SLIP
            return CodedRows(tuple(codes), len(codes) // every if every else 0)
    return CodedRows()


def _headings(table: NamedTable) -> list[str]:
    """What stands above the rows of each column; the first row's texts where a table holds no figures."""
    rows = [row for row in range(len(table.grid.rows)) if row not in table.all_header_rows]
    columns = range(table.filled_width)
    if not table.all_header_rows and not table.value_columns:
        return [table.grid.rows[0][column].text for column in columns]
    return [" ".join(dict.fromkeys(table.heading(row, column) for row in rows)).strip() for column in columns]


def _names(table: NamedTable, column: int) -> dict[int, str]:
    """By row, what the codes of a column stand for: the column of words with the most names; empty where there is none,
    and a name stands in the code's own cell. Totals are left out, and headings, after which nothing follows.
    """
    words = {one: {row[one].text for row in table.grid.rows if _has_word(row[one].text)} for one in table.label_columns}
    count = {one: len(texts) for one, texts in words.items() if texts and one != column}
    named_by = max(count, key=count.__getitem__, default=column)
    names = {}
    for row, cells in enumerate(table.grid.rows):
        name = cells[named_by].text
        is_alone = not any(cell.text for place, cell in enumerate(cells) if place not in (column, named_by))
        is_heading = row in table.all_header_rows or (is_alone and table.filled_width > len({column, named_by}))
        if cells[column].text.strip() and _has_word(name) and not is_heading and not is_total(name):
            names[row] = name if named_by != column else ""
    return names


def _has_word(text: str) -> bool:
    return any(one.isalpha() for one in text)


def _written(text: str) -> str:
    """The code at the beginning of a cell that also holds its name."""
    match = _LETTERED.match(text) or _NUMBERED.match(text)
    return match[0] if match else text


def _key(text: str, heading: str, *, is_headed: bool) -> str:
    """The code that a cell begins with, however it is spaced; empty where it holds none."""
    is_shaped = _SHAPED.match(text) is not None and not _PERIOD.match(text) and not is_calendar_year(text[:4])
    if not (is_headed or is_shaped):
        return ""
    if match := _LETTERED.match(text):
        return f"{match[1].upper()}{match[2]}{match[3] or match[4] or ''}"
    is_counted = _COUNTS.search(heading) is not None and not is_shaped
    return match[0] if not is_counted and (match := _NUMBERED.match(text)) else ""


def _is_the_same_everywhere(key: str) -> bool:
    letters = len(key) - len(key.lstrip(ascii_letters + "&"))
    return letters >= MIN_LETTERS or (letters > 0 and sum(map(str.isdecimal, key)) >= MIN_DIGITS)
