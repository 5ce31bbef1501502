"""Figures of a paper that are made to agree are marked while it is written, so that slips can be put into them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

SUM, SENTENCE, TIE, END = "\x01", "\x02", "\x03", "\x04"
"""Before a figure that takes part in a sum or a difference of a table; in arithmetic of one sentence; in the text, where
a table states it. And after it."""
MARKED = re.compile(f"([{SUM}{SENTENCE}{TIE}])([^{END}]*){END}")


class Mark(NamedTuple):
    """A marked figure: of which kind, its text, and where it begins in the text without marks."""

    kind: str
    text: str
    start: int


class Paper(NamedTuple):
    """A paper without its marks, and the marks; `rounded` where its sums are of figures rounded one by one."""

    text: str
    marks: tuple[Mark, ...]
    rounded: bool

    def with_slip(self, mark: Mark, slipped: str) -> str:
        """The text with one figure changed."""
        return self.text[: mark.start] + slipped + self.text[mark.start + len(mark.text) :]


def paper(text: str, *, rounded: bool = False) -> Paper:
    """Takes the marks out of a text."""
    plain: list[str] = []
    marks: list[Mark] = []
    length = at = 0
    for found in MARKED.finditer(text):
        plain.append(text[at : found.start()])
        length += found.start() - at
        marks.append(Mark(found[1], found[2], length))
        plain.append(found[2])
        length += len(found[2])
        at = found.end()
    plain.append(text[at:])
    return Paper("".join(plain), tuple(marks), rounded)


def summed(text: str) -> str:
    """Marks a figure of a table."""
    return f"{SUM}{text}{END}"


def said(text: str) -> str:
    """Marks a figure of a sentence that another of the same sentence fixes."""
    return f"{SENTENCE}{text}{END}"


def tied(text: str) -> str:
    """Marks a figure of the text that a table states."""
    return f"{TIE}{text}{END}"


def whole(number: float) -> str:
    """`(1,234)`: negative in brackets."""
    number = round(number)
    return f"({-number:,})" if number < 0 else f"{number:,}"


def minus(number: float) -> str:
    """`-1,234`."""
    return f"{round(number):,}"


def millions(thousands: float, decimals: int = 1) -> str:
    """£000 as `12.3`, in brackets where negative."""
    text = f"{abs(thousands) / 1000:,.{decimals}f}"
    return f"({text})" if thousands < 0 and float(text) else text


def pence(amount: int) -> str:
    """Pence as `1,234.56`."""
    return f"{amount / 100:,.2f}"


def table(rows: Sequence[Sequence[object]]) -> str:
    """A table of a Markdown text."""
    lines = ["| " + " | ".join(map(str, row)) + " |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]])
