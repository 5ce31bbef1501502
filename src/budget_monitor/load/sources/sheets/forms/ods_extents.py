"""How much room the sheets of a workbook in ods form need, before room is made."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest

from budget_monitor.errors import shorten

_REPEATED = re.compile(rb"""number-(?:rows|columns)-repeated\s*=\s*["']([^"']*)["']""")
_ATTRIBUTES = rb"""(?=[\s/>])(?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*+"""
_SHEET = re.compile(b"<table:table" + _ATTRIBUTES)
_SHEET_ENDS = b"</table:table>"
_ROW_TAG = b"<table:table-row"
_ROW = re.compile(_ROW_TAG + _ATTRIBUTES)
_NAME = re.compile(rb"""\stable:name\s*=\s*["']([^"']*)["']""")
_CELL_TAGS = (b"<table:table-cell", b"<table:covered-table-cell")
_SAYS_SOMETHING = (b"office:", b"table:formula")
MAX_DIGITS_OF_A_COUNT = 9


class NoCountError(Exception):
    """What should say how often a row or a cell is repeated, and is no number."""


def extents(content: bytes, most_rows: int) -> Iterator[tuple[str, int, int]]:
    """How many rows and columns each sheet needs room for, up to the last cells that have a value or a formula, with
    its name. Rows after the first `most_rows` that are written out are not looked at, but counted. Raises NoCountError.

    Empty cells and rows are repeated to the edges of every sheet, and need no room.
    """
    heads = list(_SHEET.finditer(content))
    for head, following in zip_longest(heads, heads[1:]):
        end = following.start() if following else len(content)
        ends = content.rfind(_SHEET_ENDS, head.end(), end)
        end = end if ends < 0 else ends  # what stands behind the last sheet is in none of its cells
        name = _NAME.search(head[0])
        rows, columns = _extent(content, head.end(), end, most_rows)
        yield name[1].decode("utf-8", "replace") if name else "", rows, columns


def _extent(content: bytes, start: int, end: int, most_rows: int) -> tuple[int, int]:
    last = rows = columns = 0
    for number, tag in enumerate(_ROW.finditer(content, start, end)):
        last += _repeats(tag[0])
        after = content.find(_ROW_TAG, tag.end(), end)
        row_end = after if after >= 0 else end
        filled = max(content.rfind(mark, tag.end(), row_end) for mark in _SAYS_SOMETHING)
        if filled >= 0:
            rows = last
            columns = max(columns, _columns(content[tag.end() : content.find(b">", filled, row_end)]))
        if number == most_rows:
            return last, columns
    return rows, columns


def _columns(cells: bytes) -> int:
    """How many columns the cells of a row take, each as often as it is repeated."""
    count = sum(cells.count(tag) for tag in _CELL_TAGS)
    return count + sum(_count(found) - 1 for found in _REPEATED.findall(cells))


def _repeats(tag: bytes) -> int:
    found = _REPEATED.search(tag)
    return _count(found[1]) if found else 1


def _count(digits: bytes) -> int:
    """The number that is written; one of more digits than a sheet could have rows is only known to be very large."""
    if not digits.isdigit():
        raise NoCountError(f"{shorten(digits.decode('utf-8', 'replace'))!r} should say how often a cell is repeated")
    return int(digits) if len(digits) <= MAX_DIGITS_OF_A_COUNT else 10**MAX_DIGITS_OF_A_COUNT
