"""A document as it is read: headings, paragraphs, list items, notes and tables in their order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from msgspec import Struct, field

from budget_monitor.errors import shorten
from budget_monitor.model.ledgers.grid import Grid

HEAD, FOOT = "head of the page", "foot of the page"
"""Where the heads and feet of the first pages stand; those of others say so behind it."""
MAX_SECTION_SHOWN = 60
"""Characters of a heading that are shown where it says where something stands."""


class BlockKind(StrEnum):
    """What a piece of a document is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    CAPTION = "caption"
    NOTE = "note"
    EDGE = "edge"
    """The head or the foot of its pages, told once, behind the text."""
    TABLE = "table"
    PICTURE = "picture"


class Block(Struct, frozen=True):
    """One piece. `section` is the heading it stands under; `line` its first line in a text file, `page` its page in a
    PDF, each from 1, and 0 where there is no such thing. `level` is the depth of a heading, from 1, and of an item how
    far it is indented, where that is known.

    A table has a `grid` and its number in the document as `table`; `text` is its caption, if it has one.
    """

    number: int
    kind: BlockKind
    text: str = ""
    section: str = ""
    level: int = 0
    line: int = 0
    page: int = 0
    table: int = 0
    grid: Grid | None = None
    lines: tuple[int, ...] = ()
    """Of a table in a text file: the physical line of each row."""
    headings: tuple[str, ...] = ()
    """Of a table without headings of its own: those of the table that it goes on with."""

    def line_of(self, row: int) -> int:
        """The physical line of a table's row, counted from 0; that of the block where rows have none."""
        return self.lines[row] if row < len(self.lines) else self.line


class House(Struct, frozen=True):
    """What the documents of one author do not say of themselves: `units` of tables, as £000, by words of what they
    stand under; what `codes` begin with; and `words` with what others say for the same.
    """

    units: Mapping[str, str] = field(default_factory=dict)
    codes: tuple[str, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)

    def unit_of(self, texts: Iterable[str]) -> str:
        """What bare figures mean in a table under these texts; empty where nothing says."""
        told = tuple(texts)
        return next((unit for name, unit in self.units.items() if self.is_of(name, told)), "")

    @staticmethod
    def is_of(name: str, texts: Iterable[str]) -> bool:
        """True if a name of the settings stands in the texts over a table."""
        return name.casefold() in " ".join(texts).casefold()


class Document(Struct, frozen=True):
    """A whole document. `notes` say how it was read where that is not plain: tracked changes, pages without text."""

    file: str
    sha256: str
    blocks: tuple[Block, ...]
    notes: tuple[str, ...] = ()
    is_uncertain: bool = False
    """Its tables were found by where words stand on a page: one in which nothing adds up was not read, not wrong."""
    house: House = House()
    lost: tuple[str, ...] = ()
    """Those of the notes that say what could not be read, or not be looked at."""

    @property
    def tables(self) -> tuple[Block, ...]:
        """The tables."""
        return tuple(block for block in self.blocks if block.kind is BlockKind.TABLE)


def place_of(block: Block) -> str:
    """Where a block stands, as a person finds it: its page, and the heading above it."""
    where = f"page {block.page}" if block.page else ""
    section = shorten(block.section, MAX_SECTION_SHOWN)
    table = f"table {block.table}" if block.table else ""
    return ", ".join(filter(None, (where, section, table))) or f"paragraph {block.number + 1}"


def text_at(document: Document, block: int, row: int = -1, column: int = -1) -> str:
    """The whole text of a piece, or of a cell of its table."""
    piece = document.blocks[block]
    if row >= 0 and piece.grid is not None:
        return piece.grid.rows[row][column].text
    return piece.text
