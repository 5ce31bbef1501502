"""What to type into a cell: a figure in the cell's own unit and notation."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from msgspec.structs import replace

from budget_monitor.figures.grammar import ABOUT
from budget_monitor.figures.letters import ADVERSE, BEHIND_A_FIGURE, FAVOURABLE
from budget_monitor.figures.written import read_figure
from budget_monitor.model.ledgers.cell import Cell
from budget_monitor.model.ledgers.money import Figure, decimal_text, plain

_NUMBER = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?|\.[0-9]+")
_SPACED = re.compile(r"(?<=[0-9])[ \u00a0\u2009\u202f](?=[0-9]{3}(?![0-9]))")


def _is_malformed(text: str) -> bool:
    """True if a figure's marks are not those of its notation, so that they are no model for another."""
    read = read_figure(text)
    return read is not None and bool(read.read_as)


def typed_as(
    cell: Cell, figure: Figure, beside: Callable[[], Cell | None] = lambda: None, decimals: int | None = None
) -> str:
    """A figure as it would be typed in place of a cell's text: `1330` for £1,330,000 beside `3130` of £000, `34%` for
    `37%`, `(97)` where brackets are used. What is nil does not show its unit: that of a figure `beside` it is taken.
    It has as many digits after the point as the text, or `decimals`.
    """
    number = plain(figure)
    if cell.letter:
        return _typed_with_its_letter(cell, number, decimals)
    if spaces := _SPACED.findall(cell.text):
        commas = replace(cell, text=_SPACED.sub(",", cell.text))
        return typed_as(commas, figure, beside, decimals).replace(",", spaces[0])
    match = _NUMBER.search(cell.text)
    value = None if cell.value is None or isinstance(cell.value, str) else plain(cell.value)
    if _is_malformed(cell.text):
        return decimal_text(number)
    shown = Decimal(match[0].replace(",", "")) if match is not None else Decimal(0)
    if match is None or not value or not shown:
        other = beside()
        return decimal_text(number) if other is None else typed_as(other, figure)
    written_places = len(match[0].partition(".")[2])
    # a cell of a workbook may show less than it stores, in the same unit
    scale = Decimal(1) if abs(abs(value) - shown) * 2 <= Decimal(1).scaleb(-written_places) else abs(value) / shown
    digits = abs(number) / scale
    places = written_places if decimals is None else decimals
    text = decimal_text(digits)
    whole, _, after = text.partition(".")
    if len(after) < places:
        after = after.ljust(places, "0")
    if "," in match[0]:
        whole = f"{int(whole):,}"
    written = whole + (f".{after}" if after else "")
    before, rest = cell.text[: match.start()].replace(ABOUT, ""), cell.text[match.end() :]
    was_negative, is_negative = value < 0, number < 0
    if was_negative == is_negative:
        return f"{before}{written}{rest}".strip()
    if is_negative:
        return f"-{before.replace('+', '').strip()}{written}{rest}".strip()
    bare = re.sub(r"[-−–()]|(?i:\s*cr$)", "", f"{before}\0{rest}")
    return bare.replace("\0", written).strip()


def _typed_with_its_letter(cell: Cell, number: Decimal, decimals: int | None) -> str:
    """A figure whose letter is its only sign: with the other letter where it has the other sign, and never a minus."""
    bare = BEHIND_A_FIGURE.sub("", cell.text)
    written = read_figure(bare)
    text = typed_as(Cell(cell.ref, bare, None if written is None else written.value), abs(number), decimals=decimals)
    letter = (ADVERSE if number > 0 else FAVOURABLE) if number else cell.letter
    return f"{text}{cell.text[len(bare) :]}" if letter == cell.letter else f"{text} ({letter})"
