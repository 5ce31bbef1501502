"""Lines of a page of a PDF that are put together to paragraphs, also from one page to the next."""

from __future__ import annotations

import re
from collections.abc import Sequence

from budget_monitor.load.documents.building import Building
from budget_monitor.load.documents.paper.edges import Column
from budget_monitor.load.documents.paper.words import Word
from budget_monitor.model.documents.document import BlockKind
from budget_monitor.model.documents.traced import Stretch, joined, text_of

PARAGRAPH_GAP = 1.6
"""Lines farther apart than so many times their size belong to two paragraphs."""
MIN_SIZE_OF_A_HEADING = 1.12
"""Text larger than the usual by this is a heading."""
MAX_HEADING_CHARACTERS = 110
_SIGNS = "•▪‣●○■□►➢·\uf0b7\uf0a7\uf0d8\uf0fc\uf095"
"""Bullets; the last are those of the fonts of signs that Word and LibreOffice take."""
_BULLETS = f"{_SIGNS}-–o "
_ITEM = (*_SIGNS, "- ", "– ", "o ")
_ENDS = (".", "!", "?", ":", ";")
_AMID = re.compile(r"(?!(?:[ivx]+|[b-z]|\d+(?:\.\d+)*)[.)]?\s+(?:[A-Z]|$))[a-z£(\d]")
"""How a line begins that goes on with a sentence of the page before, and no note or paragraph with a number does."""
_FOOT = re.compile(r"(?i)\bpage \d+\b|^\W*\d+\W*$")
"""What stands at the foot of a page and is no sentence."""


class Paragraphs:
    """The paragraphs of a document, as their lines come."""

    def __init__(self, usual: float, into: Building) -> None:
        self._usual = usual
        self.into = into
        self.columns: Sequence[Column] = ()
        """Those of the last table without lines."""
        self._lines: list[list[Word]] = []
        self._level = 0

    def line(self, line: list[Word]) -> None:
        """Adds a line."""
        text, size = " ".join(word.text for word in line), max(word.size for word in line)
        is_short = len(text) <= MAX_HEADING_CHARACTERS and not text.endswith((".", ";", ","))
        is_bold = all(word.is_bold for word in line)
        level = 0
        if is_short and (size > self._usual * MIN_SIZE_OF_A_HEADING or is_bold):
            level = 1 if size > self._usual * MIN_SIZE_OF_A_HEADING * MIN_SIZE_OF_A_HEADING else 2
        if self._lines and (level != self._level or self._starts(line, text, size)):
            self.flush()
        self._lines.append(line)
        self._level = level

    def _starts(self, line: Sequence[Word], text: str, size: float) -> bool:
        """True if a line begins a paragraph of its own."""
        last = self._lines[-1]
        before = max(word.size for word in last)
        if last[0].page != line[0].page:
            return not self._goes_on(text) or abs(size - before) > 1
        apart = line[0].top - last[0].top > PARAGRAPH_GAP * max(size, before)
        return apart or text.startswith(_ITEM) or abs(size - before) > 1

    def _goes_on(self, text: str) -> bool:
        """True if a sentence is open that a line at the top of a page may go on with."""
        said = " ".join(word.text for word in self._lines[-1]) if self._lines else ""
        is_open = bool(said) and not self._level and not said.endswith(_ENDS) and not _FOOT.search(said)
        return is_open and _AMID.match(text) is not None

    def turn_page(self, first: Sequence[Word]) -> bool:
        """Ends the paragraph of the page before, unless the `first` line of this one goes on with it: True if so."""
        goes_on = bool(first) and self._goes_on(" ".join(word.text for word in first))
        if not goes_on:
            self.flush()
        return goes_on

    def flush(self) -> None:
        """Ends the paragraph, which is of the page that it begins on."""
        if not self._lines:
            return
        here, self.into.page = self.into.page, self._lines[0][0].page
        self._end()
        self.into.page = here

    def _end(self) -> None:
        words = _joined(self._lines)
        self._lines = []
        if self._level:
            self.into.text(BlockKind.HEADING, words, level=self._level)
            return
        if not text_of(words).startswith(_ITEM):
            self.into.text(BlockKind.PARAGRAPH, words)
            return
        while words and not words[0].text.strip(_BULLETS):
            words = words[1:]
        if words:
            words[0] = Stretch(words[0].text.lstrip(_SIGNS), words[0].at)
        self.into.text(BlockKind.ITEM, words)


def _joined(lines: Sequence[Sequence[Word]]) -> list[Stretch]:
    return joined([word.stretch] for line in lines for word in line)
